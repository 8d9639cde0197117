# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the calls of one task share: how fast they follow, how many at a time, how long to wait."""

from __future__ import annotations

import bisect
import itertools
import math
import threading
import time
from collections import deque
from collections.abc import Iterable
from concurrent.futures import CancelledError, ThreadPoolExecutor, wait
from typing import Callable, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Clock = Callable[[], float]
Sleep = Callable[[float], None]


class Pace:
    """How fast the calls of one task may follow each other, learnt from the service's refusals.

    Nothing is held back until the service throttles. From then on calls start one after the other,
    at a distance: the shortest gap between accepted calls among the latest answers. Under a steady
    limit no gap is shorter than the limit allows. Where calls are refused at random, short gaps go
    on being accepted, so the distance stays short, however many are refused.

    Now and then a trial comes closer to the call before it than the distance. An accepted one
    shortens the distance; the next is bolder and follows sooner. A refused one makes the next more
    timid and later. A refused call goes before those that wait for their first start. Safe to
    share between threads.
    """

    WINDOW = 32  # answers remembered
    FIRST = 0.02  # seconds between calls after the first refusal
    SHORTEST = 0.002  # seconds
    LONGEST = 2.0  # seconds: still right for a limit of one call in two seconds
    SLACK = 1.02  # times the distance: answers do not take equally long
    COMEBACK = 0.1  # part of the distance after which a refused call may start again
    GROWTH = 1.5  # of that break, per refusal in a row
    LONGEST_BREAK = 0.5  # seconds
    MANY = 0.4  # part of the answers; so many refusals are no matter of the distance alone
    BOLD, TIMID, TIMID_AMONG_MANY = 0.5, 0.05, 0.2  # parts of the distance that a trial leaves out
    REST = 1.0  # accepted calls from one trial to the next, divided by that part

    def __init__(
        self, clock: Clock = time.monotonic, sleep: Sleep = time.sleep, patience: float = 120.0
    ) -> None:
        """``patience``: seconds of trouble, without one proper answer, after which to give up."""
        self.clock = clock
        self.sleep = sleep
        self._patience = patience
        self._trouble_since: float | None = None
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._queue: list[tuple[bool, int]] = []  # those who wait to start
        self._returning = 0  # refused calls that have not asked again
        self._gaps: deque[float] = deque(maxlen=self.WINDOW)  # infinite for a refusal
        self._distance = 0.0
        self._break = 0.0  # instead of the distance, from a refusal to the next accepted call
        self._next_start = self._last_start = self._news_since = 0.0
        self._last_accepted: float | None = None
        self._cut = self.TIMID_AMONG_MANY  # what the next trial leaves out
        self._rested = 0  # accepted calls since the last trial
        self._next_is_trial = False
        self._trial: float | None = None  # start of the one under way

    def start(self) -> float:
        """Wait for a place and return the time at which the call starts."""
        with self._lock:
            ticket = (self._returning == 0, next(self._numbers))
            self._returning = max(0, self._returning - 1)
            bisect.insort(self._queue, ticket)
        while True:
            with self._lock:
                now = self.clock()
                before = self._queue.index(ticket)
                wait = self._next_start + before * self._distance - now
                if wait <= 0:
                    self._queue.remove(ticket)
                    self._go(now)
                    return now
                if before:  # look again earlier: the distance may have shrunk
                    wait = max(wait / 2, min(wait, self._distance))
            self.sleep(wait)

    def answered(self, started: float) -> None:
        """The service dealt with the call that started then, well or badly."""
        with self._lock:
            self._trouble_since = None
            last = self._last_accepted
            if last is not None and started <= last:
                return
            self._last_accepted = started
            if last is None or not self._distance:
                return
            gap = started - last
            # A call that came late, for want of work, says nothing of longer distances.
            self._gaps.append(gap if self._break else min(gap, self._distance))
            self._break = 0.0
            self._rested += 1
            if self._trial is not None and started >= self._trial:
                if started == self._trial:
                    self._tried(min(self.BOLD, self._cut * 2))
                self._trial = None
            self._learn()

    def refused(self, started: float) -> None:
        """The service throttled the call that started then."""
        with self._lock:
            self._trouble()
            self._returning += 1
            self._distance = self._distance or self.FIRST
            many = self._gaps.count(math.inf) > self.WINDOW * self.MANY
            if started == self._trial:
                self._tried(max(self.TIMID_AMONG_MANY if many else self.TIMID, self._cut / 2))
            elif not many and not self._break:  # it kept its distance: a little more
                self._gaps = deque((gap * self.SLACK for gap in self._gaps), self.WINDOW)
            self._next_is_trial = False
            self._gaps.append(math.inf)
            self._learn()
            if started < self._news_since:
                return
            least = self._distance * (self.COMEBACK if started == self._last_start else 1)
            self._break = min(self.LONGEST_BREAK, max(least, self._break * self.GROWTH))
            self._next_start = self._last_start + self._break
            self._news_since = max(self.clock(), self._next_start)

    def unanswered(self) -> None:
        """A call got no answer, or none that says what became of it."""
        with self._lock:
            self._trouble()

    def out_of_patience(self) -> bool:
        """Whether there has been nothing but trouble for too long, for all calls together."""
        with self._lock:
            since = self._trouble_since
            return since is not None and self.clock() - since > self._patience

    def patience(self, timeout: float) -> Patience:
        """A budget of waiting by the same clock; ``timeout`` in seconds."""
        return Patience(timeout, self.clock, self.sleep)

    def _go(self, now: float) -> None:
        """Start a call, and settle when the next one may."""
        if self._next_is_trial:
            self._trial = now
        self._next_is_trial = (
            self._distance > 0
            and not self._break
            and self._trial is None
            and self._rested * self._cut >= self.REST
        )
        times = 1 - self._cut if self._next_is_trial else self.SLACK
        self._last_start = now
        self._next_start = now + max(self._distance * times, self._break)

    def _tried(self, cut: float) -> None:
        self._cut = cut
        self._rested = 0
        self._trial = None

    def _learn(self) -> None:
        shortest = min(self._gaps)
        if shortest < math.inf:
            self._distance = min(self.LONGEST, max(self.SHORTEST, shortest))

    def _trouble(self) -> None:
        if self._trouble_since is None:
            self._trouble_since = self.clock()


class Patience:
    """One budget of waiting: how long a task waits for the service to notice what was written.

    The time runs from the first call of a method.
    """

    FIRST = 0.5  # seconds before the first repeat
    LONGEST = 5.0  # seconds between two repeats at the most

    def __init__(
        self, timeout: float, clock: Clock = time.monotonic, sleep: Sleep = time.sleep
    ) -> None:
        """``timeout``: seconds; 0 for not waiting at all."""
        self._timeout = timeout
        self._clock = clock
        self._sleep = sleep
        self._deadline: float | None = None
        self._step = self.FIRST

    def left(self) -> float:
        """How many seconds are left; starts the time."""
        now = self._clock()
        if self._deadline is None:
            self._deadline = now + self._timeout
        return max(0.0, self._deadline - now)

    def again(self) -> bool:
        """Wait a while and return True, or return False at once when the time is up."""
        left = self.left()
        if left <= 0:
            return False
        self._sleep(min(self._step, left))
        self._step = min(self.LONGEST, self._step * 2)
        return True


class SideBySide:
    """Makes up to so many calls at a time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._thread = threading.local()

    def __call__(
        self, function: Callable[[Item], Result], items: Iterable[Item], whole: bool = False
    ) -> list[Result]:
        """The results of a function that makes calls, in the order of the items.

        An error of one of them is raised when those under way are done; the rest are not begun.
        Within such a function the items are taken one after the other. ``whole``: an interrupted
        task, too, waits for those under way.
        """
        todo = list(items)
        threads = min(self._most, len(todo))
        if (threads < 2 and not (whole and todo)) or getattr(self._thread, "busy", False):
            return [function(item) for item in todo]
        changing = threading.Condition()
        under_way, stopped = 0, False

        def work(item: Item) -> Result:
            nonlocal under_way, stopped
            with changing:
                if stopped:
                    raise CancelledError
                under_way += 1
            self._thread.busy = True
            try:
                return function(item)
            except BaseException:
                stopped = True
                raise
            finally:
                with changing:
                    under_way -= 1
                    changing.notify()

        executor = ThreadPoolExecutor(threads)
        try:
            futures = [executor.submit(work, item) for item in todo]
            wait(futures)
        except BaseException:  # interrupted, maybe before the executor knows of its last thread
            with changing:
                stopped = True
                changing.wait_for(lambda: not under_way)
            raise
        finally:
            executor.shutdown()
        if stopped:
            errors = [future.exception() for future in futures]
            raise next(e for e in errors if e is not None and not isinstance(e, CancelledError))
        return [future.result() for future in futures]
