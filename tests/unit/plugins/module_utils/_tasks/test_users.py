# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole runs of appstream_user, below its Ansible surface, on the emulator in this process."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError

ADA = "ada@example.com"  # enabled, pending, on design
BEN = "ben@example.com"  # disabled, confirmed, on no stack
CLEO = "cleo@example.com"  # disabled, pending, on no stack
DAN = "dan@example.com"  # enabled, confirmed, on design and office
EVA = "Eva@example.com"  # enabled, pending, and asked for as eva@example.com
NEW = "new@example.com"
NEW2 = "new2@example.com"

CREATE, ENABLE, DISABLE, DELETE = "CreateUser", "EnableUser", "DisableUser", "DeleteUser"
ASSOCIATE, DISASSOCIATE = "BatchAssociateUserStack", "BatchDisassociateUserStack"
USERS, PAIRS = "DescribeUsers", "DescribeUserStackAssociations"
WRITES = {CREATE, ENABLE, DISABLE, DELETE, ASSOCIATE, DISASSOCIATE}
EXISTS = "ResourceAlreadyExistsException"
NOT_FOUND = "ResourceNotFoundException"


@pytest.fixture
def people(pool: Any) -> Any:
    """The pool with five users."""
    pool.add_user(ADA, "Ada", "Example")
    pool.add_user(BEN, "Ben", "Example", enabled=False, status="CONFIRMED")
    pool.add_user(CLEO, enabled=False)
    pool.add_user(DAN, "Dan", "Example", status="CONFIRMED")
    pool.add_user(EVA)
    for pair in ((ADA, "design"), (DAN, "design"), (DAN, "office")):
        pool.associate(*pair)
    return pool


def writes(emulator: Any) -> list[str]:
    """The writing calls in their order."""
    return [call["operation"] for call in emulator.calls if call["operation"] in WRITES]


def sent(emulator: Any, operation: str) -> list[dict[str, Any]]:
    """What was sent with each call of one operation."""
    return [call["params"] for call in emulator.calls if call["operation"] == operation]


def batch_sizes(emulator: Any, operation: str = ASSOCIATE) -> list[int]:
    return [len(params["UserStackAssociations"]) for params in sent(emulator, operation)]


def mails(emulator: Any) -> list[tuple[str, str, str | None]]:
    return [(mail["kind"], mail["user_name"], mail["stack_name"]) for mail in emulator.mails]


def fail(emulator: Any, operation: str, code: str, times: int | None = 1, **rule: Any) -> None:
    """The next calls of an operation end with an error."""
    error = {"code": code, "message": "the words of the service"}
    error.update(rule.pop("error", {}))
    emulator.add_fault({"operation": operation, "error": error, "times": times, **rule})


def item_fail(emulator: Any, code: str, times: int | None = 1, **rule: Any) -> None:
    """The next batches have an error for some pairs."""
    item_error = {"code": code, **rule.pop("item_error", {})}
    operation = rule.pop("operation", ASSOCIATE)
    emulator.add_fault({"operation": operation, "item_error": item_error, "times": times, **rule})


def drop(emulator: Any, operation: str, when: str, times: int | None = 1, **rule: Any) -> None:
    """The next answers are lost, before or after the effect."""
    emulator.add_fault({"operation": operation, "drop": when, "times": times, **rule})


def names(count: int) -> list[str]:
    return [f"u{number:03}@example.com" for number in range(count)]


def users(*user_names: str) -> list[dict[str, Any]]:
    return [{"user_name": name} for name in user_names]


def by_name(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["user_name"]: row for row in answer["users"]}


def failed_names(answer: dict[str, Any]) -> list[str]:
    return [row["user_name"] for row in answer["users"] if row["failed"]]


# ---- A1 and A2: foretold, done, and done again

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
    pytest.param({"user_name": ADA, "message_action": "suppress"}, id="suppress for who exists"),
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
    pytest.param({"user_name": "eva@example.com"}, id="near miss"),
    pytest.param({"user_name": "eva@example.com", "state": "absent"}, id="near miss, absent"),
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
def test_a1_check_mode_foretells_all_of_the_result(
    run: Any, people: Any, params: dict[str, Any]
) -> None:
    foretold, warned = run(check_mode=True, **params), list(run.warnings)
    done = run(**params)
    assert foretold == done
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


GAP_ANSWERS = [
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


@pytest.mark.parametrize(("gap", "answer"), GAP_ANSWERS)
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
    moment = datetime.datetime(2026, 1, 31, 8, 30, tzinfo=datetime.UTC)
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


@pytest.mark.parametrize("empty_pages", [0, 1, 3])
def test_f1_a_user_on_the_last_page_is_found(
    run: Any, emulator: Any, people: Any, empty_pages: int
) -> None:
    emulator.configure(page_size=2, empty_pages=empty_pages)
    answer = run(users=users(ADA, BEN, CLEO, DAN, EVA))
    assert answer["changed"] is False
    assert emulator.counts() == {USERS: 3 * (1 + empty_pages)}


def test_f2_names_match_exactly(run: Any, emulator: Any, people: Any) -> None:
    assert run(user_name="da@example.com")["users"][0]["actions"] == ["create"]


def test_f3_present_makes_no_second_account(run: Any, emulator: Any, people: Any) -> None:
    row = run(user_name="eva@example.com", stack_names=["design"], enabled=False)["users"][0]
    assert row["failed"] is True
    assert row["near_misses"] == [EVA]
    assert EVA in row["msg"]
    assert writes(emulator) == []


def test_f3_an_accent_written_in_another_way_makes_no_second_account(
    run: Any, emulator: Any, pool: Any
) -> None:
    pool.add_user("zo\u00e9@example.com")
    row = run(user_name="Zoe\u0301@example.com")["users"][0]
    assert row["failed"] is True
    assert row["near_misses"] == ["zo\u00e9@example.com"]
    assert writes(emulator) == []


def test_f3_absent_does_nothing_and_warns(run: Any, emulator: Any, people: Any) -> None:
    answer = run(user_name="eva@example.com", state="absent")
    assert "msg" not in answer
    assert answer["changed"] is False
    assert answer["users"][0]["near_misses"] == [EVA]
    assert len(run.warnings) == 1
    assert EVA in run.warnings[0]
    assert EVA in people.users


@pytest.mark.parametrize("state", ["present", "absent"])
def test_f3_listed_capitalisations_are_refused(
    run: Any, emulator: Any, people: Any, state: str
) -> None:
    with pytest.raises(InvalidInput, match=r"'Eva@example\.com' and 'eva@example\.com'"):
        run(users=users(EVA, "eva@example.com", NEW), state=state)
    assert writes(emulator) == []


def test_f3_listed_capitalisations_that_both_exist_are_two_users(
    run: Any, emulator: Any, people: Any
) -> None:
    people.add_user("eva@example.com")
    answer = run(users=users(EVA, "eva@example.com"), enabled=False)
    assert [row["changed"] for row in answer["users"]] == [True, True]


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


# ---- C: create, names, mails


def test_c_create_sends_what_was_given_and_nothing_else(run: Any, emulator: Any, pool: Any) -> None:
    run(users=[{"user_name": NEW, "first_name": "N"}, {"user_name": NEW2}])
    both = {"AuthenticationType": "USERPOOL"}
    assert sent(emulator, CREATE) == [
        {"UserName": NEW, "FirstName": "N", **both},
        {"UserName": NEW2, **both},
    ]
    assert mails(emulator) == [("welcome", NEW, None), ("welcome", NEW2, None)]


def test_c_suppress_sends_no_welcome_mail(run: Any, emulator: Any, pool: Any) -> None:
    run(user_name=NEW, message_action="suppress")
    assert sent(emulator, CREATE)[0]["MessageAction"] == "SUPPRESS"
    assert emulator.mails == []


def test_c1_resend_carries_three_parameters(run: Any, emulator: Any, people: Any) -> None:
    run(
        user_name=ADA,
        first_name="Ada",
        last_name="Example",
        message_action="resend",
        send_email_notification=True,
    )
    assert sent(emulator, CREATE) == [
        {"UserName": ADA, "AuthenticationType": "USERPOOL", "MessageAction": "RESEND"}
    ]
    assert mails(emulator) == [("invitation", ADA, None)]


def test_c2_resend_goes_only_to_enabled_users_who_are_pending(
    run: Any, emulator: Any, people: Any
) -> None:
    people.add_user(NEW, status="ARCHIVED")
    people.add_user(NEW2, status="SOMETHING_NEW")
    answer = run(users=users(ADA, BEN, CLEO, DAN, NEW, NEW2), message_action="resend")
    assert [mail[1] for mail in mails(emulator)] == [ADA, NEW2]
    told = {row["user_name"]: row["msg"] for row in answer["users"]}
    assert told[ADA] is told[NEW2] is None
    assert "CONFIRMED" in told[BEN]
    assert "disabled" in told[CLEO]
    assert "CONFIRMED" in told[DAN]
    assert "ARCHIVED" in told[NEW]
    assert "msg" not in answer


def test_c3_a_sent_invitation_is_changed_each_time(run: Any, emulator: Any, people: Any) -> None:
    for count in (1, 2):
        answer = run(user_name=ADA, message_action="resend")
        assert answer["changed"] is True
        assert answer["summary"]["resend"] == 1
        assert len(emulator.mails) == count


def test_c3_resend_never_creates(run: Any, emulator: Any, people: Any) -> None:
    answer = run(users=users(NEW, ADA), message_action="resend", stack_names=["office"])
    assert failed_names(answer) == [NEW]
    assert NEW not in people.users
    assert mails(emulator) == [("invitation", ADA, None)]


def test_d5_nobody_is_created_where_missing_users_are_ignored(
    run: Any, emulator: Any, people: Any
) -> None:
    asked = {"enabled": False, "stack_names": ["office"], "on_missing_user": "ignore"}
    for check_mode in (True, False):
        answer = run(check_mode, users=users(NEW, ADA), **asked)
        assert failed_names(answer) == []
        missing = answer["users"][0]
        assert (missing["changed"], missing["user"], missing["actions"]) == (False, None, [])
        assert "not created" in missing["msg"]
    assert NEW not in people.users
    assert people.users[ADA].enabled is False
    assert mails(emulator) == []


@pytest.mark.parametrize(
    ("who", "enabled", "invited"),
    [(CLEO, True, True), (ADA, False, False), (ADA, None, True), (CLEO, None, False)],
)
def test_c3_resend_is_judged_on_the_state_after_the_task(
    run: Any, emulator: Any, people: Any, who: str, enabled: bool | None, invited: bool
) -> None:
    run(user_name=who, enabled=enabled, message_action="resend")
    assert bool(emulator.mails) is invited


@pytest.mark.parametrize("notify", [True, False])
@pytest.mark.parametrize("action", [None, "suppress"])
def test_c4_mail_options_alone_change_nothing(
    run: Any, emulator: Any, people: Any, notify: bool, action: str | None
) -> None:
    answer = run(
        user_name=ADA,
        stack_names=["design"],
        send_email_notification=notify,
        message_action=action,
    )
    assert answer["changed"] is False
    assert writes(emulator) == []


@pytest.mark.parametrize("notify", [True, False])
def test_c5_the_notification_is_sent_as_given(
    run: Any, emulator: Any, people: Any, notify: bool
) -> None:
    run(user_name=BEN, stack_names=["design"], send_email_notification=notify)
    (call,) = sent(emulator, ASSOCIATE)
    assert call["UserStackAssociations"][0]["SendEmailNotification"] is notify
    assert mails(emulator) == ([("assignment", BEN, "design")] if notify else [])


def test_c5_users_with_and_without_notification_share_a_batch(
    run: Any, emulator: Any, people: Any
) -> None:
    run(
        users=[{"user_name": BEN}, {"user_name": CLEO, "send_email_notification": False}],
        stack_names=["design"],
        send_email_notification=True,
    )
    assert mails(emulator) == [("assignment", BEN, "design")]
    assert batch_sizes(emulator) == [2]


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


def test_a_user_is_disabled_although_the_association_failed(
    run: Any, emulator: Any, people: Any
) -> None:
    row = run(user_name=ADA, stack_names=["nowhere"], enabled=False)["users"][0]
    assert people.users[ADA].enabled is False
    assert (row["failed"], row["changed"], row["actions"]) == (True, True, ["disable"])
    assert row["user"]["enabled"] is False


def test_a_new_user_is_disabled_although_the_association_failed(
    run: Any, emulator: Any, pool: Any
) -> None:
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
def test_r1_without_wait_the_first_answer_counts(
    run: Any, emulator: Any, pool: Any, time: Any, params: dict[str, Any]
) -> None:
    item_fail(emulator, "USER_NAME_NOT_FOUND", user=NEW)
    answer = run(user_name=NEW, stack_names=["design"], **params)
    assert failed_names(answer) == [NEW]
    assert batch_sizes(emulator) == [1]
    assert time.slept == []


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


def test_r2_stack_not_found_fails_at_once(run: Any, emulator: Any, people: Any, time: Any) -> None:
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


def test_r3_an_internal_error_that_stays_is_given_up(
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


STEPS = [
    pytest.param(USERS, {"user_name": NEW}, id="scan"),
    pytest.param(PAIRS, {"user_name": BEN, "stack_names": ["design"]}, id="read pairs"),
    pytest.param(CREATE, {"user_name": NEW}, id="create"),
    pytest.param(ENABLE, {"user_name": BEN, "enabled": True}, id="enable"),
    pytest.param(DISABLE, {"user_name": ADA, "enabled": False}, id="disable"),
    pytest.param(DELETE, {"user_name": BEN, "state": "absent"}, id="delete"),
    pytest.param(ASSOCIATE, {"user_name": BEN, "stack_names": ["design"]}, id="associate"),
    pytest.param(DISASSOCIATE, {"user_name": ADA, "state": "absent"}, id="disassociate"),
]


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


def test_r4_without_wait_the_first_answer_counts(
    run: Any, emulator: Any, pool: Any, time: Any
) -> None:
    fail(emulator, DISABLE, NOT_FOUND)
    row = run(user_name=NEW, enabled=False, wait=False)["users"][0]
    assert (row["failed"], row["actions"]) == (True, ["create"])
    assert row["user"]["enabled"] is True
    assert time.slept == []


LAGS = [{"lag_reads": 1}, {"lag_reads": 5}, {"lag_seconds": 45}]


@pytest.mark.parametrize("lag", LAGS)
@pytest.mark.parametrize("params", SCENARIOS)
def test_r5_lagging_reads_do_not_touch_the_result(
    run: Any, emulator: Any, people: Any, params: dict[str, Any], lag: dict[str, Any]
) -> None:
    foretold = run(check_mode=True, **params)
    emulator.configure(**lag)
    assert run(**params) == foretold


def test_r5_a_refusal_after_a_lost_answer_is_settled_by_reads_that_may_lag(
    run: Any, emulator: Any, people: Any
) -> None:
    """The service may refuse to enable an enabled user: our own lost request did that."""
    emulator.configure(enable_enabled="InvalidAccountStatusException")
    emulator.configure(lag_reads=1)
    drop(emulator, ENABLE, "after")
    answer = run(user_name=BEN, enabled=True)
    assert "msg" not in answer
    assert answer["users"][0]["actions"] == ["enable"]


@pytest.mark.parametrize(
    ("gap", "operation", "params"),
    [
        ("enable_enabled", ENABLE, {"user_name": BEN, "enabled": True}),
        ("disable_disabled", DISABLE, {"user_name": ADA, "enabled": False}),
    ],
)
def test_r8_a_refusal_after_a_lost_answer_is_settled_by_reading(
    run: Any,
    emulator: Any,
    people: Any,
    gap: str,
    operation: str,
    params: dict[str, Any],
) -> None:
    emulator.configure(**{gap: "InvalidAccountStatusException"})
    drop(emulator, operation, "after")
    answer = run(**params)
    assert "msg" not in answer
    assert answer["users"][0]["changed"] is True


def test_d1_a_user_whom_another_enabled_meanwhile_is_not_changed(
    run: Any, emulator: Any, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(emulator, ENABLE, "InvalidAccountStatusException")
    monkeypatch.setattr(
        run.client, "enable_user", _before(run.client.enable_user, people.set_enabled, BEN, True)
    )
    answer = run(user_name=BEN, enabled=True)
    assert "msg" not in answer
    assert answer["changed"] is False
    assert answer["user"]["enabled"] is True


def _before(call: Any, meanwhile: Any, *args: Any) -> Any:
    """A call before which another does something."""

    def both(*given: Any) -> Any:
        meanwhile(*args)
        return call(*given)

    return both


def test_r6_a_run_after_a_half_failed_one_finishes(run: Any, emulator: Any, pool: Any) -> None:
    params: dict[str, Any] = {"user_name": NEW, "stack_names": ["later"], "enabled": False}
    fail(emulator, DISABLE, "OperationNotPermittedException")
    first = run(**params)
    assert (first["users"][0]["failed"], first["users"][0]["actions"]) == (True, ["create"])
    pool.add_stack("later")
    again = run(**params)["users"][0]
    assert (again["failed"], again["actions"]) == (False, ["disable"])
    assert again["stacks_added"] == ["later"]
    assert len(emulator.mails) == 1


# R7: ResourceAlreadyExists that the read did not foresee


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


def test_r7_other_capitals_of_a_parallel_run_are_a_near_miss(
    run: Any, emulator: Any, pool: Any
) -> None:
    emulator.configure(create_other_capitals=EXISTS)
    appear(emulator, user_name="NEW@example.com")
    row = run(user_name=NEW, stack_names=["design"])["users"][0]
    assert (row["failed"], row["changed"]) == (True, False)
    assert row["near_misses"] == ["NEW@example.com"]
    assert writes(emulator) == [CREATE]


def test_r7_resend_does_not_reach_a_user_who_appears(run: Any, emulator: Any, pool: Any) -> None:
    """Judged on the pool as read: RESEND never creates, so no call is made at all."""
    appear(emulator)
    assert failed_names(run(user_name=NEW, message_action="resend")) == [NEW]
    assert writes(emulator) == []


@pytest.mark.parametrize("wait", [True, False])
@pytest.mark.parametrize("lag", [{}, {"lag_reads": 3}, {"lag_seconds": 10_000}])
def test_r7_our_own_create_whose_answer_was_lost_is_changed(
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


# R8: lost answers where a repeat could mail again

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


@pytest.mark.parametrize(("fault", "mailed"), LOST)
def test_r8_a_lost_resend_is_not_repeated(
    run: Any, emulator: Any, people: Any, fault: dict[str, Any], mailed: int
) -> None:
    emulator.add_fault({"operation": CREATE, **fault})
    answer = run(user_name=ADA, message_action="resend")
    row = answer["users"][0]
    assert (row["failed"], row["changed"], row["actions"]) == (True, True, [])
    for told in (row["msg"], answer["msg"]):
        assert "outcome unknown, not repeated" in told
    assert emulator.counts()[CREATE] == 1
    assert len(emulator.mails) == mailed


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
    ("operation", "params"),
    [
        (ENABLE, {"user_name": BEN, "enabled": True}),
        (DISABLE, {"user_name": ADA, "enabled": False}),
        (DELETE, {"user_name": BEN, "state": "absent"}),
    ],
)
def test_r8_an_effect_that_cannot_be_read_is_unknown(
    run: Any, emulator: Any, people: Any, operation: str, params: dict[str, Any]
) -> None:
    fail(emulator, operation, "InternalFailure", None, error={"status": 500, "after_effect": True})
    fail(emulator, USERS, "OperationNotPermittedException", None, after=1)
    row = run(**params)["users"][0]
    assert (row["failed"], row["changed"], row["actions"]) == (True, True, [])
    assert "outcome unknown" in row["msg"]


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


# ---- E: errors

SUBJECTS = [
    pytest.param(CREATE, {"user_name": NEW}, id="create"),
    pytest.param(CREATE, {"user_name": ADA, "message_action": "resend"}, id="resend"),
    *STEPS[3:],
]
CODES = [
    "AccessDeniedException",
    "BrandNewException",
    "ConcurrentModificationException",
    "ExpiredTokenException",
    "InvalidAccountStatusException",
    "InvalidParameterCombinationException",
    "InvalidParameterValueException",
    "LimitExceededException",
    "OperationNotPermittedException",
    "ResourceAlreadyExistsException",
    "ResourceNotFoundException",
    "SerializationException",
    "UnknownOperationException",
    "ValidationException",
]


@pytest.mark.parametrize(
    ("operation", "params", "code"),
    [
        pytest.param(*subject.values, code, id=f"{subject.id}-{code}")
        for subject in SUBJECTS
        for code in CODES
        if (subject.id, code) != ("delete", NOT_FOUND)  # gone is gone (D5)
    ],
)
def test_e1_every_error_ends_in_a_clear_message(
    run: Any, emulator: Any, people: Any, operation: str, params: dict[str, Any], code: str
) -> None:
    fail(emulator, operation, code, times=None)
    answer = run(**params)
    row = answer["users"][0]
    assert (row["failed"], row["changed"], answer["changed"]) == (True, False, False)
    for told in (row["msg"], answer["msg"]):
        assert operation in told
        assert f"{code}: the words of the service" in told
    assert params["user_name"] in answer["msg"]


@pytest.mark.parametrize("code", ["DIRECTORY_NOT_FOUND", "STACK_NOT_FOUND", "BRAND_NEW"])
def test_e1_every_error_of_an_item_ends_in_a_clear_message(
    run: Any, emulator: Any, people: Any, code: str
) -> None:
    item_fail(emulator, code, item_error={"message": "some words"})
    answer = run(user_name=BEN, stack_names=["design"])
    row = answer["users"][0]
    assert (row["failed"], row["changed"]) == (True, False)
    for told in (row["msg"], answer["msg"]):
        assert f"BatchAssociateUserStack for {'user ' if told == row['msg'] else 'stack '}" in told
        assert f"{code}: some words" in told
        assert BEN in told
        assert "'design'" in told


@pytest.mark.parametrize("code", ["AccessDeniedException", "BrandNewException"])
@pytest.mark.parametrize(
    ("operation", "subject"), [(USERS, "the user pool"), (PAIRS, "user 'ben@example.com'")]
)
def test_e1_a_failed_read_fails_before_the_first_write(
    run: Any, emulator: Any, people: Any, operation: str, subject: str, code: str
) -> None:
    fail(emulator, operation, code, times=None)
    with pytest.raises(AppStreamError) as caught:
        run(user_name=BEN, stack_names=["design"], enabled=True)
    for part in (operation, subject, code, "the words of the service"):
        assert part in str(caught.value)
    assert writes(emulator) == []


def busy(run: Any, pool: Any) -> dict[str, Any]:
    """A task with some 40 calls of many kinds: 10 users to make, 10 who are there."""
    for name in names(10):
        pool.add_user(name, enabled=False)
    new = [f"new-{name}" for name in names(10)]
    answer: dict[str, Any] = run(
        users=[{"user_name": n, "enabled": False} for n in new]
        + [{"user_name": n, "enabled": True, "message_action": "resend"} for n in names(10)],
        stack_names=["design", "office"],
        send_email_notification=True,
    )
    return answer


def assert_all_done_once(emulator: Any, answer: dict[str, Any]) -> None:
    assert "msg" not in answer
    assert answer["summary"] == {
        "create": 10,
        "recreate": 0,
        "enable": 10,
        "disable": 10,
        "delete": 0,
        "resend": 10,
        "stacks_added": 40,
        "stacks_removed": 0,
        "unchanged": 0,
        "failed": 0,
    }
    kinds = Counter(kind for kind, _user, _stack in mails(emulator))
    assert kinds == {"welcome": 10, "assignment": 40, "invitation": 10}
    assert max(Counter(mails(emulator)).values()) == 1


@pytest.mark.parametrize("rate", [1, 3, 10])
def test_e2_a_rate_limit_is_kept_in_bounded_time(
    run: Any, emulator: Any, pool: Any, time: Any, rate: int
) -> None:
    emulator.add_fault({"operation": "*", "rate": rate})
    started = time.now
    answer = busy(run, pool)
    assert_all_done_once(emulator, answer)
    accepted = sum(call["error"] is None for call in emulator.calls)
    assert time.now - started < 2 * accepted / rate + 5


@pytest.mark.parametrize("seed", range(6))
def test_e2_random_refusals_are_outlived_in_bounded_time(
    run: Any, emulator: Any, pool: Any, time: Any, seed: int
) -> None:
    fail(emulator, "*", "ThrottlingException", None, probability=0.5, seed=seed)
    started = time.now
    answer = busy(run, pool)
    assert_all_done_once(emulator, answer)
    assert time.now - started < 60


@pytest.mark.parametrize("operation", [USERS, PAIRS, CREATE, ENABLE, DISABLE, ASSOCIATE])
def test_e2_reads_and_writes_are_tried_again(
    run: Any, emulator: Any, pool: Any, operation: str
) -> None:
    fail(emulator, operation, "ThrottlingException", times=10)
    assert_all_done_once(emulator, busy(run, pool))


def test_e2_throttling_without_end_ends_and_the_rest_is_not_tried(
    run: Any, emulator: Any, pool: Any, time: Any
) -> None:
    fail(emulator, "*", "ThrottlingException", None, after=3)
    started = time.now
    answer = run(users=users(*names(5)), stack_names=["design"])
    assert answer["summary"]["create"] == 2
    assert failed_names(answer) == names(5)
    assert time.now - started < 200
    assert "ThrottlingException" in answer["msg"]
    assert "not tried" in by_name(answer)[names(5)[0]]["msg"]


def test_e2_e4_a_quota_is_never_tried_again(run: Any, emulator: Any, pool: Any, time: Any) -> None:
    fail(emulator, CREATE, "LimitExceededException", times=None)
    run(user_name=NEW)
    assert emulator.counts()[CREATE] == 1
    assert time.slept == []


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        (CREATE, {}),
        (ENABLE, {"enabled": True}),
        (DISABLE, {"enabled": False}),
        (DELETE, {"state": "absent"}),
        (CREATE, {"message_action": "resend"}),
    ],
)
def test_e3_a_refused_user_call_ends_calls_of_its_kind(
    run: Any, emulator: Any, pool: Any, operation: str, params: dict[str, Any]
) -> None:
    asked = names(4)
    for name in asked if params else ():
        pool.add_user(name, enabled=not params.get("enabled", False))
    fail(emulator, operation, "AccessDeniedException", times=None)
    answer = run(users=users(*asked), **params)
    assert emulator.counts()[operation] == 1
    assert failed_names(answer) == asked
    assert answer["changed"] is False
    assert f"appstream:{operation}" in answer["msg"]
    for row in answer["users"][1:]:
        assert "not tried" in row["msg"]
        assert row["user_name"] in row["msg"]
        assert f"appstream:{operation}" in row["msg"]


def test_e3_calls_of_other_kinds_go_on(run: Any, emulator: Any, people: Any) -> None:
    fail(emulator, ENABLE, "AccessDeniedException", times=None)
    answer = run(
        users=[
            {"user_name": BEN, "enabled": True},
            {"user_name": NEW},
            {"user_name": ADA, "enabled": False},
        ],
        stack_names=["office"],
    )
    assert failed_names(answer) == [BEN]
    assert by_name(answer)[NEW]["stacks_added"] == ["office"]
    assert by_name(answer)[ADA]["actions"] == ["disable"]


def test_e3_a_denied_stack_does_not_hold_up_the_others(
    run: Any, emulator: Any, people: Any
) -> None:
    fail(emulator, ASSOCIATE, "AccessDeniedException", times=None, stack="design")
    answer = run(users=users(BEN, CLEO), stack_names=["design", "office"])
    for row in answer["users"]:
        assert (row["failed"], row["stacks_added"]) == (True, ["office"])
    assert batch_sizes(emulator) == [4, 2, 2]
    assert "appstream:BatchAssociateUserStack" in answer["msg"]


def test_e3_the_other_chunks_run_and_a_denied_stack_is_asked_once(
    run: Any, emulator: Any, pool: Any
) -> None:
    for name in names(30):
        pool.add_user(name)
    fail(emulator, ASSOCIATE, "AccessDeniedException", times=None, stack="design")
    answer = run(users=users(*names(30)), stack_names=["design", "office"])
    assert batch_sizes(emulator) == [25, 20, 10]
    assert [row["stacks_added"] for row in answer["users"]] == [["office"]] * 30
    assert failed_names(answer) == names(30)


@pytest.mark.parametrize("denied", [["design"], ["design", "office"]])
def test_e3_a_refusal_names_the_stacks(
    run: Any, emulator: Any, people: Any, denied: list[str]
) -> None:
    """In ``msg`` too, and whatever the words of the service are."""
    for stack in denied:
        fail(emulator, ASSOCIATE, "AccessDeniedException", times=None, stack=stack)
    answer = run(users=users(BEN, CLEO), stack_names=["design", "office"])
    for stack in denied:
        assert all(f"'{stack}'" in row["msg"] for row in answer["users"])
        assert stack in answer["msg"]


def test_e4_a_quota_in_the_middle_stops_creates_and_the_rest_goes_on(
    run: Any, emulator: Any, people: Any
) -> None:
    emulator.configure(user_quota=8)  # three more
    answer = run(
        users=[
            *({"user_name": name, "enabled": False} for name in names(6)),
            {"user_name": ADA},
        ],
        stack_names=["office"],
    )
    made, left = names(6)[:3], names(6)[3:]
    assert failed_names(answer) == left
    rows = by_name(answer)
    for name in made:
        assert rows[name]["actions"] == ["create", "disable"]
        assert rows[name]["stacks_added"] == ["office"]
        assert people.users[name].enabled is False
    for name in left[1:]:
        assert "not tried" in rows[name]["msg"]
        assert name in rows[name]["msg"]
    assert rows[ADA]["stacks_added"] == ["office"]
    assert emulator.counts()[CREATE] == 4
    assert "Users created by this task: 3" in answer["msg"]
    assert "L-6A8C9986" in answer["msg"]
    assert "50" in answer["msg"]
    assert answer["changed"] is True


def test_e4_r7_a_lost_create_that_filled_the_quota_is_ours(
    run: Any, emulator: Any, pool: Any
) -> None:
    """The second try of our own create may be refused for the quota that the first one filled."""
    drop(emulator, CREATE, "after", user=NEW)
    fail(emulator, CREATE, "LimitExceededException", times=None)
    answer = run(users=users(NEW, NEW2))
    assert failed_names(answer) == [NEW2]
    assert by_name(answer)[NEW]["actions"] == ["create"]
    assert "Users created by this task: 1" in answer["msg"]


def test_e4_an_invitation_is_no_create_and_goes_out(run: Any, emulator: Any, people: Any) -> None:
    emulator.configure(user_quota=5)
    answer = run(users=[{"user_name": NEW}, {"user_name": ADA, "message_action": "resend"}])
    assert failed_names(answer) == [NEW]
    assert mails(emulator) == [("invitation", ADA, None)]


def test_e4_a_second_run_with_a_higher_quota_converges(run: Any, emulator: Any, pool: Any) -> None:
    emulator.configure(user_quota=2)
    assert run(users=users(*names(4)))["summary"]["failed"] == 2
    emulator.configure(user_quota=4)
    assert run(users=users(*names(4)))["summary"]["create"] == 2


@pytest.mark.parametrize(("after", "made"), [(1, 0), (3, 2), (6, 5)])
def test_e1_credentials_that_expire_in_the_middle_end_all_calls(
    run: Any, emulator: Any, pool: Any, after: int, made: int
) -> None:
    fail(emulator, "*", "ExpiredTokenException", times=None, after=after)
    answer = run(users=users(*names(5)), stack_names=["design"], enabled=False)
    assert len(emulator.calls) == after + 1
    assert failed_names(answer) == names(5)
    assert [row["changed"] for row in answer["users"]] == [True] * made + [False] * (5 - made)
    assert answer["changed"] is bool(made)
    assert "not tried" in answer["users"][-1]["msg"]
    assert "ExpiredTokenException" in answer["users"][-1]["msg"]


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        (CREATE, {"user_name": NEW}),
        (ASSOCIATE, {"user_name": BEN, "stack_names": ["design"], "send_email_notification": True}),
    ],
)
def test_e1_nothing_is_waited_for_with_expired_credentials(
    run: Any, emulator: Any, people: Any, time: Any, operation: str, params: dict[str, Any]
) -> None:
    """The answer was lost, and then the credentials expired: no further read can tell more."""
    drop(emulator, operation, "before")
    reads = 2 if operation == ASSOCIATE else 1
    fail(emulator, "*", "ExpiredTokenException", None, after=reads)
    started = time.now
    row = run(**params)["users"][0]
    assert (row["failed"], row["changed"]) == (True, True)
    assert "outcome unknown" in row["msg"]
    assert time.now - started < 10


def test_e1_credentials_that_expire_before_the_read_fail_the_task(
    run: Any, emulator: Any, pool: Any
) -> None:
    fail(emulator, "*", "ExpiredTokenException", times=None)
    with pytest.raises(AppStreamError, match="ExpiredTokenException"):
        run(user_name=NEW)
    assert emulator.counts() == {USERS: 1}


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
    assert answer["diff"] == {
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
    assert run(user_name=DAN, state="absent", stack_names=["office"])["diff"] == {
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
    answer = run(user_name=ADA, stack_names=["nowhere"])
    assert answer["changed"] is False
    assert answer["user"]["user_name"] == ADA


# ---- what the first review found


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


def test_f5_an_empty_name_is_none(run: Any, emulator: Any, pool: Any) -> None:
    emulator.configure(names_when_none="empty")
    drop(emulator, CREATE, "after")
    assert run(user_name=NEW)["summary"]["create"] == 1
    assert run(user_name=NEW, first_name="N")["users"][0]["failed"] is True


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


def test_c8_users_null_is_told_as_such(run: Any, emulator: Any) -> None:
    """What an empty roster file gives."""
    with pytest.raises(InvalidInput, match="users is null"):
        run(users=None)
    assert emulator.counts() == {}


def test_r7_f5_a_lost_create_is_ours_although_the_service_leaves_the_name_out(
    run: Any, emulator: Any, pool: Any
) -> None:
    drop(emulator, CREATE, "before")
    appear(emulator, omit=["FirstName"])
    row = run(user_name=NEW, first_name="N")["users"][0]
    assert (row["failed"], row["changed"], row["actions"]) == (False, True, ["create"])


@pytest.mark.parametrize(("enabled", "operation"), [(True, ENABLE), (False, DISABLE)])
def test_f5_who_is_not_known_to_be_enabled_or_disabled_is_switched_each_time(
    run: Any, emulator: Any, pool: Any, enabled: bool, operation: str
) -> None:
    """The documented price of the service leaving Enabled out: A2 cannot hold."""
    pool.add_user(NEW, omit=["Enabled"])
    for expected in (1, 2):
        assert run(user_name=NEW, enabled=enabled)["changed"] is True
        assert emulator.counts()[operation] == expected


@pytest.mark.parametrize("operation", [ENABLE, DISABLE])
def test_e1_a_plain_refusal_is_not_waited_for(
    run: Any, emulator: Any, people: Any, time: Any, operation: str
) -> None:
    fail(emulator, operation, "OperationNotPermittedException", times=None)
    started = time.now
    name, enabled = (BEN, True) if operation == ENABLE else (ADA, False)
    assert failed_names(run(user_name=name, enabled=enabled)) == [name]
    assert time.now == started


def test_e3_r8_a_switch_that_was_lost_and_then_denied_is_looked_for(
    run: Any, emulator: Any, people: Any
) -> None:
    drop(emulator, ENABLE, "after")
    fail(emulator, ENABLE, "AccessDeniedException", times=None)
    row = run(user_name=BEN, enabled=True)["users"][0]
    assert (row["failed"], row["changed"], row["actions"]) == (False, True, ["enable"])


def test_a5_what_was_left_after_a_failure_is_told(run: Any, emulator: Any, people: Any) -> None:
    fail(emulator, ENABLE, "OperationNotPermittedException")
    answer = run(user_name=CLEO, enabled=True, stack_names=["design"], message_action="resend")
    row = answer["users"][0]
    assert row["msg"].endswith("therefore not tried: associate 'design', resend")


# ---- what the second review found


def test_r2_a_lost_answer_does_not_hide_that_a_stack_is_missing(
    run: Any, emulator: Any, people: Any, time: Any
) -> None:
    drop(emulator, ASSOCIATE, "before")
    started = time.now
    row = run(user_name=BEN, stack_names=["nowhere"])["users"][0]
    assert (row["failed"], row["changed"]) == (True, False)
    assert "unknown" not in row["msg"]
    assert time.now - started < 5


def test_e3_a_lost_answer_does_not_hide_that_a_stack_is_denied(
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


def test_e3_a_stack_that_refuses_everybody_is_taken_apart_once(
    run: Any, emulator: Any, pool: Any
) -> None:
    for name in names(400):
        pool.add_user(name)
    fail(emulator, ASSOCIATE, "OperationNotPermittedException", times=None)
    answer = run(users=users(*names(400)), stack_names=["design"])
    assert answer["summary"]["failed"] == 400
    assert emulator.counts()[ASSOCIATE] == 49 + 15
