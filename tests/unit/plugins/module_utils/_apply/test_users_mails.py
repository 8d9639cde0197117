# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mails of users: creates and invitations as they are sent, and none twice."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    CREATE,
    mails,
    sent,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_runs import (
    ADA,
    BEN,
    CLEO,
    DAN,
    NEW,
    NEW2,
    batch_sizes,
    failed_names,
    users,
    writes,
)

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
    messages = {row["user_name"]: row["msg"] for row in answer["users"]}
    assert messages[ADA] is messages[NEW2] is None
    assert "CONFIRMED" in messages[BEN]
    assert "disabled" in messages[CLEO]
    assert "CONFIRMED" in messages[DAN]
    assert "ARCHIVED" in messages[NEW]
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
def test_c3_resend_is_decided_on_the_state_after_the_task(
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


@pytest.mark.parametrize(("fault", "mailed"), LOST)
def test_r8_a_lost_resend_is_not_repeated(
    run: Any, emulator: Any, people: Any, fault: dict[str, Any], mailed: int
) -> None:
    emulator.add_fault({"operation": CREATE, **fault})
    answer = run(user_name=ADA, message_action="resend")
    row = answer["users"][0]
    assert (row["failed"], row["changed"], row["actions"]) == (True, True, [])
    for message in (row["msg"], answer["msg"]):
        assert "outcome unknown, not repeated" in message
    assert emulator.counts()[CREATE] == 1
    assert len(emulator.mails) == mailed
