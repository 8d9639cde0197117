# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One report on all pools of a run."""

from __future__ import annotations

import csv
from typing import Any

from ansible_collections.euc.appstream.plugins.plugin_utils._access_review.all_pools import (
    all_pools,
    all_pools_csv,
    all_pools_lines,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._access_review.report import review
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._access_review.rows import (
    ADA,
    ADA_TOO,
    BEN,
    user,
)

ARN = "arn:aws:appstream:eu-west-1:111122223333:user/userpool/x"


def report(pool: str, *users: dict[str, Any], generated: str = "2026-01-31T08:30:00Z") -> Any:
    return review(users, pool, "eu-west-1", generated)


def two_and_a_missing() -> Any:
    return all_pools(
        {
            "dublin": report("dublin", user(BEN), user(ADA, arn=ARN, stack_names=["b", "a"])),
            "paris": {},
            "tokyo": report("tokyo", user(ADA_TOO), generated="2026-01-31T09:00:00Z"),
            "lima": None,
        }
    )


def test_v7_people_of_several_pools_stand_together() -> None:
    found = two_and_a_missing()
    assert [[u["user_name"] for u in person["users"]] for person in found["people"]] == [
        [ADA, ADA_TOO],
        [BEN],
    ]
    assert [person["pools"] for person in found["several"]] == [["dublin", "tokyo"]]
    assert [row["pool"] for row in found["several"][0]["users"]] == ["dublin", "tokyo"]
    assert found["users"] == 3
    assert found["generated"] == "2026-01-31T09:00:00+00:00"
    assert [(pool["pool"], pool["account"]) for pool in found["pools"]] == [
        ("dublin", "111122223333"),
        ("tokyo", None),
    ]


def test_v7_similar_names_of_one_pool_are_no_several_pools() -> None:
    found = all_pools({"dublin": report("dublin", user(ADA), user(ADA_TOO))})
    assert found["several"] == []
    assert len(found["people"]) == 1


def test_v7_pools_without_a_report_are_missing() -> None:
    found = two_and_a_missing()
    assert found["missing"] == ["paris", "lima"]
    assert all_pools_lines(found) == [
        "All pools: 2. Users 3, people 2",
        f"People in several pools: 1. {ADA} / {ADA_TOO} (dublin, tokyo)",
        "Missing, since they failed: paris, lima",
    ]
    none = all_pools({"paris": None})
    assert none["generated"] == ""
    assert all_pools_lines(none)[1] == "People in several pools: none"


def test_v7_the_csv_names_them_too() -> None:
    text = all_pools_csv(two_and_a_missing())
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(text[1:].splitlines()))
    assert [(row["pool"], row["user_name"], row["findings"]) for row in rows] == [
        ("paris", "", "pool_not_read"),
        ("lima", "", "pool_not_read"),
        ("dublin", ADA, ""),
        ("tokyo", ADA_TOO, ""),
        ("dublin", BEN, ""),
    ]
    assert [row["pools_of_person"] for row in rows[2:]] == ["dublin;tokyo"] * 2 + ["dublin"]
    assert rows[2]["stack_names"] == "a;b"
    assert rows[2]["pool_id"] == "111122223333/eu-west-1"


def test_v7_the_csv_has_no_formulas() -> None:
    text = all_pools_csv(all_pools({"=x": report("=x", user("=1+1@example.com"))}))
    (row,) = csv.DictReader(text[1:].splitlines())
    assert (row["pool"], row["user_name"]) == ("'=x", "'=1+1@example.com")
