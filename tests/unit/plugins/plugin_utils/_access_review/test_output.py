# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An access review as CSV and as lines of text."""

from __future__ import annotations

import csv

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._access_review.output import (
    review_csv,
    review_lines,
)
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._access_review.rows import (
    A_LITTLE_MORE,
    ADA,
    ADA_TOO,
    BEN,
    INVITED,
    WEEK_AGO,
    report,
    user,
)


def test_v1_csv() -> None:
    users = user(enabled=None, **INVITED), user(BEN, stack_names=["b", "a"]), user(stack_names=[])
    text = review_csv(report(users[0], users[1]))
    assert text.startswith("\ufeff")
    header, ada, *ben = csv.reader(text[1:].splitlines())
    assert header == [
        *("user_name", "first_name", "last_name", "status", "enabled", "created_time"),
        *("stack_name", "findings", "decision", "reviewer", "reviewed_at", "pool", "pool_id"),
    ]
    review = ["", "", "2026-01-31T08:30:00+00:00", "main", "unknown/eu-west-1"]
    assert ada == [
        *(ADA, "Ada", "Example", "FORCE_CHANGE_PASSWORD", "", A_LITTLE_MORE),
        *("design", "incomplete", *review),
    ]
    assert ben == [
        [BEN, "Ada", "Example", "CONFIRMED", "true", WEEK_AGO, stack, "", *review]
        for stack in ("a", "b")
    ]
    _header, row = csv.reader(review_csv(report(users[2]))[1:].splitlines())
    assert row[6:8] == ["", "no_stack"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_csv_has_no_formulas(start: str) -> None:
    evil = start + "cmd|'/C calc'!A0"
    text = review_csv(report(user(evil, first_name=evil, status=evil, stack_names=["a", evil])))
    rows = list(csv.DictReader(text[1:].splitlines(keepends=True)))
    for row in rows:
        assert {row["user_name"], row["first_name"], row["status"]} == {"'" + evil}
    assert {row["stack_name"] for row in rows} == {"a", "'" + evil}


def test_lines() -> None:
    many = [user(f"u{number}@example.com", **INVITED) for number in range(1000)]
    lines = review_lines(report(user(ADA), user(ADA_TOO, enabled=None), *many))
    assert "Users: 1002. Enabled 1001, disabled 0, unknown 1. Pending 1000" in lines
    assert "Status: CONFIRMED 2, FORCE_CHANGE_PASSWORD 1000" in lines
    assert "Stacks: 1. design (1002 users, 1001 enabled)" in lines
    assert (
        f"User names that differ only by capitals, accents or signs: 2. {ADA_TOO} / {ADA}" in lines
    )
    assert "Users without a stack: none" in lines
    (expired,) = [line for line in lines if line.startswith("Expired invitations: 1000. u0@")]
    assert expired.endswith(" and 995 more")
