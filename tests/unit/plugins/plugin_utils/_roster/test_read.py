# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rosters as offices, Excel and AWX send them."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from ansible_collections.euc.appstream.plugins.module_utils._model.user import USER_KEYS
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.decoding import BadRoster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import read_user_list
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    ADA,
    BOM,
    WHOLE,
    bad_names,
    errors,
    users,
)


def misread(text: str) -> str:
    """A file that is no UTF-8, as Ansible's file lookup returns it."""
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
def test_csv_in_all_its_variants(start: str, text: str) -> None:
    assert users(start + text) == users(start + text, "csv") == [WHOLE]


@pytest.mark.parametrize(
    "cells",
    [",,,", " , ,\t,\u00a0", ",,;,", ",, ; ;,", '"","","",""'],
)
def test_empty_values_are_omitted(cells: str) -> None:
    """An empty cell must not strip a user of the stacks."""
    header = "user_name,first_name,last_name,stack_names,enabled\n"
    assert users(f"{header}ada@example.com,{cells}\n") == [ADA]


def test_a_roster_may_have_no_rows_but_must_have_a_header() -> None:
    assert users("user_name,enabled\n") == []
    for text in ("", " \n\n", BOM, ",,\n,\n"):
        with pytest.raises(BadRoster, match="is empty: it does not even have a header line"):
            read_roster(text)


def test_every_bad_row_is_reported_with_its_line() -> None:
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
    assert errors(text) == [
        "line 5 ('ben'): user_name is no e-mail address",
        "line 6: user_name is empty",
        "line 8 ('cleo@example.com'): enabled 'maybe' is neither true nor false",
        "line 9 ('dan@example.com'): has 2 cells, the header has 3",
        "line 10 ('eve@example.com'): has 4 cells, the header has 3",
        "line 11: ',' expected after '\"'",
        "line 12 ('ada@example.com'): the same user as in line 2",
        "line 13: a quotation mark is not closed",
    ]
    assert errors(text.replace("\n", "\r\n")) == errors(text)


def test_a_row_with_several_errors_reports_them_all() -> None:
    text = "user_name,first_name,stack_names,enabled\nada,Zo\u00eb,design;-x,si\n"
    assert errors(text) == [
        "line 2 ('ada'): enabled 'si' is neither true nor false, user_name is no e-mail address, "
        "first_name 'Zo\u00eb' has characters other than A-Z, a-z, 0-9, '_', '-' and white space, "
        "which the service refuses, stack_names[1] ('-x'): no stack name (a letter or digit, then "
        "up to 100 of A-Z, a-z, 0-9, '_.-')"
    ]


def test_cells_that_shift_are_not_taken_for_others() -> None:
    """An empty cell too many at the end of a row may hide a separator within a name."""
    text = "user_name,name,stack_names,enabled\nada@example.com,Lovelace, Ada,design,\n"
    assert "has 5 cells, the header has 4" in errors(text)[0]


def test_separators_within_cells_do_not_count_as_lines() -> None:
    text = "user_name,notes\nada@example.com,a\x0bb\x0cc\x1cd\x85e\u2028f\nben,\n"
    assert errors(text) == ["line 3 ('ben'): user_name is no e-mail address"]
    assert errors(text.replace("ben,", misread("ben,\xe9"))) == [
        "line 3: is not UTF-8; save the file as CSV UTF-8"
    ]


def test_rows_that_are_not_utf_8_are_reported_by_line() -> None:
    text = misread("user_name,first_name\nada@example.com,Zo\xeb\nben@example.com,Ren\xe9\n")
    assert errors(text) == [
        f"line {line}: is not UTF-8; save the file as CSV UTF-8" for line in (2, 3)
    ]


@pytest.mark.parametrize("format", ["yaml", "json"])
def test_other_formats_that_are_not_utf_8_are_rejected(format: str) -> None:
    """Also where it is in a key that would be ignored, and then printed."""
    text = misread('[{"user_name": "ada@example.com", "pr\u00e9nom": "Ada"}]')
    with pytest.raises(BadRoster, match=r"^is not UTF-8; save the file as UTF-8$"):
        read_roster(text, format)
    with pytest.raises(BadRoster, match="is not UTF-8"):
        read_user_list(text, format)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("format", [None, "csv", "yaml", "json"])
def test_utf_16_is_reported_once(format: str | None, encoding: str) -> None:
    text = (BOM + "user_name\nada@example.com\n").encode(encoding)
    looked_up = text.decode("utf-8", "surrogateescape")
    with pytest.raises(BadRoster, match="is UTF-16; save the file as UTF-8"):
        read_roster(looked_up, format)
    with pytest.raises(BadRoster, match="is UTF-16"):
        read_user_list(looked_up, format)


@pytest.mark.parametrize("size", [3_000, 140_000])
def test_a_long_cell_is_rejected_with_its_line(size: int) -> None:
    found = errors(f"user_name,first_name\nada@example.com,{'A' * size}\n")
    assert len(found) == 1
    assert found[0].startswith("line 2")
    assert len(found[0]) < 200


def test_text_without_a_line_end_is_rejected() -> None:
    assert errors("x" * 200_000) == ["line 1: field larger than field limit (131072)"]


def test_templates_are_not_evaluated() -> None:
    text = "user_name,notes\n{{ada}}@example.com,{{ lookup('pipe', 'id') }}\n"
    assert users(text.replace(", 'id'", "")) == [{"user_name": "{{ada}}@example.com"}]


# ---- rows that hide within a cell, where a quotation mark is not closed


SWALLOWED = "".join(f"u{number}@example.com,Ada,true\n" for number in range(1000))


def test_rows_within_a_name_are_not_omitted_with_it() -> None:
    """A purge would delete them."""
    text = 'user_name,first_name\nada@example.com,"Ada\nben@example.com,Ben"\ncleo@example.com,\n'
    (found,) = errors(text, unsupported_names="omit")
    assert found.startswith("line 2 ('ada@example.com'): first_name 'Ada\\nben@example.com,Ben'")


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


# ---- columns


@pytest.mark.parametrize(
    "text",
    [
        "name,enabled\nAda,true\nBen,true\n",
        "user_name\tenabled\nada@example.com\ttrue\n",
        "ada@example.com,true\nben@example.com,true\n",
    ],
)
def test_a_missing_name_column_is_the_only_error(text: str) -> None:
    """A wrong header is one error, not one per row."""
    found = errors(text)
    assert len(found) == 1
    assert found[0].startswith("no column 'user_name' or 'email'; the columns are '")


def test_a_header_that_cannot_be_read_is_the_only_error() -> None:
    text = 'user_name,"first"x,enabled\nada@example.com,Ada,true\n'
    assert errors(text) == ["line 1: ',' expected after '\"'"]


def test_columns_without_a_name_are_ignored_silently() -> None:
    read = read_roster("user_name;;notes;\nada@example.com;x;y;\n")
    assert read == {"users": [ADA], "warnings": ["columns ignored: notes"], "errors": []}


# ---- names that the service rejects


def test_unsupported_names_fail_by_default() -> None:
    text = "user_name,first_name,last_name\nada@example.com,P\u00e9rez,O'Brien\n"
    (error,) = errors(text)
    assert "first_name 'P\u00e9rez' has characters other than" in error
    assert 'last_name "O\'Brien" has characters other than' in error


def test_unsupported_names_can_be_omitted_with_a_warning() -> None:
    rows = [{**WHOLE, "user_name": f"u{n}@example.com", "last_name": "O'Brien"} for n in range(7)]
    read = read_roster(rows, unsupported_names="omit")
    assert read["errors"] == []
    assert all("last_name" not in user for user in read["users"])
    assert all(user["first_name"] == "Ada" for user in read["users"])
    (warning,) = read["warnings"]
    assert warning.startswith("7 names omitted because the service rejects them: u0@example.com (")
    assert warning.endswith(" and 2 more")


# ---- YAML, JSON and lists


ROWS = [WHOLE, {"user_name": "ben@example.com"}]


@pytest.mark.parametrize("format", ["json", "yaml", None])
@pytest.mark.parametrize("key", [None, "roster", "users"])
@pytest.mark.parametrize("indent", [None, "\t", 2])
@pytest.mark.parametrize("start", ["", BOM, "\n\t"])
def test_json(start: str, indent: Any, key: str | None, format: str | None) -> None:
    """Also without a format, as in AWX surveys. JSON may have tabs, unlike YAML."""
    text = start + json.dumps({key: ROWS} if key else ROWS, indent=indent)
    assert users(text, format) == ROWS


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
def test_yaml_is_detected_and_empty_values_are_omitted(text: str) -> None:
    assert users(text) == [ADA]


@pytest.mark.parametrize("source", [None, [], (), {"roster": None}, {"users": []}])
def test_an_empty_list_has_no_users(source: Any) -> None:
    assert users(source) == []


def test_the_result_of_appstream_user_info_is_a_roster() -> None:
    read = read_roster({"users": [{**dict.fromkeys(USER_KEYS), **WHOLE}], "summary": {"total": 1}})
    assert read["users"] == [WHOLE]
    assert read["warnings"] == ["columns ignored: arn, authentication_type, created_time, status"]


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
    ("entry", "error"),
    [
        ("first_name: 2026-01-01", "first_name datetime.date(2026, 1, 1) is not text; put it in"),
        ("last_name: 5", "last_name 5 is not text; put it in quotes"),
        ("last_name: no", "last_name False is not text; put it in quotes"),
        ("first_name: {}", "first_name {} is not text; put it in quotes"),
        ("enabled: 2.5", "enabled 2.5 is neither true nor false"),
        ("enabled: [true]", "enabled [True] is neither true nor false"),
        ("enabled: {}", "enabled {} is neither true nor false"),
        ("stack_names: [2024]", "stack_names [2024] is neither text nor a list of texts"),
        ("stack_names: [[a]]", "stack_names [['a']] is neither text nor a list of texts"),
        ("stack_names: {a: b}", "stack_names {'a': 'b'} is neither text nor a list of texts"),
        ("stack_names: [a;b]", "stack_names[0] ('a;b'): no stack name"),
    ],
)
def test_yaml_values_of_other_types_are_rejected(entry: str, error: str) -> None:
    (found,) = errors(f"- user_name: ada@example.com\n  {entry}\n")
    assert found.startswith(f"entry 1 ('ada@example.com'): {error}")


def test_bad_entries_are_reported_by_number() -> None:
    assert errors([ADA, "x", None, 5, [ADA], {}, {"enabled": True}]) == [
        "entry 2: 'x' is not a mapping of keys and values",
        "entry 3: None is not a mapping of keys and values",
        "entry 4: 5 is not a mapping of keys and values",
        "entry 5: [{'user_name': 'ada@example.com'}] is not a mapping of keys and values",
        "entry 6: user_name is empty",
        "entry 7: user_name is empty",
    ]
    assert errors([{}]) == ["entry 1: user_name is empty"]


@pytest.mark.parametrize(
    ("text", "format", "message"),
    [
        (
            "- user_name: a@x.io\n  user_name: b@x.io\n",
            None,
            "duplicate key 'user_name' in the mapping at line 1",
        ),
        ("roster: []\nroster: []\n", "yaml", "duplicate key 'roster'"),
        ('[{"enabled": true, "enabled": false}]', None, "duplicate key 'enabled'"),
        ('[{"enabled": true, "enabled": false}]', "json", "duplicate key 'enabled'"),
    ],
)
def test_duplicate_keys_are_rejected(text: str, format: str | None, message: str) -> None:
    """Without the dash between two users, one of them would be lost."""
    with pytest.raises(BadRoster, match=message):
        read_roster(text, format)


@pytest.mark.parametrize("format", ["yaml", "json", None])
@pytest.mark.parametrize(
    "text",
    ["[", "- {", "[" * 100_000, "- !!python/object/apply:os.system ['id']", "- ? [a]\n  : b"],
)
def test_unreadable_text_is_rejected(text: str, format: str | None) -> None:
    with pytest.raises(BadRoster, match=r"^cannot be read as (YAML|JSON): "):
        read_roster(text, format)


@pytest.mark.parametrize("source", [True, 5, ADA, {"roster": [], "users": []}, b"user_name\n"])
def test_other_types_are_rejected(source: Any) -> None:
    with pytest.raises(BadRoster, match="not a list of entries, or a mapping with one as 'roster'"):
        read_roster(source)


# ---- many


def test_ten_thousand_bad_rows_are_all_reported() -> None:
    text = "email;enabled\n" + "x;perhaps\n" * 10_000
    found = errors(text)
    assert len(found) == 10_000
    assert found[-1].startswith("line 10001 ('x'): ")


def test_cells_with_line_breaks_are_reported() -> None:
    read = read_roster('email,notes\na@x.io,"one\ntwo"\nb@x.io,"Ada\nc@x.io,Ben"\n')
    assert read["warnings"] == [
        "cells with line breaks: 2, first in line 2",
        "columns ignored: notes",
    ]
