# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The record of what playbooks do, and the numbers for workflows."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from rosters import people
from workplace import Workplace, three_pools


def rows(directory: Path, pool: str) -> list[dict[str, Any]]:
    lines = (directory / f"record-{pool}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture
def records(work: Workplace) -> Path:
    directory = work.directory / "records"
    directory.mkdir()
    return directory


def test_h1_h2_a_sync_and_an_offboarding_leave_a_record_and_numbers(
    work: Workplace, records: Path
) -> None:
    work.seed([{"user_name": "old@example.com", "stack_names": ["office"]}])
    work.programs = {**work.programs, "ANSIBLE_SHOW_CUSTOM_STATS": "1"}
    dest = {"user_pool_result_dest": str(records)}
    awx = {"awx_job_id": 7, "awx_user_name": "operator"}
    run = work.play("sync_users", user_pool_roster=people(2), **dest, **awx)
    assert run.status == 0, run.output
    found = rows(records, "eu-central-1")
    assert {(row["run"], row["launched_by"], row["playbook"]) for row in found} == {
        ("AWX job 7", "operator", "sync")
    }
    events = [(row["check_mode"], row["event"]) for row in found]
    assert events[:4] == [
        *((True, event) for event in ("started", "predicted", "predicted", "ended"))
    ]
    assert events[4] == (False, "started")
    assert events[-1] == (False, "ended")
    created = [row for row in found if row["event"] == "done" and "actions" in row]
    assert sorted((row["user_name"], *row["mails"]) for row in created) == [
        ("u1@example.com", "welcome"),
        ("u2@example.com", "welcome"),
    ]
    numbers = re.search(r"RUN: (\{.*\})", run.output)
    assert numbers is not None
    results = json.loads(numbers[1])["appstream_results"]["eu-central-1"]
    assert (results["create"], results["failed"]) == (2, 0)
    assert "@" not in numbers[1]

    # The numbers come to the next job of a workflow as variables.
    work.play(
        "offboard_users",
        user_pool_user_names="old@example.com",
        appstream_results={"eu-central-1": results},
        **dest,
    )
    after = rows(records, "eu-central-1")[len(found) :]
    assert [row["event"] for row in after] == ["started", "planned", "done", "done", "ended"]
    assert after[1]["previous_stack_names"] == ["office"]
    assert after[1]["previous_enabled"] is True
    assert after[0]["playbook"] == "offboard"
    with (records / "record-eu-central-1.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == len(found) + len(after) + 1


def test_h1_check_mode_leaves_a_forecast(work: Workplace, records: Path) -> None:
    work.seed([])
    dest = {"user_pool_result_dest": str(records)}
    run = work.play("sync_users", "--check", user_pool_roster=people(1), **dest)
    assert (run.status, run.writes) == (0, [])
    events = [(row["check_mode"], row["event"]) for row in rows(records, "eu-central-1")]
    assert events == [(True, event) for event in ("started", "predicted", "ended")]


def test_h1_a_run_that_is_refused_has_its_reason(work: Workplace, records: Path) -> None:
    work.seed([{"user_name": f"old{number}@example.com"} for number in range(30)])
    run = work.play(
        "sync_users",
        user_pool_roster=people(1),
        user_pool_unlisted_users="delete",
        user_pool_result_dest=str(records),
    )
    assert (run.status != 0, run.writes) == (True, [])
    assert "removal_limit is 20" in rows(records, "eu-central-1")[-1]["reason"]


def test_h1_each_pool_has_its_own(work: Workplace, records: Path) -> None:
    inventory = three_pools(work)
    run = work.play(
        "sync_users",
        "-i",
        inventory,
        region=False,
        user_pool_roster=people(1),
        user_pool_result_dest=str(records),
    )
    assert run.status == 0, run.output
    assert sorted(path.name for path in records.iterdir()) == [
        f"record-{pool}.{end}"
        for pool in ("ireland", "tokyo", "virginia")
        for end in ("csv", "jsonl")
    ]
    assert {row["region"] for row in rows(records, "tokyo")} == {"ap-northeast-1"}
    assert {row["pool"] for row in rows(records, "tokyo")} == {"tokyo"}


@pytest.mark.parametrize("playbook", ["sync_users", "offboard_users", "resend_invitations"])
def test_h1_without_the_directory_nothing_is_done(work: Workplace, playbook: str) -> None:
    answers: dict[str, Any] = {"user_pool_user_names": "a@example.com"}
    if playbook == "sync_users":
        answers = {"user_pool_roster": people(1)}
    run = work.play(playbook, user_pool_result_dest="records", **answers)
    assert (run.status != 0, run.calls) == (True, [])
    said = "nothing was done: user_pool_result_dest: there is no directory records"
    assert said in " ".join(run.output.split())
