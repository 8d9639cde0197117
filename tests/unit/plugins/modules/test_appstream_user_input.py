# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Invalid input is rejected before the first call (C8, D6)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import UserPool

INVALID: list[tuple[dict[str, Any], str | None]] = [
    ({"user_name": ""}, "empty"),
    ({"user_name": "white space@example.com"}, "white space"),
    ({"user_name": "no-address"}, "not an email address"),
    ({"user_name": "x" * 120 + "@example.com"}, "132 characters"),
    ({"user_name": "accent@example.com", "first_name": "Pérez"}, "first_name"),
    ({"user_name": "blank@example.com", "last_name": ""}, "last_name is empty"),
    ({"user_name": "good@example.com"}, None),
    ({"user_name": "good@example.com"}, "the same user as users.6"),
    ({"user_name": "stack@example.com", "stack_names": ["design", "a stack"]}, "a stack"),
    ({"user_name": "also.good@example.com"}, None),
]


def test_c8_each_invalid_entry_is_named_with_its_reason_and_no_other(pool: UserPool) -> None:
    refused = pool.appstream_user(users=[entry for entry, _reason in INVALID])
    assert refused["failed"]
    for index, (_entry, reason) in enumerate(INVALID):
        found = re.search(rf"users\[{index}\] [^;]*{reason or ''}", refused["msg"])
        assert bool(found) == (reason is not None), (index, refused["msg"])
    assert "users" not in refused
    assert not refused.get("changed", False)
    assert pool.calls == []


ONE = [{"user_name": "one@example.com"}]
STACK = [{"user_name": "one@example.com", "stack_names": ["design"]}]
BY_ANSIBLE: list[tuple[str, dict[str, Any]]] = [
    ("mutually exclusive", {"user_name": "one@example.com", "users": []}),
    ("mutually exclusive", {"users": [], "first_name": "One"}),
    ("one of the following is required: user_name, email", {"users": [{"first_name": "One"}]}),
    (
        "parameters are mutually exclusive: user_name.email",
        {"users": [{"user_name": "one@example.com", "email": "other@example.com"}]},
    ),
    ("Unsupported parameters .*name", {"users": [{**ONE[0], "name": "One"}]}),
    ("Unsupported parameters .*fist_name", {"users": [{**ONE[0], "fist_name": "One"}]}),
    (
        "unlisted_users is disable but all of the following are missing: removal_limit",
        {"users": ONE, "unlisted_users": "disable"},
    ),
    (
        "unlisted_users is delete but all of the following are missing: users",
        {"user_name": "one@example.com", "unlisted_users": "delete", "removal_limit": 1},
    ),
    (
        "unlisted_users must be one of: keep, disable, delete",
        {"users": ONE, "unlisted_users": "purge"},
    ),
]
REMOVALS: list[tuple[str, dict[str, Any]]] = [
    ("purge_stacks_scope.*purge_stacks", {"purge_stacks_scope": ["design"]}),
    ("unlisted_users_scope: requires unlisted_users", {"unlisted_users_scope": ["*"]}),
    ("purge_stacks_scope.*purge_stacks", {"purge_stacks": False, "purge_stacks_scope": []}),
    (
        "unlisted_users.*state=absent",
        {"unlisted_users": "disable", "removal_limit": 1, "state": "absent"},
    ),
    (
        "unlisted_users.*state=absent",
        {"unlisted_users": "delete", "removal_limit": 1, "state": "absent"},
    ),
    (
        "users: must not be empty",
        {"unlisted_users": "disable", "removal_limit": 1, "users": []},
    ),
    ("users: must not be empty", {"unlisted_users": "delete", "removal_limit": 1, "users": []}),
    ("removal_limit", {"removal_limit": "many"}),
    ("removal_limit", {"removal_limit": -1}),
    ("removal_limit", {"removal_limit": "-1%"}),
    ("removal_limit", {"removal_limit": "%"}),
]


@pytest.mark.parametrize(("message", "options"), BY_ANSIBLE)
def test_c8_options_that_ansible_itself_rejects(
    pool: UserPool, message: str, options: dict[str, Any]
) -> None:
    refused = pool.appstream_user(**options)
    assert refused["failed"]
    assert re.search(message, refused["msg"])
    assert pool.calls == []


@pytest.mark.parametrize(("message", "options"), REMOVALS)
def test_d6_invalid_combinations_of_options_for_removals(
    pool: UserPool, message: str, options: dict[str, Any]
) -> None:
    refused = pool.appstream_user(**{"users": STACK, **options})
    assert refused["failed"]
    assert re.search(message, refused["msg"])
    assert pool.calls == []


# ---- what people hand over as entries


def test_plain_addresses_and_rows_of_the_info_module_are_entries(pool: UserPool) -> None:
    pool.prepare([{"user_name": "ada@example.com"}, {"user_name": "ben@example.com"}])
    stale = pool.appstream_user_info(include_associations=True)["users"]
    made = pool.appstream_user(users=[*stale, "cleo@example.com", {"email": "dan@example.com"}])
    assert [row["user_name"] for row in made["users"]] == [
        "ada@example.com",
        "ben@example.com",
        "cleo@example.com",
        "dan@example.com",
    ]
    assert pool.writes == ["CreateUser", "CreateUser"]


def test_what_the_task_asks_for_applies_to_rows_of_the_info_module(pool: UserPool) -> None:
    """Not what the row says: the user is enabled, and on no stack."""
    pool.prepare([{"user_name": "ada@example.com"}])
    rows = pool.appstream_user_info(include_associations=True)["users"]
    assert rows[0]["enabled"] is True
    done = pool.appstream_user(users=rows, enabled=False, stack_names=["design"])
    assert done["users"][0]["actions"] == ["disable"]
    assert done["users"][0]["stacks_added"] == ["design"]
    gone = pool.appstream_user(users=rows, state="absent")
    assert gone["users"][0]["actions"] == ["delete"]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (
            {"user_name": "ada@example.com", "state": "absent"},
            "users[1] has a state, .* task of their own with state=absent",
        ),
        (
            {"user_name": "ada@example.com", "enabled": "", "stack_names": ""},
            "users[1] looks like a row of a CSV file: .* the filter euc.appstream.from_roster",
        ),
        (
            {"email": "ada@example.com", "stack_names": "office;design"},
            "users[1] looks like a row of a CSV file",
        ),
    ],
)
def test_c8_other_entries_are_refused_with_what_to_use(
    pool: UserPool, entry: dict[str, Any], words: str
) -> None:
    refused = pool.appstream_user(users=["ben@example.com", entry])
    assert re.search(words.replace("[", r"\[").replace("]", r"\]"), refused["msg"])
    assert (refused["failed"], pool.calls) == (True, [])


def test_an_entry_may_say_that_its_user_is_not_created(pool: UserPool) -> None:
    entries = [{"user_name": "gone@example.com", "enabled": False, "on_missing_user": "ignore"}]
    done = pool.appstream_user(users=[*entries, {"user_name": "new@example.com"}])
    assert (pool.writes, done["users"][0]["changed"]) == (["CreateUser"], False)
    assert "not in the pool, and not created" in done["users"][0]["msg"]
