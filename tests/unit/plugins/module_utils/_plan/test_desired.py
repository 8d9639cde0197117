# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task asks for: names that differ, users who are replaced, stacks that are purged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association
from ansible_collections.euc.appstream.plugins.module_utils._model.user import User
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import (
    AssociationOptions,
    DesiredUser,
    ReconcileOptions,
)

ADA = User("ada", first_name="Ada", last_name="Example")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, []),
        ({"first_name": "Ada", "last_name": "Example"}, []),
        ({"first_name": " Ada "}, []),
        ({"first_name": "ada", "last_name": "EXAMPLE"}, []),
        ({"first_name": "Adam"}, ["first_name is 'Ada', not 'Adam'"]),
        (
            {"first_name": "Eve", "last_name": "Other"},
            ["first_name is 'Ada', not 'Eve'", "last_name is 'Example', not 'Other'"],
        ),
    ],
)
def test_c6_names_that_differ(asked: dict[str, Any], expected: list[str]) -> None:
    assert DesiredUser("ada", **asked).differing_names(ADA) == expected


@pytest.mark.parametrize(
    ("has", "asked"),
    [
        ("Ada", "ADA"),
        ("Jose", "Jos\u00e9"),
        ("OBrien", "O'Brien"),
        ("Mary-Ann", "Mary Ann"),
        ("Strasse", "STRA\u00dfE"),
    ],
)
def test_c6_capitals_accents_and_signs_are_no_other_name(has: str, asked: str) -> None:
    user = DesiredUser("ada", last_name=asked)
    existing = User("ada", last_name=has)
    assert user.differing_names(existing) == []
    assert user.differing_spellings(existing) == [f"last_name is {has!r}, not {asked!r}"]
    assert user.differing_spellings(User("ada", last_name=f" {asked} ")) == []


@pytest.mark.parametrize(("has", "asked"), [("Muller", "Mueller"), ("-", "_"), ("A1", "A2")])
def test_c6_other_letters_are_another_name(has: str, asked: str) -> None:
    existing = User("ada", last_name=has)
    assert DesiredUser("ada", last_name=asked).differing_names(existing) != []


def test_c6_a_user_without_a_name_differs() -> None:
    found = DesiredUser("ada", last_name="Example").differing_names(User("ada"))
    assert found == ["last_name is None, not 'Example'"]


RECREATE = ReconcileOptions(on_name_change="recreate")
EVE = DesiredUser("ada", first_name="Eve")


@pytest.mark.parametrize(
    ("options", "desired", "existing", "expected"),
    [
        pytest.param(RECREATE, EVE, ADA, True, id="another name"),
        pytest.param(RECREATE, EVE, None, False, id="not in the pool"),
        pytest.param(RECREATE, DesiredUser("ada", first_name="Ada"), ADA, False, id="same name"),
        pytest.param(replace(RECREATE, state="absent"), EVE, ADA, False, id="absent"),
        pytest.param(replace(RECREATE, on_name_change="fail"), EVE, ADA, False, id="fail"),
        pytest.param(replace(RECREATE, on_name_change="ignore"), EVE, ADA, False, id="ignore"),
        pytest.param(replace(RECREATE, keep_users=frozenset(["ada"])), EVE, ADA, False, id="kept"),
    ],
)
def test_c6_users_who_are_replaced(
    options: ReconcileOptions, desired: DesiredUser, existing: User | None, expected: bool
) -> None:
    assert options.replaces(desired, existing) is expected


@pytest.mark.parametrize(
    ("options", "asked", "expected"),
    [
        ({}, ("a",), []),
        ({"purge_stacks": True}, ("a",), ["b", "c"]),
        ({"purge_stacks": True}, (), ["a", "b", "c"]),
        ({"purge_stacks": True}, None, []),
        ({"purge_stacks": True, "keep_users": frozenset(["ada"])}, ("a",), []),
        ({"purge_stacks": True, "keep_users": frozenset(["ben"])}, ("a",), ["b", "c"]),
        ({"purge_stacks": True, "purge_stacks_scope": frozenset("bd")}, ("a",), ["b"]),
        ({"purge_stacks": True, "purge_stacks_scope": frozenset()}, (), []),
    ],
)
def test_d6_stacks_that_a_purge_takes(
    options: dict[str, Any], asked: tuple[str, ...] | None, expected: list[str]
) -> None:
    desired = DesiredUser("ada", stack_names=asked)
    assert ReconcileOptions(**options).extra_stacks(desired, ["c", "b", "a"]) == expected


def test_b6_users_and_stacks_are_listed_once_in_the_order_of_the_input() -> None:
    desired = [Association(stack, user) for user in ("ben", "ada") for stack in ("b", "a")]
    options = AssociationOptions(
        tuple(desired), "present", False, False, frozenset(), "fail", None, None, 0.0
    )
    assert options.user_names == ["ben", "ada"]
    assert options.stack_names == ["b", "a"]
    assert not options.purges
    assert replace(options, purge_users=True).purges
    assert replace(options, purge_stacks=True).purges
