# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""How a roster is to be read, where it does not say so itself."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._bounded import brief
from .._values import as_headings, as_mapping, is_empty
from .headings import heading_key
from .vocabulary import TARGETS

UNSUPPORTED_NAMES = ("fail", "omit", "transliterate")
_DOMAIN = re.compile(r"@?[^\s@]+\.[^\s@.]+")


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.timezone.utc).date()


@dataclass(frozen=True)
class ReadOptions:
    """``columns``: for each of our columns the headings to read it from; the first that is filled
    counts. A key of several columns, such as ``last_name first_name``, splits a cell in that order.
    """

    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ignore: Sequence[str] = ()
    domain: str = ""
    stack_columns: Sequence[str] = ()
    stack_names: Sequence[str] = ()
    encoding: str | None = None
    sheet: str | None = None
    unsupported_names: str = "fail"
    today: datetime.date = field(default_factory=_today)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> ReadOptions:
        """From options as people write them: lists and mappings may be text. None is not given."""
        read: dict[str, Any] = {k: v for k, v in given.items() if not is_empty(v)}
        for name in ("ignore", "stack_columns", "stack_names"):
            if name in read:
                read[name] = as_headings(read[name])
        if "columns" in read:
            read["columns"] = _targets(as_mapping(read["columns"]))
        if "domain" in read:
            if not isinstance(read["domain"], str) or not _DOMAIN.fullmatch(read["domain"].strip()):
                raise ValueError(f"domain {brief(read['domain'])} is no domain such as example.com")
            read["domain"] = "@" + read["domain"].strip().lstrip("@")
        return cls(**read)


def split_targets(target: str) -> list[str]:
    """The columns that a key of ``columns`` names; several split a cell."""
    return [part for part in re.split(r"[\s,]+", target.strip()) if part]


def _targets(columns: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    read = {}
    for key, headings in columns.items():
        parts = ["user_name" if part == "email" else part for part in split_targets(key)]
        unknown = [part for part in parts if part not in TARGETS]
        if unknown or not parts:
            hint = ""
            if len(headings) == 1 and headings[0] in TARGETS:
                hint = f"; did you mean {headings[0]}={key}?"
            raise ValueError(
                f"columns: {brief(key)} is none of {', '.join(TARGETS)}, which are on the left side"
                + hint
            )
        if len(parts) > 1 and set(parts) != {"first_name", "last_name"}:
            raise ValueError(f"columns: {brief(key)}; only first_name and last_name split a cell")
        read[("," if "," in key else " ").join(parts)] = headings
    return read


def names_heading(given: str, text: str) -> bool:
    """Whether an option names this heading, in whatever spelling."""
    return given.strip() == text.strip() or heading_key(given) == heading_key(text) != ""
