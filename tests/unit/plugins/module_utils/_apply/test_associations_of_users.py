# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stacks of users whom appstream_user creates or changes: batches, waits, lost responses."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    DELETE,
    DISASSOCIATE,
    NOT_FOUND,
    PAIRS,
    drop,
    fail,
    hide_stacks,
    item_fail,
    mails,
    names,
    sent,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_runs import (
    ADA,
    BEN,
    CLEO,
    NEW,
    NEW2,
    batch_sizes,
    by_name,
    failed_names,
    users,
)

# ---- B: batches


@pytest.mark.parametrize(
    ("count", "sizes"), [(1, [1]), (25, [25]), (26, [25, 1]), (53, [25, 25, 3])]
)
def test_b4_pairs_go_in_batches_of_25(
    run: Any, emulator: Any, pool: Any, count: int, sizes: list[int]
) -> None:
    for name in names(count):
        pool.add_user(name)
    answer = run(users=users(*names(count)), stack_names=["design"])
    assert batch_sizes(emulator) == sizes
    assert answer["summary"]["stacks_added"] == count


@pytest.mark.parametrize("kind", ["error", "item_error"])
def test_b5_a_failure_in_the_middle_reports_all_and_a_second_run_converges(
    run: Any, emulator: Any, pool: Any, kind: str
) -> None:
    asked = names(53)
    for name in asked:
        pool.add_user(name)
    emulator.add_fault(
        {"operation": ASSOCIATE, "user": asked[30], kind: {"code": "BROKEN"}, "times": None}
    )
    answer = run(users=users(*asked), stack_names=["design"])
    assert failed_names(answer) == [asked[30]]
    assert answer["summary"]["stacks_added"] == len(pool.associations) == 52
    assert answer["changed"] is True
    emulator.clear_faults()
    emulator.clear_log()
    again = run(users=users(*asked), stack_names=["design"])
    assert again["summary"]["stacks_added"] == 1
    assert batch_sizes(emulator) == [1]
    assert "msg" not in again


def test_b5_one_refused_pair_costs_few_calls_more(run: Any, emulator: Any, pool: Any) -> None:
    for name in names(53):
        pool.add_user(name)
    fail(emulator, ASSOCIATE, "BROKEN", None, user=names(53)[30])
    run(users=users(*names(53)), stack_names=["design"])
    assert emulator.counts()[ASSOCIATE] <= 3 + 2 * 5  # 25 pairs are halved five times


def test_b5_failed_items_alone_are_not_changed(run: Any, emulator: Any, people: Any) -> None:
    hide_stacks(emulator)
    answer = run(users=users(BEN, CLEO), stack_names=["nowhere", "design"])
    for row in answer["users"]:
        assert row["stacks_added"] == ["design"]
        assert row["failed"] is True
        assert "STACK_NOT_FOUND" in row["msg"]
    assert "'nowhere'" in answer["msg"]


def test_b6_the_same_stack_twice_is_sent_once(run: Any, emulator: Any, people: Any) -> None:
    row = run(user_name=BEN, stack_names=["design", "design"])["users"][0]
    assert batch_sizes(emulator) == [1]
    assert row["stacks_added"] == ["design"]


def test_e3_a_stack_that_refuses_everybody_is_taken_apart_once(
    run: Any, emulator: Any, pool: Any
) -> None:
    for name in names(400):
        pool.add_user(name)
    fail(emulator, ASSOCIATE, "OperationNotPermittedException", times=None)
    answer = run(users=users(*names(400)), stack_names=["design"])
    assert answer["summary"]["failed"] == 400
    assert emulator.counts()[ASSOCIATE] == 49 + 15


# ---- R: races


def test_r1_only_the_failed_pairs_are_sent_again(
    run: Any, emulator: Any, pool: Any, time: Any
) -> None:
    item_fail(emulator, "USER_NAME_NOT_FOUND", times=2, user=NEW)
    started = time.now
    answer = run(users=users(NEW, NEW2), stack_names=["design"])
    assert "msg" not in answer
    assert batch_sizes(emulator) == [2, 1, 1]
    assert sent(emulator, ASSOCIATE)[1]["UserStackAssociations"][0]["UserName"] == NEW
    assert 0 < time.now - started < 10


@pytest.mark.parametrize("timeout", [1, 5, 60])
def test_r1_after_wait_timeout_the_code_of_the_service_stands(
    run: Any, emulator: Any, pool: Any, time: Any, timeout: int
) -> None:
    item_fail(emulator, "USER_NAME_NOT_FOUND", times=None, user=NEW)
    started = time.now
    answer = run(user_name=NEW, stack_names=["design"], wait_timeout=timeout)
    assert time.now - started == pytest.approx(timeout)
    row = answer["users"][0]
    assert (row["failed"], row["changed"], row["actions"]) == (True, True, ["create"])
    assert "USER_NAME_NOT_FOUND" in row["msg"]


@pytest.mark.parametrize("params", [{"wait": False}, {"wait_timeout": 0}])
def test_r1_without_wait_the_first_response_counts(
    run: Any, emulator: Any, pool: Any, time: Any, params: dict[str, Any]
) -> None:
    item_fail(emulator, "USER_NAME_NOT_FOUND", user=NEW)
    answer = run(user_name=NEW, stack_names=["design"], **params)
    assert failed_names(answer) == [NEW]
    assert batch_sizes(emulator) == [1]
    assert time.slept == []


def test_r2_stack_not_found_fails_at_once(run: Any, emulator: Any, people: Any, time: Any) -> None:
    hide_stacks(emulator)
    answer = run(users=[{"user_name": BEN}, {"user_name": NEW}], stack_names=["desing"])
    assert failed_names(answer) == [BEN, NEW]
    assert "STACK_NOT_FOUND" in answer["msg"]
    assert "'desing'" in answer["msg"]
    assert batch_sizes(emulator) == [2]
    assert time.slept == []


def test_r3_an_internal_error_of_an_item_is_tried_again(
    run: Any, emulator: Any, people: Any
) -> None:
    item_fail(emulator, "INTERNAL_ERROR", times=3, user=BEN)
    answer = run(users=users(BEN, CLEO), stack_names=["design"])
    assert "msg" not in answer
    assert batch_sizes(emulator) == [2, 1, 1, 1]


def test_r3_an_internal_error_that_stays_exhausts_the_retries(
    run: Any, emulator: Any, people: Any, time: Any
) -> None:
    item_fail(emulator, "INTERNAL_ERROR", times=None)
    started = time.now
    answer = run(user_name=BEN, stack_names=["design"])
    assert "INTERNAL_ERROR" in answer["msg"]
    assert 2 <= len(batch_sizes(emulator)) <= 10
    assert time.now - started < 60


def test_r3_an_internal_error_after_a_wait_is_tried_again(
    run: Any, emulator: Any, pool: Any
) -> None:
    """The tries spent on waiting for a new user (R1) are none of those."""
    item_fail(emulator, "USER_NAME_NOT_FOUND", times=8)
    item_fail(emulator, "INTERNAL_ERROR", times=1, after=8)
    assert "msg" not in run(user_name=NEW, stack_names=["design"])


# ---- R8: lost responses where a repeat could mail again

LOST = [
    pytest.param({"drop": "before"}, 0, id="lost before"),
    pytest.param({"drop": "after"}, 1, id="lost after"),
    pytest.param({"error": {"code": "InternalFailure", "status": 500}}, 0, id="500"),
    pytest.param(
        {"error": {"code": "InternalFailure", "status": 500, "after_effect": True}},
        1,
        id="500 after",
    ),
]


@pytest.mark.parametrize("lag", [{}, {"lag_reads": 3}, {"lag_seconds": 30}])
@pytest.mark.parametrize("fault", [LOST[1].values[0], LOST[3].values[0]])
def test_r8_a_notified_pair_that_shows_is_a_success(
    run: Any, emulator: Any, people: Any, fault: Any, lag: dict[str, Any]
) -> None:
    emulator.configure(**lag)
    emulator.add_fault({"operation": ASSOCIATE, **fault})
    answer = run(user_name=BEN, stack_names=["design"], send_email_notification=True)
    assert "msg" not in answer
    assert answer["users"][0]["stacks_added"] == ["design"]
    assert batch_sizes(emulator) == [1]
    assert mails(emulator) == [("assignment", BEN, "design")]


@pytest.mark.parametrize(
    ("params", "waited"), [({"wait_timeout": 9}, 9), ({}, 60), ({"wait": False}, 0)]
)
@pytest.mark.parametrize("fault", [LOST[0].values[0], LOST[2].values[0]])
def test_r8_a_notified_pair_that_does_not_show_is_unknown(
    run: Any,
    emulator: Any,
    people: Any,
    time: Any,
    fault: Any,
    params: dict[str, Any],
    waited: float,
) -> None:
    emulator.add_fault({"operation": ASSOCIATE, **fault})
    started = time.now
    answer = run(user_name=BEN, stack_names=["design"], send_email_notification=True, **params)
    row = answer["users"][0]
    assert (row["failed"], row["changed"], row["stacks_added"]) == (True, True, [])
    assert "outcome unknown, not repeated" in row["msg"]
    assert batch_sizes(emulator) == [1]
    assert time.now - started == pytest.approx(waited)


def test_r8_of_a_lost_batch_only_the_pairs_without_mail_are_sent_again(
    run: Any, emulator: Any, people: Any
) -> None:
    drop(emulator, ASSOCIATE, "before")
    answer = run(
        users=[{"user_name": BEN, "send_email_notification": True}, {"user_name": CLEO}],
        stack_names=["design"],
    )
    assert failed_names(answer) == [BEN]
    assert by_name(answer)[CLEO]["stacks_added"] == ["design"]
    again = sent(emulator, ASSOCIATE)[1:]
    assert {i["UserName"] for call in again for i in call["UserStackAssociations"]} == {CLEO}


def test_r8_reads_that_fail_while_looking_do_not_end_the_looking(
    run: Any, emulator: Any, people: Any
) -> None:
    drop(emulator, ASSOCIATE, "after")
    fail(emulator, PAIRS, "OperationNotPermittedException", after=1)
    answer = run(user_name=BEN, stack_names=["design"], send_email_notification=True)
    assert "msg" not in answer
    assert len(emulator.mails) == 1


def test_r8_an_internal_error_that_took_effect_mails_once(
    run: Any, emulator: Any, people: Any
) -> None:
    item_fail(emulator, "INTERNAL_ERROR", item_error={"effect": True})
    answer = run(user_name=BEN, stack_names=["design"], send_email_notification=True)
    assert "msg" not in answer
    assert mails(emulator) == [("assignment", BEN, "design")]


def test_r8_an_internal_error_without_effect_is_tried_again_and_mails_once(
    run: Any, emulator: Any, people: Any
) -> None:
    item_fail(emulator, "INTERNAL_ERROR")
    answer = run(user_name=BEN, stack_names=["design"], send_email_notification=True)
    assert "msg" not in answer
    assert mails(emulator) == [("assignment", BEN, "design")]


def test_r8_no_second_mail_where_the_effect_of_an_internal_error_cannot_be_read(
    run: Any, emulator: Any, people: Any
) -> None:
    item_fail(emulator, "INTERNAL_ERROR", item_error={"effect": True})
    fail(emulator, PAIRS, "OperationNotPermittedException", None, after=1)
    answer = run(user_name=BEN, stack_names=["design"], send_email_notification=True)
    assert failed_names(answer) == [BEN]
    assert mails(emulator) == [("assignment", BEN, "design")]


def test_r8_r5_a_lagging_read_does_not_show_that_an_internal_error_had_no_effect(
    run: Any, emulator: Any, people: Any
) -> None:
    """Associations may be listed late (R5), so one look is not enough for a second mail (R8)."""
    emulator.configure(lag_reads=1)
    item_fail(emulator, "INTERNAL_ERROR", item_error={"effect": True})
    run(user_name=BEN, stack_names=["design"], send_email_notification=True)
    assert mails(emulator) == [("assignment", BEN, "design")]


@pytest.mark.parametrize("code", ["INTERNAL_ERROR", "BRAND_NEW"])
def test_r8_a5_a_lost_association_that_is_refused_when_sent_again_is_changed(
    run: Any, emulator: Any, people: Any, code: str
) -> None:
    """The service may have a code for pairs that are there: our own lost request made this one."""
    emulator.configure(associate_again=code)
    drop(emulator, ASSOCIATE, "after")
    answer = run(user_name=BEN, stack_names=["design"])
    assert (BEN, "design") in people.associations
    assert answer["changed"] is True


def test_r8_a_lost_disassociation_whose_pair_is_not_found_when_sent_again_is_ours(
    run: Any, emulator: Any, people: Any
) -> None:
    emulator.configure(disassociate_unassociated="USER_NAME_NOT_FOUND")
    drop(emulator, DISASSOCIATE, "after")
    fail(emulator, DELETE, "OperationNotPermittedException")
    row = run(user_name=ADA, state="absent")["users"][0]
    assert (row["failed"], row["changed"], row["stacks_removed"]) == (True, True, ["design"])


@pytest.mark.parametrize(
    ("user_name", "params", "operation"),
    [
        (BEN, {"stack_names": ["design", "office"]}, ASSOCIATE),
        (ADA, {"state": "absent"}, DISASSOCIATE),
    ],
)
def test_r8_a5_a_lost_batch_that_is_refused_and_split_is_looked_for(
    run: Any, emulator: Any, people: Any, user_name: str, params: Any, operation: str
) -> None:
    people.associate(ADA, "office")
    drop(emulator, operation, "after")
    fail(emulator, operation, "OperationNotPermittedException", times=None)
    row = run(user_name=user_name, **params)["users"][0]
    assert (row["failed"], row["changed"]) == (False, True)
    assert row["stacks_added"] + row["stacks_removed"] == ["design", "office"]


def test_r8_a5_where_no_read_can_tell_the_row_says_so(run: Any, emulator: Any, people: Any) -> None:
    drop(emulator, ASSOCIATE, "after")
    fail(emulator, ASSOCIATE, "OperationNotPermittedException", times=None)
    emulator.configure(lag_seconds=10_000)
    row = run(user_name=BEN, stack_names=["design", "office"])["users"][0]
    assert (row["failed"], row["changed"]) == (True, True)
    assert "outcome unknown" in row["msg"]


def test_r8_failed_and_changed_says_that_the_outcome_is_unknown(
    run: Any, emulator: Any, people: Any
) -> None:
    item_fail(emulator, "INTERNAL_ERROR", times=None)
    row = run(user_name=BEN, stack_names=["design"], send_email_notification=True)["users"][0]
    assert (row["failed"], row["changed"]) == (True, True)
    assert "outcome unknown, not repeated" in row["msg"]


def test_r3_r8_what_mails_is_looked_for_long_and_repeated_once(
    run: Any, emulator: Any, people: Any, time: Any
) -> None:
    item_fail(emulator, "INTERNAL_ERROR", times=None)
    started = time.now
    run(user_name=BEN, stack_names=["design"], send_email_notification=True, wait_timeout=60)
    assert emulator.counts()[ASSOCIATE] == 2
    assert time.now - started == pytest.approx(60)


def test_r2_a_lost_response_does_not_hide_that_a_stack_is_missing(
    run: Any, emulator: Any, people: Any, time: Any
) -> None:
    hide_stacks(emulator)
    drop(emulator, ASSOCIATE, "before")
    started = time.now
    row = run(user_name=BEN, stack_names=["nowhere"])["users"][0]
    assert (row["failed"], row["changed"]) == (True, False)
    assert "unknown" not in row["msg"]
    assert time.now - started < 5


def test_e3_a_lost_response_does_not_hide_that_a_stack_is_denied(
    run: Any, emulator: Any, people: Any, time: Any
) -> None:
    drop(emulator, ASSOCIATE, "before")
    fail(emulator, ASSOCIATE, "AccessDeniedException", times=None, stack="design")
    started = time.now
    row = run(user_name=BEN, stack_names=["design"])["users"][0]
    assert (row["failed"], row["changed"]) == (True, False)
    assert time.now - started < 5


def test_r8_r5_an_internal_error_with_effect_mails_once_although_reads_lag_long(
    run: Any, emulator: Any, people: Any
) -> None:
    emulator.configure(lag_seconds=30)
    item_fail(emulator, "INTERNAL_ERROR", item_error={"effect": True})
    answer = run(user_name=BEN, stack_names=["design"], send_email_notification=True)
    assert "msg" not in answer
    assert mails(emulator) == [("assignment", BEN, "design")]


def test_r5_a_pair_that_lagging_reads_hid_is_read_again_before_it_fails(
    run: Any, emulator: Any, people: Any
) -> None:
    people.associate(BEN, "design")
    emulator.configure(associate_again="INTERNAL_ERROR", lag_seconds=5)
    emulator.add_fault({"operation": PAIRS, "error": {"code": NOT_FOUND}})  # the first read: none
    assert "msg" not in run(user_name=BEN, stack_names=["design"])
