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
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.cell_words import ACCEPTED
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.decoding import BadRoster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read_options import ReadOptions
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    ADA,
    BOM,
    WHOLE,
    A,
    errors,
    users,
)

CORRECT_NAMES = (
    "; correct such names, or set user_pool_unsupported_names (unsupported_names of the filter)"
    " to transliterate or omit"
)

# ---- CSV


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
        "line 5 ('ben'): user_name is not an email address",
        "line 6: user_name is empty",
        f"line 8 ('cleo@example.com'): enabled 'maybe' is neither true nor false {ACCEPTED}",
        "line 9 ('dan@example.com'): has 2 cells, the header has 3",
        "line 10 ('eve@example.com'): has 4 cells, the header has 3",
        "line 11: ',' expected after '\"'",
        "line 13: a quotation mark is not closed",
    ]
    assert errors(text.replace("\n", "\r\n")) == errors(text)


def test_a_row_with_several_errors_reports_them_all() -> None:
    text = "user_name,first_name,stack_names,enabled\nada,Zo\u00eb,design;-x,si\n"
    assert errors(text) == [
        f"line 2 ('ada'): enabled 'si' is neither true nor false {ACCEPTED}, "
        "user_name is not an email address, "
        "first_name 'Zo\u00eb' has characters other than A-Z, a-z, 0-9, '_', '-' and white space, "
        "which the service refuses, stack_names[1] ('-x'): not a stack name (a letter or digit, "
        "then up to 100 of A-Z, a-z, 0-9, '_.-')" + CORRECT_NAMES
    ]


def test_templates_are_not_evaluated() -> None:
    text = "user_name,notes\n{{ada}}@example.com,{{ lookup('pipe', 'id') }}\n"
    assert users(text.replace(", 'id'", "")) == [{"user_name": "{{ada}}@example.com"}]


# ---- rows that hide within a cell, where a quotation mark is not closed


def test_rows_within_a_name_are_not_omitted_with_it() -> None:
    """A purge would delete them."""
    text = 'user_name,first_name\nada@example.com,"Ada\nben@example.com,Ben"\ncleo@example.com,\n'
    (found,) = errors(text, unsupported_names="omit")
    assert "has a cell of several lines with an email address" in found


# ---- columns


@pytest.mark.parametrize(
    "text",
    [
        "name,enabled\nAda,true\nBen,true\n",
        "ada@example.com,true\nben@example.com,true\n",
    ],
)
def test_a_missing_name_column_is_the_only_error(text: str) -> None:
    """A wrong header is one error, not one per row."""
    found = errors(text)
    assert len(found) == 1
    assert found[0].startswith("no column 'user_name' or 'email'; the columns are '")


def test_l6_columns_without_a_name_are_ignored_and_counted() -> None:
    read = read_roster("user_name;;notes;\nada@example.com;Sales;y;\n")
    assert (read["users"], read["warnings"], read["errors"]) == (
        [ADA],
        ["columns ignored: number 2, notes"],
        [],
    )


# ---- names that the service rejects


def test_unsupported_names_fail_by_default() -> None:
    text = "user_name,first_name,last_name\nada@example.com,P\u00e9rez,O'Brien\n"
    (error,) = errors(text)
    assert "first_name 'P\u00e9rez' has characters other than" in error
    assert 'last_name "O\'Brien" has characters other than' in error


def test_the_first_error_about_a_name_says_what_to_do() -> None:
    text = (
        "user_name,last_name\nben,Example\nada@example.com,P\u00e9rez\ncleo@example.com,O'Brien\n"
    )
    address, first, second = errors(text)
    assert first.endswith("which the service refuses" + CORRECT_NAMES)
    assert address.endswith("is not an email address")
    assert second.endswith("which the service refuses")


def test_an_address_as_a_name_gets_no_advice_as_no_option_corrects_it() -> None:
    for how in ("fail", "omit"):
        (error,) = errors(
            [{"user_name": "ada@example.com", "last_name": "ben@example.com"}],
            unsupported_names=how,
        )
        assert error.endswith("which the service refuses")


def test_unsupported_names_can_be_omitted_with_a_warning() -> None:
    rows = [{**WHOLE, "user_name": f"u{n}@example.com", "last_name": "O'Brien"} for n in range(7)]
    read = read_roster(rows, options=ReadOptions(unsupported_names="omit"))
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


@pytest.mark.parametrize("source", [None, [], (), {"roster": None}, {"users": []}])
def test_an_empty_list_has_no_users(source: Any) -> None:
    assert users(source) == []


def test_the_result_of_appstream_user_info_is_a_roster() -> None:
    read = read_roster({"users": [{**dict.fromkeys(USER_KEYS), **WHOLE}], "summary": {"total": 1}})
    assert read["users"] == [WHOLE]
    assert read["warnings"] == [
        "keys ignored beside 'users': summary",
        "columns ignored: arn, authentication_type, created_time, status",
    ]


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
        ("stack_names: [a;b]", "stack_names[0] ('a;b'): not a stack name"),
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


# ---- many


def test_ten_thousand_bad_rows_are_all_reported() -> None:
    text = "email;enabled\n" + "x;perhaps\n" * 10_000
    found = errors(text)
    assert len(found) == 10_000
    assert found[-1].startswith("line 10001 ('x'): ")


# ---- names that only the pool can vouch for

ODD = "a;b@example.com"


def test_c8_names_that_look_like_no_address_are_an_error_unless_the_pool_has_them() -> None:
    rows = [{"user_name": name} for name in (ODD, "none", "a b@example.com", "ada@example.com")]
    read = read_roster(rows)
    assert len(read["errors"]) == 3
    assert read["unlikely_user_names"] == [ODD, "none"]
    read = read_roster(rows[:2], known_user_names=[ODD])
    assert len(read["errors"]) == 1
    assert read["unlikely_user_names"] == ["none"]
    read = read_roster(rows[:2], known_user_names=[ODD, "none"])
    assert (read["users"], read["errors"]) == (rows[:2], [])


@pytest.mark.parametrize(
    ("text", "enabled"),
    [
        (f"email,enabled\n{A},true\n", True),
        (f"user_name,enabled\n{A},true\n", True),
        (f"email,status\n{A},Active\n", None),
        (f"UserPrincipalName,Enabled\n{A},True\n", None),
        (f"email,suspended\n{A},no\n", None),
        (f"email,enabled,status\n{A},true,Active\n", True),
        (f"email,enabled,status\n{A},true,Suspended\n", False),
        (f"email,status\n{A},Suspended\n", False),
    ],
)
def test_d14_with_own_only_our_own_column_gives_access(text: str, enabled: bool | None) -> None:
    (user,) = users(text, enabled_by="own")
    assert user.get("enabled") is enabled
    (user,) = users(text)
    assert user["enabled"] is (enabled is not False)
