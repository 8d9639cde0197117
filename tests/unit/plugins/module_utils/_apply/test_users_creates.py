# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users whom a read did not show and whom the service has, or may have: read again (R7)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    CREATE,
    EXISTS,
    USERS,
    drop,
    fail,
    mails,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_runs import (
    NEW,
    NEW2,
    by_name,
    failed_names,
    users,
    writes,
)


@pytest.mark.parametrize("lag", [{"lag_reads": 3}, {"lag_seconds": 10}])
def test_r7_a_user_not_listed_yet_is_waited_for_and_exists(
    run: Any, emulator: Any, pool: Any, lag: dict[str, Any]
) -> None:
    params = {"user_name": NEW, "first_name": "N", "stack_names": ["design"]}
    emulator.configure(**lag)
    run(**params)
    answer = run(**params)
    assert "msg" not in answer
    assert answer["users"][0]["actions"] == []
    assert answer["user"]["arn"] == pool.users[NEW].arn
    assert mails(emulator) == [("welcome", NEW, None)]


def appear(emulator: Any, **user: Any) -> None:
    """A parallel run makes a user just before our create."""
    fields = {"user_name": NEW, **user}
    emulator.add_fault({"operation": CREATE, "user": NEW, "appear": fields})


def test_r7_a_user_whom_a_parallel_run_made_exists_and_is_finished(
    run: Any, emulator: Any, pool: Any
) -> None:
    appear(emulator, first_name="N", last_name="E")
    row = run(user_name=NEW, first_name="N", last_name="E", stack_names=["design"], enabled=False)[
        "users"
    ][0]
    assert (row["failed"], row["actions"], row["stacks_added"]) == (False, ["disable"], ["design"])
    assert row["user"]["arn"] == pool.users[NEW].arn


def test_r7_a_user_whom_a_parallel_run_made_alike_is_not_changed(
    run: Any, emulator: Any, pool: Any
) -> None:
    appear(emulator)
    answer = run(user_name=NEW)
    assert answer["changed"] is False
    assert "msg" not in answer
    assert answer["diff"] == {"before": {}, "after": {}}


def test_r7_reads_that_fail_meanwhile_do_not_end_the_waiting(
    run: Any, emulator: Any, pool: Any
) -> None:
    appear(emulator)
    fail(emulator, USERS, "OperationNotPermittedException", times=2, after=1)
    answer = run(user_name=NEW, stack_names=["design"])
    assert "msg" not in answer
    assert answer["users"][0]["actions"] == []
    assert answer["users"][0]["stacks_added"] == ["design"]


def test_r7_other_names_of_a_parallel_run_are_a_name_change(
    run: Any, emulator: Any, pool: Any
) -> None:
    appear(emulator, first_name="Other")
    row = run(user_name=NEW, first_name="N", stack_names=["design"])["users"][0]
    assert (row["failed"], row["changed"]) == (True, False)
    assert "first_name is 'Other', not 'N'" in row["msg"]
    assert writes(emulator) == [CREATE]


def test_r7_other_names_of_a_parallel_run_can_be_ignored(
    run: Any, emulator: Any, pool: Any
) -> None:
    appear(emulator, first_name="Other")
    answer = run(user_name=NEW, first_name="N", stack_names=["design"], on_name_change="ignore")
    assert answer["users"][0]["stacks_added"] == ["design"]
    assert len(run.warnings) == 1


def test_r7_other_capitals_of_a_parallel_run_are_a_similar_name(
    run: Any, emulator: Any, pool: Any
) -> None:
    emulator.configure(create_other_capitals=EXISTS)
    appear(emulator, user_name="NEW@example.com")
    row = run(user_name=NEW, stack_names=["design"])["users"][0]
    assert (row["failed"], row["changed"]) == (True, False)
    assert row["similar_user_names"] == ["NEW@example.com"]
    assert writes(emulator) == [CREATE]


def test_r7_resend_does_not_reach_a_user_who_appears(run: Any, emulator: Any, pool: Any) -> None:
    """Decided on the pool as read: RESEND never creates, so no call is made at all."""
    appear(emulator)
    assert failed_names(run(user_name=NEW, message_action="resend")) == [NEW]
    assert writes(emulator) == []


@pytest.mark.parametrize("wait", [True, False])
@pytest.mark.parametrize("lag", [{}, {"lag_reads": 3}, {"lag_seconds": 10_000}])
def test_r7_our_own_create_whose_response_was_lost_is_changed(
    run: Any, emulator: Any, pool: Any, lag: dict[str, Any], wait: bool
) -> None:
    emulator.configure(**lag)
    drop(emulator, CREATE, "after")
    answer = run(user_name=NEW, first_name="N", stack_names=["design"], enabled=False, wait=wait)
    row = answer["users"][0]
    assert (row["failed"], row["changed"], row["actions"]) == (False, True, ["create", "disable"])
    assert row["stacks_added"] == ["design"]
    assert mails(emulator) == [("welcome", NEW, None)]
    assert answer["diff"]["before"] == {}


def test_r7_a_lost_create_that_never_listed_ends_in_bounded_time(
    run: Any, emulator: Any, pool: Any, time: Any
) -> None:
    emulator.configure(lag_seconds=10_000)
    drop(emulator, CREATE, "after")
    started = time.now
    assert run(user_name=NEW, wait_timeout=20)["summary"]["create"] == 1
    assert time.now - started < 25


def test_r7_a_lost_create_and_other_names_in_the_pool_are_anothers(
    run: Any, emulator: Any, pool: Any
) -> None:
    drop(emulator, CREATE, "before")
    appear(emulator, first_name="Other")  # before the second try: the first never got that far
    row = run(user_name=NEW, first_name="N")["users"][0]
    assert (row["failed"], row["changed"]) == (True, False)
    assert "first_name is 'Other', not 'N'" in row["msg"]


def test_r7_a_create_that_is_never_answered_and_listed_is_changed(
    run: Any, emulator: Any, pool: Any
) -> None:
    fail(emulator, CREATE, "InternalFailure", None, error={"status": 500, "after_effect": True})
    row = run(user_name=NEW)["users"][0]
    assert (row["failed"], row["actions"]) == (False, ["create"])
    assert len(emulator.mails) == 1


@pytest.mark.parametrize(
    ("params", "waited"),
    [({"wait_timeout": 7}, 7), ({"wait_timeout": 60}, 60), ({"wait": False}, 0)],
)
def test_r7_not_ours_and_never_listed_fails(
    run: Any, emulator: Any, pool: Any, time: Any, params: dict[str, Any], waited: float
) -> None:
    fail(emulator, CREATE, EXISTS, user=NEW)
    started = time.now
    answer = run(users=users(NEW, NEW2), stack_names=["design"], **params)
    assert failed_names(answer) == [NEW]
    assert by_name(answer)[NEW]["changed"] is False
    assert EXISTS in answer["msg"]
    assert time.now - started == pytest.approx(waited)
    assert by_name(answer)[NEW2]["stacks_added"] == ["design"]


def test_f5_an_empty_name_is_none(run: Any, emulator: Any, pool: Any) -> None:
    emulator.configure(names_when_none="empty")
    drop(emulator, CREATE, "after")
    assert run(user_name=NEW)["summary"]["create"] == 1
    assert run(user_name=NEW, first_name="N")["users"][0]["failed"] is True


def test_r7_f5_a_lost_create_is_ours_although_the_service_leaves_the_name_out(
    run: Any, emulator: Any, pool: Any
) -> None:
    drop(emulator, CREATE, "before")
    appear(emulator, omit=["FirstName"])
    row = run(user_name=NEW, first_name="N")["users"][0]
    assert (row["failed"], row["changed"], row["actions"]) == (False, True, ["create"])
