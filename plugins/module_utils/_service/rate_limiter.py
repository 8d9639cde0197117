# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""How fast the calls of one task follow each other."""

from __future__ import annotations

import bisect
import itertools
import math
import threading
from collections import deque

from .deadline import Clock


class PacingLimiter:
    """Spaces the calls of one task, at an interval learned from the service's throttling.

    It is of the kind of BBR (Cardwell et al., "BBR: Congestion-Based Congestion Control", ACM
    Queue 14-5, 2016): it estimates the rate that the service accepts from the responses in a
    window, spaces the calls by that estimate, and probes for more, rather than halving at a loss.

    Nothing is held back until the service throttles. From then on calls start one after the other,
    at an interval: the shortest between accepted calls among the latest responses. Under a steady
    limit no interval is shorter than the limit allows. Where calls are throttled at random, short
    intervals go on being accepted, so the interval stays short, however many are throttled.

    Now and then a probe starts before the interval is over. If it is accepted, the interval
    shrinks, and the next probe gains more and follows sooner. If it is throttled, the next one
    gains less and follows later. A throttled call goes before those that wait for their first
    start. Safe to share between threads.
    """

    WINDOW = 32  # responses remembered
    FIRST_INTERVAL = 0.02  # seconds between calls after the first throttling
    MIN_INTERVAL = 0.002  # seconds
    MAX_INTERVAL = 2.0  # seconds: still right for a limit of one call in two seconds
    HEADROOM = 1.02  # times the interval: responses do not take equally long
    RETRY_FRACTION = 0.1  # part of the interval after which a throttled call may start again
    BACKOFF_GROWTH = 1.5  # of that backoff, per throttling in a row
    MAX_BACKOFF = 0.5  # seconds
    HIGH_REJECT_RATIO = 0.4  # of the responses; more throttling is not due to the interval alone
    # Parts of the interval that a probe leaves out.
    PROBE_GAIN_MAX, PROBE_GAIN_MIN, PROBE_GAIN_MIN_HIGH_REJECT = 0.5, 0.05, 0.2
    PROBE_REST = 1.0  # accepted calls from one probe to the next, divided by that part

    def __init__(self, clock: Clock, stall_timeout: float = 120.0) -> None:
        """``stall_timeout``: seconds without one proper response after which to give up."""
        self._clock = clock
        self._stall_timeout = stall_timeout
        self._stalled_since: float | None = None
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._queue: list[tuple[bool, int]] = []  # calls that wait to start
        self._returning = 0  # throttled calls that have not asked again
        self._accepted_intervals: deque[float] = deque(maxlen=self.WINDOW)  # infinite: throttled
        self._interval = 0.0
        self._backoff = 0.0  # replaces the interval from a throttling to the next accepted call
        self._next_start = self._last_start = self._backoff_until = 0.0
        self._last_accepted: float | None = None
        self._probe_gain = self.PROBE_GAIN_MIN_HIGH_REJECT  # what the next probe leaves out
        self._since_probe = 0  # accepted calls since the last probe
        self._next_is_probe = False
        self._probe: float | None = None  # start of the one under way

    def acquire(self) -> float:
        """Wait for a place and return the time at which the call starts."""
        with self._lock:
            ticket = (self._returning == 0, next(self._numbers))
            self._returning = max(0, self._returning - 1)
            bisect.insort(self._queue, ticket)
        while True:
            with self._lock:
                now = self._clock.now()
                ahead = self._queue.index(ticket)
                wait = self._next_start + ahead * self._interval - now
                if wait <= 0:
                    self._queue.remove(ticket)
                    self._start(now)
                    return now
                if ahead:  # look again earlier: the interval may have shrunk
                    wait = max(wait / 2, min(wait, self._interval))
            self._clock.sleep(wait)

    def on_response(self, started: float) -> None:
        """The service dealt with the call that started then, well or badly."""
        with self._lock:
            self._stalled_since = None
            last = self._last_accepted
            if last is not None and started <= last:
                return
            self._last_accepted = started
            if last is None or not self._interval:
                return
            measured = started - last
            # A call that came late, for want of work, does not show that longer ones are needed.
            self._accepted_intervals.append(
                measured if self._backoff else min(measured, self._interval)
            )
            self._backoff = 0.0
            self._since_probe += 1
            if self._probe is not None and started >= self._probe:
                if started == self._probe:
                    self._end_probe(min(self.PROBE_GAIN_MAX, self._probe_gain * 2))
                self._probe = None
            self._update_interval()

    def on_throttle(self, started: float) -> None:
        """The service throttled the call that started then."""
        with self._lock:
            self._note_stall()
            self._returning += 1
            self._interval = self._interval or self.FIRST_INTERVAL
            rejected = self._accepted_intervals.count(math.inf)
            high_reject = rejected > self.WINDOW * self.HIGH_REJECT_RATIO
            if started == self._probe:
                least = self.PROBE_GAIN_MIN_HIGH_REJECT if high_reject else self.PROBE_GAIN_MIN
                self._end_probe(max(least, self._probe_gain / 2))
            elif not high_reject and not self._backoff:  # it kept the interval: a little more
                self._accepted_intervals = deque(
                    (interval * self.HEADROOM for interval in self._accepted_intervals),
                    self.WINDOW,
                )
            self._next_is_probe = False
            self._accepted_intervals.append(math.inf)
            self._update_interval()
            if started < self._backoff_until:
                return
            part = self.RETRY_FRACTION if started == self._last_start else 1
            growing = self._backoff * self.BACKOFF_GROWTH
            self._backoff = min(self.MAX_BACKOFF, max(self._interval * part, growing))
            self._next_start = self._last_start + self._backoff
            self._backoff_until = max(self._clock.now(), self._next_start)

    def on_no_response(self) -> None:
        """A call got no response, or none that shows what became of it."""
        with self._lock:
            self._note_stall()

    def stalled(self) -> bool:
        """Whether no call at all has got a proper response for too long."""
        with self._lock:
            since = self._stalled_since
            return since is not None and self._clock.now() - since > self._stall_timeout

    def _start(self, now: float) -> None:
        """Start a call, and settle when the next one may."""
        if self._next_is_probe:
            self._probe = now
        self._next_is_probe = (
            self._interval > 0
            and not self._backoff
            and self._probe is None
            and self._since_probe * self._probe_gain >= self.PROBE_REST
        )
        times = 1 - self._probe_gain if self._next_is_probe else self.HEADROOM
        self._last_start = now
        self._next_start = now + max(self._interval * times, self._backoff)

    def _end_probe(self, gain: float) -> None:
        self._probe_gain = gain
        self._since_probe = 0
        self._probe = None

    def _update_interval(self) -> None:
        shortest = min(self._accepted_intervals)
        if shortest < math.inf:
            self._interval = min(self.MAX_INTERVAL, max(self.MIN_INTERVAL, shortest))

    def _note_stall(self) -> None:
        if self._stalled_since is None:
            self._stalled_since = self._clock.now()
