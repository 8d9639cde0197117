# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The list of a department that is complete for the department (D13)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.modules.journaled import (
    ASSOCIATE_FAILS,
    DISABLE_FAILS,
    KIM,
    LEE,
    USERS,
    Run,
    entries,
    interrupt,
)
from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    UserPool,
    named,
)

ANN, BEN, CLEO = "ann@design.example.com", "ben@design.example.com", "cleo@example.com"
SCOPE: dict[str, Any] = {"unlisted_users_scope": ["*@design.example.com"]}
DELETE: dict[str, Any] = {"unlisted_users": "delete", "removal_limit": 9}
EACH = pytest.mark.parametrize("how", ["disable", "delete"])
CHECK = pytest.mark.parametrize("check_mode", [True, False])
CAPITALS = (
    "unlisted_users_scope: users who are not listed, and stay, since they fit it only with other"
    " capitals, accents or signs: 1 "
)
NOBODY = "unlisted_users_scope: entries that fit nobody, neither in the pool nor listed: 1 "
OUTSIDE = (
    "unlisted_users_scope: listed users who are outside it, and would stay if they were not listed:"
    " 1 "
)


def users(*names: str) -> dict[str, Any]:
    return {"users": [{"user_name": name} for name in names]}


@EACH
@CHECK
def test_d13_nothing_is_done_to_others(pool: UserPool, how: str, check_mode: bool) -> None:
    pool.prepare(**users(ANN, BEN, CLEO))
    purge = {**users(ANN), **SCOPE, "unlisted_users": how, "removal_limit": 1}
    done = pool.appstream_user(**purge, check_mode=check_mode)
    assert named(done["users"], "user_name") == [ANN, BEN]
    assert done["users"][1]["actions"] == [how]
    assert done["warnings"] == []
    assert (pool.writes == []) is check_mode
    again = pool.appstream_user(**purge, check_mode=check_mode)
    assert again["changed"] is check_mode  # A2


@CHECK
def test_d13_names_are_entries_too(pool: UserPool, check_mode: bool) -> None:
    pool.prepare(**users(ANN, BEN, CLEO))
    done = pool.appstream_user(
        **users(ANN), **DELETE, unlisted_users_scope=[CLEO, ANN], check_mode=check_mode
    )
    assert named(done["users"], "user_name") == [ANN, CLEO]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({**DELETE, "unlisted_users_scope": []}, "unlisted_users_scope: must not be empty"),
        ({**DELETE, "unlisted_users_scope": [""]}, "unlisted_users_scope[0] (''): user_name is"),
        ({**DELETE, "unlisted_users_scope": ""}, "unlisted_users_scope[0] (''): user_name is"),
        ({**DELETE, "unlisted_users_scope": ["design"]}, "unlisted_users_scope[0] ('design'): "),
        ({**DELETE, "unlisted_users_scope": ["b[en]*"]}, "unlisted_users_scope[0] ('b[en]*'): "),
        (
            {**DELETE, "unlisted_users_scope": ["*", "design@example.com"]},
            "unlisted_users_scope[0] ('*'): fits everybody, so it must be the only entry",
        ),
        (SCOPE, "unlisted_users_scope: requires unlisted_users=disable or delete"),
        (
            {**SCOPE, "unlisted_users": "keep"},
            "unlisted_users_scope: requires unlisted_users=disable or delete",
        ),
    ],
)
def test_d13_what_is_unclear_is_refused(
    pool: UserPool, options: dict[str, Any], words: str
) -> None:
    pool.prepare(**users(ANN, BEN, CLEO))
    refused = pool.appstream_user(**users(ANN), **options)
    assert refused["failed"]
    assert words in refused["msg"]
    assert "nothing was done" in refused["msg"]
    assert pool.writes == []


@EACH
@CHECK
def test_d13_who_fits_with_other_capitals_only_stays_with_a_warning(
    pool: UserPool, how: str, check_mode: bool
) -> None:
    other = "dan@Design.example.com"
    pool.prepare(**users(ANN, other, CLEO))
    purge = {**users(ANN), **SCOPE, "unlisted_users": how, "removal_limit": 0}
    done = pool.appstream_user(**purge, check_mode=check_mode)
    assert (done["failed"], done["changed"]) == (False, False)
    assert done["warnings"] == [f"{CAPITALS}({other})"]
    kept = pool.appstream_user(**purge, keep_users=[other], check_mode=check_mode)
    assert kept["warnings"] == []


@CHECK
def test_d13_an_entry_that_fits_nobody_removes_nobody_with_a_warning(
    pool: UserPool, check_mode: bool
) -> None:
    pool.prepare(**users(ANN, BEN, CLEO))
    wrong = {"unlisted_users_scope": ["*@desing.example.com", "ann@*"], "check_mode": check_mode}
    done = pool.appstream_user(**users(ANN), **DELETE, **wrong)
    assert (done["failed"], done["changed"]) == (False, False)
    assert done["warnings"] == [f"{NOBODY}(*@desing.example.com)"]
    empty = pool.appstream_user(
        **users(ANN, "eve@lab.example.com"),
        **DELETE,
        unlisted_users_scope=["*@design.example.com", "*@lab.example.com"],
        check_mode=True,
    )
    assert empty["warnings"] == []  # nobody of the lab is in the pool yet


@CHECK
def test_d13_listed_users_outside_the_scope_are_managed_with_a_warning(
    pool: UserPool, check_mode: bool
) -> None:
    pool.prepare(**users(ANN, CLEO))
    entries = [{"user_name": ANN}, {"user_name": CLEO, "enabled": False}]
    done = pool.appstream_user(users=entries, **DELETE, **SCOPE, check_mode=check_mode)
    assert done["users"][1]["actions"] == ["disable"]
    assert done["warnings"] == [f"{OUTSIDE}({CLEO})"]


@CHECK
def test_d13_d8_a_percentage_is_of_the_users_in_the_scope(pool: UserPool, check_mode: bool) -> None:
    many = [f"u{number}@example.com" for number in range(96)]
    pool.prepare(**users(ANN, BEN, "eve@design.example.com", "fay@design.example.com", *many))
    purge = {**users(ANN, BEN), **SCOPE, "unlisted_users": "delete", "check_mode": check_mode}
    refused = pool.appstream_user(**purge, removal_limit="25%")
    assert "removal_limit is 25% (1 of 4 users in unlisted_users_scope), but 2" in refused["msg"]
    assert (refused["failed"], pool.writes) == (True, [])
    assert not pool.appstream_user(**purge, removal_limit="50%")["failed"]


def test_d13_d9_a_prediction_holds_for_its_scope(pool: UserPool) -> None:
    pool.prepare(**users(ANN, BEN, CLEO))
    check = pool.appstream_user(**users(ANN), **DELETE, **SCOPE, check_mode=True)
    done = pool.appstream_user(**users(ANN), **DELETE, prediction=check["prediction"])
    assert not done["failed"]
    assert [row["user_name"] for row in done["users"] if row["changed"]] == [BEN]
    assert set(named(pool.users, "user_name")) == {ANN, CLEO}


def test_d13_c9_the_journal_of_a_user_outside_the_scope_is_kept(
    pool: UserPool, sync: Run, journal: Path
) -> None:
    pool.prepare(users=USERS)
    interrupt(pool, sync, ASSOCIATE_FAILS, DISABLE_FAILS)
    purge = {"users": [{"user_name": LEE}], "unlisted_users": "delete", "removal_limit": 1}
    others = sync(**purge, unlisted_users_scope=["*@design.example.com", "lee@*"])
    assert (others["changed"], others["unrepaired_users"]) == (False, [KIM])
    assert named(entries(journal), "user_name") == [KIM]
    theirs = sync(**purge, unlisted_users_scope=["kim@*"])
    assert (theirs["changed"], theirs["unrepaired_users"]) == (True, [])
    assert not list(journal.parent.iterdir())
