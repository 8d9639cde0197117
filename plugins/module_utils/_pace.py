# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Time, as the calls of one task share it: how fast to call, how long to go on and to wait."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Callable

Clock = Callable[[], float]
Sleep = Callable[[float], None]


class Pace:
    """How fast the calls of one task may follow each other, learnt from the service's refusals.

    Nothing is held back until the service throttles. From then on calls start one after the other,
    at a distance learnt from the gaps between accepted calls: their lowest fifth. Under a steady
    limit no gap is shorter than the limit allows, so the distance settles just below it. Where
    calls are refused at random, short gaps go on being accepted, and the distance shrinks to
    nothing instead of growing with every refusal. Safe to share between threads.
    """

    WINDOW = 20  # gaps remembered
    ENOUGH = 4  # gaps needed before they say anything
    FIRST = 0.02  # seconds between calls after the first refusal
    GROWTH = 1.25  # per refusal, as long as there are not enough gaps
    LONGEST = 2.0  # seconds: still right for a limit of one call in two seconds
    HASTE = 0.98  # ask a little faster than the gaps say, or a risen limit would never show
    COMEBACK = 0.25  # part of the distance after which a refused call may start again

    def __init__(
        self, clock: Clock = time.monotonic, sleep: Sleep = time.sleep, patience: float = 120.0
    ) -> None:
        """``patience``: seconds of trouble, without one proper answer, after which to give up."""
        self.clock = clock
        self.sleep = sleep
        self._patience = patience
        self._lock = threading.Lock()
        self._distance = 0.0
        self._next_start = 0.0
        self._throttled = False
        self._gaps: deque[float] = deque(maxlen=self.WINDOW)
        self._last_accepted: float | None = None
        self._trouble_since: float | None = None

    def start(self) -> float:
        """Wait for a place and return the time at which the call starts."""
        with self._lock:
            now = self.clock()
            place = max(now, self._next_start)
            self._next_start = place + self._distance
        if place > now:
            self.sleep(place - now)
        return place

    def answered(self, started: float) -> None:
        """The service dealt with the call that started then, well or badly."""
        with self._lock:
            self._trouble_since = None
            last, self._last_accepted = self._last_accepted, started
            if not self._throttled or last is None or started <= last:
                return
            self._gaps.append(started - last)
            if len(self._gaps) >= self.ENOUGH:
                short = sorted(self._gaps)[len(self._gaps) // 5]
                self._distance = min(self.LONGEST, self.HASTE * short)

    def unanswered(self) -> None:
        """A call got no answer, or none that says what became of it."""
        with self._lock:
            self._trouble()

    def refused(self) -> None:
        """The service throttled a call."""
        with self._lock:
            self._trouble()
            self._throttled = True
            if len(self._gaps) < self.ENOUGH:
                self._distance = min(self.LONGEST, max(self.FIRST, self._distance * self.GROWTH))
            sooner = self._next_start - self._distance * (1 - self.COMEBACK)
            self._next_start = max(self.clock() + self._distance * self.COMEBACK, sooner)

    def out_of_patience(self) -> bool:
        """Whether there has been nothing but trouble for too long, for all calls together."""
        with self._lock:
            since = self._trouble_since
            return since is not None and self.clock() - since > self._patience

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
