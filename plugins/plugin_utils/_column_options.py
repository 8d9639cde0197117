# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Our columns, and options that say how to read them from those of others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ._bounded import brief

COLUMNS = ("user_name", "first_name", "last_name", "stack_names", "enabled")
PREVIOUS = "previous_user_name"  # only of users with a new address
ACCESS_UNTIL = "access_until"
DISABLED = "disabled"  # the opposite of enabled
TARGETS = (*COLUMNS, PREVIOUS, DISABLED, ACCESS_UNTIL)
_DOMAIN = re.compile(r"@?[^\s@]+\.[^\s@.]+")


def as_columns(value: Any) -> dict[str, list[str]]:
    """For each of our columns the headings to read it from: of a mapping, or of text with
    NAME=HEADING one a line.

    A name has several headings as a list, or on several lines. A key of several columns, such as
    ``last_name first_name``, splits a cell in that order.
    """
    read: dict[str, list[str]] = {}
    for key, headings in _as_mapping(value).items():
        parts = ["user_name" if part == "email" else part for part in split_targets(key)]
        unknown = [part for part in parts if part not in TARGETS]
        if unknown or not parts:
            hint = ""
            if len(headings) == 1 and headings[0] in TARGETS:
                hint = f"; did you mean {headings[0]}={key}?"
            raise ValueError(
                f"{brief(key)} is none of {', '.join(TARGETS)}, which are on the left side{hint}"
            )
        if len(parts) > 1 and set(parts) != {"first_name", "last_name"}:
            raise ValueError(f"{brief(key)}: only first_name and last_name split a cell")
        read.setdefault(("," if "," in key else " ").join(parts), []).extend(headings)
    return read


def split_targets(target: str) -> list[str]:
    """The columns that a key of ``columns`` names; several split a cell."""
    return [part for part in re.split(r"[\s,]+", target.strip()) if part]


def as_domain(value: Any) -> str:
    """The end of an address: "@" and a domain."""
    if not isinstance(value, str) or not _DOMAIN.fullmatch(value.strip()):
        raise ValueError(f"{brief(value)} is not a domain such as example.com")
    return "@" + value.strip().lstrip("@")


def _as_mapping(value: Any) -> dict[str, list[str]]:
    if isinstance(value, Mapping):
        pairs = [[k, v] for k, headings in value.items() for v in _listed(headings)]
    elif isinstance(value, str):
        pairs = [line.split("=", 1) for line in value.splitlines() if line.strip()]
    else:
        raise ValueError(f"{brief(value)} is neither a mapping nor text")
    read: dict[str, list[str]] = {}
    for pair in pairs:
        if len(pair) != 2 or not all(isinstance(part, str) and part.strip() for part in pair):
            shown = "=".join(map(str, pair))
            raise ValueError(f"{brief(shown)} is not of the form user_name=Heading")
        read.setdefault(pair[0].strip(), []).append(pair[1].strip())
    return read


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
