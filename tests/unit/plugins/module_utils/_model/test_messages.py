# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sentences that several modules say: lists of names that are cut short (A5)."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.outcome import Problem
from ansible_collections.euc.appstream.plugins.module_utils._report.failures import failures_message

DENIED = Problem(group="denied", reason="not allowed", text="not allowed to somebody")


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
