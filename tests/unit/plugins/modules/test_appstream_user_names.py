# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Invitations, other first and last names, and names that differ only in case."""

from __future__ import annotations

import re
from typing import Any

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    BOTH_WAYS,
    UserPool,
    named,
    short,
)


@BOTH_WAYS
def test_a5_c1_c2_c3_who_gets_an_invitation(pool: UserPool, switches: str) -> None:
    pool.prepare(
        users=[
            {"user_name": "pending@example.com", "first_name": "Pending"},
            {"user_name": "disabled@example.com", "enabled": False},
            {"user_name": "enabled.now@example.com", "enabled": False},
            {"user_name": "disabled.now@example.com"},
            {"user_name": "confirmed@example.com", "status": "CONFIRMED"},
        ],
        switches=switches,
    )
    options: dict[str, Any] = {
        "message_action": "resend",
        "users": [
            {"user_name": "pending@example.com", "first_name": "Pending"},
            {"user_name": "disabled@example.com"},
            {"user_name": "enabled.now@example.com", "enabled": True},
            {"user_name": "disabled.now@example.com", "enabled": False},
            {"user_name": "confirmed@example.com"},
            {"user_name": "absent@example.com"},
        ],
    }
    predicted = pool.appstream_user(**options, check_mode=True, diff=True)
    done = pool.appstream_user(**options, diff=True)
    assert predicted["failed"]
    assert done["failed"]
    for key in ("users", "diff", "msg"):  # A1
        assert predicted[key] == done[key]
    assert done["changed"]
    rows = done["users"]
    assert named(rows, "actions") == [["resend"], [], ["enable", "resend"], ["disable"], [], []]
    assert named(rows, "failed") == [False, False, False, False, False, True]
    assert rows[0]["msg"] is None
    assert "disabled" in rows[1]["msg"]
    assert "disabled" in rows[3]["msg"]
    assert "CONFIRMED" in rows[4]["msg"]
    assert "never creates" in rows[5]["msg"]
    assert rows[5]["user"] is None
    assert re.search("1 of 6 users failed.*absent@example.com", done["msg"])
    assert pool.writes == ["EnableUser", "DisableUser", "CreateUser", "CreateUser"]
    # the two invitations are sent in parallel
    sent = [call["params"] for call in pool.calls[-2:]]
    assert {
        "UserName": "pending@example.com",
        "AuthenticationType": "USERPOOL",
        "MessageAction": "RESEND",
    } in sent
    invited = ["enabled.now@example.com", "pending@example.com"]
    assert sorted(named(sent, "UserName")) == sorted(named(pool.mails, "user_name")) == invited
    assert set(pool.mail_kinds) == {"invitation"}


@BOTH_WAYS
def test_other_names(pool: UserPool, switches: str) -> None:
    keys = ["Arn", "Enabled", "Status", "FirstName", "LastName", "CreatedTime"]
    pool.prepare(
        users=[
            {"user_name": "ben@example.com", "first_name": "Ben"},
            {"user_name": "bare@example.com", "omit": keys},
            {"user_name": "Cara@example.com"},
            {"user_name": "alike@example.com"},
            {"user_name": "Alike@example.com"},
        ],
        switches=switches,
    )

    # Users with other names fail, and the new one is created (A5, C6, F2, F3, F5).
    others = pool.appstream_user(
        users=[
            {"user_name": "ben@example.com", "first_name": "Benjamin", "enabled": False},
            {"user_name": "bare@example.com", "last_name": "Bare"},
            {"user_name": "cara@example.com"},
            {"user_name": "new@example.com", "first_name": "New"},
        ]
    )
    rows = others["users"]
    assert (others["failed"], others["changed"]) == (True, True)
    assert named(rows, "failed") == [True, True, True, False]
    assert named(rows, "changed") == [False, False, False, True]
    said = "first_name is 'Ben', not 'Benjamin'.*on_name_change.*ignore"
    assert re.search(said, rows[0]["msg"])
    assert rows[0]["user"]["enabled"]
    assert "last_name is None" in rows[1]["msg"]
    assert rows[2]["similar_user_names"] == ["Cara@example.com"]
    assert "Cara@example.com" in rows[2]["msg"]
    assert "3 of 4 users failed" in others["msg"]
    assert pool.writes == ["CreateUser"]

    # Ignored, with one warning, and the other changes are made (C6, F3).
    left = pool.appstream_user(
        on_name_change="ignore",
        users=[
            # the same as user_name
            {"email": "ben@example.com", "first_name": "Benjamin", "enabled": False},
            {"user_name": "bare@example.com", "last_name": "Bare"},
            {"user_name": "alike@example.com"},
            {"user_name": "Alike@example.com"},
        ],
    )
    rows = left["users"]
    assert short(rows) == ["ben", "bare", "alike", "Alike"]
    assert named(rows, "changed") == [True, False, False, False]
    assert rows[0]["user"]["first_name"] == "Ben"
    assert not rows[0]["user"]["enabled"]
    (warning,) = left["warnings"]
    assert re.search(r"2 user\(s\) .*ben@example.com, bare@example.com", warning)
    assert pool.writes == ["CreateUser", "DisableUser"]

    # Two new users whose names differ only in case are rejected.
    ambiguous = pool.appstream_user(
        users=[{"user_name": "dora@example.com"}, {"user_name": "Dora@example.com"}]
    )
    assert ambiguous["failed"]
    assert "'dora@example.com' and 'Dora@example.com'" in ambiguous["msg"]

    # Only the exact name is deleted, with a warning (F3).
    absent = pool.appstream_user(
        state="absent", users=[{"user_name": "cara@example.com"}, {"user_name": "new@example.com"}]
    )
    assert named(absent["users"], "changed") == [False, True]
    assert absent["users"][0]["similar_user_names"] == ["Cara@example.com"]
    (warning,) = absent["warnings"]
    assert re.search("cara@example.com .*Cara@example.com", warning)
    assert pool.writes == ["CreateUser", "DisableUser", "DeleteUser"]
    assert pool.calls[-1]["params"]["UserName"] == "new@example.com"
