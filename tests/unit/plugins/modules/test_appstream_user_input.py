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
    ({"user_name": "no-address"}, "no e-?mail address"),
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
