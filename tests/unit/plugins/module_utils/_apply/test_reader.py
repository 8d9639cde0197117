# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is read of the pool, in the fewest calls."""

from __future__ import annotations

from typing import Any

import pytest
from appstream_emulator import Emulator

from ansible_collections.euc.appstream.plugins.module_utils._apply.reader import read_associations
from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association
from ansible_collections.euc.appstream.plugins.module_utils._service.api import AppStreamClient
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._apply.sending import (
    BOB,
    EVE,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    NOT_FOUND,
    PAIRS,
    USERS,
    fail,
    names,
    sent,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_runs import (
    ADA,
    BEN,
    CLEO,
    DAN,
    EVA,
    NEW,
    users,
)


@pytest.mark.parametrize(
    ("users_", "stacks", "pool_size", "calls"),
    [
        (0, 0, 0, 0),
        (0, 3, 100, 0),
        (3, 0, 100, 0),
        (1, 1, 10, 1),
        (1, 3, 10, 1),
        (3, 1, 10, 1),
        (5, 2, 10, 2),
        (2, 2, 10, 2),
        (200, 2, 400, 2),
        (200, 2, 501, 2),  # up to four pages, of which the emulator needs but one each
    ],
)
def test_f4_associations_are_read_in_the_fewest_calls(
    client: AppStreamClient,
    emulator: Emulator,
    pool: Any,
    users_: int,
    stacks: int,
    pool_size: int,
    calls: int,
) -> None:
    read_associations(
        client,
        [f"u{number}@example.com" for number in range(users_)],
        [f"s{number}" for number in range(stacks)],
        pool_size,
    )
    assert emulator.counts().get(PAIRS, 0) == calls


@pytest.mark.parametrize(
    ("users_", "stacks", "pool_size", "by_stack"),
    [(10, 3, 500, True), (10, 3, 2000, False), (12, 3, 2000, False), (13, 3, 2000, True)],
)
def test_f4_a_stack_of_a_large_pool_has_several_pages(
    client: AppStreamClient,
    emulator: Emulator,
    pool: Any,
    users_: int,
    stacks: int,
    pool_size: int,
    by_stack: bool,
) -> None:
    read_associations(
        client,
        [f"u{number}@example.com" for number in range(users_)],
        [f"s{number}" for number in range(stacks)],
        pool_size,
    )
    assert ["StackName" in call["params"] for call in emulator.calls] == (
        [True] * stacks if by_stack else [False] * users_
    )


def test_f4_whichever_way_they_are_read_no_wanted_pair_is_missing(
    client: AppStreamClient, known_users: Any
) -> None:
    known_users.associate(ADA, "design")
    known_users.associate(BOB, "office")
    for user_names, stacks in (([ADA, BOB, EVE], ["design"]), ([ADA], ["design", "office"])):
        found = read_associations(client, user_names, stacks, 3)
        assert Association("design", ADA) in found


def test_f4_f7_one_pair_is_asked_for_with_both_names(
    client: AppStreamClient, emulator: Emulator, known_users: Any
) -> None:
    known_users.associate(ADA, "design")
    known_users.associate(ADA, "office")
    assert read_associations(client, [ADA], ["design"]) == {Association("design", ADA)}
    (call,) = emulator.calls
    assert call["params"].keys() >= {"UserName", "StackName", "AuthenticationType"}


def test_f4_names_listed_twice_are_read_once(
    client: AppStreamClient, emulator: Emulator, known_users: Any
) -> None:
    read_associations(client, [ADA, ADA, ADA], ["design", "design"], 3)
    assert emulator.counts() == {PAIRS: 1}


# ---- F: finding users


@pytest.mark.parametrize("empty_pages", [0, 1, 3])
def test_f1_a_user_on_the_last_page_is_found(
    run: Any, emulator: Any, people: Any, empty_pages: int
) -> None:
    emulator.configure(page_size=2, empty_pages=empty_pages)
    answer = run(users=users(ADA, BEN, CLEO, DAN, EVA))
    assert answer["changed"] is False
    assert emulator.counts() == {USERS: 3 * (1 + empty_pages)}


@pytest.mark.parametrize("asked", [1, 30])
def test_f4_any_number_of_users_cost_one_scan(
    run: Any, emulator: Any, pool: Any, asked: int
) -> None:
    for name in names(30):
        pool.add_user(name)
    emulator.configure(page_size=10)
    run(users=users(*names(asked)), enabled=True)
    assert emulator.counts() == {USERS: 3}


@pytest.mark.parametrize(
    ("asked", "stacks", "calls"),
    [
        (1, ["s1"], 1),
        (1, ["s1", "s2", "s3"], 1),
        (3, ["s1"], 1),
        (3, ["s1", "s2"], 2),
        (3, ["s1", "s2", "s3", "s4"], 3),
        (9, ["s1", "s2"], 2),
    ],
)
def test_f4_associations_are_read_by_stack_or_by_user_whichever_is_fewer(
    run: Any, emulator: Any, pool: Any, asked: int, stacks: list[str], calls: int
) -> None:
    for name in names(asked):
        pool.add_user(name)
        for stack in stacks:
            pool.associate(name, stack)
    answer = run(users=users(*names(asked)), stack_names=stacks)
    assert answer["changed"] is False
    assert emulator.counts() == {USERS: 1, PAIRS: calls}


def test_f4_users_of_whom_no_stack_is_asked_do_not_count(
    run: Any, emulator: Any, people: Any
) -> None:
    run(
        users=[
            {"user_name": ADA, "stack_names": ["design", "office"]},
            *users(BEN, CLEO, DAN),
        ]
    )
    assert emulator.counts()[PAIRS] == 1


@pytest.mark.parametrize("asked", [1, 4])
def test_f1_associations_on_later_pages_are_found(
    run: Any, emulator: Any, pool: Any, asked: int
) -> None:
    emulator.configure(association_page_size=1, empty_pages=1)
    for name in names(asked):
        pool.add_user(name)
        for stack in ("design", "office"):
            pool.associate(name, stack)
    assert run(users=users(*names(asked)), stack_names=["design", "office"])["changed"] is False


@pytest.mark.parametrize(
    "params",
    [
        {"user_name": ADA},
        {"user_name": ADA, "stack_names": []},
        {"user_name": ADA, "enabled": False},
        {"user_name": NEW, "stack_names": ["design"]},
        {"user_name": ADA, "stack_names": ["office"], "first_name": "Eva"},
    ],
)
def test_f4_associations_that_do_not_matter_are_not_read(
    run: Any, emulator: Any, people: Any, params: dict[str, Any]
) -> None:
    run(**params)
    assert PAIRS not in emulator.counts()


@pytest.mark.parametrize(
    "params",
    [
        {"users": users(ADA, BEN, DAN, NEW), "stack_names": ["design"]},
        {"users": users(ADA), "stack_names": ["design", "office"]},
        {"users": users(ADA, DAN), "state": "absent"},
    ],
)
def test_f7_user_name_goes_with_authentication_type(
    run: Any, emulator: Any, people: Any, params: dict[str, Any]
) -> None:
    run(**params)
    reads = sent(emulator, PAIRS)
    assert reads
    for read in reads:
        assert read.get("AuthenticationType") == ("USERPOOL" if "UserName" in read else None)


def test_f8_no_pool_is_an_empty_pool(run: Any, emulator: Any, pool: Any) -> None:
    fail(emulator, USERS, NOT_FOUND)
    assert run(user_name=NEW)["users"][0]["actions"] == ["create"]


@pytest.mark.parametrize(
    "code",
    [NOT_FOUND, "InvalidParameterCombinationException", "InvalidParameterValueException"],
)
@pytest.mark.parametrize("who", [[ADA], [ADA, BEN]])
def test_f8_whatever_is_said_of_an_unknown_user_or_stack_means_none(
    run: Any, emulator: Any, people: Any, code: str, who: list[str]
) -> None:
    fail(emulator, PAIRS, code)
    answer = run(users=users(*who), stack_names=["office"])
    assert [row["stacks_added"] for row in answer["users"]] == [["office"]] * len(who)
