# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tables in every form in which they come, and rows that hide within a cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.decoding import BadRoster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    ADA,
    BOM,
    WHOLE,
    bad_names,
    errors,
    misread,
    users,
)


@pytest.mark.parametrize(
    "text",
    [
        "user_name,first_name,last_name,stack_names,enabled\n"
        "ada@example.com,Ada,Lovelace,design;office,false\n",
        "enabled,stack_names,email,last_name,first_name\n"
        "False,design;office,ada@example.com,Lovelace,Ada",
        "Email;First name;Last name;Stack names;Enabled\r\n"
        'ada@example.com;Ada;Lovelace;"design;office";FALSE\r\n'
        ";;;;\r\n\r\n",
        "sep=;\r\nEMAIL;FIRST_NAME;LAST_NAME;STACK_NAMES;ENABLED\r\n"
        'ada@example.com;Ada;Lovelace;"design;office";FALSE\r\n',
        '"sep=,"\n"user_name","first_name","last_name","stack_names","enabled"\n'
        '"ada@example.com","Ada","Lovelace","design;office","no"\n',
        "user_name,first_name,last_name,stack_names,enabled,\n"
        " ada@example.com , Ada,Lovelace\u00a0, design ; office;;design ,0,\n",
        "\n \n\nuser_name,name,notes,first_name,last_name,stack_names,enabled\n"
        'ada@example.com,"Lovelace, Ada","two\nlines ""and"" more",Ada,Lovelace,design;office,n\n',
        "user_name,first_name,last_name,stack_names,enabled\r"
        "ada@example.com,Ada,Lovelace,design;office,off\r",
    ],
)
@pytest.mark.parametrize("start", ["", BOM])
def test_csv_in_all_its_variants(start: str, text: str) -> None:
    assert users(start + text) == users(start + text, "csv") == [WHOLE]


def test_cells_that_shift_are_not_taken_for_others() -> None:
    """An empty cell too many at the end of a row may hide a separator within a name."""
    text = "user_name,name,stack_names,enabled\nada@example.com,Lovelace, Ada,design,\n"
    assert "has 5 cells, the header has 4" in errors(text)[0]


def test_separators_within_cells_do_not_count_as_lines() -> None:
    text = "user_name,notes\nada@example.com,a\x0bb\x0cc\x1cd\x85e\u2028f\nben,\n"
    assert errors(text) == ["line 3 ('ben'): user_name is not an email address"]
    assert errors(text.replace("ben,", misread("ben,\xe9"))) == [
        "line 3: is not UTF-8; save the file as CSV UTF-8",
        ENCODING_HINT,
    ]


def test_rows_that_are_not_utf_8_are_reported_by_line() -> None:
    text = misread("user_name,first_name\nada@example.com,Zo\xeb\nben@example.com,Ren\xe9\n")
    assert errors(text) == [
        *(f"line {line}: is not UTF-8; save the file as CSV UTF-8" for line in (2, 3)),
        ENCODING_HINT,
    ]


@pytest.mark.parametrize("size", [3_000, 140_000])
def test_a_long_cell_is_rejected_with_its_line(size: int) -> None:
    found = errors(f"user_name,first_name\nada@example.com,{'A' * size}\n")
    assert len(found) == 1
    assert found[0].startswith("line 2")
    assert len(found[0]) < 200


def test_text_without_a_line_end_is_rejected() -> None:
    assert errors("x" * 200_000) == ["line 1: field larger than field limit (131072)"]


ENCODING_HINT = (
    "the file: if an old Excel wrote it, set user_pool_roster_encoding=windows-1252, and check"
    " the letters of the names"
)
SWALLOWED = "".join(f"u{number}@example.com,Ada,true\n" for number in range(1000))


@pytest.mark.parametrize(
    "text",
    [
        'user_name,"notes\nada@example.com,Ada\nben@example.com,Ben"\ncleo@example.com,Cleo\n',
        "email, ada@example.com\n",
    ],
)
def test_rows_within_the_header_are_an_error(text: str) -> None:
    expected = ["line 1: has an email address among the column names"]
    assert errors(text) == bad_names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f'user_name,first_name,enabled\nada@example.com,Ada,"{SWALLOWED}ben@example.com,Ben,true"\n',
        f'first_name,user_name\nAda,"ada@example.com\n{SWALLOWED}ben@example.com"\n',
        f'"name\n{SWALLOWED}ben@example.com,Ben,true"\n',
    ],
)
def test_an_error_never_prints_a_thousand_rows(text: str) -> None:
    (found,) = errors(text)
    assert len(found) <= 504


def test_a_list_within_a_list_is_not_printed_whole() -> None:
    (found,) = errors([[{"user_name": f"u{number}@example.com"} for number in range(1000)]])
    assert found.startswith("entry 1: [{'user_name': 'u0@example.com'}, ")
    assert len(found) <= 504
    (found,) = bad_names([[f"u{number}@example.com" for number in range(1000)]])
    assert len(found) <= 504


def test_a_header_that_cannot_be_read_is_the_only_error() -> None:
    text = 'user_name,"first"x,enabled\nada@example.com,Ada,true\n'
    assert errors(text) == ["line 1: ',' expected after '\"'"]


@pytest.mark.parametrize("source", [True, 5, ADA, {"roster": [], "users": []}, b"user_name\n"])
def test_other_types_are_rejected(source: Any) -> None:
    with pytest.raises(BadRoster, match="not a list of entries, or a mapping with one as 'roster'"):
        read_roster(source)


def test_cells_with_line_breaks_are_reported() -> None:
    read = read_roster('email,notes\na@x.io,"one\ntwo"\nb@x.io,"one\ntwo"\n')
    assert read["warnings"] == [
        "cells with line breaks: 2, first in line 2",
        "columns ignored: notes",
    ]


def test_l5_rows_within_an_ignored_cell_are_an_error() -> None:
    """A stray pair of quotation marks swallows users, whom a purge would delete."""
    text = 'email,notes\na@x.io,"one\nb@x.io,two"\nc@x.io,\n'
    expected = [
        "line 2 ('a@x.io'): has a cell of several lines with an email address; a quotation mark may"
        " have joined rows"
    ]
    assert errors(text) == bad_names(text) == expected


@pytest.mark.parametrize(
    ("text", "line", "login"),
    [
        ("ann\nlogin\nbob\n", 1, "ann"),
        ("user_name\nann\nmail\nbob\n", 3, "mail"),
        ("user_name\nann\nupn\n", 3, "upn"),
    ],
)
@pytest.mark.parametrize("read", [errors, bad_names])
def test_l5_l6_a_login_is_never_taken_for_a_title_or_a_heading(
    text: str, line: int, login: str, read: Callable[..., list[str]]
) -> None:
    (error,) = read(text, domain="example.com")
    assert error.startswith(f"line {line}")
    assert "a heading, or the login of a user; remove it, or write the whole address" in error
    assert login in error


def test_l6_titles_and_headings_of_logins_are_passed_over() -> None:
    text = "List of May\n\nlogin,Team\nann,Sales\nlogin,Team\nbob,IT\n"
    assert len(users(text, domain="example.com")) == 2
    assert len(users("login\nann\nlogin\nbob\n", domain="example.com")) == 2


TWO_LINES = (
    (
        "email,Details,\nemail,blocked,reason\n",
        "'blocked' under 'Details', 'reason' under no heading",
    ),
    ("Email,Name,\nUser name,Blocked since,Reason\n", "'Blocked since' under 'Name'"),
    ("Email,Account\nEmail,Account (blocked)\n", "'Account (blocked)' under 'Account'"),
    ("Email,Account\nEmail (leavers),\n", "'Email (leavers)' under 'Email'"),
    ("Email,Team\nemail,Team,Left on\n", "'Left on' under no heading (column 3)"),
    ("Email,Details\nEmail,Keep?\n", "'Keep?' under 'Details'"),
    ("Email,Team,\nEmail,Group,\n", "'Group' under 'Team'"),
    ("Email,status\nEmail,first_name\n", "'first_name' under 'status'"),
)


@pytest.mark.parametrize(("headings", "said"), TWO_LINES)
@pytest.mark.parametrize("options", [{}, {"domain": "example.com"}])
def test_l1_l5_a_second_line_of_other_headings_is_not_passed_over(
    headings: str, said: str, options: dict[str, str]
) -> None:
    """Its columns about access would be ignored without a word."""
    for read in (errors, bad_names):
        found = [error for error in read(headings, **options) if said in error]
        if options and not found:
            (found,) = read(headings, **options)
            assert "may be a heading, or the login of a user" in found
            continue
        (error,) = found
        assert error.startswith("line 2: has other headings: ")
        assert error.endswith("; write all headings in one line, and remove the other")


def test_l1_l5_nor_is_one_without_a_heading_for_the_addresses() -> None:
    """As a workbook has it whose cells are merged to the right only."""
    text = "Email,Account,\n,Blocked since,Reason\nada@example.com,,\n"
    for options in ({}, {"domain": "example.com"}):
        assert any("line 2: user_name is" in error for error in errors(text, **options))
        assert any("line 2: user_name is" in error for error in bad_names(text, **options))


@pytest.mark.parametrize(
    "headings",
    [
        "STATUS,USERNAME,Team\nStatus,Login,TEAM\n",
        "Email,First name,\nE-Mail,first_name,\n",
        "Email,Team,\nEmail,,\n",
        "Email,Employee ID\nemail,employee_id\n",
        "EMAIL,EMPID,HR\nEmail,Employee ID,Human Resource\n",
    ],
)
def test_l6_headings_that_are_written_in_two_ways_are_passed_over(headings: str) -> None:
    read = read_roster(headings)
    assert read["errors"] == []
    assert "lines that repeat the headings passed over: line 2" in read["warnings"]
