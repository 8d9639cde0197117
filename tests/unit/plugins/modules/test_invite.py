# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Emails for everybody who has no password yet, one each (C12)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import UserPool

NEW, PENDING, CONFIRMED, DISABLED = (
    f"{name}@example.com" for name in ("new", "pending", "confirmed", "disabled")
)
ALL = [NEW, PENDING, CONFIRMED, DISABLED]
LOST = {"operation": "CreateUser", "drop": "after", "times": None}
DAY = 24 * 3600


def invite(pool: UserPool, *users: Any, **options: Any) -> dict[str, Any]:
    return pool.appstream_user(users=list(users or ALL), message_action="invite", **options)


def mailed(pool: UserPool) -> Counter[tuple[str, str]]:
    return Counter((mail["kind"], mail["user_name"]) for mail in pool.emulator.mails)


@pytest.fixture(autouse=True)
def people(pool: UserPool) -> None:
    users: list[dict[str, Any]] = [{"user_name": PENDING, "first_name": "Old"}]
    users.append({"user_name": CONFIRMED, "first_name": "Old", "status": "CONFIRMED"})
    users.append({"user_name": DISABLED, "enabled": False})
    pool.prepare(users=[{**user, "created_time": 0} for user in users])


BOTH = {("welcome", NEW): 1, ("invitation", PENDING): 1}


@pytest.mark.parametrize("check_mode", [True, False])
def test_c12_each_user_without_a_password_is_mailed_once(pool: UserPool, check_mode: bool) -> None:
    done = invite(pool, check_mode=check_mode)
    assert not done["failed"]
    assert mailed(pool) == ({} if check_mode else BOTH)
    assert [row["actions"] for row in done["users"]] == [["create"], ["resend"], [], []]
    assert [row["msg"] for row in done["users"]] == [
        None,
        None,
        "no invitation was sent: the user is CONFIRMED",
        "no invitation was sent: the user is disabled",
    ]


def test_c12_c10_all_of_them_count(pool: UserPool) -> None:
    refused = invite(pool, mail_limit=1)
    assert "mail_limit is 1, but 2 emails would be sent" in refused["msg"]
    assert f"1 welcome: {NEW}; 1 invitation: {PENDING}" in refused["msg"]
    assert not invite(pool, mail_limit=2)["failed"]


def test_c12_nobody_is_mailed_who_is_to_be_disabled(pool: UserPool) -> None:
    done = invite(pool, mail_limit=0, enabled=False)
    assert (done["failed"], mailed(pool)) == (False, {})
    assert [row["user"]["enabled"] for row in done["users"]] == [False] * 4
    pool.time.now += 2 * DAY
    invite(pool, enabled=True)
    assert mailed(pool) == {("invitation", name): 1 for name in (NEW, PENDING, DISABLED)}


@pytest.mark.parametrize("name", [PENDING, CONFIRMED])
def test_c12_a_recreated_user_is_mailed_once(pool: UserPool, name: str) -> None:
    entry = {"user_name": name, "first_name": "New"}
    done = invite(pool, entry, on_name_change="recreate", removal_limit=1, mail_limit=1)
    assert (done["failed"], mailed(pool)) == (False, {("welcome", name): 1})


@pytest.mark.parametrize("enabled", [None, False])
def test_c12_a_recreated_user_who_stays_disabled_is_not_mailed(
    pool: UserPool, enabled: bool | None
) -> None:
    entry = {"user_name": DISABLED, "first_name": "New", "enabled": enabled}
    done = invite(pool, entry, on_name_change="recreate", removal_limit=1, mail_limit=0)
    assert (done["failed"], mailed(pool)) == (False, {})
    assert done["users"][0]["user"]["enabled"] is False


def test_c12_r8_an_invitation_that_may_have_been_sent_is_not_repeated(pool: UserPool) -> None:
    pool.emulator.add_fault({**LOST, "user": PENDING})
    done = invite(pool)
    row = done["users"][1]
    assert (row["failed"], row["changed"]) == (True, True)
    assert "outcome unknown, not repeated" in row["msg"]
    assert mailed(pool) == BOTH


def test_c12_r7_a_new_user_whose_answer_was_lost_is_not_invited_besides(pool: UserPool) -> None:
    pool.emulator.add_fault({**LOST, "user": NEW, "times": 1})
    assert not invite(pool)["failed"]
    assert mailed(pool) == BOTH


def test_c12_a_user_who_appears_meanwhile_is_not_invited(pool: UserPool) -> None:
    appear = {"user_name": NEW, "first_name": None}
    pool.emulator.add_fault({"operation": "CreateUser", "times": 1, "appear": appear})
    done = invite(pool)
    assert (done["failed"], done["users"][0]["actions"]) == (False, [])
    assert mailed(pool) == {("invitation", PENDING): 1}


def test_c12_d9_nobody_is_mailed_who_was_not_predicted(pool: UserPool) -> None:
    predicted = invite(pool, check_mode=True)
    pool.emulator.pool().add_user(NEW, created_time=0)
    pool.emulator.pool().remove_user(PENDING)
    done = invite(pool, prediction=predicted["prediction"])
    assert [row["failed"] for row in done["users"]] == [True, True, False, False]
    assert (mailed(pool), pool.writes) == ({}, [])


def test_c12_a_prediction_that_is_used_again_welcomes_nobody_twice(pool: UserPool) -> None:
    predicted = invite(pool, NEW, check_mode=True)
    invite(pool, NEW, prediction=predicted["prediction"])
    pool.time.now += 2 * DAY
    again = invite(pool, NEW, prediction=predicted["prediction"])
    assert not again["changed"]
    assert mailed(pool) == {("welcome", NEW): 1}


def test_c12_a_user_who_is_not_to_be_created_fails_nothing(pool: UserPool) -> None:
    done = invite(pool, NEW, on_missing_user="ignore")
    assert (done["failed"], mailed(pool)) == (False, {})


# ---- users who are new


def test_c12_a_run_that_was_interrupted_anywhere_mails_nobody_twice(pool: UserPool) -> None:
    names = [f"new{n}@example.com" for n in range(3)]
    invite(pool, *names, max_concurrency=1)
    calls = len(pool.calls)
    for call in range(calls):
        pool.prepare(users=[])
        rest = {"operation": "*", "after": call, "times": None, "drop": "before"}
        pool.emulator.add_fault(rest)
        invite(pool, *names, max_concurrency=1)
        pool.emulator.clear_faults()
        before = {user["user_name"] for user in pool.users}
        done = invite(pool, *names)
        assert not done["failed"], call
        assert mailed(pool) == {("welcome", name): 1 for name in names}, call
        noted = {row["user_name"] for row in done["users"] if "24 hours" in (row["msg"] or "")}
        assert noted == before, call


@pytest.mark.parametrize(
    ("age", "sent"),
    [(0, 0), (DAY - 60, 0), (DAY + 60, 1), (-3600, 0)],  # clocks differ
)
def test_c12_a_user_is_invited_a_day_after_its_creation(
    pool: UserPool, age: int, sent: int
) -> None:
    pool.prepare(users=[{"user_name": NEW, "created_time": pool.time.now - age}])
    done = invite(pool, NEW)
    assert (done["failed"], done["changed"], len(pool.mails)) == (False, bool(sent), sent)
    assert ("less than 24 hours ago" in (done["users"][0]["msg"] or "")) is not bool(sent)


def test_c12_f5_a_user_without_a_time_is_none_that_is_new(pool: UserPool) -> None:
    pool.prepare(users=[{"user_name": NEW, "omit": ["CreatedTime"]}])
    invite(pool, NEW)
    assert mailed(pool) == {("invitation", NEW): 1}


def test_c12_c2_resend_invites_a_new_user(pool: UserPool) -> None:
    pool.prepare(users=[{"user_name": NEW}])
    pool.appstream_user(users=[NEW], message_action="resend")
    assert mailed(pool) == {("invitation", NEW): 1}


def test_c12_d9_by_the_time_of_the_prediction_a_user_is_new(pool: UserPool) -> None:
    """Otherwise the run would fail if a user came of age after the prediction."""
    pool.prepare(users=[{"user_name": NEW, "created_time": pool.time.now - DAY + 60}])
    predicted = invite(pool, NEW, check_mode=True)
    pool.time.now += 120
    done = invite(pool, NEW, prediction=predicted["prediction"])
    assert (done["failed"], done["changed"], pool.mails) == (False, False, [])
    assert done["users"] == predicted["users"]
    invite(pool, NEW)
    assert mailed(pool) == {("invitation", NEW): 1}
