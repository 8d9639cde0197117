# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""How many calls a second the service takes from one task."""

from __future__ import annotations

import math
from collections import deque


class AimdRate:
    """A rate that rises steadily with accepted calls, and falls when calls are throttled.

    It is a congestion control of the kind of AIMD (additive increase, multiplicative decrease; Chiu
    and Jain, 1989), which converges to equal shares: what a client gains depends little on its
    rate, and what it loses is a part of its rate, so the faster one loses more. Other clients of
    the account have the room that it leaves.

    A throttled call is tried again soon. If that is accepted, the call came a little too early, and
    the rate falls by a small step. Two throttled in a row mean that the limit is reached: the rate
    falls by a part. Calls that started before do not count. If none at all is accepted, it falls
    further each time, and the next accepted call starts it slowly again, as TCP does after a
    timeout: it multiplies with each accepted call, until one is throttled.

    Where calls are throttled at random, no rate helps, and a rate that falls at each would only
    cost time. So, as in the kind of BBR, it remembers the highest speed of accepted calls from one
    throttled call to another. No token bucket lets calls pass faster than its limit in such a span,
    since it is empty at the beginning, however large it is. The rate does not fall below a part of
    that speed while it is remembered. From then on, throttling at random slows calls down like
    another client does: the two cannot be distinguished without taking the other's share.
    """

    SLOWEST, FASTEST = 0.9, 500.0  # calls a second
    INCREASE, INCREASE_POWER = 0.08, 0.5  # a second: INCREASE * rate ** INCREASE_POWER
    INCREASE_MAX = 0.027  # part of the rate, per accepted call
    STEP = 0.22  # calls a second less after one throttled call
    STEP_MIN, STEP_MAX = 0.01, 0.25  # parts of the rate
    KEPT = 0.55  # part of the rate after two in a row
    DRY_FALLS = 2  # falls without an accepted call between them
    KEPT_DRY = 0.3  # part of the rate after these
    SLOW_START, SLOW_START_KEPT = 1.4, 0.87  # times the rate per accepted call; at its end
    FLOOR = 0.53  # part of the speed that is remembered
    RETURN = 1.05  # times the rate per accepted call, below that
    SPAN_CALLS, SPEED_SECONDS = 8, 15.0  # accepted calls that tell a speed; how long it counts
    MEASURED_CALLS = 8  # starts that tell how fast calls are made

    def __init__(self) -> None:
        self.value = math.inf  # calls a second; infinite before the first throttled call
        self.throttled_in_row = 0
        self._fell = -math.inf  # when
        self._accepted_since = self._dry_falls = 0
        self._slow_start = False
        self._starts: deque[float] = deque(maxlen=self.MEASURED_CALLS)
        self._speeds: deque[tuple[float, float]] = deque()  # times and speeds, fastest first
        self._span_begin: float | None = None
        self._span_accepted = 0

    def on_start(self, now: float) -> None:
        self._starts.append(now)

    def on_response(self, started: float, now: float, limited: bool) -> None:
        """A call was accepted. ``limited``: calls wait for nothing but the rate."""
        self._span_accepted += 1
        if self.value == math.inf or started <= self._fell:
            return
        self._accepted_since += 1
        self.throttled_in_row = 0
        if self._slow_start:
            self.value *= self.SLOW_START
        elif limited and self.value < self._floor(now):
            self.value *= self.RETURN
        elif limited:
            step = self.INCREASE * self.value ** (self.INCREASE_POWER - 1)
            self.value += min(step, self.INCREASE_MAX * self.value)
        self.value = min(self.FASTEST, self.value)

    def on_throttle(self, started: float, now: float, limited: bool) -> None:
        """A call was throttled."""
        self._end_span(now)
        if started <= self._fell:
            return
        self.throttled_in_row += 1
        floor = self._floor(now)
        if self.value < math.inf and self.throttled_in_row == 1 and not self._slow_start:
            step = min(max(self.STEP, self.STEP_MIN * self.value), self.STEP_MAX * self.value)
            self.value = max(self.SLOWEST, min(self.value, floor), self.value - step)
            return
        rate = self._measured(now, limited)
        self._dry_falls = 0 if self._accepted_since else self._dry_falls + 1
        if self._slow_start and self._accepted_since:
            part = self.SLOW_START_KEPT
            self._slow_start = False
        else:
            dry = self._dry_falls >= self.DRY_FALLS
            part = self.KEPT_DRY if dry else self.KEPT
            self._slow_start = dry and rate > floor
        self.value = max(self.SLOWEST, min(rate, floor), rate * part)
        self._fell = now
        self._accepted_since = 0

    def _measured(self, now: float, limited: bool) -> float:
        """The rate of the calls, which may be slower than allowed for want of work or threads."""
        if limited and self.value < math.inf:
            return self.value
        elapsed = max(1 / self.FASTEST, now - self._starts[0]) if self._starts else math.inf
        return min(self.value, self.FASTEST, len(self._starts) / elapsed)

    def _end_span(self, now: float) -> None:
        """A call was throttled: if enough were accepted since another was, note their speed."""
        if self._span_begin is not None:
            if self._span_accepted < self.SPAN_CALLS:
                return
            elapsed = max(1 / self.FASTEST, now - self._span_begin)
            speed = (self._span_accepted - 1) / elapsed
            while self._speeds and self._speeds[-1][1] <= speed:
                self._speeds.pop()
            self._speeds.append((now, speed))
        self._span_begin = now
        self._span_accepted = 0

    def _floor(self, now: float) -> float:
        while self._speeds and self._speeds[0][0] < now - self.SPEED_SECONDS:
            self._speeds.popleft()
        return self.FLOOR * self._speeds[0][1] if self._speeds else 0.0
