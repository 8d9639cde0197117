# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What cells say about access by themselves; test_unread.py has them in files."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.remarks import (
    answers,
    are_row_numbers,
    is_answer,
    may_state_no_access,
)


@pytest.mark.parametrize(
    "cell",
    [
        *("yes", "No", " x ", "1", "0.0", "off", "\u00d7", True, False, 1),
        *("2026-05-31", "31.05.26", "2026\u5e745\u670831\u65e5", "May 31, 2026", "31 May 2026"),
        *(datetime.date(2026, 5, 31), datetime.datetime(2026, 5, 31), "2026-05-31T12:00:00Z"),
    ],
)
def test_l1_answers_and_dates(cell: Any) -> None:
    assert is_answer(cell)


@pytest.mark.parametrize(
    "cell", ["Sales", "2", 46173, "31 Main 2026", "1.2.3.4", "May", "call", "13/2026"]
)
def test_l1_what_is_no_answer(cell: Any) -> None:
    assert not is_answer(cell)


def test_l1_only_text_states_something() -> None:
    assert may_state_no_access("Terminated")
    assert not may_state_no_access(1)
    assert not may_state_no_access("Engineer")


@pytest.mark.parametrize(
    ("cells", "asked", "dated", "found"),
    [
        (["no", "yes", "maybe"], False, False, [0, 1]),
        (["no", "some", "other", "words"], False, False, []),
        (["no", "some", "other", "words"], True, False, [0]),
        (["f", "-"], False, False, []),
        (["f", "t"], False, False, [0, 1]),
        (["f", "-"], True, False, [0, 1]),
        (["f", "words"], True, False, []),
        (["0", "1", "2"], False, False, []),
        (["43982", "open"], False, True, [0]),
        (["43982"], False, False, []),
        ([], True, True, []),
    ],
)
def test_l1_which_cells_answer(
    cells: list[str], asked: bool, dated: bool, found: list[int]
) -> None:
    assert answers(cells, asked, dated) == found


def test_l6_numbers_of_rows() -> None:
    assert are_row_numbers(["0", "1.0", 2])
    assert are_row_numbers([1, 2])
    assert not are_row_numbers([1])
    assert not are_row_numbers([1, 1])


GONE = (
    "leaving 31 May|leaving in June|is leaving|has resigned|Remove access|Left - May|Ann (left)"
    "|OU=DisabledUsers,DC=example|OU=User_Disabled|/Staff/Former|InactiveUsers|leave|Leaves|LEFT"
    "|revoke all access|/Staff/Left|CN=Ann,OU=Former,DC=example|will leave|Ann - left"
)
NOT_GONE = (
    "Left, Ann|Parti, Anna|Ann Baja|Left wing - politics|Leaving certificate|Staff (Berlin)"
    "|Former, J"
    "|OU=Staff,OU=Berlin|/Staff/Berlin|DevOps|Disability|Access to all|Remove control|McDonald"
    "|Sales - Exit strategy|Leave management"
)


@pytest.mark.parametrize("cell", GONE.split("|"))
def test_l1_cells_that_state_no_access(cell: str) -> None:
    assert may_state_no_access(cell)


@pytest.mark.parametrize("cell", NOT_GONE.split("|"))
def test_l6_cells_that_state_something_else(cell: str) -> None:
    assert not may_state_no_access(cell)
