# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""offboard_users."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from pool_hosts import Host, Run
from rosters import USERS
from workplace import Workplace, three_pools

pytestmark = pytest.mark.xdist_group("playbooks")


@pytest.mark.parametrize("action", ["disable", "delete"])
async def test_offboard_in_check_mode_and_twice(host: Host, action: str) -> None:
    host.seed(USERS)
    names = host.file("leavers.txt", "ada@example.com\n\nben@example.com\ngone@example.com\n")
    options = {"user_pool_user_names": names, "user_pool_offboard_action": action}
    check = await host.play("offboard_users", "--check", **options)
    assert (check.status, check.writes) == (0, [])
    run = await host.play("offboard_users", **options)
    assert run.status == 0, run.output
    # D3
    if action == "disable":
        assert run.writes == ["BatchDisassociateUserStack", "DisableUser"]
        assert host.pool()["ada@example.com"] == (None, None, False)
    else:
        assert run.writes == ["BatchDisassociateUserStack", "DeleteUser", "DeleteUser"]
        assert list(host.pool()) == ["cleo@example.com"]
    assert host.pool()["cleo@example.com"] == (None, None, True, "office")
    assert run.mails == []
    assert "not in the pool: 1 (gone@example.com)" in run.summary()
    assert [line.replace("would be ", "") for line in check.summary()[1:]] == run.summary()[1:]
    again = await host.play("offboard_users", **options)
    assert (again.status, again.writes, again.changed()) == (0, [], 0)  # D5


async def test_offboard_reports_similar_names_and_fails_after_the_others(host: Host) -> None:
    host.seed([*USERS, {"user_name": "Dan@example.com"}, {"user_name": "dan@example.com"}])
    text = "email;name\nADA@example.com;Ada\nDan@example.com;Dan\ncleo@example.com;Cleo\n"
    run = await host.play("offboard_users", user_pool_user_names=text)
    assert run.status == 2
    only = (
        "in the pool only with different capitals, accents or signs, not changed: 1"
        " (ADA@example.com (in the pool: ada@example.com))"
    )
    also = (
        "also in the pool with different capitals, accents or signs, not changed: 1"
        " (Dan@example.com (in the pool:"
    )
    assert only in run.summary()[-2]  # F3
    assert also in run.summary()[-1]
    assert {name for name, user in host.pool().items() if not user[2]} == {
        "ben@example.com",
        "cleo@example.com",
        "Dan@example.com",
    }


async def test_offboard_refuses_bad_names_and_too_many(host: Host) -> None:
    host.seed(USERS)
    run = await host.play(
        "offboard_users", user_pool_user_names="ada@example.com\nben at example.com\ncleo"
    )
    # the pool is read once, since it might have such names
    assert (run.status, [call["operation"] for call in run.calls]) == (2, ["DescribeUsers"])
    assert "line 2 ('ben'): user_name is not an email address" in run.output
    assert "line 3 ('cleo'): user_name is not an email address" in run.output
    names = ["ada@example.com", "cleo@example.com"]
    run = await host.play("offboard_users", user_pool_user_names=names, user_pool_removal_limit="1")
    assert (run.status, run.writes) == (2, [])
    assert (
        f"{host}, nothing was done: user_pool_removal_limit is 1, but 2 users would be"
        " disabled or removed from stacks: ada@example.com, cleo@example.com"
    ) in run.output
    run = await host.play("offboard_users", user_pool_user_names="", user_pool_offboard_action="")
    assert (run.status, run.calls) == (2, [])
    assert "user_pool_user_names: is required" in run.output
    assert "user_pool_offboard_action: '' is none of disable, delete, unassign" in run.output


async def test_offboard_creates_nobody_who_is_deleted_meanwhile(host: Host) -> None:
    host.seed(USERS)
    host.emulator.add_fault(
        {"operation": "DescribeUsers", "after": 1, "vanish": True, "user": "ada@example.com"}
    )
    run = await host.play("offboard_users", user_pool_user_names="ada@example.com cleo@example.com")
    assert run.status == 0, run.output
    assert "CreateUser" not in run.writes
    assert set(host.pool()) == {"ben@example.com", "cleo@example.com"}


NAMES = [f"u{n}@example.com" for n in range(21)]
OFF = {"user_name": "off@example.com", "enabled": False}


@pytest.mark.parametrize("limit", [{}, {"user_pool_removal_limit": "95%"}])
async def test_offboard_has_a_limit_by_default(host: Host, limit: dict[str, str]) -> None:
    host.seed([OFF, *({"user_name": name} for name in NAMES)])
    run = await host.play("offboard_users", user_pool_user_names=NAMES, **limit)
    assert (run.status, run.writes) == (2, [])
    assert "but 21 users would be disabled or removed from stacks: u0@" in run.output
    assert "u19@example.com and 1 more" in run.output


async def test_offboard_up_to_the_limit(host: Host) -> None:
    host.seed([OFF, *({"user_name": name} for name in NAMES)])
    # disabled users who are on no stack do not count
    names = [*NAMES[:20], "off@example.com"]
    run = await host.play("offboard_users", user_pool_user_names=names)
    assert run.status == 0, run.output
    run = await host.play(
        "offboard_users", user_pool_user_names=NAMES, user_pool_removal_limit="10%"
    )
    assert (run.status, run.writes) == (0, ["DisableUser"]), run.output


async def test_offboard_takes_stacks_of_disabled_users_within_the_limit(host: Host) -> None:
    """D8: each user who loses something counts once."""
    names = [f"u{n}@example.com" for n in range(3)]
    off = [{"user_name": n, "enabled": False, "stack_names": ["design", "office"]} for n in names]
    host.seed([*off, *USERS])
    listed = {"user_pool_user_names": [*names, "ada@example.com", "ben@example.com"]}
    for arguments, title in (((), ", nothing was done"), (("--check",), ", in check mode")):
        run = await host.play("offboard_users", *arguments, **listed, user_pool_removal_limit=3)
        assert (run.status, run.writes) == (2, [])
        limit = "user_pool_removal_limit is 3, but 4 users would be disabled or"
        assert f"{host}{title}: {limit}" in run.output
    run = await host.play("offboard_users", **listed, user_pool_removal_limit=4)
    assert run.status == 0, run.output
    assert host.pool()["u0@example.com"] == (None, None, False)
    assert host.pool()["cleo@example.com"] == (None, None, True, "office")
    again = await host.play("offboard_users", **listed, user_pool_removal_limit=0)
    assert (again.status, again.writes) == (0, [])


async def test_lists_in_the_inventory_may_hold_dates(host: Host) -> None:
    """Before ansible-core 2.19, a template makes text of a list that holds one."""
    dated = [{"user_name": "ada@example.com", "start_date": date(2026, 1, 31)}]
    host.seed([{"user_name": "ada@example.com"}])
    run = await host.play("offboard_users", user_pool_user_names=dated)
    assert (run.status, run.writes) == (0, ["DisableUser"])
    host.emulator.pool().remove_user("ada@example.com")
    run = await host.play("sync_users", user_pool_default_roster=dated)
    assert "columns ignored: start_date" in run.output
    assert (run.status, run.writes) == (0, ["CreateUser"])


async def test_p7_unassign_takes_users_off_these_stacks_and_nothing_else(host: Host) -> None:
    host.seed([*USERS, {**OFF, "stack_names": ["office"]}])
    before = host.pool()
    options = {
        "user_pool_user_names": "ada@example.com cleo@example.com off@example.com",
        "user_pool_offboard_action": "unassign",
        "user_pool_stack_names": "office",
    }
    affected = [user for user in before if user != "ben@example.com" and "office" in before[user]]
    assert "off@example.com" in affected
    limited = await host.play("offboard_users", **options, user_pool_removal_limit=1)
    assert (limited.status, limited.writes) == (2, [])
    assert f"but {len(affected)} users would be removed from stacks" in limited.output  # D8
    check = await host.play("offboard_users", "--check", **options)
    assert (check.status, check.writes) == (0, [])
    run = await host.play("offboard_users", **options)
    assert (run.status, run.writes, run.mails) == (0, ["BatchDisassociateUserStack"], [])
    assert [line.replace("would be ", "") for line in check.summary()[1:]] == run.summary()[1:]
    assert host.pool() == {
        name: tuple(value for value in user if name not in affected or value != "office")
        for name, user in before.items()
    }
    again = await host.play("offboard_users", **options)
    assert (again.status, again.writes, again.changed()) == (0, [], 0)


@pytest.mark.parametrize("arguments", [(), ("--check",)])
async def test_p7_a_misspelled_stack_stops_before_anybody_loses_one(
    host: Host, arguments: tuple[str, ...]
) -> None:
    host.seed(USERS)
    options = {
        "user_pool_user_names": "ada@example.com cleo@example.com",
        "user_pool_offboard_action": "unassign",
        "user_pool_stack_names": "office, desing",
    }
    run = await host.play("offboard_users", *arguments, **options)
    assert (run.status, run.writes) == (2, [])
    assert "desing: did you mean design?" in run.output


async def test_p5_offboard_fails_for_users_whom_another_job_creates_meanwhile(host: Host) -> None:
    host.seed(USERS)
    # A sync creates dan after the pool was read, and enables nobody.
    appear = {"user_name": "dan@example.com", "enabled": True}
    host.emulator.add_fault({"operation": "DescribeUsers", "after": 2, "appear": appear})
    run = await host.play(
        "offboard_users",
        user_pool_user_names="cleo@example.com dan@example.com",
        __user_pool_delay=0,
    )
    assert (run.status, run.writes[-1]) == (2, "DisableUser")
    assert "not in the pool: 1 (dan@example.com)" in run.summary()
    assert "not disabled at the end, perhaps by another job: 1 (dan@example.com)" in run.output


async def test_p5_a_pool_that_shows_an_older_state_for_a_while_is_read_again(host: Host) -> None:
    host.seed(USERS)
    host.emulator.configure(lag_reads=2)
    run = await host.play(
        "offboard_users", user_pool_user_names="cleo@example.com", __user_pool_delay=0
    )
    assert run.status == 0, run.output


async def test_p5_a_pool_that_cannot_be_read_again_fails_the_run(host: Host) -> None:
    host.seed(USERS)
    denied = {"code": "AccessDeniedException", "message": "no"}
    host.emulator.add_fault({"operation": "DescribeUsers", "after": 2, "times": 3, "error": denied})
    run = await host.play(
        "offboard_users", user_pool_user_names="cleo@example.com", __user_pool_delay=0
    )
    assert (run.status, run.writes[-1]) == (2, "DisableUser")
    assert "the pool could not be read again at the end" in run.output
    assert "disabled: 1 (cleo@example.com)" in run.summary()


@pytest.mark.parametrize("arguments", [(), ("--check",)])
def test_p6_a_listed_user_who_is_in_no_pool_fails_the_run_on_request(
    work: Workplace, arguments: tuple[str, ...]
) -> None:
    inventory = three_pools(work)
    for name, region in (("ada", "eu-west-1"), ("ben", "us-east-1")):
        work.seed([{"user_name": f"{name}@example.com"}], region=region)
    names = "ada@example.com ben@example.com cleo@example.com"
    given = {"region": False, "user_pool_user_names": names}
    run = work.play("offboard_users", "-i", inventory, *arguments, **given)
    assert run.status == 0, run.output
    assert run.output.count("in no pool: 1 (cleo@example.com)") == 1
    given["user_pool_missing_users"] = "fail"
    run = work.play("offboard_users", "-i", inventory, *arguments, **given)
    # The others are done.
    assert run.status == 2
    assert "in no pool: 1 (cleo@example.com)" in run.output
    if not arguments:
        assert not work.pool("eu-west-1")["ada@example.com"][2]


def offboard_plays(work: Workplace, *names: str, **variables: Any) -> Run:
    """One play after the other, a pool at a time."""
    inventory = three_pools(work)
    work.seed([{"user_name": "ben@example.com"}], region="us-east-1")
    role = {"name": "euc.appstream.user_pool", "tasks_from": "offboard"}
    common = {"hosts": "appstream_pools", "serial": 1, "connection": "local", "gather_facts": False}
    python = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    plays = [
        {
            **common,
            "vars": {**python, "user_pool_user_names": listed, **variables},
            "tasks": [{"ansible.builtin.import_role": role}],
        }
        for listed in names
    ]
    return work.play(work.file("own.yml", json.dumps(plays)), "-i", inventory, region=False)


def test_p6_a_play_knows_nothing_of_the_one_before(work: Workplace) -> None:
    run = offboard_plays(
        work, "gone@example.com", "ben@example.com", user_pool_missing_users="report"
    )
    assert run.status == 0, run.output
    assert run.output.count("in no pool: 1 (gone@example.com)") == 1
    assert run.output.count("in no pool:") == 1
    assert not work.pool("us-east-1")["ben@example.com"][2]
    run = offboard_plays(
        work, "ben@example.com", "gone@example.com", user_pool_missing_users="fail"
    )
    assert run.status == 2
    assert "in no pool: 1 (gone@example.com)" in run.output


def test_p6_one_pool_and_a_turn_of_serial(work: Workplace) -> None:
    work.seed(USERS)
    names = {"user_pool_user_names": "ada@example.com gone@example.com"}
    run = work.play("offboard_users", **names, user_pool_missing_users="fail")
    assert (run.status, run.writes[-1]) == (2, "DisableUser")
    assert "in no pool: 1 (gone@example.com)" in run.output
    inventory = three_pools(work)
    work.seed([{"user_name": "ben@example.com"}], region="us-east-1")
    run = work.own(
        "offboard",
        {"hosts": "appstream_pools", "serial": 1},
        "-i",
        inventory,
        region=False,
        user_pool_user_names="ben@example.com gone@example.com",
        user_pool_missing_users="fail",
    )
    assert run.status == 2
    assert "in no pool: 1 (gone@example.com)" in run.output
    assert not work.pool("us-east-1")["ben@example.com"][2]


async def test_p5_a_similar_name_that_comes_meanwhile_fails_beside_an_earlier_one(
    host: Host,
) -> None:
    host.seed([{"user_name": "ada@example.com"}, {"user_name": "cleo@example.com"}])
    appear = {"user_name": "dan@example.com", "enabled": True}
    host.emulator.add_fault({"operation": "DescribeUsers", "after": 2, "appear": appear})
    names = "ADA@example.com DAN@example.com cleo@example.com"
    run = await host.play("offboard_users", user_pool_user_names=names)
    assert run.status == 2
    failure = run.output[run.output.index("Fail if something failed") :]
    assert "in the pool: ada@example.com" in failure
    assert "in the pool: dan@example.com" in failure


async def test_stacks_that_an_action_does_not_use_are_named(host: Host) -> None:
    """They may be the inventory's, for sync."""
    host.seed(USERS)
    run = await host.play(
        "offboard_users", user_pool_user_names="cleo@example.com", user_pool_stack_names="office"
    )
    assert run.status == 0, run.output
    line = "user_pool_stack_names is not used: disable removes users from all their stacks"
    assert line in run.summary()
