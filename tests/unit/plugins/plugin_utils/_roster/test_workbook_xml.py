# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a workbook says beside its values, as different programs write it."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.decoding import BadRoster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.workbook_xml import (
    SheetNotes,
    WorkbookXml,
)
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    names,
    users,
)
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.workbooks import (
    SHEET,
    as_bytes,
    book,
    edited,
    prefixed,
    renamed,
    rewritten,
    with_shared_texts,
)

ROWS = [["email"], ["a@x.io"], ["b@x.io"], ["c@x.io"]]
ALL = ["a@x.io", "b@x.io", "c@x.io"]
FORMULA = "has a formula without a value in line 2: open the workbook in Excel, and save it"
STRUCK = (
    "has 1 row with struck-out text, first line 3: delete what is struck out, or the line through"
    " it"
)
HIDDEN = "has 1 hidden rows, first line 3: show them in Excel, or delete them, and save it"


def refusal(text: str) -> str:
    with pytest.raises(BadRoster) as error:
        users(text)
    return str(error.value)


def strike(sheet: Any) -> None:
    sheet["A3"].font = Font(strike=True)


def hide(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def with_a_shared_text(number: int, value: str = "") -> str:
    """The third row is a text that all sheets share. The second of these is struck out."""
    plain = "<si><t>b@x.io</t></si>"
    struck = f"<si><r><rPr><strike{value}/></rPr><t>b@x.io</t></r></si>"
    cell = f'<c r="A3" t="s"><v>{number}</v></c>'
    return with_shared_texts(rewritten(book(ROWS), r'<c r="A3".*?</c>', cell), plain + struck)


@pytest.mark.parametrize("write", [str, prefixed])
def test_l1_rows_that_are_struck_out_are_found_in_any_namespace(write: Callable[..., str]) -> None:
    assert refusal(write(edited(ROWS, strike))) == STRUCK
    assert refusal(write(with_a_shared_text(1))) == STRUCK


@pytest.mark.parametrize(
    "value", ["", ' val="1"', ' val="true"', " val='1'", ' val="0"', ' val="false"']
)
def test_l1_text_that_is_struck_out_within_a_cell_is_refused(value: str) -> None:
    inline = f"<is><r><t>b@</t></r><r><rPr><strike{value}/></rPr><t>x.io</t></r></is>"
    cell = f'<c r="A3" t="inlineStr">{inline}</c>'
    for text in (
        with_a_shared_text(1, value),
        rewritten(book(ROWS), r'<c r="A3".*?</c>', cell),
    ):
        if "0" in value or "false" in value:
            assert names(text) == ALL
        else:
            assert refusal(text) == STRUCK


def test_l1_struck_out_text_that_the_sheet_does_not_use_is_not_its_own() -> None:
    assert names(with_a_shared_text(0)) == ALL


@pytest.mark.parametrize("declared", ["xl/Styles.xml", "xl/formats.xml"])
def test_l1_fonts_are_found_whatever_the_name_of_their_part(declared: str) -> None:
    text = edited(ROWS, strike)
    assert refusal(renamed(text, "xl/styles.xml", declared)) == STRUCK
    other_case = rewritten(text, "xl/styles", "xl/STYLES", r"\[Content_Types")
    assert refusal(other_case) == STRUCK


@pytest.mark.parametrize("value", ["0", "false"])
def test_l1_a_font_that_is_not_struck_out_is_as_any_other(value: str) -> None:
    text = rewritten(edited(ROWS, strike), "<strike[^>]*>", f'<strike val="{value}"/>', "xl/styles")
    assert names(text) == ALL


@pytest.mark.filterwarnings("ignore:Unknown extension")
def test_l1_a_format_that_only_a_condition_or_an_extension_has_is_no_text() -> None:
    dxf = '<extLst><ext uri="x"><font><strike/></font></ext></extLst></worksheet>'
    assert names(rewritten(book(ROWS), "</worksheet>", dxf)) == ALL


@pytest.mark.parametrize("write", [str, prefixed])
def test_l5_hidden_rows_are_found_in_any_namespace(write: Callable[[str], str]) -> None:
    assert refusal(write(edited(ROWS, hide))) == HIDDEN


@pytest.mark.parametrize(
    "attributes", ["hidden='1'", 'hidden="true"', 'ht="0"', 'customHeight="1" ht="0.0"']
)
@pytest.mark.parametrize("number", ["", 'r="3" ', 'r="3.0" '])
def test_l5_hidden_rows_are_found_however_they_are_written(attributes: str, number: str) -> None:
    text = rewritten(book(ROWS), '<row r="3"[^>]*>', f"<row {number}{attributes}>")
    assert refusal(text) == HIDDEN


@pytest.mark.parametrize("attributes", ['hidden="0"', 'hidden="false"', 'ht="15"'])
def test_rows_that_can_be_seen_are_read(attributes: str) -> None:
    text = rewritten(book(ROWS), '<row r="3"[^>]*>', f'<row r="3" {attributes}>')
    assert names(text) == ALL


def test_rows_are_read_if_only_unused_ones_are_hidden() -> None:
    """Excel shows each row that is written, also if those that are not have no height."""
    text = rewritten(book(ROWS), "<sheetFormatPr", '<sheetFormatPr zeroHeight="1"')
    assert names(text) == ALL


@pytest.mark.parametrize("write", [str, prefixed])
@pytest.mark.parametrize(
    "formula",
    [
        "=FALSE()",
        ArrayFormula("B2", "=XLOOKUP(A2,HR!A:A,HR!B:B)"),
        ArrayFormula("B2:B4", "=FALSE()"),
        DataTableFormula("B2:B4", r1="A1"),
    ],
)
def test_l5_a_formula_without_a_value_is_found_whatever_its_kind(
    formula: Any, write: Callable[[str], str]
) -> None:
    rows = [["email", "enabled"], ["a@x.io", formula], ["b@x.io", True]]
    assert refusal(write(book(rows))) == FORMULA


@pytest.mark.parametrize("write", [str, prefixed])
def test_l5_a_formula_with_a_value_is_read(write: Callable[[str], str]) -> None:
    text = book([["email", "enabled"], ["a@x.io", "=FALSE()"]])
    text = rewritten(text, r'<c r="B2"(.*?)<v ?/>', r'<c r="B2" t="b"\1<v>0</v>')
    assert [user["enabled"] for user in users(write(text))] == [False]


@pytest.mark.parametrize(
    ("kind", "later", "refused"),
    [("", "1", True), (' t="n"', "true", True), (' t="b"', "1", False), ("", "0", False)],
)
def test_l5_a_zero_that_stands_for_a_value_to_be_calculated_is_refused(
    kind: str, later: str, refused: bool
) -> None:
    """XlsxWriter writes 0 for what it does not calculate, and asks Excel to do so."""
    text = book([["email", "blocked"], ["a@x.io", "=TRUE()"]])
    text = rewritten(text, r'<c r="B2"(.*?)<v ?/>', rf'<c r="B2"{kind}\1<v>0</v>')
    text = rewritten(text, 'fullCalcOnLoad="1"', f'fullCalcOnLoad="{later}"', "xl/workbook.xml")
    if refused:
        assert refusal(text) == FORMULA
    else:
        assert [user["enabled"] for user in users(text)] == [True]


@pytest.mark.parametrize("write", [str, prefixed])
def test_l1_merged_cells_are_found_in_any_namespace(write: Callable[[str], str]) -> None:
    rows = [["email", "status"], ["a@x.io", "Terminated"], ["b@x.io", None]]
    text = edited(rows, lambda sheet: sheet.merge_cells("B2:B3"))
    assert [user["enabled"] for user in users(write(text))] == [False, False]


@pytest.mark.parametrize(
    ("pattern", "other", "message"),
    [
        ('row r="4"', 'row r="3"', "has line 3 after line 3: open the workbook in Excel, and"),
        ('row r="4"', 'row r="2"', "has line 2 after line 3: open the workbook"),
        ('row r="4"', 'row r="-4"', "has line -4 after line 3"),
        ('row r="4"', 'row r="4.5"', "has line -1 after line 3"),
        ('row r="4"', 'row r="99999999999"', "has line 99999999999 after line 3"),
        ('row r="4"', 'row r="x"', "cannot be read as an Excel workbook: "),
        ('c r="A4"', 'c r="A3"', "has cell A3 out of order in line 4: open the workbook in"),
        ('c r="A4"', 'c r="a4"', "has a cell 'a4': open the workbook in Excel"),
        ('c r="B4"', 'c r="A4"', "has cell A4 out of order in line 4"),
        ("</sheetData>", "", "cannot be read as an Excel workbook: "),
    ],
)
def test_l5_rows_and_cells_that_openpyxl_would_leave_out_are_refused(
    pattern: str, other: str, message: str
) -> None:
    text = book([[*row, "x"] for row in ROWS])
    assert refusal(rewritten(text, pattern, other, SHEET)).startswith(message)


def test_l6_so_are_those_of_another_sheet() -> None:
    text = book(ROWS, Help=[["1"], ["2"], ["3"]])
    text = rewritten(text, 'row r="3"', 'row r="2"', "xl/worksheets/sheet2.xml")
    assert refusal(text).startswith("has line 2 after line 2")
    assert names(text, sheet="Staff") == ALL


def test_rows_and_cells_without_numbers_follow_each_other() -> None:
    rows = [["email", "enabled"], ["a@x.io", True], ["b@x.io", False]]
    text = rewritten(book(rows), r'<(row|c) r="\w+"', r"<\1")
    assert [user["enabled"] for user in users(text)] == [True, False]


def test_l5_a_sheet_of_the_strict_standard_is_not_an_empty_one() -> None:
    text = rewritten(book(ROWS), r'http://schemas[^"]*/main', "http://purl.oclc.org/main")
    assert refusal(text) == (
        "has a sheet that cannot be read; save it as .xlsx, not as Strict Open XML"
    )


def test_a9_a_part_that_defines_entities_is_refused() -> None:
    doctype = r'<!DOCTYPE x [<!ENTITY e "ha">]><worksheet'
    text = rewritten(book(ROWS), r"(<\?xml[^>]*>)?\s*<worksheet", doctype, SHEET)
    assert refusal(text) == (
        "cannot be read as an Excel workbook: it has a document type declaration"
    )


def test_a9_a_long_value_is_read_in_time_that_grows_with_its_length() -> None:
    cell = f'<c r="A4" t="str"><v>{"x" * 20_000_000}</v></c>'
    text = rewritten(book(ROWS), '<c r="A4".*?</c>', cell)
    with zipfile.ZipFile(io.BytesIO(as_bytes(text))) as archive:
        started = time.monotonic()
        assert WorkbookXml(archive).notes(SHEET) == SheetNotes()
    assert time.monotonic() - started < 2
