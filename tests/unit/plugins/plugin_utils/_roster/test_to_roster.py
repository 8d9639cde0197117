# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rosters go out, and come back as they were."""

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
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import write_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.tabular import COLUMNS
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


@pytest.mark.parametrize("form", ["csv", "yaml"])
def test_a_roster_can_be_exported_too(form: str) -> None:
    """Its stacks and flags may be text."""
    entry = {**WHOLE, "stack_names": "design;office", "enabled": "False"}
    assert users(write_roster([entry], form), form) == [WHOLE]


class Tagged(str):
    """As the strings that Ansible hands to filters are of types of its own."""


class Lazy(list):  # type: ignore[type-arg]
    """And its lists."""


@pytest.mark.parametrize("form", ["csv", "yaml"])
def test_types_of_ansible_are_written_and_read_as_plain_ones(form: str) -> None:
    entry = {
        key: Tagged(value) if isinstance(value, str) else value for key, value in WHOLE.items()
    }
    entry["stack_names"] = Lazy(map(Tagged, WHOLE["stack_names"]))  # type: ignore[call-overload]
    text = write_roster(Lazy([entry]), form)
    assert text == write_roster([WHOLE], form)
    assert users(Tagged(text), form) == [WHOLE]


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
ADDRESSES = st.builds("{}@{}".format, st.one_of(PLAIN, QUOTED), PLAIN).filter(
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


def without_what_is_empty(user: dict[str, Any]) -> dict[str, Any]:
    told = {key: user.get(key) for key in COLUMNS}
    told |= {key: v.strip() for key, v in told.items() if isinstance(v, str)}
    return {key: value for key, value in told.items() if value not in (None, "", [])}


@given(listed=USERS, form=st.sampled_from(["csv", "yaml"]), end=st.sampled_from(["\n", "\r\n"]))
@example(listed=[{"user_name": "a@x", "first_name": "A\rB\nC\r\nD"}], form="csv", end="\n")
@example(listed=[{"user_name": '",;"@x', "last_name": " "}], form="csv", end="\r\n")
@example(listed=[{"user_name": "=1+1@x", "stack_names": ["no"]}], form="yaml", end="\r\n")
@settings(max_examples=300, derandomize=True, database=None, deadline=None)
def test_any_pool_is_read_back_as_it_was_written(
    listed: list[dict[str, Any]], form: str, end: str
) -> None:
    """But for what is empty, and white space around. Also with other ends of lines, and a mark."""
    expected = [without_what_is_empty(user) for user in listed]
    text = re.sub("\n", end, write_roster(listed, form))
    if form == "csv":  # ends of lines within cells are changed too
        expected = [
            {k: v.replace("\n", end) if isinstance(v, str) else v for k, v in user.items()}
            for user in expected
        ]
    for given_text in (text, BOM + text, text.rstrip()):
        assert users(given_text, form) == expected
        assert names(given_text, form) == [user["user_name"] for user in expected]
    if form == "csv" or listed:
        assert users(text) == expected


@pytest.mark.parametrize("form", ["csv", "yaml"])
def test_ten_thousand_rows(form: str) -> None:
    many = [
        {**WHOLE, "user_name": f"person.{n}@example.com", "enabled": n % 7 != 0}
        for n in range(10_000)
    ]
    text = write_roster(many, form)
    assert len(users(text, form)) == 10_000
