# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What cells and titles say about access by themselves; test_unread.py has them in files."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.remarks import (
    answers,
    are_row_numbers,
    is_answer,
    may_list_leavers,
    may_list_others,
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


@pytest.mark.parametrize("cell", ["Sales", "2", 46173, "31 Main 2026", "1.2.3.4", "May", "call 1", "13/2026"])
def test_l1_what_is_no_answer(cell: Any) -> None:
    assert not is_answer(cell)


@pytest.mark.parametrize(
    ("title", "leavers", "others"),
    [
        ("Leavers", True, False),
        ("Left in May", True, False),
        ("new leavers", True, False),
        ("new hires", False, True),
        ("Active users", False, True),
        ("Active Directory", False, False),
        ("leavers, still active", True, True),
        ("Please leave this line and do not remove it", False, False),
        ("Staff who left in the last quarter of 2026", True, False),
        ("", False, False),
    ],
)
def test_l1_l3_titles(title: str, leavers: bool, others: bool) -> None:
    assert (may_list_leavers(title), may_list_others(title)) == (leavers, others)


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
