# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""export_users and access_review."""

from __future__ import annotations

import csv
import io
import json
import stat

import pytest
from pool_hosts import Host
from rosters import USERS
from workplace import Workplace, three_pools

pytestmark = pytest.mark.xdist_group("playbooks")


@pytest.mark.parametrize("roster_format", ["csv", "yaml"])
async def test_an_export_is_a_roster_that_changes_nothing(host: Host, roster_format: str) -> None:
    host.seed(
        [
            *USERS,
            {"user_name": "Ada@example.com", "first_name": "Ada ", "last_name": "-1"},
            {"user_name": "=x'+1@example.com", "stack_names": ["design"]},
            {"user_name": "bare@example.com", "omit": ["Enabled", "Status", "CreatedTime"]},
        ]
    )
    check = await host.play(
        "export_users",
        "--check",
        user_pool_dest=host.path("out"),
        user_pool_roster_formats=roster_format,
    )
    assert check.status == 0, check.output
    assert not (host.directory / "out").exists()
    assert check.summary()[0] == f"{host}, in check mode: 6 users"
    assert check.summary()[1].startswith("would be written: ")
    before = host.pool()
    run = await host.play(
        "export_users", user_pool_dest=host.path("out"), user_pool_roster_formats=roster_format
    )
    assert run.status == 0, run.output
    file = host.directory / "out" / f"users-{host}.{roster_format.replace('yaml', 'yml')}"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run.writes == []
    back = await host.play(
        "sync_users",
        user_pool_roster=str(file),
        user_pool_unlisted_users="delete",
        user_pool_purge_stacks=True,
        user_pool_removal_limit=0,
    )
    assert (back.status, back.writes, back.changed()) == (0, [], 0), back.output
    assert host.pool() == before
    again = await host.play(
        "export_users", user_pool_dest=host.path("out"), user_pool_roster_formats=[roster_format]
    )
    assert (again.status, again.changed()) == (0, 0)


async def test_an_export_says_what_a_sync_will_refuse(host: Host) -> None:
    host.seed([{"user_name": "jo@example.com", "first_name": "Jos\u00e9"}])
    run = await host.play("export_users")
    assert run.status == 0, run.output
    assert "sync_users will refuse line 2 ('jo@example.com')" in run.summary()[-1]


async def test_access_review(host: Host) -> None:
    host.seed([*USERS, {"user_name": "Ada@example.com"}, {"user_name": "<b>@example.com"}])
    host.emulator.seed(stacks=["empty"])
    check = await host.play("access_review", "--check", user_pool_dest=host.path("reviews"))
    assert check.status == 0, check.output
    assert not (host.directory / "reviews").exists()
    assert check.summary()[-1].startswith("in check mode, would be written: ")
    run = await host.play(
        "access_review",
        user_pool_dest=host.path("reviews"),
        user_pool_expected_stacks="design desing",
    )
    assert (run.status, run.writes) == (0, []), run.output
    assert (
        "User names that differ only by capitals, accents or signs: 2."
        " Ada@example.com / ada@example.com" in run.summary()
    )
    assert "Stacks without users: 1. empty" in run.summary()
    assert "Expected stacks that do not exist: 1. desing" in run.summary()
    assert run.summary()[3].startswith("Stacks: 3. ")
    assert [call["operation"] for call in run.calls].count("DescribeStacks") == 1
    files = {f.suffix: f.read_text("utf-8") for f in (host.directory / "reviews").iterdir()}
    assert set(files) == {".html", ".csv", ".json"}
    assert "&lt;b&gt;@example.com" in files[".html"]
    assert "<b>" not in files[".html"]
    assert "Expected stacks that do not exist" in files[".html"]
    assert "Stacks without users" in files[".html"]
    for of_stacks in ("missing_stack", "stack_without_users"):
        assert of_stacks not in files[".html"]  # neither button nor choice, as no user has it
    report = json.loads(files[".json"])
    assert report["users"][2]["stack_names"] == ["design", "office"]
    assert report["summary"]["disabled"] == 1
    assert files[".csv"].count("@example.com") == 6  # (V1): a row for each stack
    other = await host.play("access_review", user_pool_report_formats=["pdf"])
    assert (other.status, other.calls) == (2, [])
    assert "user_pool_report_formats: 'pdf' is none of html, csv, json" in other.output


async def test_e6_words_of_the_service_do_not_steer_the_terminal(host: Host) -> None:
    host.seed(USERS)
    error = {"code": "Odd\x1b[31m", "message": "\x1b[2J\x9b1Aok: all is well\r\n\u202e"}
    host.emulator.add_fault({"operation": "DescribeUsers", "error": error, "times": None})
    run = await host.play("access_review", user_pool_dest=host.path("reviews"))
    assert run.status == 2
    assert "all is well" in run.output
    assert not set(run.output) & {"\x1b", "\x9b", "\r", "\u202e"}


def people_in_three_pools(work: Workplace) -> str:
    inventory = three_pools(work)
    for region, name in (("eu-west-1", "ada"), ("us-east-1", "Ada"), ("ap-northeast-1", "<b>")):
        users = [{"user_name": f"{name}@example.com", "stack_names": ["office"]}]
        work.seed(users, region=region)
    return inventory


@pytest.mark.parametrize("serial", [3, 1])
def test_v7_one_report_of_all_pools(work: Workplace, serial: int) -> None:
    inventory = people_in_three_pools(work)
    run = work.own(
        "review",
        {"hosts": "appstream_pools", "serial": serial},
        *("-i", inventory),
        region=False,
        user_pool_report_all="true",
        user_pool_dest="out",
    )
    assert run.status == 0, run.output
    files = {file.name: file.read_text("utf-8-sig") for file in (work.directory / "out").iterdir()}
    assert len(files) == 12
    assert run.output.count("Summary of all pools]") == 1
    assert "People in several pools: 1. Ada@example.com / ada@example.com (" in run.output or (
        "People in several pools: 1. ada@example.com / Ada@example.com (ireland, virg" in run.output
    )
    rows = list(csv.DictReader(io.StringIO(files["access-reviews.csv"])))
    assert {(row["pool"], row["user_name"]) for row in rows} == {
        ("ireland", "ada@example.com"),
        ("virginia", "Ada@example.com"),
        ("tokyo", "<b>@example.com"),
    }
    page = files["access-reviews.html"]
    assert "<b>" not in page
    assert page.count("Ada@example.com") == 2  # in several pools, and among all
    assert page.count("&lt;b&gt;@example.com") == 1
    assert "Missing pools" not in page
    assert json.loads(files["access-reviews.json"])["users"] == 3


@pytest.mark.parametrize("failed", ["ireland", "tokyo"])
def test_v7_pools_that_failed_are_missing(work: Workplace, failed: str) -> None:
    """The last of the inventory, too."""
    inventory = people_in_three_pools(work)
    region = {"ireland": "eu-west-1", "tokyo": "ap-northeast-1"}[failed]
    denied = {"code": "AccessDeniedException", "message": "no"}
    work.emulator.add_fault(
        {"operation": "DescribeUsers", "region": region, "error": denied, "times": None}
    )
    run = work.play("access_review", "-i", inventory, region=False, user_pool_report_all=True)
    assert run.status == 2
    assert f"Missing, since they failed: {failed}" in run.output
    page = (work.directory / "access-reviews.html").read_text("utf-8")
    assert "Missing pools: 1" in page
    assert f"<li><bdi>{failed}</bdi></li>" in page
    assert (
        f'"{failed}","","","","","","pool_not_read",""'
        in (work.directory / "access-reviews.csv").read_text()
    )


def test_v7_it_is_not_written_in_check_mode_nor_of_one_pool_nor_unasked(work: Workplace) -> None:
    inventory = people_in_three_pools(work)
    pools = ("access_review", "-i", inventory)
    run = work.play(*pools, "--check", region=False, user_pool_report_all=True)
    assert run.status == 0, run.output
    assert "in check mode, would be written: " in run.output
    run = work.play(*pools, "--limit", "tokyo", region=False, user_pool_report_all=True)
    assert run.status == 0, run.output
    run = work.play(*pools, region=False)
    assert run.status == 0, run.output
    assert not list(work.directory.glob("access-reviews.*"))


@pytest.mark.parametrize("playbook", ["export_users", "access_review"])
def test_w6_in_awx_no_directory_is_made_that_would_be_gone_with_the_job(
    work: Workplace, playbook: str
) -> None:
    work.seed([{"user_name": "ada@example.com"}])
    missing = work.directory / "reports"
    awx = {"awx_job_id": 7}
    run = work.play(playbook, user_pool_dest=str(missing), **awx)
    assert (run.status != 0, run.calls) == (True, [])
    said = f"nothing was done: user_pool_dest: there is no directory {missing}; in AWX, name one"
    assert said in " ".join(run.output.split())
    assert not missing.exists()
    missing.mkdir()
    run = work.play(playbook, user_pool_dest=str(missing), **awx)
    assert run.status == 0, run.output
    assert list(missing.iterdir())
    run = work.play(playbook, user_pool_dest="of-the-job", **awx)  # for a later play
    assert run.status == 0, run.output
    assert list((work.directory / "of-the-job").iterdir())
