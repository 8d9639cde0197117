# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What sync_users does to a pool."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from pool_hosts import Host
from rosters import HEAD, USERS, pending, people

pytestmark = pytest.mark.xdist_group("sync")


async def test_a_roster_in_check_mode_and_twice(host: Host) -> None:
    host.seed([])
    roster = host.file("people.csv", people(450))
    # C10: in check mode, too; the message has the number for a first fill
    limited = await host.play("sync_users", "--check", user_pool_roster=roster)
    assert (limited.status, limited.writes) == (2, [])
    assert "user_pool_mail_limit is 100, but 450 emails would be sent" in limited.output
    assert "set it to 450. 450 welcome: u100@example.com, " in limited.output
    answers = {"user_pool_roster": roster, "user_pool_mail_limit": 450}
    check = await host.play("sync_users", "--check", **answers)
    assert (check.status, check.writes) == (0, []), check.output  # A1
    run = await host.play("sync_users", **answers)
    assert run.status == 0, run.output
    # the check, and the one task that applies it, whatever the number of users
    reads = [call for call in run.calls if call["operation"] == "DescribeUsers"]
    assert len(reads) == 2
    assert run.writes.count("CreateUser") == 450
    assert run.writes.count("BatchAssociateUserStack") == 16 + 16 + 4  # B4, batch by batch
    assert run.summary()[1:] == [
        "created: 450 (u1@example.com, u2@example.com, u3@example.com, u4@example.com,"
        " u5@example.com and 445 more)",
        "disabled: 45 (u10@example.com, u20@example.com, u30@example.com, u40@example.com,"
        " u50@example.com and 40 more)",
        "added to stacks (900 in all): 450 (u1@example.com, u2@example.com, u3@example.com,"
        " u4@example.com, u5@example.com and 445 more)",
        "unchanged: 0",
    ]
    assert [line.replace("would be ", "") for line in check.summary()[1:]] == run.summary()[1:]
    assert host.pool()["u450@example.com"] == ("First", "Last450", False, "design", "office")
    again = await host.play("sync_users", user_pool_roster=roster)
    assert (again.status, again.writes, again.changed()) == (0, [], 0)  # A2
    assert again.summary()[1:] == ["unchanged: 450"]
    reads = [call["operation"] for call in again.calls]
    assert reads.count("DescribeUsers") == 8  # one scan: without a change there is no batch (F4)


async def test_removals_come_last_and_keep_users_are_kept(host: Host) -> None:
    host.seed(
        [
            {"user_name": "admin@example.com", "stack_names": ["office"]},
            {"user_name": "gone@example.com", "stack_names": ["office"]},
            {"user_name": "empty@example.com", "stack_names": ["design", "office"]},
            {"user_name": "ada@example.com", "stack_names": ["design", "office"]},
            {"user_name": "off@example.com", "stack_names": ["design", "office"]},
        ]
    )
    text = HEAD + (
        "empty@example.com,,,,\nada@example.com,,,office,\noff@example.com,,,office,no\n"
        "new@example.com,,,office,\n"
    )
    answers = {
        "user_pool_roster": text,
        "user_pool_unlisted_users": "delete",
        "user_pool_purge_stacks": True,
        "user_pool_keep_users": "admin@*\nroot@example.com",  # D11
    }
    # D12: root is not in the pool
    missing = await host.play("sync_users", user_pool_removal_limit="4", **answers)
    assert (missing.status, missing.writes) == (2, [])
    assert (
        f"{host}, nothing was done: user_pool_keep_users: 1 entry protects nobody. Correct the"
        " list, or set user_pool_keep_users_missing to ignore: root@example.com"
    ) in missing.output
    answers["user_pool_keep_users_missing"] = "ignore"
    refused = await host.play("sync_users", user_pool_removal_limit="3", **answers)
    assert (refused.status, refused.writes) == (2, [])  # D6
    assert (
        f"{host}, nothing was done: user_pool_removal_limit is 3, but 4 would be removed. 1"
    ) in refused.output
    check = await host.play("sync_users", "--check", user_pool_removal_limit="4", **answers)
    assert (check.status, check.writes) == (0, [])
    run = await host.play("sync_users", user_pool_removal_limit="4", **answers)
    assert run.status == 0, run.output
    # D3: a user who loses stacks and is disabled, in that order
    assert run.writes[:2] == ["CreateUser", "BatchAssociateUserStack"]
    assert run.writes.index("BatchDisassociateUserStack") < run.writes.index("DisableUser")
    assert run.writes.count("DeleteUser") == 1
    assert [line.replace("would be ", "") for line in check.summary()[1:]] == run.summary()[1:]
    assert host.pool() == {
        "ada@example.com": (None, None, True, "office"),
        "admin@example.com": (None, None, True, "office"),
        # an empty cell strips nobody of stacks
        "empty@example.com": (None, None, True, "design", "office"),
        "new@example.com": (None, None, True, "office"),
        "off@example.com": (None, None, False, "office"),
    }
    again = await host.play("sync_users", user_pool_removal_limit="0", **answers)
    assert (again.status, again.writes) == (0, [])


async def test_d6_only_users_of_the_prediction_are_replaced(host: Host) -> None:
    """Somebody else creates the user, with another name, between the prediction and the task."""
    host.seed([])
    appearing = {"user_name": "u1@example.com", "first_name": "Other"}
    host.emulator.add_fault({"operation": "DescribeUsers", "after": 1, "appear": appearing})
    run = await host.play(
        "sync_users",
        user_pool_roster=people(1),
        user_pool_on_name_change="recreate",
        user_pool_removal_limit=9,
    )
    assert (run.status, run.writes) == (2, []), run.output
    assert "changed after the prediction" in run.output
    assert "(needed now: recreate)" in run.output


async def test_only_users_of_the_prediction_are_created(host: Host) -> None:
    """Somebody else deletes the user between the prediction and the task."""
    host.seed([{"user_name": f"{name}@example.com"} for name in ("ada", "ben", "cleo")])
    host.emulator.add_fault(
        {"operation": "DescribeUsers", "after": 1, "vanish": True, "user": "ada@example.com"}
    )
    roster = HEAD + (
        "ada@example.com,,,office,\nben@example.com,,,office,\nnew@example.com,,,office,\n"
        "cleo@example.com,,,,false\n"
    )
    run = await host.play("sync_users", user_pool_roster=roster)
    assert run.status == 2, run.output
    assert [mail["user_name"] for mail in run.mails] == ["new@example.com"]
    assert host.pool() == {
        "ben@example.com": (None, None, True, "office"),
        "cleo@example.com": (None, None, False),
        "new@example.com": (None, None, True, "office"),
    }
    assert "(needed now: create, mail: welcome) [ada@example.com]" in run.summary()[-1]
    host.emulator.clear_faults()
    again = await host.play("sync_users", user_pool_roster=roster)
    assert [mail["user_name"] for mail in again.mails] == ["ada@example.com"]


async def test_recreate(host: Host) -> None:
    host.seed(
        [
            {
                "user_name": "ada@example.com",
                "first_name": "Ada",
                "last_name": "Old",
                "stack_names": ["design", "office"],
            }
        ]
    )
    text = HEAD + "ada@example.com,Ada,New,,\n"
    run = await host.play(
        "sync_users",
        user_pool_roster=text,
        user_pool_on_name_change="recreate",
        user_pool_removal_limit=1,
    )
    assert run.status == 0, run.output
    assert host.pool() == {"ada@example.com": ("Ada", "New", True, "design", "office")}
    assert run.summary()[1] == "deleted and created again: 1 (ada@example.com)"


@pytest.mark.parametrize("limit", ["2", "34%"])
async def test_unlisted_users_are_disabled_within_the_limit(host: Host, limit: str) -> None:
    host.seed(
        [
            {"user_name": "gone@example.com", "stack_names": ["office"]},
            {"user_name": "left@example.com"},
            {"user_name": "off@example.com", "enabled": False},
            {"user_name": "root@example.com"},
            {"user_name": "ada@example.com"},
            {"user_name": "ben@example.com"},
        ]
    )
    roster = HEAD + "ada@example.com,,,,\nben@example.com,,,,\nnew@example.com,,,,\n"
    options = {
        "user_pool_roster": roster,
        "user_pool_unlisted_users": "disable",
        "user_pool_keep_users": "root@example.com",
    }
    refused = await host.play("sync_users", user_pool_removal_limit="1", **options)
    assert (refused.status, refused.writes) == (2, [])
    assert "gone@example.com, left@example.com" in refused.output
    check = await host.play("sync_users", "--check", user_pool_removal_limit=limit, **options)
    assert (check.status, check.writes) == (0, []), check.output
    run = await host.play("sync_users", user_pool_removal_limit=limit, **options)
    assert run.status == 0, run.output
    assert run.writes == ["CreateUser", "DisableUser", "DisableUser"]
    assert host.pool()["gone@example.com"] == (None, None, False, "office")
    assert host.pool()["root@example.com"] == (None, None, True)
    assert "disabled: 2 (gone@example.com, left@example.com)" in run.summary()
    assert [line.replace("would be ", "") for line in check.summary()[1:]] == run.summary()[1:]
    again = await host.play("sync_users", user_pool_removal_limit="0", **options)
    assert (again.status, again.writes) == (0, [])


async def test_a_roster_that_disables_everybody_is_refused(host: Host) -> None:
    names = [f"u{n}@example.com" for n in range(30)]
    host.seed([{"user_name": name} for name in names])
    roster = HEAD + "".join(f"{name},,,,false\n" for name in names)
    for arguments in ((), ("--check",)):
        run = await host.play("sync_users", *arguments, user_pool_roster=roster)
        assert (run.status, run.writes) == (2, [])
        assert "user_pool_removal_limit is 20, but 30 would be removed" in run.output
        assert "30 users to be disabled: u0@example.com, u10@example.com" in run.output
    run = await host.play("sync_users", user_pool_roster=roster, user_pool_removal_limit="100%")
    assert run.status == 0, run.output
    assert run.writes == ["DisableUser"] * 30


ADA = {"user_name": "ada@example.com", "first_name": "Ada", "stack_names": ["office"]}
BEN = {
    "user_name": "ben@example.com",
    "first_name": None,
    "stack_names": [],
    "enabled": "",
    "id": 7,
}


@pytest.mark.parametrize("kind", ["list", "text", "yaml", "json"])
async def test_other_forms_of_a_roster(host: Host, kind: str) -> None:
    host.seed([{"user_name": "ben@example.com", "first_name": "Ben", "stack_names": ["office"]}])
    entries = [ADA, BEN]
    roster: Any = {
        "list": entries,
        "text": json.dumps(entries),
        "yaml": host.file("people.yml", yaml.safe_dump({"roster": entries})),
        "json": host.file("people.json", json.dumps(entries, indent="\t")),
    }[kind]
    run = await host.play(
        "sync_users",
        user_pool_roster=roster,
        user_pool_message_action="suppress",
        user_pool_purge_stacks="true",
        user_pool_removal_limit=9,
    )
    assert run.status == 0, run.output
    assert (run.writes, run.mails) == (["CreateUser", "BatchAssociateUserStack"], [])
    assert "columns ignored: id" in run.output
    assert host.pool()["ben@example.com"] == ("Ben", None, True, "office")


async def test_unsupported_names_are_omitted_on_request(host: Host) -> None:
    host.seed([])
    text = HEAD + "ada@example.com,Ada,O'Brien,,\nben@example.com,Ben,Pérez,,\n"
    run = await host.play("sync_users", user_pool_roster=text, user_pool_unsupported_names="omit")
    assert run.status == 0, run.output
    assert host.pool()["ben@example.com"] == ("Ben", None, True)
    assert "ben@example.com (last_name 'Pérez')" in run.output


async def test_a_roster_is_never_a_template(host: Host) -> None:
    host.seed([])
    roster = host.file("people.csv", "email,stack_names\n{{x}}@example.com,office\n")
    run = await host.play("sync_users", user_pool_roster=roster, x="ada")
    assert run.status == 0, run.output
    assert list(host.pool()) == ["{{x}}@example.com"]


@pytest.mark.parametrize("lag", [{"lag_reads": 1}, {"lag_seconds": 3600}])
async def test_nobody_is_mailed_or_replaced_twice_although_reads_lag(
    host: Host, lag: dict[str, Any]
) -> None:
    """R5, R8: a purge after the batches, when the service does not yet show what they did."""
    host.seed(
        [
            {"user_name": "gone@example.com", "stack_names": ["office"]},
            {"user_name": "ben@example.com", "stack_names": ["design"]},
            {
                "user_name": "ada@example.com",
                "first_name": "Ada",
                "last_name": "Old",
                "stack_names": ["design"],
            },
        ]
    )
    host.emulator.configure(**lag)
    run = await host.play(
        "sync_users",
        user_pool_roster=HEAD
        + "ada@example.com,Ada,New,office,\nben@example.com,,,office,\nnew@x.io,,,office,\n",
        user_pool_on_name_change="recreate",
        user_pool_unlisted_users="delete",
        user_pool_purge_stacks="true",
        user_pool_removal_limit=4,
        user_pool_send_email_notification="true",
    )
    assert run.status == 0, run.output
    assert run.writes.count("DeleteUser") == 2  # ada, who is recreated, and gone
    mails = [(mail["user_name"], mail["kind"], mail["stack_name"]) for mail in run.mails]
    assert len(mails) == len(set(mails)), mails
    assert host.pool() == {
        "ada@example.com": ("Ada", "New", True, "office"),
        "ben@example.com": (None, None, True, "office"),
        "new@x.io": (None, None, True, "office"),
    }


@pytest.mark.parametrize("arguments", [(), ("--check",)])
async def test_d14_who_was_offboarded_gets_no_stacks_back(
    host: Host, arguments: tuple[str, ...]
) -> None:
    host.seed(USERS)
    text = "email,enabled,stack_names\nada@example.com,,office\nben@example.com,,office\n"
    run = await host.play("sync_users", *arguments, user_pool_roster=text)
    assert (run.status, run.writes) == (0, [])
    names = (
        "on the roster but disabled in the pool, so added to no more stacks: 1 (ben@example.com)"
    )
    assert names in run.summary()


async def test_d14_a_directory_that_still_says_active_brings_nobody_back(host: Host) -> None:
    host.seed(USERS)
    text = "UserPrincipalName,Enabled\nada@example.com,True\nben@example.com,True\nnew@x.io,True\n"
    answers = {"user_pool_roster": text, "user_pool_stack_names": "office"}
    run = await host.play("sync_users", **answers)
    assert run.status == 0, run.output
    names = (
        "on the roster but disabled in the pool, so added to no more stacks: 1 (ben@example.com)"
    )
    assert names in run.summary()
    assert host.pool()["ben@example.com"][2] is False
    assert host.pool()["new@x.io"][2:] == (True, "office")
    run = await host.play("sync_users", user_pool_disabled_users="manage", **answers)
    assert run.status == 0, run.output
    assert host.pool()["ben@example.com"][2:] == (True, "office")


@pytest.mark.parametrize("enabled", ["", "true"])
async def test_d14_disabled_users_get_stacks_if_that_is_wanted(host: Host, enabled: str) -> None:
    host.seed(USERS)
    text = f"email,enabled,stack_names\nben@example.com,{enabled},office\n"
    manage = {} if enabled else {"user_pool_disabled_users": "manage"}
    run = await host.play("sync_users", user_pool_roster=text, **manage)
    assert run.status == 0, run.output
    assert host.pool()["ben@example.com"] == (None, None, bool(enabled), "office")


async def test_c12_everybody_without_a_password_is_mailed_once(host: Host) -> None:
    host.seed(
        [
            pending("old", 3),
            pending("off", 3, enabled=False),
            pending("shut", 3),
            pending("set", 3, status="CONFIRMED"),
            pending("other", 3),
        ]
    )
    roster = HEAD + (
        "new@example.com,,,office,\nold@example.com,,,,\noff@example.com,,,,\n"
        "shut@example.com,,,,no\nset@example.com,,,,\nquiet@example.com,,,,no\n"
    )
    answers = {"user_pool_roster": roster, "user_pool_message_action": "invite"}
    limited = await host.play("sync_users", user_pool_mail_limit=1, **answers)
    assert (limited.status, limited.writes) == (2, [])
    assert "user_pool_mail_limit is 1, but 2 emails would be sent" in limited.output
    check = await host.play("sync_users", "--check", user_pool_mail_limit=2, **answers)
    assert (check.status, check.mails) == (0, []), check.output
    run = await host.play("sync_users", user_pool_mail_limit=2, **answers)
    assert run.status == 0, run.output
    assert sorted((mail["kind"], mail["user_name"]) for mail in run.mails) == [
        ("invitation", "old@example.com"),
        ("welcome", "new@example.com"),
    ]
    assert [line.replace("would be ", "") for line in check.summary()] == [
        f"{host}, in check mode: 6 users on the roster",
        *run.summary()[1:],
    ]
