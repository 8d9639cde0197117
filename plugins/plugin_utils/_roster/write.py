# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Rosters, written so that they can be read back. Pure values, no files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

import yaml
from ansible.module_utils.common.yaml import SafeDumper

from .._column_options import COLUMNS, PREVIOUS
from .._untrusted import to_builtin
from .._values import is_empty
from .values import STACK_SEPARATOR

_ALL = (*COLUMNS, PREVIOUS)


def write_roster(users: Iterable[Mapping[str, Any]], format: str = "csv") -> str:
    """Users as appstream_user_info returns them -> a roster that ``read_roster`` reads back."""
    entries = [
        {key: to_builtin(user[key]) for key in _ALL if not is_empty(user.get(key))}
        for user in users
    ]
    columns = [key for key in _ALL if key != PREVIOUS or any(PREVIOUS in each for each in entries)]
    if format == "yaml":
        text: str = yaml.dump(
            {"roster": entries},
            Dumper=SafeDumper,
            sort_keys=False,
            allow_unicode=True,
            explicit_start=True,
        )
        return text
    return "".join(map(_csv_line, (columns, *(_cells(entry, columns) for entry in entries))))


def _cells(entry: Mapping[str, Any], columns: Iterable[str]) -> list[str]:
    cells = dict(entry)
    if isinstance(cells.get("stack_names"), list):
        cells["stack_names"] = STACK_SEPARATOR.join(cells["stack_names"])
    if "enabled" in cells:
        cells["enabled"] = str(cells["enabled"]).lower()
    return [cells.get(key, "") for key in columns]


def _csv_line(cells: Iterable[str]) -> str:
    """Ends with \\n. The csv module itself writes \\r\\n, and so quotes cells with either."""
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()[:-2] + "\n"
