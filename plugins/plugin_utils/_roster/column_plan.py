# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What the columns of a roster are read as: plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Source:
    """What to read from the ``indexes`` of a row; the first cell that is filled counts.

    ``kind``: one of our columns, or how to read who may sign in. ``label``: for messages.
    """

    kind: str
    indexes: Sequence[int]
    label: str
    given: bool = False
    """Whether an option says what the column means."""
    own: bool = False
    """Whether this is the column ``enabled`` of a roster of this collection's own form, which may
    ask for a user who is created and then disabled."""


@dataclass
class ColumnPlan:
    names: list[Source] = field(default_factory=list)
    access: list[Source] = field(default_factory=list)
    splits: list[Source] = field(default_factory=list)
    """``kind`` is the order, such as "last_name first_name"."""
    stacks: list[Source] = field(default_factory=list)
    """``label`` is the name of the stack."""
    of_service: bool = False
    """Whether the rows are the service's own, whose users are all in the pool."""
    of_leavers: bool = False
    """Whether the users of the table are to lose their access."""
    tells: bool = False
    """Whether a column about access says anything of anybody."""
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def has_user_names(self) -> bool:
        return any(source.kind == "user_name" for source in self.names)
