# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each reason is true of all users whom it names."""

from __future__ import annotations

from ansible_collections.euc.appstream.plugins.plugin_utils._role.reasons import reasons_of
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.rows import (
    ADA,
    BEN,
    CLEO,
    failed,
)


def reasons(*messages: str) -> list[str]:
    names = (ADA, BEN, CLEO)
    return reasons_of([failed(name, text) for name, text in zip(names, messages, strict=False)], 5)


def test_h4_what_differs_stands_with_the_user() -> None:
    other = "another first or last name, see on_name_change"
    assert reasons(
        f"last_name is 'A', not 'B': {other}", f"last_name is 'C', not 'D': {other}"
    ) == [f"2 x {other} [{ADA} (last_name is 'A', not 'B'), {BEN} (last_name is 'C', not 'D')]"]
    same = f"last_name is 'A', not 'B': {other}"
    assert reasons(same, same) == [f"2 x {same} [{ADA}, {BEN}]"]


def test_h4_what_was_not_tried_differs_and_its_reason_does_not() -> None:
    because = "CreateUser for user 'cleo@example.com' failed: LimitExceeded"
    found = reasons(
        f"associate 'design' was not tried, because {because}",
        f"associate 'office' was not tried, because {because}",
        because,
    )
    assert found == [f"3 x CreateUser for user <user> failed: LimitExceeded [{ADA}, {BEN}, {CLEO}]"]


def test_h4_other_differences_are_other_reasons() -> None:
    assert len(reasons("stack 'a' is unknown", "stack 'b' is unknown")) == 2
