# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a list of leavers may say of somebody in it who stays."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.headings import Heading
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read_options import ReadOptions
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.stays import may_stay
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import (
    UserList,
    read_user_list,
)
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    A,
    users,
)

B = "ben@example.com"


def leavers(heading: str, *cells: str, more: str = "", **options: Any) -> UserList:
    rows = "".join(f'u{n}@example.com,"{cell}"\n' for n, cell in enumerate(cells))
    text = f"email,{heading}\n{rows}{more}"
    return read_user_list(text, None, ReadOptions.of(options), "inactive")


STAY = (
    "keep|Keep!|do not disable|do not disable - rehired|still employed|rehired|Re-hired in May"
    "|stays|stays with us|active|Aktiv|not leaving|isn't leaving|not yet leaving|hasn't left"
    "|exception - keep account|still works here|keep the account, delete the mailbox"
    "|Resignation withdrawn|K\u00fcndigung zur\u00fcckgezogen|do not touch|leave enabled"
    "|Bleibt|bitte nicht l\u00f6schen|nicht sperren|noch besch\u00e4ftigt"
    "|Active employee|Don't remove|never disable|do not  disable|joined|Do_not_disable"
    "|do not disable until 31 May|Do not disable before 1 July|do not delete yet|rehired last week"
    "|must not be blocked|was rehired 2026|do not delete her account|still needs access"
)
LEAVE = (
    "laptop returned|Returned all equipment|keep mailbox for 90 days|mailbox to be kept"
    "|forward mail|Keep her phone number|do not delete the mailbox|never delete his OneDrive"
    "|remaining leave|IT|please keep in touch|keep home directory|Keep confidential until 1 June"
    "|Active Directory|Active Sourcing|Customer Retention|Human Resources|New Business|New York"
    "|Replaced by a new hire|hired 2020|Joined in 2019|add to the alumni list|Current Accounts"
    "|Back Office|VIP Support|Data Protection|last day was Friday"
    "|please disable account|gone since May|moves to a competitor|self-employed from May|Bookkeeper"
    "|mail forwarding active|laptop stays in the office|parental leave|Recovery"
    "|employee of the month|Sales & Marketing|Retail|Stayton|Remainders|Badge and keys returned"
    "|Returns|Returns Department|Returning Officer|Exception Management|Deferred Tax|Keep Fit"
    "|Back to School|Keeping records|Stayner|Office (Berlin)"
    "|Working student|No equipment|0|ok|see ticket 123|HR knows|notice period 3 months|del"
    "|Vertrag nicht verl\u00e4ngert|Befristeter Vertrag nicht verl\u00e4ngert|not retained"
    "|contract will not be extended|Not to be rehired|Do not rehire|Eligible to be rehired"
    "|decided not to stay|no need to keep the account|Exempt|Non-Exempt|Protected veteran"
    "|Client Offboarding|Consultant leaving end of May|Parent leave until May|Urgent offboarding"
    "|exit interview: no|leave balance: none|Access not removed yet|VPN not removed"
    "|AppStream account not deleted yet|did not leave a forwarding address"
    "|5 vacation days remaining"
    "|Keine K\u00fcndigung, Aufhebungsvertrag|Diensthandy nicht gesperrt|Postfach behalten"
    "|Postfach nicht l\u00f6schen|Laptop bleibt im B\u00fcro|ne pas supprimer la bo\u00eete mail"
    "|Account was never removed|Account never disabled, please fix|Keep user's OneDrive 30 days"
    "|Keep user data for 90 days|keep account data until audit|She may keep accessories"
    "|still workshops to hand over|has not left a forwarding address"
    "|Not leaving laptop until Friday|Laptop has not left the office"
    "|do not disable user mailbox|new"
    "|Manager kept informed|Mail redirect active until 30 June|Ongoing|Onboarding|VIP|Keeper"
)


@pytest.mark.parametrize("cell", STAY.split("|"))
def test_l3_a_cell_may_say_that_somebody_stays(cell: str) -> None:
    assert may_stay(Heading("Remarks"), cell)
    read = leavers("Remarks", cell, "", "")
    assert read["user_names"] == []
    assert any(
        error.startswith("column 'Remarks' may say who ") and "(line 2: " in error
        for error in read["errors"]
    )
    assert len(leavers("Remarks", cell, "", ignore=["Remarks"])["user_names"]) == 2


@pytest.mark.parametrize("cell", LEAVE.split("|"))
def test_l6_other_cells_of_lists_of_leavers_say_nothing(cell: str) -> None:
    assert not may_stay(Heading("Remarks"), cell)
    assert leavers("Remarks", cell)["user_names"] == ["u0@example.com"]


HEADINGS = "Type|Phase|Category|Kind|HR|Worker|Comment|Besch\u00e4ftigung|Contract|Employee"


@pytest.mark.parametrize("heading", HEADINGS.split("|"))
def test_l3_a_column_of_active_users_is_none_of_leavers(heading: str) -> None:
    (error,) = leavers(heading, "Active", "Active")["errors"]
    assert error == (
        f"column {heading!r} may say who is to stay (line 2: 'Active'); remove such users, say what"
        " it means with user_pool_roster_columns (enabled, disabled or access_until), or name it in"
        " user_pool_roster_ignore"
    )
    assert users(f"email,{heading}\n{A},Active\n") == [{"user_name": A}]  # as of a roster


def test_l3_a_column_without_a_heading_is_none_either() -> None:
    (error,) = leavers("", "Active", "Active")["errors"]
    assert error == (
        "column 2, which has no heading, may say who is to stay (line 2: 'Active'); remove such"
        " users, give it a heading, or remove it"
    )
    assert leavers("", "Sales", "IT")["errors"] == []


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        *(("Action", "offboard|keep"), ("Action", "drop|keep"), ("Action", "Del|Add")),
        *(("op", "D|A"), ("+/-", "-|+"), ("Aktion", "entfernen|neu")),
    ],
)
def test_l3_a_column_may_say_whom_the_list_means(heading: str, cells: str) -> None:
    (error,) = leavers(heading, *cells.split("|"))["errors"]
    assert error.startswith(f"column {heading!r} may say who is to stay (line ")


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        *(("Mailbox", "keep"), ("Laptop", "stays with her"), ("Phone number", "keep")),
        *(("OneDrive", "retain for 90 days"), ("MFA", "active"), ("Keep mailbox", "until May")),
        *(("Name", "Ann Keep"), ("Full name", "Vip Singh"), ("Manager", "Joe Remain")),
        *(("Grade", "A"), ("Replacement hired", "Bob"), ("New manager", "Bob"), ("SIM", "keep")),
        *(("Name", "Keep"), ("Line manager", "Keep"), ("Company car", "keep"), ("Data", "keep")),
        *(("Employed since", "2015-01-01"), ("Days remaining", "3"), ("Length of stay", "3 years")),
        *(("FLSA", "Exempt"), ("Mailbox", "do not delete"), ("Car", "do not remove")),
        *(("Ticket", "Created"), ("Backfill", "New"), ("Notice", "Working")),
        ("ProtectedFromAccidentalDeletion", "False"),
    ],
)
def test_l6_what_stays_may_be_something_else(heading: str, cell: str) -> None:
    assert leavers(heading, cell)["errors"] == []


@pytest.mark.parametrize("heading", ["Full name", "Manager", "Department"])
def test_l3_an_order_counts_in_any_column(heading: str) -> None:
    (error,) = leavers(heading, "Ann Example - do not disable")["errors"]
    assert "may say who is to stay (line 2: 'Ann Example - do not disable')" in error


def test_l3_where_a_column_is_mapped_only_the_users_that_it_selects_count() -> None:
    text = "email,Stand,Remarks\na@x.io,Active,stays\nb@x.io,Terminated,laptop returned\n"
    options = ReadOptions.of({"columns": {"enabled": "Stand"}})
    assert read_user_list(text, None, options, "inactive")["user_names"] == ["b@x.io"]
    other = text.replace("laptop returned", "do not disable")
    (error,) = read_user_list(other, None, options, "inactive")["errors"]
    assert "column 'Remarks' may say who is to stay (line 3: 'do not disable')" in error


def test_l3_an_entry_of_a_document_may_say_it_too() -> None:
    for more in (
        {"tags": ["vpn", "keep"]},
        {"hr": {"note": "rehired"}},
        {"info": [{"x": "stays"}]},
    ):
        read = read_user_list({"users": [{"email": A, **more}]}, selection="inactive")
        assert "may say who is to stay (entry 1: " in read["errors"][0]
        assert read_user_list({"users": [{"email": A, **more}]}, selection="active")["errors"] == []
    assert not may_stay(Heading("x"), 5)
