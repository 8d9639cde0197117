# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guard of removals: names that are confusable, the limit, and removals that are left (D6)."""

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
LEFT = "removing was left, because something else failed and removals come last; not listed (purge)"
PURGED = "not listed (purge)"


@pytest.mark.parametrize(
    ("removed", "spared", "named"),
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
    removed: list[str], spared: list[str], named: list[str]
) -> None:
    if not named:
        reject_confusable_removals(removed, spared)
        return
    with pytest.raises(InvalidInput) as refusal:
        reject_confusable_removals(removed, spared)
    told = str(refusal.value).partition("nothing was done: ")[2].split("; ")
    assert [text.partition(" listed")[0] for text in told] == named


@pytest.mark.parametrize(
    ("limit", "refused"), [(None, False), (0, True), (2, True), (3, False), (4, False)]
)
def test_d6_the_limit_is_of_all_together(limit: int | None, refused: bool) -> None:
    removals = {"users": ["b", "a"], "nothing": [], "pairs": ["c"]}
    if not refused:
        enforce_removal_limit(limit, removals)
        return
    with pytest.raises(InvalidInput, match=r"but 3 .* done\. 2 users: a, b; 1 pairs: c$"):
        enforce_removal_limit(limit, removals)


def test_d6_of_many_the_first_twenty_are_named() -> None:
    names = [f"n{number:02}" for number in range(25)]
    with pytest.raises(InvalidInput, match=r"25 users: n00, .*, n19 and 5 more$"):
        enforce_removal_limit(24, {"users": names[::-1]})


def test_d6_what_is_left_failed_and_changed_nothing() -> None:
    outcome = skipped_removal(Change("delete", ADA))
    assert (outcome.done, outcome.changed) == (False, False)
    assert outcome.problem is not None
    assert f"{outcome.problem.text}; {PURGED}" == LEFT
