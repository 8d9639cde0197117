# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The limit of emails of both modules that write (C10)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import UserPool

ANN: dict[str, Any] = {"user_name": "ann@example.com", "stack_names": ["design", "office"]}
BEN: dict[str, Any] = {"user_name": "ben@example.com", "message_action": "resend"}


@pytest.mark.parametrize("check_mode", [False, True])
def test_c10_all_emails_of_a_task_count(pool: UserPool, check_mode: bool) -> None:
    pool.prepare(users=[{"user_name": "ben@example.com", "status": "FORCE_CHANGE_PASSWORD"}])
    task = {"users": [ANN, BEN], "send_email_notification": True, "check_mode": check_mode}
    refused = pool.appstream_user(**task, mail_limit=3)
    assert (refused["failed"], pool.writes, pool.mails) == (True, [], [])
    assert refused["msg"] == (
        "mail_limit is 3, but 4 emails would be sent, so nothing was done."
        " To send them, set it to 4."
        " 1 welcome: ann@example.com; 2 assignment: ann@example.com on design, ann@example.com on"
        " office; 1 invitation: ben@example.com"
    )
    done = pool.appstream_user(**task, mail_limit=4)
    assert (done["failed"], done["changed"]) == (False, True)
    assert len(pool.mails) == (0 if check_mode else 4)


@pytest.mark.parametrize("check_mode", [False, True])
def test_c10_a_recreated_user_is_mailed_too(pool: UserPool, check_mode: bool) -> None:
    pool.prepare(users=[{"user_name": "ann@example.com", "first_name": "Old"}])
    task = {"users": [{"user_name": "ann@example.com", "first_name": "New"}]}
    recreate = {**task, "on_name_change": "recreate", "removal_limit": 1, "check_mode": check_mode}
    refused = pool.appstream_user(**recreate, mail_limit=0)
    assert "mail_limit is 0, but 1 email would be sent" in refused["msg"]
    assert (pool.writes, pool.mails) == ([], [])
    quiet = pool.appstream_user(**recreate, message_action="suppress", mail_limit=0)
    assert (quiet["failed"], quiet["changed"], pool.mails) == (False, True, [])


@pytest.mark.parametrize("check_mode", [False, True])
def test_c10_emails_about_stacks_count(pool: UserPool, check_mode: bool) -> None:
    pool.prepare(users=[{"user_name": "ann@example.com", "stack_names": ["office"]}])
    task = {
        "user_names": ["ann@example.com"],
        "stack_names": ["office", "design"],
        "send_email_notification": True,
        "check_mode": check_mode,
    }
    refused = pool.appstream_user_stack_association(**task, mail_limit=0)
    assert "mail_limit is 0, but 1 email would be sent" in refused["msg"]
    assert "1 assignment: ann@example.com on design" in refused["msg"]
    assert (pool.writes, pool.mails) == ([], [])
    done = pool.appstream_user_stack_association(**task, mail_limit=1)
    assert (done["failed"], len(pool.mails)) == (False, 0 if check_mode else 1)


def test_c10_a_limit_is_not_negative(pool: UserPool) -> None:
    refused = pool.appstream_user(user_name="ann@example.com", mail_limit=-1)
    assert "mail_limit: must not be negative" in refused["msg"]
    assert pool.calls == []


def test_c10_emails_of_rows_that_fail_beforehand_do_not_count(pool: UserPool) -> None:
    pool.prepare(users=[{"user_name": "ann@example.com", "first_name": "Old"}])
    other = {"user_name": "ann@example.com", "first_name": "New", "stack_names": ["design"]}
    done = pool.appstream_user(
        users=[other, {"user_name": "zoe@example.com"}],
        send_email_notification=True,
        mail_limit=1,
    )
    assert [row["failed"] for row in done["users"]] == [True, False]
    assert len(pool.mails) == 1


@pytest.mark.parametrize("check_mode", [False, True])
def test_c10_emails_of_users_whom_the_service_does_not_find_count(
    pool: UserPool, check_mode: bool
) -> None:
    names = [f"u{number}@example.com" for number in range(10, 31)]
    pair = {"user_names": names, "stack_names": ["design"], "send_email_notification": True}
    refused = pool.appstream_user_stack_association(**pair, mail_limit=20, check_mode=check_mode)
    assert "mail_limit is 20, but 21 emails would be sent" in refused["msg"]
    assert "u29@example.com on design and 1 more" in refused["msg"]  # twenty are named
    assert (pool.writes, pool.mails) == ([], [])
