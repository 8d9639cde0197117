# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Listed users who are disabled in the pool (D14)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import UserPool

ADA, BEN = "ada@example.com", "ben@example.com"
NOTE = "disabled in the pool, so added to no more stacks (disabled_users=leave)"


def leave(pool: UserPool, **options: Any) -> dict[str, Any]:
    """Ask for stacks of ADA, who is disabled, and BEN."""
    users = [{"user_name": name, "stack_names": ["design", "office"]} for name in (ADA, BEN)]
    return pool.appstream_user(**{"users": users, "disabled_users": "leave", **options})


@pytest.fixture(autouse=True)
def two_users(pool: UserPool) -> None:
    ada = {"user_name": ADA, "enabled": False, "stack_names": ["kiosk", "office"]}
    pool.prepare(users=[ada, {"user_name": BEN}], stacks=["design", "kiosk", "office"])


def stacks(pool: UserPool) -> dict[str, list[str]]:
    return {user["user_name"]: user["stack_names"] for user in pool.emulator.pool().roster()}


@pytest.mark.parametrize("check_mode", [True, False])
def test_d14_a_disabled_user_is_added_to_no_stacks(pool: UserPool, check_mode: bool) -> None:
    before = stacks(pool)
    done = leave(pool, check_mode=check_mode)
    ada, ben = done["users"]
    assert (ada["changed"], ada["msg"], ada["stacks_added"]) == (False, NOTE, [])
    assert (ben["msg"], ben["stacks_added"]) == (None, ["design", "office"])
    assert stacks(pool) == (before if check_mode else {**before, BEN: ["design", "office"]})
    again = leave(pool, check_mode=check_mode)
    assert again["changed"] is check_mode


def test_d14_stacks_are_purged_as_usual(pool: UserPool) -> None:
    done = leave(pool, purge_stacks=True, removal_limit=1)
    assert not done["failed"]
    assert stacks(pool)[ADA] == ["office"]


def test_d14_who_is_to_be_enabled_gets_stacks(pool: UserPool) -> None:
    done = leave(pool, enabled=True)
    assert NOTE not in str(done["users"])
    assert stacks(pool)[ADA] == ["design", "kiosk", "office"]


def test_d14_who_is_to_stay_disabled_gets_none(pool: UserPool) -> None:
    done = leave(pool, enabled=False)
    assert done["users"][0]["msg"] == NOTE
    assert stacks(pool)[ADA] == ["kiosk", "office"]
    entry = {"user_name": ADA, "stack_names": ["office"]}
    assert leave(pool, users=[entry], enabled=False)["users"][0]["msg"] is None


def test_d14_a_user_of_whom_the_service_says_nothing_is_not_disabled(pool: UserPool) -> None:
    pool.emulator.configure(user_leaves_out=["Enabled"])
    leave(pool)
    assert stacks(pool)[ADA] == ["design", "kiosk", "office"]


def test_d14_a_recreate_restores_and_adds_nothing(pool: UserPool) -> None:
    entry = {"user_name": ADA, "last_name": "New", "stack_names": ["design", "office"]}
    done = leave(pool, users=[entry], on_name_change="recreate", removal_limit=1)
    assert not done["failed"]
    assert stacks(pool)[ADA] == ["kiosk", "office"]
