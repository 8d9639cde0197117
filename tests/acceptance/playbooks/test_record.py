# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The record of what playbooks do, and the numbers for workflows."""

from __future__ import annotations

import csv
import json
import os
import re
from pathlib import Path
from typing import Any

import ansible
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
    assert (results["check_mode"], results["succeeded"]) == (False, True)
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


def test_h1_a_record_that_fills_up_in_the_check_stops_the_sync(
    work: Workplace, records: Path
) -> None:
    """A pipe that nobody reads takes 64 KiB, and then no more."""
    work.seed([])
    os.mkfifo(records / "record-eu-central-1.jsonl")
    run = work.play(
        "sync_users",
        user_pool_roster=people(450),
        user_pool_mail_limit=900,
        user_pool_result_dest=str(records),
    )
    assert (run.status != 0, run.writes) == (True, []), run.output
    assert run.summary()[0] == "eu-central-1, nothing was done, FAILED: 450 users on the roster"
    assert "is not complete" in run.summary()[-1]


@pytest.mark.parametrize(
    ("wrong", "heading", "lines"),
    [
        (
            {"user_pool_mail_limit": "x", "user_pool_disabled_users": "y"},
            "eu-central-1, nothing was done, FAILED",
            [
                "user_pool_mail_limit: 'x' is not a whole number",
                "user_pool_disabled_users: 'y' is none of ",
            ],
        ),
        (
            {"user_pool_roster": "email\nada.example.com\n"},
            "eu-central-1, nothing was done, FAILED",
            ["line 2 ('ada.example.com')"],
        ),
    ],
)
def test_h2_a_pool_that_is_refused_has_a_summary_and_is_handed_on(
    work: Workplace, wrong: dict[str, Any], heading: str, lines: list[str]
) -> None:
    work.programs = {**work.programs, "ANSIBLE_SHOW_CUSTOM_STATS": "1"}
    run = work.play("sync_users", **{"user_pool_roster": people(1), **wrong})
    assert (run.status, run.writes) == (2, [])
    assert run.summary()[0] == heading
    for line in lines:
        (found,) = (each for each in run.summary() if each.startswith(line))
        assert f"nothing was done: {found}" in run.output or f"; {found}" in run.output
    numbers = re.search(r"RUN: (\{.*\})", run.output)
    assert numbers is not None
    result = json.loads(numbers[1])["appstream_results"]["eu-central-1"]
    assert result == {"check_mode": False, "succeeded": False}


def test_h2_a_report_that_is_refused_hands_on_nothing(work: Workplace) -> None:
    work.programs = {**work.programs, "ANSIBLE_SHOW_CUSTOM_STATS": "1"}
    run = work.play("export_users", user_pool_max_concurrency="x")
    assert (run.status, run.calls) == (2, [])
    assert "FAILED" in run.summary()[0]
    assert "appstream_results" not in run.output


def test_h3_no_log_hides_warnings_that_name_users_in_the_background_too(work: Workplace) -> None:
    place = {"region": "{{ user_pool_region }}", "endpoint_url": "{{ user_pool_endpoint_url }}"}
    ways: dict[str, dict[str, Any]] = {
        "Hidden": {"no_log": True},
        "Hidden.Async": {"no_log": True, "async": 60, "poll": 1},
        "Shown": {},
        "Shown.Async": {"async": 60, "poll": 1},
    }
    work.seed([{"user_name": f"{way}@example.com"} for way in ways])
    tasks = [
        {
            "euc.appstream.appstream_user": {
                **place,
                "user_name": f"{way}@example.com".lower(),
                "state": "absent",
                "progress_file": f"no-such-directory/{way.lower()}",
            },
            **how,
        }
        for way, how in ways.items()
    ]
    play = {"tasks": tasks, "vars": {"ansible_async_dir": str(work.directory / "jobs")}}
    run = work.own("sync", play)
    assert (run.status, run.writes) == (0, []), run.output
    output = " ".join(run.output.split())
    assert {way for way in ways if f"{way}@" in output} == {"Shown", "Shown.Async"}, output
    # Of the others, no user is named. Before ansible-core 2.19, no_log hides all warnings.
    old = tuple(map(int, ansible.__version__.split(".")[:2])) < (2, 19)
    for way in ways:
        written = f"no-such-directory/{way.lower()} cannot be written" in output
        assert written != (old and way.startswith("Hidden")), output


def test_h3_names_that_are_ignored_are_not_shown(work: Workplace) -> None:
    work.seed([{"user_name": "ann@example.com", "first_name": "Ann"}])
    options = {"user_pool_on_name_change": "ignore", **NAMELESS}
    roster = "email,first_name\nann@example.com,Other\n"
    run = work.play("sync_users", user_pool_roster=roster, **options)
    assert run.status == 0, run.output
    assert "@example" not in run.output


@pytest.mark.parametrize("shown", ["none", "None", 0, "0", " none "])
def test_h3_errors_of_options_name_nobody_either(work: Workplace, shown: Any) -> None:
    run = work.play(
        "sync_users",
        user_pool_roster=people(1),
        user_pool_mail_limit="ada@example.com",
        user_pool_names_shown=shown,
    )
    assert (run.status, run.calls) == (2, [])
    assert "user_pool_mail_limit: <user> is not a whole number" in " ".join(run.output.split())
    assert "ada@" not in run.output


NAMELESS = {"user_pool_names_shown": "none"}


@pytest.mark.parametrize("arguments", [(), ("--diff",), ("--check", "--diff", "-v")])
def test_h3_no_name_is_shown_anywhere(work: Workplace, arguments: tuple[str, ...]) -> None:
    work.seed(
        [
            {"user_name": "old@example.com"},
            {"user_name": "off@example.com", "enabled": False},
            {"user_name": "ann@example.com", "first_name": "Ann"},
        ]
    )
    roster = work.file(
        "people.csv",
        "email,first_name,stack_names\nada@example.com,Ada,office\noff@example.com,,office\n"
        "ann@example.com,Other,\nADA@example.org,,\n",
    )
    answers = {
        "user_pool_roster": roster,
        "user_pool_unlisted_users": "disable",
        "user_pool_keep_users": ["old@example.com"],
        **NAMELESS,
    }
    run = work.play("sync_users", *arguments, **answers)
    assert run.status != 0
    assert "created: 2" in " ".join(run.summary())
    assert "1 user failed: 1 x" in run.output
    assert "@example" not in run.output, run.output
    run = work.play(
        "offboard_users", *arguments, user_pool_user_names="OLD@example.com", **NAMELESS
    )
    assert (run.status != 0, run.writes) == (True, [])
    assert "in the pool only with different capitals, accents or signs" in run.output
    assert "old@" not in run.output.lower()
    run = work.play("resend_invitations", *arguments, user_pool_resend_every_days=0, **NAMELESS)
    assert run.status == 0
    assert "@example" not in run.output, run.output
    run = work.play("sync_users", user_pool_roster="email\nada.example.com\n", **NAMELESS)
    assert run.status != 0
    assert "1 error, nothing was done: line 2" in run.output


def test_h3_all_names_are_shown_on_request(work: Workplace) -> None:
    work.seed([])
    run = work.play("sync_users", user_pool_roster=people(12), user_pool_names_shown="all")
    shown = ", ".join(f"u{number}@example.com" for number in range(1, 13))
    assert f"created: 12 ({shown})" in run.summary()


def test_h6_the_summary_names_who_was_kept_and_never_looks_green_with_failures(
    work: Workplace,
) -> None:
    work.seed(
        [
            {"user_name": "admin@example.com"},
            {"user_name": "old@example.com"},
            {"user_name": "ann@example.com", "first_name": "Ann"},
        ]
    )
    answers: dict[str, Any] = {
        "user_pool_unlisted_users": "disable",
        "user_pool_keep_users": ["admin@example.com"],
    }
    roster = "email,first_name\nann@example.com,{}\n"
    run = work.play("sync_users", "--diff", user_pool_roster=roster.format("Ann"), **answers)
    assert run.status == 0, run.output
    assert run.summary()[0] == "eu-central-1: 1 user on the roster"
    assert "kept by user_pool_keep_users: 1 (admin@example.com)" in run.summary()
    assert re.search(r"--- before: user pool \d{12} eu-central-1", run.output)
    run = work.play("sync_users", user_pool_roster=roster.format("Other"), **answers)
    assert run.status != 0
    assert run.summary()[0] == "eu-central-1, nothing was done, FAILED: 1 user on the roster"


def test_h5_users_who_cannot_sign_in_are_named(work: Workplace) -> None:
    work.seed(
        [
            {"user_name": "off@example.com", "enabled": False},
            {
                "user_name": "late@example.com",
                "status": "FORCE_CHANGE_PASSWORD",
                "created_time": 1_700_000_000,
            },
        ]
    )
    roster = "email\noff@example.com\nlate@example.com\nnew@example.com\n"
    run = work.play("sync_users", user_pool_roster=roster, user_pool_message_action="suppress")
    assert run.status == 0, run.output
    text = "\n".join(run.summary())
    assert "on the roster but disabled in the pool, so added to no more stacks: 1 (off@exam" in text
    assert "created or enabled without an email, and still pending; resend_invitations" in text
    assert "emails them: 1 (new@example.com)" in text
    assert "has renewed it; resend_invitations with" in text
    assert "user_pool_resend_every_days=0 emails them: 1 (late@example.com)" in text
