# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""How many calls a second the service takes from one task."""

from __future__ import annotations

import math
from collections import deque


class CubicRate:
    """A rate that falls at throttling, and rises with the cube of the time since.

    It is a congestion control of the kind of CUBIC (RFC 9438), as botocore's ``adaptive`` mode is:
    at throttling it falls to a part of what it was, returns quickly to just below that, stays there
    for a while, and then rises faster and faster. Calls that started before it fell do not count.
    So it leaves room for other clients of the same account, whose rates then rise.

    If throttling goes on without one accepted call, the rate falls further each time, and the next
    accepted call starts it slowly again, as TCP does after a timeout: it multiplies with each
    accepted call, until one is throttled.

    Where calls are throttled at random, no rate helps. So when many calls are throttled, though
    faster ones were accepted lately, a trial multiplies the rate twice. If the share of throttled
    calls stays what it was, it is taken for the ordinary one for a while, and the rate falls only
    when the share is clearly higher (by Page's cumulative sum test). If it rises, the rate goes
    back, and the next trial has to wait for longer.
    """

    SLOWEST, FASTEST = 0.5, 500.0  # calls a second
    KEPT = 0.65  # part of the rate after throttling
    HEADROOM = 0.95  # part of the rate at which it was throttled: where it rises slowly
    GROWTH = 0.4  # of the cubic function; the constant of RFC 9438 and of botocore
    LEAST_CALLS, LEAST_SECONDS = 12, 5.0  # from a fall until the rate is back
    DRY = 2  # falls without an accepted call between them: more
    KEPT_DRY = 0.29  # part of the rate after these
    SLOW_START = 8.0  # times the rate, per accepted call after them

    WINDOW = 12  # responses that tell the share of throttled calls
    UNUSUAL = (0.12, 0.7)  # a share between these starts a trial
    FASTER = 2.0  # times the rate: speed of accepted calls that allows a trial
    SPEED_CALLS, SPEED_SECONDS = 8, 30.0  # accepted calls that tell a speed; how long it counts
    TRIAL_STEPS, TRIAL_FACTOR, TRIAL_CALLS = 2, 4.0, 8
    TRIAL_PAUSE = 5.0  # seconds after a trial that failed; twice as long after each further one
    TRUST_SECONDS = 30.0  # how long the share found by a trial counts
    TRUST_KEPT, TRUST_CALLS = 0.8, 8  # for KEPT and LEAST_CALLS, in that time
    TRUST_MARGIN = 0.25  # by which the share rises, and is not trusted any more
    TRUST_PAUSE = 0.5  # seconds from then to the next trial
    CLEARLY, EVIDENCE = 0.35, 3.0  # by how much a share is clearly higher; log-likelihood of that

    def __init__(self) -> None:
        self._ceiling = math.inf  # the rate around which it rises slowly
        self._kept = self.KEPT
        self._fell = -math.inf  # when
        self._period = 1.0  # seconds from then until the rate is at the ceiling
        self._slow_start = False
        self._accepted_since = self._dry = 0
        self._starts: deque[float] = deque(maxlen=self.SPEED_CALLS)
        self._accepted: deque[float] = deque(maxlen=self.SPEED_CALLS)
        self._speeds: deque[tuple[float, float]] = deque()  # times and speeds, fastest first
        self._recent: deque[bool] = deque(maxlen=self.WINDOW)  # was it throttled?
        self._ordinary = 0.0  # share of throttled calls that is none of our doing
        self._evidence = 0.0  # that there are more
        self._trial_step = 0  # 0: none under way
        self._trial_left = 0
        self._before_trial = 0.0  # the rate
        self._pause = self.TRIAL_PAUSE
        self._next_trial = self._trusted_until = 0.0

    def at(self, now: float) -> float:
        """Calls a second; infinite before the first throttling."""
        if self._ceiling == math.inf:
            return math.inf
        rate = self._ceiling
        if not self._slow_start and not self._trial_step:
            rate *= 1 + (1 - self._kept) * ((now - self._fell) / self._period - 1) ** 3
        return min(self.FASTEST, max(self.SLOWEST, rate))

    def on_start(self, now: float) -> None:
        self._starts.append(now)

    def on_response(self, started: float, now: float, held_back: bool) -> None:
        """A call was accepted. ``held_back``: calls wait for their place."""
        self._note_speed(now)
        if self._ceiling == math.inf or started <= self._fell:
            return
        self._accepted_since += 1
        if self._slow_start:
            self._ceiling = min(self.FASTEST, self._ceiling * self.SLOW_START)
        self._means_too_fast(False, now, held_back)

    def on_throttle(self, started: float, now: float, held_back: bool) -> None:
        """A call was throttled."""
        if started <= self._fell:
            return
        if self._ceiling == math.inf or self._means_too_fast(True, now, held_back):
            self._fall(now, held_back)

    def _fall(self, now: float, held_back: bool) -> None:
        rate = self._measured(now, held_back)
        self._dry = 0 if self._accepted_since else self._dry + 1
        if self._slow_start and self._accepted_since:
            self._kept = 1 / self.SLOW_START  # back to what was accepted
        elif self._ordinary:
            self._kept = self.TRUST_KEPT
        else:
            self._kept = self.KEPT
        self._slow_start = self._dry >= self.DRY and not self._ordinary
        if self._slow_start:
            rate *= self.KEPT_DRY
        elif self._accepted_since:
            rate *= self.HEADROOM
        self._rise_to(rate, now)

    def _rise_to(self, ceiling: float, now: float) -> None:
        """Begin a new curve."""
        self._ceiling = max(self.SLOWEST, ceiling)
        self._fell = now
        self._period = (self.TRUST_CALLS if self._ordinary else self.LEAST_CALLS) / self._ceiling
        if not self._ordinary:
            cubic = ((1 - self._kept) * self._ceiling / self.GROWTH) ** (1 / 3)
            self._period = max(self._period, cubic, self.LEAST_SECONDS)
        self._evidence = 0.0
        self._accepted_since = 0

    def _measured(self, now: float, held_back: bool) -> float:
        """The rate of the calls, which may be slower than allowed for want of threads."""
        if self._ceiling == math.inf:
            elapsed = max(1 / self.FASTEST, now - self._starts[0]) if self._starts else 1.0
            return min(self.FASTEST, len(self._starts) / elapsed)
        starts = list(self._starts)
        if held_back or len(starts) < 2:
            return self.at(now)
        shortest = min(after - before for before, after in zip(starts, starts[1:]))
        return min(self.at(now), 1 / max(1 / self.FASTEST, shortest))

    # ---- is it our doing?

    def _means_too_fast(self, throttled: bool, now: float, held_back: bool) -> bool:
        """Whether this response shows, with those before it, that the rate must fall."""
        self._recent.append(throttled)
        if self._ordinary and not self._trial_step and now > self._trusted_until:
            self._distrust(now)
        if not self._ordinary:
            if self._trial_is_due(now):
                self._begin_trial(now, held_back)
                return False
            return throttled
        self._weigh(throttled)
        if self._trial_step:
            self._go_on_with_trial(now)
            return False
        if self._evidence < self.EVIDENCE:
            return False
        if self._share() > self._ordinary + self.TRUST_MARGIN:
            self._distrust(now + self.TRUST_PAUSE)
        return True

    def _weigh(self, throttled: bool) -> None:
        usual = self._ordinary
        more = min(0.95, usual + self.CLEARLY)
        ratio = more / usual if throttled else (1 - more) / (1 - usual)
        self._evidence = max(0.0, self._evidence + math.log(ratio))

    def _share(self) -> float:
        return sum(self._recent) / self.WINDOW

    def _trial_is_due(self, now: float) -> bool:
        return (
            len(self._recent) == self.WINDOW
            and self.UNUSUAL[0] < self._share() < self.UNUSUAL[1]
            and now >= self._next_trial
            and self._fastest(now) >= self.FASTER * self.at(now)
        )

    def _begin_trial(self, now: float, held_back: bool) -> None:
        self._ordinary = self._share()
        self._before_trial = self._measured(now, held_back)
        self._slow_start = False
        self._evidence = 0.0
        self._next_step(now)

    def _next_step(self, now: float) -> None:
        self._trial_step += 1
        self._trial_left = self.TRIAL_CALLS
        self._ceiling = self._before_trial * self.TRIAL_FACTOR**self._trial_step
        self._fell = now

    def _go_on_with_trial(self, now: float) -> None:
        self._trial_left -= 1
        if self._evidence >= self.EVIDENCE:
            self._trial_step = 0
            self._distrust(now + self._pause)
            self._pause *= 2
            self._kept = self.KEPT
            self._rise_to(self._before_trial, now)
            self._accepted_since = 1
        elif self._trial_left == 0 and self._trial_step < self.TRIAL_STEPS:
            self._next_step(now)
        elif self._trial_left == 0:
            self._trial_step = 0
            self._trusted_until = now + self.TRUST_SECONDS
            self._pause = self.TRIAL_PAUSE
            self._kept = 1.0
            self._rise_to(self._ceiling, now)

    def _distrust(self, next_trial: float) -> None:
        self._ordinary = self._evidence = 0.0
        self._next_trial = next_trial
        self._recent.clear()

    def _note_speed(self, now: float) -> None:
        self._accepted.append(now)
        if len(self._accepted) < self.SPEED_CALLS:
            return
        speed = (self.SPEED_CALLS - 1) / max(1 / self.FASTEST, now - self._accepted[0])
        while self._speeds and self._speeds[-1][1] <= speed:
            self._speeds.pop()
        self._speeds.append((now, speed))

    def _fastest(self, now: float) -> float:
        """The highest speed of accepted calls lately."""
        while self._speeds and self._speeds[0][0] < now - self.SPEED_SECONDS:
            self._speeds.popleft()
        return self._speeds[0][1] if self._speeds else 0.0
