# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of changes, and how failures_message are told (A5)."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.change import (
    ASSOCIATE,
    CREATE,
    Change,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.outcome import (
    Outcome,
    Problem,
    predict_outcomes,
)
from ansible_collections.euc.appstream.plugins.module_utils._report.failures import failures_message

NO_STACK = Problem(group="stack", reason="no stack 'x'", text="no stack 'x' for somebody")
DENIED = Problem(group="denied", reason="not allowed", text="not allowed to somebody")


def test_a5_groups_by_reason_in_the_order_of_the_first_failure() -> None:
    message = failures_message("users", 9, [("a", NO_STACK), ("b", DENIED), ("c", NO_STACK)])
    assert message == "3 of 9 users failed: 2 x no stack 'x' [a, c]; 1 x not allowed [b]"


def test_a5_a_user_with_two_problems_is_one_failed_user_in_two_groups() -> None:
    message = failures_message("users", 2, [("a", NO_STACK), ("a", DENIED)])
    assert message == "1 of 2 users failed: 1 x no stack 'x' [a]; 1 x not allowed [a]"


def test_a5_a_user_with_the_same_problem_twice_is_named_once() -> None:
    message = failures_message("users", 2, [("a", DENIED), ("a", DENIED)])
    assert message == "1 of 2 users failed: 1 x not allowed [a]"


def test_a5_a_group_is_told_with_the_reason_of_its_first_problem() -> None:
    """The service's words may name the user; hundreds of wordings would say nothing."""
    problems = [Problem("exists", f"User {name} exists.", "") for name in "abc"]
    message = failures_message("users", 3, zip("abc", problems, strict=True))
    assert message == "3 of 3 users failed: 3 x User a exists. [a, b, c]"


@pytest.mark.parametrize(
    ("done", "problem", "changed"),
    [
        (True, None, True),
        (False, None, False),  # not needed any more
        (False, DENIED, False),
        (False, Problem("g", "r", "t", maybe_done=True), True),
        (True, DENIED, True),
    ],
)
def test_r8_an_unknown_outcome_counts_as_changed(
    done: bool, problem: Problem | None, changed: bool
) -> None:
    assert Outcome(Change(CREATE, "a"), done, problem).changed is changed


def test_a1_check_mode_foretells_that_all_changes_are_done() -> None:
    changes = [Change(CREATE, "a"), Change(ASSOCIATE, "a", "design")]
    outcomes = predict_outcomes(changes)
    assert [outcome.change for outcome in outcomes] == changes
    assert all(outcome.changed and outcome.problem is None for outcome in outcomes)
