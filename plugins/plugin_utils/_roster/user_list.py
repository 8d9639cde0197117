# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Lists of users by their addresses, read completely. Pure values, no files."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypedDict

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import (
    unlikely_names,
    validate_user_name,
)

from .._bounded import brief
from .._values import SEPARATORS, is_empty
from .columns import canonical_name, validate_columns
from .decoding import detect_format, numbered_lines, parse, strip_bom
from .tabular import Row, Table, bounded, read_table, truncate, unwrap_list


class UserList(TypedDict):
    user_names: list[str]
    """Each once. Empty if there are errors."""
    errors: list[str]
    """Each names its entry by line or number."""
    unlikely_user_names: list[str]
    """Those that are an error because they do not look like an address."""


def read_user_list(
    source: Any, format: str | None = None, known_user_names: Container[str] = ()
) -> UserList:
    """Read and check every address. Raises BadRoster if the input as a whole cannot be read.

    ``source``: a list of addresses; or text with addresses separated by lines, commas, semicolons
    or blanks; or any roster. ``known_user_names``: names that the pool has; their form is not
    checked.
    """
    table = _read(source, format)
    has_user_names = table.has_user_names
    errors = validate_columns(table.columns, ["user_name"])
    names: dict[str, None] = {}
    for row in table.rows:
        name = row.values.get("user_name")
        if isinstance(name, str):
            name = name.strip()
            row = Row(row.place, {"user_name": name}, row.errors)
            names[name] = None
        if problems := _validate(row, has_user_names, known_user_names):
            errors.append(f"{row.describe()}: {', '.join(problems)}")
    return {
        "user_names": [] if errors else list(names),
        "errors": [truncate(error) for error in errors],
        "unlikely_user_names": unlikely_names(names, known_user_names),
    }


def _validate(row: Row, has_user_names: bool, known: Container[str]) -> Sequence[str]:
    if row.errors or not has_user_names:
        return row.errors
    name = row.values.get("user_name")
    if name is None:
        return ["has no user_name"]
    if not isinstance(name, str):
        return [f"user_name {brief(name)} is not text"]
    return validate_user_name(name, known)


def _read(source: Any, format: str | None) -> Table:
    if isinstance(source, str):
        text = strip_bom(source)
        if format in (None, "text"):
            format = detect_format(text)
        if format in ("yaml", "json"):
            source = parse(text, format)
        elif format == "csv" or _has_header(text):
            return read_table(text, "csv")
        else:
            return Table(list(_text_rows(text)))
    entries = unwrap_list(bounded(source))
    if isinstance(entries, (list, tuple)) and not any(isinstance(e, Mapping) for e in entries):
        return Table(list(_list_rows(entries)))
    return read_table(source, None)


def _has_header(text: str) -> bool:
    """Whether the first line names a column for the users, so that the text is CSV."""
    first = next((line for _number, line in numbered_lines(text) if line.strip()), "")
    return any(
        canonical_name(cell.strip().strip('"')) == "user_name" for cell in re.split("[,;]", first)
    )


def _text_rows(text: str) -> Iterator[Row]:
    for number, line in numbered_lines(text):
        for name in filter(None, SEPARATORS.split(line)):
            yield Row(f"line {number}", {"user_name": name})


def _list_rows(entries: Iterable[Any]) -> Iterator[Row]:
    for number, entry in enumerate(entries, 1):
        if is_empty(entry):
            continue
        if isinstance(entry, str):
            yield Row(f"entry {number}", {"user_name": entry})
        else:
            yield Row(f"entry {number}", errors=[f"{brief(entry)} is not text"])
