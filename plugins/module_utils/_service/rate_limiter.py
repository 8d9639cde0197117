# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""How fast the calls of one task follow each other."""

from __future__ import annotations

import bisect
import itertools
import math
import random
import threading
from typing import Callable

from .aimd_rate import AimdRate
from .deadline import Clock


class PacingLimiter:
    """Spaces the calls of one task, at a rate learned from the service's throttling.

    It is a client-side congestion control of the kind of AIMD (see ``AimdRate``) that spaces calls:
    nothing is held back until the service throttles. From then on calls start one after the other,
    each an interval after the one before. The interval is the inverse of the rate, now a little
    longer and now a little shorter, so that two tasks of the same rate do not always meet the
    service in the same order.

    A throttled call goes before those that wait for their first start, and soon, unless several
    have been throttled in a row. A throttling that says how long to wait holds back all calls. Safe
    to share between threads.
    """

    MAX_INTERVAL = 1 / AimdRate.SLOWEST  # seconds
    JITTER = 0.02  # part of the interval, at most
    RETRY_FRACTION = 0.15  # part of the interval after which a throttled call starts again
    QUICK_RETRIES = 3  # throttled calls in a row that start again so soon
    MAX_RETRY_AFTER = 5.0  # seconds beyond the interval; as in botocore's standard mode

    def __init__(
        self,
        clock: Clock,
        stall_timeout: float = 120.0,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """``stall_timeout``: seconds without one proper response after which to give up.

        ``chance``: a random number from 0 to 1.
        """
        self._clock = clock
        self._stall_timeout = stall_timeout
        self._chance = chance
        self._stalled_since: float | None = None
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._queue: list[tuple[bool, int]] = []  # calls that wait to start
        self._returning = 0  # throttled calls that have not asked again
        self._rate = AimdRate()
        self._part = 1.0  # of the interval, until the next start
        self._limited = False  # do calls wait for nothing but the rate?
        self._last_start = self._not_before = -math.inf

    def acquire(self) -> float:
        """Wait for a place and return the time at which the call starts."""
        with self._lock:
            ticket = self._enqueue()
        waited = False
        while True:
            with self._lock:
                now = self._clock.now()
                wait = self._start_or_wait(ticket, now, waited)
            if wait <= 0:
                return now
            waited = True
            self._clock.sleep(wait)

    def on_response(self, started: float) -> None:
        """The service dealt with the call that started then, well or badly."""
        with self._lock:
            self._stalled_since = None
            self._rate.on_response(started, self._clock.now(), self._limited)

    def on_throttle(self, started: float, retry_after: float = 0.0) -> None:
        """The service throttled the call that started then.

        ``retry_after``: seconds that it asked to wait for.
        """
        with self._lock:
            self._note_stall()
            self._returning += 1
            now = self._clock.now()
            self._rate.on_throttle(started, now, self._limited)
            if started == self._last_start and self._rate.throttled_in_row <= self.QUICK_RETRIES:
                self._part = self.RETRY_FRACTION
            longest = self._interval() + self.MAX_RETRY_AFTER
            self._not_before = max(self._not_before, now + min(retry_after, longest))

    def on_no_response(self) -> None:
        """A call got no response, or none that shows what became of it."""
        with self._lock:
            self._note_stall()

    def stalled(self) -> bool:
        """Whether no call at all has got a proper response for too long."""
        with self._lock:
            since = self._stalled_since
            return since is not None and self._clock.now() - since > self._stall_timeout

    def _interval(self) -> float:
        return 1 / self._rate.value

    def _enqueue(self) -> tuple[bool, int]:
        ticket = (self._returning == 0, next(self._numbers))
        self._returning = max(0, self._returning - 1)
        bisect.insort(self._queue, ticket)
        return ticket

    def _start_or_wait(self, ticket: tuple[bool, int], now: float, waited: bool) -> float:
        """Start the call if it is its turn; else the seconds after which to look again."""
        ahead = self._queue.index(ticket)
        interval = self._interval()
        due = max(self._last_start + self._part * interval, self._not_before)
        wait = due + ahead * interval - now
        if wait <= 1e-9:
            self._queue.remove(ticket)
            self._last_start = now
            self._part = 1 + self.JITTER * (2 * self._chance() - 1)
            self._limited = waited or bool(self._queue)
            self._rate.on_start(now)
            return 0.0
        if ahead and self._not_before <= now:  # look again earlier: the rate may have risen
            wait = max(wait / 2, min(wait, interval))
        return wait

    def _note_stall(self) -> None:
        if self._stalled_since is None:
            self._stalled_since = self._clock.now()
