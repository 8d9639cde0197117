# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tables of people as they are found: CSV, YAML, JSON or lists. Pure values, no files."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .decoding import UNDECODED, BadRoster, clean, form_of, lines_of, parsed

COLUMNS = ("user_name", "first_name", "last_name", "stack_names", "enabled")
ALIKE = 0.8  # a column as much like a missing one as this is taken for a typing error
_ALIASES = {"email": "user_name"}
_LISTS = ("roster", "users")  # the keys under which a mapping may hold the list
_ADDRESS = re.compile(r"\S@\S")
_SEPARATOR_LINE = re.compile(r'\A"?sep=[,;]"?[ \t]*(?=[\r\n])', re.IGNORECASE)  # meant for Excel


@dataclass
class Row:
    """One entry as it was found. ``faults`` are those of its form."""

    place: str
    values: dict[str, Any]
    faults: list[str]

    def told(self) -> str:
        name = self.values.get("user_name")
        return f"{self.place} ({name!r})" if isinstance(name, str) and name else self.place


@dataclass(frozen=True)
class Table:
    rows: list[Row]
    columns: list[str]
    """As they are written in the input, known and unknown."""
    notes: list[str] = field(default_factory=list)


def shortened(fault: str) -> str:
    """Where a quotation mark is not closed, one cell may hold a thousand rows."""
    return fault if len(fault) <= 500 else f"{fault[:500]} ..."


# ---- columns


def canonical(column: Any) -> str:
    name = str(column).strip().lower().replace(" ", "_")
    return _ALIASES.get(name, name)


def column_faults(columns: list[str], wanted: Sequence[str] = COLUMNS) -> list[str]:
    """What is wrong with the names of columns or keys, as far as it concerns ``wanted`` ones."""
    names = [canonical(column) for column in columns]
    faults = []
    for name in wanted:
        written = [repr(c) for c, canonical in zip(columns, names) if canonical == name]
        if len(written) > 1:
            faults.append(f"columns {' and '.join(written)} say the same; keep one of them")
    missing = [name for name in wanted if name not in names]
    for column, name in zip(columns, names):
        like = difflib.get_close_matches(name, [*missing, *_ALIASES], 1, ALIKE)
        if name in COLUMNS or not like or canonical(like[0]) not in missing:
            continue
        if not name.startswith(f"{like[0]}_"):  # as enabled_by, which is another thing
            faults.append(f"column {column!r} looks like {like[0]!r}; rename it, or take it out")
    if columns and "user_name" in missing and not faults:
        faults.append(f"no column 'user_name' or 'email', but {', '.join(map(repr, columns))}")
    return faults


def has_names(table: Table) -> bool:
    """Whether a column has the users' names, as far as columns are known. If not, no row has."""
    return not table.columns or "user_name" in map(canonical, table.columns)


def ignored_columns(columns: list[str]) -> list[str]:
    unknown = [column.strip() for column in columns if canonical(column) not in ("", *COLUMNS)]
    return [f"columns ignored: {', '.join(unknown)}"] if unknown else []


# ---- forms


def read_table(source: Any, form: str | None) -> Table:
    if not isinstance(source, str):
        return _listed(source)
    text = clean(source)
    form = form or form_of(text)
    if form in ("yaml", "json"):
        return _listed(parsed(text, form))
    return _csv_table(_SEPARATOR_LINE.sub("", text))


def inner_list(value: Any) -> Any:
    if isinstance(value, Mapping):
        inside = [key for key in _LISTS if key in value]
        if len(inside) == 1:
            return value[inside[0]]
    return value


def _listed(value: Any) -> Table:
    entries = inner_list(value)
    if entries is None:
        entries = []
    if not isinstance(entries, (list, tuple)):
        wanted = "a list of entries, or a mapping with one as 'roster' or 'users'"
        raise BadRoster(f"is {type(value).__name__}, not {wanted}")
    rows = []
    columns: dict[str, None] = {}
    for number, entry in enumerate(entries, 1):
        row = Row(f"entry {number}", {}, [])
        if isinstance(entry, Mapping):
            columns.update(dict.fromkeys(map(str, entry)))
            row.values = {canonical(key): v for key, v in entry.items()}
            row.values = {key: v for key, v in row.values.items() if key in COLUMNS}
        else:
            row.faults.append(f"{entry!r} is no mapping of keys and values")
        rows.append(row)
    return Table(rows, list(columns))


def _csv_table(text: str) -> Table:
    undecoded = [
        Row(f"line {number}", {}, ["is not UTF-8; save the file as CSV UTF-8"])
        for number, line in lines_of(text)
        if UNDECODED.search(line)
    ]
    if undecoded:
        return Table(undecoded, [])
    delimiter = _delimiter(text)
    columns: list[str] = []
    rows: list[Row] = []
    spread: list[int] = []
    for line, cells, fault in _records(text, delimiter):
        if fault:
            rows.append(Row(f"line {line}", {}, [fault]))
            if not columns:
                break  # no later line has their names
        elif not any(cell.strip() for cell in cells):
            continue
        elif not columns:
            columns = cells
            if "user_name" in map(canonical, cells) and any(map(_ADDRESS.search, cells)):
                fault = "has an address among the names of the columns"
                rows.append(Row(f"line {line}", {}, [fault]))
        else:
            rows.append(_csv_row(line, cells, columns))
            if any("\n" in cell.strip() for cell in cells):
                spread.append(line)
    if not columns and not rows:
        raise BadRoster("is empty: it lacks even a line with the names of the columns")
    # said, since a quotation mark too many makes one row of several
    notes = [f"cells of several lines: {len(spread)}, from line {spread[0]}"] if spread else []
    return Table(rows, columns, notes)


def _csv_row(line: int, cells: list[str], columns: list[str]) -> Row:
    values = {}
    for column, cell in zip(columns, cells):
        if canonical(column) in COLUMNS:
            values[canonical(column)] = cell
    row = Row(f"line {line}", values, [])
    if len(cells) != len(columns):
        row.faults.append(f"has {len(cells)} cells, the first line has {len(columns)}")
    return row


def _delimiter(text: str) -> str:
    """The one with which the first line names more columns that are known."""
    first = next((line for _number, line in lines_of(text) if line.strip()), "")
    first = first[: csv.field_size_limit()]
    known = {
        delimiter: sum(
            canonical(cell) in COLUMNS for cell in next(csv.reader([first], delimiter=delimiter))
        )
        for delimiter in ",;"
    }
    return max(known, key=lambda delimiter: (known[delimiter], first.count(delimiter)))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str], str | None]]:
    """Each record with the number of its first line; or why it cannot be read."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = "a quotation mark is not closed" if "end of data" in str(error) else str(error)
            yield line, [], fault
        else:
            yield line, cells, None
