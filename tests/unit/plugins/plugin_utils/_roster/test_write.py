# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rosters are read back as they were written."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from ansible_collections.euc.appstream.plugins.module_utils._model.user import USER_KEYS
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import validate_user_name
from ansible_collections.euc.appstream.plugins.plugin_utils._column_options import COLUMNS
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.write import write_roster
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    BOM,
    WHOLE,
    names,
    users,
)

set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "hypothesis")


def test_export_as_csv() -> None:
    ben: dict[str, Any] = {
        **dict.fromkeys(USER_KEYS),
        "user_name": "ben@example.com",
        "stack_names": [],
    }
    assert write_roster([WHOLE, ben]) == (
        "user_name,first_name,last_name,stack_names,enabled\n"
        "ada@example.com,Ada,Lovelace,design;office,false\n"
        "ben@example.com,,,,\n"
    )


def test_c13_previous_names_are_written_if_there_are_any() -> None:
    entries = [{"user_name": "new@x.io", "previous_user_name": "old@x.io"}, {"user_name": "a@x.io"}]
    text = write_roster(entries)
    assert text.startswith("user_name,first_name,last_name,stack_names,enabled,previous_user_name")
    assert users(text) == users(write_roster(entries, "yaml"), "yaml") == entries


def test_export_as_yaml() -> None:
    assert write_roster([{**dict.fromkeys(USER_KEYS), **WHOLE}], "yaml") == (
        "---\n"
        "roster:\n"
        "- user_name: ada@example.com\n"
        "  first_name: Ada\n"
        "  last_name: Lovelace\n"
        "  stack_names:\n"
        "  - design\n"
        "  - office\n"
        "  enabled: false\n"
    )


@pytest.mark.parametrize("format", ["csv", "yaml"])
def test_a_roster_can_be_written_too(format: str) -> None:
    """Its stacks and flags may be text."""
    entry = {**WHOLE, "stack_names": "design;office", "enabled": "False"}
    assert users(write_roster([entry], format), format) == [WHOLE]


class Tagged(str):
    """A string type like those that Ansible passes to filters."""


class Lazy(list):  # type: ignore[type-arg]
    """A list type like those of Ansible."""


@pytest.mark.parametrize("format", ["csv", "yaml"])
def test_types_of_ansible_are_written_and_read_as_builtin_ones(format: str) -> None:
    entry = {
        key: Tagged(value) if isinstance(value, str) else value for key, value in WHOLE.items()
    }
    entry["stack_names"] = Lazy(map(Tagged, WHOLE["stack_names"]))  # type: ignore[call-overload]
    text = write_roster(Lazy([entry]), format)
    assert text == write_roster([WHOLE], format)
    assert users(Tagged(text), format) == [WHOLE]


HOSTILE = "\"'=+-@#&*!|>%`{}\\/?:~^$.\u00e9\u4e2d\U0001f600\u0301\u2019"
PLAIN = st.text(
    st.one_of(
        st.sampled_from("abcAB01" + HOSTILE),
        st.characters(categories=["L", "M", "S", "N", "P"], exclude_characters='[]<>(),;"'),
    ),
    min_size=1,
    max_size=12,
)
QUOTED = st.text(st.sampled_from(",;<>()[]\"'\\{}aB=+@"), max_size=8).map('"{}"'.format)
ADDRESSES = st.builds("{}@{}.io".format, st.one_of(PLAIN, QUOTED), PLAIN).filter(
    lambda name: not validate_user_name(name)
)
NAMES = st.none() | st.text(st.sampled_from("abcXYZ019_- \t\n\r\f\v"), min_size=1, max_size=12)
STACK_NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,12}", fullmatch=True) | st.sampled_from(
    ["no", "null", "2024", "1e3", "0x1", "2026-01-01", "true"]
)
USERS = st.lists(
    st.fixed_dictionaries(
        {
            **dict.fromkeys(USER_KEYS, st.none()),
            "user_name": ADDRESSES,
            "first_name": NAMES,
            "last_name": NAMES,
            "enabled": st.none() | st.booleans(),
            "status": st.sampled_from(["CONFIRMED", None, 'odd, "one";\n']),
        },
        optional={"stack_names": st.none() | st.lists(STACK_NAMES, max_size=4, unique=True)},
    ),
    max_size=6,
    unique_by=lambda user: str(user["user_name"]),
)


def without_empty_values(user: dict[str, Any]) -> dict[str, Any]:
    known = {key: user.get(key) for key in COLUMNS}
    known |= {key: v.strip() for key, v in known.items() if isinstance(v, str)}
    return {key: value for key, value in known.items() if value not in (None, "", [])}


@given(listed=USERS, format=st.sampled_from(["csv", "yaml"]), end=st.sampled_from(["\n", "\r\n"]))
@example(listed=[{"user_name": "a@x.io", "first_name": "A\rB\nC\r\nD"}], format="csv", end="\n")
@example(listed=[{"user_name": '",;"@x.io', "last_name": " "}], format="csv", end="\r\n")
@example(listed=[{"user_name": "=1+1@x.io", "stack_names": ["no"]}], format="yaml", end="\r\n")
@settings(max_examples=100, derandomize=True, database=None, deadline=None)
def test_any_pool_is_read_back_as_it_was_written(
    listed: list[dict[str, Any]], format: str, end: str
) -> None:
    """Except empty values and outer white space. Also with other line ends or a BOM."""
    expected = [without_empty_values(user) for user in listed]
    text = re.sub("\n", end, write_roster(listed, format))
    if format == "csv":  # line ends within cells change too
        expected = [
            {k: v.replace("\n", end) if isinstance(v, str) else v for k, v in user.items()}
            for user in expected
        ]
    for given_text in (text, BOM + text, text.rstrip()):
        assert users(given_text, format) == expected
        assert names(given_text, format, ignore=["enabled"]) == [
            user["user_name"] for user in expected
        ]
    if format == "csv" or listed:
        assert users(text) == expected


@pytest.mark.parametrize(("format", "rows"), [("csv", 10_000), ("yaml", 2_000)])
def test_thousands_of_rows(format: str, rows: int) -> None:
    many = [
        {**WHOLE, "user_name": f"person.{n}@example.com", "enabled": n % 7 != 0}
        for n in range(rows)
    ]
    text = write_roster(many, format)
    assert len(users(text, format)) == rows
