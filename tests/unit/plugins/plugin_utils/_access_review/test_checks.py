# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which checks are made, and how the last of them depends on what is known of the stacks."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._access_review.checks import (
    CHECKS,
    EMPTY_STACK,
    checks_to_make,
)


@pytest.mark.parametrize(
    ("expected", "known", "title", "explanation"),
    [
        (set(), None, None, ""),
        ({"kiosk"}, None, "Expected stacks without users", CHECKS[-1].explanation),
        (set(), set(), "Stacks without users", "No user of the pool is on them."),
        ({"kiosk"}, {"kiosk"}, "Stacks without users", "No user of the pool is on them."),
        (
            {"kiosk", "typo", "a"},
            {"kiosk", "lab"},
            "Stacks without users",
            "No user of the pool is on them. Expected, but not in the Region: a, typo.",
        ),
    ],
)
def test_g4_the_report_claims_no_more_of_stacks_than_is_known(
    expected: set[str], known: set[str] | None, title: str | None, explanation: str
) -> None:
    *others, last = checks_to_make(expected, known)
    if title is None:
        others, last = [*others, last], CHECKS[-1]
    else:
        assert (last.name, last.title, last.explanation) == (EMPTY_STACK, title, explanation)
    assert others == list(CHECKS[:-1])
    assert last.name == EMPTY_STACK
