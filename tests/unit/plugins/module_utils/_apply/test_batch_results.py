# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Batches of pairs, and what the service's answer to a batch means for each pair."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._apply.batch_results import batches
from ansible_collections.euc.appstream.plugins.module_utils._model.change import Pair
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._service.wire import ADA


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (25, [25]), (26, [25, 1]), (53, [25, 25, 3])]
)
def test_b4_53_pairs_are_three_batches(count: int, sizes: list[int]) -> None:
    pairs = [Pair("design", f"u{number:02}") for number in range(count)]
    assert [len(batch) for batch in batches(reversed(pairs))] == sizes
    assert [pair for batch in batches(pairs) for pair in batch] == pairs


def test_e3_batches_are_sorted_by_stack() -> None:
    pairs = [Pair(stack, f"u{number:02}") for number in range(20) for stack in ("b", "a")]
    stacks = [[pair.stack_name for pair in batch] for batch in batches(pairs)]
    assert stacks == [["a"] * 20 + ["b"] * 5, ["b"] * 15]


def test_b6_a_pair_is_the_same_whatever_is_mailed() -> None:
    assert len({Pair("design", ADA, True), Pair("design", ADA, False)}) == 1
    assert len({Pair("design", ADA), Pair("design", ADA.upper())}) == 2
