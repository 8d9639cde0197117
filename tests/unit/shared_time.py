# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A clock for calls side by side that does not depend on how fast the machine is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from appstream_emulator import FakeTime

from ansible_collections.euc.appstream.plugins.module_utils._service.deadline import Clock
from ansible_collections.euc.appstream.plugins.module_utils._service.executor import BoundedExecutor
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime

WEDGED = 60.0  # seconds after which a test that waits for other threads gives up, and fails


@dataclass
class Crew:
    """The workers of one ``map``: each has a place from before its first item to its last."""

    workers: int
    items: int
    begun: int = 0
    ended: int = 0
    failed: bool = False

    @property
    def places(self) -> int:
        """How many work or are about to. After an error nobody begins what was not begun yet."""
        left = self.begun if self.failed else self.items
        return min(self.workers, left - self.ended)


class SharedTime(FakeTime):
    """A clock that advances, to the first wake-up, only when everybody sleeps.

    A worker who is about to begin is awake, however long the machine takes to run its thread.
    Nobody sleeps while holding a lock that others need, so those who are awake get on.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._awake = 1  # the task itself
        self._steps = 0  # shows whether anybody gets on
        self._asleep: list[tuple[float, threading.Event]] = []

    def sleep(self, seconds: float) -> None:
        woken = threading.Event()
        with self._lock:
            self.slept.append(seconds)
            self._asleep.append((self.now + seconds, woken))
            self._change(-1)
            steps = self._steps
        while not woken.wait(WEDGED):
            if steps == self._steps:
                pytest.fail("the clock stands still: somebody who is awake does not get on")
            steps = self._steps

    @contextmanager
    def at_work(self, crew: Crew) -> Iterator[None]:
        """A crew takes the place of this thread, which waits for it."""
        with self._lock:
            self._change(crew.places - 1)
        try:
            yield
        finally:
            with self._lock:
                self._change(1 - crew.places)

    @contextmanager
    def on_item(self, crew: Crew) -> Iterator[int]:
        """One of the crew works on an item; which one, is yielded."""
        with self._lock:
            before, number = crew.places, crew.begun
            crew.begun += 1
            self._change(crew.places - before)
        failed = True
        try:
            yield number
            failed = False
        finally:
            with self._lock:
                before = crew.places
                crew.ended += 1
                crew.failed = crew.failed or failed
                self._change(crew.places - before)

    def _change(self, more: int) -> None:
        """So many more, or fewer, are awake."""
        self._steps += 1
        self._awake += more
        if self._awake > 0 or not self._asleep:
            return
        self.now = max(self.now, min(until for until, _woken in self._asleep))
        for until, woken in self._asleep:
            if until <= self.now:
                self._awake += 1
                woken.set()
        self._asleep = [each for each in self._asleep if not each[1].is_set()]


class TimedExecutor(BoundedExecutor):
    """Lets a clock know who works."""

    def __init__(self, max_workers: int, time: SharedTime) -> None:
        super().__init__(max_workers)
        self.time = time

    def map(
        self,
        function: Callable[[Any], Any],
        items: Iterable[Any],
        drain_on_interrupt: bool = False,
    ) -> list[Any]:
        pending = list(items)
        if not pending or getattr(self._thread, "busy", False):  # within such a function
            return super().map(function, pending, drain_on_interrupt)
        crew = Crew(self._max_workers, len(pending))
        # A pool that sees an idle thread starts no other. So nobody ends before all are there.
        all_there = threading.Barrier(crew.places)

        def work(item: Any) -> Any:
            with self.time.on_item(crew) as number:
                if number < all_there.parties:
                    all_there.wait(WEDGED)
                return function(item)

        with self.time.at_work(crew):
            return super().map(work, pending, drain_on_interrupt)


def timed_runtime(connection: Any, max_concurrency: int, time: SharedTime) -> Runtime:
    """A runtime whose clock knows who works."""
    clock = Clock(now=time.clock, sleep=time.sleep, wall=time.clock)
    runtime = Runtime.over(connection, max_concurrency, clock)
    return replace(runtime, executor=TimedExecutor(max_concurrency, time))
