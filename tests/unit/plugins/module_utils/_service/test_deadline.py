# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long a task waits for the service, in steps that grow (R1), on a fake clock."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._service.deadline import (
    Clock,
    Deadline,
)


def test_r1_a_deadline_doubles_its_steps_up_to_five_seconds_and_clips_the_last(
    time: Any, clock: Clock
) -> None:
    deadline = Deadline(20.0, clock)
    while deadline.wait_next():
        pass
    assert time.slept == pytest.approx([0.5, 1.0, 2.0, 4.0, 5.0, 5.0, 2.5])


def test_r1_the_budget_runs_from_the_first_call(time: Any, clock: Clock) -> None:
    deadline = Deadline(10.0, clock)
    time.now += 3600.0
    begin = time.now
    while deadline.wait_next():
        pass
    assert time.now - begin == pytest.approx(10.0)


def test_r1_time_spent_elsewhere_counts(time: Any, clock: Clock) -> None:
    """One budget for the task, not one for each thing waited for."""
    deadline = Deadline(10.0, clock)
    assert deadline.wait_next()
    time.now += 8.0
    assert deadline.wait_next()
    time.now += 8.0
    assert not deadline.wait_next()
    assert time.slept == pytest.approx([0.5, 1.0])


@pytest.mark.parametrize("timeout", [0.0, -1.0])
def test_r1_no_timeout_means_no_waiting(time: Any, clock: Clock, timeout: float) -> None:
    assert not Deadline(timeout, clock).wait_next()
    assert time.slept == []


def test_r1_when_the_time_is_up_it_stays_up(time: Any, clock: Clock) -> None:
    deadline = Deadline(0.5, clock)
    assert [deadline.wait_next() for _round in range(3)] == [True, False, False]
    assert time.slept == [0.5]


def test_r1_reading_the_time_that_remains_starts_it_too(time: Any, clock: Clock) -> None:
    deadline = Deadline(10.0, clock)
    time.now += 3600.0
    assert deadline.remaining() == pytest.approx(10.0)
    time.now += 4.0
    assert deadline.remaining() == pytest.approx(6.0)
    assert deadline.wait_next()
    time.now += 3600.0
    assert deadline.remaining() == 0.0
