# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The record of both modules that write (H1)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import UserPool

ANN: dict[str, Any] = {
    "user_name": "ann@example.com",
    "first_name": "Ann",
    "stack_names": ["design", "office"],
}
BEN: dict[str, Any] = {"user_name": "ben@example.com", "stack_names": ["office"]}


@pytest.fixture
def record(tmp_path: Path) -> dict[str, str]:
    return {"path": str(tmp_path / "pool"), "run": "job 7", "pool": "dublin"}


def rows(tmp_path: Path) -> list[dict[str, Any]]:
    lines = (tmp_path / "pool.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def events(tmp_path: Path) -> list[tuple[Any, ...]]:
    keys = ("event", "user_name", "actions", "stacks_added", "stacks_removed", "mails")
    return [tuple(row[key] for key in keys if key in row) for row in rows(tmp_path)]


def test_h1_what_is_planned_and_done(
    pool: UserPool, tmp_path: Path, record: dict[str, str]
) -> None:
    pool.prepare(users=[BEN])
    task = {
        "users": [{**ANN, "send_email_notification": True}],
        "unlisted_users": "disable",
        "purge_stacks": True,
        "removal_limit": 5,
        "max_concurrency": 1,
    }
    pool.appstream_user(**task, record=record)
    assert events(tmp_path) == [
        ("started",),
        (
            *("planned", "ann@example.com", ["create"], ["design", "office"]),
            ["assignment (design)", "assignment (office)", "welcome"],
        ),
        ("planned", "ben@example.com", ["disable"]),
        ("done", "ann@example.com", ["create"], ["welcome"]),
        ("done", "ann@example.com", ["design"], ["assignment (design)"]),
        ("done", "ann@example.com", ["office"], ["assignment (office)"]),
        ("done", "ben@example.com", ["disable"]),
        ("noted", "ben@example.com"),
        ("ended",),
    ]
    found = rows(tmp_path)
    assert {row["run"] for row in found} == {"job 7"}
    assert len(found[1]["account"]) == 12
    assert found[2]["previous_enabled"] is True
    assert "previous_stack_names" not in found[2]  # nobody has read them
    assert found[-1]["reason"] == "create 1, disable 1, stacks_added 2"
    pool.appstream_user(**task, record=record)
    assert events(tmp_path)[-2:] == [("started",), ("ended",)]
    assert rows(tmp_path)[-1]["reason"] == "unchanged 1"


def test_h1_what_is_taken_is_recorded_before_it_is_taken(
    pool: UserPool, tmp_path: Path, record: dict[str, str]
) -> None:
    pool.prepare(users=[ANN])
    pool.appstream_user(users=[ANN], state="absent", record=record)
    planned = next(row for row in rows(tmp_path) if row["event"] == "planned")
    assert planned["actions"] == ["delete"]
    assert planned["previous_stack_names"] == ["design", "office"]
    assert (planned["previous_first_name"], planned["previous_enabled"]) == ("Ann", True)


def test_h1_check_mode_is_a_forecast_and_its_prediction_is_done(
    pool: UserPool, tmp_path: Path, record: dict[str, str]
) -> None:
    pool.prepare()
    check = pool.appstream_user(users=[BEN], record=record, check_mode=True)
    assert events(tmp_path) == [
        ("started",),
        ("predicted", "ben@example.com", ["create"], ["office"], ["welcome"]),
        ("ended",),
    ]
    assert all(row["check_mode"] for row in rows(tmp_path))
    pool.appstream_user(users=[BEN], record=record, prediction=check["prediction"])
    assert [event[0] for event in events(tmp_path)[3:]] == ["started", "done", "done", "ended"]


def test_h1_failures_and_refusals_have_their_reasons(
    pool: UserPool, tmp_path: Path, record: dict[str, str]
) -> None:
    pool.prepare(users=[ANN, BEN])
    pool.appstream_user(users=[ANN, BEN], state="absent", keep_users=["b*"], record=record)
    pool.appstream_user(
        users=[{**ANN, "first_name": "Anna"}, {"user_name": "eve@example.com"}], record=record
    )
    by_event = {row["event"]: row for row in rows(tmp_path)}
    assert by_event["failed"]["user_name"] == "ann@example.com"
    assert "first_name" in by_event["failed"]["reason"]
    refused = rows(tmp_path)[1]
    assert (refused["event"], "keep_users" in refused["reason"]) == ("ended", True)
    assert "nothing was done" in refused["reason"]


@pytest.mark.parametrize("check_mode", [False, True])
def test_h1_associations(
    pool: UserPool, tmp_path: Path, record: dict[str, str], check_mode: bool
) -> None:
    pool.prepare(users=[ANN])
    pool.appstream_user_stack_association(
        user_names=["ann@example.com", "zoe@example.com"],
        stack_names=["office"],
        state="absent",
        record=record,
        check_mode=check_mode,
    )
    event = ("ann@example.com", ["office"])
    if check_mode:
        assert events(tmp_path) == [("started",), ("predicted", *event), ("ended",)]
    else:
        expected = [("started",), ("planned", *event), ("done", *event), ("ended",)]
        assert events(tmp_path) == expected


@pytest.mark.parametrize("name", ["appstream_user", "appstream_user_stack_association"])
def test_h1_without_its_record_a_task_does_not_begin(
    pool: UserPool, tmp_path: Path, name: str
) -> None:
    options: dict[str, Any] = {"user_name": "ann@example.com"}
    if name != "appstream_user":
        options = {"user_names": ["ann@example.com"], "stack_names": ["office"]}
    refused = getattr(pool, name)(**options, record={"path": str(tmp_path / "no" / "pool")})
    assert refused["failed"]
    assert refused["msg"].startswith("record: ")
    assert refused["msg"].endswith("cannot be written: No such file or directory; nothing was done")
    assert pool.calls == []


def test_h1_an_incomplete_record_fails_the_task_which_goes_on(
    pool: UserPool, tmp_path: Path, record: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.prepare()
    written = []

    def one_row(file: int, line: bytes) -> int:
        written.append(line)
        if len(written) > 4:
            raise OSError(28, "No space left on device")
        return len(line)

    monkeypatch.setattr(
        "ansible_collections.euc.appstream.plugins.module_utils._service.record.os.write", one_row
    )
    done = pool.appstream_user(users=[ANN, BEN], record=record)
    assert (done["failed"], done["changed"]) == (True, True)
    assert done["msg"].endswith("pool is not complete: No space left on device")
    assert done["summary"]["create"] == 2
    assert (
        done["record_error"] == f"record: {record['path']} is not complete: No space left on device"
    )
    assert len(pool.users) == 2


def test_h1_each_step_of_a_recreate_is_recorded_whatever_comes_after(
    pool: UserPool, tmp_path: Path, record: dict[str, str]
) -> None:
    pool.prepare(users=[ANN])
    new = {"users": [{**ANN, "first_name": "Anna"}], "on_name_change": "recreate"}
    check = pool.appstream_user(**new, removal_limit=1, check_mode=True)
    pool.appstream_user(**new, removal_limit=1, record=record, prediction=check["prediction"])
    done = [event[2:] for event in events(tmp_path) if event[0] == "done"]
    assert (["delete"],) in done
    assert (["create"], ["welcome"]) in done
    assert done.index((["delete"],)) < done.index((["create"], ["welcome"]))
    assert len(done) == 6  # off two stacks, and on them again


def test_h1_a_forecast_says_what_would_not_be_done(
    pool: UserPool, tmp_path: Path, record: dict[str, str]
) -> None:
    pool.prepare(users=[ANN, BEN])
    pool.appstream_user(
        users=[{**ANN, "first_name": "Anna"}],
        unlisted_users="delete",
        removal_limit=5,
        record=record,
        check_mode=True,
    )
    reasons = {
        row["user_name"]: row["reason"] for row in rows(tmp_path) if row["event"] == "failed"
    }
    assert "skipped, because something else failed" in reasons["ben@example.com"]
