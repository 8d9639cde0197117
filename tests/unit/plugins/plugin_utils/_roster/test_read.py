# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rosters as people's offices, Excel and AWX send them."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from ansible_collections.euc.appstream.plugins.module_utils._model.user import USER_KEYS
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.decoding import BadRoster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.tabular import (
    COLUMNS,
    column_faults,
    ignored_columns,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import read_addresses
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    ADA,
    BOM,
    WHOLE,
    bad_names,
    faults,
    users,
)


def misread(text: str) -> str:
    """A file that is no UTF-8, as Ansible's lookup of files hands it over."""
    return text.encode("cp1252").decode("utf-8", "surrogateescape")


# ---- CSV


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
def test_csv_as_it_comes(start: str, text: str) -> None:
    assert users(start + text) == users(start + text, "csv") == [WHOLE]


@pytest.mark.parametrize(
    "cells",
    [",,,", " , ,\t,\u00a0", ",,;,", ",, ; ;,", '"","","",""'],
)
def test_what_is_empty_is_left_out(cells: str) -> None:
    """An empty cell must not strip a user of the stacks."""
    header = "user_name,first_name,last_name,stack_names,enabled\n"
    assert users(f"{header}ada@example.com,{cells}\n") == [ADA]


def test_a_roster_may_have_no_rows_but_must_have_a_header() -> None:
    assert users("user_name,enabled\n") == []
    for text in ("", " \n\n", BOM, ",,\n,\n"):
        with pytest.raises(BadRoster, match="is empty: it lacks even a line with the names"):
            read_roster(text)


def test_every_bad_row_is_named_by_its_line() -> None:
    text = (
        "user_name,enabled,notes\n"
        'ada@example.com,,"over\nthree\nlines"\n'
        "ben,,\n"
        ",true,somebody\n"
        "\n"
        "cleo@example.com,maybe,\n"
        "dan@example.com,true\n"
        "eve@example.com,,a,b\n"
        'finn@example.com,,"a"b\n'
        "ada@example.com,,\n"
        'gus@example.com,,"open\n'
    )
    assert faults(text) == [
        "line 5 ('ben'): user_name is no e-mail address",
        "line 6: user_name is empty",
        "line 8 ('cleo@example.com'): enabled 'maybe' is neither true nor false",
        "line 9 ('dan@example.com'): has 2 cells, the first line has 3",
        "line 10 ('eve@example.com'): has 4 cells, the first line has 3",
        "line 11: ',' expected after '\"'",
        "line 12 ('ada@example.com'): the same user as in line 2",
        "line 13: a quotation mark is not closed",
    ]
    assert faults(text.replace("\n", "\r\n")) == faults(text)


def test_a_row_with_several_faults_names_them_all() -> None:
    text = "user_name,first_name,stack_names,enabled\nada,Zo\u00eb,design;-x,si\n"
    assert faults(text) == [
        "line 2 ('ada'): enabled 'si' is neither true nor false, user_name is no e-mail address, "
        "first_name 'Zo\u00eb' has characters other than A-Z, a-z, 0-9, '_', '-' and white space, "
        "which the service refuses, stack_names[1] ('-x'): no stack name (a letter or digit, then "
        "up to 100 of A-Z, a-z, 0-9, '_.-')"
    ]


def test_cells_that_shift_are_not_taken_for_others() -> None:
    """An empty cell too many at the end of a row may hide a separator within a name."""
    text = "user_name,name,stack_names,enabled\nada@example.com,Lovelace, Ada,design,\n"
    assert "has 5 cells, the first line has 4" in faults(text)[0]


def test_marks_within_cells_do_not_count_as_lines() -> None:
    text = "user_name,notes\nada@example.com,a\x0bb\x0cc\x1cd\x85e\u2028f\nben,\n"
    assert faults(text) == ["line 3 ('ben'): user_name is no e-mail address"]
    assert faults(text.replace("ben,", misread("ben,\xe9"))) == [
        "line 3: is not UTF-8; save the file as CSV UTF-8"
    ]


def test_what_is_no_utf_8_is_named_by_line() -> None:
    text = misread("user_name,first_name\nada@example.com,Zo\xeb\nben@example.com,Ren\xe9\n")
    assert faults(text) == [
        f"line {line}: is not UTF-8; save the file as CSV UTF-8" for line in (2, 3)
    ]


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_what_is_no_utf_8_is_refused_in_other_forms(form: str) -> None:
    """Also where it is in a key that would be ignored, and then printed."""
    text = misread('[{"user_name": "ada@example.com", "pr\u00e9nom": "Ada"}]')
    with pytest.raises(BadRoster, match=r"^is not UTF-8; save the file as UTF-8$"):
        read_roster(text, form)
    with pytest.raises(BadRoster, match="is not UTF-8"):
        read_addresses(text, form)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("form", [None, "csv", "yaml", "json"])
def test_utf_16_is_told_once(form: str | None, encoding: str) -> None:
    text = (BOM + "user_name\nada@example.com\n").encode(encoding)
    handed_over = text.decode("utf-8", "surrogateescape")
    with pytest.raises(BadRoster, match="is UTF-16; save the file as UTF-8"):
        read_roster(handed_over, form)
    with pytest.raises(BadRoster, match="is UTF-16"):
        read_addresses(handed_over, form)


@pytest.mark.parametrize("size", [3_000, 140_000])
def test_a_long_cell_is_refused_by_its_line(size: int) -> None:
    found = faults(f"user_name,first_name\nada@example.com,{'A' * size}\n")
    assert len(found) == 1
    assert found[0].startswith("line 2")
    assert len(found[0]) < 200


def test_text_without_a_line_end_is_refused() -> None:
    assert faults("x" * 200_000) == ["line 1: field larger than field limit (131072)"]


def test_what_is_within_braces_stays_as_it_is() -> None:
    text = "user_name,notes\n{{ada}}@example.com,{{ lookup('pipe', 'id') }}\n"
    assert users(text.replace(", 'id'", "")) == [{"user_name": "{{ada}}@example.com"}]


# ---- rows that hide within a cell, where a quotation mark is not closed


SWALLOWED = "".join(f"u{number}@example.com,Ada,true\n" for number in range(1000))


def test_rows_within_a_name_are_not_left_out_with_it() -> None:
    """A purge would delete them."""
    text = 'user_name,first_name\nada@example.com,"Ada\nben@example.com,Ben"\ncleo@example.com,\n'
    (found,) = faults(text, unsupported_names="omit")
    assert found.startswith("line 2 ('ada@example.com'): first_name 'Ada\\nben@example.com,Ben'")


@pytest.mark.parametrize(
    "text",
    [
        'user_name,"notes\nada@example.com,Ada\nben@example.com,Ben"\ncleo@example.com,Cleo\n',
        "email, ada@example.com\n",
    ],
)
def test_rows_within_the_header_are_a_fault(text: str) -> None:
    expected = ["line 1: has an address among the names of the columns"]
    assert faults(text) == bad_names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f'user_name,first_name,enabled\nada@example.com,Ada,"{SWALLOWED}ben@example.com,Ben,true"\n',
        f'first_name,user_name\nAda,"ada@example.com\n{SWALLOWED}ben@example.com"\n',
        f'"name\n{SWALLOWED}ben@example.com,Ben,true"\n',
    ],
)
def test_a_fault_never_prints_a_thousand_rows(text: str) -> None:
    (found,) = faults(text)
    assert len(found) <= 504


def test_a_list_within_a_list_is_not_printed_whole() -> None:
    (found,) = faults([[{"user_name": f"u{number}@example.com"} for number in range(1000)]])
    assert found.startswith("entry 1: [{'user_name': 'u0@example.com'}, ")
    assert len(found) <= 504
    (found,) = bad_names([[f"u{number}@example.com" for number in range(1000)]])
    assert len(found) <= 504


# ---- columns


OTHER_COLUMNS = (
    "name status department display_name employee_id e-mail mail phone start_date end_date "
    "manager_email work_email email_address username UserName enabled_date enabled_by email2 "
    "first_name_kana last_name_2 stack_names_old user_id stack active disabled title city "
    "last_login last_seen full_name middle_name nickname upn userPrincipalName arn "
)


@pytest.mark.parametrize("column", OTHER_COLUMNS.split())
@pytest.mark.parametrize("others", [["user_name"], ["email"], [*COLUMNS]])
def test_other_columns_are_ignored_and_named(others: list[str], column: str) -> None:
    assert column_faults([*others, column]) == []
    assert ignored_columns([*others, column]) == [f"columns ignored: {column}"]


@pytest.mark.parametrize(
    ("column", "like"),
    [
        ("e-mail", "email"),
        ("Mail", "email"),
        ("username", "user_name"),
        ("User-Name", "user_name"),
        ("firstname", "first_name"),
        ("LastName", "last_name"),
        ("stack_name", "stack_names"),
        ("enable", "enabled"),
        ("Enabled?", "enabled"),
        ("is_enabled", "enabled"),
        ("first\nname", "first_name"),
    ],
)
def test_a_column_like_a_missing_one_is_a_fault(column: str, like: str) -> None:
    other = [] if like in ("email", "user_name") else ["user_name"]
    fault = f"column {column!r} looks like {like!r}; rename it, or take it out"
    assert column_faults([*other, column]) == [fault]


def test_two_columns_for_the_same_are_a_fault() -> None:
    assert column_faults(["user_name", "Email", "Enabled", " enabled"]) == [
        "columns 'user_name' and 'Email' say the same; keep one of them",
        "columns 'Enabled' and ' enabled' say the same; keep one of them",
    ]
    assert column_faults(["user_name", "notes", "notes", ""]) == []


@pytest.mark.parametrize(
    "text",
    [
        "name,enabled\nAda,true\nBen,true\n",
        "user_name\tenabled\nada@example.com\ttrue\n",
        "ada@example.com,true\nben@example.com,true\n",
    ],
)
def test_without_a_column_for_names_that_is_all_that_is_said(text: str) -> None:
    """A wrong first line is one fault, and not one of each row."""
    found = faults(text)
    assert len(found) == 1
    assert found[0].startswith("no column 'user_name' or 'email', but '")


def test_a_header_that_cannot_be_read_is_all_that_is_said() -> None:
    text = 'user_name,"first"x,enabled\nada@example.com,Ada,true\n'
    assert faults(text) == ["line 1: ',' expected after '\"'"]


def test_columns_without_a_name_are_not_named() -> None:
    read = read_roster("user_name;;notes;\nada@example.com;x;y;\n")
    assert read == {"users": [ADA], "notes": ["columns ignored: notes"], "faults": []}


# ---- names that the service refuses


def test_unsupported_names_fail_by_default() -> None:
    text = "user_name,first_name,last_name\nada@example.com,P\u00e9rez,O'Brien\n"
    (fault,) = faults(text)
    assert "first_name 'P\u00e9rez' has characters other than" in fault
    assert 'last_name "O\'Brien" has characters other than' in fault


def test_unsupported_names_can_be_left_out_and_are_named() -> None:
    rows = [{**WHOLE, "user_name": f"u{n}@example.com", "last_name": "O'Brien"} for n in range(7)]
    read = read_roster(rows, unsupported_names="omit")
    assert read["faults"] == []
    assert all("last_name" not in user for user in read["users"])
    assert all(user["first_name"] == "Ada" for user in read["users"])
    (note,) = read["notes"]
    assert note.startswith("7 names left out, since the service refuses them: u0@example.com (")
    assert note.endswith(" and 2 more")


# ---- YAML, JSON and lists


ROWS = [WHOLE, {"user_name": "ben@example.com"}]


@pytest.mark.parametrize("form", ["json", "yaml", None])
@pytest.mark.parametrize("key", [None, "roster", "users"])
@pytest.mark.parametrize("indent", [None, "\t", 2])
@pytest.mark.parametrize("start", ["", BOM, "\n\t"])
def test_json(start: str, indent: Any, key: str | None, form: str | None) -> None:
    """Also where no form is given, as in an answer of AWX; JSON may have tabs, unlike YAML."""
    text = start + json.dumps({key: ROWS} if key else ROWS, indent=indent)
    assert users(text, form) == ROWS


@pytest.mark.parametrize("start", ["", BOM, "---\n", "# people\n---\n"])
@pytest.mark.parametrize("key", [None, "roster", "users"])
def test_yaml(key: str | None, start: str) -> None:
    text = start + yaml.safe_dump({key: ROWS} if key else ROWS)
    assert users(text, "yaml") == ROWS


@pytest.mark.parametrize(
    "text",
    [
        "- {user_name: ada@example.com}",
        "---\n- email: ada@example.com\n",
        "---\nroster:\n  - User Name: ada@example.com\n",
        "[{user_name: ada@example.com, first_name: }]",
        "- user_name: ada@example.com\n  stack_names: []\n  enabled:\n  last_name: ''\n",
        "- user_name: ada@example.com\n  stack_names: [null, ' ', '']\n  enabled: ~\n",
        "- user_name: ada@example.com\n  2026-01-01: x\n  5: y\n  null: z\n",
    ],
)
def test_yaml_is_known_by_its_start_and_what_is_empty_is_left_out(text: str) -> None:
    assert users(text) == [ADA]


@pytest.mark.parametrize("source", [None, [], (), {"roster": None}, {"users": []}])
def test_an_empty_list_has_no_users(source: Any) -> None:
    assert users(source) == []


def test_what_appstream_user_info_returns_is_a_roster() -> None:
    read = read_roster({"users": [{**dict.fromkeys(USER_KEYS), **WHOLE}], "summary": {"total": 1}})
    assert read["users"] == [WHOLE]
    assert read["notes"] == ["columns ignored: arn, authentication_type, created_time, status"]


@pytest.mark.parametrize(
    ("value", "read"),
    [("no", False), ("'no'", False), ("on", True), ("1", True), ("0", False), ("TRUE", True)],
)
def test_enabled_in_yaml(value: str, read: bool) -> None:
    assert users(f"- {{user_name: a@x.io, enabled: {value}}}")[0]["enabled"] is read


@pytest.mark.parametrize(
    "value", ["design;office", ["design", "office", None], ("design", "office")]
)
def test_stacks_may_be_text_or_a_list(value: Any) -> None:
    assert users([{**ADA, "stack_names": value}])[0]["stack_names"] == ["design", "office"]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("first_name: 2026-01-01", "first_name datetime.date(2026, 1, 1) is no text; put it in"),
        ("last_name: 5", "last_name 5 is no text; put it in quotes"),
        ("last_name: no", "last_name False is no text; put it in quotes"),
        ("first_name: {}", "first_name {} is no text; put it in quotes"),
        ("enabled: 2.5", "enabled 2.5 is neither true nor false"),
        ("enabled: [true]", "enabled [True] is neither true nor false"),
        ("enabled: {}", "enabled {} is neither true nor false"),
        ("stack_names: [2024]", "stack_names [2024] is neither text nor a list of texts"),
        ("stack_names: [[a]]", "stack_names [['a']] is neither text nor a list of texts"),
        ("stack_names: {a: b}", "stack_names {'a': 'b'} is neither text nor a list of texts"),
        ("stack_names: [a;b]", "stack_names[0] ('a;b'): no stack name"),
    ],
)
def test_what_yaml_makes_of_values_is_refused(entry: str, fault: str) -> None:
    (found,) = faults(f"- user_name: ada@example.com\n  {entry}\n")
    assert found.startswith(f"entry 1 ('ada@example.com'): {fault}")


def test_entries_that_are_none_are_named_by_number() -> None:
    assert faults([ADA, "x", None, 5, [ADA], {}, {"enabled": True}]) == [
        "entry 2: 'x' is no mapping of keys and values",
        "entry 3: None is no mapping of keys and values",
        "entry 4: 5 is no mapping of keys and values",
        "entry 5: [{'user_name': 'ada@example.com'}] is no mapping of keys and values",
        "entry 6: user_name is empty",
        "entry 7: user_name is empty",
    ]
    assert faults([{}]) == ["entry 1: user_name is empty"]


@pytest.mark.parametrize(
    ("text", "form", "message"),
    [
        ("- user_name: a@x.io\n  user_name: b@x.io\n", None, "'user_name' is there twice"),
        ("roster: []\nroster: []\n", "yaml", "the key 'roster' is there twice"),
        ('[{"enabled": true, "enabled": false}]', None, "'enabled' is there twice"),
        ('[{"enabled": true, "enabled": false}]', "json", "'enabled' is there twice"),
    ],
)
def test_a_key_that_is_there_twice_is_refused(text: str, form: str | None, message: str) -> None:
    """Where a dash is missing between two users, one of them would be lost."""
    with pytest.raises(BadRoster, match=message):
        read_roster(text, form)


@pytest.mark.parametrize("form", ["yaml", "json", None])
@pytest.mark.parametrize(
    "text",
    ["[", "- {", "[" * 100_000, "- !!python/object/apply:os.system ['id']", "- ? [a]\n  : b"],
)
def test_what_cannot_be_read_is_refused(text: str, form: str | None) -> None:
    with pytest.raises(BadRoster, match=r"^cannot be read as (YAML|JSON): "):
        read_roster(text, form)


@pytest.mark.parametrize("source", [True, 5, ADA, {"roster": [], "users": []}, b"user_name\n"])
def test_what_is_no_list_is_refused(source: Any) -> None:
    with pytest.raises(BadRoster, match="not a list of entries, or a mapping with one as 'roster'"):
        read_roster(source)


# ---- many


def test_ten_thousand_bad_rows_are_all_named() -> None:
    text = "email;enabled\n" + "x;perhaps\n" * 10_000
    found = faults(text)
    assert len(found) == 10_000
    assert found[-1].startswith("line 10001 ('x'): ")


def test_cells_of_several_lines_are_said() -> None:
    read = read_roster('email,notes\na@x.io,"one\ntwo"\nb@x.io,"Ada\nc@x.io,Ben"\n')
    assert read["notes"] == ["cells of several lines: 2, from line 2", "columns ignored: notes"]
