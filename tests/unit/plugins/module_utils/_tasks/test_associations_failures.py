# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole runs of appstream_user_stack_association in which calls fail or responses get lost."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.association_runs import (
    ADA,
    BEN,
    BOTH_STATES,
    CALL_OF,
    CLEO,
    EVA,
    UNKNOWN,
    add_people,
    batches,
    crowd,
    every,
    only_row,
    pairs,
    row,
    sizes,
    those,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    DENIED,
    DISASSOCIATE,
    PAIRS,
    drop,
    fail,
    hide_stacks,
    item_fail,
    mails,
    names,
)


@pytest.fixture
def people(pool: Any) -> Any:
    return add_people(pool)


# ---- B: batches


@pytest.mark.parametrize(("state", "left"), [("present", {BEN}), ("absent", {CLEO})])
def test_b1_b2_an_error_item_fails_its_pair_and_no_other(
    associate: Any, emulator: Any, people: Any, state: str, left: set[str]
) -> None:
    (name,) = left
    item_fail(emulator, "BRAND_NEW", operation=CALL_OF[state], user=name, stack="design")
    answer = associate(state=state, **every([BEN, ADA, CLEO], ["design"]))
    assert those(answer, "failed") == [(name, "design")]
    assert those(answer, "changed") == ([(ADA, "design")] if state == "absent" else [])
    assert answer["summary"]["failed"] == 1
    (failed,) = [line for line in answer["associations"] if line["failed"]]
    assert failed["error_code"] == "BRAND_NEW"
    assert failed["action"] == ("associate" if state == "present" else "disassociate")
    assert f"{CALL_OF[state]} for user '{name}', stack 'design': BRAND_NEW" in failed["msg"]
    assert f"[{name} on design]" in answer["msg"]


@pytest.mark.parametrize(("state", "errors"), [("present", "null"), ("absent", "left_out")])
def test_b3_no_errors_mean_none(
    associate: Any, emulator: Any, people: Any, state: str, errors: str
) -> None:
    emulator.configure(errors_when_none=errors)
    answer = associate(state=state, **every([ADA, BEN], ["design"]))
    assert len(those(answer, "changed")) == 1
    assert "msg" not in answer


@pytest.mark.parametrize(
    ("state", "count", "expected"),
    [
        ("present", 25, [25]),
        ("present", 26, [25, 1]),
        ("present", 53, [25, 25, 3]),
        ("absent", 53, [25, 25, 3]),
    ],
)
def test_b4_pairs_go_in_batches_of_25(
    associate: Any, emulator: Any, pool: Any, state: str, count: int, expected: list[int]
) -> None:
    asked = crowd(pool, count, *(["design"] if state == "absent" else []))
    answer = associate(state=state, **every(asked, ["design"]))
    assert sizes(emulator, CALL_OF[state]) == expected
    action = "associate" if state == "present" else "disassociate"
    assert answer["summary"][action] == count
    assert len(pool.associations) == (count if state == "present" else 0)


@pytest.mark.parametrize(("state", "kind"), [("present", "error"), ("absent", "item_error")])
def test_b5_a_failure_in_the_middle_reports_all_and_a_second_run_converges(
    associate: Any, emulator: Any, pool: Any, state: str, kind: str
) -> None:
    asked = crowd(pool, 53, *(["design"] if state == "absent" else []))
    operation = CALL_OF[state]
    emulator.add_fault(
        {"operation": operation, "user": asked[30], kind: {"code": "BROKEN"}, "times": None}
    )
    answer = associate(state=state, **every(asked, ["design"]))
    assert those(answer, "failed") == [(asked[30], "design")]
    assert len(those(answer, "changed")) == 52
    assert answer["changed"] is True
    emulator.clear_faults()
    emulator.clear_log()
    again = associate(state=state, **every(asked, ["design"]))
    assert batches(emulator, operation) == [[asked[30]]]
    assert "msg" not in again


# ---- D5: what vanishes meanwhile


@pytest.mark.parametrize("code", [UNKNOWN, "STACK_NOT_FOUND"])
def test_d5_r1_a_pair_that_vanishes_before_it_is_removed_is_fine(
    associate: Any, emulator: Any, people: Any, time: Any, code: str
) -> None:
    item_fail(emulator, code, times=None, operation=DISASSOCIATE, user=ADA)
    answer = associate(state="absent", **every([ADA, CLEO], ["design"]))
    assert answer["associations"] == [row(ADA, "design"), row(CLEO, "design", "disassociate")]
    assert list(answer["diff"]["after"]) == [CLEO]
    assert time.slept == []


# ---- R2, R3, R5


def test_r2_stack_not_found_fails_at_once(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    hide_stacks(emulator)
    answer = associate(**every([BEN, EVA], ["desing"]))
    assert {line["error_code"] for line in answer["associations"]} == {"STACK_NOT_FOUND"}
    assert answer["changed"] is False
    assert "'desing'" in answer["msg"]
    assert sizes(emulator) == [2]
    assert time.slept == []


@BOTH_STATES
def test_r3_an_internal_error_of_an_item_is_tried_again(
    associate: Any, emulator: Any, people: Any, state: str
) -> None:
    users = [BEN, EVA] if state == "present" else [ADA, CLEO]
    item_fail(emulator, "INTERNAL_ERROR", times=3, operation=CALL_OF[state], user=users[0])
    answer = associate(state=state, **every(users, ["design"]))
    assert those(answer, "changed") == [(name, "design") for name in users]
    assert "msg" not in answer
    assert sizes(emulator, CALL_OF[state]) == [2, 1, 1, 1]


def test_r3_an_internal_error_that_stays_exhausts_the_retries(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    item_fail(emulator, "INTERNAL_ERROR", times=None)
    started = time.now
    failed = only_row(associate(**every([BEN], ["design"])))
    assert (failed["failed"], failed["changed"]) == (True, False)
    assert failed["error_code"] == "INTERNAL_ERROR"
    assert 2 <= len(sizes(emulator)) <= 10
    assert time.now - started < 60


@pytest.mark.parametrize(
    ("operation", "after_effect"), [(PAIRS, False), (ASSOCIATE, True), (DISASSOCIATE, True)]
)
def test_r3_5xx_is_tried_again(
    associate: Any, emulator: Any, people: Any, operation: str, after_effect: bool
) -> None:
    error = {"status": 503, "after_effect": after_effect}
    fail(emulator, operation, "ServiceUnavailable", times=2, error=error)
    state = "absent" if operation == DISASSOCIATE else "present"
    answer = associate(state=state, **every([BEN, ADA], ["design"]))
    assert len(those(answer, "changed")) == 1
    assert "msg" not in answer


# ---- R8: lost responses

MAILED = every([BEN], ["design"], send_email_notification=True)


@pytest.mark.parametrize("lag", [{}, {"lag_seconds": 30}])
def test_r8_a_lost_notified_pair_that_shows_is_a_success(
    associate: Any, emulator: Any, people: Any, lag: dict[str, Any]
) -> None:
    emulator.configure(**lag)
    drop(emulator, ASSOCIATE, "after")
    answer = associate(**MAILED)
    assert answer["associations"] == [row(BEN, "design", "associate")]
    assert sizes(emulator) == [1]
    assert mails(emulator) == [("assignment", BEN, "design")]


@pytest.mark.parametrize(("params", "waited"), [({"wait_timeout": 9}, 9), ({"wait": False}, 0)])
def test_r8_a_lost_notified_pair_that_does_not_show_is_unknown_and_the_next_run_converges(
    associate: Any, emulator: Any, people: Any, time: Any, params: dict[str, Any], waited: int
) -> None:
    drop(emulator, ASSOCIATE, "before")
    started = time.now
    answer = associate(**MAILED, **params)
    failed = only_row(answer)
    assert (failed["failed"], failed["changed"]) == (True, True)
    assert answer["changed"] is True
    for message in (failed["msg"], answer["msg"]):
        assert "outcome unknown, not repeated" in message
    assert answer["summary"] == {"associate": 0, "disassociate": 0, "unchanged": 0, "failed": 1}
    assert sizes(emulator) == [1]
    assert time.now - started == pytest.approx(waited)
    assert only_row(associate(**MAILED))["failed"] is False
    assert mails(emulator) == [("assignment", BEN, "design")]


def test_r8_of_a_lost_batch_only_the_pairs_without_a_mail_are_sent_again(
    associate: Any, emulator: Any, people: Any
) -> None:
    drop(emulator, ASSOCIATE, "before")
    answer = associate(**pairs((BEN, "office", True), (ADA, "office")))
    assert those(answer, "failed") == [(BEN, "office")]
    assert those(answer, "changed") == [(BEN, "office"), (ADA, "office")]
    assert batches(emulator) == [[ADA, BEN], [ADA]]
    assert emulator.mails == []


@pytest.mark.parametrize(("state", "when"), [("present", "before"), ("absent", "after")])
def test_r8_what_mails_nothing_is_sent_again(
    associate: Any, emulator: Any, people: Any, state: str, when: str
) -> None:
    drop(emulator, CALL_OF[state], when)
    answer = associate(state=state, **every([ADA, BEN], ["design"]))
    assert len(those(answer, "changed")) == 1
    assert "msg" not in answer
    assert sizes(emulator, CALL_OF[state]) == [1, 1]


@pytest.mark.parametrize("effect", [True, False])
def test_r8_an_internal_error_mails_once_whether_it_took_effect_or_not(
    associate: Any, emulator: Any, people: Any, effect: bool
) -> None:
    item_fail(emulator, "INTERNAL_ERROR", item_error={"effect": effect})
    assert only_row(associate(**MAILED)) == row(BEN, "design", "associate")
    assert mails(emulator) == [("assignment", BEN, "design")]
    assert sizes(emulator) == ([1] if effect else [1, 1])


# ---- E: errors


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("present", DENIED),
        ("present", "InvalidParameterValueException"),
        ("present", "LimitExceededException"),
        ("absent", "OperationNotPermittedException"),
    ],
)
def test_e1_every_error_ends_in_a_clear_message(
    associate: Any, emulator: Any, people: Any, state: str, code: str
) -> None:
    who = BEN if state == "present" else ADA
    fail(emulator, CALL_OF[state], code, times=None)
    answer = associate(state=state, **every([who], ["design"]))
    failed = only_row(answer)
    assert (failed["failed"], failed["changed"], failed["error_code"]) == (True, False, code)
    for words in (CALL_OF[state], f"'{who}'", "'design'", code, "the words of the service"):
        assert words in failed["msg"]
    for words in (CALL_OF[state], who, "design", code, "the words of the service"):
        assert words in answer["msg"]
    assert sizes(emulator, CALL_OF[state]) == [1]  # E2: nor is a quota tried again


def test_e1_credentials_that_expire_in_the_middle_end_all_calls(
    associate: Any, emulator: Any, pool: Any
) -> None:
    fail(emulator, "*", "ExpiredTokenException", times=None, after=3)
    answer = associate(**every(crowd(pool, 53), ["design"]))
    assert those(answer, "changed") == [(name, "design") for name in names(53)[:25]]
    assert answer["summary"]["failed"] == 28
    assert "not tried" in answer["associations"][-1]["msg"]
    assert len(emulator.calls) == 4


def test_e2_a_rate_limit_is_survived_in_bounded_time(
    associate: Any, emulator: Any, pool: Any, time: Any
) -> None:
    asked = every(crowd(pool, 60), ["design", "office"])
    emulator.add_fault({"operation": "*", "rate": 1})
    started = time.now
    assert associate(**asked)["summary"]["associate"] == 120
    assert associate(state="absent", **asked)["summary"]["disassociate"] == 120
    assert time.now - started < 60


def test_e2_random_throttling_is_survived(associate: Any, emulator: Any, pool: Any) -> None:
    fail(emulator, "*", "ThrottlingException", times=None, probability=0.5, seed=7)
    answer = associate(send_email_notification=True, **every(crowd(pool, 60), ["design"]))
    assert answer["summary"]["associate"] == len(emulator.mails) == 60


@BOTH_STATES
def test_e3_a_denied_stack_is_named_with_the_iam_action_and_the_others_go_on(
    associate: Any, emulator: Any, people: Any, state: str
) -> None:
    users = [BEN, EVA] if state == "present" else [CLEO]
    fail(emulator, CALL_OF[state], DENIED, times=None, stack="design")
    answer = associate(state=state, **every(users, ["design", "office"]))
    assert those(answer, "failed") == [(name, "design") for name in users]
    assert those(answer, "changed") == [(name, "office") for name in users]
    for message in (answer["associations"][0]["msg"], answer["msg"]):
        assert f"appstream:{CALL_OF[state]}" in message
        assert "'design'" in message
    assert sizes(emulator, CALL_OF[state]) == [2 * len(users), len(users), len(users)]


def test_e3_a_denied_stack_is_asked_for_once(associate: Any, emulator: Any, pool: Any) -> None:
    fail(emulator, ASSOCIATE, DENIED, times=None, stack="design")
    answer = associate(**every(crowd(pool, 30), ["design", "office"]))
    assert sizes(emulator) == [25, 20, 10]
    assert answer["summary"] == {"associate": 30, "disassociate": 0, "unchanged": 0, "failed": 30}
