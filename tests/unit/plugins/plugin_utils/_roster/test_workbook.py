# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Workbooks of Excel, and what is taken for one."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster import workbook
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.decoding import BadRoster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read_options import ReadOptions
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    bad_names,
    errors,
    names,
    users,
)
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.workbooks import (
    SHEET,
    book,
    edited,
    renamed,
    rewritten,
)

HEAD = ["Email", "First Name", "End date", "Enabled"]
ADA = ["ada@example.com", "Ada", datetime.datetime(2020, 1, 31), True]


def test_a_workbook_is_read_with_its_dates_and_flags() -> None:
    text = book([["Staff of 2020"], HEAD, ADA, ["ben@example.com", "Ben", None, False]])
    options = ReadOptions(today=datetime.date(2020, 1, 31))
    read = read_roster(text, "csv", options)
    assert read["errors"] == []
    assert [user.get("enabled") for user in read["users"]] == [True, False]
    assert "line 1 passed over, above the headings" in read["warnings"]
    assert [user["enabled"] for user in users(text)] == [False, False]  # the day is over


def test_the_only_sheet_with_addresses_is_read_or_the_one_that_is_named() -> None:
    text = book([["email"], ["a@x.io"]], Help=[["Fill in", 5]], Empty=[])
    read = read_roster(text)
    assert read["users"] == [{"user_name": "a@x.io"}]
    assert read["warnings"] == ["sheet 'Staff' read, not 'Help', 'Empty'"]
    assert names(text, sheet="staff") == ["a@x.io"]
    with pytest.raises(BadRoster, match=r"has no sheet 'x' .*; its sheets are 'Staff', 'Help', 'E"):
        users(text, sheet="x")


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        ("Leavers", [["email"], ["b@x.io"]]),
        ("Leavers", []),
        ("Joiners", []),
        ("Sheet2", [["Name", "mail"], ["Ben", "b@x.io"]]),
        ("Sheet2", [[None], ["b@x.io"]]),
    ],
)
@pytest.mark.parametrize("read", [names, users])
def test_l6_a_second_sheet_that_may_list_users_is_refused(
    title: str, rows: list[list[Any]], read: Callable[..., Any]
) -> None:
    text = book([["email"], ["a@x.io"]], **{title: rows})
    with pytest.raises(BadRoster) as error:
        read(text)
    assert str(error.value) == (
        f"has, or may have, other users beside the sheet 'Staff': {title!r}; name the right sheet"
        " in user_pool_roster_sheet"
    )
    assert len(read(text, sheet="Staff")) == 1


def test_l1_rows_that_are_struck_out_are_refused() -> None:
    rows = [["email"], ["a@x.io"], ["b@x.io"]]

    def strike(sheet: Any) -> None:
        sheet["A3"].font = openpyxl.styles.Font(strike=True)

    with pytest.raises(BadRoster, match="has 1 row with struck-out text, first line 3: delete"):
        users(edited(rows, strike))

    def strike_nothing(sheet: Any) -> None:
        sheet["B3"].font = openpyxl.styles.Font(strike=True)

    assert len(users(edited(rows, strike_nothing))) == 2


def test_a_hidden_sheet_is_read_only_if_it_is_named() -> None:
    def hide(sheet: Any) -> None:
        sheet.sheet_state = "hidden"
        sheet.parent.active = 1

    text = edited([["email"], ["a@x.io"]], hide, Today=[["email"], ["b@x.io"]])
    read = read_roster(text)
    assert read["users"] == [{"user_name": "b@x.io"}]
    assert read["warnings"] == ["sheet 'Today' read, not 'Staff'"]
    assert names(text, sheet="Staff") == ["a@x.io"]


def test_l1_the_name_of_a_sheet_may_say_who_is_on_it() -> None:
    def name(sheet: Any) -> None:
        sheet.title = "Leavers"

    text = edited([["email"], ["b@x.io"]], name)
    (error,) = errors(text)
    assert error == (
        "the sheet 'Leavers' may say that the file lists users who must not have access; if it"
        " does not, name it in user_pool_roster_sheet"
    )
    assert users(text, sheet="Leavers") == [{"user_name": "b@x.io"}]


def test_l5_hidden_rows_are_refused_since_nobody_sees_whom_they_list() -> None:
    rows = [["email"], ["a@x.io"], ["b@x.io"], ["c@x.io"], []]

    def hide(sheet: Any) -> None:
        for number in (2, 4, 5):
            sheet.row_dimensions[number].hidden = True

    with pytest.raises(BadRoster, match=r"has 2 hidden rows, first line 2: show them in Excel, or"):
        read_roster(edited(rows, hide))
    assert len(users(edited(rows, lambda sheet: None))) == 3


def test_l1_a_merged_cell_counts_for_all_its_rows() -> None:
    rows = [
        ["Staff of 2020", None],
        ["Email", "Status"],
        ["a@x.io", "Terminated"],
        ["b@x.io", None],
        ["c@x.io", "Active"],
        [None, None],
    ]

    def merge(sheet: Any) -> None:
        for cells in ("A1:B1", "B3:B4", "A5:A6"):
            sheet.merge_cells(cells)

    read = users(edited(rows, merge))
    assert [user["enabled"] for user in read] == [False, False, True]


def merged(rows: list[list[Any]], *areas: str) -> str:
    def merge(sheet: Any) -> None:
        for area in areas:
            sheet.merge_cells(area)

    return edited(rows, merge)


STACKS = [["email", "office", "design"], ["a@x.io", "x", None], ["b@x.io", None, None]]


@pytest.mark.parametrize("area", ["B2:C2", "B2:C3", "B2:C9", "B2:D2"])
def test_l5_a_cell_that_is_merged_over_several_columns_is_refused(area: str) -> None:
    """The user would get one stack of two, and purge_stacks would take the other one away."""
    text = merged(STACKS, area)
    error = f"cells {area} are merged over the column 'design'; split them"
    assert errors(text, stack_columns=["office", "design"]) == [error]
    (advised,) = bad_names(text, ignore=["office"])
    assert advised == f"{error}, or name the column in user_pool_roster_ignore"
    (waived,) = errors(text, stack_columns=["office", "design"], ignore=["design"])
    assert waived.startswith("user_pool_stack_columns: 'design' is in user_pool_roster_ignore; ")
    (user, *_others) = users(text, stack_columns=["office"], ignore=["design"])
    assert user == {"user_name": "a@x.io", "stack_names": ["office"]}


def test_l5_all_columns_of_merged_cells_are_named() -> None:
    rows = [["email", "Team", "Desk", "Room"], ["a@x.io", "x", None, None]]
    (error,) = errors(merged(rows, "B2:D2"))
    assert error.startswith("cells B2:D2 are merged over the columns 'Desk', 'Room'; split them,")


@pytest.mark.parametrize("column", ["Status", "first_name", "Notes", "Keep account?", "email"])
def test_l5_a_merged_cell_is_refused_whatever_the_columns_are(column: str) -> None:
    """Words and dates of a column that is not read can stop the run, too."""
    for heads in (["Team", column], [column, "Team"]):
        rows = [["id", *heads, "email"], ["7", "b@x.io", None, "a@x.io"]]
        assert any(
            "cells B2:C2 are merged over the" in error for error in errors(merged(rows, "B2:C2"))
        )


@pytest.mark.parametrize(
    ("rows", "area"),
    [
        ([["Stacks of the pool", None, "2026"], *STACKS], "A1:B1"),
        ([["Stacks of the pool", "2026", None], *STACKS], "B1:C1"),
        ([*STACKS, ["# Ask HR before you change this"]], "A4:C4"),
        (STACKS, "B3:C3"),
        ([[*STACKS[0], None], [*STACKS[1], "note"], STACKS[2]], "D2:E2"),
        ([[*STACKS[0], None, None], [*STACKS[1], "note", "more"], STACKS[2]], "D2:E2"),
    ],
    ids=["title", "its end", "remark", "empty", "end", "no headings"],
)
def test_l5_merged_cells_that_hide_nothing_are_read(rows: list[list[Any]], area: str) -> None:
    read = users(merged(rows, area), stack_columns=["office", "design"])
    assert read == [{"user_name": "a@x.io", "stack_names": ["office"]}, {"user_name": "b@x.io"}]


def test_l5_fields_may_have_the_width_of_several_columns() -> None:
    """As in forms, where headings are merged like what is below them."""
    rows = [["Email", None, "Enabled", None], ["a@x.io", None, "yes", None]]
    text = merged(rows, "A1:B1", "C1:D1", "A2:B2", "C2:D2")
    assert users(text) == [{"user_name": "a@x.io", "enabled": True}]


def test_a9_many_merged_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MAX_CELLS", 50)
    rows = [["email", *"abc"], *([f"{n}@x.io"] for n in range(9))]
    assert len(users(merged(rows, *(f"B{n}:C{n}" for n in range(2, 11))))) == 9
    with pytest.raises(BadRoster, match="more than 50 cells"):
        users(merged(rows, *(f"B{n}:{column}{n}" for column in "CD" for n in range(2, 11))))


def test_a9_merged_cells_are_filled_only_as_far_as_there_are_rows() -> None:
    rows = [["email"], ["a@x.io"]]
    assert names(edited(rows, lambda sheet: sheet.merge_cells("B1:B99"))) == ["a@x.io"]


def test_numbers_and_empty_cells_are_as_in_csv() -> None:
    text = book([["email", "office", None], ["a@x.io", 1, None], [None, None, None], ["b@x.io", 0]])
    read = users(text, stack_columns=["office"])
    assert read == [{"user_name": "a@x.io", "stack_names": ["office"]}, {"user_name": "b@x.io"}]
    assert errors(book([["email", "first_name"], ["ada", "A"]]))[0].startswith("line 2 ('ada')")


def test_l5_a_formula_without_a_value_is_refused() -> None:
    """openpyxl itself writes none, as some programs do. An empty cell would say nothing."""
    with pytest.raises(BadRoster, match="has a formula without a value in line 2"):
        read_roster(book([["email", "enabled"], ["a@x.io", "=FALSE()"]]))


def test_without_openpyxl_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "openpyxl", None)
    with pytest.raises(BadRoster, match="save it as CSV UTF-8, or install openpyxl"):
        read_roster(book([["email"]]))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"PK\x03\x04rest", "cannot be read as an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an old Excel file (.xls), or a workbook with a password"),
        (b"%PDF-1.7\n\xe9", "is a PDF; export CSV"),
        (b"dn: cn=Ada,dc=example,dc=com\nmail: ada@example.com\n", "is LDIF; export CSV"),
        (b"# LDIF\nversion: 1\n\ndn:: Y249\n", "is LDIF"),
        (b"<html><table><tr><td>Email</td></tr></table>", "is a page of HTML"),
        (b"<?xml version='1.0'?><users/>", "is XML"),
        (b"BEGIN:VCARD\nEMAIL:ada@example.com\n", "is a vCard"),
    ],
)
def test_other_files_are_refused_by_name(raw: bytes, message: str) -> None:
    with pytest.raises(BadRoster) as caught:
        read_roster(raw.decode("utf-8", "surrogateescape"))
    assert str(caught.value).startswith(message)


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "x")
    with pytest.raises(BadRoster, match="is an archive, but not an Excel workbook"):
        read_roster(out.getvalue().decode("utf-8", "surrogateescape"))


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MAX_BYTES", 1000)
    with pytest.raises(BadRoster, match="is too large a workbook"):
        read_roster(book([["email"]]))


STATUS = [["email", "status"], *([f"{name}@x.io", "Terminated"] for name in "abc")]


@pytest.mark.parametrize("size", ["A1", "A1:A4", "A1:B2", "B2:B9", "A1:B4"])
def test_l5_a_sheet_is_read_whole_whatever_it_says_of_its_size(size: str) -> None:
    """WPS Office and other programs write A1 for any sheet."""
    text = rewritten(book(STATUS), '<dimension ref="[^"]*"', f'<dimension ref="{size}"')
    assert [user["enabled"] for user in users(text)] == [False] * 3
    assert [user["enabled"] for user in users(rewritten(text, "<dimension [^>]*>", ""))] == (
        [False] * 3
    )


def test_l6_another_sheet_is_searched_whole_whatever_it_says_of_its_size() -> None:
    text = book([["email"], ["a@x.io"]], More=[["Title"], [None, "b@x.io"]])
    with pytest.raises(BadRoster, match="beside the sheet 'Staff': 'More'"):
        users(rewritten(text, '<dimension ref="[^"]*"', '<dimension ref="A1"'))


def test_l6_a_sheet_that_openpyxl_passes_over_is_refused_unless_another_is_named() -> None:
    text = book([["email"], ["a@x.io"]], More=[["email"], ["b@x.io"]])
    text = rewritten(text, "worksheets/sheet1", "worksheets/SHEET1", "xl/_rels/workbook.xml.rels")
    with pytest.raises(BadRoster, match=r"has sheets that cannot be read: 'Staff'; open the work"):
        users(text)
    assert names(text, sheet="More") == ["b@x.io"]


@pytest.mark.filterwarnings("ignore:File contains an invalid")
def test_l5_a_workbook_of_the_strict_standard_is_refused_with_what_to_do() -> None:
    text = rewritten(
        rewritten(book(STATUS), "schemas.openxmlformats.org/(spreadsheetml)/2006", r"purl.oclc/\1"),
        "schemas.openxmlformats.org/(officeDocument)/2006",
        r"purl.oclc/\1",
        "xl/workbook.xml",
    )
    with pytest.raises(BadRoster) as error:
        users(text)
    assert str(error.value) == (
        "has no sheet that can be read; save it as .xlsx, not as Strict Open XML"
    )


@pytest.mark.parametrize("part", ["xl/worksheets/Sheet1.xml", "xl/worksheets/data.xml", "xl/d.xml"])
def test_l5_a_formula_is_found_whatever_the_name_of_its_part(part: str) -> None:
    text = renamed(book([["email", "enabled"], ["a@x.io", "=FALSE()"]]), SHEET, part)
    with pytest.raises(BadRoster, match="has a formula without a value in line 2"):
        users(text)


def test_l5_a_formula_that_results_in_an_empty_text_is_read() -> None:
    """As Excel and LibreOffice save it, which no second saving would change."""
    text = book([["email", "first_name"], ["a@x.io", '=IF(1=0,"x","")'], ["b@x.io", "Ben"]])
    with pytest.raises(BadRoster, match="has a formula without a value in line 2"):
        users(text)
    for value in ("<v></v>", "<v/>"):
        result = rewritten(text, r'<c r="B2"(.*?)<v ?/>', rf'<c r="B2" t="str"\1{value}')
        assert users(result) == [
            {"user_name": "a@x.io"},
            {"user_name": "b@x.io", "first_name": "Ben"},
        ]
    with pytest.raises(BadRoster, match="has a formula without a value in line 2"):
        users(rewritten(text, r'<c r="B2"(.*?)<v ?/>', r'<c r="B2" t="str"\1'))


def test_l5_a_damaged_cell_is_refused() -> None:
    """Its text is not among those that the sheets share."""
    text = rewritten(book([["email"], ["a@x.io"]]), r'<c r="A2".*?</c>', '<c t="s"><v>7</v></c>')
    with pytest.raises(BadRoster, match="cannot be read as an Excel workbook: list index out of"):
        users(text)


@pytest.mark.parametrize("far", ["XFD1", "A100000", "XFD1048576"])
def test_a9_one_cell_far_away_is_not_a_million_rows(far: str) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["A1"], sheet["A2"], sheet[far] = "Email", "ada@example.com", "x@x"
    out = io.BytesIO()
    made.save(out)
    source = out.getvalue().decode("utf-8", "surrogateescape")
    if far == "XFD1048576":
        with pytest.raises(BadRoster, match="more than 20,000,000 cells, empty ones included"):
            read_roster(source)
    else:
        read_roster(source)
