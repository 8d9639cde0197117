# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the rate limiter shares a token bucket with other clients (E2), as a simulation of events.

Ten threads for each client, on virtual time: a call takes up to 60 ms, evenly distributed, half of
it on its way to the bucket. The other client is this limiter too, or botocore's ``adaptive`` mode.
"""

from __future__ import annotations

import heapq
import itertools
import random
import statistics
from collections.abc import Callable
from typing import Union

import pytest
from botocore.retries.adaptive import RateClocker
from botocore.retries.bucket import TokenBucket
from botocore.retries.throttling import CubicCalculator

from ansible_collections.euc.appstream.plugins.module_utils._service.deadline import Clock
from ansible_collections.euc.appstream.plugins.module_utils._service.rate_limiter import (
    PacingLimiter,
)

THREADS = 10
ROUND_TRIP = 0.06  # seconds at most


class Bucket:
    """The service: takes so many calls a second, and so many at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._filled = burst, 0.0

    def passes(self, now: float) -> bool:
        self._tokens = min(self._burst, self._tokens + (now - self._filled) * self._rate)
        self._filled = now
        if self._tokens < 1 - 1e-6:
            return False
        self._tokens -= 1
        return True


class Events:
    """What happens when; also a clock for botocore."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()

    def current_time(self) -> float:
        return self.now

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._due, (self.now + seconds, next(self._numbers), action))

    def run(self, until: float = float("inf")) -> None:
        while self._due and self._due[0][0] <= until:
            self.now, _number, action = heapq.heappop(self._due)
            action()


class Ours:
    """The limiter, asked again and again instead of waited for."""

    def __init__(self, events: Events) -> None:
        self._limiter = PacingLimiter(Clock(now=events.current_time, sleep=lambda _seconds: None))
        self._now = events.current_time

    def ask(self) -> Callable[[], float]:
        ticket = self._limiter._enqueue()
        return lambda: self._limiter._start_or_wait(ticket, self._now())

    def answered(self, started: float, passed: bool, _attempts: int) -> float:
        if passed:
            self._limiter.on_response(started)
        else:
            self._limiter.on_throttle(started)
        return 0.0


class Adaptive:
    """What ``ClientRateLimiter`` of botocore does, with its own parts, but without waiting."""

    def __init__(self, events: Events) -> None:
        self._cubic = CubicCalculator(starting_max_rate=0, start_time=0)
        self._clocker = RateClocker(events)
        self._bucket = TokenBucket(max_rate=1, clock=events)
        self._now = events.current_time
        self._enabled = False
        self._random = random.Random(7)

    def ask(self) -> Callable[[], float]:
        return self._wait

    def _wait(self) -> float:
        if not self._enabled:
            return 0.0
        self._bucket._refill()
        missing = 1 - self._bucket.available_capacity
        if missing > 1e-6:
            return missing / self._bucket.max_rate
        self._bucket._current_capacity -= 1
        return 0.0

    def answered(self, _started: float, passed: bool, attempts: int) -> float:
        measured = self._clocker.record()
        if passed:
            rate = self._cubic.success_received(self._now())
        else:
            used = min(measured, self._bucket.max_rate) if self._enabled else measured
            rate = self._cubic.error_received(used, self._now())
            self._enabled = True
        self._bucket.max_rate = min(rate, 2.0 * measured)
        return 0.0 if passed else self._random.random() * min(20.0, 2.0 ** (attempts - 1))


Kind = Union["type[Ours]", "type[Adaptive]"]


class Client:
    """Ten threads that make calls, each until it passes."""

    def __init__(self, events: Events, bucket: Bucket, kind: Kind) -> None:
        self._events, self._bucket = events, bucket
        self._limiter = kind(events)
        self._random = random.Random()
        self.todo = 10**9
        self.passed = self.throttled = 0

    def begin(self, seed: int, calls: int = 10**9) -> None:
        self._random.seed(seed)
        self.todo = calls
        for _thread in range(THREADS):
            self._next()

    def _next(self) -> None:
        if self.todo:
            self.todo -= 1
            self._attempt(self._limiter.ask(), 1)

    def _attempt(self, wait: Callable[[], float], attempts: int) -> None:
        seconds = wait()
        if seconds > 0:
            self._events.after(seconds, lambda: self._attempt(wait, attempts))
            return
        started, way = self._events.now, self._random.uniform(0, ROUND_TRIP) / 2

        def arrive() -> None:
            passed = self._bucket.passes(self._events.now)
            self._events.after(way, lambda: self._answer(passed, started, attempts))

        self._events.after(way, arrive)

    def _answer(self, passed: bool, started: float, attempts: int) -> None:
        delay = self._limiter.answered(started, passed, attempts)
        if passed:
            self.passed += 1
            self._next()
            return
        self.throttled += 1
        again = attempts + 1
        self._events.after(delay, lambda: self._attempt(self._limiter.ask(), again))


def share(other: Kind, rate: float, burst: float, seed: int) -> float:
    """The first client's share of what passes in a while."""
    events, bucket = Events(), Bucket(rate, burst)
    first, second = Client(events, bucket, Ours), Client(events, bucket, other)
    first.begin(seed)
    second.begin(seed + 100)
    events.run(600 / rate if rate < 10 else 60)
    return first.passed / (first.passed + second.passed)


@pytest.mark.parametrize(("rate", "burst"), [(10, 5), (10, 10), (50, 10), (50, 50)])
def test_e2_two_of_our_tasks_share_a_limit(rate: float, burst: float) -> None:
    shares = [share(Ours, rate, burst, seed) for seed in range(5)]
    assert 0.35 <= statistics.median(shares) <= 0.65


@pytest.mark.parametrize(("rate", "burst"), [(10, 5), (10, 10), (50, 10), (50, 50)])
def test_e2_botocores_adaptive_mode_is_left_its_share(rate: float, burst: float) -> None:
    shares = [share(Adaptive, rate, burst, seed) for seed in range(5)]
    assert 0.2 <= statistics.median(shares) <= 0.65


@pytest.mark.parametrize("other", [Ours, Adaptive])
def test_e2_nobody_is_shut_out_of_a_limit_without_any_burst(other: Kind) -> None:
    """There a client just below the limit leaves hardly a moment in which another's call passes."""
    shares = [share(other, 10, 1, seed) for seed in range(5)]
    assert 0.1 <= statistics.median(shares) <= 0.9


@pytest.mark.parametrize("burst", [1, 2, 5, 10, 50])
@pytest.mark.parametrize("rate", [1, 2, 5, 10, 20, 50])
def test_e2_few_calls_are_throttled_under_any_steady_limit(rate: float, burst: float) -> None:
    events = Events()
    client = Client(events, Bucket(rate, burst), Ours)
    client.begin(0, calls=200 + burst)
    events.run()
    # What starts at once at first, cannot be helped.
    assert client.throttled - THREADS <= 0.25 * (client.passed + client.throttled - THREADS)
