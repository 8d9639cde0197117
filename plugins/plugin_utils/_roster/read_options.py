# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""How a roster is to be read, where it does not say so itself."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._column_options import as_columns, as_domain
from .._values import as_headings, is_empty
from .headings import heading_key

UNSUPPORTED_NAMES = ("fail", "omit", "transliterate")
ENABLED_BY = ("any", "own")
_READERS: dict[str, Callable[[Any], Any]] = {
    "columns": as_columns,
    "domain": as_domain,
    "ignore": as_headings,
    "stack_columns": as_headings,
    "stack_names": as_headings,
}


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.timezone.utc).date()


@dataclass(frozen=True)
class ReadOptions:
    """``columns``: for each of our columns the headings to read it from; the first that is filled
    counts, and of several about access one that says no is enough. A key of several columns, such
    as ``last_name first_name``, splits a cell in that order.
    """

    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ignore: Sequence[str] = ()
    domain: str = ""
    stack_columns: Sequence[str] = ()
    stack_names: Sequence[str] = ()
    encoding: str | None = None
    sheet: str | None = None
    unsupported_names: str = "fail"
    enabled_by: str = "any"
    """Which columns give access: with ``own`` only ``enabled`` of a roster of our own form. All of
    them take it away."""
    today: datetime.date = field(default_factory=_today)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> ReadOptions:
        """From options as people write them: lists and mappings may be text. None is not given."""
        read: dict[str, Any] = {k: v for k, v in given.items() if not is_empty(v)}
        for name in _READERS.keys() & read.keys():
            try:
                read[name] = _READERS[name](read[name])
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None
        return cls(**read)


def names_heading(given: str, text: str) -> bool:
    """Whether an option names this heading, in whatever spelling."""
    return given.strip() == text.strip() or heading_key(given) == heading_key(text) != ""
