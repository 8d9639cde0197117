# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The record of a task in two files."""

from __future__ import annotations

import csv
import datetime
import json
import os
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.change import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISASSOCIATE,
    RECREATE,
    Change,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.pool import PoolIdentity
from ansible_collections.euc.appstream.plugins.module_utils._service.progress import Progress
from ansible_collections.euc.appstream.plugins.module_utils._service.record import (
    COLUMNS,
    Record,
    RecordError,
)

ADA = "ada@example.com"
REGION = "eu-west-1"


def options(tmp_path: Path, **given: str) -> dict[str, Any]:
    return {"path": str(tmp_path / "pool"), **dict.fromkeys(("run", "playbook", "pool")), **given}


def json_rows(tmp_path: Path) -> list[dict[str, Any]]:
    lines = (tmp_path / "pool.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def csv_rows(tmp_path: Path) -> list[dict[str, str]]:
    with (tmp_path / "pool.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def started(tmp_path: Path, check_mode: bool = False, **given: str) -> Record:
    record = Record(options(tmp_path, **given), check_mode)
    record.start(REGION)
    return record


def test_h1_each_row_is_there_at_once_in_both_files(tmp_path: Path) -> None:
    record = started(tmp_path, run="7", playbook="sync_users", launched_by="ada", pool="dublin")
    record.of_pool(PoolIdentity(REGION, None, "111122223333"))
    record.plan(
        [
            {
                "user_name": ADA,
                "actions": ["recreate"],
                "mails": ["welcome"],
                "previous_enabled": False,
                "previous_stack_names": ["design", "=office"],
            }
        ]
    )
    record.done(Change(CREATE, ADA, mail="welcome"))
    record.done(Change(ASSOCIATE, ADA, "design", "assignment"))
    record.done(Change(DISASSOCIATE, ADA, "office"))
    rows = json_rows(tmp_path)  # while the task is under way
    times = [datetime.datetime.fromisoformat(row.pop("time")) for row in rows]
    assert all(time.tzinfo is not None for time in times)
    common = {"run": "7", "playbook": "sync_users", "launched_by": "ada", "pool": "dublin"}
    common |= {"region": REGION, "check_mode": False}
    assert rows[0] == {**common, "event": "started"}
    whole = {**common, "account": "111122223333", "user_name": ADA}
    assert rows[1:] == [
        {
            **whole,
            "event": "planned",
            "actions": ["recreate"],
            "mails": ["welcome"],
            "previous_enabled": False,
            "previous_stack_names": ["design", "=office"],
        },
        {**whole, "event": "done", "actions": ["create"], "mails": ["welcome"]},
        {**whole, "event": "done", "stacks_added": ["design"], "mails": ["assignment (design)"]},
        {**whole, "event": "done", "stacks_removed": ["office"]},
    ]
    table = csv_rows(tmp_path)
    assert tuple(table[0]) == COLUMNS
    assert [row["event"] for row in table] == ["started", "planned", "done", "done", "done"]
    assert table[1]["previous_stack_names"] == "design;'=office"  # no formula
    assert table[1]["check_mode"] == table[1]["previous_enabled"] == "false"


def test_h1_the_end_has_the_reasons_and_the_numbers(tmp_path: Path) -> None:
    record = started(tmp_path)
    quiet = {"user_name": "eve@example.com", "failed": False, "msg": None}
    record.end(
        {
            "users": [
                {"user_name": ADA, "failed": True, "msg": "CreateUser: denied"},
                {"user_name": "ben@example.com", "failed": False, "msg": "confirmed"},
                quiet,
            ],
            "summary": {"create": 2, "failed": 1, "delete": 0},
            "msg": "1 of 3 users failed",
        }
    )
    last = json_rows(tmp_path)[1:]
    assert [(row["event"], row.get("user_name"), row["reason"]) for row in last] == [
        ("failed", ADA, "CreateUser: denied"),
        ("noted", "ben@example.com", "confirmed"),
        ("ended", None, "create 2, failed 1; 1 of 3 users failed"),
    ]
    record.done(Change(CREATE, ADA))  # too late
    assert len(json_rows(tmp_path)) == 4


def test_h1_pairs_name_their_stack(tmp_path: Path) -> None:
    record = started(tmp_path)
    row = {"user_name": ADA, "stack_name": "design", "failed": True, "msg": "not found"}
    record.end({"associations": [row], "summary": {}})
    assert json_rows(tmp_path)[1]["reason"] == "design: not found"


def test_h1_check_mode_is_a_forecast(tmp_path: Path) -> None:
    record = started(tmp_path, check_mode=True)
    record.plan([{"user_name": ADA, "actions": ["create"], "reason": "a note"}])
    record.end({"users": [{"user_name": ADA, "failed": False, "msg": "a note"}], "summary": {}})
    rows = json_rows(tmp_path)
    assert [row["event"] for row in rows] == ["started", "predicted", "noted", "ended"]
    assert all(row["check_mode"] is True for row in rows)


def test_h1_several_tasks_append_and_no_line_is_lost(tmp_path: Path) -> None:
    first, second = started(tmp_path, run="1"), started(tmp_path, run="2")
    for record in (first, second, first):
        record.done(Change(CREATE, ADA))
    for end, half in (("jsonl", '{"run": "2", "ha'), ("csv", '2026,2,sync,"an open quote')):
        with (tmp_path / f"pool.{end}").open("a", encoding="utf-8") as file:
            file.write(half)  # of a task that was killed
    third = started(tmp_path, run="3")
    third.end({"summary": {}})
    assert [row["run"] for row in json_rows(tmp_path)] == [*"1212133"[:5], "3", "3"]
    assert [row["run"] for row in csv_rows(tmp_path)] == [*"12121", "3", "3"]
    assert (tmp_path / "pool.csv").read_text("utf-8").count("time,") == 1


def test_h1_files_are_for_their_owner(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        started(tmp_path)
    finally:
        os.umask(old)
    assert [(tmp_path / f"pool.{end}").stat().st_mode & 0o777 for end in ("csv", "jsonl")] == [
        0o600,
        0o600,
    ]


def test_h1_a_record_that_cannot_be_written_stops_the_task_before_it_begins(
    tmp_path: Path,
) -> None:
    with pytest.raises(RecordError, match=r"record: .*pool cannot be written: No such file"):
        Record({"path": str(tmp_path / "missing" / "pool")}).start(REGION)
    (tmp_path / "pool.csv").write_text("user_name,enabled\n", encoding="utf-8")
    with pytest.raises(RecordError, match="cannot be written: it has other columns"):
        started(tmp_path)
    (tmp_path / "pool.csv").unlink()
    (tmp_path / "pool.jsonl").unlink(missing_ok=True)
    (tmp_path / "pool.jsonl").symlink_to("/dev/full")
    with pytest.raises(RecordError, match="No space left on device"):
        started(tmp_path)


def test_h1_a_record_that_cannot_be_continued_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = started(tmp_path)

    def full(_file: int, _line: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    record.done(Change(CREATE, ADA))
    record.done(Change(CREATE, "ben@example.com"))
    assert record.error == f"record: {tmp_path}/pool is not complete: No space left on device"
    record.end({"summary": {}})


def test_h1_what_is_done_is_recorded_once(tmp_path: Path) -> None:
    record = started(tmp_path)
    progress = Progress(None, record)
    progress.planned({CREATE: 1}, {"ben@example.com"})
    for _time in range(2):
        progress.done(Change(CREATE, ADA, mail="welcome"))
        progress.done(Change(DELETE, "ben@example.com"))  # on the way to being recreated
        progress.done(Change(CREATE, "ben@example.com", mail="welcome"))
        progress.done(Change(RECREATE, "ben@example.com"))
        progress.failed(ADA)
    found = [(row.get("actions"), row.get("mails")) for row in json_rows(tmp_path)[1:]]
    assert found == [(["create"], ["welcome"]), (["delete"], None), (["create"], ["welcome"])]


def test_without_options_nothing_is_written() -> None:
    record = Record(None)
    record.start(REGION)
    record.plan([{"user_name": ADA}])
    record.done(Change(CREATE, ADA))
    record.end({"users": []})
    assert (record.active, record.error) == (False, None)


def test_h1_what_is_written_in_part_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a disk that is full does it."""
    record = started(tmp_path)
    monkeypatch.setattr(os, "write", lambda _file, line: len(line) - 1)
    record.done(Change(CREATE, ADA))
    assert record.error is not None
    assert record.error.endswith("is not complete: No space left on device")


def test_h1_no_stacks_are_not_the_same_as_unknown_ones(tmp_path: Path) -> None:
    record = started(tmp_path)
    record.plan([{"user_name": ADA, "actions": ["delete"], "previous_stack_names": []}])
    assert json_rows(tmp_path)[1]["previous_stack_names"] == []
    assert "stacks_added" not in json_rows(tmp_path)[1]
