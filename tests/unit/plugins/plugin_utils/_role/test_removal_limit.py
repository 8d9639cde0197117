# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The limit of what one run may take away."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._role.names_shown import ALL, NONE
from ansible_collections.euc.appstream.plugins.plugin_utils._role.removal_limit import (
    limit_exceeded,
)

NAMES = [f"u{n}@x.io" for n in range(50)]


@pytest.mark.parametrize(("limit", "exceeded"), [("50", False), ("49", True), ("0", True)])
def test_d6_as_much_as_the_limit_is_allowed(limit: str, exceeded: bool) -> None:
    assert bool(limit_exceeded(limit, 0, NAMES, "50 would be gone", 5)) is exceeded


def test_d6_a_percentage_is_one_of_the_pool() -> None:
    assert limit_exceeded("50%", 100, NAMES, "50 would be gone", 5) == ""
    assert limit_exceeded("2%", 100, NAMES[:3], "3 would be gone", 5) == (
        "user_pool_removal_limit is 2% (2 of 100 users), but 3 would be gone: u0@x.io, u1@x.io,"
        " u2@x.io"
    )


def test_h3_at_least_twenty_names_are_shown_or_none() -> None:
    words = "user_pool_removal_limit is 20, but all would be gone"
    found = {
        shown: limit_exceeded("20", 50, NAMES, "all would be gone", shown)
        for shown in (NONE, 5, 30, ALL)
    }
    assert found[NONE] == words
    assert found[5] == f"{words}: {', '.join(NAMES[:20])} and 30 more"
    assert found[30] == f"{words}: {', '.join(NAMES[:30])} and 20 more"
    assert found[ALL] == f"{words}: {', '.join(NAMES)}"
