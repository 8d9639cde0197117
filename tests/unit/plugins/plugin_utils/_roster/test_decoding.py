# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text that cannot be read as UTF-8, YAML or JSON."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.decoding import BadRoster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import read_user_list
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    ADA,
    errors,
    misread,
    users,
)


@pytest.mark.parametrize("format", ["yaml", "json"])
def test_other_formats_that_are_not_utf_8_are_rejected(format: str) -> None:
    """Also where it is in a key that would be ignored, and then printed."""
    text = misread('[{"user_name": "ada@example.com", "pr\u00e9nom": "Ada"}]')
    with pytest.raises(BadRoster, match=r"^is not UTF-8; save the file as UTF-8$"):
        read_roster(text, format)
    with pytest.raises(BadRoster, match="is not UTF-8"):
        read_user_list(text, format)


@pytest.mark.parametrize(
    "text",
    [
        "- {user_name: ada@example.com}",
        "---\n- email: ada@example.com\n",
        "---\nroster:\n  - User Name: ada@example.com\n",
        "[{user_name: ada@example.com, first_name: }]",
        "- user_name: ada@example.com\n  stack_names: []\n  enabled:\n  last_name: ''\n",
        "- user_name: ada@example.com\n  stack_names: [null, ' ', '']\n  enabled: ~\n",
        "- user_name: ada@example.com\n  2026-01-01: z\n  5: w\n  null: z\n",
    ],
)
def test_yaml_is_detected_and_empty_values_are_omitted(text: str) -> None:
    assert users(text) == [ADA]


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
    ["[", "- {", "- !!python/object/apply:os.system ['id']", "- ? [a]\n  : b"],
)
def test_unreadable_text_is_rejected(text: str, format: str | None) -> None:
    with pytest.raises(BadRoster, match=r"^cannot be read as (YAML|JSON): "):
        read_roster(text, format)


@pytest.mark.parametrize("format", ["yaml", "json", None])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 100_000, "^has lists or mappings within each other, more than 50 deep$"),
        ("[" + "9" * 5_000 + "]", "^has a number of 5,000 digits: "),
    ],
    ids=["deep", "long"],
)
def test_a9_what_would_take_too_much_is_refused(
    text: str, format: str | None, message: str
) -> None:
    for read in (read_roster, read_user_list):
        with pytest.raises(BadRoster, match=message):
            read(text, format)


def test_a_list_that_contains_itself_is_refused() -> None:
    source: list[Any] = []
    source.append(source)
    for read in (read_roster, read_user_list):
        with pytest.raises(BadRoster, match="deep"):
            read(source)


def test_errors_about_huge_values_are_short() -> None:
    huge = ["x"] * 100_000
    shown = errors([{"user_name": "ada@example.com", "enabled": huge}, huge])
    assert len(shown) == 2
    assert all(len(error) < 500 for error in shown)
    shown = errors([{"user_name": "ada@example.com", "enabled": 16**5_000}])
    assert "<a number of 20,001 bits>" in shown[0]


def test_a9_many_keys_take_no_time_for_each_other() -> None:
    """Were each compared with all before it, this would take minutes."""
    keys = ", ".join(f"k{number}: 1" for number in range(200_000))
    with pytest.raises(BadRoster, match="duplicate key 'k7'"):
        read_roster(f"{{{keys}, k7: 2}}", "yaml")


@pytest.mark.parametrize("value", ["!!bool x", "!!timestamp x", "!!int x", "!!float x"])
@pytest.mark.parametrize("format", [None, "yaml"])
def test_a_value_that_does_not_fit_its_tag_is_rejected_without_words_of_python(
    format: str | None, value: str
) -> None:
    """A9"""
    for read in (read_roster, read_user_list):
        with pytest.raises(BadRoster, match=r"^cannot be read as YAML: a value does not fit its"):
            read(f"- user_name: {value}", format)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 400_000,
        "<" + "@" * 400_000,
        "email," + "[" * 400_000,
        "email,a" + " " * 400_000 + "b",
        "email\n" + "<@" * 200_000,
        "email\n" + "<" + "a@" * 200_000,
        "email" + ",a" * 20_000 + "\nada@example.com" + ",b" * 20_000,
        "not removed " * 10_000 + "\nemail\n",
        "not to be " * 10_000 + "\nemail\n",
        "email,note\nada@example.com," + "left " * 20_000 + "\n",
        "email,note\nada@example.com," + "/a (left" * 10_000 + "\n",
        "- email: a@example.com # " + "not " * 50_000 + "\n",
        '{"users": ["a@example.com"], "note": "' + "a@" * 200_000 + '"}',
        '{"users": ["a@example.com"], "note": "' + "a" * 400_000 + '"}',
        '{"users": ["a@example.com"], "note": "a@' + "a." * 200_000 + '/"}',
        '{"users": ["a@example.com"], "' + "notLeft" * 50_000 + '": 1}',
    ],
    ids=[
        *("letters", "signs", "brackets", "blanks", "names", "addresses", "columns"),
        *("denials", "half denials", "remark", "path", "comment", "signs in JSON"),
        *("letters in JSON", "dots in JSON", "key"),
    ],
)
def test_a9_long_cells_and_many_columns_take_no_time_for_each_other(text: str) -> None:
    """Were each sign tried with all after it, this would take hours. What is said is short."""
    for read in (read_roster, read_user_list):
        found = read(text)
        assert all(len(said) < 6_000 for said in (*found["errors"], *found["warnings"]))


def test_a9_what_a_lookup_returns_has_a_length() -> None:
    for read in (read_roster, read_user_list):
        with pytest.raises(BadRoster, match="at most 20,000,000 are allowed"):
            read("PK\udcff" + "a" * 20_000_000)
