# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole runs of appstream_user, below its Ansible surface: from options to result."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    CREATE,
    DISABLE,
    ENABLE,
    EXISTS,
    NOT_FOUND,
    fail,
    hide_stacks,
    mails,
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
    NEW2,
    by_name,
    failed_names,
    users,
    writes,
)

# ---- A1 and A2: predicted, done, and done again

SCENARIOS = [
    pytest.param({"user_name": NEW}, id="create"),
    pytest.param({"user_name": NEW, "first_name": "N", "last_name": "E"}, id="create with names"),
    pytest.param({"user_name": NEW, "enabled": False}, id="D2 create disabled"),
    pytest.param({"user_name": NEW, "enabled": True}, id="create enabled"),
    pytest.param({"user_name": NEW, "message_action": "suppress"}, id="create suppressed"),
    pytest.param(
        {
            "user_name": NEW,
            "stack_names": ["office", "design"],
            "send_email_notification": True,
            "enabled": False,
        },
        id="create with stacks and mails, disabled",
    ),
    pytest.param({"user_name": ADA}, id="nothing asked"),
    pytest.param({"user_name": ADA, "enabled": True, "stack_names": ["design"]}, id="is so"),
    pytest.param(
        {"user_name": BEN, "enabled": True, "stack_names": ["design", "office"]},
        id="enable and two stacks",
    ),
    pytest.param(
        {"user_name": ADA, "stack_names": ["design", "office"], "send_email_notification": True},
        id="one stack more, with a mail",
    ),
    pytest.param({"user_name": DAN, "enabled": False}, id="disable"),
    pytest.param(
        {"user_name": ADA, "message_action": "suppress"}, id="suppress for a user who exists"
    ),
    pytest.param({"user_name": ADA, "message_action": "resend"}, id="resend"),
    pytest.param(
        {"user_name": CLEO, "enabled": True, "message_action": "resend"}, id="enable and resend"
    ),
    pytest.param(
        {"user_name": ADA, "enabled": False, "message_action": "resend"}, id="disable, no resend"
    ),
    pytest.param({"user_name": DAN, "message_action": "resend"}, id="resend to confirmed"),
    pytest.param({"user_name": CLEO, "message_action": "resend"}, id="resend to disabled"),
    pytest.param({"user_name": NEW, "message_action": "resend"}, id="resend to nobody"),
    pytest.param({"user_name": DAN, "state": "absent"}, id="absent"),
    pytest.param({"user_name": BEN, "state": "absent"}, id="absent without stacks"),
    pytest.param({"user_name": NEW, "state": "absent"}, id="absent already"),
    pytest.param({"user_name": "eva@example.com"}, id="similar name"),
    pytest.param({"user_name": "eva@example.com", "state": "absent"}, id="similar name, absent"),
    pytest.param({"user_name": ADA, "first_name": "Eva", "enabled": False}, id="name, fail"),
    pytest.param(
        {"user_name": ADA, "first_name": "Eva", "enabled": False, "on_name_change": "ignore"},
        id="name, ignore",
    ),
    pytest.param({"users": []}, id="nobody"),
    pytest.param({"users": [], "state": "absent"}, id="nobody, absent"),
    pytest.param(
        {
            "stack_names": ["office"],
            "enabled": True,
            "users": [
                {"user_name": NEW, "send_email_notification": True},
                {"user_name": ADA},
                {"user_name": BEN, "enabled": False},
                {"user_name": CLEO, "stack_names": ["design"], "message_action": "resend"},
                {"user_name": DAN, "first_name": "Eva"},
                {"user_name": "eva@example.com"},
                {"user_name": NEW2, "enabled": False, "message_action": "suppress"},
            ],
        },
        id="all at once",
    ),
    pytest.param({"state": "absent", "users": users(DAN, NEW, BEN)}, id="several absent"),
]


@pytest.mark.parametrize("params", SCENARIOS)
def test_a1_check_mode_makes_no_writing_call(
    run: Any, emulator: Any, people: Any, params: dict[str, Any]
) -> None:
    before = emulator.state()
    run(check_mode=True, **params)
    assert writes(emulator) == []
    assert emulator.mails == []
    assert emulator.state() == before


@pytest.mark.parametrize("params", SCENARIOS)
def test_a1_check_mode_predicts_all_of_the_result(
    run: Any, people: Any, params: dict[str, Any]
) -> None:
    predicted, warned = run(check_mode=True, **params), list(run.warnings)
    done = run(**params)
    assert predicted == done
    assert warned == run.warnings


@pytest.mark.parametrize("params", SCENARIOS)
def test_a2_the_second_run_writes_nothing(
    run: Any, emulator: Any, people: Any, params: dict[str, Any]
) -> None:
    first = run(**params)
    emulator.clear_log()
    again = run(**params)
    invited = [row["user_name"] for row in again["users"] if row["actions"] == ["resend"]]
    assert again["changed"] is bool(invited)
    assert writes(emulator) == [CREATE] * len(invited)
    assert mails(emulator) == [("invitation", name, None) for name in invited]
    assert failed_names(again) == failed_names(first)


@pytest.mark.parametrize("params", SCENARIOS)
def test_a1_changed_says_whether_something_was_written(
    run: Any, emulator: Any, people: Any, params: dict[str, Any]
) -> None:
    assert run(**params)["changed"] is bool(writes(emulator))


def test_a2_the_second_run_shows_what_the_service_knows(run: Any, pool: Any) -> None:
    assert run(user_name=NEW)["user"]["arn"] is None
    user = run(user_name=NEW)["user"]
    assert user["arn"] == pool.users[NEW].arn
    assert user["status"] == "FORCE_CHANGE_PASSWORD"


GAP_RESPONSES = [
    ("associations_of_deleted", "stay"),
    ("describe_unknown_stack", NOT_FOUND),
    ("describe_unknown_user", "InvalidParameterCombinationException"),
    ("disassociate_unassociated", "USER_NAME_NOT_FOUND"),
    ("enable_enabled", "InvalidAccountStatusException"),
    ("disable_disabled", "InvalidAccountStatusException"),
    ("associate_again", "INTERNAL_ERROR"),
    ("create_other_capitals", EXISTS),
    ("errors_when_none", "left_out"),  # B3
    ("errors_when_none", "null"),
]


@pytest.mark.parametrize(("gap", "answer"), GAP_RESPONSES)
@pytest.mark.parametrize("params", SCENARIOS[-2:])
def test_a1_a2_hold_whatever_the_service_does_where_nobody_knows(
    run: Any,
    emulator: Any,
    people: Any,
    params: dict[str, Any],
    gap: str,
    answer: Any,
) -> None:
    emulator.configure(**{gap: answer})
    assert run(check_mode=True, **params) == run(**params)
    emulator.clear_log()
    run(**params)
    assert set(writes(emulator)) <= {CREATE}
    assert {call.get("MessageAction") for call in sent(emulator, CREATE)} <= {"RESEND"}


# ---- A6, F5, F6: what is read


def test_a6_created_time_is_iso_in_utc_with_the_zone(run: Any, pool: Any) -> None:
    moment = datetime.datetime(2026, 1, 31, 8, 30, tzinfo=datetime.timezone.utc)
    pool.add_user(NEW, created_time=moment.timestamp())
    assert run(user_name=NEW)["user"]["created_time"] == "2026-01-31T08:30:00+00:00"


@pytest.mark.parametrize(
    "params",
    [
        {"enabled": True, "stack_names": ["design"]},
        {"enabled": False},
        {"message_action": "resend"},
        {"first_name": "N", "on_name_change": "ignore"},
        {"first_name": "N"},
        {"state": "absent"},
    ],
)
def test_f5_missing_keys_raise_nothing(run: Any, pool: Any, params: dict[str, Any]) -> None:
    pool.add_user(NEW, omit=["FirstName", "LastName", "Status", "CreatedTime", "Enabled", "Arn"])
    row = run(user_name=NEW, **params)["users"][0]
    assert row["failed"] is (params == {"first_name": "N"})
    if row["user"] is not None:
        keys = ("first_name", "last_name", "status", "created_time", "arn")
        assert [row["user"][key] for key in keys] == [None] * 5


def test_f6_unknown_status_passes_through(run: Any, pool: Any) -> None:
    pool.add_user(NEW, status="RESET_REQUIRED")
    assert run(user_name=NEW)["user"]["status"] == "RESET_REQUIRED"


# ---- F: finding users


def test_f2_names_match_exactly(run: Any, emulator: Any, people: Any) -> None:
    assert run(user_name="da@example.com")["users"][0]["actions"] == ["create"]


def test_f3_present_makes_no_second_account(run: Any, emulator: Any, people: Any) -> None:
    row = run(user_name="eva@example.com", stack_names=["design"], enabled=False)["users"][0]
    assert row["failed"] is True
    assert row["similar_user_names"] == [EVA]
    assert EVA in row["msg"]
    assert writes(emulator) == []


def test_f3_an_accent_written_in_another_way_makes_no_second_account(
    run: Any, emulator: Any, pool: Any
) -> None:
    pool.add_user("zo\u00e9@example.com")
    row = run(user_name="Zoe\u0301@example.com")["users"][0]
    assert row["failed"] is True
    assert row["similar_user_names"] == ["zo\u00e9@example.com"]
    assert writes(emulator) == []


def test_f3_absent_does_nothing_and_warns(run: Any, emulator: Any, people: Any) -> None:
    answer = run(user_name="eva@example.com", state="absent")
    assert "msg" not in answer
    assert answer["changed"] is False
    assert answer["users"][0]["similar_user_names"] == [EVA]
    assert len(run.warnings) == 1
    assert EVA in run.warnings[0]
    assert EVA in people.users


@pytest.mark.parametrize("state", ["present", "absent"])
def test_f3_listed_capitalizations_are_refused(
    run: Any, emulator: Any, people: Any, state: str
) -> None:
    with pytest.raises(InvalidInput, match=r"'Eva@example\.com' and 'eva@example\.com'"):
        run(users=users(EVA, "eva@example.com", NEW), state=state)
    assert writes(emulator) == []


def test_f3_listed_capitalizations_that_both_exist_are_two_users(
    run: Any, emulator: Any, people: Any
) -> None:
    people.add_user("eva@example.com")
    answer = run(users=users(EVA, "eva@example.com"), enabled=False)
    assert [row["changed"] for row in answer["users"]] == [True, True]


# ---- C: create, names, mails


def test_c6_another_name_fails_its_user_and_the_others_go_on(
    run: Any, emulator: Any, people: Any
) -> None:
    answer = run(
        users=[
            {"user_name": ADA, "first_name": "Eva"},
            {"user_name": CLEO, "last_name": "Example"},  # left out by the service
            {"user_name": DAN, "first_name": "Dan"},
        ],
        enabled=False,
    )
    assert failed_names(answer) == [ADA, CLEO]
    assert "on_name_change to ignore" in by_name(answer)[ADA]["msg"]
    assert people.users[ADA].enabled is True
    assert people.users[DAN].enabled is False
    assert answer["changed"] is True
    assert "2 of 3 users failed" in answer["msg"]


def test_c6_ignored_names_are_left_with_one_warning(run: Any, emulator: Any, people: Any) -> None:
    answer = run(
        users=[
            {"user_name": ADA, "first_name": "Eva", "enabled": False},
            {"user_name": DAN, "last_name": "Other"},
        ],
        on_name_change="ignore",
    )
    assert len(run.warnings) == 1
    assert ADA in run.warnings[0]
    assert DAN in run.warnings[0]
    assert writes(emulator) == [DISABLE]
    assert answer["users"][0]["user"]["first_name"] == "Ada"


@pytest.mark.parametrize(
    "params",
    [
        {"user_name": "no mail address"},
        {"user_name": ADA, "first_name": "Pérez"},
        {"users": users(ADA, "", ADA)},
        {"users": [{"user_name": ADA, "last_name": "O'Brien"}], "state": "absent"},
        {"users": [], "stack_names": ["/"]},
        {"user_name": ADA, "wait_timeout": -1},
        {"user_name": ADA, "wait_timeout": -1, "wait": False},
    ],
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_c8_bad_input_fails_before_the_first_call(
    run: Any, emulator: Any, people: Any, params: dict[str, Any], check_mode: bool
) -> None:
    with pytest.raises(InvalidInput, match="Bad input, nothing was done"):
        run(check_mode=check_mode, **params)
    assert emulator.calls == []


def test_users_empty_needs_no_call(run: Any, emulator: Any) -> None:
    answer = run(users=[])
    assert (answer["changed"], answer["users"]) == (False, [])
    assert emulator.calls == []


# ---- R: races

LAGS = [{"lag_reads": 1}, {"lag_reads": 5}, {"lag_seconds": 45}]


@pytest.mark.parametrize("lag", LAGS)
@pytest.mark.parametrize("params", SCENARIOS)
def test_r5_lagging_reads_do_not_touch_the_result(
    run: Any, emulator: Any, people: Any, params: dict[str, Any], lag: dict[str, Any]
) -> None:
    predicted = run(check_mode=True, **params)
    emulator.configure(**lag)
    assert run(**params) == predicted


# ---- A3, A5: diff and partial failure


def test_a3_the_diff_of_a_task_shows_the_touched_users_only(
    run: Any, emulator: Any, people: Any
) -> None:
    answer = run(
        users=[
            {"user_name": NEW, "first_name": "N", "send_email_notification": True},
            {"user_name": BEN, "enabled": True},
            {"user_name": DAN},
            {"user_name": ADA, "stack_names": [], "message_action": "resend"},
        ],
        stack_names=["office"],
    )
    account = answer["users"][1]["user"]["arn"].split(":")[4]
    header = f"user pool {account} eu-central-1"
    assert answer["diff"] == {
        "before_header": f"{header} (matched_stacks: only stacks that the task manages)",
        "after_header": header,
        "before": {
            ADA: {
                "first_name": "Ada",
                "last_name": "Example",
                "enabled": True,
                "matched_stacks": [],
            },
            BEN: {
                "first_name": "Ben",
                "last_name": "Example",
                "enabled": False,
                "matched_stacks": [],
            },
        },
        "after": {
            ADA: {
                "first_name": "Ada",
                "last_name": "Example",
                "enabled": True,
                "matched_stacks": [],
                "mails": ["invitation"],
            },
            BEN: {
                "first_name": "Ben",
                "last_name": "Example",
                "enabled": True,
                "matched_stacks": ["office"],
            },
            NEW: {
                "first_name": "N",
                "last_name": None,
                "enabled": True,
                "stack_names": ["office"],
                "mails": ["assignment (office)", "welcome"],
            },
        },
    }
    assert list(answer["diff"]["after"]) == [ADA, BEN, NEW]


def test_a3_the_diff_of_a_delete_shows_all_stacks(run: Any, people: Any) -> None:
    diff = run(user_name=DAN, state="absent", stack_names=["office"])["diff"]
    assert {key: diff[key] for key in ("before", "after")} == {
        "before": {
            DAN: {
                "first_name": "Dan",
                "last_name": "Example",
                "enabled": True,
                "stack_names": ["design", "office"],
            }
        },
        "after": {},
    }


def test_a3_what_failed_is_not_in_the_diff(run: Any, emulator: Any, people: Any) -> None:
    fail(emulator, DISABLE, "OperationNotPermittedException", user=ADA)
    diff = run(users=users(ADA, DAN), enabled=False)["diff"]
    assert list(diff["after"]) == [DAN]


@pytest.mark.parametrize("check_mode", [True, False])
def test_a3_no_diff_unless_asked_for(run: Any, people: Any, check_mode: bool) -> None:
    assert "diff" not in run(check_mode=check_mode, diff=False, user_name=NEW)


def test_a5_a_partial_failure_has_all_rows_and_groups_the_reasons(
    run: Any, emulator: Any, people: Any
) -> None:
    hide_stacks(emulator)
    people.add_stack("later")
    answer = run(
        users=[
            *({"user_name": name, "stack_names": ["nowhere"]} for name in names(7)),
            {"user_name": "eva@example.com"},
            {"user_name": ADA, "first_name": "Eva"},
            {"user_name": BEN, "enabled": True},
            {"user_name": DAN},
        ]
    )
    assert answer["changed"] is True
    assert len(answer["users"]) == 11
    assert failed_names(answer) == [*names(7), "eva@example.com", ADA]
    assert answer["msg"].startswith("9 of 11 users failed: ")
    assert "7 x BatchAssociateUserStack for stack 'nowhere': STACK_NOT_FOUND: " in answer["msg"]
    assert f"[{', '.join(names(5))} and 2 more]" in answer["msg"]
    assert "[eva@example.com (in the pool: Eva@example.com)]" in answer["msg"]
    assert f"[{ADA}]" in answer["msg"]
    assert answer["summary"]["failed"] == 9
    assert answer["summary"]["unchanged"] == 1
    assert by_name(answer)[BEN]["user"]["enabled"] is True


def test_a5_a_failure_without_any_change_is_not_changed(
    run: Any, emulator: Any, people: Any
) -> None:
    hide_stacks(emulator)
    answer = run(user_name=ADA, stack_names=["nowhere"])
    assert answer["changed"] is False
    assert answer["user"]["user_name"] == ADA


def test_a5_what_was_left_after_a_failure_is_reported(run: Any, emulator: Any, people: Any) -> None:
    fail(emulator, ENABLE, "OperationNotPermittedException")
    answer = run(user_name=CLEO, enabled=True, stack_names=["design"], message_action="resend")
    row = answer["users"][0]
    assert row["msg"].endswith("therefore not tried: associate 'design', resend")
