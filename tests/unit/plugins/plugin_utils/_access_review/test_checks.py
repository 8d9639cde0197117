# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which checks are made, and how the last of them depends on what is known of the stacks."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._access_review.checks import (
    CHECKS,
    checks_to_make,
)

ALONE = "No user of the pool is on them."
EXPECTED = (
    f"Expected stacks without users: {ALONE} Such a stack looks the same as one that does not"
)
EMPTY = f"Stacks without users: {ALONE}"
MISSING = (
    "Expected stacks that do not exist: The Region has no stack of this name. Check the spelling."
)


@pytest.mark.parametrize(
    ("expected", "known", "made"),
    [
        (False, False, []),
        (True, False, [f"{EXPECTED} exist."]),
        (False, True, [EMPTY]),
        (True, True, [EMPTY, MISSING]),
    ],
)
def test_g4_the_report_claims_no_more_of_stacks_than_is_known(
    expected: bool, known: bool, made: list[str]
) -> None:
    checks = checks_to_make(expected, known)
    assert checks[: len(CHECKS)] == list(CHECKS)
    assert [f"{check.title}: {check.explanation}" for check in checks[len(CHECKS) :]] == made
