# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stacks that do not exist are named, with the nearest that do."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.stacks import (
    STACKS_SHOWN,
    reject_unknown_stacks,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput

KNOWN = ["design", "design-2", "office"]


@pytest.mark.parametrize(
    ("asked", "bad"),
    [
        (["desing"], "desing: did you mean design?"),
        (["Design"], "Design: did you mean design?"),
        (["OFFICE "], "OFFICE : did you mean office?"),
        (["office-dept"], "office-dept: did you mean office?"),
        (["payroll"], "payroll"),
        (["office", "ofice", "payroll", "desing", "desing"], "desing: did you mean design?; ofice"),
        (["desing\x1b"], "desing\\x1b: did you mean design?"),
    ],
)
def test_g3_every_unknown_stack_is_named_with_the_nearest_one(asked: list[str], bad: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        reject_unknown_stacks(asked, KNOWN)
    start = f"These stacks do not exist in the Region, so nothing was done: {bad}"
    assert str(caught.value).startswith(start)
    assert str(caught.value).endswith(" (existing stacks: design, design-2, office)")


@pytest.mark.parametrize("asked", [[], ["design"], ["office", "design", "design-2"]])
def test_g3_stacks_that_exist_are_good(asked: list[str]) -> None:
    reject_unknown_stacks(asked, KNOWN)


def test_g3_a_region_without_stacks_says_so_and_one_with_many_shows_the_first() -> None:
    with pytest.raises(InvalidInput, match=r"nothing was done: design \(existing stacks: none\)$"):
        reject_unknown_stacks(["design"], [])
    many = [f"stack{number:02}" for number in range(STACKS_SHOWN + 5)]
    with pytest.raises(InvalidInput, match=r"stack19 and 5 more\)$"):
        reject_unknown_stacks(["design"], many)
