# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The journal of appstream_user: what a recreate took is restored by the next run (C9)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from appstream_emulator import DEFAULT_ACCESS_KEY

from ansible_collections.euc.appstream.tests.unit.plugins.modules.journaled import (
    ASSOCIATE_FAILS,
    BEFORE,
    CREATE_FAILS,
    DISABLE_FAILS,
    KIM,
    LEE,
    NEW,
    USERS,
    Run,
    entries,
    interrupt,
)
from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    BOTH_WAYS,
    REGION,
    UserPool,
    named,
)


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
    assert "repaired after the unfinished recreate of 20" in row["msg"]


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
    assert "not repaired yet after the unfinished recreate" in result["users"][0]["msg"]
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
    removed = sync(**removal)
    assert (removed["failed"], removed["users"][0]["repaired"]) == (False, False)
    assert not list(journal.parent.iterdir())


def test_c9_so_is_one_who_is_to_be_disabled_without_stacks_and_is_not_there(
    pool: UserPool, sync: Run, journal: Path
) -> None:
    """As the role offboards: what was taken is not what the user would have."""
    pool.prepare(users=USERS)
    interrupt(pool, sync)
    left: dict[str, Any] = {"user_name": KIM, "enabled": False}
    options = {"on_missing_user": "ignore", "purge_stacks": True, "on_name_change": None}
    sync(users=[left], **options)  # whose stacks are not managed
    assert named(entries(journal), "user_name") == [KIM]
    left["stack_names"] = []
    sync(users=[left], **options, check_mode=True)
    assert journal.exists()
    result = sync(users=[left], **options)
    assert (result["failed"], result["changed"], result["unrepaired_users"]) == (False, False, [])
    assert result["users"][0]["repaired"] is False
    assert pool.contents == ["lee@example.com office"]
    assert not list(journal.parent.iterdir())


def test_c9_a_journal_may_be_a_link(pool: UserPool, sync: Run, journal: Path) -> None:
    """To where it outlives a container."""
    kept = journal.parent.parent / "kept" / "pool.json"
    journal.parent.mkdir()
    journal.symlink_to(kept)
    pool.prepare(users=USERS)
    interrupt(pool, sync)
    assert journal.is_symlink()
    assert named(entries(kept), "user_name") == [KIM]
    assert not sync()["failed"]
    assert pool.contents == BEFORE
    assert not kept.exists()


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
    """Neither disabled nor added to stacks: it may be another person."""
    pool.prepare(users=USERS)
    interrupt(pool, sync)
    pool.emulator.pool(REGION, DEFAULT_ACCESS_KEY).add_user(KIM, **created)
    pool.emulator.clear_log()
    result = sync(users=[{"user_name": KIM}])
    row = result["users"][0]
    assert (result["failed"], row["changed"], row["actions"]) == (False, False, [])
    assert row["repaired"] is False
    assert (
        "not repaired, since somebody created the user after the unfinished recreate" in row["msg"]
    )
    assert row["msg"].endswith("before it, the user was disabled, on design, office")
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
