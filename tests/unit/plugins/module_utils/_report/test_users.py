# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task says of users: rows, diff, summary, warnings and the message. No calls."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.change import Change
from ansible_collections.euc.appstream.plugins.module_utils._model.messages import NAMES_SHOWN
from ansible_collections.euc.appstream.plugins.module_utils._model.outcome import (
    DONE,
    NOT_NEEDED,
    Outcome,
    Problem,
    failure,
    predict_outcomes,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.user import UserIndex
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import (
    DesiredUser,
    ReconcileOptions,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.required_reads import NOTHING_READ
from ansible_collections.euc.appstream.plugins.module_utils._plan.user_plan import UserPlan
from ansible_collections.euc.appstream.plugins.module_utils._plan.users import (
    plan_user,
)
from ansible_collections.euc.appstream.plugins.module_utils._report.failures import failures_message
from ansible_collections.euc.appstream.plugins.module_utils._report.users import (
    users_result,
    warnings,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.plans import (
    ADA,
    listed,
    planned,
)

# ---- warnings


def test_c6_all_left_names_make_one_warning() -> None:
    pool = UserIndex([listed("a@x.org"), listed("b@x.org"), listed("c@x.org")])
    plans = [
        plan_user(
            DesiredUser(f"{who}@x.org", name),
            pool,
            NOTHING_READ,
            ReconcileOptions("present", "ignore"),
        )
        for who, name in (("a", "Eva"), ("b", "Eva"), ("c", "Ada"))
    ]
    (text,) = warnings(plans)
    assert "2 user(s)" in text
    assert "a@x.org, b@x.org" in text
    assert "c@x.org" not in text


def test_f3_all_similar_user_names_of_absent_users_make_one_warning() -> None:
    pool = UserIndex([listed("A@x.org"), listed("B@x.org")])
    plans = [
        plan_user(
            DesiredUser(f"{who}@x.org"), pool, NOTHING_READ, ReconcileOptions("absent", "fail")
        )
        for who in "abc"
    ]
    (text,) = warnings(plans)
    assert "a@x.org (in the pool: A@x.org)" in text
    assert "b@x.org (in the pool: B@x.org)" in text
    assert "c@x.org" not in text


def test_f3_a_similar_name_that_fails_is_not_also_a_warning() -> None:
    assert warnings([planned(listed("Ada@x.org"))]) == []


# ---- result


def answered(plan: UserPlan, *outcomes: Outcome, diff: bool = True) -> dict[str, Any]:
    found = list(outcomes) or predict_outcomes(plan.changes)
    return users_result([plan], {plan.user_name: found}, single=True, diff=diff)


def failed(change: Change, outcome_unknown: bool = False) -> Outcome:
    message = f"it broke for {change.user_name}"
    problem = Problem("g", "it broke", message, "X", outcome_unknown)
    return Outcome(change, failure(problem))


CREATED = {
    "arn": None,
    "authentication_type": "USERPOOL",
    "created_time": None,
    "enabled": True,
    "first_name": "Ada",
    "last_name": None,
    "status": None,
    "user_name": ADA,
}


def test_a1_a_created_user_shows_what_was_written_and_null_for_the_rest() -> None:
    plan = planned(first_name="Ada", stack_names=("b", "a"))
    assert answered(plan)["users"] == [
        {
            "user_name": ADA,
            "changed": True,
            "failed": False,
            "msg": None,
            "actions": ["create"],
            "stacks_added": ["a", "b"],
            "stacks_removed": [],
            "mails": ["welcome"],
            "user": CREATED,
        }
    ]


def test_d2_a_user_created_and_disabled_is_shown_as_disabled() -> None:
    row = answered(planned(first_name="Ada", enabled=False))["users"][0]
    assert row["actions"] == ["create", "disable"]
    assert row["user"] == {**CREATED, "enabled": False}


def test_a_deleted_user_is_null() -> None:
    answer = answered(planned(listed(), ("b", "a"), "absent"))
    assert answer["users"][0]["stacks_removed"] == ["a", "b"]
    assert answer["users"][0]["actions"] == ["delete"]
    assert answer["users"][0]["user"] is None
    assert answer["user"] is None


def test_d1_an_unchanged_user_is_shown_as_read() -> None:
    answer = answered(planned(listed(), enabled=True))
    assert answer["changed"] is False
    assert answer["user"]["first_name"] == "Ada"
    assert answer["users"][0]["actions"] == []
    assert answer["diff"] == {"before": {}, "after": {}}
    assert "msg" not in answer


def test_r5_what_was_not_needed_any_more_is_in_the_state_but_no_change() -> None:
    plan = planned(listed(), enabled=False)
    answer = answered(plan, Outcome(plan.changes[0], NOT_NEEDED))
    assert answer["changed"] is False
    assert answer["user"]["enabled"] is False
    assert answer["users"][0]["actions"] == []


def test_a5_on_failure_what_was_done_is_reported_and_the_last_known_state_shown() -> None:
    plan = planned(first_name="Ada", stack_names=("a", "b"), enabled=False)
    create, first, second, _disable = plan.changes
    answer = answered(plan, Outcome(create, DONE), Outcome(first, DONE), failed(second))
    row = answer["users"][0]
    assert (row["changed"], row["failed"], row["msg"]) == (
        True,
        True,
        f"it broke for {ADA}; therefore not tried: disable",
    )
    assert row["actions"] == ["create"]
    assert row["stacks_added"] == ["a"]
    assert answer["user"] == row["user"] == CREATED
    assert answer["changed"] is True
    assert answer["msg"] == f"1 of 1 users failed: 1 x it broke [{ADA}]"
    assert answer["diff"]["after"][ADA]["stack_names"] == ["a"]


def test_r8_an_unknown_outcome_is_failed_and_changed_and_not_counted_as_done() -> None:
    plan = planned(listed(), message_action="resend")
    answer = answered(plan, failed(plan.changes[0], outcome_unknown=True))
    row = answer["users"][0]
    assert (row["changed"], row["failed"], row["actions"]) == (True, True, [])
    assert answer["summary"]["resend"] == 0
    assert answer["summary"]["unchanged"] == 0


def test_b1_a_failed_change_alone_is_not_changed() -> None:
    plan = planned(listed(), stack_names=("a",))
    answer = answered(plan, failed(plan.changes[0]))
    assert answer["changed"] is False
    assert answer["users"][0]["stacks_added"] == []
    assert answer["diff"] == {"before": {}, "after": {}}


def test_the_same_reason_is_reported_once_in_a_row() -> None:
    plan = planned(listed(), stack_names=("a", "b"))
    answer = answered(plan, *map(failed, plan.changes))
    assert answer["users"][0]["msg"] == f"it broke for {ADA}"


def test_c2_the_row_says_why_no_invitation_was_sent() -> None:
    row = answered(planned(listed(Status="CONFIRMED"), message_action="resend"))["users"][0]
    assert (row["failed"], row["changed"]) == (False, False)
    assert row["msg"] == "no invitation was sent: the user is CONFIRMED"


@pytest.mark.parametrize(("state", "fails"), [("present", True), ("absent", False)])
def test_f3_similar_user_names_are_in_the_row(state: str, fails: bool) -> None:
    row = answered(planned(listed("Ada@x.org"), state=state))["users"][0]
    assert row["similar_user_names"] == ["Ada@x.org"]
    assert row["failed"] is fails
    assert row["changed"] is False
    assert row["user"] is None
    assert "Ada@x.org" in row["msg"]


def test_similar_user_names_are_not_in_other_rows() -> None:
    assert "similar_user_names" not in answered(planned())["users"][0]


def test_the_single_form_alone_has_user() -> None:
    plan = planned(listed())
    assert "user" in users_result([plan], {}, single=True, diff=False)
    assert "user" not in users_result([plan], {}, single=False, diff=False)


def test_nothing_asked_is_nothing_done() -> None:
    assert users_result([], {}, single=False, diff=True) == {
        "changed": False,
        "users": [],
        "summary": dict.fromkeys(
            (
                *("create", "recreate", "enable", "disable", "delete", "resend"),
                *("stacks_added", "stacks_removed", "unchanged", "failed"),
            ),
            0,
        ),
        "diff": {"before": {}, "after": {}},
    }


def test_summary_counts_users_by_action_pairs_unchanged_and_failed() -> None:
    pool = UserIndex([listed("off@x.org", Enabled=False), listed("on@x.org"), listed("same@x.org")])
    desired = [
        DesiredUser("new@x.org", stack_names=("a", "b")),
        DesiredUser("new2@x.org", enabled=False),
        DesiredUser("off@x.org", enabled=True, stack_names=("a",), message_action="resend"),
        DesiredUser("on@x.org", enabled=False),
        DesiredUser("same@x.org", enabled=True),
        DesiredUser("SAME@x.org"),
    ]
    plans = [
        plan_user(each, pool, NOTHING_READ, ReconcileOptions("present", "fail")) for each in desired
    ]
    outcomes = {plan.user_name: predict_outcomes(plan.changes) for plan in plans}
    assert users_result(plans, outcomes, single=False, diff=False)["summary"] == {
        "create": 2,
        "recreate": 0,
        "enable": 1,
        "disable": 2,
        "delete": 0,
        "resend": 1,
        "stacks_added": 3,
        "stacks_removed": 0,
        "unchanged": 1,
        "failed": 1,
    }


def test_summary_counts_deletes_and_pairs_removed() -> None:
    summary = answered(planned(listed(), ("a", "b"), "absent"))["summary"]
    assert {key: count for key, count in summary.items() if count} == {
        "delete": 1,
        "stacks_removed": 2,
    }


def test_rows_are_in_input_order_and_the_diff_is_sorted() -> None:
    names = ["c@x.org", "a@x.org", "b@x.org"]
    plans = [
        plan_user(DesiredUser(n), UserIndex([]), NOTHING_READ, ReconcileOptions("present", "fail"))
        for n in names
    ]
    answer = users_result(
        plans, {p.user_name: predict_outcomes(p.changes) for p in plans}, False, True
    )
    assert [row["user_name"] for row in answer["users"]] == names
    assert list(answer["diff"]["after"]) == sorted(names)


# ---- diff

NAMES = {"first_name": "Ada", "last_name": "Example"}
NEW = {"first_name": None, "last_name": None}

DIFFS = [
    pytest.param(
        {}, None, {**NEW, "enabled": True, "mails": ["welcome"]}, id="created, no stack asked"
    ),
    pytest.param(
        {"message_action": "suppress", "first_name": "Ada"},
        None,
        {"first_name": "Ada", "last_name": None, "enabled": True},
        id="created, suppressed",
    ),
    pytest.param(
        {"stack_names": ("b", "a"), "enabled": False},
        None,
        {**NEW, "enabled": False, "stack_names": ["a", "b"], "mails": ["welcome"]},
        id="created, added to stacks, disabled",
    ),
    pytest.param(
        {"stack_names": ("a",), "send_email_notification": True},
        None,
        {
            **NEW,
            "enabled": True,
            "stack_names": ["a"],
            "mails": ["assignment (a)", "welcome"],
        },
        id="both mails",
    ),
    pytest.param(
        {"user": listed(), "enabled": False},
        {**NAMES, "enabled": True},
        {**NAMES, "enabled": False},
        id="disabled",
    ),
    pytest.param(
        {"user": listed(Enabled=False), "enabled": True},
        {**NAMES, "enabled": False},
        {**NAMES, "enabled": True},
        id="enabled",
    ),
    pytest.param(
        {"user": listed(), "has": ("a", "z"), "stack_names": ("b", "a")},
        {**NAMES, "enabled": True, "matched_stacks": ["a"]},
        {**NAMES, "enabled": True, "matched_stacks": ["a", "b"]},
        id="A6 a partial list is never called stack_names",
    ),
    pytest.param(
        {"user": listed(), "message_action": "resend"},
        {**NAMES, "enabled": True},
        {**NAMES, "enabled": True, "mails": ["invitation"]},
        id="invited again",
    ),
    pytest.param(
        {"user": listed(), "has": ("b", "a"), "state": "absent"},
        {**NAMES, "enabled": True, "stack_names": ["a", "b"]},
        None,
        id="deleted",
    ),
    pytest.param(
        {"user": listed(), "state": "absent"},
        {**NAMES, "enabled": True, "stack_names": []},
        None,
        id="deleted without stacks",
    ),
    pytest.param(
        {"user": listed(FirstName=None, Enabled=None), "enabled": False},
        {"first_name": None, "last_name": "Example", "enabled": None},
        {"first_name": None, "last_name": "Example", "enabled": False},
        id="F5 keys left out",
    ),
]


@pytest.mark.parametrize(("given", "before", "after"), DIFFS)
def test_a3_the_diff_shows_exactly_what_we_manage(
    given: dict[str, Any], before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    assert answered(planned(**given))["diff"] == {
        "before": {} if before is None else {ADA: before},
        "after": {} if after is None else {ADA: after},
    }


def test_a3_no_diff_unless_asked_for() -> None:
    assert "diff" not in answered(planned(), diff=False)


def test_a3_a_user_whose_delete_failed_shows_the_stacks_that_are_left() -> None:
    plan = planned(listed(), ("a", "b"), "absent")
    first, second, _delete = plan.changes
    answer = answered(plan, Outcome(first, DONE), failed(second))
    assert answer["diff"]["before"][ADA]["stack_names"] == ["a", "b"]
    assert answer["diff"]["after"][ADA]["stack_names"] == ["b"]
    assert answer["users"][0]["user"]["user_name"] == ADA


def test_a3_a_user_whom_another_deleted_meanwhile_is_gone_after() -> None:
    """We took the stacks; the user vanished before the delete: the diff agrees with the row."""
    plan = planned(listed(), ("a",), "absent")
    disassociate, delete = plan.changes
    answer = answered(plan, Outcome(disassociate, DONE), Outcome(delete, NOT_NEEDED))
    assert answer["user"] is None
    assert ADA not in answer["diff"]["after"]


# ---- failures


def test_a5_failures_are_grouped_by_reason_with_counts_and_the_first_names() -> None:
    problems = [(f"u{n}@x.org", Problem("one", f"first ({n})", "t")) for n in range(8)]
    problems += [("v@x.org", Problem("two", "second", "t"))]
    assert NAMES_SHOWN == 5
    assert failures_message("users", 20, problems) == (
        "9 of 20 users failed: 8 x one, such as first (0)"
        " [u0@x.org, u1@x.org, u2@x.org, u3@x.org, u4@x.org and 3 more]; 1 x second [v@x.org]"
    )


def test_a5_a_user_who_failed_twice_is_counted_once() -> None:
    problems = [
        ("u@x.org", Problem("one", "first", "t")),
        ("u@x.org", Problem("one", "first", "t")),
        ("u@x.org", Problem("two", "second", "t")),
    ]
    assert failures_message("users", 2, problems) == (
        "1 of 2 users failed: 1 x first [u@x.org]; 1 x second [u@x.org]"
    )


def test_e4_a_reached_quota_says_how_many_were_made() -> None:
    plans = [
        plan_user(
            DesiredUser(name), UserIndex([]), NOTHING_READ, ReconcileOptions("present", "fail")
        )
        for name in ("a@x.org", "b@x.org")
    ]
    full = Problem("CreateUser LimitExceededException", "full", "t", "LimitExceededException")
    outcomes = {
        "a@x.org": predict_outcomes(plans[0].changes),
        "b@x.org": [Outcome(plans[1].changes[0], failure(full))],
    }
    message = users_result(plans, outcomes, single=False, diff=False)["msg"]
    assert message == "1 of 2 users failed: 1 x full [b@x.org]. Users created by this task: 1"
