# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a user says which headings are our columns (L2)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._column_options import (
    as_columns,
    as_domain,
)

WORK = ["Work Email", "Private Email"]


@pytest.mark.parametrize(
    "value",
    [
        {"user_name": WORK, "disabled": "Blocked"},
        {"user_name": tuple(WORK), "disabled": ["Blocked"]},
        "user_name=Work Email\n\nuser_name = Private Email \ndisabled=Blocked\n",
    ],
)
def test_a_mapping_and_text_say_the_same(value: Any) -> None:
    assert as_columns(value) == {"user_name": WORK, "disabled": ["Blocked"]}


def test_email_stands_for_user_name() -> None:
    assert as_columns("email=Mail\nuser_name=Login") == {"user_name": ["Mail", "Login"]}


@pytest.mark.parametrize(
    ("key", "column"),
    [("last_name, first_name", "last_name,first_name"), ("first_name last_name",) * 2],
)
def test_a_cell_of_both_names_is_split(key: str, column: str) -> None:
    assert as_columns({key: "Name"}) == {column: ["Name"]}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"Work Email": "user_name"}, "did you mean user_name=Work Email?"),
        ({"name": "Name"}, "'name' is none of user_name, first_name"),
        ({"user_name last_name": "Name"}, "only first_name and last_name split a cell"),
        ({"user_name": ""}, "is not of the form user_name=Heading"),
        ({"user_name": 7}, "is not of the form user_name=Heading"),
        ("user_name: Work Email", "is not of the form user_name=Heading"),
        (["user_name"], "is neither a mapping nor text"),
    ],
)
def test_what_says_nothing_is_refused(value: Any, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        as_columns(value)


@pytest.mark.parametrize("value", ["example.com", "@example.com", " example.com "])
def test_a_domain_with_and_without_its_sign(value: str) -> None:
    assert as_domain(value) == "@example.com"


@pytest.mark.parametrize("value", ["", "example", "a@example.com", "exam ple.com", "a.", None, 7])
def test_what_is_no_domain_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"is not a domain such as example\.com"):
        as_domain(value)
