# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows, summary, diff and message of appstream_user_stack_association."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.association_runs import (
    ADA,
    BEN,
    CLEO,
    NEW,
    add_people,
    crowd,
    every,
    pairs,
    row,
    those,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    hide_stacks,
    names,
)


@pytest.fixture
def people(pool: Any) -> Any:
    return add_people(pool)


def test_rows_are_in_the_order_of_the_input_by_user_and_then_by_stack(
    associate: Any, people: Any
) -> None:
    answer = associate(**every([CLEO, BEN, ADA], ["office", "design"]))
    assert answer["associations"] == [
        row(CLEO, "office"),
        row(CLEO, "design"),
        row(BEN, "office", "associate"),
        row(BEN, "design", "associate"),
        row(ADA, "office", "associate"),
        row(ADA, "design"),
    ]
    assert answer["changed"] is True
    assert answer["summary"] == {"associate": 3, "disassociate": 0, "unchanged": 3, "failed": 0}
    assert people.associations == {
        (name, stack) for name in (ADA, BEN, CLEO) for stack in ("design", "office")
    }


def test_rows_of_pairs_are_in_the_order_of_the_input(associate: Any, people: Any) -> None:
    asked = pairs((CLEO, "office"), (ADA, "design"), (BEN, "design"), (CLEO, "design"))
    answer = associate(state="absent", **asked)
    assert answer["associations"] == [
        row(CLEO, "office", "disassociate"),
        row(ADA, "design", "disassociate"),
        row(BEN, "design"),
        row(CLEO, "design", "disassociate"),
    ]
    assert answer["summary"] == {"associate": 0, "disassociate": 3, "unchanged": 1, "failed": 0}
    assert people.associations == set()


def sides(answer: dict[str, Any]) -> dict[str, Any]:
    """The diff, whose headers name the pool (H6), and say what it lists of the stacks (A6)."""
    diff = dict(answer["diff"])
    header = diff.pop("after_header")
    assert header == "user pool eu-central-1"
    stacks = "matched_stacks: only stacks that the task manages"
    assert diff.pop("before_header") == f"{header} ({stacks})"
    return diff


def test_a3_the_diff_shows_the_touched_users_their_stacks_and_mails(
    associate: Any, people: Any
) -> None:
    people.add_stack("other")
    people.associate(ADA, "other")  # not asked for
    asked = pairs(
        (CLEO, "design"),
        (BEN, "office", True),
        (ADA, "design", True),
        (ADA, "office"),
    )
    diff = sides(associate(**asked))
    assert diff == {
        "before": {ADA: {"matched_stacks": ["design"]}, BEN: {"matched_stacks": []}},
        "after": {
            ADA: {"matched_stacks": ["design", "office"]},
            BEN: {"matched_stacks": ["office"], "mails": ["assignment (office)"]},
        },
    }
    assert [list(side) for side in diff.values()] == [[ADA, BEN], [ADA, BEN]]


def test_a3_the_diff_of_removals(associate: Any, people: Any) -> None:
    diff = sides(associate(state="absent", **every([BEN, CLEO], ["office", "design"])))
    assert diff == {
        "before": {CLEO: {"matched_stacks": ["design", "office"]}},
        "after": {CLEO: {"matched_stacks": []}},
    }


def test_a3_the_mails_in_the_diff_are_sorted(associate: Any, people: Any) -> None:
    diff = associate(send_email_notification=True, **every([BEN], ["office", "design"]))["diff"]
    assert diff["after"][BEN]["mails"] == ["assignment (design)", "assignment (office)"]


def test_a3_what_failed_is_not_in_the_diff(associate: Any, emulator: Any, people: Any) -> None:
    hide_stacks(emulator)
    diff = associate(**pairs((BEN, "nowhere"), (ADA, "nowhere"), (ADA, "office")))["diff"]
    assert diff["after"] == {ADA: {"matched_stacks": ["office"]}}


def test_a3_no_diff_unless_asked_for(associate: Any, people: Any) -> None:
    assert "diff" not in associate(diff=False, **every([BEN], ["design"]))


def test_a5_a_partial_failure_has_all_rows_and_groups_the_reasons(
    associate: Any, emulator: Any, people: Any
) -> None:
    hide_stacks(emulator)
    crowd(people, 7)
    asked = [*((name, "nowhere") for name in names(7)), (ADA, "design"), (BEN, "design")]
    answer = associate(wait=False, **pairs(*asked, (NEW, "office")))
    assert answer["changed"] is True
    assert those(answer, "user_name") == [*asked, (NEW, "office")]
    assert those(answer, "failed") == [*asked[:7], (NEW, "office")]
    assert those(answer, "changed") == [(BEN, "design")]
    assert answer["summary"] == {"associate": 1, "disassociate": 0, "unchanged": 1, "failed": 8}
    assert answer["msg"].startswith("8 of 10 associations failed: ")
    assert "7 x BatchAssociateUserStack for stack 'nowhere': STACK_NOT_FOUND" in answer["msg"]
    first = ", ".join(f"{name} on nowhere" for name in names(5))
    assert f"[{first} and 2 more]" in answer["msg"]
    assert "1 x BatchAssociateUserStack for stack 'office': USER_NAME_NOT_FOUND" in answer["msg"]
    assert f"[{NEW} on office]" in answer["msg"]
    failed = answer["associations"][0]
    assert (failed["action"], failed["error_code"]) == ("associate", "STACK_NOT_FOUND")
    assert f"user '{names(1)[0]}', stack 'nowhere'" in failed["msg"]
