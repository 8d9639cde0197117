# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""resend_invitations."""

from __future__ import annotations

import pytest
from pool_hosts import Host
from rosters import pending

pytestmark = pytest.mark.xdist_group("playbooks")


async def test_resend_mails_users_whose_invitation_is_due(host: Host) -> None:
    host.seed(
        [
            pending("today", 0),
            pending("six", 6),
            pending("seven", 7),
            pending("eight", 8),
            pending("fortnight", 14),
            pending("off", 7, enabled=False),
            pending("set", 7, status="CONFIRMED"),
            pending("timeless", 7, omit=["CreatedTime"]),
        ]
    )
    check = await host.play("resend_invitations", "--check")
    assert (check.status, check.writes, check.changed()) == (0, [], 1)  # C3
    run = await host.play("resend_invitations")
    assert run.status == 0, run.output
    assert sorted(mail["user_name"] for mail in run.mails) == [
        "fortnight@example.com",
        "seven@example.com",
    ]
    assert run.summary() == [
        str(host),
        "invited again: 2 (fortnight@example.com, seven@example.com)",
        "unchanged: 6",
        "not mailed: 3, not due, invitations are repeated every 7 days after creation"
        " (eight@example.com, six@example.com, today@example.com)",
        "not mailed: 1, AWS does not report the creation date; set"
        " user_pool_resend_every_days=0 to mail all (timeless@example.com)",
    ]
    limited = await host.play("resend_invitations", user_pool_mail_limit=1)
    assert (limited.status, limited.mails) == (2, [])
    assert "user_pool_mail_limit is 1, but 2 emails would be sent" in limited.output
    daily = await host.play("resend_invitations", user_pool_resend_every_days="3")
    assert [mail["user_name"] for mail in daily.mails] == ["six@example.com"]


async def test_resend_to_named_users(host: Host) -> None:
    host.seed([pending("new", 3), pending("off", 7, enabled=False), pending("other", 7)])
    names = "new@example.com off@example.com\nnobody@example.com"
    run = await host.play("resend_invitations", user_pool_user_names=names)
    assert (run.status, run.mails) == (2, [])
    run = await host.play(
        "resend_invitations", user_pool_user_names=names, user_pool_resend_every_days="0"
    )
    assert run.status == 2
    assert run.writes == ["CreateUser"]  # never makes anybody (C3)
    assert [mail["user_name"] for mail in run.mails] == ["new@example.com"]
    assert "not mailed: 1, the user is not enabled (off@example.com)" in run.summary()
    assert "not in the pool: 1 (nobody@example.com)" in run.summary()
