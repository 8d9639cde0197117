# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Of which users which stacks are read: tables, no calls."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association
from ansible_collections.euc.appstream.plugins.module_utils._model.user import User, UserIndex
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import (
    DesiredUser,
    ReconcileOptions,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.required_reads import (
    RequiredReads,
    Stacks,
    required_reads,
)

INDEX = UserIndex([User("ada", first_name="Ada"), User("ben"), User("svc")])
PURGE = {"purge_stacks": True}
SCOPE = {**PURGE, "purge_stacks_scope": frozenset(["lab", "a"])}
EVE = DesiredUser("ada", first_name="Eve")
RENAMED = {"first_name": "Eve", "stack_names": ("a",)}


@pytest.mark.parametrize(
    ("asked", "options", "expected"),
    [
        pytest.param({}, {}, set(), id="stacks are not asked for"),
        pytest.param({"stack_names": ()}, {}, set(), id="no stacks, no purge"),
        pytest.param({"enabled": False}, {}, set(), id="switched only"),
        pytest.param({"stack_names": ("a", "b")}, {}, {"a", "b"}, id="the stacks asked for"),
        pytest.param({"stack_names": ("a",)}, PURGE, None, id="purge"),
        pytest.param({"stack_names": ()}, PURGE, None, id="purge of all"),
        pytest.param({}, PURGE, set(), id="purge of a user whose stacks are not managed"),
        pytest.param({"stack_names": ("b",)}, SCOPE, {"a", "b", "lab"}, id="purge with a scope"),
        pytest.param({"stack_names": ()}, SCOPE, {"a", "lab"}, id="purge of a scope"),
        pytest.param(
            {"stack_names": ("b",)}, {**PURGE, "keep_users": {"ada"}}, {"b"}, id="purge, kept"
        ),
        pytest.param({}, {"state": "absent"}, None, id="absent"),
        pytest.param(RENAMED, {}, set(), id="another name, which fails"),
        pytest.param(RENAMED, {"on_name_change": "ignore"}, {"a"}, id="another name, ignored"),
        pytest.param(RENAMED, {"on_name_change": "recreate"}, None, id="another name, replaced"),
        pytest.param(
            RENAMED,
            {"on_name_change": "recreate", "keep_users": {"ada"}},
            set(),
            id="another name, kept",
        ),
    ],
)
def test_f4_no_stack_is_read_that_does_not_matter(
    asked: dict[str, Any], options: dict[str, Any], expected: set[str] | None
) -> None:
    reads = required_reads([DesiredUser("ada", **asked)], INDEX, ReconcileOptions(**options))
    assert reads.complete + reads.purged == (("ada",) if expected is None else ())
    assert bool(reads.purged) is (expected is None and "purge_stacks" in options)
    assert reads.partial == ({"ada": expected} if expected else {})


@pytest.mark.parametrize(
    "options", [{}, PURGE, {"state": "absent"}, {"on_name_change": "recreate"}]
)
def test_f4_of_a_user_who_is_not_in_the_pool_nothing_is_read(options: dict[str, Any]) -> None:
    desired = [DesiredUser("Ada", first_name="Eve", stack_names=("a",))]
    assert required_reads(desired, INDEX, ReconcileOptions(**options)) == RequiredReads()


@pytest.mark.parametrize(
    ("unlisted_users", "expected"), [("delete", ("svc", "ada")), ("disable", ()), ("keep", ())]
)
def test_d6_of_unlisted_users_stacks_are_read_to_delete_them_only(
    unlisted_users: str, expected: tuple[str, ...]
) -> None:
    options = ReconcileOptions(unlisted_users=unlisted_users)
    reads = required_reads([DesiredUser("ben")], INDEX, options, ["svc", "ada"])
    assert reads == RequiredReads(expected)


@pytest.mark.parametrize(
    ("state", "on_name_change", "expected"),
    [
        ("present", "recreate", {"ada"}),
        ("present", "fail", set()),
        ("present", "ignore", set()),
        ("absent", "recreate", set()),
    ],
)
def test_c6_only_a_user_who_is_replaced_must_exist(
    state: str, on_name_change: str, expected: set[str]
) -> None:
    options = ReconcileOptions(state, on_name_change)
    reads = required_reads([EVE, DesiredUser("ben")], INDEX, options)
    assert reads.must_exist == expected


READS = RequiredReads(("ada",), ("eve",), {"ben": frozenset("ab"), "cleo": frozenset("a")})


def test_a_complete_read_has_all_stacks_and_a_partial_one_those_that_matter() -> None:
    found = [
        Association(stack, user) for user in ("ada", "ben", "dan", "eve") for stack in ("a", "c")
    ]
    assert READS.stacks(found) == {
        "ada": Stacks(frozenset("ac"), complete=True),
        "eve": Stacks(frozenset("ac"), complete=True),
        "ben": Stacks(frozenset("a")),
        "cleo": Stacks(),
    }


def test_nothing_found_is_complete_where_all_was_read() -> None:
    assert READS.stacks([]) == {
        "ada": Stacks(complete=True),
        "eve": Stacks(complete=True),
        "ben": Stacks(),
        "cleo": Stacks(),
    }
