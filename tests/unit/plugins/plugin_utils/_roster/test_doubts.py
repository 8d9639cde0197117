# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What silences a doubt, and what does not: empty columns, rows of the service, other words."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.columns import plan_columns
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read_options import ReadOptions
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.tabular import Row, Table
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import read_user_list
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    A,
    errors,
    plan,
    users,
)

B = "ben@example.com"
SAYS_NOTHING = (
    ("Termination date", ""),
    ("status", ""),
    ("status", "Full-time"),
    ("locked", "False"),
    ("expires", "never"),
)


@pytest.mark.parametrize(("column", "cell"), SAYS_NOTHING)
def test_l1_l3_an_access_column_that_says_nothing_silences_no_doubt(column: str, cell: str) -> None:
    table = f"email,{column}\n{A},{cell}\n"
    (error,) = errors(f"Leavers\n\n{table}")
    assert "may say that the file lists users who must not have access" in error
    found = read_user_list(f"Active users\n\n{table}", selection="inactive")["errors"]
    assert "line 1 'Active users' may say that the file lists users who are to stay" in found[0]
    for more in ({"Remain?": "no"}, {"Paid till": "2020-01-01"}, {"Leaving reason": "Other"}):
        (error,) = plan({"email": A, column: cell, **more}).errors
        assert "may say who must not have access" in error
    assert plan({"email": A, column: cell, "Team": "Sales"}).errors == []


def test_l3_a_document_with_an_empty_date_is_still_one_of_joiners() -> None:
    joiners = {"joiners": [{"email": A, "name": "Ada", "expires": None}]}
    (error,) = read_user_list(joiners, selection="inactive")["errors"]
    assert "may say that the file lists users who are to stay" in error


SERVICE: dict[str, Any] = {
    "Arn": "arn:aws:appstream:eu-central-1:123456789012:user/userpool/1",
    "UserName": A,
    "Status": "CONFIRMED",
    "FirstName": "Ada",
    "LastName": "Example",
    "CreatedTime": "2026-01-31T00:00:00Z",
    "AuthenticationType": "USERPOOL",
}


@pytest.mark.parametrize("enabled", [{}, {"Enabled": True}])
@pytest.mark.parametrize(
    "more",
    [
        {"remove": False},
        {"leaving_on": "2026-05-31"},
        {"leaver": "yes"},
        {"HR status": "Terminated"},
        {"Still needed": "no"},
    ],
)
def test_l1_what_others_add_to_rows_of_the_service_is_no_part_of_them(
    more: dict[str, Any], enabled: dict[str, Any]
) -> None:
    rows = {"Users": [{**SERVICE, **enabled, **more}]}
    found = read_user_list(rows, selection="inactive")["errors"]
    assert any(repr(next(iter(more))) in error for error in found)
    if "HR status" in more:  # which is read
        assert users(rows)[0]["enabled"] is False
    else:
        assert any("may say who must not have access" in error for error in errors(rows))


def test_rows_of_the_service_are_read_as_they_come() -> None:
    for more in ({}, {"Enabled": False}, {"stack_names": ["office"], "matched_stacks": []}):
        rows = {"Users": [{**SERVICE, **more}]}
        assert len(users(rows)) == 1
        assert read_user_list(rows, selection="inactive")["user_names"] == [A]
    listed = {"active_users": [{**SERVICE, "Enabled": True}]}
    (error,) = read_user_list(listed, selection="inactive")["errors"]
    assert "may say that the file lists users who are to stay" in error


def column(heading: str, *cells: str, **more: str) -> list[str]:
    """The errors about a column that is not read."""
    rows = [Row(f"line {n}", [A, *more.values(), cell]) for n, cell in enumerate(cells, 2)]
    return plan_columns(Table(rows, ["email", *more, heading]), ReadOptions()).errors


MIXED = (
    "Keep?=no|yes|ask,Keep?=ask|ask|ask|no,Still here=no|unsure,Letzter Tag=31.5.2020|offen"
    ",Paid till=2020-05-31|open,Leaves us=x|?,Paid till=2020-05,Paid till=May 2020"
    ",Paid till=05/2020,Paid till=43982,Letzter Tag=43982|offen,Still here=n|y,Still here=t|f"
    ",Ceased=t,Contributor=-|no"
)


@pytest.mark.parametrize("question", MIXED.split(","))
def test_l1_another_cell_makes_no_answer_harmless(question: str) -> None:
    heading, _mark, cells = question.partition("=")
    (error,) = column(heading, *cells.split("|"))
    assert "may say who must not have access" in error


NO_ANSWERS = (
    "Initials=F,Initials=T,Middle Name=-|-,Middle Name=F,Suffix=none,Allergies=none|none"
    ",gender=F|F,location=NO|NO,Country=NO,VIP=yes,Teacher=true,#=1,Dependents=0|1|2,Grid=0|1|7"
    ",Site=NO|SE|DE,Team=Sales|no|Design|IT,Score=46173,Office=1|Dublin|Berlin,Allowance=0"
    ",Code=t|-,Course date=2026-05-31,Exam=2026-05-31,Request date=2026-05-31"
    ",Completion time=5/31/26 12:00:00,Zeitstempel=31.05.2026 12:00:00"
    ",Horodateur=31/05/2026 12:00:00,Unnamed: 0=0|1"
)


@pytest.mark.parametrize("question", NO_ANSWERS.split(","))
def test_l6_what_is_no_answer_about_access_is_ignored(question: str) -> None:
    heading, _mark, cells = question.partition("=")
    assert column(heading, *cells.split("|")) == []


def test_l6_the_numbers_of_rows_need_no_heading() -> None:
    for start in (0, 1):
        rows = [Row(f"line {n}", [str(n + start), A]) for n in range(3)]
        assert plan_columns(Table(rows, ["", "email"]), ReadOptions()).errors == []
    rows = [Row(f"line {n}", [str(n % 2), A]) for n in range(3)]
    (error,) = plan_columns(Table(rows, ["", "email"]), ReadOptions()).errors
    assert error.startswith("column 1, which has no heading, may say who must not have access")


def test_l6_what_active_directory_says_of_an_account_is_ignored() -> None:
    flags = (
        "AccountNotDelegated AllowReversiblePasswordEncryption CannotChangePassword"
        " DoesNotRequirePreAuth HomedirRequired MNSLogonAccount PasswordNeverExpires"
        " PasswordNotRequired ProtectedFromAccidentalDeletion SmartcardLogonRequired"
        " TrustedForDelegation UseDESKeyOnly"
    )
    cells = {"UserPrincipalName": A, "Enabled": "True", **dict.fromkeys(flags.split(), "False")}
    assert plan(cells).errors == []


NEGATED = (
    "Enrolled=no|Returning=no|Include in AppStream=no|Not returning=yes|Still on team=no"
    "|Sync to AppStream=no|Verified employment=no|On the team=no|Manager approved=no"
    "|Out since=2026-05-31|Away from=2026-05-31|Not here since=2026-05-31"
    "|No longer here since=2026-05-31|Service stopped=2026-05-31|Unemployed since=2026-05-31"
    "|Not verified=yes|No login since=2026-05-31|Away since=2026-05-31|StillOnTeam=no|stillhere=no"
    "|Account activated=no|Included=no|Gone since=2026-05-31|Quit training=2026-05-31"
    "|JML=L|Manager approval=no"
)


@pytest.mark.parametrize("question", NEGATED.split("|"))
def test_l1_a_negation_or_the_service_beats_the_words_of_other_things(question: str) -> None:
    heading, _mark, cell = question.partition("=")
    (error,) = column(heading, cell)
    assert "may say who must not have access" in error or "looks like a stack" in error


@pytest.mark.parametrize("heading", ["Not returning", "Still on team", "No longer here", "Away"])
def test_l1_a_negation_counts_beside_a_status_too(heading: str) -> None:
    (error,) = column(heading, "no", Status="Active")
    assert "may say who must not have access" in error


# Of full exports of directories and HR systems, beside a column about access or without one.
OF_OTHERS = (
    "2sv Enrolled [READ ONLY]=TRUE|2sv Enforced=FALSE|isEnrolledIn2Sv=True|isEnforcedIn2Sv=False"
    "|includeInGlobalAddressList=True|agreedToTerms=True|changePasswordAtNextLogin=False"
    "|ipWhitelisted=False|isMailboxSetup=True|isDelegatedAdmin=False|isAdmin=False"
    "|Email Verified=yes|verified=1|email_verified=TRUE|phone_number_verified=FALSE"
    "|Laptop returned=no"
    "|Badge returned=no|Licensed=no|isLicensed=True|dirSyncEnabled=True|onPremisesSyncEnabled=True"
    "|PasswordNeverExpires=True|PasswordNotRequired=False|CannotChangePassword=False"
    "|AccountNotDelegated=False|Employee No=1|No=1|No. of children=0|Rehire=no|Do not rehire=no"
    "|Original hire date=2020-01-31|Last login=2026-05-31|creationTime=2020-01-31T00:00:00Z"
    "|lastLoginTime=2026-05-31T00:00:00Z|createdDateTime=2020-01-31|passwordChanged=2020-01-31"
    "|last_password_change=2020-01-31|invitation_sent_at=2020-01-31|Years of service=1"
    "|Service date=2020-01-31|Continuous service date=2020-01-31|Seniority date=2020-01-31"
    "|Position start date=2020-01-31|In position since=2020-01-31|Email notifications=no"
    "|Do not call=no|Opted out of newsletter=no|Join date=2020-01-31|Benefits enrolled=yes"
    "|Team lead=no|Team=1|Remote=yes|Full time=yes|Manager=yes|FTE=1|Gender=f|Is manager=no"
    "|Course=1|Grade=1|accountCreated=2020-01-31|Salary since=2020-01-31"
    "|At company since=2020-01-31"
    "|Leave start date=2026-05-31|Leave balance=0|Account never expires=yes|Approved on=2020-01-31"
    "|Created from=2020-01-31|MFA enrolled=no|Device enrolled=no|Confirmed email=yes"
)


@pytest.mark.parametrize("question", OF_OTHERS.split("|"))
def test_l6_what_full_exports_say_of_other_things_is_ignored(question: str) -> None:
    heading, _mark, cell = question.partition("=")
    if heading != "Approved on":  # which a column about access answers
        assert column(heading, cell) == []
    assert column(heading, cell, Status="Active") == []


@pytest.mark.parametrize("cell", ["Terminated - voluntary", "left in May", "no longer with us"])
def test_l1_a_state_beside_a_city_may_say_it_too(cell: str) -> None:
    (error,) = column("State", cell, City="Austin")
    assert f"may say who must not have access (line 2: {cell!r})" in error
    assert column("State", "Baja California", City="Tijuana") == []


JOBS = {"title": "Engineer", "status": "Terminated", "end_date": "2020-01-01"}
NESTED: list[dict[str, Any]] = [
    {"jobs": [JOBS]},
    {"jobs": [{"title": "Engineer", "end_date": "2020-01-01"}]},
    {"jobs": [{"status": "Active"}, {"status": "On hold"}]},
    {"jobs": [{"active": False}]},
    {"jobs": [{"more": [{"leaver": "x"}]}]},
    {"memberOf": ["CN=Leavers,OU=Groups,DC=example", "CN=Staff,OU=Groups,DC=example"]},
    {"Jobs_group": [{"Job": "Engineer", "Termination_Date": "2020-01-01"}]},
    {"jobInfoNav": {"results": [{"emplStatus": "T"}]}},
    {"tags": ["Terminated", "x"]},
    {"groups": [{"value": "1", "display": "Staff"}, {"value": "2", "display": "Disabled users"}]},
]


@pytest.mark.parametrize("more", NESTED)
def test_l1_lists_in_an_entry_may_say_it_too(more: dict[str, Any]) -> None:
    (error,) = errors([{"email": A, **more}])
    assert f"column '{next(iter(more))}" in error
    assert "may say who must not have access" in error
    assert users([{"email": A, "active": False, **more}])[0]["enabled"] is False
    assert len(users([{"email": A, **more}], ignore=error.split("'")[1])) == 1


HARMLESS: list[dict[str, Any]] = [
    {"jobs": [{"title": "Engineer", "status": "Active", "end_date": None}]},
    {"memberOf": ["CN=Staff,OU=Groups,DC=example", "CN=Design,OU=Groups,DC=example"]},
    {"assignedPlans": [{"capabilityStatus": "Deleted", "service": "exchange"}]},
    {"groups": [{"value": "1", "display": "Staff"}, {"value": "2", "display": "Design"}]},
    {"identities": [{"signInType": "userPrincipalName", "issuer": "example", "isSocial": False}]},
    {"organizations": [{"title": "Engineer", "primary": True, "costCenter": "1"}]},
    {"phoneNumbers": [{"number": "1", "type": "work"}, {"number": "2", "type": "home"}]},
    {"addresses": [{"state": "TX", "city": "Austin"}, {"state": "CA", "city": "Fresno"}]},
    {"credentials": [{"type": "password", "temporary": False}]},
]


@pytest.mark.parametrize("more", HARMLESS)
def test_l6_lists_of_other_things_are_ignored_and_named(more: dict[str, Any]) -> None:
    assert len(users([{"email": A, **more}])) == 1


def test_l2_of_several_columns_that_are_mapped_one_that_says_no_is_enough() -> None:
    text = "email,Status X,HR Stand\na@x.io,Active,Terminated\nb@x.io,,Active\nc@x.io,Active,\n"
    read = users(text, columns={"enabled": ["Status X", "HR Stand"]})
    assert [user["enabled"] for user in read] == [False, True, True]
    days = "email,Ende,Letzter Tag\na@x.io,2999-01-01,2020-01-01\n"
    (user,) = users(days, columns={"access_until": ["Ende", "Letzter Tag"]})
    assert user["enabled"] is False


@pytest.mark.parametrize("name", ["Baja", "Parti", "Left"])
def test_l6_a_surname_may_be_such_a_word(name: str) -> None:
    text = f"email,first_name,last_name\n{A},Ann,{name}\n"
    assert users(text) == [{"user_name": A, "first_name": "Ann", "last_name": name}]
    (error,) = errors(text.replace(name, "Example (left)"))
    assert "last_name 'Example (left)' may say that the user must not have access" in error


def test_l1_l3_the_heading_of_the_addresses_may_say_it_of_all() -> None:
    (error,) = errors(f"email (leavers),Team\n{A},Sales\n")
    assert "the heading 'email (leavers)' may say that the file lists users who must not" in error
    text = f"email (active users),Team\n{A},Sales\n"
    (error,) = read_user_list(text, selection="inactive")["errors"]
    assert "the heading 'email (active users)' may say that the file lists users who are" in error
    mapped = ReadOptions(columns={"user_name": ["email (active users)"]})
    assert read_user_list(text, None, mapped, "inactive")["user_names"] == [A]


COMMENTED = (
    f"# Leavers of May\n- email: {A}\n",
    f"- email: {A} # left the company\n",
    f"- email: {A}\n- email: {B}   # Terminated\n",
    f"users:\n  # to be removed\n  - email: {A}\n",
    f"---\n# Offboarding\n- {A}\n",
)


@pytest.mark.parametrize("text", COMMENTED)
def test_l1_a_comment_in_yaml_may_say_it_too(text: str) -> None:
    (error,) = errors(text, "yaml")
    assert "may say that the file lists users who must not have access" in error
    assert A in read_user_list(text, "yaml", selection="inactive")["user_names"]
    keep = text.replace("Leavers of May", "Keep")
    if keep != text:
        (error,) = read_user_list(keep, "yaml", selection="inactive")["errors"]
        assert error.startswith("line 1 'Keep' may say")


@pytest.mark.parametrize(
    "text",
    [
        f"# Users of the pool. Remove a line to disable a user.\n- email: {A}\n",
        f"- email: {A}\n# - email: {B}  # left in May\n",
        f'- email: {A}\n  note: "No # removed"\n',
        f"- email: {A}\n  note: C#left\n",
        f"- email: {A}  # design\n",
    ],
)
def test_l6_other_comments_in_yaml_say_nothing(text: str) -> None:
    assert users(text, "yaml")[0]["user_name"] == A
