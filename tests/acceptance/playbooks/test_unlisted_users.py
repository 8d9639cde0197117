# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The users whom sync_users removes because the roster does not list them, and those who stay."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pool_hosts import Host
from rosters import HEAD
from workplace import Workplace

pytestmark = pytest.mark.xdist_group("sync")

ADA, BEN, CLEO, DAN = (f"{name}@example.com" for name in ("ada", "ben", "cleo", "dan"))
EVA, FAY = "eva@design.example.com", "fay@design.example.com"
DELETE = {"user_pool_unlisted_users": "delete", "user_pool_removal_limit": "2"}


def seed(host: Host, *names: str) -> None:
    host.seed([{"user_name": name} for name in names])


async def test_d13_a_roster_is_complete_for_a_department(host: Host) -> None:
    seed(host, ADA, BEN, CLEO, EVA, FAY)
    answers: dict[str, Any] = {
        **DELETE,
        "user_pool_roster": f"{HEAD}{EVA},,,,\n{ADA},,,,false\n",
        "user_pool_unlisted_users_scope": "*@design.example.com\n*@lab.example.com",
    }
    check = await host.play("sync_users", "--check", **answers)
    assert (check.status, check.writes) == (0, []), check.output
    run = await host.play("sync_users", **answers)
    assert run.status == 0, run.output
    assert set(host.pool()) == {ADA, BEN, CLEO, EVA}
    assert [line.replace("would be ", "") for line in check.summary()[1:]] == run.summary()[1:]
    output = " ".join(run.output.split())
    assert "entries that fit nobody, neither in the pool nor listed: 1 (*@lab" in output
    assert f"would stay if they were not listed: 1 ({ADA})" in output
    again = await host.play("sync_users", **answers)
    assert (again.status, again.writes) == (0, [])


async def test_d13_an_inventory_may_have_a_scope_for_the_runs_that_remove(host: Host) -> None:
    seed(host, ADA, BEN)
    answers = {"user_pool_roster": f"{HEAD}{ADA},,,,\n", "user_pool_unlisted_users_scope": "*"}
    run = await host.play("sync_users", **answers)
    assert (run.status, run.writes) == (0, []), run.output
    run = await host.play("sync_users", **answers, **DELETE)
    assert (run.status, run.writes) == (0, ["DeleteUser"]), run.output


async def test_d7_users_whom_the_roster_does_not_list_stay_by_default(host: Host) -> None:
    seed(host, ADA, BEN)
    run = await host.play("sync_users", user_pool_roster=f"{HEAD}{ADA},,,,\n")
    assert (run.status, run.writes) == (0, []), run.output
    run = await host.play("sync_users", user_pool_roster=HEAD, **DELETE)
    assert (run.status, run.writes) == (2, [])


@pytest.mark.parametrize("scope", ["", None, []])
async def test_d13_an_empty_scope_is_not_everybody(host: Host, scope: Any) -> None:
    seed(host, ADA, BEN)
    answers = {"user_pool_roster": f"{HEAD}{ADA},,,,\n", **DELETE}
    run = await host.play("sync_users", user_pool_unlisted_users_scope=scope, **answers)
    assert (run.status, run.writes) == (2, [])
    assert "user_pool_unlisted_users_scope: is empty, which is refused with" in run.output
    run = await host.play("sync_users", **answers)
    assert (run.status, run.writes) == (0, ["DeleteUser"]), run.output


def test_d13_the_empty_answer_of_a_survey_hides_no_scope(work: Workplace) -> None:
    work.seed([{"user_name": ADA}, {"user_name": BEN}])
    answers = {"user_pool_roster": f"{HEAD}{ADA},,,,\n", "user_pool_unlisted_users_scope": ""}
    run = work.play("sync_users", **answers)
    assert run.status == 0, run.output
    run = work.play("sync_users", **answers, **DELETE)
    assert (run.status, run.writes) == (2, [])
    assert "user_pool_unlisted_users_scope: is empty, which is refused with" in run.output


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("keep.txt", f"{BEN}\n\n*@design.example.com\n"),
        ("keep", f"{BEN}, *@design.example.com"),
        ("keep.csv", f"Name,E-Mail\nBen,{BEN}\nDesign,*@design.example.com\n"),
        ("keep.yml", f"- {BEN}\n- '*@design.example.com'\n"),
        ("keep.json", f'["{BEN}", "*@design.example.com"]'),
    ],
)
async def test_d11_a_file_says_who_is_kept(host: Host, name: str, text: str) -> None:
    seed(host, ADA, BEN, CLEO, EVA, FAY)
    roster = f"{HEAD}{ADA},,,,\n"
    run = await host.play(
        "sync_users", user_pool_roster=roster, user_pool_keep_users=host.file(name, text), **DELETE
    )
    assert run.status == 0, run.output
    assert f"{host}: 2 users to keep" in run.output
    assert set(host.pool()) == {ADA, BEN, EVA, FAY}


async def test_d11_a_name_that_the_pool_has_is_kept_by_a_file(host: Host) -> None:
    odd = "a;b@example.com"
    seed(host, ADA, odd)
    kept = host.file("keep.csv", f'email\n"{odd}"\n')
    roster = f"{HEAD}{ADA},,,,\n"
    run = await host.play(
        "sync_users", user_pool_roster=roster, user_pool_keep_users=kept, **DELETE
    )
    assert (run.status, run.writes) == (0, []), run.output


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("keep.txt", "", "there is no user name in it"),
        ("keep.txt", " \n\n", "there is no user name in it"),
        ("keep.csv", "email,name\n", "there is no user name in it"),
        ("keep.json", "[]", "there is no user name in it"),
        ("keep.txt", f"{BEN}\nadmins\n", "'admins' is neither an email address nor a pattern"),
        ("keep.txt", f"* {BEN}\n* {CLEO}\n", "keep_users[0] ('*'): fits everybody"),
        ("keep.csv", f"email,status\n{BEN},active\n", "column 'status' says who may sign in"),
        ("keep.csv", f"name,team\n{BEN},x\n", "no column"),
        ("keep.yml", "- [", "cannot be read"),
        ("keep.xlsx", "no workbook", "no column"),
        ("keep.csv", "email\nb[en]@example.com\n", "keep_users[0] ('b[en]@example.com'): "),
    ],
)
async def test_d11_a_file_that_is_not_understood_stops_the_run(
    host: Host, name: str, text: str, reason: str
) -> None:
    seed(host, ADA, BEN, CLEO)
    kept = host.file(name, text)
    roster = f"{HEAD}{ADA},,,,\n{DAN},,,,\n"
    run = await host.play(
        "sync_users",
        user_pool_roster=roster,
        user_pool_keep_users=kept,
        user_pool_keep_users_missing="ignore",
        **DELETE,
    )
    assert (run.status, run.writes) == (2, [])
    assert reason in run.output


async def test_d11_what_waives_a_column_of_the_roster_waives_none_of_the_users_to_keep(
    host: Host,
) -> None:
    seed(host, ADA, BEN, CLEO)
    run = await host.play(
        "sync_users",
        user_pool_roster=f"user_name,status\n{ADA},active\n",
        user_pool_roster_ignore="status",
        user_pool_keep_users=host.file("keep.csv", f"email,status\n{BEN},left\n"),
        **DELETE,
    )
    assert (run.status, run.writes) == (2, [])
    output = " ".join(run.output.split())
    assert "column 'status' says who may sign in" in output
    assert "roster, only user_pool_roster_encoding applies to it) has 1 error" in output


async def test_d12_a_file_may_have_an_entry_that_protects_nobody(host: Host) -> None:
    seed(host, ADA, BEN, CLEO)
    answers = {
        "user_pool_roster": f"{HEAD}{ADA},,,,\n",
        "user_pool_keep_users": host.file("keep.txt", f"{BEN}\n*@lab.example.com\n"),
        **DELETE,
    }
    run = await host.play("sync_users", **answers)
    assert (run.status, run.writes) == (2, [])
    assert "user_pool_keep_users: 1 entry protects nobody" in run.output
    run = await host.play("sync_users", user_pool_keep_users_missing="ignore", **answers)
    assert (run.status, run.writes) == (0, ["DeleteUser"]), run.output


async def test_d11_what_a_file_has_is_no_template(host: Host) -> None:
    braces, other = "{{7*7}}@example.com", "{{9*9}}@example.com"
    fits = "{{8*'x'}}@lab.example.com"
    seed(host, ADA, braces, fits, other)
    run = await host.play(
        "sync_users",
        user_pool_roster=f"{HEAD}{ADA},,,,\n",
        user_pool_keep_users=host.file("keep.json", json.dumps([braces, "{{8*'x'}}@*"])),
        **DELETE,
    )
    assert run.status == 0, run.output
    assert set(host.pool()) == {ADA, braces, fits}
