# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that administrators really have: each read whole, or refused with what to do."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.decoding import BadRoster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import Roster, read_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read_options import ReadOptions
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import (
    UserList,
    read_user_list,
)

FILES = Path(__file__).parent / "files"
FORMATS = {".txt": "yaml", ".json": "json"}
# Those that a repository would not keep as they are: with curly quotes, or in another encoding.
RAW = {
    "cp1252.csv": b"email,first_name\nada@example.com,Ren\xe9\n",
    "curly.csv": "email\no\u2019brien@example.com\nben@example.com\n".encode(),
    "odd3.csv": (
        "email\r\nmailto:e@example.com\r\n'g@example.com\r\nj@@example.com\r\nm@example\r\n"
        "n@example..com\r\np@example.com.\r\nq\u2019brien@example.com\r\n=t@example.com\r\n"
        "#REF!@x\r\nu@ex\u00e4mple.com\r\n"
    ).encode(),
}
SAY = "say what it means with user_pool_roster_columns"


def source(name: str) -> tuple[str, str]:
    """The text of a file as Ansible's lookup returns it, and its format."""
    path = FILES / name
    raw = RAW[name] if name in RAW else path.read_bytes()
    text = raw.decode("utf-8", "surrogateescape")
    return text, FORMATS.get(path.suffix, "csv")


def read(name: str, **options: Any) -> Roster:
    return read_roster(*source(name), ReadOptions.of(options))


def read_list(name: str, selection: str | None = None, **options: Any) -> UserList:
    return read_user_list(*source(name), ReadOptions.of(options), selection)


def enabled(roster: Roster) -> dict[str, bool | None]:
    """Whether each user may sign in. A user who may not is not created."""
    assert roster["errors"] == []
    for user in roster["users"]:
        assert (user.get("enabled") is False) is (user.get("on_missing_user") == "ignore")
    return {user["user_name"]: user.get("enabled") for user in roster["users"]}


NAMES = [
    ("m365.csv", "ada@example.com", "Ada", "Example"),
    ("entra_create.csv", "ann@example.com", "Ann", "Example"),
    ("entra3.csv", "guest@example.net", "Guest", "G"),
    ("gam2.csv", "ben@example.com", "Ben", "Example"),
    ("ad_type.csv", "Firstname.Lastname@example.com", "Firstname Middlename", "Lastname"),
    ("tabs.csv", "ada@example.com", "Ada", "Example"),
    ("title.csv", "ada@example.com", "Ada", "Example"),
    ("describe_users.json", "ada@example.com", "Ada", "Example"),
]


@pytest.mark.parametrize(("name", "address", "first", "last"), NAMES)
def test_exports_are_read_with_names(name: str, address: str, first: str, last: str) -> None:
    roster = read(name)
    assert roster["errors"] == []
    (user,) = (user for user in roster["users"] if user["user_name"] == address)
    assert (user["first_name"], user["last_name"]) == (first, last)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("entra_create.csv", {"ann@example.com": True, "david@example.com": False}),
        (
            "entra3.csv",
            {"ada@example.com": True, "guest@example.net": True, "cleo@example.com": False},
        ),
        ("gam2.csv", {"ada@example.com": True, "ben@example.com": False}),
        (
            "ad_type.csv",
            {"Firstname.Lastname@example.com": True, "Ben.Example@example.com": False},
        ),
        ("status.csv", {"ada@example.com": True, "ben@example.com": False}),
        ("until.csv", {"temp@example.com": False}),
        ("describe_users.json", {"ada@example.com": True}),
    ],
)
def test_l2_who_must_not_sign_in_is_disabled_and_not_created(
    name: str, expected: dict[str, bool]
) -> None:
    assert enabled(read(name)) == expected


@pytest.mark.parametrize(
    ("name", "warning"),
    [
        ("entra_create.csv", "line 1 passed over, above the headings"),
        (
            "entra_create.csv",
            "'Block sign in (Yes/No) [accountEnabled] Required' read as the opposite",
        ),
        ("entra_create.csv", "Initial password [passwordProfile] Required, Job title [jobTitle]"),
        ("entra3.csv", "user_name is read from 'email', not from 'userPrincipalName'"),
        ("entra3.csv", "columns ignored: userPrincipalName, displayName, id, userType, jobTitle"),
        ("m365.csv", "'Username' read as user_name"),
        ("gam2.csv", "columns ignored: isAdmin"),
        ("ad_type.csv", "columns ignored: SamAccountName"),
        ("title.csv", "line 1 passed over, above the headings"),
        ("dup.csv", "1 user in several rows, joined: a@example.com"),
        ("until.csv", "1 user whose last day is over: temp@example.com (2"),
        ("describe_users.json", "columns ignored: Arn, Status, CreatedTime, AuthenticationType"),
    ],
)
def test_l6_what_was_read_passed_over_or_ignored_is_named(name: str, warning: str) -> None:
    assert any(warning in given for given in read(name)["warnings"])


@pytest.mark.parametrize(
    "name", ["entra_create.csv", "entra3.csv", "gam2.csv", "ad_type.csv", "status.csv", "until.csv"]
)
def test_l3_a_file_that_says_who_is_active_is_no_list_of_leavers_by_itself(name: str) -> None:
    assert any(SAY in error for error in read_list(name)["errors"])
    assert any(SAY in error for error in read_list(name, "inactive")["errors"])


def test_l3_a_list_of_leavers_with_a_status_is_read_when_it_is_said_what_it_means() -> None:
    columns = {"enabled": "status", "access_until": "termination_date"}
    leavers = read_list("status.csv", "inactive", columns=columns)
    assert (leavers["user_names"], leavers["errors"]) == (["ben@example.com"], [])
    left = "1 user skipped, not marked as inactive: ada@example.com"
    assert left in leavers["warnings"]
    stay = read_list("status.csv", "active", columns=columns)
    assert stay["user_names"] == ["ada@example.com"]
    waived = read_list("status.csv", "inactive", ignore=["Status", "termination-date"])
    assert waived["user_names"] == ["ada@example.com", "ben@example.com"]


def test_rows_of_the_service_are_a_list_of_users_whoever_is_enabled() -> None:
    assert read_list("describe_users.json", "inactive")["user_names"] == ["ada@example.com"]


def test_access_until_counts_from_the_day_after() -> None:
    day = datetime.date(2020, 1, 31)
    still = read_roster(*source("until.csv"), ReadOptions(today=day))
    assert [user.get("enabled") for user in still["users"]] == [None]
    over = read_roster(*source("until.csv"), ReadOptions(today=day + datetime.timedelta(days=1)))
    assert [user["enabled"] for user in over["users"]] == [False]


def test_the_state_of_ansible_is_refused_with_what_to_use() -> None:
    (error,) = read("state.txt")["errors"]
    assert error.startswith(
        "entry 2 ('ben@example.com'): 'state' 'absent' is not a state of a roster"
    )
    assert "enabled: false" in error
    assert "euc.appstream.offboard_users" in error


def test_l8_marks_are_stacks_when_it_is_said() -> None:
    errors = read("matrix.csv")["errors"]
    assert [error.split("'")[1] for error in errors] == ["office", "design"]
    assert all("user_pool_stack_columns" in error for error in errors)
    roster = read("matrix.csv", stack_columns="office\ndesign")
    assert [user["stack_names"] for user in roster["users"]] == [["office"], ["office", "design"]]
    assert read("matrix.csv", ignore=["office", "design"])["errors"] == []


def test_stacks_are_split_at_whatever_no_stack_has_in_its_name() -> None:
    roster = read("seps.csv")
    assert [user["stack_names"] for user in roster["users"]] == [["office", "design"]] * 5


def test_l7_flags_are_read_where_they_are_sure_and_the_others_listed() -> None:
    errors = read("bools.csv")["errors"]
    assert [error.split(":")[0] for error in errors] == [
        "line 4 ('c@example.com')",
        "line 5 ('d@example.com')",
    ]
    assert "enabled 'WAHR' is neither true nor false (accepted: true, false, yes" in errors[0]
    text = source("bools.csv")[0].replace("WAHR", "true").replace("FALSCH", "false")
    users = read_roster(text)["users"]
    assert [user["enabled"] for user in users] == [
        *(True, False, True, False, True, True),
        *(False, True, True, True, True),
    ]


def test_l8_rows_of_one_user_are_joined_if_they_differ_by_stacks_only() -> None:
    roster = read("dup.csv")
    assert [user["user_name"] for user in roster["users"]] == ["a@example.com", "b@example.com"]
    text = "email,first_name,stack_names\na@x.io,Ada,office\na@x.io,Ada,design\na@x.io,Ada,\n"
    assert read_roster(text)["users"] == [
        {"user_name": "a@x.io", "first_name": "Ada", "stack_names": ["office", "design"]}
    ]
    (error,) = read_roster(text.replace("Ada,design", "Eve,design"))["errors"]
    assert error.startswith("line 3 ('a@x.io'): the same user as in line 2, with other values")


ODD = {
    2: "begins with 'mailto:'; write 'e@example.com'",
    3: "begins with a quotation mark; write 'g@example.com'",
    4: "has two @",
    5: "has no dot in its domain",
    6: "has two dots in a row",
    7: "has a dot at the start or the end of its domain",
    10: "is an error value of a spreadsheet",
}


def test_c8_addresses_that_are_none_are_refused_by_line() -> None:
    for errors in (read("odd3.csv")["errors"], read_list("odd3.csv")["errors"]):
        assert [int(error.split()[1]) for error in errors] == list(ODD)
        assert all(reason in error for error, reason in zip(errors, ODD.values(), strict=True))


def test_a_course_list_is_read_by_mapping() -> None:
    (error,) = read("regis.csv")["errors"]
    assert "the columns are 'No', 'Section', 'RUID', 'Name', 'NetID'" in error
    assert "user_pool_roster_columns" in error
    assert "user_pool_roster_domain" in error
    columns = "user_name=NetID\nlast_name first_name=Name"
    roster = read("regis.csv", columns=columns, domain="example.edu")
    assert roster["errors"] == []
    assert roster["users"][0] == {
        "user_name": "ae123@example.edu",
        "first_name": "Ada",
        "last_name": "Example",
    }
    assert "line 1 to 2 passed over, above the headings" in roster["warnings"]


def test_another_encoding_is_read_when_it_is_said() -> None:
    errors = read("cp1252.csv")["errors"]
    assert errors[0] == "line 2: is not UTF-8; save the file as CSV UTF-8"
    assert "user_pool_roster_encoding=windows-1252" in errors[1]
    roster = read("cp1252.csv", encoding="windows-1252", unsupported_names="transliterate")
    assert roster["users"] == [{"user_name": "ada@example.com", "first_name": "Rene"}]
    (warning,) = roster["warnings"]
    assert "first_name 'Ren\u00e9' as 'Rene'" in warning


ADA, BEN, CLEO = "ada@example.com", "ben@example.com", "cleo@example.com"
BOTH = {ADA: True, BEN: False}
# Where the documentation of a directory or HR system shows the form of its file.
FURTHER = {
    "atlassian.csv": BOTH,  # Atlassian, Export users from a site
    "bamboohr.csv": BOTH,  # BambooHR, list of field names
    "canvas.csv": {**BOTH, CLEO: False},  # Instructure Canvas, SIS CSV format
    "cognito.csv": {ADA: None},  # Amazon Cognito, GetCSVHeader
    "csvde.csv": BOTH,  # Active Directory, csvde
    "getmguser.csv": BOTH,  # Microsoft Graph PowerShell, Get-MgUser to Export-Csv
    "gitlab.json": BOTH,  # GitLab, users API for administrators
    "google.csv": BOTH,  # Google Workspace, download users
    "identitystore.json": {ADA: None},  # AWS IAM Identity Center, list-users
    "keycloak.json": {ADA: True},  # Keycloak, export of a realm
    "moodle.csv": BOTH,  # Moodle, upload users
    "okta.csv": BOTH,  # Okta, export of people
    "oneroster.csv": BOTH,  # 1EdTech OneRoster 1.1, users.csv
    "personio.csv": BOTH,  # Personio, overview of all attributes
    "rippling.csv": BOTH,  # Rippling, people report
    "salesforce.csv": BOTH,  # Salesforce, Data Loader
    "slack.csv": {ADA: None, BEN: False},  # Slack, export of the member list
    "successfactors.csv": BOTH,  # SAP SuccessFactors, employee import file
    "workday.csv": BOTH,  # Workday, custom report of workers
    "workiva.csv": BOTH,  # Workiva, export of user details
}


@pytest.mark.parametrize("name", sorted(FURTHER))
def test_files_of_other_systems_are_read_as_they_come(name: str) -> None:
    assert enabled(read(f"further/{name}")) == FURTHER[name]


def test_l1_an_action_for_another_system_stops_the_run() -> None:
    (error,) = read("further/moffi.csv")["errors"]
    assert error.startswith("column 'Action' may say who must not have access")


def test_remarks_in_a_template_are_passed_over_but_no_bad_row() -> None:
    roster = read("further/optimidoc.csv")
    assert roster["errors"] == ["line 2 ('ada@example.com'): has 10 cells, the header has 11"]
    assert "comments passed over: line 3, line 4, line 5" in roster["warnings"]
    (error,) = read_roster("email,notes\n# ada@example.com,z\n")["errors"]
    assert error.startswith("line 2 ('# ada@example.com'): user_name contains white space")


@pytest.mark.parametrize("name", [*RAW, *sorted(path.name for path in FILES.glob("*.*"))])
def test_l5_every_file_is_read_as_by_the_lookup_or_refused(name: str) -> None:
    """No file leads to both users and errors, and none to neither."""
    try:
        roster = read(name)
    except BadRoster:
        return
    assert bool(roster["users"]) is not bool(roster["errors"])
