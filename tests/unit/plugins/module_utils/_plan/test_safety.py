# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guard of removals: confusable names, the limit, and removals that are skipped (D6)."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.change import Change
from ansible_collections.euc.appstream.plugins.module_utils._plan.safety import (
    enforce_removal_limit,
    reject_confusable_removals,
    skipped_removal,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput

ADA = "ada@example.com"  # on design
SKIPPED = "skipped, because something else failed and removals come last"


@pytest.mark.parametrize(
    ("removed", "protected", "named"),
    [
        ([], ["a"], []),
        (["a"], [], []),
        (["a"], ["b"], []),
        (["a"], ["a"], []),  # not a matter of capitals
        (["a"], ["A"], ["'a' (A is"]),
        (["A", "a"], ["b"], []),
        (["A", "a"], ["a"], ["'A' (a is"]),
        (["aB", "c"], ["Ab", "AB", "C", "d"], ["'aB' (AB, Ab is", "'c' (C is"]),
    ],
)
def test_d6_names_that_differ_by_capitals_only(
    removed: list[str], protected: list[str], named: list[str]
) -> None:
    if not named:
        reject_confusable_removals(removed, protected)
        return
    with pytest.raises(InvalidInput) as error:
        reject_confusable_removals(removed, protected)
    messages = str(error.value).partition("nothing was done: ")[2].split("; ")
    assert [text.partition(" listed")[0] for text in messages] == named


@pytest.mark.parametrize(
    ("limit", "rejected"),
    [
        (None, False),
        ("0", True),
        ("2", True),
        ("3", False),
        ("4", False),
        ("0%", True),
        ("37%", True),  # 2.96 of 8
        ("38%", False),
        ("100%", False),
    ],
)
def test_d6_the_limit_is_of_all_together(limit: str | None, rejected: bool) -> None:
    removals = {"users": ["b", "a"], "nothing": [], "pairs": ["c"]}
    if not rejected:
        enforce_removal_limit(limit, 8, removals)
        return
    with pytest.raises(InvalidInput, match=r"but 3 .* done\. 2 users: a, b; 1 pairs: c$"):
        enforce_removal_limit(limit, 8, removals)


def test_d6_a_percentage_is_shown_with_the_number_that_it_allows() -> None:
    with pytest.raises(InvalidInput, match=r"^removal_limit is 37% \(2 of 8 users\), but 3 "):
        enforce_removal_limit("37%", 8, {"users": ["a", "b", "c"]})


def test_d6_of_many_the_first_twenty_are_named() -> None:
    names = [f"n{number:02}" for number in range(25)]
    with pytest.raises(InvalidInput, match=r"25 users: n00, .*, n19 and 5 more$"):
        enforce_removal_limit("24", 25, {"users": names[::-1]})


def test_d6_what_is_skipped_failed_and_changed_nothing() -> None:
    outcome = skipped_removal(Change("delete", ADA))
    assert (outcome.done, outcome.changed) == (False, False)
    assert outcome.problem is not None
    assert outcome.problem.message == SKIPPED
