# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users who are enabled, disabled or deleted, and what races and errors mean for them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    DISASSOCIATE,
    ENABLE,
    NOT_FOUND,
    PAIRS,
    USERS,
    drop,
    fail,
    item_fail,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_runs import (
    ADA,
    BEN,
    DAN,
    NEW,
    NEW2,
    STEPS,
    failed_names,
    users,
    writes,
)

# ---- D: enable, disable, delete


@pytest.mark.parametrize(
    "params",
    [
        {"user_name": ADA, "enabled": True},
        {"user_name": BEN, "enabled": False},
        {"user_name": DAN, "stack_names": ["office", "design"]},
        {"user_name": NEW, "state": "absent"},
    ],
)
def test_d1_already_so_is_no_call_and_not_changed(
    run: Any, emulator: Any, people: Any, params: dict[str, Any]
) -> None:
    assert run(**params)["changed"] is False
    assert writes(emulator) == []


def test_d4_disabling_leaves_associations_alone(run: Any, emulator: Any, people: Any) -> None:
    before = set(people.associations)
    run(user_name=DAN, enabled=False)
    assert writes(emulator) == [DISABLE]
    assert people.associations == before


@pytest.mark.parametrize("operation", [PAIRS, DISASSOCIATE, DELETE])
def test_d5_a_user_who_vanishes_before_the_delete_is_fine(
    run: Any, emulator: Any, people: Any, operation: str
) -> None:
    emulator.add_fault({"operation": operation, "user": DAN, "vanish": True})
    answer = run(user_name=DAN, state="absent")
    assert "msg" not in answer
    assert answer["user"] is None
    assert answer["users"][0]["actions"] == []
    assert answer["changed"] is (operation == DELETE)  # then the stacks were taken by us


@pytest.mark.parametrize("code", ["USER_NAME_NOT_FOUND", "STACK_NOT_FOUND", "DIRECTORY_NOT_FOUND"])
def test_d5_not_found_while_disassociating_is_no_error(
    run: Any, emulator: Any, people: Any, code: str
) -> None:
    item_fail(emulator, code, operation=DISASSOCIATE, stack="design")
    row = run(user_name=DAN, state="absent")["users"][0]
    assert (row["failed"], row["actions"], row["stacks_removed"]) == (False, ["delete"], ["office"])


VANISHING = [
    pytest.param(ENABLE, {"user_name": BEN, "enabled": True}, NOT_FOUND, id="enable"),
    pytest.param(DISABLE, {"user_name": ADA, "enabled": False}, NOT_FOUND, id="disable"),
    pytest.param(
        ASSOCIATE,
        {"user_name": BEN, "stack_names": ["design"]},
        "USER_NAME_NOT_FOUND",
        id="associate",
    ),
]


@pytest.mark.parametrize(("operation", "params", "code"), VANISHING)
def test_e1_a_user_who_vanishes_before_a_change_fails_in_bounded_time(
    run: Any, emulator: Any, people: Any, time: Any, operation: str, params: Any, code: str
) -> None:
    emulator.add_fault({"operation": operation, "user": params["user_name"], "vanish": True})
    started = time.now
    answer = run(wait_timeout=20, **params)
    row = answer["users"][0]
    assert (row["failed"], row["changed"]) == (True, False)
    assert code in row["msg"]
    assert params["user_name"] in row["msg"]
    assert time.now - started <= 20


@pytest.mark.parametrize(("enabled", "operation"), [(True, ENABLE), (False, DISABLE)])
def test_f5_a_user_of_unknown_state_is_enabled_or_disabled_each_time(
    run: Any, emulator: Any, pool: Any, enabled: bool, operation: str
) -> None:
    """The documented price of the service leaving Enabled out: A2 cannot hold."""
    pool.add_user(NEW, omit=["Enabled"])
    for expected in (1, 2):
        assert run(user_name=NEW, enabled=enabled)["changed"] is True
        assert emulator.counts()[operation] == expected


@pytest.mark.parametrize("operation", [ENABLE, DISABLE])
def test_e1_a_plain_rejection_is_not_waited_for(
    run: Any, emulator: Any, people: Any, time: Any, operation: str
) -> None:
    fail(emulator, operation, "OperationNotPermittedException", times=None)
    started = time.now
    name, enabled = (BEN, True) if operation == ENABLE else (ADA, False)
    assert failed_names(run(user_name=name, enabled=enabled)) == [name]
    assert time.now == started


# ---- R: races


@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize("after_effect", [False, True])
@pytest.mark.parametrize(("operation", "params"), STEPS)
def test_r3_5xx_is_tried_again(
    run: Any,
    emulator: Any,
    people: Any,
    operation: str,
    params: dict[str, Any],
    status: int,
    after_effect: bool,
) -> None:
    error = {"status": status, "after_effect": after_effect}
    fail(emulator, operation, "InternalFailure", times=2, error=error)
    answer = run(**params)
    assert "msg" not in answer
    assert answer["changed"] is True
    assert run(**params)["changed"] is False
    assert len(emulator.mails) == (operation in (CREATE, USERS))


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("operation", "params"), STEPS)
def test_r3_a_lost_connection_is_tried_again(
    run: Any, emulator: Any, people: Any, operation: str, params: dict[str, Any], when: str
) -> None:
    drop(emulator, operation, when)
    answer = run(**params)
    assert "msg" not in answer
    assert answer["changed"] is True
    assert run(**params)["changed"] is False
    assert len(emulator.mails) == (operation in (CREATE, USERS))


@pytest.mark.parametrize(("operation", "params"), STEPS[2:])
def test_r3_5xx_that_stays_is_given_up_as_unknown(
    run: Any, emulator: Any, people: Any, time: Any, operation: str, params: dict[str, Any]
) -> None:
    fail(emulator, operation, "ServiceUnavailable", times=None, error={"status": 503})
    started = time.now
    row = run(**params)["users"][0]
    assert (row["failed"], row["changed"]) == (True, True)
    assert "outcome unknown" in row["msg"]
    assert "ServiceUnavailable" in row["msg"]
    assert row["actions"] == row["stacks_added"] == row["stacks_removed"] == []
    assert 2 <= emulator.counts()[operation] <= 10
    assert time.now - started < 120


def test_r4_disable_right_after_create_tolerates_not_found(
    run: Any, emulator: Any, pool: Any, time: Any
) -> None:
    fail(emulator, DISABLE, NOT_FOUND, times=2, user=NEW)
    started = time.now
    answer = run(users=users(NEW, NEW2), enabled=False)
    assert "msg" not in answer
    assert [pool.users[name].enabled for name in (NEW, NEW2)] == [False, False]
    assert emulator.counts()[DISABLE] == 4
    assert 0 < time.now - started < 10


def test_r4_without_wait_the_first_response_counts(
    run: Any, emulator: Any, pool: Any, time: Any
) -> None:
    fail(emulator, DISABLE, NOT_FOUND)
    row = run(user_name=NEW, enabled=False, wait=False)["users"][0]
    assert (row["failed"], row["actions"]) == (True, ["create"])
    assert row["user"]["enabled"] is True
    assert time.slept == []


# ---- deletes


def test_r8_a_lost_delete_is_changed(run: Any, emulator: Any, people: Any) -> None:
    drop(emulator, DELETE, "after")
    row = run(user_name=BEN, state="absent")["users"][0]
    assert (row["failed"], row["actions"], row["user"]) == (False, ["delete"], None)


def test_r5_a_second_delete_while_reads_lag_is_not_changed(
    run: Any, emulator: Any, people: Any
) -> None:
    emulator.configure(lag_seconds=1000)
    assert run(user_name=DAN, state="absent")["changed"] is True
    answer = run(user_name=DAN, state="absent")
    assert (answer["changed"], answer["user"]) == (False, None)
    assert "msg" not in answer
