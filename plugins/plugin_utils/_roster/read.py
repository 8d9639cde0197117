# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rosters, read complete and written. Pure values, no files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

import yaml
from ansible.module_utils.common.yaml import SafeDumper

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import truncate_names
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import (
    NAME,
    validate_stacks,
    validate_user,
)

from .._untrusted import plain
from .._values import as_bool, is_empty
from .tabular import (
    COLUMNS,
    Row,
    column_faults,
    has_names,
    ignored_columns,
    read_table,
    shortened,
)

_NAMES = ("first_name", "last_name")


def read_roster(
    source: Any, form: str | None = None, unsupported_names: str = "fail"
) -> dict[str, Any]:
    """A roster -> ``users`` as appstream_user takes them, ``notes`` and ``faults``.

    ``source``: text, or a list of mappings, or a mapping with such a list. ``form``: ``csv``,
    ``yaml`` or ``json``; left out, text that starts like a YAML or JSON list is one, other text is
    CSV. ``unsupported_names``: ``fail`` or ``omit``. What is empty is left out of a user. With
    faults, which name each bad row by its line or number, there are no users.
    """
    table = read_table(source, form)
    faults = column_faults(table.columns)
    notes = table.notes + ignored_columns(table.columns)
    users: list[dict[str, Any]] = []
    omitted: list[str] = []
    first: dict[str, str] = {}
    for row in table.rows:
        if (row.faults and not row.values) or not has_names(table):
            faults += [f"{row.told()}: {', '.join(row.faults)}"] * bool(row.faults)
            continue  # there is no user to speak of
        user = _user(row)
        name = user.get("user_name", "")
        if unsupported_names == "omit":
            for key in [key for key in _NAMES if _is_unsupported(user.get(key))]:
                omitted.append(f"{name} ({key} {user.pop(key)!r})")
        bad = row.faults + validate_user({**user, "user_name": name})
        bad += validate_stacks(user.get("stack_names"))
        if name and first.setdefault(name, row.place) != row.place:
            bad.append(f"the same user as in {first[name]}")
        if bad:
            faults.append(f"{row.told()}: {', '.join(bad)}")
        users.append(user)
    if omitted:
        notes.append(
            f"{len(omitted)} names left out, since the service refuses them:"
            f" {truncate_names(omitted)}"
        )
    return {
        "users": [] if faults else users,
        "notes": notes,
        "faults": [shortened(fault) for fault in faults],
    }


def _is_unsupported(name: str | None) -> bool:
    """Not with an address in it: where a quotation mark is not closed, that is another row."""
    return name is not None and not NAME.fullmatch(name) and "@" not in name


def write_roster(users: Iterable[Mapping[str, Any]], form: str = "csv") -> str:
    """Users as appstream_user_info gives them -> a roster that ``read_roster`` takes back."""
    entries = [
        {key: plain(user[key]) for key in COLUMNS if not is_empty(user.get(key))} for user in users
    ]
    if form == "yaml":
        text: str = yaml.dump(
            {"roster": entries},
            Dumper=SafeDumper,
            sort_keys=False,
            allow_unicode=True,
            explicit_start=True,
        )
        return text
    return "".join(map(_csv_line, (COLUMNS, *map(_cells, entries))))


def _cells(entry: Mapping[str, Any]) -> list[str]:
    cells = dict(entry)
    if isinstance(cells.get("stack_names"), list):
        cells["stack_names"] = ";".join(cells["stack_names"])
    if "enabled" in cells:
        cells["enabled"] = str(cells["enabled"]).lower()
    return [cells.get(key, "") for key in COLUMNS]


def _csv_line(cells: Iterable[str]) -> str:
    """Ends with \\n. csv itself ends it with \\r\\n, and so quotes either of these in a cell."""
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()[:-2] + "\n"


def _user(row: Row) -> dict[str, Any]:
    """What the row says of a user, without what is empty; adds to the faults of the row."""
    user: dict[str, Any] = {}
    for key, value in row.values.items():
        if is_empty(value):
            continue
        if key == "enabled":
            try:
                user[key] = as_bool(value)
            except TypeError:
                row.faults.append(f"enabled {value!r} is neither true nor false")
        elif key == "stack_names":
            stacks = _stacks(value, row.faults)
            if stacks:  # a lone separator says no more than an empty cell
                user[key] = stacks
        elif isinstance(value, str):
            user[key] = value.strip()
        else:
            row.faults.append(f"{key} {value!r} is no text; put it in quotes")
    return user


def _stacks(value: Any, faults: list[str]) -> list[str]:
    parts = value.split(";") if isinstance(value, str) else value
    filled = [p for p in parts if not is_empty(p)] if isinstance(parts, (list, tuple)) else [parts]
    if not all(isinstance(part, str) for part in filled):
        faults.append(f"stack_names {value!r} is neither text nor a list of texts")
        return []
    return list(dict.fromkeys(part.strip() for part in filled))
