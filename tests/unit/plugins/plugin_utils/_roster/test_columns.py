# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What columns are read as, and what stops the run."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.column_plan import ColumnPlan
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.columns import plan_columns
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.headings import Heading
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read_options import ReadOptions
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.tabular import Row, Table
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    errors,
    users,
)


def plan(cells: dict[str, Any], **options: Any) -> ColumnPlan:
    """The plan of a table with one row."""
    return plan_columns(
        Table([Row("line 2", list(cells.values()))], list(cells)), ReadOptions.of(options)
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


A = "ada@example.com"

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
        ("accountExpires", "access_until"),
        ("access_until", "access_until"),
    ],
)
def test_headings_of_names_and_access(heading: str, kind: str) -> None:
    assert kinds({"email": A, heading: ""}).get(heading) == kind


OTHERS = (
    "name department display_name employee_id phone start_date manager_email email2"
    " first_name_kana last_name_2 stack_names_old user_id title city last_login"
    " lastActiveTime full_name middle_name nickname arn manager.email manager.givenName"
    " dirSyncEnabled MFA-Status emailVerified passwordExpired isEnrolledIn2Sv licenseStatus"
    " marital_status visa_status personal_email recoveryEmail secondary_email Disability"
    " hire_date State/Province statusChanged PasswordNeverExpires"
)


@pytest.mark.parametrize("heading", OTHERS.split())
def test_l6_columns_of_other_things_are_ignored_and_named(heading: str) -> None:
    made = plan({"email": A, heading: "something"})
    assert made.errors == []
    assert made.warnings == [f"columns ignored: {heading}"]


HINTS = (
    "Leaver|Exit interview|Contract state|Left the company|Offboarding|deactivated_at|Suspended by"
    "|Deletion|Austrittsdatum|Gesperrt|Statut|Fecha de baja|Lifecycle|Retired on|End|Access"
    "|Blacklisted|Resignation date|Valid|billing.status.user|Employee status 2"
)


@pytest.mark.parametrize("heading", HINTS.split("|"))
def test_l1_columns_that_may_say_who_must_not_have_access_stop_the_run(heading: str) -> None:
    cells = {"email": A, heading: "something"}
    if heading == "billing.status.user":
        assert plan(cells).errors == []  # of another thing
        return
    assert plan(cells).errors == [
        f"column {heading!r} may say who must not have access; say what it means with"
        " user_pool_roster_columns (enabled, disabled or access_until), or name it in"
        " user_pool_roster_ignore"
    ]
    waived = plan(cells, ignore=heading)
    assert waived.errors == []
    assert waived.warnings == [f"columns ignored because of user_pool_roster_ignore: {heading}"]
    assert plan({"email": A, heading: " "}).errors == []  # says nothing


@pytest.mark.parametrize("word", ["Terminated", "SUSPENDED", "de-provisioned", "Inactive"])
def test_l1_a_word_of_no_access_stops_the_run_in_any_column(word: str) -> None:
    (error,) = plan({"email": A, "Konto": word}).errors
    assert error.startswith("column 'Konto' may say who must not have access")


def test_l1_json_in_a_cell_may_say_it_too() -> None:
    assert plan({"email": A, "JSON": '{"suspended": true}'}).errors != []
    assert plan({"email": A, "JSON": '{"title": "Engineer"}'}).errors == []


def test_l1_a_column_without_a_heading_may_say_it_too() -> None:
    assert (
        plan({"email": A, "": "Terminated"})
        .errors[0]
        .startswith("column 2, which has no heading, may say who must not have access")
    )
    assert plan({"email": A, "": "something"}).errors == []


def test_a_state_beside_a_city_is_part_of_an_address() -> None:
    assert plan({"email": A, "city": "Austin", "state": "TX"}).errors == []
    assert plan({"email": A, "state": "TX"}).warnings == ["columns ignored: state"]
    (error,) = errors("email,state\na@x.io,IN\n")
    assert "'state' 'IN' says neither that the user is active nor not" in error
    text = "email,city,state\na@x.io,Austin,suspended\n"
    assert users(text)[0]["enabled"] is False


def test_a_reason_matters_only_where_no_status_is_read() -> None:
    assert plan({"email": A, "suspended": "x", "suspensionReason": "ADMIN"}).errors == []
    assert plan({"email": A, "suspensionReason": "ADMIN"}).errors != []


# ---- several candidates


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


def test_l2_all_columns_about_access_count() -> None:
    text = "email,enabled,suspended,status,end_date\n"
    for cells, expected in (
        ("true,false,Active,", True),
        ("true,true,Active,", False),
        ("true,false,Terminated,", False),
        ("true,false,Active,2020-01-31", False),
        (",,,2999-01-31", None),
        (",,Full-time,never", None),
    ):
        assert users(f"{text}a@x.io,{cells}\n")[0].get("enabled") is expected


def test_d2_only_the_column_enabled_of_our_own_form_creates_a_disabled_user() -> None:
    assert users("email,enabled\na@x.io,no\n") == [{"user_name": "a@x.io", "enabled": False}]
    for text in ("mail,enabled\na@x.io,no\n", "email,active\na@x.io,no\n"):
        expected = {"user_name": "a@x.io", "enabled": False, "on_missing_user": "ignore"}
        assert users(text) == [expected]


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
            "user_pool_roster_columns: 'Mail' is no column; the columns are 'e",
        ),
        ({"user_name": "a b"}, "user_pool_roster_columns: 'a b' names several columns"),
    ],
)
def test_mapped_columns_must_be_there_once(columns: dict[str, str], error: str) -> None:
    found = errors("email,a-b,A_B\na@x.io,1,2\n", columns=columns)
    assert found[0].startswith(error)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"columns": {"Work Email": "user_name"}}, "did you mean user_name=Work Email?"),
        ({"columns": "Work Email"}, "is not of the form user_name=Heading"),
        ({"columns": {"user_name enabled": "x"}}, "only first_name and last_name split a cell"),
        ({"columns": 5}, "5 is neither a mapping nor text"),
        ({"ignore": {"a": 1}}, "is neither a list nor text"),
        ({"ignore": [5]}, "contains 5, which is not text"),
        ({"domain": "example"}, "is no domain such as example.com"),
    ],
)
def test_bad_options_are_refused(options: dict[str, Any], error: str) -> None:
    with pytest.raises(ValueError, match=error.replace("?", r"\?")):
        ReadOptions.of(options)


def test_whole_names_are_split_as_it_is_said() -> None:
    text = 'email,Name\na@x.io,"Example, Ada Maria"\nb@x.io,Ben\n'
    found = errors(text, columns={"last_name, first_name": "Name"})
    assert found == ["line 3 ('b@x.io'): 'Name' 'Ben' has not one comma, to be split"]
    read = users(text.replace("b@x.io,Ben\n", ""), columns={"last_name, first_name": "Name"})
    assert (read[0]["first_name"], read[0]["last_name"]) == ("Ada Maria", "Example")


def test_the_default_stacks_are_for_rows_that_have_none() -> None:
    read = users("email,stacks\na@x.io,\nb@x.io,design\n", stack_names=["office"])
    assert [user["stack_names"] for user in read] == [["office"], ["design"]]


def test_a_mark_that_is_none_is_an_error() -> None:
    (error,) = errors("email,office\na@x.io,maybe\n", stack_columns=["office"])
    assert error.startswith("line 2 ('a@x.io'): column 'office': 'maybe' is no mark of a stack")


def test_columns_of_marks_about_other_things_are_no_stacks() -> None:
    cells = {"email": A, "isAdmin": "true", "Email Verified": "yes", "Employee number": "1"}
    assert plan(cells).errors == []
    assert plan({"email": A, "office": "yes"}).errors != []
    assert plan({"email": A, "office": ""}).errors == []


@pytest.mark.parametrize(
    ("column", "similar"),
    [("frist_name", "first_name"), ("stak_names", "stack_names"), ("enbaled", "enabled")],
)
def test_a_column_similar_to_a_missing_one_is_an_error(column: str, similar: str) -> None:
    (error,) = plan({"email": A, column: ""}).errors
    assert error.startswith(f"column {column!r} looks like {similar!r}; rename or remove it")


def test_addresses_of_other_kinds_are_named_where_none_is_known() -> None:
    (error,) = plan({"Personal Email": A, "Name": "Ada"}).errors
    assert "addresses are in 'Personal Email'; name the right one in user_pool_roster_c" in error


def test_headings_above_are_found_by_a_column_for_addresses_and_hide_nobody() -> None:
    text = "Exported by a@x.io\nemail,enabled\nb@x.io,\n"
    (error,) = errors(text)
    assert error.startswith("line 1: is above the headings, and has an email address")
    read = read_roster("STATUS,USERNAME,EMAIL\nStatus,Login,Email\nactive,ada,a@x.io\n")
    assert [user["user_name"] for user in read["users"]] == ["a@x.io"]
    assert "lines that repeat the headings passed over: line 2" in read["warnings"]


def test_brackets_and_capitals_do_not_matter_but_letters_do() -> None:
    assert Heading("Email Address [Required]").keys[0] == Heading("EMAIL-ADDRESS*").keys[0]
    assert Heading("E.Mail").key == "email"
    assert Heading("emails").key != Heading("email").key
