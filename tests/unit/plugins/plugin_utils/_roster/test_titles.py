# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The users whom a file lists, as titles say; test_unread.py has them in files."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.titles import (
    may_list_leavers,
    may_list_others,
)


@pytest.mark.parametrize(
    ("title", "leavers", "others"),
    [
        ("Leavers", True, False),
        ("Left in May", True, False),
        ("new leavers", True, False),
        ("new hires", False, True),
        ("Active users", False, True),
        ("Active Directory", False, False),
        ("leavers, still active", True, True),
        ("Please leave this line and do not remove it", False, False),
        ("Staff who left in the last quarter of 2026", True, False),
        ("", False, False),
    ],
)
def test_l1_l3_titles(title: str, leavers: bool, others: bool) -> None:
    assert (may_list_leavers(title), may_list_others(title)) == (leavers, others)


OTHERS = (
    "Do not remove|Never delete these accounts|Removal exceptions|Not leavers|Neuzug\u00e4nge|VIPs"
    "|do_not_delete|doNotDelete|Don't delete|Not to be removed|Keep, not leavers|Current staff"
    "|Created users|New employees|Employees not terminated|Nicht l\u00f6schen"
)
LEAVERS = (
    "List of users to remove|Purge list|Abg\u00e4nge Mai|Offboarding list May 2026 Berlin office"
    "|HR report: employees leaving the company in May|Leavers, not staff|Do not create"
    "|Users not active|Report of resignations in the second quarter|Accounts to delete in May 2026"
    "|No longer employed|Leavers: No. 1 to 20|Active: No|Enabled = false|Still employed: no"
    "|Accounts not yet removed|Include active users: No"
)
NEITHER = (
    "Report created: 2026-05-01|Created by HR|New York|Current month|Include terminated: No"
    "|Status = not terminated|Staff of 2026|Remove the line of a user to disable the account"
    "|Include inactive = false|Include activities|active: include only|Terminated: none"
)


@pytest.mark.parametrize("title", OTHERS.split("|"))
def test_l3_titles_of_others(title: str) -> None:
    assert may_list_others(title)


@pytest.mark.parametrize("title", LEAVERS.split("|"))
def test_l1_titles_of_leavers(title: str) -> None:
    assert may_list_leavers(title)
    assert not may_list_others(title)


@pytest.mark.parametrize("title", NEITHER.split("|"))
def test_l6_titles_of_neither(title: str) -> None:
    assert not may_list_leavers(title)
    assert not may_list_others(title) or title.startswith(("Include", "Status", "Term", "active:"))
