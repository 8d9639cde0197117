# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""sync_users with a roster of users who get a new address (C13)."""

from __future__ import annotations

from typing import Any

import pytest
from pool_hosts import Host

pytestmark = pytest.mark.xdist_group("sync")

MAPPING = "old,new\n" + "".join(f"u{n}@example.com,u{n}@example.org\n" for n in range(1, 4))
COLUMNS = "previous_user_name=old\nuser_name=new"


def users() -> list[dict[str, Any]]:
    both = {"first_name": "Ada", "stack_names": ["design", "office"], "status": "CONFIRMED"}
    return [
        {"user_name": "u1@example.com", **both},
        {"user_name": "u2@example.com", "enabled": False, **both},
        {"user_name": "u3@example.com"},
        {"user_name": "gone@example.com"},
    ]


@pytest.mark.parametrize("how", ["disable", "delete"])
async def test_c13_a_mapping_moves_users_and_then_removes_their_old_addresses(
    host: Host, how: str
) -> None:
    host.seed(users())
    before = host.pool()
    answers = {
        "user_pool_roster": host.file("moves.csv", MAPPING),
        "user_pool_roster_columns": COLUMNS,
        "user_pool_old_address": how,
        "user_pool_unlisted_users": "disable",
        "user_pool_mail_limit": 2,
    }
    removals = 4 if how == "delete" else 3  # one is disabled already, and one is not listed
    limited = await host.play("sync_users", user_pool_removal_limit=removals - 1, **answers)
    assert (limited.status, limited.writes) == (2, []), limited.output
    answers["user_pool_removal_limit"] = removals
    check = await host.play("sync_users", "--check", **answers)
    assert (check.status, check.writes, host.pool()) == (0, [], before), check.output
    run = await host.play("sync_users", **answers)
    assert run.status == 0, run.output
    moved = ", ".join(f"u{n}@example.org from u{n}@example.com" for n in range(1, 4))
    assert run.summary()[1] == f"moved: 3 ({moved})"
    assert [line.replace("would be ", "") for line in check.summary()[1:]] == run.summary()[1:]
    pool = host.pool()
    for n in range(1, 4):
        then = before[f"u{n}@example.com"]
        assert pool[f"u{n}@example.org"] == then
        disabled = (*then[:2], False, *then[3:])
        assert pool.get(f"u{n}@example.com") == (None if how == "delete" else disabled)
    assert pool["gone@example.com"][2] is False
    # nobody is mailed whose old account was disabled
    assert sorted(mail["user_name"] for mail in run.mails) == ["u1@example.org", "u3@example.org"]
    again = await host.play("sync_users", **answers)
    assert (again.status, again.writes, again.changed()) == (0, [], 0), again.output
    assert again.summary()[1] == "unchanged: 3"


async def test_c13_old_addresses_are_kept_unless_it_is_said(host: Host) -> None:
    host.seed(users())
    before = host.pool()
    roster = "previous_user_name,user_name,stack_names\nu3@example.com,u3@example.org,office\n"
    answers = {"user_pool_roster": roster, "user_pool_unlisted_users": "delete"}
    run = await host.play("sync_users", **answers)
    assert run.status == 0, run.output
    assert host.pool() == {
        "u3@example.com": before["u3@example.com"],
        "u3@example.org": (None, None, True, "office"),
    }
    bad = await host.play(
        "sync_users", user_pool_roster=f"{roster}u3@example.com,u4@example.org,\n"
    )
    assert (bad.status, bad.writes) == (2, [])
    assert "previous_user_name 'u3@example.com' is that of 'u3@example.org', too" in bad.output
