# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All playbooks on a pool that holds a name which looks like no address."""

from __future__ import annotations

import json

import pytest
from pool_hosts import Host
from rosters import HEAD

pytestmark = pytest.mark.xdist_group("playbooks")

ODD = "a;b@example.com"
ADA = "ada@example.com"
USERS = [
    {"user_name": ODD, "stack_names": ["design"]},
    {"user_name": ADA, "stack_names": ["office"]},
]


@pytest.mark.parametrize("action", ["disable", "delete"])
async def test_such_a_user_is_purged(host: Host, action: str) -> None:
    """Check mode and the real run agree (A1)."""
    host.seed(USERS)
    options = {
        "user_pool_roster": f"{HEAD}{ADA},,,,\n",
        "user_pool_unlisted_users": action,
        "user_pool_removal_limit": 1,
    }
    check = await host.play("sync_users", "--check", **options)
    run = await host.play("sync_users", **options)
    assert run.status == 0, run.output
    assert f"would be {action}d: 1 ({ODD})" in check.summary()
    assert f"{action}d: 1 ({ODD})" in run.summary()


async def test_such_a_user_is_kept(host: Host) -> None:
    host.seed(USERS)
    run = await host.play(
        "sync_users",
        user_pool_roster=f"{HEAD}{ADA},,,,\n",
        user_pool_unlisted_users="delete",
        user_pool_removal_limit=1,
        user_pool_keep_users=[ODD],
    )
    assert (run.status, run.writes) == (0, [])


@pytest.mark.parametrize("action", ["disable", "delete"])
async def test_such_a_user_is_offboarded(host: Host, action: str) -> None:
    host.seed(USERS)
    options = {"user_pool_user_names": json.dumps([ODD]), "user_pool_offboard_action": action}
    run = await host.play("offboard_users", **options)
    assert run.status == 0, run.output
    assert f"{action}d: 1 ({ODD})" in run.summary()


async def test_all_who_are_due_are_invited(host: Host) -> None:
    host.seed(USERS)
    run = await host.play("resend_invitations", user_pool_resend_every_days=0)
    assert run.status == 0, run.output
    assert sorted(mail["user_name"] for mail in run.mails) == [ODD, ADA]


async def test_what_is_exported_can_be_applied(host: Host) -> None:
    host.seed(USERS)
    run = await host.play("export_users", user_pool_dest=str(host.directory))
    assert run.status == 0, run.output
    assert "sync_users will refuse" not in run.output
    exported = str(host.directory / f"users-{host}.csv")
    again = await host.play("sync_users", user_pool_roster=exported)
    assert (again.status, again.writes) == (0, []), again.output


async def test_a_name_that_the_pool_does_not_have_is_refused(host: Host) -> None:
    host.seed(USERS)
    odd = f"{HEAD}{ADA},,,,\n'c;d@example.com',,,,\n".replace("'", '"')
    run = await host.play("sync_users", user_pool_roster=odd)
    assert (run.status, run.writes) == (2, [])
    assert "line 3 ('c;d@example.com'): user_name contains ;" in run.output
    run = await host.play("offboard_users", user_pool_user_names=["c;d@example.com"])
    assert (run.status, run.writes) == (2, [])
    assert "entry 1 ('c;d@example.com'): user_name contains ;" in run.output
