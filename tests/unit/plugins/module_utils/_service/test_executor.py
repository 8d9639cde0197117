# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Functions side by side: how many at a time, in which order, and what ends them.

The threads are real.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from time import sleep as really_sleep
from types import SimpleNamespace

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._service import (
    executor as executor_module,
)
from ansible_collections.euc.appstream.plugins.module_utils._service.executor import BoundedExecutor
from ansible_collections.euc.appstream.tests.unit.shared_time import WEDGED


class Ended(threading.Condition):
    """Stands in for the executor's condition: shows how far the executor itself is.

    ``noted``: the first function has ended, and what that means for the others is settled.
    ``draining``: an interrupted task lets no more begin, and waits for those under way.
    """

    def __init__(self) -> None:
        super().__init__()
        self.noted = threading.Event()
        self.draining = threading.Event()

    def notify(self, n: int = 1) -> None:
        self.noted.set()
        super().notify(n)

    def wait_for(self, predicate: Callable[[], bool], timeout: float | None = None) -> bool:
        self.draining.set()
        return super().wait_for(predicate, timeout)


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> Ended:
    """Of one ``map``."""
    condition = Ended()
    names = SimpleNamespace(local=threading.local, Condition=lambda: condition)
    monkeypatch.setattr(executor_module, "threading", names)
    return condition


def our_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if "ThreadPool" in thread.name]


@pytest.mark.parametrize("drain", [False, True])
@pytest.mark.parametrize("workers", [1, 2, 10])
@pytest.mark.parametrize("items", [0, 1, 2, 30])
def test_the_values_are_in_the_order_of_the_items(workers: int, items: int, drain: bool) -> None:
    def later_first(item: int) -> int:
        really_sleep(0.0005 * (items - item))
        return item * 2

    values = BoundedExecutor(workers).map(later_first, iter(range(items)), drain)
    assert values == [item * 2 for item in range(items)]
    assert our_threads() == []


@pytest.mark.parametrize("workers", [1, 2, 10])
def test_as_many_as_may_run_do_run_at_once_and_no_more(workers: int) -> None:
    gate = threading.Barrier(workers)
    lock = threading.Lock()
    inside, most = 0, 0

    def work(_item: int) -> None:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        gate.wait(WEDGED)
        with lock:
            inside -= 1

    BoundedExecutor(workers).map(work, range(3 * workers))
    assert most == workers


@pytest.mark.parametrize(
    ("workers", "items", "drain", "own_thread"),
    [
        (1, 5, False, False),
        (10, 1, False, False),
        (10, 1, True, True),
        (1, 5, True, True),
        (2, 5, False, True),
    ],
)
def test_a_single_call_runs_in_a_thread_only_to_be_drained(
    workers: int, items: int, drain: bool, own_thread: bool
) -> None:
    used = set(BoundedExecutor(workers).map(lambda _: threading.get_ident(), range(items), drain))
    assert (used == {threading.get_ident()}) is not own_thread
    assert (threading.get_ident() in used) is not own_thread
    assert len(used) <= workers


@pytest.mark.parametrize("drain", [False, True])
@pytest.mark.parametrize("workers", [2, 3])
def test_within_a_function_the_items_are_taken_one_after_the_other(
    workers: int, drain: bool
) -> None:
    """Else calls of calls would be more than may run at once."""
    executor = BoundedExecutor(workers)

    def work(_item: int) -> set[int]:
        inner = executor.map(lambda _: threading.get_ident(), range(5), drain)
        return {threading.get_ident(), *inner}

    for used in executor.map(work, range(10)):
        assert len(used) == 1


@pytest.mark.parametrize("workers", [1, 2, 10])
def test_an_error_is_raised_when_those_under_way_are_done_and_the_rest_is_not_begun(
    workers: int, ended: Ended
) -> None:
    """Those under way go on when the error is noted."""
    begun: set[int] = set()
    done: set[int] = set()
    full = threading.Barrier(workers)

    def work(item: int) -> None:
        begun.add(item)
        if item < workers:
            full.wait(WEDGED)
        if item == 0:
            raise ZeroDivisionError("the first")
        assert ended.noted.wait(WEDGED)
        done.add(item)

    with pytest.raises(ZeroDivisionError, match="the first"):
        BoundedExecutor(workers).map(work, range(10 * workers))
    assert begun == set(range(workers))
    assert done == begun - {0}
    assert our_threads() == []


def test_of_several_errors_that_of_the_first_item_is_raised() -> None:
    full = threading.Barrier(3)
    fails = [threading.Event() for _item in range(4)]
    fails[3].set()

    def work(item: int) -> None:
        full.wait(WEDGED)
        assert fails[item + 1].wait(WEDGED)  # the last one first
        fails[item].set()
        raise ValueError(f"item {item}")

    with pytest.raises(ValueError, match="item 0"):
        BoundedExecutor(3).map(work, range(3))


def test_an_executor_serves_again_after_an_error() -> None:
    executor = BoundedExecutor(2)
    with pytest.raises(ZeroDivisionError):
        executor.map(lambda item: 1 // item, [1, 0, 1])
    assert executor.map(lambda item: 1 // item, [1, 1, 1]) == [1, 1, 1]


@pytest.mark.parametrize(("workers", "items"), [(1, 1), (1, 3), (2, 1), (2, 6)])
def test_c7_an_interrupt_waits_for_what_is_under_way_and_begins_no_more(
    workers: int, items: int, ended: Ended
) -> None:
    """A single real signal, while functions run. They go on when the task waits for them.

    Python does not notice a signal that comes just before it blocks, unless it wakes by itself.
    """
    running = min(workers, items)
    full = threading.Barrier(running)
    begun: list[int] = []
    done: list[int] = []

    def work(item: int) -> None:
        begun.append(item)
        if item < running:
            full.wait(WEDGED)
        if item == 0:
            os.kill(os.getpid(), signal.SIGUSR1)
        assert ended.draining.wait(WEDGED)
        done.append(item)

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGUSR1, interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            BoundedExecutor(workers).map(work, range(items), drain_on_interrupt=True)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert sorted(begun) == sorted(done) == list(range(running))
    for thread in our_threads():  # one that was being started ends by itself
        thread.join(WEDGED)
    assert our_threads() == []
