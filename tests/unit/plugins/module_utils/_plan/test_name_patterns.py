# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of user names with wildcards (D11)."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.name_patterns import (
    matches,
    validate_kept,
    validate_name_patterns,
    with_matches,
    without_match,
)

ADA, BEN, DAN = "ada@example.com", "ben@example.com", "dan@design.example.com"


@pytest.mark.parametrize(
    ("entry", "name", "fits"),
    [
        (ADA, ADA, True),
        (ADA, "a" + ADA, False),
        ("*@example.com", ADA, True),
        ("*@example.com", DAN, False),
        ("*@example.com", "ada@exampleXcom", False),
        ("*@EXAMPLE.com", ADA, False),
        ("ada*", ADA, True),
        ("*", DAN, True),
        ("**", ADA, True),
        ("d*@*.example.com", DAN, True),
        ("d*@*.example.com", ADA, False),
        ("ad*da@example.com", ADA, False),  # no character belongs to two parts
        ("*a*a*", "ada", True),
        ("*a*a*a*", "ada", False),
        ("a*b@example.com", "a*b@example.com", True),
        ("*" * 60 + "x", "a" * 128, False),
        ("a*" * 60 + "b", "a" * 128, False),  # in no time
    ],
)
def test_d11_only_a_star_is_a_wildcard(entry: str, name: str, fits: bool) -> None:
    assert matches(entry, name) is fits
    assert (without_match([entry], [name]) == []) is fits
    assert (name in with_matches(frozenset([entry]), [name])) is fits


def test_d11_entries_that_nobody_fits() -> None:
    entries = [ADA, "*@example.com", "*@lab.example.com", "zoe@example.com"]
    assert without_match(entries, [ADA, DAN]) == ["*@lab.example.com", "zoe@example.com"]
    assert with_matches(frozenset(["*@example.com"]), [ADA, DAN]) == {"*@example.com", ADA}


@pytest.mark.parametrize("entry", ["user?@example.com", "[ab]@example.com", "*[ab]@example.com"])
def test_d11_other_wildcards_are_refused(entry: str) -> None:
    errors = validate_name_patterns("keep_users", [ADA, entry])
    assert any("only * stands for any characters" in error for error in errors)
    assert all(error.startswith(f"keep_users[1] ({entry!r}): ") for error in errors)
    assert validate_name_patterns("keep_users", [entry], [entry]) == []  # a name of the pool


@pytest.mark.parametrize("entry", ["", "a *@example.com", "*" * 129, "*\u200b@example.com"])
def test_d11_c8_a_pattern_that_fits_no_name_is_refused(entry: str) -> None:
    assert validate_name_patterns("keep_users", [entry]) != []


def test_d6_users_who_are_kept_and_listed() -> None:
    assert validate_kept([ADA, BEN], []) == []
    assert validate_kept([], [ADA]) == []
    said = [f"{name!r} is in keep_users, and listed with state=absent" for name in (ADA, DAN)]
    assert validate_kept([DAN, ADA, ADA], [ADA, DAN]) == said
    assert validate_kept([ADA, DAN], ["*@example.com"]) == said[:1]
