# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters of appstream_user_info, and the user whom appstream_user creates."""

from __future__ import annotations

import re
from typing import Any

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    BOTH_WAYS,
    UserPool,
    named,
    short,
)

LONG_AGO = 1_700_000_000
USERS: list[dict[str, Any]] = [
    {
        "user_name": "confirmed@example.com",
        "status": "CONFIRMED",
        "created_time": LONG_AGO,
        "stack_names": ["office"],
    },
    {
        "user_name": "old@example.com",
        "created_time": LONG_AGO,
        "stack_names": ["design", "office"],
    },
    {"user_name": "new@example.com", "stack_names": ["design"]},
    {"user_name": "gone@example.com", "status": "ARCHIVED", "enabled": False},
    {
        "user_name": "odd@example.com",
        "status": "BRAND_NEW_STATUS",
        "enabled": False,
        "created_time": LONG_AGO,
    },
    {
        "user_name": "Zoe@example.com",
        "omit": ["Arn", "Enabled", "Status", "FirstName", "LastName", "CreatedTime"],
    },
]
BARE = {
    "arn": None,
    "authentication_type": "USERPOOL",
    "created_time": None,
    "enabled": None,
    "first_name": None,
    "last_name": None,
    "status": None,
    "user_name": "Zoe@example.com",
}


def prepare(pool: UserPool, switches: str) -> bool:
    """Users of all kinds, on small pages, some of them empty; whether they have creation times."""
    pool.prepare(
        users=USERS,
        stacks=["design", "empty", "office"],
        switches=switches,
        page_size=2,
        association_page_size=1,
        empty_pages=1,
    )
    return "CreatedTime" not in pool.emulator.settings["user_leaves_out"]


@BOTH_WAYS
def test_a4_f1_f2_f5_f6_the_matching_users_are_found_in_order(
    pool: UserPool, switches: str
) -> None:
    timed = prepare(pool, switches)

    def found(*expected: str, **options: Any) -> dict[str, Any]:
        result = pool.appstream_user_info(**options)
        assert short(result["users"]) == list(expected)
        assert result["summary"]["total"] == len(expected)
        assert (result["changed"], result["failed"]) == (False, False)
        return result

    everybody = found("Zoe", "confirmed", "gone", "new", "odd", "old", check_mode=True)
    asked = ["old", "new", "zoe", "nobody"]
    found("new", "old", user_names=[f"{name}@example.com" for name in asked])
    stacks = ["office", "design", "empty", "unknown"]
    by_stack = found("confirmed", "new", "old", stack_names=stacks)
    with_stacks = found("confirmed", "old", stack_names=["office"], include_associations=True)
    found("odd", enabled=False, status=["CONFIRMED", "BRAND_NEW_STATUS"])
    # a user without a creation time does not match
    found(*(["odd", "old"] if timed else []), pending=True, older_than_days=7)
    found("confirmed", "gone", pending=False)

    # the details (A6, F5)
    assert everybody["users"][0] == BARE
    created = everybody["users"][1]["created_time"]
    assert created == ("2023-11-14T22:13:20+00:00" if timed else None)
    assert everybody["summary"] == {
        "total": 6,
        "enabled": 3,
        "disabled": 2,
        "pending": 4,
        "by_status": {
            "(none)": 1,
            "ARCHIVED": 1,
            "BRAND_NEW_STATUS": 1,
            "CONFIRMED": 1,
            "FORCE_CHANGE_PASSWORD": 2,
        },
    }
    assert named(by_stack["users"], "matched_stacks") == [
        ["office"],
        ["design"],
        ["design", "office"],
    ]
    counts = {"design": 2, "empty": 0, "office": 2, "unknown": 0}
    assert by_stack["summary"]["by_stack"] == counts
    assert named(with_stacks["users"], "stack_names") == [["office"], ["design", "office"]]
    assert "matched_stacks" not in with_stacks["users"][0]
    # Whether a stack exists is asked only if no matching user is on it.
    assert "stacks" not in with_stacks
    unused = found(user_name="new@example.com", stack_names=["office"], include_associations=True)
    assert unused["stacks"] == ["design", "empty", "office"]
    assert with_stacks["summary"]["by_stack"] == {"design": 1, "office": 2}
    assert pool.writes == []


def test_c8_invalid_filters(pool: UserPool) -> None:
    refused = pool.appstream_user_info(stack_names=["office", "a stack"], older_than_days=-1)
    assert refused["failed"]
    assert re.search("'a stack'.*older_than_days", refused["msg"])
    assert pool.calls == []


@BOTH_WAYS
def test_a4_the_user_whom_the_other_module_creates(pool: UserPool, switches: str) -> None:
    prepare(pool, switches)
    made = pool.appstream_user(
        user_name="info@example.com",
        first_name="In",
        last_name="Fo",
        stack_names=["office", "design"],
        message_action="suppress",
    )
    found = pool.appstream_user_info(
        user_name="info@example.com", include_associations=True, check_mode=True
    )
    (user,) = found["users"]
    assert not found["changed"]
    assert (user["first_name"], user["last_name"], user["enabled"]) == ("In", "Fo", True)
    assert user["stack_names"] == ["design", "office"]
    iso_8601 = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00"
    assert user["created_time"] is None or re.fullmatch(iso_8601, user["created_time"])
    assert user.keys() - made["user"].keys() == {"stack_names"}
    assert (found["summary"]["total"], found["summary"]["pending"]) == (1, 1)
