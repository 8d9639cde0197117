# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Excel's workbooks, by openpyxl where it is installed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import number_of

from .decoding import BadRoster
from .tabular import ADDRESS, MergedCell, Record
from .titles import may_list_leavers, may_list_others
from .workbook_xml import SheetNotes, WorkbookXml

try:
    import openpyxl
except ImportError:
    openpyxl = None  # type: ignore[assignment]  # the message says what to do

_MAX_BYTES = 200_000_000  # unpacked; a workbook of 100,000 rows has some 50 MB
_MAX_CELLS = 20_000_000  # a single cell far away makes as many empty ones as there are before it
_MISSING = (
    "is an Excel workbook: save it as CSV UTF-8, or install openpyxl in the Python environment of"
    " Ansible"
)


def read_workbook(raw: bytes, sheet: str | None) -> tuple[str, list[Record], list[str]]:
    """The name of a sheet, its rows, and warnings about other sheets. Raises BadRoster."""
    if openpyxl is None:
        raise BadRoster(_MISSING)
    with _whole(), zipfile.ZipFile(io.BytesIO(raw)) as archive:
        _inspect(archive)
        xml = WorkbookXml(archive)
        book = _open(raw)
        name = _choose(book.worksheets, sheet)
        if sheet is None:
            _refuse_unread_sheets(xml.visible_sheets(), book.sheetnames)
            _refuse_other_sheets(book.worksheets, name, xml)
        records, notes = _read_sheet(book[name], xml)
        _refuse_unknown_values(notes)
        _refuse_struck_rows(records, notes)
        _refuse_hidden_rows(records, notes)
        _fill_merged_cells(records, notes)
    others = [repr(each) for each in book.sheetnames if each != name]
    warnings = [f"sheet {name!r} read, not {', '.join(others)}"] if others else []
    return name, records, warnings


@contextmanager
def _whole() -> Iterator[None]:
    """Whatever a damaged file makes of the libraries, it is refused."""
    try:
        yield
    except BadRoster:
        raise
    except Exception as error:
        raise BadRoster(f"cannot be read as an Excel workbook: {error}") from None


def _inspect(archive: zipfile.ZipFile) -> None:
    files = archive.infolist()
    if all(each.filename != "xl/workbook.xml" for each in files):
        raise BadRoster("is an archive, but not an Excel workbook; save it as CSV UTF-8")
    if sum(each.file_size for each in files) > _MAX_BYTES:
        raise BadRoster("is too large a workbook; save it as CSV UTF-8")


def _open(raw: bytes) -> Any:
    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # which not all programs write as they are: WPS Office writes A1
    return book


def _read_sheet(sheet: Any, xml: WorkbookXml) -> tuple[list[Record], SheetNotes]:
    notes = xml.notes(sheet._worksheet_path)  # which has no public name
    return list(_records(sheet)), notes


def _choose(sheets: Sequence[Any], sheet: str | None) -> str:
    """The sheet that an option names; or the first that can be seen."""
    names = [each.title for each in sheets]
    if not names:
        raise BadRoster("has no sheet that can be read; save it as .xlsx, not as Strict Open XML")
    if sheet is None:
        visible = [each.title for each in sheets if each.sheet_state == "visible"]
        return str((visible or names)[0])
    same = [name for name in names if name.strip().lower() == sheet.strip().lower()]
    if len(same) != 1:
        listed = ", ".join(map(repr, names))
        raise BadRoster(f"has no sheet {sheet!r} (user_pool_roster_sheet); its sheets are {listed}")
    return str(same[0])


def _refuse_unread_sheets(visible: Sequence[str], read: Sequence[str]) -> None:
    """The library passes over those that it does not find."""
    unread = [repr(name) for name in visible if name not in read]
    if unread:
        raise BadRoster(
            f"has sheets that cannot be read: {', '.join(unread)}; open the workbook in Excel, and"
            " save it as .xlsx, or name the right sheet in user_pool_roster_sheet"
        )


def _refuse_other_sheets(sheets: Sequence[Any], name: str, xml: WorkbookXml) -> None:
    """Nobody knows which of several lists is meant, though one may be empty today."""
    others = [each for each in sheets if each.sheet_state == "visible" and each.title != name]
    doubtful = [
        repr(each.title)
        for each in others
        if may_list_leavers(each.title)
        or may_list_others(each.title)
        or _has_addresses(_read_sheet(each, xml)[0])
    ]
    if doubtful:
        raise BadRoster(
            f"has, or may have, other users beside the sheet {name!r}: {', '.join(doubtful)}; name"
            " the right sheet in user_pool_roster_sheet"
        )


def _has_addresses(records: Sequence[Record]) -> bool:
    return any(
        isinstance(cell, str) and ADDRESS.search(cell)
        for _place, cells in records
        for cell in cells
    )


def _refuse_unknown_values(notes: SheetNotes) -> None:
    """A program that writes a workbook may leave out what its formulas result in."""
    if notes.unknown:
        raise BadRoster(
            f"has a formula without a value in line {notes.unknown}: open the workbook in Excel,"
            " and save it"
        )


def _refuse_struck_rows(records: Sequence[Record], notes: SheetNotes) -> None:
    """Of those who left, perhaps, but not for a program."""
    struck = list(dict.fromkeys(row for row, column in notes.struck if _cell(records, row, column)))
    if struck:
        raise BadRoster(
            f"has {number_of(len(struck), 'rows')} with struck-out text, first line {struck[0]}:"
            " delete what is struck out, or the line through it"
        )


def _cell(records: Sequence[Record], row: int, column: int) -> Any:
    """Records are as wide as their last cell that is not empty."""
    cells = records[row - 1][1]
    return cells[column - 1] if column <= len(cells) else ""


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


def _refuse_hidden_rows(records: Sequence[Record], notes: SheetNotes) -> None:
    """Of a filter, perhaps: nobody knows whether they are meant."""
    filled = [row for row in notes.hidden if any(records[row - 1][1])]
    if filled:
        raise BadRoster(
            f"has {len(filled):,} hidden rows, first line {filled[0]}: show them in Excel, or"
            " delete them, and save it"
        )


def _fill_merged_cells(records: Sequence[Record], notes: SheetNotes) -> None:
    """A cell that is merged down counts for each row that has more than it. Where a cell is merged
    to the right, those that it covers are marked, unless it is all that its row has, as a title is.
    """
    width = len(records[0][1]) if records else 0
    count = 0
    for area in notes.merged:
        left, right, bottom = area.left, min(area.right, width), min(area.bottom, len(records))
        if area.top > bottom or left > right:
            continue
        count += (bottom - area.top) + (bottom - area.top + 1) * (width if right > left else 0)
        _check_size(count)
        value = records[area.top - 1][1][left - 1]
        for number, (_place, cells) in enumerate(records[area.top - 1 : bottom]):
            if number and any(cells):
                cells[left - 1] = value
            if right > left and value and (any(cells[: left - 1]) or any(cells[right:])):
                cells[left:right] = [MergedCell(cell, area.reference) for cell in cells[left:right]]
