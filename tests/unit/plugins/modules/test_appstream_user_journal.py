# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The journal of appstream_user: what a recreate took is restored by the next run (C9)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from appstream_emulator import DEFAULT_ACCESS_KEY

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    BOTH_WAYS,
    REGION,
    UserPool,
    named,
)

KIM, LEE = "kim@example.com", "lee@example.com"
USERS: list[dict[str, Any]] = [
    {
        "user_name": KIM,
        "first_name": "Kim",
        "last_name": "Old",
        "enabled": False,
        "stack_names": ["design", "office"],
    },
    {"user_name": LEE, "last_name": "Same", "stack_names": ["office"]},
]
BEFORE = [
    "disabled kim@example.com",
    "kim@example.com design",
    "kim@example.com office",
    "lee@example.com office",
]
NEW = {"user_name": KIM, "last_name": "New"}
WANTED = [NEW, {"user_name": LEE}]
CREATE_FAILS = {
    "operation": "CreateUser",
    "user": KIM,
    "after": 1,
    "times": None,
    "error": {"code": "ExpiredTokenException"},
}
ASSOCIATE_FAILS = {
    "operation": "BatchAssociateUserStack",
    "times": None,
    "error": {"code": "ExpiredTokenException"},
}
DISABLE_FAILS = {
    "operation": "DisableUser",
    "times": None,
    "error": {"code": "ExpiredTokenException"},
}
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "state" / "pool.json"


@pytest.fixture
def sync(pool: UserPool, journal: Path) -> Run:
    """Runs appstream_user with a journal, as the role does day by day."""

    def sync(**options: Any) -> dict[str, Any]:
        given = {"users": WANTED, "on_name_change": "recreate", "removal_limit": 2}
        return pool.appstream_user(**given | {"journal": str(journal)} | options)

    return sync


def interrupt(pool: UserPool, sync: Run, *faults: dict[str, Any], **options: Any) -> None:
    """A recreate of KIM that ends half-way."""
    pool.emulator.add_faults(list(faults or [CREATE_FAILS]))
    result = sync(**options)
    assert (result["failed"], result["changed"]) == (True, True)
    pool.emulator.clear_faults()


def entries(journal: Path) -> list[dict[str, Any]]:
    users: list[dict[str, Any]] = json.loads(journal.read_text(encoding="utf-8"))["users"]
    return users


def without_diff(result: dict[str, Any]) -> dict[str, Any]:
    return {key: result[key] for key in ("changed", "users", "summary", "unrepaired_users")}


@BOTH_WAYS
@pytest.mark.parametrize("faults", [[CREATE_FAILS], [ASSOCIATE_FAILS, DISABLE_FAILS]])
def test_a1_a2_c9_the_next_run_repairs_it_by_itself(
    pool: UserPool, sync: Run, journal: Path, switches: str, faults: list[dict[str, Any]]
) -> None:
    pool.prepare(users=USERS, switches=switches)
    interrupt(pool, sync, *faults)
    assert named(entries(journal), "user_name") == [KIM]
    assert journal.stat().st_mode & 0o777 == 0o600
    assert journal.parent.stat().st_mode & 0o777 == 0o700

    predicted = sync(check_mode=True)
    assert named(entries(journal), "user_name") == [KIM]
    repaired = sync()
    again = sync()
    assert not repaired["failed"], repaired["msg"]
    assert without_diff(predicted) == without_diff(repaired)
    assert not again["changed"], again["users"]
    assert pool.contents == BEFORE
    assert set(named(pool.users, "last_name")) == {"New", "Same"}
    assert pool.mail_kinds == ["welcome"]
    assert not list(journal.parent.iterdir())
    row = repaired["users"][0]
    assert row["repaired"] is True
    assert row["previous_stack_names"] == ["design", "office"]
    assert row["previous_enabled"] is False
    assert "repaired after the recreate that did not end on 20" in row["msg"]


def test_c9_a_recreate_without_a_failure_leaves_nothing(
    pool: UserPool, sync: Run, journal: Path
) -> None:
    pool.prepare(users=USERS)
    assert not sync()["failed"]
    assert pool.contents == BEFORE
    assert not list(journal.parent.iterdir())


def test_c9_one_that_is_rolled_back_leaves_nothing(
    pool: UserPool, sync: Run, journal: Path
) -> None:
    denied = {"error": {"code": "AccessDeniedException"}, "times": None}
    pool.prepare(users=USERS, faults=[{"operation": "DeleteUser", **denied}])
    assert sync()["failed"]
    assert pool.contents == BEFORE
    assert not list(journal.parent.iterdir())


@pytest.mark.parametrize(
    ("first", "second", "mails"),
    [
        (None, None, ["welcome"]),
        ("suppress", None, []),
        (None, "suppress", []),
        ("suppress", "suppress", []),
    ],
)
def test_c9_nobody_is_mailed_unless_both_runs_ask_for_it(
    pool: UserPool, sync: Run, first: str | None, second: str | None, mails: list[str]
) -> None:
    pool.prepare(users=USERS)
    interrupt(pool, sync, message_action=first)
    assert not sync(message_action=second, send_email_notification=True)["failed"]
    assert pool.contents == BEFORE
    assert pool.mail_kinds == mails


def test_c3_c9_an_invitation_creates_nobody(pool: UserPool, sync: Run, journal: Path) -> None:
    pool.prepare(users=USERS)
    interrupt(pool, sync)
    result = sync(users=[{"user_name": KIM}], message_action="resend")
    assert result["failed"]
    assert "not repaired yet after the recreate" in result["users"][0]["msg"]
    assert pool.contents == ["lee@example.com office"]
    assert named(entries(journal), "user_name") == [KIM]


def test_c9_a_disabled_user_who_was_half_made_is_not_invited(pool: UserPool, sync: Run) -> None:
    pool.prepare(users=USERS)
    interrupt(pool, sync, ASSOCIATE_FAILS, DISABLE_FAILS)
    mails = list(pool.mails)
    assert not sync(users=[{"user_name": KIM}], message_action="resend")["failed"]
    assert pool.mails == mails
    assert pool.contents == BEFORE


def test_c9_what_is_asked_for_goes_before_what_was(pool: UserPool, sync: Run) -> None:
    pool.prepare(users=USERS)
    interrupt(pool, sync)
    asked = {**NEW, "enabled": True, "stack_names": ["design"]}
    result = sync(users=[asked], purge_stacks=True)
    assert not result["failed"]
    assert pool.contents == ["kim@example.com design", "lee@example.com office"]


def test_c9_a_user_who_is_not_listed_is_named_and_left_alone(
    pool: UserPool, sync: Run, journal: Path
) -> None:
    pool.prepare(users=USERS)
    interrupt(pool, sync)
    result = sync(users=[{"user_name": LEE}])
    assert (result["changed"], result["unrepaired_users"]) == (False, [KIM])
    assert sync(on_missing_user="ignore")["unrepaired_users"] == [KIM]
    assert pool.contents == ["lee@example.com office"]
    assert named(entries(journal), "user_name") == [KIM]


def test_c9_a_user_who_is_to_be_gone_is_forgotten(pool: UserPool, sync: Run, journal: Path) -> None:
    pool.prepare(users=USERS)
    interrupt(pool, sync)
    removal = {"users": [{"user_name": KIM}], "state": "absent", "on_name_change": None}
    sync(**removal, check_mode=True)
    assert journal.exists()
    assert not sync(**removal)["failed"]
    assert not list(journal.parent.iterdir())


def test_c9_an_unlisted_user_who_is_deleted_is_forgotten(
    pool: UserPool, sync: Run, journal: Path
) -> None:
    pool.prepare(users=USERS)
    interrupt(pool, sync, ASSOCIATE_FAILS)
    assert not sync(users=[{"user_name": LEE}], unlisted_users="delete")["failed"]
    assert pool.contents == ["lee@example.com office"]
    assert not list(journal.parent.iterdir())


@pytest.mark.parametrize(
    "created",
    [
        {"last_name": "Other"},  # under another name
        {"first_name": "Kim", "last_name": "New", "created_time": 2e9},  # long after the entry
        {"first_name": "Kim", "last_name": "New", "created_time": 1e9},  # long before
    ],
)
def test_c9_a_user_whom_somebody_else_created_is_left_alone(
    pool: UserPool, sync: Run, journal: Path, created: dict[str, Any]
) -> None:
    """Neither disabled nor put on stacks: it may be another person."""
    pool.prepare(users=USERS)
    interrupt(pool, sync)
    pool.emulator.pool(REGION, DEFAULT_ACCESS_KEY).add_user(KIM, **created)
    pool.emulator.clear_log()
    result = sync(users=[{"user_name": KIM}])
    row = result["users"][0]
    assert (result["failed"], row["changed"], row["actions"]) == (False, False, [])
    assert "not repaired, since somebody created the user after the recreate" in row["msg"]
    assert row["msg"].endswith("before it the user was disabled, on design, office")
    assert pool.writes == []
    assert not journal.exists()


def test_c9_a_user_who_was_only_taken_off_stacks_gets_them_back(
    pool: UserPool, sync: Run, journal: Path
) -> None:
    """Neither delete nor rollback: the credentials expired in between."""
    pool.prepare(users=USERS)
    expired = {"error": {"code": "ExpiredTokenException"}, "times": None}
    interrupt(pool, sync, {"operation": "DeleteUser", **expired}, ASSOCIATE_FAILS)
    assert "kim@example.com office" not in pool.contents
    failed = sync(on_name_change="fail")
    assert failed["failed"]  # C6
    assert "not repaired yet" in failed["users"][0]["msg"]
    predicted = sync(on_name_change="ignore", check_mode=True)
    repaired = sync(on_name_change="ignore")
    assert without_diff(predicted) == without_diff(repaired)
    assert pool.contents == BEFORE
    assert not list(journal.parent.iterdir())


def test_c9_a_repair_that_fails_is_repaired_by_the_next(pool: UserPool, sync: Run) -> None:
    pool.prepare(users=USERS)
    interrupt(pool, sync)
    interrupt(pool, sync, ASSOCIATE_FAILS)
    interrupt(pool, sync, DISABLE_FAILS, users=[{**NEW, "last_name": "Newer"}])
    assert not sync(users=[{**NEW, "last_name": "Newer"}])["failed"]
    assert pool.contents == BEFORE


def test_c9_without_a_journal_that_can_be_written_nobody_is_deleted(
    pool: UserPool, sync: Run
) -> None:
    pool.prepare(users=USERS)
    result = sync(journal="/proc/no-such-directory/pool.json")
    assert (result["failed"], result["changed"]) == (True, False)
    assert "cannot be written: [Errno 2]" in result["msg"]
    assert "nothing was deleted" in result["msg"]
    assert pool.writes == []


def entry(**changes: Any) -> dict[str, Any]:
    """What a journal holds of KIM."""
    pool = {"region": "eu-west-1", "endpoint_host": None, "account": None}
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
    assert pool.writes == []
    assert journal.read_text(encoding="utf-8") == text


def test_c9_entries_of_another_pool_are_neither_used_nor_lost(
    pool: UserPool, sync: Run, journal: Path
) -> None:
    pool.prepare(users=[USERS[1]])
    journal.parent.mkdir()
    others = [
        entry(),  # of AWS
        entry(pool={"region": "us-east-1", "endpoint_host": "127.0.0.1", "account": None}),
        entry(
            pool={"region": "eu-west-1", "endpoint_host": "127.0.0.1", "account": "999999999999"}
        ),
    ]
    text = json.dumps({"version": 1, "users": others})
    journal.write_text(text, encoding="utf-8")
    result = sync()
    assert (result["failed"], result["unrepaired_users"]) == (False, [])
    assert pool.contents == ["kim@example.com", "lee@example.com office"]
    assert journal.read_text(encoding="utf-8") == text
    sync(users=[{**NEW, "last_name": "Newer"}])
    assert entries(journal) == others
