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
    that speed while it is remembered. Calls that are throttled though the rate has fallen so far
    are a reason to probe: the next calls start as fast as threads allow. If most of them pass, no
    bucket throttles at this rate, and their speed is the one to remember. If not, the next probe
    comes later. Where more than half are throttled at random, most probes fail, too.

    Where a bucket has no burst, a client that has fallen to one call in two seconds, as botocore's
    ``adaptive`` mode does, can be left with nothing for a while: its throttled calls take no token,
    so nobody can tell that it is there, and each passes with the chance that a token waits, which
    is at most one in six beside a task that is to take 1.2 times the ideal when it is alone.
    Two tasks leave a third of such a bucket unused, since a token is lost whenever both pause, and
    rising faster takes the share of ``adaptive`` under larger bursts.
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
    FLOOR = 0.5  # part of the speed that is remembered
    RETURN = 1.05  # times the rate per accepted call, below that
    SPAN_CALLS, SPEED_SECONDS = 8, 15.0  # accepted calls that tell a speed; how long it counts
    AT_FLOOR, AT_FLOOR_CALLS = 1.05, 2  # times the floor; throttled calls there before a probe
    PROBE_CALLS, PROBE_LOST = 24, 1  # accepted calls to pass; more throttled than accepted to fail
    PROBE_PAUSE, PROBE_PAUSE_MAX = 5.0, 80.0  # seconds to the next; doubled by each that fails
    MEASURED_CALLS = 8  # starts that tell how fast calls are made

    def __init__(self) -> None:
        self.throttled_in_row = 0
        self._rate = math.inf  # infinite before the first throttled call
        self._fell = -math.inf  # when
        self._accepted_since = self._dry_falls = 0
        self._slow_start = False
        self._starts: deque[float] = deque(maxlen=self.MEASURED_CALLS)
        self._speeds: deque[tuple[float, float]] = deque()  # times and speeds, fastest first
        self._span_begin: float | None = None
        self._span_accepted = 0
        self._probing = False
        self._probe_accepted = self._probe_throttled = 0
        self._next_probe = -math.inf  # when
        self._at_floor = 0  # throttled calls there
        self._probe_pause = self.PROBE_PAUSE

    @property
    def value(self) -> float:
        """Calls a second; infinite before the first throttled call."""
        return self.FASTEST if self._probing else self._rate

    def on_start(self, now: float) -> None:
        self._starts.append(now)

    def on_response(self, started: float, now: float, limited: bool) -> None:
        """A call was accepted. ``limited``: calls wait for nothing but the rate."""
        self._span_accepted += 1
        if self._rate == math.inf or started <= self._fell:
            return
        self.throttled_in_row = 0
        if self._probing:
            self._probe_accepted += 1
            if self._probe_accepted >= self.PROBE_CALLS:
                self._end_probe(now, passed=True)
            return
        self._accepted_since += 1
        if self._slow_start:
            self._rate *= self.SLOW_START
        elif limited and self._rate < self._floor(now):
            self._rate *= self.RETURN
        elif limited:
            step = self.INCREASE * self._rate ** (self.INCREASE_POWER - 1)
            self._rate += min(step, self.INCREASE_MAX * self._rate)
        self._rate = min(self.FASTEST, self._rate)

    def on_throttle(self, started: float, now: float, limited: bool) -> None:
        """A call was throttled."""
        self._end_span(now)
        if started <= self._fell:
            return
        self.throttled_in_row += 1
        if self._probing:
            self._probe_throttled += 1
            if self._probe_throttled > self._probe_accepted + self.PROBE_LOST:
                self._end_probe(now, passed=False)
            return
        floor = self._floor(now)
        if self._rate > self.AT_FLOOR * max(floor, self.SLOWEST):
            self._at_floor = 0
        elif limited:
            self._at_floor += 1
        if self._at_floor >= self.AT_FLOOR_CALLS and now >= self._next_probe:
            self._begin_probe(now)
            return
        if self._rate < math.inf and self.throttled_in_row == 1 and not self._slow_start:
            step = min(max(self.STEP, self.STEP_MIN * self._rate), self.STEP_MAX * self._rate)
            self._rate = max(self.SLOWEST, min(self._rate, floor), self._rate - step)
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
        self._rate = max(self.SLOWEST, min(rate, floor), rate * part)
        self._fell = now
        self._accepted_since = 0

    def _measured(self, now: float, limited: bool) -> float:
        """The rate of the calls, which may be slower than allowed for want of work or threads."""
        if limited and self._rate < math.inf:
            return self._rate
        elapsed = max(1 / self.FASTEST, now - self._starts[0]) if self._starts else math.inf
        return min(self._rate, self.FASTEST, len(self._starts) / elapsed)

    def _begin_probe(self, now: float) -> None:
        self._probing = True
        self._probe_accepted = self._probe_throttled = self._at_floor = 0
        self._begin_span(now)
        self._fell = now

    def _end_probe(self, now: float, passed: bool) -> None:
        self._probing = False
        self._note_speed(now)
        self._fell = now
        longer = min(self.PROBE_PAUSE_MAX, 2 * self._probe_pause)
        self._probe_pause = self.PROBE_PAUSE if passed else longer
        self._next_probe = now + self._probe_pause

    def _begin_span(self, now: float) -> None:
        self._span_begin = now
        self._span_accepted = 0

    def _end_span(self, now: float) -> None:
        """A call was throttled: if enough were accepted since another was, note their speed."""
        if self._span_begin is None or self._note_speed(now):
            self._begin_span(now)

    def _note_speed(self, now: float) -> bool:
        """Whether enough calls were accepted since one was throttled to tell their speed."""
        if self._span_begin is None or self._span_accepted < self.SPAN_CALLS:
            return False
        elapsed = max(1 / self.FASTEST, now - self._span_begin)
        speed = (self._span_accepted - 1) / elapsed
        while self._speeds and self._speeds[-1][1] <= speed:
            self._speeds.pop()
        self._speeds.append((now, speed))
        return True

    def _floor(self, now: float) -> float:
        while self._speeds and self._speeds[0][0] < now - self.SPEED_SECONDS:
            self._speeds.popleft()
        return self.FLOOR * self._speeds[0][1] if self._speeds else 0.0
