# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many calls the tasks make, and how many of them at once."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    DISASSOCIATE,
    PAIRS,
    STACKS,
    USERS,
    names,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.side_by_side import (
    READS,
    THREADS,
    Counts,
    MakeScene,
    Options,
    entries,
    stack_names,
)

ALL_STACKS = {"include_associations": True}


def reads(counts: Counts) -> Counts:
    return {name: times for name, times in counts.items() if name in READS}


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize(
    ("users", "new", "stacks", "page", "expected"),
    [
        (60, 60, 2, 60, {STACKS: 1, USERS: 1, CREATE: 60, ASSOCIATE: 5}),
        (
            130,
            10,
            3,
            60,
            {STACKS: 1, USERS: 2, PAIRS: 3, CREATE: 10, ASSOCIATE: 16},
        ),  # read by stack
        (130, 10, 3, 7, {STACKS: 1, USERS: 18, PAIRS: 3, CREATE: 10, ASSOCIATE: 16}),
        (
            30,
            27,
            3,
            60,
            {STACKS: 1, USERS: 1, PAIRS: 3, CREATE: 27, ASSOCIATE: 4},
        ),  # one or the other
        (40, 38, 4, 60, {STACKS: 1, USERS: 1, PAIRS: 2, CREATE: 38, ASSOCIATE: 7}),  # read by user
        (21, 0, 20, 60, {STACKS: 1, USERS: 1, PAIRS: 20, ASSOCIATE: 17}),
        (30, 10, 0, 60, {USERS: 1, CREATE: 10}),
        (1, 0, 1, 60, {STACKS: 1, USERS: 1, PAIRS: 1, ASSOCIATE: 1}),
        (25, 25, 1, 60, {STACKS: 1, USERS: 1, CREATE: 25, ASSOCIATE: 1}),
        (26, 26, 1, 60, {STACKS: 1, USERS: 1, CREATE: 26, ASSOCIATE: 2}),
    ],
)
def test_calls_for_present(
    scene: MakeScene, threads: int, users: int, new: int, stacks: int, page: int, expected: Counts
) -> None:
    here = scene(threads, stacks, page_size=page)
    here.fill(names(users)[new:])
    task = {"users": entries(names(users)), "stack_names": stack_names(stacks)}
    here.run("users", **task, check_mode=True)
    assert here.counts() == reads(expected)
    here.emulator.clear_log()
    answer = here.run("users", **task)
    assert here.counts() == expected
    assert answer["summary"]["stacks_added"] == len(here.pool.associations) == users * stacks
    assert [row["user_name"] for row in answer["users"]] == names(users)
    assert here.watch.peak[""] <= threads
    here.emulator.clear_log()
    assert here.run("users", **task)["changed"] is False
    assert here.counts().keys() <= READS


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize(
    ("users", "stacks", "params", "expected"),
    [
        # everybody has every stack: two pages a stack where 600 users have it
        (600, 2, {"state": "present"}, {USERS: 10, PAIRS: 4}),
        (30, 2, {"state": "present"}, {USERS: 1, PAIRS: 2}),
        (30, 2, {"enabled": False}, {USERS: 1, DISABLE: 30, PAIRS: 2}),
        (30, 2, {"message_action": "resend"}, {USERS: 1, CREATE: 30, PAIRS: 2}),
        (30, 3, {"state": "absent"}, {USERS: 1, PAIRS: 30, DISASSOCIATE: 4, DELETE: 30}),
        (30, 0, {"state": "absent"}, {USERS: 1, PAIRS: 30, DELETE: 30}),
    ],
)
def test_calls_for_those_who_are_there(
    scene: MakeScene, threads: int, users: int, stacks: int, params: Options, expected: Counts
) -> None:
    here = scene(threads, stacks)
    here.fill(names(users), stack_names(stacks))
    task = {"users": entries(names(users)), "stack_names": stack_names(stacks), **params}
    here.run("users", **task, check_mode=True)
    assert here.counts() == reads(expected)
    here.emulator.clear_log()
    assert "msg" not in here.run("users", **task)
    assert here.counts() == expected


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize(
    ("users", "stacks", "have", "state", "expected"),
    [
        (60, 2, 0, "present", {STACKS: 1, PAIRS: 2, ASSOCIATE: 5}),
        (60, 2, 60, "present", {PAIRS: 2}),
        (60, 2, 35, "present", {STACKS: 1, PAIRS: 2, ASSOCIATE: 2}),
        (3, 20, 0, "present", {STACKS: 1, PAIRS: 3, ASSOCIATE: 3}),
        (1, 1, 0, "present", {STACKS: 1, PAIRS: 1, ASSOCIATE: 1}),
        (60, 2, 60, "absent", {PAIRS: 2, DISASSOCIATE: 5}),
        # the pool is read for those with no pair, who may be listed with other capitals
        (60, 2, 35, "absent", {PAIRS: 2, DISASSOCIATE: 3, USERS: 1}),
        (60, 2, 0, "absent", {PAIRS: 2, USERS: 1}),
    ],
)
def test_calls_for_associations(
    scene: MakeScene, threads: int, users: int, stacks: int, have: int, state: str, expected: Counts
) -> None:
    here = scene(threads, stacks)
    here.fill(names(users)[:have], stack_names(stacks))
    here.fill(names(users)[have:])
    lists = {"user_names": names(users), "stack_names": stack_names(stacks)}
    answer = here.run("pairs", **lists, state=state)
    assert here.counts() == expected
    asked = [(user, stack) for user in names(users) for stack in stack_names(stacks)]
    assert [(row["user_name"], row["stack_name"]) for row in answer["associations"]] == asked
    here.emulator.clear_log()
    assert here.run("pairs", **lists, state=state)["changed"] is False
    assert here.counts().keys() <= READS


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize(
    ("page", "params", "expected"),
    [
        (60, {}, {USERS: 2}),
        (7, {}, {USERS: 10}),
        (60, ALL_STACKS, {USERS: 2, STACKS: 1, PAIRS: 2}),
        (60, {"stack_names": ["stack00", "stack01"]}, {USERS: 2, PAIRS: 2}),
        # who is on a stack, and then what else they are on, as long as there are many
        (60, {"stack_names": ["stack00"], **ALL_STACKS}, {USERS: 2, STACKS: 1, PAIRS: 1 + 2}),
        # of a stack that no matching user is on, whether it exists
        (60, {"stack_names": ["stack00"], "enabled": False, **ALL_STACKS}, {USERS: 2, STACKS: 1}),
        (60, {"user_names": names(2), **ALL_STACKS}, {USERS: 2, PAIRS: 2}),
        (60, {"user_names": names(3), **ALL_STACKS}, {USERS: 2, STACKS: 1, PAIRS: 2}),
        (60, {"user_names": ["u000@example.com"]}, {USERS: 2}),
    ],
)
def test_calls_for_info(
    scene: MakeScene, threads: int, page: int, params: Options, expected: Counts
) -> None:
    here = scene(threads, page_size=page)
    here.fill(names(20), ["stack00", "stack01"])
    here.fill(names(50, "other"))
    here.run("info", **params)
    assert here.counts() == expected


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize("task", ["users", "pairs"])
def test_r1_a_race_repeats_only_the_failed_pairs(scene: MakeScene, threads: int, task: str) -> None:
    here = scene(threads, 1)
    slow = names(200)[3::40]
    here.fill(names(200) if task == "pairs" else [])
    for name in slow:
        error = {"code": "USER_NAME_NOT_FOUND"}
        here.fault(ASSOCIATE, 1, user=name, item_error=error)
    if task == "users":
        answer = here.run("users", users=entries(names(200)), stack_names=["stack00"])
    else:
        answer = here.run("pairs", user_names=names(200), stack_names=["stack00"])
    assert "msg" not in answer
    *first, again = (call["params"]["UserStackAssociations"] for call in here.calls(ASSOCIATE))
    assert [len(batch) for batch in first] == [25] * 8
    assert sorted(item["UserName"] for item in again) == slow
