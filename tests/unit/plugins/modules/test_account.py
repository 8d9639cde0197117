# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account that a pool must belong to (P3)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    REGION,
    UserPool,
)

ANN, BEN = "ann@example.com", "ben@example.com"
OTHER = "444455556666"
TASKS: list[dict[str, Any]] = [
    {"users": [{"user_name": BEN}]},
    {"users": [{"user_name": ANN, "enabled": False}]},
    {"users": [{"user_name": ANN}], "state": "absent"},
    {"user_name": BEN},
    {"users": [{"user_name": BEN}], "unlisted_users": "delete", "removal_limit": "100%"},
]


@pytest.fixture
def account(pool: UserPool) -> str:
    pool.prepare(users=[{"user_name": ANN}])
    account: str = pool.emulator.pool(REGION).account
    return account


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("task", TASKS)
def test_p3_the_pool_of_another_account_is_left_alone(
    pool: UserPool, account: str, task: dict[str, Any], check_mode: bool
) -> None:
    result = pool.appstream_user(**task, account=OTHER, check_mode=check_mode)
    message = f"account: the pool has users of the account {account}, not of {OTHER}; nothing was"
    assert result["msg"].startswith(message)
    assert (result["changed"], pool.writes) == (False, [])


def test_p3_the_users_of_another_account_are_not_returned(pool: UserPool, account: str) -> None:
    result = pool.appstream_user_info(account=OTHER, user_names=[BEN])
    assert f"users of the account {account}, not of {OTHER}" in result["msg"]
    assert "users" not in result
    result = pool.appstream_user_info(account=account)
    assert [user["user_name"] for user in result["users"]] == [ANN]


@pytest.mark.parametrize("task", TASKS)
def test_p3_the_account_of_the_pool_changes_nothing(
    pool: UserPool, account: str, task: dict[str, Any]
) -> None:
    result = pool.appstream_user(**task, account=account)
    assert (result["failed"], result["changed"]) == (False, True)


def test_p3_a_pool_without_users_shows_no_account(pool: UserPool) -> None:
    pool.prepare()
    result = pool.appstream_user(user_name=BEN, account=OTHER)
    assert (result["failed"], result["changed"]) == (False, True)


@pytest.mark.parametrize("wrong", ["12345678901", "1234567890123", "studio", ""])
def test_c8_p3_an_account_has_twelve_digits(pool: UserPool, account: str, wrong: str) -> None:
    for task in (
        pool.appstream_user_info(account=wrong),
        pool.appstream_user(user_name=BEN, account=wrong),
    ):
        assert f"account: {wrong!r} is not the number of an account" in task["msg"]
    assert pool.emulator.calls == []
