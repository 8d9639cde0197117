# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How failures are reported in one message (A5)."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.outcome import Problem
from ansible_collections.euc.appstream.plugins.module_utils._report.failures import failures_message

NO_STACK = Problem(group_key="stack", summary="no stack 'x'", message="no stack 'x' for somebody")
DENIED = Problem(group_key="denied", summary="not allowed", message="not allowed to somebody")


def test_a5_groups_by_problem_in_the_order_of_the_first_failure() -> None:
    message = failures_message("users", 9, [("a", NO_STACK), ("b", DENIED), ("c", NO_STACK)])
    assert message == "3 of 9 users failed: 2 x no stack 'x' [a, c]; 1 x not allowed [b]"


def test_a5_a_user_with_two_problems_is_one_failed_user_in_two_groups() -> None:
    message = failures_message("users", 2, [("a", NO_STACK), ("a", DENIED)])
    assert message == "1 of 2 users failed: 1 x no stack 'x' [a]; 1 x not allowed [a]"


def test_a5_a_user_with_the_same_problem_twice_is_named_once() -> None:
    message = failures_message("users", 2, [("a", DENIED), ("a", DENIED)])
    assert message == "1 of 2 users failed: 1 x not allowed [a]"


def test_a5_a_group_has_the_summary_of_its_first_problem() -> None:
    """The service's words may name the user; hundreds of wordings would say nothing."""
    problems = [Problem("exists", f"User {name} exists.", "") for name in "abc"]
    message = failures_message("users", 3, zip("abc", problems))
    assert message == "3 of 3 users failed: 3 x User a exists. [a, b, c]"


def names(count: int) -> list[str]:
    return [f"u{number}" for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (1, "1 x not allowed [u1]"),
        (2, "2 x not allowed [u1, u2]"),
        (5, "5 x not allowed [u1, u2, u3, u4, u5]"),
        (6, "6 x not allowed [u1, u2, u3, u4, u5 and 1 more]"),
        (300, "300 x not allowed [u1, u2, u3, u4, u5 and 295 more]"),
    ],
)
def test_a5_names_the_first_five_and_counts_the_others(count: int, shown: str) -> None:
    message = failures_message("users", 1000, [(name, DENIED) for name in names(count)])
    assert message == f"{count} of 1000 users failed: {shown}"
