# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order of all changes of a task, and what an earlier failure rules out."""

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
    EXISTS,
    NOT_FOUND,
    fail,
    hide_stacks,
    item_fail,
    mails,
    sent,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_runs import (
    ADA,
    CLEO,
    DAN,
    NEW,
    NEW2,
    batch_sizes,
    failed_names,
    users,
    writes,
)

# ---- D: enable, disable, delete


def test_d2_d3_a_user_to_be_made_as_disabled_gets_the_stacks_first(
    run: Any, emulator: Any, pool: Any
) -> None:
    row = run(user_name=NEW, enabled=False, stack_names=["design"])["users"][0]
    assert writes(emulator) == [CREATE, ASSOCIATE, DISABLE]
    assert row["actions"] == ["create", "disable"]
    assert row["user"]["enabled"] is pool.users[NEW].enabled is False


def test_d3_the_order_over_all_users(run: Any, emulator: Any, people: Any) -> None:
    run(
        users=[
            {"user_name": ADA, "enabled": False},
            {"user_name": CLEO, "enabled": True, "message_action": "resend"},
            {"user_name": NEW},
        ],
        stack_names=["office"],
    )
    assert writes(emulator) == [CREATE, ENABLE, ASSOCIATE, DISABLE, CREATE]
    assert sent(emulator, CREATE)[-1]["MessageAction"] == "RESEND"


def test_d3_stacks_are_left_before_users_are_deleted(run: Any, emulator: Any, people: Any) -> None:
    row = run(user_name=DAN, state="absent")["users"][0]
    assert writes(emulator) == [DISASSOCIATE, DELETE]
    assert row["stacks_removed"] == ["design", "office"]
    assert row["actions"] == ["delete"]
    assert row["user"] is None
    assert DAN not in people.users


def test_d3_absent_takes_all_stacks_whatever_stacks_are_given(
    run: Any, emulator: Any, people: Any
) -> None:
    run(user_name=DAN, state="absent", stack_names=["design"], enabled=True)
    assert writes(emulator) == [DISASSOCIATE, DELETE]
    assert batch_sizes(emulator, DISASSOCIATE) == [2]


def test_a_user_is_disabled_although_the_association_failed(
    run: Any, emulator: Any, people: Any
) -> None:
    hide_stacks(emulator)
    row = run(user_name=ADA, stack_names=["nowhere"], enabled=False)["users"][0]
    assert people.users[ADA].enabled is False
    assert (row["failed"], row["changed"], row["actions"]) == (True, True, ["disable"])
    assert row["user"]["enabled"] is False


def test_a_new_user_is_disabled_although_the_association_failed(
    run: Any, emulator: Any, pool: Any
) -> None:
    hide_stacks(emulator)
    row = run(user_name=NEW, stack_names=["nowhere"], enabled=False)["users"][0]
    assert row["actions"] == ["create", "disable"]
    assert pool.users[NEW].enabled is False


def test_a_user_who_could_not_be_created_is_left_alone(run: Any, emulator: Any, pool: Any) -> None:
    fail(emulator, CREATE, "OperationNotPermittedException")
    row = run(user_name=NEW, stack_names=["design"], enabled=False)["users"][0]
    assert writes(emulator) == [CREATE]
    assert (row["failed"], row["changed"], row["user"]) == (True, False, None)


def test_a_user_who_could_not_be_enabled_gets_no_stack_and_no_mail(
    run: Any, emulator: Any, people: Any
) -> None:
    fail(emulator, ENABLE, "OperationNotPermittedException")
    row = run(user_name=CLEO, enabled=True, stack_names=["design"], message_action="resend")[
        "users"
    ][0]
    assert (row["failed"], row["changed"]) == (True, False)
    assert writes(emulator) == [ENABLE]


def test_a_user_is_not_deleted_when_disassociating_failed(
    run: Any, emulator: Any, people: Any
) -> None:
    item_fail(emulator, "BROKEN", operation=DISASSOCIATE, stack="design")
    row = run(user_name=DAN, state="absent")["users"][0]
    assert writes(emulator) == [DISASSOCIATE]
    assert (row["failed"], row["changed"], row["stacks_removed"]) == (True, True, ["office"])
    assert row["user"]["user_name"] == DAN


FAILS_BEFORE_THE_RESEND = [
    pytest.param(ASSOCIATE, {"user_name": ADA, "stack_names": ["office"]}, id="associate"),
    pytest.param(ENABLE, {"user_name": CLEO, "enabled": True}, id="enable"),
]


@pytest.mark.parametrize(("operation", "params"), FAILS_BEFORE_THE_RESEND)
def test_no_invitation_after_a_failure_for_the_same_user(
    run: Any, emulator: Any, people: Any, operation: str, params: dict[str, Any]
) -> None:
    people.add_user(NEW)
    fail(emulator, operation, "OperationNotPermittedException", user=params["user_name"])
    rest = {key: value for key, value in params.items() if key != "user_name"}
    answer = run(
        users=[{"user_name": params["user_name"], **rest}, {"user_name": NEW}],
        message_action="resend",
    )
    assert failed_names(answer) == [params["user_name"]]
    assert mails(emulator) == [("invitation", NEW, None)]


# ---- R: races


def test_r1_r4_there_is_one_budget_for_the_task(
    run: Any, emulator: Any, pool: Any, time: Any
) -> None:
    item_fail(emulator, "USER_NAME_NOT_FOUND", times=None)
    fail(emulator, DISABLE, NOT_FOUND, times=None)
    started = time.now
    answer = run(users=users(NEW, NEW2), stack_names=["design"], enabled=False, wait_timeout=30)
    assert failed_names(answer) == [NEW, NEW2]
    assert time.now - started == pytest.approx(30)


def test_r1_the_budget_is_not_spent_on_another_users_create(
    run: Any, emulator: Any, pool: Any
) -> None:
    """Issue 2: "one budget for the task, counted from the first such answer after its last create",
    such answers being those of R1 and R4."""
    fail(emulator, CREATE, EXISTS, user=NEW)  # R7: waited for, and never listed
    item_fail(emulator, "USER_NAME_NOT_FOUND", user=NEW2)
    answer = run(users=users(NEW, NEW2), stack_names=["design"], wait_timeout=10)
    assert failed_names(answer) == [NEW]
    assert (NEW2, "design") in pool.associations


def test_r6_a_run_after_a_half_failed_one_finishes(run: Any, emulator: Any, pool: Any) -> None:
    hide_stacks(emulator)
    params: dict[str, Any] = {"user_name": NEW, "stack_names": ["later"], "enabled": False}
    fail(emulator, DISABLE, "OperationNotPermittedException")
    first = run(**params)
    assert (first["users"][0]["failed"], first["users"][0]["actions"]) == (True, ["create"])
    pool.add_stack("later")
    again = run(**params)["users"][0]
    assert (again["failed"], again["actions"]) == (False, ["disable"])
    assert again["stacks_added"] == ["later"]
    assert len(emulator.mails) == 1
