# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A pool that holds names which look like no address: all modules can work on them (C8, A1)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    UserPool,
    named,
)

ODD = [
    "a;b@example.com",
    "[c@example.com]",
    "no-address",
    '"d',
    "\u00fc@\u00df",
    "e..f@example.com",
]
ADA = "ada@example.com"


@pytest.fixture
def odd_pool(pool: UserPool) -> UserPool:
    pool.prepare([{"user_name": name, "stack_names": ["design"]} for name in [*ODD, ADA]])
    return pool


def counted(pool: UserPool) -> int:
    return pool.counts.get("DescribeUsers", 0)


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize(
    "options",
    [
        {"enabled": False},
        {"stack_names": ["office"]},
        {"stack_names": [], "purge_stacks": True, "removal_limit": 9},
        {"message_action": "resend"},
        {"state": "absent"},
        {"first_name": "New", "on_name_change": "recreate", "removal_limit": 9},
        {"state": "absent", "keep_users": ["[c@example.com]"]},
    ],
)
def test_c8_a_name_of_the_pool_is_taken_as_it_is(
    odd_pool: UserPool, name: str, options: dict[str, Any]
) -> None:
    if name in options.get("keep_users", ()):
        return
    single = {"user_name": name, **options}
    predicted = odd_pool.appstream_user(**single, check_mode=True)
    assert counted(odd_pool) == 1  # F4
    done = odd_pool.appstream_user(**single)
    assert (predicted["failed"], done["failed"], done["changed"]) == (False, False, True)
    assert predicted["users"] == done["users"]  # A1


@pytest.mark.parametrize("action", ["disable", "delete"])
def test_c8_d6_a_purge_goes_by_the_pool(odd_pool: UserPool, action: str) -> None:
    options = {
        "users": [{"user_name": ADA}],
        "unlisted_users": action,
        "removal_limit": 9,
        "keep_users": ODD[:2],
    }
    predicted = odd_pool.appstream_user(**options, check_mode=True)
    done = odd_pool.appstream_user(**options)
    assert predicted["users"] == done["users"]
    assert sorted(named(done["users"], "user_name")) == sorted([ADA, *ODD[2:]])


@pytest.mark.parametrize("name", ODD)
def test_c8_associations_of_such_a_user(odd_pool: UserPool, name: str) -> None:
    for options in (
        {"user_names": [name], "stack_names": ["office"]},
        {"associations": [{"user_name": name, "stack_name": "design"}], "state": "absent"},
    ):
        predicted = odd_pool.appstream_user_stack_association(**options, check_mode=True)
        done = odd_pool.appstream_user_stack_association(**options)
        assert (done["failed"], done["changed"]) == (False, True)
        assert predicted["associations"] == done["associations"]


@pytest.mark.parametrize("name", ODD)
def test_c8_a_name_that_the_pool_does_not_have_is_refused(pool: UserPool, name: str) -> None:
    for options in ({"user_name": name}, {"user_name": ADA, "keep_users": [name]}):
        refused = pool.appstream_user(**options)
        assert "Bad input, nothing was done. " in refused["msg"]
        assert re.search("not an email address|two dots|no dot", refused["msg"])
    refused = pool.appstream_user_stack_association(user_names=[name], stack_names=["design"])
    assert "Bad input, nothing was done. " in refused["msg"]
    assert pool.writes == []


def test_c8_the_pool_is_not_read_where_something_else_is_wrong(odd_pool: UserPool) -> None:
    users = [{"user_name": ODD[0]}, {"user_name": "a b@example.com"}]
    refused = odd_pool.appstream_user(users=users)
    assert "users[1]" in refused["msg"]
    assert odd_pool.calls == []
