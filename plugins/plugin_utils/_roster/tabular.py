# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Tables as they come: CSV, YAML, JSON or lists. Pure values, no files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._bounded import OutOfBounds, brief, check_value
from .columns import COLUMNS, canonical_name
from .decoding import UNDECODED, BadRoster, detect_format, numbered_lines, parse, strip_bom

_LIST_KEYS = ("roster", "users")  # the keys under which a mapping may hold the list
_ADDRESS = re.compile(r"\S@\S")
_SEPARATOR_LINE = re.compile(r'\A"?sep=[,;]"?[ \t]*(?=[\r\n])', re.IGNORECASE)  # meant for Excel


@dataclass(frozen=True)
class Row:
    """One entry of the input: the values of known columns, and the errors of its form."""

    place: str
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Sequence[str] = ()

    def describe(self) -> str:
        """The place, with the user name where there is one."""
        name = self.values.get("user_name")
        return f"{self.place} ({brief(name)})" if isinstance(name, str) and name else self.place


@dataclass(frozen=True)
class Table:
    rows: Sequence[Row]
    columns: Sequence[str] = ()
    """Known and unknown ones, as the input writes them."""
    warnings: Sequence[str] = ()

    @property
    def has_user_names(self) -> bool:
        """Whether a column holds user names, as far as the columns are known."""
        return not self.columns or "user_name" in map(canonical_name, self.columns)


def truncate(error: str) -> str:
    """Limit an error: with a quotation mark that is not closed, one cell may hold 1,000 rows."""
    return error if len(error) <= 500 else f"{error[:500]} ..."


def read_table(source: Any, format: str | None) -> Table:
    if not isinstance(source, str):
        return _from_list(bounded(source))
    text = strip_bom(source)
    format = format or detect_format(text)
    if format in ("yaml", "json"):
        return _from_list(parse(text, format))
    return _from_csv(_SEPARATOR_LINE.sub("", text))


def bounded(value: Any) -> Any:
    """The same value. Raises BadRoster if it is too large, or contains itself."""
    try:
        check_value(value)
    except OutOfBounds as error:
        raise BadRoster(str(error)) from None
    return value


def unwrap_list(value: Any) -> Any:
    """The list that a mapping holds as ``roster`` or ``users``; anything else unchanged."""
    if isinstance(value, Mapping):
        keys = [key for key in _LIST_KEYS if key in value]
        if len(keys) == 1:
            return value[keys[0]]
    return value


def _from_list(value: Any) -> Table:
    entries = unwrap_list(value)
    if entries is None:
        entries = []
    if not isinstance(entries, (list, tuple)):
        wanted = "a list of entries, or a mapping with one as 'roster' or 'users'"
        raise BadRoster(f"is {type(value).__name__}, not {wanted}")
    rows = []
    columns: dict[str, None] = {}
    for number, entry in enumerate(entries, 1):
        place = f"entry {number}"
        if isinstance(entry, Mapping):
            columns.update(dict.fromkeys(map(str, entry)))
            rows.append(Row(place, _known_values(entry.items())))
        else:
            rows.append(Row(place, errors=[f"{brief(entry)} is not a mapping of keys and values"]))
    return Table(rows, list(columns))


def _from_csv(text: str) -> Table:
    undecoded = [
        Row(f"line {number}", errors=["is not UTF-8; save the file as CSV UTF-8"])
        for number, line in numbered_lines(text)
        if UNDECODED.search(line)
    ]
    if undecoded:
        return Table(undecoded)
    columns: list[str] = []
    rows: list[Row] = []
    multiline: list[int] = []
    for line, cells, error in _records(text, _delimiter(text)):
        if error:
            rows.append(Row(f"line {line}", errors=[error]))
            if not columns:
                break  # without a header, no later line can be read
        elif not any(cell.strip() for cell in cells):
            continue
        elif not columns:
            columns = cells
            if "user_name" in map(canonical_name, cells) and any(map(_ADDRESS.search, cells)):
                error = "has an email address among the column names"
                rows.append(Row(f"line {line}", errors=[error]))
        else:
            rows.append(_csv_row(line, cells, columns))
            if any("\n" in cell.strip() for cell in cells):
                multiline.append(line)
    if not columns and not rows:
        raise BadRoster("is empty: it does not even have a header line")
    # reported because an extra quotation mark merges several rows into one
    warnings = (
        [f"cells with line breaks: {len(multiline)}, first in line {multiline[0]}"]
        if multiline
        else []
    )
    return Table(rows, columns, warnings)


def _csv_row(line: int, cells: list[str], columns: list[str]) -> Row:
    errors = []
    if len(cells) != len(columns):
        errors.append(f"has {len(cells)} cells, the header has {len(columns)}")
    return Row(f"line {line}", _known_values(zip(columns, cells)), errors)


def _known_values(items: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    values = ((canonical_name(column), value) for column, value in items)
    return {name: value for name, value in values if name in COLUMNS}


def _delimiter(text: str) -> str:
    """The one that finds more known columns in the first line."""
    first = next((line for _number, line in numbered_lines(text) if line.strip()), "")
    first = first[: csv.field_size_limit()]
    known = {
        delimiter: sum(
            canonical_name(cell) in COLUMNS
            for cell in next(csv.reader([first], delimiter=delimiter))
        )
        for delimiter in ",;"
    }
    return max(known, key=lambda delimiter: (known[delimiter], first.count(delimiter)))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str], str | None]]:
    """Each record with the number of its first line, or the error that prevents reading it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            unclosed = "end of data" in str(error)
            yield line, [], "a quotation mark is not closed" if unclosed else str(error)
        else:
            yield line, cells, None
