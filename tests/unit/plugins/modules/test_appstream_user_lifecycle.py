# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One user from the first day to the last, and sixty in one task."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    BOTH_WAYS,
    UserPool,
    named,
)

BOTH = ["design", "office"]


def follow(
    pool: UserPool,
    options: dict[str, Any],
    actions: list[str],
    writes: list[str],
    mails: Iterable[str] = (),
    added: Iterable[str] = (),
    removed: Iterable[str] = (),
    repeats: Iterable[str] = (),
) -> None:
    """A step is predicted, applied and applied again, and predicted again."""
    calls_before, mails_before = len(pool.writes), len(pool.mails)
    task = functools.partial(pool.appstream_user, user_name="life@example.com", **options)
    predicted = task(check_mode=True, diff=True)
    done = task(diff=True)
    again = task()
    again_predicted = task(check_mode=True)
    assert done["changed"] == bool(actions)
    (row,) = done["users"]
    assert row["actions"] == actions
    assert row["stacks_added"] == sorted(added)
    assert row["stacks_removed"] == sorted(removed)
    # A1
    for key in ("changed", "users", "user", "summary", "diff"):
        assert predicted[key] == done[key]
    # A2
    assert again["changed"] == bool(repeats)
    assert again["users"][0]["actions"] == list(repeats)
    assert again_predicted["users"] == again["users"]
    # A3
    assert (done["diff"]["before"] != done["diff"]["after"]) == done["changed"]
    assert "diff" not in again
    # check mode and the second run wrote nothing, and no email was sent twice
    assert pool.writes[calls_before:] == writes
    assert pool.mail_kinds[mails_before:] == list(mails)


@BOTH_WAYS
def test_a1_a2_a3_one_user_from_the_first_day_to_the_last(pool: UserPool, switches: str) -> None:
    pool.prepare(switches=switches)
    names = {"first_name": "Life", "last_name": "Cycle"}
    # created, on two stacks, with both kinds of emails
    follow(
        pool,
        {**names, "stack_names": BOTH, "send_email_notification": True},
        actions=["create"],
        added=BOTH,
        writes=["CreateUser", "BatchAssociateUserStack"],
        mails=["welcome", "assignment", "assignment"],
    )
    # disabled, with the same names and stacks and other email options (C4, D1, D4)
    follow(
        pool,
        {**names, "enabled": False, "stack_names": BOTH, "message_action": "suppress"},
        actions=["disable"],
        writes=["DisableUser"],
    )
    # enabled, and invited again, each time (C3)
    follow(
        pool,
        {"enabled": True, "message_action": "resend"},
        actions=["enable", "resend"],
        repeats=["resend"],
        writes=["EnableUser", "CreateUser", "CreateUser"],
        mails=["invitation", "invitation"],
    )
    # deleted (D3, D5)
    follow(
        pool,
        {"state": "absent"},
        actions=["delete"],
        removed=BOTH,
        writes=["BatchDisassociateUserStack", "DeleteUser"],
    )


# ---- sixty users in one task, in a pool with seventy others, read in pages of thirty

OTHERS = [{"user_name": f"other{number:02}@example.com"} for number in range(1, 71)]
ROSTER: list[dict[str, Any]] = [
    *({"user_name": f"plain{n:02}@example.com", "last_name": "Plain"} for n in range(1, 58)),
    {"user_name": "both@example.com", "stack_names": BOTH},
    {"user_name": "none@example.com", "stack_names": [], "enabled": False},
    {"user_name": "notified@example.com", "send_email_notification": True},
]
ALL: dict[str, Any] = {"users": ROSTER, "message_action": "suppress", "stack_names": ["office"]}
WRITTEN = {"CreateUser": 60, "BatchAssociateUserStack": 3, "DisableUser": 1}


def test_a_large_pool(pool: UserPool) -> None:
    pool.prepare(users=OTHERS, page_size=30, association_page_size=40)

    # created, with defaults at the top, in as few calls as possible (A1, B4, C5, D2, F4)
    predicted = pool.appstream_user(**ALL, check_mode=True)
    done = pool.appstream_user(**ALL)
    assert predicted["users"] == done["users"]
    assert predicted["summary"] == done["summary"]
    assert done["changed"]
    assert named(done["users"], "user_name") == named(ROSTER, "user_name")
    assert done["users"][57]["stacks_added"] == BOTH
    assert done["users"][58]["actions"] == ["create", "disable"]
    assert done["users"][58]["stacks_added"] == []
    assert (done["summary"]["create"], done["summary"]["stacks_added"]) == (60, 60)
    assert "user" not in done
    # Three pages in check mode, three in the real run. New users have no stacks, so none are read,
    # but those that they get are looked for (G3).
    assert pool.counts == {"DescribeUsers": 6, "DescribeStacks": 2, **WRITTEN}
    batches = [call["params"].get("UserStackAssociations") for call in pool.calls]
    sent = [batch for batch in batches if batch is not None]
    assert sorted(map(len, sent)) == [10, 25, 25]
    assert sum(pair.get("SendEmailNotification", False) for batch in sent for pair in batch) == 1
    assert named(pool.mails, "user_name") == ["notified@example.com"]

    # The same again, and an empty list, only read (A2, F4): five pages of users, two of one stack,
    # one of the other; no call for an empty list.
    again = pool.appstream_user(**ALL)
    nothing = pool.appstream_user(**{**ALL, "users": []})
    assert not again["changed"]
    assert not nothing["changed"]
    assert again["summary"]["unchanged"] == 60
    assert nothing["users"] == []
    reads = {"DescribeUsers": 11, "DescribeUserStackAssociations": 3, "DescribeStacks": 2}
    assert pool.counts == {**reads, **WRITTEN}

    # Disabled, with one more than the limit, and as many: those who are enabled count (D1, D8).
    disabled = [{**user, "enabled": False} for user in ROSTER]
    refused = pool.appstream_user(users=disabled, removal_limit="45%")  # 58 of the 130 of the pool
    predicted = pool.appstream_user(users=disabled, removal_limit="46%", check_mode=True)  # 59
    assert refused["failed"]
    assert "removal_limit is 45%" in refused["msg"]
    assert "59" in refused["msg"].split("removal_limit is 45%")[1]
    assert "none@example.com" not in refused["msg"]
    assert "users" not in refused
    assert predicted["summary"]["disable"] == 59
    assert predicted["summary"]["unchanged"] == 1
    assert pool.counts["DescribeUsers"] == 21
    assert len(pool.writes) == 64

    # They, and no others, are deleted, in few calls (B4, D3, F4).
    deleted = pool.appstream_user(users=ROSTER, state="absent")
    summary = deleted["summary"]
    assert (summary["delete"], summary["stacks_removed"], summary["failed"]) == (60, 60, 0)
    assert pool.counts["DescribeUsers"] == 26
    assert pool.writes[64:] == ["BatchDisassociateUserStack"] * 3 + ["DeleteUser"] * 60
    assert pool.contents == named(OTHERS, "user_name")
