# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What is to be done about one user. Pure: no calls."""

from __future__ import annotations

from dataclasses import dataclass

from .._model.change import DELETE, DISABLE, Change
from .._model.outcome import Problem
from .._model.previous_user import PreviousUser
from .._model.user import User
from .desired import DesiredUser
from .required_reads import NOTHING_READ, Stacks


@dataclass(frozen=True)
class UserPlan:
    """What is to be done about one user, or why nothing can be (``problem``) or need be (``note``).

    ``changes`` are made in their order; ``removals`` when everything else succeeded. ``stacks`` are
    those that the user has before, as far as they matter. ``replaced``: the user exists with
    another name, and is deleted and created again. ``entry``: what the journal says of a user whom
    an earlier task took apart, with the stacks that are ``restored``.
    """

    desired: DesiredUser
    existing: User | None
    changes: tuple[Change, ...] = ()
    removals: tuple[Change, ...] = ()
    stacks: Stacks = NOTHING_READ
    problem: Problem | None = None
    note: str | None = None
    similar_names: tuple[str, ...] = ()
    name_differs: bool = False
    replaced: bool = False
    entry: PreviousUser | None = None
    restored: frozenset[str] = frozenset()

    @property
    def user_name(self) -> str:
        return self.desired.user_name

    @property
    def deleted(self) -> bool:
        """Whether the user is to be deleted for good."""
        return not self.replaced and self._has(DELETE)

    @property
    def disabled(self) -> bool:
        """Whether a user who exists, and may be enabled, is to be disabled."""
        existing = self.existing
        return existing is not None and existing.enabled is not False and self._has(DISABLE)

    @property
    def previous_stacks(self) -> frozenset[str]:
        """Those that a user who is replaced must have again."""
        return self.stacks.names | self.restored

    @property
    def previous_enabled(self) -> bool | None:
        """Whether a user who is replaced, or was to be, was enabled before."""
        if self.entry is not None and self.entry.previous_enabled is False:
            return False
        return None if self.existing is None else self.existing.enabled

    @property
    def removes(self) -> bool:
        """Whether something is taken away from the user."""
        return self.replaced or self.deleted or bool(self.removals)

    @property
    def disable_after_removals(self) -> bool:
        """Whether the user loses stacks before it is disabled (D3). A user who was disabled before
        and is replaced is disabled at once."""
        return bool(self.removals) and self.previous_enabled is not False

    @property
    def names(self) -> dict[str, str | None]:
        """The names of the user when created; those that were not given are kept (C7)."""
        first, last = self.desired.first_name, self.desired.last_name
        if self.existing is not None:
            first = self.existing.first_name if first is None else first
            last = self.existing.last_name if last is None else last
        return {"first_name": first, "last_name": last}

    def _has(self, action: str) -> bool:
        return any(change.action == action for change in (*self.changes, *self.removals))
