# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What columns are read as, and what stops the run."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    A,
    errors,
    plan,
    users,
)


def kinds(cells: dict[str, Any], **options: Any) -> dict[str, str]:
    """What each heading is read as."""
    made = plan(cells, **options)
    assert made.errors == []
    headings = list(cells)
    return {
        headings[index]: source.kind
        for source in (*made.names, *made.access)
        for index in source.indexes
    }


ADDRESSES = (
    "user_name|email|Email|E-Mail|e_mail|MAIL|Email Address [Required]|emailAddress|Work Email"
    "|Work E-mail|Email - Primary Work|primaryEmail|Primary email|User name|userName|USERNAME"
    "|User Principal Name|userPrincipalName|UPN|Login|cognito:username|profile.email"
    "|User name [userPrincipalName] Required|emails.0.value|Email (work)|Email*|Business Email"
)


@pytest.mark.parametrize("heading", ADDRESSES.split("|"))
def test_l4_headings_of_addresses(heading: str) -> None:
    assert kinds({"Department": "IT", heading: A}) == {heading: "user_name"}


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("First Name [Required]", "first_name"),
        ("givenName", "first_name"),
        ("name.givenName", "first_name"),
        ("Name.GivenName", "first_name"),
        ("profile.firstName", "first_name"),
        ("Given names", "first_name"),
        ("Forename", "first_name"),
        ("Legal Name - First Name", "first_name"),
        ("Surname", "last_name"),
        ("sn", "last_name"),
        ("Family-Name", "last_name"),
        ("Last Name*", "last_name"),
        ("Stacks", "stack_names"),
        ("accountEnabled", "enabled"),
        ("Is Active?", "enabled"),
        ("Block sign in (Yes/No) [accountEnabled] Required", "disabled"),
        ("suspended", "disabled"),
        ("isArchived", "disabled"),
        ("Employment Status", "status"),
        ("Status [READ ONLY]", "status"),
        ("attributes.status", "status"),
        ("Termination Date", "access_until"),
        ("Last day of work", "access_until"),
        ("employeeLeaveDateTime", "access_until"),
        ("Currently employed?", "enabled"),
        ("account.canAuthenticate", "enabled"),
        ("accountExpires", "access_until"),
        ("On leave", "locked"),
        ("Dismissed?", "disabled"),
        ("IsFrozen", "disabled"),
        ("access_until", "access_until"),
    ],
)
def test_headings_of_names_and_access(heading: str, kind: str) -> None:
    assert kinds({"email": A, heading: ""}).get(heading) == kind


# ---- several candidates


@pytest.mark.parametrize(
    ("cells", "last_name"),
    [
        ({"Vorname": "Ann", "Name": "Example"}, "Example"),
        ({"Name": "Example", "Vorname": "Ann"}, "Example"),
        pytest.param({"Vorname": "Ann", "Name": "Ann Example"}, None, id="both names"),
        pytest.param({"Vorname": "Ann", "Name": "Example, Ann"}, None, id="both with a comma"),
        pytest.param(
            {"Vorname": "Ann", "Name": "annex", "Nachname": "Example"}, "Example", id="other"
        ),
        pytest.param({"First name": "Ann", "Name": "annex"}, None, id="may be a login"),
    ],
)
def test_l4_name_beside_vorname_is_the_last_name(
    cells: dict[str, str], last_name: str | None
) -> None:
    (user,) = users([{"E-Mail": A, **cells}])
    assert (user["first_name"], user.get("last_name")) == ("Ann", last_name)


def test_l4_what_fits_exactly_wins() -> None:
    cells = {"login": "a@x.io", "Email": "b@x.io", "mail": "c@x.io", "First Name": "A", "sn": "B"}
    assert kinds(cells) == {"Email": "user_name", "First Name": "first_name", "sn": "last_name"}
    assert "user_name is read from 'Email', not from 'login', 'mail'" in plan(cells).warnings


def test_l4_others_must_agree_or_the_run_stops_and_names_them() -> None:
    cells = {"mail": "a@x.io", "userPrincipalName": "b@x.io"}
    assert plan(cells).errors == [
        "columns 'mail' and 'userPrincipalName' both mean user_name, and differ in line 2; say"
        " which one counts with user_pool_roster_columns, or name the others in"
        " user_pool_roster_ignore"
    ]
    assert kinds({**cells, "mail": "b@x.io"}) == {"mail": "user_name"}
    assert kinds(cells, columns={"user_name": "mail"}) == {"mail": "user_name"}
    assert kinds(cells, ignore=["MAIL"]) == {"userPrincipalName": "user_name"}


def test_a_column_without_addresses_is_no_candidate() -> None:
    assert kinds({"username": "ada", "mail": A}) == {"mail": "user_name"}
    assert kinds({"user_name": "ada", "email": A}) == {"email": "user_name"}


# ---- what options say


def test_mapped_columns_take_the_first_that_is_filled() -> None:
    text = "Mail A,Mail B,Konto\n,b@x.io,Suspended\na@x.io,c@x.io,Active\n"
    columns = "user_name=Mail A\nuser_name=mail b\nenabled=Konto"
    read = users(text, columns=columns)
    assert [user["user_name"] for user in read] == ["b@x.io", "a@x.io"]
    assert [user["enabled"] for user in read] == [False, True]


@pytest.mark.parametrize(
    ("columns", "error"),
    [
        (
            {"user_name": "Mail"},
            "user_pool_roster_columns: 'Mail' is not a column; the columns are 'e",
        ),
        ({"user_name": "a b"}, "user_pool_roster_columns: 'a b' names several columns"),
    ],
)
def test_mapped_columns_must_be_there_once(columns: dict[str, str], error: str) -> None:
    found = errors("email,a-b,A_B\na@x.io,1,2\n", columns=columns)
    assert found[0].startswith(error)


def test_headings_above_are_found_by_a_column_for_addresses_and_hide_nobody() -> None:
    text = "Exported by a@x.io\nemail,enabled\nb@x.io,\n"
    (error,) = errors(text)
    assert error.startswith("line 1: is above the headings, and has an email address")
    read = read_roster("STATUS,USERNAME,EMAIL\nStatus,Login,Email\nactive,ada,a@x.io\n")
    assert [user["user_name"] for user in read["users"]] == ["a@x.io"]
    assert "lines that repeat the headings passed over: line 2" in read["warnings"]


OF_HR = (
    "Ende der Probezeit=31.05.2026|Befristet=nein|Eligible For Re-hire=Yes|Rehire eligible=No"
    "|web_service_access_only=false|Probation end date=2026-05-31|lockoutTime=0"
    "|invalid_login_attempts=0|allow_public_key=true|Self-Service Access=Yes"
)


@pytest.mark.parametrize("question", OF_HR.split("|"))
def test_l6_columns_of_hr_systems_about_other_things_are_ignored(question: str) -> None:
    heading, _mark, cell = question.partition("=")
    for more in ({}, {"Status": "Active"}):
        assert plan({"email": A, **more, heading: cell}).errors == []
    assert plan({"email": A, "Befristet bis": "31.05.2026"}).errors != []
    assert plan({"email": A, "Befristet": "31.05.2026"}).errors != []


def test_l6_the_users_of_our_own_review_are_read() -> None:
    row = {"arn": "x", "authentication_type": "USERPOOL", "status": "FORCE_CHANGE_PASSWORD"}
    more = {"stack_names": ["office"], "pending": True, "findings": ["disabled_on_stacks"]}
    assert plan({"user_name": A, **row, "enabled": True, **more}).errors == []
