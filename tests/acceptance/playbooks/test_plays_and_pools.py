# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plays of one's own with the role, and runs in which several pools meet."""

from __future__ import annotations

import pytest
from rosters import USERS, pending, people
from workplace import POOLS, Workplace, three_pools


@pytest.mark.parametrize("entry", ["offboard", "resend"])
def test_defaults_of_a_play_purge_nobody(work: Workplace, entry: str) -> None:
    work.seed([pending("new", 7), *USERS])
    purging = {"euc.appstream.appstream_user": {"unlisted_users": "delete", "removal_limit": 50}}
    run = work.own(entry, {"module_defaults": purging}, user_pool_user_names="new@example.com")
    assert run.status == 0, run.output
    assert len(work.pool()) == 4
    assert len(run.writes) == 1


def test_credentials_of_a_play_hold(work: Workplace) -> None:
    key = "AKIAOTHER00000000000"
    work.seed(USERS)
    work.seed([{"user_name": "other@example.com"}], access_key=key)
    group = {"access_key": key, "secret_key": "another-secret-that-is-long-enough"}
    run = work.own("export", {"module_defaults": {"group/euc.appstream.aws": group}})
    assert run.status == 0, run.output
    assert "other@example.com" in (work.directory / "users-eu-central-1.csv").read_text()


def test_a_play_in_check_mode_writes_nothing(work: Workplace) -> None:
    work.seed([{"user_name": "gone@example.com", "stack_names": ["office"]}])
    options = {"user_pool_roster": people(3), "user_pool_unlisted_users": "delete"}
    run = work.own("sync", {"check_mode": True}, **options)
    assert (run.status, run.writes) == (0, []), run.output
    run = work.own("offboard", {"check_mode": True}, user_pool_user_names="gone@example.com")
    assert (run.status, run.writes) == (0, []), run.output


def test_an_omitted_directory_is_the_default(work: Workplace) -> None:
    work.seed(USERS)
    omitted = dict.fromkeys(
        ("user_pool_dest", "user_pool_profile"), "{{ nothing | default(omit) }}"
    )
    run = work.own("export", {"vars": omitted})
    assert run.status == 0, run.output
    assert (work.directory / "users-eu-central-1.csv").is_file()


def test_three_pools_one_of_which_fails(work: Workplace) -> None:
    pools = three_pools(work)
    work.emulator.add_fault(
        {
            "operation": "DescribeUsers",
            "region": POOLS["tokyo"],
            "error": {"code": "AccessDeniedException"},
        }
    )
    run = work.play("sync_users", "-i", pools, region=False)
    assert run.status == 2
    for name in ("ireland", "virginia"):
        user = f"ada@{name}.example.com"
        assert work.pool(POOLS[name]) == {user: (None, None, True, "office")}
        assert f"created: 1 ({user})" in run.summary(name)
    assert work.pool(POOLS["tokyo"]) == {}
    assert run.summary("tokyo")[0] == "tokyo, nothing was done"
    work.emulator.clear_faults()
    run = work.play("sync_users", "-i", pools, region=False)
    assert (run.status, run.writes) == (0, ["CreateUser", "BatchAssociateUserStack"])


def test_two_hosts_are_never_the_same_pool(work: Workplace) -> None:
    play = {"hosts": "one,two", "vars": {"user_pool_region": "eu-central-1"}}
    run = work.own("export", play, "-i", "one,two,", region=False)
    assert (run.status, run.calls) == (2, [])
    assert "Several hosts of this run are the same pool, nothing was done: one" in run.output
    run = work.play("sync_users", "-i", three_pools(work))  # the Region is an extra variable
    assert (run.status, run.calls) == (2, [])
    assert "Several hosts of this run are the same pool, nothing was done: ireland" in run.output
