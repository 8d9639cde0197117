# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The journal of appstream_user as a file: written, read whole, or refused (C9)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.pool import custom_endpoint
from ansible_collections.euc.appstream.tests.unit.plugins.modules.journaled import (
    KIM,
    NEW,
    USERS,
    Run,
    entries,
)
from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    UserPool,
)


def test_c9_without_a_journal_that_can_be_written_nobody_is_deleted(
    pool: UserPool, sync: Run
) -> None:
    pool.prepare(users=USERS)
    result = sync(journal="/proc/no-such-directory/pool.json")
    assert (result["failed"], result["changed"]) == (True, False)
    assert "cannot be written: No such file or directory; nothing" in result["msg"]
    assert "nothing was deleted" in result["msg"]
    assert pool.writes == []


def entry(**changes: Any) -> dict[str, Any]:
    """What a journal holds of KIM."""
    pool = {"region": "eu-west-1", "endpoint": None, "account": None}
    names = {"first_name": "Kim", "last_name": "New", "previous_first_name": "Kim"}
    state = {"previous_arn": None, "previous_enabled": False, "previous_last_name": "Old"}
    stacks = {"previous_stack_names": ["design"], "suppress": False, "recorded_at": 1.7e9}
    return {"pool": pool, "user_name": KIM, **names, **state, **stacks, **changes}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        "1" * 5_000,
        "[1",
        json.dumps({"version": 2, "users": []}),
        json.dumps({"version": 1}),
        json.dumps({"version": 1, "users": {}}),
        json.dumps({"version": 1, "users": [None]}),
        json.dumps({"version": 1, "users": [{"user_name": KIM}]}),
        json.dumps({"version": 1, "users": [entry(), entry()]}),
        json.dumps({"version": 1, "users": [entry(more=1)]}),
        json.dumps({"version": 1, "users": [entry(suppress="no")]}),
        json.dumps({"version": 1, "users": [entry(previous_enabled=0)]}),
        json.dumps({"version": 1, "users": [entry(previous_stack_names="design")]}),
        json.dumps({"version": 1, "users": [entry(previous_stack_names=[1])]}),
        json.dumps({"version": 1, "users": [entry(pool="eu-west-1")]}),
        json.dumps({"version": 1, "users": [entry(recorded_at=float("inf"))]}),
        json.dumps({"version": 1, "users": [entry(recorded_at=-1)]}),
    ],
    ids=lambda text: text[-40:],
)
@pytest.mark.parametrize("check_mode", [False, True])
def test_c9_a_journal_that_cannot_be_read_stops_the_run(
    pool: UserPool, sync: Run, journal: Path, text: str, check_mode: bool
) -> None:
    pool.prepare(users=USERS)
    journal.parent.mkdir()
    journal.write_text(text, encoding="utf-8")
    result = sync(check_mode=check_mode)
    assert result["failed"]
    assert result["msg"].startswith(f"journal: {journal} cannot be read: ")
    assert "nothing was done" in result["msg"]
    assert not re.search(r"Errno|recursion|Expecting|codec|sys\.", result["msg"])  # E5
    assert pool.writes == []
    assert journal.read_text(encoding="utf-8") == text


def test_c9_entries_of_another_pool_are_neither_used_nor_lost(
    pool: UserPool, sync: Run, journal: Path
) -> None:
    pool.prepare(users=[USERS[1]])
    journal.parent.mkdir()
    here = custom_endpoint(pool.connection["endpoint_url"])
    others = [
        entry(),  # of AWS
        entry(pool={"region": "us-east-1", "endpoint": here, "account": None}),
        entry(pool={"region": "eu-west-1", "endpoint": here, "account": "999999999999"}),
    ]
    text = json.dumps({"version": 1, "users": others})
    journal.write_text(text, encoding="utf-8")
    result = sync()
    assert (result["failed"], result["unrepaired_users"]) == (False, [])
    assert pool.contents == ["kim@example.com", "lee@example.com office"]
    assert journal.read_text(encoding="utf-8") == text
    sync(users=[{**NEW, "last_name": "Newer"}])
    assert entries(journal) == others
