# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What openpyxl leaves out of a workbook where it reads row by row: read from the XML.

Sheets and texts may be large. They are read without building a tree, and without entities, so that
nothing takes longer than the text it is (A9).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn
from xml.etree import ElementTree
from xml.parsers import expat

from .decoding import BadRoster

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MAIN = f"{_NAMESPACE} "
_LAST_ROW = 1_048_576
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_SAVE = "open the workbook in Excel, and save it"
_LONGEST_NUMBER = 20
_Attributes = Mapping[str, str]


class MergedArea(NamedTuple):
    """Cells that are one. Rows and columns count from 1."""

    reference: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass
class SheetNotes:
    """What a sheet says beside the values of its cells. Rows and columns count from 1."""

    hidden: list[int] = field(default_factory=list)
    """Rows."""
    struck: list[tuple[int, int]] = field(default_factory=list)
    """Row and column of cells whose text is struck out, even if it is empty."""
    merged: list[MergedArea] = field(default_factory=list)
    unknown: int | None = None
    """The first row with a formula whose result is missing."""


class WorkbookXml:
    """The parts of a workbook. Methods raise BadRoster, ExpatError and what zipfile raises."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower(): name for name in archive.namelist()}
        self._styles: set[str] = set()
        self._texts: set[int] = set()
        self._workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        for part in self._parts(".styles+xml"):
            self._styles |= _struck_styles(part)
        for part in self._parts(".sharedStrings+xml"):
            self._texts |= _struck_texts(part)

    def visible_sheets(self) -> list[str]:
        """The names of all, also of those that openpyxl passes over."""
        sheets = self._workbook.iterfind("{*}sheets/{*}sheet")
        return [each.get("name", "") for each in sheets if each.get("state") in (None, "visible")]

    def notes(self, path: str) -> SheetNotes:
        """What the sheet in a part of the workbook says beside its values."""
        reader = _SheetReader(self._styles, self._texts, self._is_to_be_calculated())
        return reader.read(self._archive.read(path))

    def _is_to_be_calculated(self) -> bool:
        """Whether the program that wrote the workbook asks Excel for the values of formulas."""
        settings = self._workbook.iterfind("{*}calcPr")
        return any(_is_true(each.get("fullCalcOnLoad", "0")) for each in settings)

    def _parts(self, content_type: str) -> Iterator[bytes]:
        """The content of the parts of a type. Their names differ between programs."""
        types = ElementTree.fromstring(self._archive.read("[Content_Types].xml"))
        for each in types.iterfind("{*}Override"):
            name = self._names.get(each.get("PartName", "").lstrip("/").lower())
            if name and each.get("ContentType", "").endswith(content_type):
                yield self._archive.read(name)


class _SheetReader:
    """Reads one sheet."""

    def __init__(self, styles: set[str], texts: set[int], zero_is_unknown: bool) -> None:
        """``styles``, ``texts``: the numbers of those that are struck out. ``zero_is_unknown``:
        whether a formula with the value 0 may not have been calculated.
        """
        self._styles, self._texts = styles, texts
        self._zero_is_unknown = zero_is_unknown
        self._notes = SheetNotes()
        self._row = self._column = 0
        self._kind = ""
        self._in_cell = self._has_formula = self._is_struck = False
        self._value: str | None = None
        self._starts: dict[str, Callable[[_Attributes], None]] = {
            f"{_MAIN}row": self._start_row,
            f"{_MAIN}c": self._start_cell,
            f"{_MAIN}f": self._start_formula,
            f"{_MAIN}v": self._start_value,
            f"{_MAIN}is": self._start_inline_text,
            f"{_MAIN}strike": self._start_strike,
            f"{_MAIN}mergeCell": self._start_merged,
        }
        self._parser = _parser()

    def read(self, xml: bytes) -> SheetNotes:
        self._parser.StartElementHandler = self._start_sheet
        self._parser.EndElementHandler = self._end
        self._parser.Parse(xml, True)
        return self._notes

    def _start_sheet(self, name: str, _attributes: _Attributes) -> None:
        """openpyxl reads a sheet in another namespace as if it were empty."""
        if not name.startswith(_MAIN):
            raise BadRoster(
                "has a sheet that cannot be read; save it as .xlsx, not as Strict Open XML"
            )
        self._parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: _Attributes) -> None:
        start = self._starts.get(name)
        if start:
            start(attributes)

    def _start_row(self, attributes: _Attributes) -> None:
        """openpyxl leaves out a row whose number is not greater than the one before it."""
        given = attributes.get("r")
        number = self._row + 1 if given is None else _whole_number(given)
        if not self._row < number <= _LAST_ROW:
            raise BadRoster(f"has line {number} after line {self._row}: {_SAVE}")
        self._row, self._column = number, 0
        if _is_true(attributes.get("hidden", "0")) or float(attributes.get("ht", "1")) <= 0:
            self._notes.hidden.append(number)

    def _start_cell(self, attributes: _Attributes) -> None:
        """It also leaves out cells beyond the last one, and moves a cell of another row to this."""
        given = attributes.get("r")
        row, column = (self._row, self._column + 1) if given is None else _place(given)
        if row != self._row or column <= self._column:
            raise BadRoster(f"has cell {given} out of order in line {self._row}: {_SAVE}")
        self._column = column
        self._kind = attributes.get("t", "n")
        self._in_cell, self._has_formula, self._value = True, False, None
        self._is_struck = attributes.get("s", "0") in self._styles

    def _start_formula(self, _attributes: _Attributes) -> None:
        self._has_formula = True

    def _start_value(self, _attributes: _Attributes) -> None:
        self._value = ""
        self._parser.CharacterDataHandler = self._read_value

    def _read_value(self, text: str) -> None:
        """Of a long text, only that there is one."""
        if self._value is not None and len(self._value) <= _LONGEST_NUMBER:
            self._value += text

    def _start_inline_text(self, _attributes: _Attributes) -> None:
        self._value = ""

    def _start_strike(self, attributes: _Attributes) -> None:
        """Of a part of the text in a cell. Outside of cells, it belongs to rules for formats."""
        if self._in_cell and _is_true(attributes.get("val", "1")):
            self._is_struck = True

    def _start_merged(self, attributes: _Attributes) -> None:
        reference = attributes.get("ref", "")
        first, _colon, last = reference.partition(":")
        self._notes.merged.append(MergedArea(reference, *_place(first), *_place(last or first)))

    def _end(self, name: str) -> None:
        if name == f"{_MAIN}v":
            self._parser.CharacterDataHandler = None
        elif name == f"{_MAIN}c":
            self._end_cell()

    def _end_cell(self) -> None:
        self._in_cell = False
        if self._kind == "s" and self._texts and self._value and int(self._value) in self._texts:
            self._is_struck = True
        if self._is_struck and self._value is not None:
            self._notes.struck.append((self._row, self._column))
        if self._has_formula and not self._is_value_known():
            self._notes.unknown = self._notes.unknown or self._row

    def _is_value_known(self) -> bool:
        """Only a text can be empty. XlsxWriter writes 0 for a number that it does not know."""
        if self._kind in ("str", "inlineStr"):
            return self._value is not None
        if self._kind == "n" and self._zero_is_unknown and self._value == "0":
            return False
        return bool(self._value)


def _struck_styles(xml: bytes) -> set[str]:
    """The numbers of the formats of cells whose font is struck out."""
    root = ElementTree.fromstring(xml)
    names = {"": _NAMESPACE}
    fonts = {
        str(number)
        for number, font in enumerate(root.iterfind("fonts/font", names))
        if any(_is_true(strike.get("val", "1")) for strike in font.iterfind("strike", names))
    }
    formats = root.iterfind("cellXfs/xf", names)
    return {str(n) for n, each in enumerate(formats) if each.get("fontId", "0") in fonts}


def _struck_texts(xml: bytes) -> set[int]:
    """The numbers of the texts that are struck out, in whole or in part."""
    struck: set[int] = set()
    number = -1

    def start(name: str, attributes: _Attributes) -> None:
        nonlocal number
        if name == f"{_MAIN}si":
            number += 1
        elif name == f"{_MAIN}strike" and _is_true(attributes.get("val", "1")):
            struck.add(number)

    parser = _parser()
    parser.StartElementHandler = start
    parser.Parse(xml, True)
    return struck


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_declaration: object) -> NoReturn:
    """It could define entities that expand to any size. No part of a workbook may have one."""
    raise BadRoster("cannot be read as an Excel workbook: it has a document type declaration")


def _is_true(value: str) -> bool:
    """Of a flag that is there. What is not known as false may be true."""
    return value.strip().lower() not in ("0", "false", "off")


def _whole_number(value: str) -> int:
    """Some programs write 3.0. Raises ValueError."""
    number = float(value)
    return int(number) if number.is_integer() else -1


def _place(reference: str) -> tuple[int, int]:
    """Row and column of a cell: A1 is 1 and 1, and AA2 is 2 and 27."""
    found = _PLACE.fullmatch(reference)
    if not found:
        raise BadRoster(f"has a cell {reference[:20]!r}: {_SAVE}")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column
