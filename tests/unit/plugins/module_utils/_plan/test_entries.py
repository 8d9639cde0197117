# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Entries of users as people hand them over."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.entries import prepare_users

INFO = {
    "arn": "arn:1",
    "authentication_type": "USERPOOL",
    "created_time": None,
    "enabled": True,
    "first_name": None,
    "last_name": "Example",
    "stack_names": ["office"],
    "status": "CONFIRMED",
    "user_name": "ada@example.com",
}


def prepared(entry: Any, **task: Any) -> Any:
    params, errors = prepare_users({"users": [entry], **task})
    assert errors == []
    return params["users"][0]


def test_an_address_alone_is_the_user_of_this_name() -> None:
    assert prepared("ada@example.com") == {"user_name": "ada@example.com"}
    for text in ("user_name=ada@example.com", '{"user_name": "a@b.c"}', "ada"):
        assert prepared(text) == text  # Ansible reads the first two, and refuses the last


def test_a_row_of_the_info_module_is_what_the_user_is_unless_the_task_asks() -> None:
    kept = {"enabled": True, "last_name": "Example", "stack_names": ["office"]}
    assert prepared(INFO) == {**kept, "user_name": "ada@example.com"}
    assert prepared(INFO, enabled=False, stack_names=[]) == {
        "last_name": "Example",
        "user_name": "ada@example.com",
    }


def test_other_entries_are_left_to_ansible() -> None:
    for entry in ({"user_name": "ada@example.com", "status": "x"}, 5, None):
        assert prepared(entry) == entry
    assert prepare_users({"user_name": "ada@example.com"}) == ({"user_name": "ada@example.com"}, [])
    assert prepare_users({"users": "text"}) == ({"users": "text"}, [])


def test_c8_a_prediction_that_is_null_is_refused() -> None:
    """It would allow everything, where a variable of a playbook has no value."""
    users = {"users": ["ada@example.com"]}
    for given in ({}, {"prediction": "1:x"}):
        assert prepare_users(users | given)[1] == []
    [error] = prepare_users({**users, "prediction": None})[1]
    assert error.startswith("prediction is null")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"state": "absent"}, "users[1] has a state"),
        ({"state": "present"}, "users[1] has a state"),
        ({"enabled": ""}, "users[1] looks like a row of a CSV file"),
        ({"stack_names": ""}, "users[1] looks like a row of a CSV file"),
        ({"stack_names": "office;design"}, "users[1] looks like a row of a CSV file"),
    ],
)
def test_c8_what_ansible_would_not_explain_is_an_error(entry: dict[str, Any], words: str) -> None:
    params, errors = prepare_users({"users": ["ada@example.com", entry]})
    assert params["users"] == []
    assert errors[0].startswith(words)
