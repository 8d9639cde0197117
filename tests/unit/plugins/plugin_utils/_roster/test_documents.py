# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users in documents, as APIs and tools write them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.decoding import BadRoster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import read_user_list
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    errors,
    names,
    users,
)

SCIM = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    "totalResults": 1,
    "Resources": [
        {
            "id": "2819c223",
            "userName": "ada",
            "name": {"givenName": "Ada", "familyName": "Example"},
            "emails": [
                {"value": "home@example.net", "type": "home"},
                {"value": "ada@example.com", "type": "work", "primary": True},
            ],
            "active": False,
        }
    ],
}
OKTA = [
    {
        "id": "00u1",
        "status": "DEPROVISIONED",
        "activated": "2024-01-01T00:00:00.000Z",
        "statusChanged": "2024-01-01T00:00:00.000Z",
        "profile": {
            "firstName": "Ada",
            "lastName": "Example",
            "email": "ada@example.com",
            "login": "ada@example.com",
            "secondEmail": None,
        },
        "credentials": {"provider": {"type": "OKTA", "name": "OKTA"}},
        "_links": {"deactivate": {"href": "https://example.com/deactivate"}},
    }
]
GRAPH = {
    "@odata.context": "https://example.com/$metadata#users",
    "value": [
        {
            "userPrincipalName": "ada@example.com",
            "mail": "ada@example.com",
            "givenName": "Ada",
            "surname": "Example",
            "accountEnabled": False,
        }
    ],
}
COGNITO = {
    "Users": [
        {
            "Username": "0a1b",
            "Attributes": [
                {"Name": "email", "Value": "ada@example.com"},
                {"Name": "given_name", "Value": "Ada"},
                {"Name": "family_name", "Value": "Example"},
                {"Name": "email_verified", "Value": "true"},
            ],
            "Enabled": False,
            "UserStatus": "CONFIRMED",
        }
    ]
}
GOOGLE = {
    "kind": "admin#directory#users",
    "users": [
        {
            "primaryEmail": "ada@example.com",
            "name": {"givenName": "Ada", "familyName": "Example", "fullName": "Ada Example"},
            "isAdmin": False,
            "suspended": True,
            "suspensionReason": "ADMIN",
            "emails": [{"address": "ada@example.com", "primary": True}],
        }
    ],
}


@pytest.mark.parametrize(
    "document", [SCIM, OKTA, GRAPH, COGNITO, GOOGLE], ids=["SCIM", "Okta", "Graph", "Cognito", "GW"]
)
def test_answers_of_directories_are_read(document: Any) -> None:
    assert users(document) == [
        {
            "user_name": "ada@example.com",
            "first_name": "Ada",
            "last_name": "Example",
            "enabled": False,
            "on_missing_user": "ignore",
        }
    ]


def test_variables_of_terraform_may_be_keyed_by_address() -> None:
    read = read_roster({"region": "eu-west-1", "users": {"a@x.io": {"stacks": ["office"]}}})
    assert read["users"] == [{"user_name": "a@x.io", "stack_names": ["office"]}]
    assert read["warnings"][0] == "keys ignored beside 'users': region"
    assert users({"a@x.io": ["office"], "b@x.io": None}) == [
        {"user_name": "a@x.io", "stack_names": ["office"]},
        {"user_name": "b@x.io"},
    ]
    with pytest.raises(BadRoster, match=r"has 'x' for 'a@x\.io', which is not a mapping"):
        read_roster({"a@x.io": "x"})


def test_l5_an_entry_keyed_by_an_address_has_no_other_one() -> None:
    assert users({"a@x.io": {"user_name": "a@x.io", "first_name": "Ann"}}) == [
        {"user_name": "a@x.io", "first_name": "Ann"}
    ]
    for empty in (None, "", " "):
        assert users({"a@x.io": {"user_name": empty}}) == [{"user_name": "a@x.io"}]
    for other in ("b@x.io", "A@x.io"):
        message = rf"^has the user '{other}' at the key 'a@x\.io'; remove one of the two$"
        with pytest.raises(BadRoster, match=message):
            read_roster({"a@x.io": {"user_name": other}})
    (error,) = errors({"a@x.io": {"email": "b@x.io"}})
    assert "both mean user_name, and differ" in error


SLACK = {
    "ok": True,
    "members": [
        {
            "id": "U01",
            "name": "ada",
            "deleted": False,
            "profile": {"email": "ada@example.com", "first_name": "Ada", "status_text": ""},
            "is_bot": False,
        }
    ],
    "response_metadata": {"next_cursor": ""},
}


PERSONIO = {
    "success": True,
    "data": [
        {
            "type": "Employee",
            "attributes": {
                "email": {"label": "Email", "value": "ada@example.com", "type": "standard"},
                "first_name": {"label": "First name", "value": "Ada", "type": "standard"},
                "status": {"label": "Status", "value": "inactive", "type": "standard"},
            },
        }
    ],
}


def test_values_may_be_lists_of_one() -> None:
    """As FreeIPA answers."""
    entry = {"mail": ["ada@example.com"], "givenname": ["Ada"], "nsaccountlock": True}
    (user,) = users([entry])
    assert (user["user_name"], user["first_name"], user["enabled"]) == (
        "ada@example.com",
        "Ada",
        False,
    )
    assert errors([{**entry, "mail": ["a@x.io", "b@x.io"]}]) == [
        "entry 1: user_name ['a@x.io', 'b@x.io'] has several values; keep one"
    ]
    assert errors([{"mail": 5}]) == ["entry 1: user_name 5 is not text; put it in quotes"]


def test_values_may_have_labels() -> None:
    (user,) = users(PERSONIO)
    assert (user["user_name"], user["first_name"], user["enabled"]) == (
        "ada@example.com",
        "Ada",
        False,
    )


def test_lists_may_be_in_an_envelope_or_keyed_by_short_names() -> None:
    nodes = {"nodes": [{"email": "a@x.io"}], "pageInfo": {"hasNextPage": False}}
    assert users({"data": {"users": nodes}}) == [{"user_name": "a@x.io"}]
    with pytest.raises(BadRoster, match="is one page of several"):
        read_roster({"data": {"users": {**nodes, "pageInfo": {"hasNextPage": True}}}})
    people = {"ada": {"email": "a@x.io"}, "ben": {"email": "b@x.io", "stacks": ["office"]}}
    read = [{"user_name": "a@x.io"}, {"user_name": "b@x.io", "stack_names": ["office"]}]
    assert users(people) == users({"users": people}) == read


def test_what_names_a_user_may_be_nested() -> None:
    read = [{"user_name": "ada@example.com", "first_name": "Ada", "enabled": True}]
    assert users(SLACK) == read
    with pytest.raises(BadRoster, match="is one page of several"):
        read_roster({**SLACK, "response_metadata": {"next_cursor": "x"}})


def test_a_list_under_another_key_is_found_if_it_is_the_only_one() -> None:
    assert users({"staff": [{"mail": "a@x.io"}], "count": 1}) == [{"user_name": "a@x.io"}]
    assert names({"staff": ["a@x.io"]}) == ["a@x.io"]
    for second in ({"gone": ["b@x.io"]}, {"users": [{"mail": "b@x.io"}]}):
        with pytest.raises(BadRoster, match="or a mapping with one"):
            read_roster({"staff": [{"mail": "a@x.io"}], **second})


def test_l5_a_list_beside_empty_ones_of_known_keys_is_not_read_instead() -> None:
    """Nobody knows whether all have left, or the file has a list of others."""
    people = {"people": [{"email": "a@x.io"}]}
    for empty in ({"users": []}, {"roster": []}, {"roster": [], "users": []}, {"users": None}):
        for document in ({**empty, **people}, {**people, **empty}):
            with pytest.raises(BadRoster):
                read_roster(document)
    assert names({"roster": [], "users": ["a@x.io"]}) == ["a@x.io"]
    with pytest.raises(BadRoster, match="or a mapping with one"):
        read_roster({"roster": [], "users": []})


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"NextToken": "x"}, "is one page of several, since it has 'NextToken'"),
        ({"@odata.nextLink": "https://example.com"}, "is one page of several"),
        ({"nextPageToken": "x"}, "is one page of several"),
        ({"totalResults": 2}, "has 1 of 2 users; fetch all pages"),
        ({"schemas": ["urn:scim"], "totalResults": 2}, "has 1 of 2 users; fetch all pages"),
        ({"page_count": 1, "total_records": 2}, "has 1 of 2 users; fetch all pages"),
        ({"nextRecordsUrl": "/x"}, "is one page of several, since it has 'nextRecordsUrl'"),
        ({"__next": "https://example.com"}, "is one page of several, since it has '__next'"),
        ({"links": {"next": "/x"}}, "is one page of several, since it has 'links.next'"),
        ({"isLast": False}, "is not the last page, since 'isLast' is false; fetch all pages"),
    ],
)
def test_l5_one_page_of_several_is_refused(more: dict[str, Any], message: str) -> None:
    """A purge would delete whom the other pages list."""
    document = {"users": [{"email": "a@x.io"}]}
    with pytest.raises(BadRoster, match=message):
        read_roster({**document, **more})
    assert users({**document, "NextToken": None, "totalResults": 1}) == [{"user_name": "a@x.io"}]


def test_several_addresses_without_a_primary_one_are_not_chosen_from() -> None:
    emails = [{"value": "a@x.io"}, {"value": "b@x.io"}]
    read = read_roster([{"emails": emails}])
    assert "'a@x.io; b@x.io'" in read["errors"][0]
    assert users([{"emails": emails[:1]}]) == [{"user_name": "a@x.io"}]


def test_l5_of_several_values_without_an_address_all_count() -> None:
    """Which of them is the primary one says nothing about access."""
    roles = [{"value": "staff", "primary": True}, {"value": "terminated"}]
    (error,) = errors([{"email": "a@x.io", "roles": roles}])
    assert "column 'roles' may say who must not have access" in error
    codes = [{"value": {"endDate": "2026-01-31"}}, {"value": {"endDate": None}}]
    (error,) = errors([{"email": "a@x.io", "codes": codes}])
    assert "column 'codes' may say who must not have access" in error


@pytest.mark.parametrize(
    ("key", "pair"),
    [
        ("entitlements", {"value": "vdi", "endDate": "2026-01-31"}),
        ("accounts", {"value": "ann", "status": "Terminated"}),
        ("accounts", {"address": "ann", "Status": "Terminated", "type": "x"}),
        ("roles", {"value": "staff", "active": False}),
        ("attributes", {"name": "team", "value": "Sales", "validUntil": "2026-01-31"}),
        ("groups", {"value": "g1", "display": "Sales", "meta": {"is_active": "no"}}),
        ("attributes", {"name": "team", "value": "Sales", "display": "Terminated"}),
        ("codes", {"value": "vdi", "Value": "terminated"}),
        ("mails", {"name": "Ann (left)", "address": "a@x.io"}),
        ("emails", {"name": "Ann (left)", "value": "a@x.io"}),
        ("mails", {"address": "a@x.io", "status": "unverified, left"}),
    ],
)
def test_l1_what_else_is_said_beside_a_value_counts(key: str, pair: dict[str, Any]) -> None:
    for pairs in (
        [pair],
        [{"value": "office"}, pair],
        [pair, {"value": "office", "primary": True}],
    ):
        (error,) = errors([{"email": "a@x.io", key: pairs}])
        assert "may say who must not have access (entry 1: " in error
    harmless = {"active": True, "status": "Active", "verified": False, "endDate": None, "id": 7}
    pairs = [{"value": "vdi", **harmless}]
    assert users([{"email": "a@x.io", key: pairs}]) == [{"user_name": "a@x.io"}]


def test_l3_what_else_is_said_beside_a_value_counts_for_those_who_stay() -> None:
    for key in ("text", "val"):
        notes = [{"value": "x", key: "do not disable"}]
        read = read_user_list([{"email": "a@x.io", "notes": notes}], selection="inactive")
        assert "may say who is to stay (entry 1: " in read["errors"][0]


def test_details_of_an_address_do_not_hide_it() -> None:
    """As Oracle's directory and Google's contacts have them."""
    emails = [
        {"value": "home@example.net", "verified": True, "secondary": True, "type": "home"},
        {"value": "a@x.io", "verified": False, "primary": True, "metadata": {"primary": True}},
    ]
    read = read_roster([{"emails": emails}])
    assert read["users"] == [{"user_name": "a@x.io"}]
    assert "columns ignored: emails.details" in read["warnings"]


def test_addresses_with_names_are_read_or_named() -> None:
    """As contacts of Microsoft Graph have them."""
    addresses = [{"name": "Ann", "address": "a@x.io"}]
    assert users([{"emails": addresses}]) == [{"user_name": "a@x.io"}]
    (error,) = errors([{"emailAddresses": addresses}])
    assert "addresses are in 'emailAddresses'" in error


@pytest.mark.parametrize(
    ("entry", "both"),
    [
        (
            {"account.status": "terminated", "account": {"status": "active"}},
            ["terminated", "active"],
        ),
        (
            {"account": {"status": "active"}, "account.status": "terminated"},
            ["active", "terminated"],
        ),
        *(
            ({key: [{"name": name, "value": value} for value in both]}, both)
            for key, name, both in (
                ("attributes", "status", ["terminated", "active"]),
                ("user", "enabled", [False, True]),
                ("user", "end_date", ["2020-01-31", "2099-01-31"]),
                ("attributes", "team", ["terminated", "Sales"]),
            )
        ),
    ],
)
def test_l5_two_values_of_one_key_both_count(entry: dict[str, Any], both: list[Any]) -> None:
    """As duplicate keys of JSON, which are refused, though a directory may list several values."""
    (error,) = errors([{"email": "a@x.io", **entry}])
    assert str(both) in error
    groups = [{"name": "memberOf", "value": value} for value in ("Sales", "Staff", "Sales")]
    assert users([{"email": "a@x.io", "attributes": groups}]) == [{"user_name": "a@x.io"}]
    same = {"account.status": "active", "account": {"status": "active"}}
    assert users([{"email": "a@x.io", **same}]) == [{"user_name": "a@x.io", "enabled": True}]


def test_rows_of_read_csv_and_plain_addresses_are_a_roster() -> None:
    rows = [{"email": "a@x.io", "first_name": "", "enabled": "", "stack_names": "office;design"}]
    assert users(rows) == [{"user_name": "a@x.io", "stack_names": ["office", "design"]}]
    assert users(["a@x.io", {"user_name": "b@x.io"}]) == [
        {"user_name": "a@x.io"},
        {"user_name": "b@x.io"},
    ]
