# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The columns of a roster: which are known, and how they may be written."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from .._bounded import brief

COLUMNS = ("user_name", "first_name", "last_name", "stack_names", "enabled")
STACK_SEPARATOR = ";"  # in a cell with several stacks
COLUMNS_SHOWN = 20
SIMILARITY_CUTOFF = 0.8  # a column this similar to a missing one counts as a misspelling
_ALIASES = {"email": "user_name"}


def canonical_name(column: Any) -> str:
    name = str(column).strip().lower().replace(" ", "_")
    return _ALIASES.get(name, name)


def validate_columns(columns: Sequence[str], wanted: Sequence[str] = COLUMNS) -> list[str]:
    """Find duplicate, misspelled and missing columns or keys among the ``wanted`` ones."""
    names = [canonical_name(column) for column in columns]
    errors = []
    for name in wanted:
        written = [brief(column) for column, known in zip(columns, names) if known == name]
        if len(written) > 1:
            errors.append(f"columns {' and '.join(written)} mean the same; keep one of them")
    missing = [name for name in wanted if name not in names]
    for column, name in zip(columns, names):
        similar = difflib.get_close_matches(name, [*missing, *_ALIASES], 1, SIMILARITY_CUTOFF)
        if name in COLUMNS or not similar or canonical_name(similar[0]) not in missing:
            continue
        if not name.startswith(f"{similar[0]}_"):  # enabled_by, for example, has another meaning
            errors.append(f"column {brief(column)} looks like {similar[0]!r}; rename or remove it")
    if columns and "user_name" in missing and not errors:
        found = ", ".join(map(brief, columns[:COLUMNS_SHOWN]))
        found += f" and {len(columns) - COLUMNS_SHOWN} more" * (len(columns) > COLUMNS_SHOWN)
        errors.append(f"no column 'user_name' or 'email'; the columns are {found}")
    return errors


def ignored_columns(columns: Sequence[str]) -> list[str]:
    """A warning that names the unknown columns, if there are any."""
    unknown = [column.strip() for column in columns if canonical_name(column) not in ("", *COLUMNS)]
    return [f"columns ignored: {', '.join(unknown)}"] if unknown else []
