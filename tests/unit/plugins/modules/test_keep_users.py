# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Patterns in keep_users, and entries that protect nobody (D11, D12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    UserPool,
    named,
)

ANN, BEN, LEE = "ann@example.com", "ben@example.com", "lee@lab.example.com"
Task = Callable[..., dict[str, Any]]


@pytest.fixture
def task(pool: UserPool, request: pytest.FixtureRequest) -> Task:
    """Would remove all but ANN, or their stacks."""
    stacks = {"stack_names": ["design"]}
    pool.prepare(users=[{"user_name": name, **stacks} for name in (ANN, BEN, LEE)])

    def purge(**options: Any) -> dict[str, Any]:
        options = {"removal_limit": 9, **options}
        if request.param == "associations":
            pair = {"user_names": [ANN], "stack_names": ["design"], "purge_users": True}
            return pool.appstream_user_stack_association(**pair, **options)
        return pool.appstream_user(
            users=[{"user_name": ANN}], unlisted_users=request.param, **options
        )

    return purge


EACH = pytest.mark.parametrize("task", ["disable", "delete", "associations"], indirect=True)
CHECK = pytest.mark.parametrize("check_mode", [True, False])


@EACH
@CHECK
def test_d11_a_pattern_protects_all_that_fit(pool: UserPool, task: Task, check_mode: bool) -> None:
    done = task(keep_users=["*@example.com"], check_mode=check_mode)
    assert (done["failed"], done["changed"]) == (False, True)
    rows = done.get("users") or done["associations"]
    assert [row["user_name"] for row in rows] == [ANN, LEE]
    assert (pool.writes == []) is check_mode
    everybody = task(keep_users=["*"], check_mode=check_mode)
    assert (everybody["failed"], everybody["changed"]) == (False, False)


@EACH
@CHECK
def test_d12_an_entry_that_protects_nobody_stops_removals(
    pool: UserPool, task: Task, check_mode: bool
) -> None:
    for entry in ("zoe@example.com", "*@exmple.com"):
        refused = task(keep_users=[BEN, entry], check_mode=check_mode)
        assert refused["failed"]
        assert refused["msg"] == (
            "keep_users: 1 entry protects nobody, so nothing was done. Correct the list, or set"
            f" keep_users_missing to ignore: {entry}"
        )
    assert pool.writes == []
    ignored = task(
        keep_users=[BEN, "zoe@example.com", "*@exmple.com"],
        keep_users_missing="ignore",
        check_mode=check_mode,
    )
    assert (ignored["failed"], ignored["changed"], ignored["warnings"]) == (False, True, [])


@EACH
@pytest.mark.parametrize("missing", ["fail", "ignore"])
def test_d12_where_nobody_is_removed_such_an_entry_stops_nothing(
    pool: UserPool, task: Task, missing: str
) -> None:
    keep = [BEN, "*@lab.example.com", "zoe@example.com", "*@exmple.com"]
    done = task(keep_users=keep, keep_users_missing=missing)
    assert (done["failed"], done["changed"], done["warnings"]) == (False, False, [])


@pytest.mark.parametrize(
    ("options", "reads"),
    [
        ({"keep_users": [BEN, "zoe@example.com"]}, 1),  # is zoe in the pool, and on no stack?
        ({"keep_users": [BEN, "zoe@example.com"], "keep_users_missing": "ignore"}, 0),
        ({"keep_users": [BEN, "*@lab.example.com", "zoe@example.com"]}, 0),  # removes nobody
        ({"keep_users": [BEN]}, 0),
        ({"keep_users": ["b*"]}, 0),
        ({}, 0),
    ],
)
@pytest.mark.parametrize("task", ["associations"], indirect=True)
@CHECK
def test_d12_associations_are_purged_without_reading_the_pool_unless_it_matters(
    pool: UserPool, task: Task, options: dict[str, Any], reads: int, check_mode: bool
) -> None:
    task(**options, check_mode=check_mode)
    assert pool.counts.get("DescribeUsers", 0) == reads


@EACH
@CHECK
def test_d6_d11_a_pattern_with_other_capitals(pool: UserPool, task: Task, check_mode: bool) -> None:
    refused = task(keep_users=["*@Example.com"], check_mode=check_mode)
    assert refused["failed"]
    assert f"{BEN!r} (*@Example.com is listed or kept)" in refused["msg"]
    assert pool.writes == []


@EACH
def test_d11_other_wildcards_are_refused(pool: UserPool, task: Task) -> None:
    refused = task(keep_users=["be?@example.com"])
    assert "contains ?, and no user of the pool has this name; only * stands" in refused["msg"]
    assert pool.writes == []


@EACH
def test_d11_a_pattern_for_everybody_stands_alone(pool: UserPool, task: Task) -> None:
    """A list with bullets would keep everybody."""
    refused = task(keep_users=["*", BEN])
    assert "keep_users[0] ('*'): fits everybody, so it must be the only entry" in refused["msg"]
    assert pool.writes == []


def test_d11_a_name_that_has_such_a_character_is_a_name(pool: UserPool) -> None:
    odd = "b?n@example.com"
    pool.prepare(users=[{"user_name": name} for name in (ANN, BEN, odd)])
    purge = {"users": [{"user_name": ANN}], "unlisted_users": "delete", "removal_limit": 9}
    done = pool.appstream_user(**purge, keep_users=[odd])
    assert named(done["users"], "user_name") == [ANN, BEN]


@CHECK
def test_d11_a_pattern_protects_from_being_recreated(pool: UserPool, check_mode: bool) -> None:
    pool.prepare(users=[{"user_name": ANN, "first_name": "Old", "stack_names": ["design"]}])
    users = [{"user_name": ANN, "first_name": "New"}]
    options = {"on_name_change": "recreate", "removal_limit": 1, "check_mode": check_mode}
    refused = pool.appstream_user(users=users, keep_users=["ann*"], **options)
    assert (refused["failed"], pool.writes) == (True, [])
    assert "a user in keep_users is not recreated" in refused["msg"]


def test_d11_a_protected_user_is_not_listed_for_removal(pool: UserPool) -> None:
    refused = pool.appstream_user(user_name=ANN, state="absent", keep_users=["*@example.com"])
    assert f"{ANN!r} is in keep_users, and listed with state=absent" in refused["msg"]
    assert pool.calls == []
