# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How fast calls follow each other (E2), on a fake clock."""

from __future__ import annotations

import heapq
import itertools
import random
import statistics
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._service.aimd_rate import AimdRate
from ansible_collections.euc.appstream.plugins.module_utils._service.deadline import Clock
from ansible_collections.euc.appstream.plugins.module_utils._service.rate_limiter import (
    PacingLimiter,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._service.throttling import (
    Service,
    at_random,
    both,
    token_bucket,
)
from ansible_collections.euc.appstream.tests.unit.shared_time import WEDGED


class Task:
    """A task's calls on virtual time: of its threads, the one that is due first goes on alone.

    So a run is the same each time. ``waits`` and ``attempts`` have an entry for each call done.
    """

    def __init__(self, threads: int = 1, latency: float = 0.0, unevenness: float = 0.0) -> None:
        self.now = 0.0
        self.calls = 0
        self.waits: list[float] = []
        self.attempts: list[int] = []
        self.limiter = PacingLimiter(
            Clock(now=lambda: self.now, sleep=self.sleep), chance=random.Random(0).random
        )
        self._threads = threads
        self._latency = latency
        self._unevenness = unevenness  # seconds at most that a call takes to reach the service
        self._random = random.Random(0)
        self._due: list[tuple[float, int, threading.Lock]] = []
        self._numbers = itertools.count()
        self._turns = 0

    @property
    def throttled(self) -> float:
        """The share of all calls that was throttled."""
        return 1 - len(self.attempts) / self.calls

    def sleep(self, seconds: float) -> None:
        turn = self._in_line(seconds)
        self._next()
        turn.acquire()

    def run(self, service: Service, calls: int = 200) -> float:
        """Make these calls, each until it passes; the seconds that it took."""
        begin, todo = self.now, [service] * calls

        def work(turn: threading.Lock) -> None:
            turn.acquire()
            try:
                while todo:
                    self._call(todo.pop())
            finally:
                self._next()

        workers = [
            threading.Thread(target=work, args=(self._in_line(0.0),), daemon=True)
            for _number in range(self._threads)
        ]
        for worker in workers:
            worker.start()
        self._next()
        for worker in workers:
            self._join(worker)
        assert not todo
        return self.now - begin

    def _join(self, worker: threading.Thread) -> None:
        """Wait as long as the threads get on, however slowly."""
        turns = -1
        while worker.is_alive():
            assert turns != self._turns, "no thread has had a turn for a long time"
            turns = self._turns
            worker.join(WEDGED)

    def _call(self, service: Service) -> None:
        asked, attempts, passes = self.now, 0, False
        while not passes:
            started = self.limiter.acquire()
            attempts += 1
            self.calls += 1
            if self._unevenness:
                self.sleep(self._random.uniform(0, self._unevenness))
            passes = service(self.now)
            self.sleep(self._latency)
            if passes:
                self.limiter.on_response(started)
            else:
                self.limiter.on_throttle(started)
                assert not self.limiter.stalled()
        self.waits.append(self.now - asked)
        self.attempts.append(attempts)

    def _in_line(self, seconds: float) -> threading.Lock:
        turn = threading.Lock()
        turn.acquire()
        heapq.heappush(self._due, (self.now + seconds, next(self._numbers), turn))
        return turn

    def _next(self) -> None:
        if self._due:
            self.now, _number, turn = heapq.heappop(self._due)
            self._turns += 1
            turn.release()


def ideal(rate: float, threads: int, latency: float, calls: int = 200) -> float:
    """The seconds that calls take at the least: one passes at once, no thread makes two."""
    return max((calls - 1) / rate + latency, calls * latency / threads)


@pytest.fixture
def limiter(clock: Clock) -> PacingLimiter:
    return PacingLimiter(clock)


def test_nothing_is_held_back_before_the_first_throttling() -> None:
    task = Task(threads=10, latency=0.02)
    assert task.run(lambda _now: True, 500) == pytest.approx(500 * 0.02 / 10)
    assert task.calls == 500


def test_throttling_puts_an_interval_between_calls(limiter: PacingLimiter) -> None:
    limiter.on_throttle(limiter.acquire())
    starts = [limiter.acquire() for _round in range(4)]
    for before, after in zip(starts, starts[1:]):
        assert 1 / AimdRate.FASTEST * 0.99 <= after - before <= PacingLimiter.MAX_INTERVAL


@pytest.mark.parametrize(
    ("asked", "waited"), [(0.25, 0.25), (3.0, 3.0), (1e6, PacingLimiter.MAX_RETRY_AFTER)]
)
def test_e2_calls_wait_as_long_as_the_service_asks_within_bounds(
    limiter: PacingLimiter, time: Any, asked: float, waited: float
) -> None:
    limiter.on_throttle(limiter.acquire(), asked)
    begin = time.now
    assert limiter.acquire() - begin == pytest.approx(waited, abs=0.02)


def test_acquire_returns_the_time_at_which_the_call_starts(
    limiter: PacingLimiter, time: Any
) -> None:
    limiter.on_throttle(limiter.acquire())
    for _round in range(5):
        assert limiter.acquire() == pytest.approx(time.now)


@pytest.mark.parametrize("latency", [0.0, 0.02, 0.05, 0.1, 0.2])
@pytest.mark.parametrize("threads", [1, 2, 10, 50])
@pytest.mark.parametrize("rate", [1, 2, 5, 10])
def test_e2_a_steady_limit_costs_little_more_than_the_limit_itself(
    rate: float, threads: int, latency: float
) -> None:
    task = Task(threads, latency)
    # With ten threads and short calls it is less: see test_rate_sharing.py.
    assert task.run(token_bucket(rate)) <= 1.27 * ideal(rate, threads, latency)
    assert task.calls - threads <= 200 / 0.76  # what starts at once at first, cannot be helped


@pytest.mark.parametrize("latency", [0.0, 0.02, 0.05, 0.1, 0.2])
@pytest.mark.parametrize(("rate", "threads"), [(20, 10), (50, 2), (50, 10), (20, 50), (50, 50)])
def test_e2_a_high_limit_costs_little_more_than_learning_it(
    rate: float, threads: int, latency: float
) -> None:
    task = Task(threads, latency)
    # The rate rises by little in a second, so that it leaves others room: seconds until it is high.
    assert task.run(token_bucket(rate)) <= 1.1 * ideal(rate, threads, latency) + 4.5
    # Of 50 threads, many calls are under way when the first is throttled a second time.
    assert task.calls - threads <= 200 / 0.7


@pytest.mark.parametrize("latency", [0.0, 0.02, 0.05, 0.1, 0.2])
def test_e2_a_steady_limit_is_learned_from_responses_that_come_unevenly(latency: float) -> None:
    task = Task(10, latency, unevenness=0.003)
    # After two throttled in a row, room is left for others, which nobody takes here.
    assert task.run(token_bucket(10), 400) <= 1.2 * ideal(10, 10, latency, 400)
    assert task.throttled <= 0.2


def test_e2_a_limit_of_one_call_in_two_seconds_is_kept_too() -> None:
    """It is below the slowest rate, which is kept so that no other client can shut a task out."""
    task = Task(10, 0.1)
    assert task.run(token_bucket(0.5), 100) <= 1.35 * ideal(0.5, 10, 0.1, 100)
    assert task.throttled <= 0.82


@pytest.mark.parametrize("threads", [1, 10])
@pytest.mark.parametrize("burst", [5.0, 20.0, 100.0])
def test_e2_a_burst_that_is_let_through_first_does_no_harm(threads: int, burst: float) -> None:
    task = Task(threads, 0.02)
    # The first fall is from a speed that only the burst allowed; others might have used it up.
    assert task.run(token_bucket(10.0, burst)) <= 1.18 * (200 - burst) / 10 + 0.5
    assert task.throttled <= 0.5


@pytest.mark.parametrize("threads", [1, 10, 50])
@pytest.mark.parametrize("latency", [0.02, 0.1])
def test_e2_a_limit_that_falls_is_followed(threads: int, latency: float) -> None:
    task = Task(threads, latency)
    task.run(token_bucket(10.0))
    before = task.calls
    assert task.run(token_bucket(1.0), 100) <= 1.15 * 100
    assert task.calls - before <= 100 + 130  # the faster calls are remembered for a while


@pytest.mark.parametrize("threads", [1, 10, 50])
def test_e2_a_limit_that_rises_is_followed(threads: int) -> None:
    task = Task(threads, 0.02)
    task.run(token_bucket(1.0), 100)
    task.run(token_bucket(10.0), 150)  # to notice
    # It rises as slowly as where another client has left: the two look the same.
    assert task.run(token_bucket(10.0), 100) <= 1.25 * 100 / 10


@pytest.mark.parametrize(
    ("threads", "share", "typical", "worst"),
    [
        (1, 0.1, 7.0, 15.0),
        (10, 0.1, 0.8, 1.3),
        (50, 0.1, 0.4, 0.5),
        (1, 0.2, 8.0, 140.0),
        (10, 0.2, 0.8, 1.4),
        (50, 0.2, 0.5, 0.7),
        (1, 0.5, 85.0, 200.0),
        (10, 0.5, 8.0, 40.0),
        (50, 0.5, 1.0, 1.3),
    ],
)
def test_e2_random_throttling_does_not_slow_down_without_end(
    threads: int, share: float, typical: float, worst: float
) -> None:
    """No rate helps against it, so one that falls with throttling only costs time.

    What shares a limit must take throttling for the limit's, unless it has just seen faster calls
    accepted. With one thread there are few of those before the rate has fallen, and a probe only
    comes where throttling goes on after that.
    """
    seconds = []
    for seed in range(9):
        task = Task(threads, 0.02)
        seconds.append(task.run(at_random(share, seed)) - 200 * 0.02 / (1 - share) / threads)
    assert statistics.median(seconds) <= typical
    assert max(seconds) <= worst


@pytest.mark.parametrize("limit_first", [True, False])
@pytest.mark.parametrize(("threads", "latency"), [(1, 0.02), (10, 0.02), (10, 0.1), (50, 0.02)])
def test_e2_a_limit_is_found_among_random_throttling(
    threads: int, latency: float, limit_first: bool
) -> None:
    """Beside a limit, throttling at random looks like another client, to whom room is left."""
    ratios = []
    for seed in range(5):
        limit, chance = token_bucket(10), at_random(0.2, seed)
        service = both(limit, chance) if limit_first else both(chance, limit)
        ratios.append(Task(threads, latency).run(service) / (200 / 10 / (1 - 0.2)))
    assert statistics.median(ratios) <= 7.2
    assert max(ratios) <= 8.6


@pytest.mark.parametrize("latency", [0.0, 0.2])
def test_e2_no_call_starves_under_a_low_limit(latency: float) -> None:
    task = Task(50, latency)
    task.run(token_bucket(1.0))
    assert max(task.waits) <= 1.3 * 50  # as long as the others take
    assert max(task.attempts) <= 25


def test_e2_a_throttled_call_goes_before_those_that_wait() -> None:
    task = Task(10, 0.01)
    task.run(token_bucket(1.0), 100)
    assert max(task.waits[20:]) <= 1.2 * 10


def test_e2_a_lull_does_not_slow_down_what_follows() -> None:
    """Long gaps for want of work say nothing of the limit."""
    task = Task(1, 0.05)
    task.run(token_bucket(10.0), 100)
    for _round in range(60):
        task.sleep(1.0)
        started = task.limiter.acquire()
        task.limiter.on_response(started)
    assert task.run(token_bucket(10.0), 50) <= 1.2 * 5.0


def test_e2_responses_out_of_order_do_not_shorten_the_interval() -> None:
    task = Task(10, 0.1)
    task.run(token_bucket(1.0), 100)
    early, late = task.limiter.acquire(), task.limiter.acquire()
    task.limiter.on_response(late)
    task.limiter.on_response(early)
    assert late - early > 0.9
    assert task.limiter.acquire() - late > 0.9
    assert task.limiter.acquire() - late > 1.8


def test_e2_the_interval_has_an_upper_bound(limiter: PacingLimiter, time: Any) -> None:
    for _round in range(50):
        limiter.on_throttle(limiter.acquire())
    for _round in range(50):
        time.now += 60.0
        limiter.on_response(limiter.acquire())
        limiter.on_throttle(limiter.acquire())
    assert max(time.slept) <= PacingLimiter.MAX_INTERVAL * (1 + PacingLimiter.JITTER)


def test_e2_calls_are_stalled_after_a_while_without_any_response(time: Any, clock: Clock) -> None:
    limiter = PacingLimiter(clock, stall_timeout=30.0)
    begin = time.now
    attempts = 0
    while not limiter.stalled():
        limiter.on_throttle(limiter.acquire())
        attempts += 1
    assert 30.0 < time.now - begin <= 30.0 + PacingLimiter.MAX_INTERVAL
    assert 10 <= attempts <= 120


def test_e2_any_response_ends_the_stall(time: Any, clock: Clock) -> None:
    limiter = PacingLimiter(clock, stall_timeout=30.0)
    limiter.on_throttle(limiter.acquire())
    time.sleep(29.0)
    limiter.on_response(limiter.acquire())
    limiter.on_throttle(limiter.acquire())
    time.sleep(29.0)
    assert not limiter.stalled()
    time.sleep(2.0)
    assert limiter.stalled()


def test_e2_time_in_which_nothing_was_called_does_not_count(time: Any, clock: Clock) -> None:
    limiter = PacingLimiter(clock, stall_timeout=30.0)
    time.sleep(1000.0)
    limiter.on_throttle(limiter.acquire())
    assert not limiter.stalled()


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Threads that take turns after every few instructions."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


class HesitantFloat(float):
    """A time that lets other threads go first, whenever it is subtracted."""

    def __rsub__(self, other: float) -> float:
        threading.Event().wait(1e-5)
        return other - float(self)


@pytest.mark.usefixtures("eager_threads")
def test_threads_never_share_a_place() -> None:
    """Ten threads ask at the same moment: each place is a full interval after the one before."""
    now = 100.0
    lock = threading.Lock()

    def sleep(seconds: float) -> None:
        nonlocal now
        with lock:
            now += seconds

    limiter = PacingLimiter(Clock(now=lambda: HesitantFloat(now), sleep=sleep))
    limiter.on_throttle(limiter.acquire())
    places: list[float] = []

    def work() -> None:
        for _round in range(10):
            places.append(limiter.acquire())

    threads = [threading.Thread(target=work, daemon=True) for _round in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            before = len(places)
            thread.join(WEDGED)
            assert not thread.is_alive() or len(places) > before, "no thread gets a place any more"
    places.sort()
    assert len(places) == 100
    assert (
        min(after - before for before, after in zip(places, places[1:])) >= 0.99 / AimdRate.FASTEST
    )
