# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the steps of a task share: one limiter, one clock, and so many threads."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from appstream_emulator import Emulator, attach

from ansible_collections.euc.appstream.plugins.module_utils._service.deadline import Clock
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.tests.unit.shared_time import WEDGED

USERS = "DescribeUsers"


def test_deadlines_run_by_the_clock_of_the_runtime(
    connection: Any, clock: Clock, time: Any
) -> None:
    deadline = Runtime.over(connection, clock=clock).deadline(3.0)
    assert deadline.remaining() == 3.0
    time.now += 2
    assert deadline.remaining() == 1.0
    assert deadline.wait_next()
    assert time.slept == [0.5]


@pytest.mark.parametrize(
    "failure", [{"error": {"code": "ThrottlingException"}}, {"drop": "before"}]
)
def test_e2_r3_calls_are_repeated_by_the_clock_of_the_runtime(
    connection: Any, emulator: Emulator, clock: Clock, time: Any, failure: dict[str, Any]
) -> None:
    attach(connection, emulator)
    emulator.add_fault({"operation": USERS, "times": 2, **failure})
    list(Runtime.over(connection, clock=clock).api.describe_users())
    assert emulator.counts() == {USERS: 3}
    assert time.slept


@pytest.mark.parametrize("max_concurrency", [1, 2, 4])
def test_so_many_threads_run_side_by_side(connection: Any, max_concurrency: int) -> None:
    """Each waits for all others; with fewer threads the barrier breaks."""
    barrier = threading.Barrier(max_concurrency)
    executor = Runtime.over(connection, max_concurrency).executor
    threads = executor.map(
        lambda _item: (barrier.wait(WEDGED), threading.get_ident())[1], range(max_concurrency * 2)
    )
    assert len(set(threads)) == max_concurrency


def test_without_more_said_calls_are_made_in_the_thread_of_the_task(connection: Any) -> None:
    threads = Runtime.over(connection).executor.map(lambda _item: threading.get_ident(), range(3))
    assert threads == [threading.get_ident()] * 3
