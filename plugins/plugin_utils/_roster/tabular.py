# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Tables of text, as programs and offices write them. Pure values, no files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .._bounded import brief
from .decoding import UNDECODED, BadRoster, numbered_lines
from .headings import Heading, heading_key

DELIMITERS = ",;\t|"
ADDRESS = re.compile(r"\S@\S")
_SEPARATOR_LINE = re.compile(r'\A"?sep=[,;|\t]"?[ \t]*(?=[\r\n])', re.IGNORECASE)  # for Excel
_BRACKET = re.compile(r"[(\[{]")
_PREAMBLE = 50  # lines in which the headings must be
_LOGIN = "may be a heading, or the login of a user; remove it, or write the whole address"
_ONE_LINE = "write all headings in one line, and remove the other"
Record = tuple[str, list[Any]]
"""The place of a row, and its cells."""
Remark = tuple[str, str]
"""Where it stands, and what it says."""


class MergedCell(str):
    """A cell that another one to its left covers. ``area``: all of them, as in B2:C2."""

    area: str

    def __new__(cls, text: Any, area: str) -> MergedCell:
        cell = super().__new__(cls, text)
        cell.area = area
        return cell


@dataclass(frozen=True)
class Row:
    """One entry of the input: its cells, in the order of the columns, and the errors of its form.

    A row without cells holds no user.
    """

    place: str
    cells: Sequence[Any] = ()
    errors: Sequence[str] = ()


@dataclass(frozen=True)
class Table:
    rows: Sequence[Row]
    columns: Sequence[str] = ()
    """As the input writes them. None: no row can be read."""
    warnings: Sequence[str] = ()
    plain: bool = False
    """Whether these are addresses alone, without a heading that an option could name."""
    remarks: Sequence[Remark] = ()
    """What is said of all users, and where: titles, comments, the name of a sheet or a key."""


def truncate(error: str) -> str:
    """Limit an error: with a quotation mark that is not closed, one cell may hold 1,000 rows."""
    return _cut(error, 500)


def truncate_warning(warning: str) -> str:
    """Limit a warning, which may have to name a hundred columns."""
    return _cut(warning, 5_000)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]} ..."


def read_csv(text: str, is_address_column: Callable[[str], bool], logins: bool = False) -> Table:
    """``is_address_column``: whether a heading is that of the addresses. ``logins``: whether user
    names may come without a domain, so that any word may be one.
    """
    undecoded = [
        Row(f"line {number}", errors=["is not UTF-8; save the file as CSV UTF-8"])
        for number, line in numbered_lines(text)
        if UNDECODED.search(line)
    ]
    if undecoded:
        hint = (
            "if an old Excel wrote it, set user_pool_roster_encoding=windows-1252, and check the"
            " letters of the names"
        )
        return Table([*undecoded, Row("the file", errors=[hint])])
    text = _SEPARATOR_LINE.sub("", text)
    records: list[Record] = []
    broken: list[Row] = []
    for line, cells, error in _records(text, _delimiter(text, is_address_column)):
        if error:
            broken.append(Row(f"line {line}", errors=[error]))
            if not records:
                return Table(broken)  # without a header, no later line can be read
        else:
            records.append((f"line {line}", cells))
    table = table_of(records, is_address_column, logins)
    rows = sorted([*table.rows, *broken], key=lambda row: _line(row.place))
    return replace(table, rows=rows)


def _line(place: str) -> int:
    return int(re.sub(r"\D", "", place) or 0)


def table_of(
    records: Iterable[Record], is_address_column: Callable[[str], bool], logins: bool = False
) -> Table:
    """A table of records: the first with a known column for addresses is the headings."""
    filled = [(place, cells) for place, cells in records if not all(map(_is_blank, cells))]
    if not filled:
        raise BadRoster("is empty: it does not even have a header line")
    start = _header(filled, is_address_column)
    place, columns = filled[start][0], [str(cell or "") for cell in filled[start][1]]
    passed = filled[:start]
    rows: list[Row] = []
    warnings: list[str] = []
    if any(is_address_column(c) for c in columns) and any(map(ADDRESS.search, columns)):
        rows.append(Row(place, errors=["has an email address among the column names"]))
    for above, cells in passed:
        if any(ADDRESS.search(str(cell)) for cell in cells):
            error = "is above the headings, and has an email address; remove it, or what is above"
            rows.append(Row(above, errors=[error]))
        elif logins and _may_be_login(cells, columns):
            rows.append(Row(above, errors=[f"{brief(_joined(cells))} {_LOGIN}"]))
    if passed:
        first, last = passed[0][0], passed[-1][0]
        lines = first if first == last else f"{first} to {last.rpartition(' ')[2]}"
        warnings.append(f"{lines} passed over, above the headings")
    multiline: list[str] = []
    repeated: list[str] = []
    address = next((n for n, c in enumerate(columns) if is_address_column(c)), None)
    comments: list[str] = []
    remarks = [(above, _joined(cells)) for above, cells in passed]
    for place, cells in filled[start + 1 :]:
        if _is_comment(cells):
            comments.append(place)
            remarks.append((place, _joined(cells)))
            continue
        if _repeats_header(cells, address, is_address_column):
            if logins and not _is_header(cells, columns):
                rows.append(Row(place, errors=[f"{brief(_joined(cells))} {_LOGIN}"]))
            elif other := _other_headings(cells, columns):
                rows.append(Row(place, errors=[f"has other headings: {other}; {_ONE_LINE}"]))
            else:
                repeated.append(place)
            continue
        several = [str(cell) for cell in cells if isinstance(cell, str) and "\n" in cell.strip()]
        errors = _length_errors(cells, columns)
        if any(map(ADDRESS.search, several)):
            errors.append(
                "has a cell of several lines with an email address; a quotation mark may have"
                " joined rows"
            )
        elif several:
            multiline.append(place)
        rows.append(Row(place, cells, errors))
    if repeated:
        warnings.append(f"lines that repeat the headings passed over: {', '.join(repeated)}")
    if comments:
        warnings.append(f"comments passed over: {', '.join(comments)}")
    if multiline:
        warnings.append(f"cells with line breaks: {len(multiline)}, first in {multiline[0]}")
    return Table(rows, columns, warnings, remarks=remarks)


def _joined(cells: Sequence[Any]) -> str:
    return " ".join(str(cell).strip() for cell in cells if not _is_blank(cell))


def _is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _is_comment(cells: Sequence[Any]) -> bool:
    """Whether a line is a remark on the file, as templates have them; it holds nobody."""
    first = cells[0] if cells else None
    remark = isinstance(first, str) and first.lstrip().startswith("# ")
    return remark and not any(ADDRESS.search(str(cell)) for cell in cells)


def _header(filled: Sequence[Record], is_address_column: Callable[[str], bool]) -> int:
    for number, (_place, cells) in enumerate(filled[:_PREAMBLE]):
        if any(isinstance(cell, str) and is_address_column(cell) for cell in cells):
            return number
    # The line with the most cells, for a message.
    counts = [sum(not _is_blank(cell) for cell in cells) for _place, cells in filled[:_PREAMBLE]]
    return counts.index(max(counts))


def _repeats_header(
    cells: Sequence[Any], address: int | None, is_address_column: Callable[[str], bool]
) -> bool:
    """Whether this line has headings again, as in exports with two kinds of them."""
    if address is None or address >= len(cells):
        return False
    cell = cells[address]
    return isinstance(cell, str) and "@" not in cell and is_address_column(cell)


def _other_headings(cells: Sequence[Any], columns: Sequence[str]) -> str:
    """What a line of headings says that the first one does not: where cells are merged, the first
    may name groups of columns, and only the second what is in each. Some exports have two complete
    lines, codes and labels: "EMPID" and "Employee ID".
    """
    texts = ["" if _is_blank(cell) else str(cell) for cell in cells]
    complete = len(texts) == len(columns) and all(map(str.strip, (*texts, *columns)))
    others = []
    for n, text in enumerate(texts):
        above = columns[n] if n < len(columns) else ""
        if not text or _mean_the_same(text, above) or (complete and _is_label(text)):
            continue
        named = brief(above) if above.strip() else f"no heading (column {n + 1})"
        others.append(f"{brief(text)} under {named}")
    return ", ".join(others)


def _is_label(text: str) -> bool:
    """Whether a heading names neither a user, nor anything about access."""
    heading = Heading(text)
    asks = heading.asks_about_access and not heading.has_flags_of_others  # as "Employee ID"
    return not (heading.is_known or heading.may_be_access or asks)


def _mean_the_same(text: str, other: str) -> bool:
    """Whether two headings differ in their spelling only, or are known as the same column. What
    is in brackets may say more.
    """
    if text.strip() == other.strip() or heading_key(text) == heading_key(other) != "":
        return True
    read, known = Heading(text), Heading(other)
    same = (read.name_or_address[0], read.access) == (known.name_or_address[0], known.access)
    return same and known.is_known and not _BRACKET.search(text)


def _may_be_login(cells: Sequence[Any], columns: Sequence[str]) -> bool:
    """Whether a row above the headings is as full as they are, and begins with a single word."""
    full = [cell for cell in cells if not _is_blank(cell)]
    width = sum(not _is_blank(column) for column in columns)
    return len(full) == width and len(str(full[0]).split()) == 1


def _is_header(cells: Sequence[Any], columns: Sequence[str]) -> bool:
    """Whether a row surely has headings: several, or the same."""
    texts = [str(cell) for cell in cells if not _is_blank(cell)]
    return sum(Heading(text).is_known for text in texts) > 1 or set(map(str.strip, texts)) <= set(
        columns
    )


def _length_errors(cells: Sequence[Any], columns: Sequence[str]) -> list[str]:
    if len(cells) == len(columns):
        return []
    return [f"has {len(cells)} cells, the header has {len(columns)}"]


def _delimiter(text: str, is_address_column: Callable[[str], bool]) -> str:
    """The one that finds a line with a column for addresses, and the most known columns there."""
    filled = [line for _number, line in zip(range(_PREAMBLE), _filled_lines(text))]
    if not filled:
        return ","

    def score(delimiter: str) -> tuple[int, int, int]:
        best = (0, 0)
        for line in filled:
            cells = next(csv.reader([line], delimiter=delimiter), [])
            if any(map(is_address_column, cells)):
                best = max(best, (1, sum(Heading(cell).is_known for cell in cells)))
                break
        return (*best, filled[0].count(delimiter))

    return max(DELIMITERS, key=score)


def _filled_lines(text: str) -> Iterator[str]:
    limit = csv.field_size_limit()
    return (line[:limit] for _number, line in numbered_lines(text) if line.strip())


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
