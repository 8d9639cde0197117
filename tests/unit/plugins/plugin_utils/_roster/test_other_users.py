# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users in a document beside its list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.decoding import BadRoster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.other_users import (
    is_contact,
    key_words,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import read_user_list
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import names


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ({"leavers": [], "stayers": ["ben@x.io"]}, "beside 'stayers': 'leavers'"),
        ({"users": [], "leavers": ["ada@x.io"]}, "beside 'users': 'leavers'"),
        ({"users": ["ben@x.io"], "leavers": "ada@x.io"}, "'leavers'"),
        ({"users": ["ben@x.io"], "to_delete": []}, "'to_delete'"),
        ({"users": ["ben@x.io"], "new": {"list": []}}, "'new'"),
        ({"users": ["ben@x.io"], "note": "not ada@x.io"}, "'note'"),
        ({"users": ["ben@x.io"], "teams": [{"members": [{"id": "ada@x.io"}]}]}, "'teams'"),
        ({"users": ["ben@x.io"], "teams": [{"members": {"ada@x.io": {}}}]}, "'teams'"),
        ({"data": {"users": ["ben@x.io"]}, "gone": []}, "beside 'data': 'gone'"),
        ({"data": {"users": ["ben@x.io"]}, "more": "ada@x.io"}, "'more'"),
        ({"users": ["ben@x.io"], "leavers": "ada"}, "'leavers'"),
        ({"users": ["ben@x.io"], "joiners": "ada, cleo"}, "'joiners'"),
        ({"users": ["ben@x.io"], "meta": {"leavers": ["ada"]}}, "'meta'"),
        ({"users": ["ben@x.io"], "meta": {"more": {"leavers": []}}}, "'meta'"),
        ({"users": ["ben@x.io"], "meta": [{"leavers": "ada"}]}, "'meta'"),
        ({"users": ["ben@x.io"], "users_by_team": {"Sales": {"on": ["ada@x.io"]}}}, "'users_by"),
        ({"users": ["ben@x.io"], "owner_team": {"members": {"all": "ada@x.io"}}}, "'owner_team'"),
        ({"users": ["ben@x.io"], "left": "see ada@x.io: left"}, "'left'"),
    ],
)
@pytest.mark.parametrize("read", [read_roster, read_user_list])
def test_l6_other_users_beside_a_list_are_never_passed_over(
    document: Any, named: str, read: Callable[[Any], Any]
) -> None:
    """Nobody knows which of them are meant, though one list may be empty today."""
    with pytest.raises(BadRoster, match="other users beside") as error:
        read(document)
    assert named in str(error.value)
    assert str(error.value).endswith("; remove those that you do not mean")


@pytest.mark.parametrize(
    "others",
    [
        {"total": 1, "active": 1, "deleted": 0},
        {"contact": "hr@example.com", "generated-by": "HR <hr@example.com>"},
        {"users@odata.context": "https://example.com", "next": None, "schemas": ["urn:x"]},
        {"owner": {"email": "hr@example.com"}, "created_by": {"email": "hr@example.com"}},
        {"contact": [{"name": "HR", "email": "hr@example.com"}], "support": "it@example.com"},
        {"supportEmail": "it@example.com", "contact-person": "HR <hr@example.com>"},
        {"admin_email": "it@example.com", "source": "git@github.com:example/users.git"},
        {"$schema": "https://example.com/x@1.0.0/users.json", "tool": "okta-cli@1.2.3"},
        {"deleted": {"count": 0}, "new_user_defaults": {}, "exit": {"code": 0}},
        {"created": "2026-05-01", "removed_at": None, "archived": "false", "created_by": "HR"},
        {"teams": [{"name": "Sales"}], "locations": ["Dublin"], "meta": {"source": "hr"}},
    ],
)
def test_l6_other_keys_are_ignored_and_named(others: dict[str, Any]) -> None:
    read = read_roster({**others, "users": [{"email": "ada@example.com"}]})
    assert (len(read["users"]), read["errors"]) == (1, [])
    assert read["warnings"][0] == f"keys ignored beside 'users': {', '.join(others)}"


def test_l6_an_envelope_may_stand_beside_a_contact() -> None:
    document = {"data": {"users": ["ada@example.com"]}, "owner": {"email": "hr@example.com"}}
    assert names(document) == ["ada@example.com"]


@pytest.mark.parametrize("key", ["owner", "created_by", "supportEmail", "Reply-To", "from"])
def test_l6_contacts_of_a_file_are_none_of_its_users(key: str) -> None:
    assert is_contact(key)


@pytest.mark.parametrize("key", ["users_by_team", "owner_team", "admins", "from_hr", "email", ""])
def test_l6_other_keys_are_no_contacts(key: str) -> None:
    assert not is_contact(key)


@pytest.mark.parametrize(
    ("key", "words"),
    [("Abg\u00e4nge", "Abg\u00e4nge"), ("newUsers", "new Users"), ("to_add", "to add")],
)
def test_l6_words_of_keys_in_any_language(key: str, words: str) -> None:
    assert key_words(key) == words
