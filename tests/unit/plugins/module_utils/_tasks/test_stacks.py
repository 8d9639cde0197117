# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tasks that list the stacks: what it costs, what it prevents, and what is done without."""

from __future__ import annotations

from itertools import cycle, islice
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    DENIED,
    DISASSOCIATE,
    EXPIRED,
    NOT_FOUND,
    PAIRS,
    STACKS,
    USERS,
    fail,
    hide_stacks,
    names,
    sent,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.side_by_side import (
    RECREATE,
    MakeScene,
    Options,
    Scene,
    entries,
    stack_names,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_runs import (
    ADA,
    BEN,
    NEW,
    writes,
)

TEN = stack_names(10)
PURGE: Options = {"purge_stacks": True, "removal_limit": 1000}


def spread(here: Scene, users: list[str], each: int) -> None:
    """Put users on so many of the ten stacks each, in turn."""
    stacks = cycle(TEN)
    for name in users:
        here.fill([name], islice(stacks, each))


# ---- fewer calls (G1)


@pytest.mark.parametrize("each", [1, 2, 10])
def test_g1_all_stacks_of_1000_users_on_10_stacks_take_at_most_40_calls(
    scene: MakeScene, each: int
) -> None:
    here = scene(10, 10)
    spread(here, names(1000), each)
    answer = here.run("info", include_associations=True)
    assert sum(here.counts().values()) <= 40
    assert here.counts() == {USERS: 17, STACKS: 1, PAIRS: 20 if each == 10 else 10}
    assert sum(len(user["stack_names"]) for user in answer["users"]) == 1000 * each
    assert answer["stacks"] == TEN
    assert "notes" not in answer


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "thousands" in metafunc.fixturenames:
        cold = metafunc.config.getoption("--cold", default=False)
        metafunc.parametrize("thousands", [5, 20] if cold else [5])


def test_g1_all_stacks_of_many_users_on_10_stacks_are_read_by_the_shorter_list(
    scene: MakeScene, thousands: int
) -> None:
    """On two stacks each: 334 pages of users, and 80 of associations. Of 200,000 associations it
    would be 400 pages, so 735 calls in all. With ``--cold``; else of 5,000 users."""
    here = scene(10, 10)
    spread(here, names(1000 * thousands), 2)
    answer = here.run("info", include_associations=True)
    pages = {5: {USERS: 84, PAIRS: 20}, 20: {USERS: 334, PAIRS: 80}}[thousands]
    assert here.counts() == {STACKS: 1, **pages}
    assert answer["summary"]["by_stack"] == dict.fromkeys(TEN, 200 * thousands)


@pytest.mark.parametrize("task", ["users", "pairs"])
def test_g1_a_purge_without_scope_reads_by_stack_and_takes_the_same(
    scene: MakeScene, task: str
) -> None:
    found = []
    for known in (True, False):
        here = scene(10, 10)
        spread(here, names(60), 3)
        if not known:
            hide_stacks(here.emulator)
        listed: Options = {"user_names": names(60)}
        if task == "users":
            listed = {"users": entries(names(60))}
        answer = here.run(task, **listed, stack_names=["stack00"], **PURGE)
        notes = answer.pop("notes", [])
        assert [DENIED in note for note in notes] == ([] if known else [True])
        assert here.counts().get(PAIRS) == (10 if known else 60)
        found.append((answer, here.end()))
    assert found[0] == found[1]
    assert {pair[1] for pair in here.pool.associations} == {"stack00"}


def test_g1_a_purge_takes_nothing_from_those_who_are_not_listed(
    scene: MakeScene,
) -> None:
    here = scene(1, 10)
    spread(here, names(60), 3)
    before = {pair for pair in here.pool.associations if pair[0] in names(60)[30:]}
    kept = {"keep_users": names(3)}
    here.run("users", users=entries(names(30)), stack_names=[], **PURGE, **kept)
    after = here.pool.associations
    assert before <= after
    assert {user for user, _stack in after} == {*names(3), *names(60)[30:]}
    assert here.counts()[STACKS] == 1


@pytest.mark.parametrize(
    "params", [{**RECREATE, "users": entries(names(20), first_name="New")}, {"state": "absent"}]
)
def test_g2_of_users_who_are_taken_apart_stacks_are_read_by_user(
    scene: MakeScene, params: Options
) -> None:
    here = scene(1, 3)
    here.fill(names(20), stack_names(3), first_name="Old")
    here.run("users", **{"users": entries(names(20)), **params})
    assert STACKS not in here.counts()
    reads = [call["UserName"] for call in sent(here.emulator, PAIRS) if "StackName" not in call]
    assert reads == names(20)


@pytest.mark.parametrize(
    ("operation", "code"), [(STACKS, DENIED), (STACKS, NOT_FOUND), (PAIRS, NOT_FOUND)]
)
def test_g2_where_stacks_are_not_known_the_result_does_not_have_them(
    scene: MakeScene, operation: str, code: str
) -> None:
    here = scene(1, 3)
    here.fill(names(20), stack_names(2))
    here.fail(operation, code, times=1)
    answer = here.run("info", include_associations=True)
    assert "stacks" not in answer
    assert [code in note for note in answer["notes"]] == [True]
    assert answer["summary"]["by_stack"] == {"stack00": 20, "stack01": 20}
    assert here.run("info", include_associations=True)["stacks"] == stack_names(3)


@pytest.mark.parametrize(
    ("params", "known"),
    [
        ({"include_associations": True}, True),
        ({"include_associations": True, "user_names": names(2)}, False),
        ({"stack_names": ["stack00"]}, False),
        ({}, False),
    ],
)
def test_g4_of_a_small_pool_all_stacks_are_listed_where_all_of_it_is_asked_for(
    scene: MakeScene, params: Options, known: bool
) -> None:
    here = scene(1, 3)
    assert ("stacks" in here.run("info", **params)) is (params.get("include_associations", False))
    here.fill(names(3), ["stack01"])
    here.emulator.clear_log()
    assert ("stacks" in here.run("info", **params)) is known
    assert here.counts().get(STACKS, 0) == known


# ---- a stack that does not exist (G3)


@pytest.mark.parametrize("check_mode", [True, False])
def test_g3_a_typing_error_stops_before_anybody_is_created_or_mailed(
    run: Any, emulator: Any, people: Any, check_mode: bool
) -> None:
    before = set(people.users), set(people.associations)
    listed = [
        {"user_name": NEW, "stack_names": ["desing"]},
        {"user_name": BEN, "stack_names": ["design", "nowhere"], "send_email_notification": True},
        {"user_name": ADA, "enabled": False},
    ]
    with pytest.raises(InvalidInput, match=r"desing: did you mean design\?; nowhere \("):
        run(users=listed, check_mode=check_mode)
    assert writes(emulator) == []
    assert emulator.mails == []
    assert (set(people.users), set(people.associations)) == before
    assert emulator.counts()[STACKS] == 1


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("purge", [False, True])
def test_g3_the_association_module_stops_too(
    associate: Any, emulator: Any, people: Any, check_mode: bool, purge: bool
) -> None:
    purges = {"purge_users": True, "removal_limit": 10} if purge else {}
    pairs = [(BEN, "design"), (ADA, "ofice")]
    asked = [{"user_name": user, "stack_name": stack} for user, stack in pairs]
    with pytest.raises(InvalidInput, match=r"ofice: did you mean office\?"):
        associate(associations=asked, check_mode=check_mode, **purges)
    assert writes(emulator) == []


def test_g3_a_run_without_a_new_association_does_not_list_the_stacks(
    run: Any, associate: Any, emulator: Any, people: Any
) -> None:
    run(user_name=ADA, stack_names=["design"])
    run(user_name=NEW)
    run(user_name=BEN, enabled=True)
    run(user_name=ADA, state="absent")
    associate(user_names=["dan@example.com"], stack_names=["design"])
    associate(user_names=["dan@example.com"], stack_names=["desing", "design"], state="absent")
    assert STACKS not in emulator.counts()


@pytest.mark.parametrize("check_mode", [True, False])
def test_g3_without_the_permission_it_is_as_without_the_check(
    run: Any, emulator: Any, people: Any, check_mode: bool
) -> None:
    hide_stacks(emulator)
    answer = run(
        users=[{"user_name": NEW, "stack_names": ["desing"]}, {"user_name": BEN, "enabled": True}],
        check_mode=check_mode,
    )
    assert [row["failed"] for row in answer["users"]] == [not check_mode, False]
    assert [row["changed"] for row in answer["users"]] == [True, True]
    (note,) = answer["notes"]
    assert "(the IAM action needed is appstream:DescribeStacks)" in note


def test_g3_expired_credentials_show_at_the_next_call_as_before(
    run: Any, emulator: Any, people: Any
) -> None:
    fail(emulator, "*", EXPIRED, times=None, after=1)
    answer = run(user_name=NEW, stack_names=["design"])
    assert EXPIRED in answer["msg"]
    assert (answer["changed"], answer["users"][0]["failed"]) == (False, True)


def test_g3_a_stack_that_a_user_had_before_a_recreate_stops_nobody_else(
    run: Any, emulator: Any, people: Any
) -> None:
    """Its row fails when the service refuses it (R2), since no typing error put it there."""
    people.associate(ADA, "old")
    del people.stacks["old"]
    renamed = {"user_name": ADA, "first_name": "Adele", "stack_names": ["design"]}
    answer = run(users=[renamed, {"user_name": BEN, "stack_names": ["design"]}], **RECREATE)
    assert [row["failed"] for row in answer["users"]] == [True, False]
    assert "STACK_NOT_FOUND" in answer["users"][0]["msg"]
    assert sent(emulator, STACKS) == [{}]


def test_g3_an_error_that_stops_the_reads_stops_the_task_as_before(
    run: Any, emulator: Any, people: Any
) -> None:
    fail(emulator, PAIRS, DENIED, times=None)
    with pytest.raises(AppStreamError, match=DENIED):
        run(user_name=BEN, stack_names=["desing"])
    assert STACKS not in emulator.counts()
    assert DISASSOCIATE not in emulator.counts()
