# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What silences a doubt, and what does not: empty columns, rows of the service, other words."""

from __future__ import annotations

from typing import Any

import pytest

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
