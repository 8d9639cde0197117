# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Excel's workbooks, by openpyxl where it is installed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import number_of

from .decoding import BadRoster
from .tabular import ADDRESS, Record
from .titles import may_list_leavers, may_list_others

try:
    import openpyxl
except ImportError:
    openpyxl = None  # type: ignore[assignment]  # the message says what to do

_MAX_BYTES = 200_000_000  # unpacked; a workbook of 100,000 rows has some 50 MB
_MAX_CELLS = 20_000_000  # a single cell far away makes as many empty ones as there are before it
# None of these takes longer for a tag that does not end than for the text it is (A9).
_ROW = re.compile(rb"<(?:\w{1,20}:)?row\s([^<>]*)>")
_IS_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_NUMBER = re.compile(rb'\br="([1-9]\d{0,6})"')
_MERGED = re.compile(
    rb'<(?:\w{1,20}:)?mergeCell\s[^<>]*?\bref="([A-Z]{1,3})([1-9]\d{0,6}):[A-Z]{1,3}(\d{1,7})"'
)
_MISSING = (
    "is an Excel workbook: save it as CSV UTF-8, or install openpyxl in the Python environment of"
    " Ansible"
)


def read_workbook(raw: bytes, sheet: str | None) -> tuple[str, list[Record], list[str]]:
    """The name of a sheet, its rows, and warnings about other sheets. Raises BadRoster."""
    if openpyxl is None:
        raise BadRoster(_MISSING)
    has_formulas = _inspect(raw)
    values = _open(raw, data_only=True)
    name = _choose(values.worksheets, sheet)
    if sheet is None:
        _refuse_other_sheets(values.worksheets, name)
    records = list(_records(values[name]))
    if b"<strike" in _part(raw, "xl/styles.xml"):
        _refuse_struck_rows(values[name])
    if has_formulas:
        _refuse_unknown_values(records, _open(raw, data_only=False)[name])
    xml = _part(raw, values[name]._worksheet_path.lstrip("/"))  # which has no public name
    _refuse_hidden_rows(records, xml)
    _fill_merged_cells(records, xml)
    others = [repr(each) for each in values.sheetnames if each != name]
    warnings = [f"sheet {name!r} read, not {', '.join(others)}"] if others else []
    return name, records, warnings


def _inspect(raw: bytes) -> bool:
    """Whether the file has formulas, if it is a workbook that can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            files = archive.infolist()
            names = {each.filename for each in files}
            if "xl/workbook.xml" not in names:
                raise BadRoster("is an archive, but not an Excel workbook; save it as CSV UTF-8")
            if sum(each.file_size for each in files) > _MAX_BYTES:
                raise BadRoster("is too large a workbook; save it as CSV UTF-8")
            sheets = [each for each in names if each.startswith("xl/worksheets/sheet")]
            return any(b"<f" in archive.read(each) for each in sheets)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise BadRoster(f"cannot be read as an Excel workbook: {error}") from None


def _open(raw: bytes, data_only: bool) -> Any:
    try:
        return openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=data_only)
    except Exception as error:  # whatever a damaged file makes of the library
        raise BadRoster(f"cannot be read as an Excel workbook: {error}") from None


def _part(raw: bytes, path: str) -> bytes:
    """What the library leaves out where it reads row by row."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return archive.read(path) if path in archive.namelist() else b""


def _choose(sheets: Sequence[Any], sheet: str | None) -> str:
    """The sheet that an option names; or the first that can be seen."""
    names = [each.title for each in sheets]
    if sheet is None:
        visible = [each.title for each in sheets if each.sheet_state == "visible"]
        return str((visible or names)[0])
    same = [name for name in names if name.strip().lower() == sheet.strip().lower()]
    if len(same) != 1:
        listed = ", ".join(map(repr, names))
        raise BadRoster(f"has no sheet {sheet!r} (user_pool_roster_sheet); its sheets are {listed}")
    return str(same[0])


def _refuse_other_sheets(sheets: Sequence[Any], name: str) -> None:
    """Nobody knows which of several lists is meant, though one may be empty today."""
    others = [each for each in sheets if each.sheet_state == "visible" and each.title != name]
    doubtful = [
        repr(each.title)
        for each in others
        if may_list_leavers(each.title) or may_list_others(each.title) or _has_addresses(each)
    ]
    if doubtful:
        raise BadRoster(
            f"has, or may have, other users beside the sheet {name!r}: {', '.join(doubtful)}; name"
            " the right sheet in user_pool_roster_sheet"
        )


def _has_addresses(sheet: Any) -> bool:
    return any(
        isinstance(cell, str) and ADDRESS.search(cell)
        for _place, cells in _records(sheet)
        for cell in cells
    )


def _refuse_struck_rows(sheet: Any) -> None:
    """Of those who left, perhaps, but not for a program."""
    struck = [
        number
        for number, row in enumerate(sheet.iter_rows(), 1)
        if any(cell.value not in (None, "") and cell.font and cell.font.strike for cell in row)
    ]
    if struck:
        raise BadRoster(
            f"has {number_of(len(struck), 'rows')} with struck-out text, first line {struck[0]}:"
            " delete what is struck out, or the line through it"
        )


def _records(rows: Any) -> Iterator[Record]:
    """Rows without the empty cells at their ends, which some programs write by the thousand."""
    table: list[Sequence[Any]] = []
    found = 0
    for row in rows.iter_rows(values_only=True):
        found += len(row)
        _check_size(found)
        table.append(row[: _width(row)])
    width = max(map(len, table), default=0)
    _check_size(width * len(table))
    for number, row in enumerate(table, 1):
        cells = [_plain(cell) for cell in row]
        yield f"line {number}", cells + [""] * (width - len(cells))


def _check_size(cells: int) -> None:
    if cells > _MAX_CELLS:
        raise BadRoster(
            f"has a sheet of more than {_MAX_CELLS:,} cells, empty ones included; delete the rows"
            " and columns beyond the list, or save it as CSV UTF-8"
        )


def _width(row: Sequence[Any]) -> int:
    return next((n for n in range(len(row), 0, -1) if row[n - 1] not in (None, "")), 0)


def _plain(cell: Any) -> Any:
    """Cells as CSV has them, except dates, which must not be guessed."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell) if isinstance(cell, (int, float)) else cell


def _refuse_hidden_rows(records: list[Record], xml: bytes) -> None:
    """Of a filter, perhaps: nobody knows whether they are meant."""
    numbers = map(_NUMBER.search, filter(_IS_HIDDEN.search, _ROW.findall(xml)))
    hidden = [int(found[1]) for found in numbers if found]
    filled = [n for n in hidden if n <= len(records) and any(records[n - 1][1])]
    if filled:
        raise BadRoster(
            f"has {len(filled):,} hidden rows, first {records[filled[0] - 1][0]}: show them in"
            " Excel, or delete them, and save it"
        )


def _fill_merged_cells(records: list[Record], xml: bytes) -> None:
    """A cell that is merged down counts for each row that has more than it."""
    count = 0
    for letters, top, bottom in _MERGED.findall(xml):
        first, last = int(top), min(int(bottom), len(records))
        count += max(last - first, 0)
        _check_size(count)
        column = _column_number(letters.decode())
        if last <= first or column >= len(records[0][1]):
            continue
        value = records[first - 1][1][column]
        for _place, cells in records[first:last]:
            if any(cells):
                cells[column] = value


def _column_number(letters: str) -> int:
    """A is 0, and AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _refuse_unknown_values(records: list[Record], formulas: Any) -> None:
    """A program that writes a workbook may leave out what its formulas result in."""
    for (place, cells), row in zip(records, formulas.iter_rows(values_only=True)):
        for cell, formula in zip(cells, row):
            if cell == "" and isinstance(formula, str) and formula.startswith("="):
                raise BadRoster(
                    f"has a formula without a value in {place}: open the workbook in Excel, and"
                    " save it"
                )
