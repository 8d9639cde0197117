# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long a task waits for the service, in steps that grow (R1), on a fake clock."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._service.deadline import Deadline


def test_r1_patience_doubles_its_steps_up_to_five_seconds_and_clips_the_last(time: Any) -> None:
    patience = Deadline(20.0, time.clock, time.sleep)
    while patience.again():
        pass
    assert time.slept == pytest.approx([0.5, 1.0, 2.0, 4.0, 5.0, 5.0, 2.5])


def test_r1_the_budget_runs_from_the_first_call_of_again(time: Any) -> None:
    patience = Deadline(10.0, time.clock, time.sleep)
    time.now += 3600.0
    begin = time.now
    while patience.again():
        pass
    assert time.now - begin == pytest.approx(10.0)


def test_r1_time_spent_elsewhere_counts(time: Any) -> None:
    """One budget for the task, not one for each thing waited for."""
    patience = Deadline(10.0, time.clock, time.sleep)
    assert patience.again()
    time.now += 8.0
    assert patience.again()
    time.now += 8.0
    assert not patience.again()
    assert time.slept == pytest.approx([0.5, 1.0])


@pytest.mark.parametrize("timeout", [0.0, -1.0])
def test_r1_no_timeout_means_no_waiting(time: Any, timeout: float) -> None:
    assert not Deadline(timeout, time.clock, time.sleep).again()
    assert time.slept == []


def test_r1_when_the_time_is_up_it_stays_up(time: Any) -> None:
    patience = Deadline(0.5, time.clock, time.sleep)
    assert [patience.again() for _round in range(3)] == [True, False, False]
    assert time.slept == [0.5]
