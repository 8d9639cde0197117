# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables and the targets of the benchmarks."""

from __future__ import annotations

import pytest
from table import AGAIN, BASELINE, FILL, TASK, TERRAFORM, Cell, Run, tables, targets


def runs(contender: str, *seconds: float, case: str = FILL) -> dict[Cell, list[Run]]:
    cell = Cell(20, 1_000, case, contender)
    return {cell: [Run(each, 1.5, 60.4, 1_041) for each in seconds]}


def test_medians_and_ratios_side_by_side() -> None:
    text = tables(runs(TASK, 9, 3, 4) | runs(BASELINE, 2) | runs(TASK, 1, case=AGAIN))
    assert "| latency, ms | users | case | baseline | task |" in text
    assert "| 20 | 1,000 | fill | 2.00 | 4.00 (2.0 x) |" in text
    assert "| 20 | 1,000 | again | - | 1.00 |" in text
    assert "| 20 | 1,000 | fill | 1,041 | 1,041 |" in text
    assert "| 20 | 1,000 | fill | 1: 2.00-2.00 | 3: 3.00-9.00 |" in text


@pytest.mark.parametrize(("ours", "word"), [(3.5, "met"), (3.6, "NOT MET")])
def test_a_target_is_met_up_to_its_bound(ours: float, word: str) -> None:
    first = next(iter(targets(runs(TASK, ours) | runs(BASELINE, 2), None)))
    assert str(first).endswith(f"| {ours - 2:.2f} s more | {word} |")


def test_terraform_must_be_far_slower() -> None:
    measured = runs(TASK, 2) | runs(TERRAFORM, 90)
    met = {result.target: result.met for result in targets(measured, 1.1)}
    assert met["fill, 1,000 users, 20 ms: at least 50 x faster than Terraform"] is False
    assert met["again, 1,000 users, 20 ms: at least 50 x faster than Terraform"] is None
    assert met["a task for one user: at most 1.15 x a module of amazon.aws that makes one call"]
