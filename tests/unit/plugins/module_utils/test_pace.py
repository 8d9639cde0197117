# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How fast calls follow each other, and how long a task waits (E2, R1), on a fake clock."""

from __future__ import annotations

import itertools
import random
import statistics
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._pace import Pace, Patience

# At a time, may this call pass?
Service = Callable[[float], bool]


def token_bucket(rate: float, burst: float = 1.0) -> Service:
    """Lets through so many calls a second, as the service's own throttling does."""
    tokens, filled = burst, float("-inf")

    def passes(now: float) -> bool:
        nonlocal tokens, filled
        tokens, filled = min(burst, tokens + (now - filled) * rate), now
        if tokens < 1 - 1e-6:
            return False
        tokens -= 1
        return True

    return passes


def at_random(share: float, seed: int) -> Service:
    """Refuses this share of the calls, however far apart they are."""
    generator = random.Random(seed)
    return lambda _now: generator.random() >= share


class Stopwatch:
    """A clock from zero, for many simulations in one test."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def call_until_accepted(pace: Pace, time: Any, service: Service, latency: float = 0.0) -> int:
    """One call, repeated until it passes; the number of refusals."""
    refusals = 0
    while True:
        started = pace.start()
        passes = service(time.now)
        time.sleep(latency)
        if passes:
            pace.answered(started)
            return refusals
        pace.refused()
        refusals += 1


def call_all(pace: Pace, time: Any, service: Service, calls: int, latency: float = 0.0) -> int:
    return sum(call_until_accepted(pace, time, service, latency) for _round in range(calls))


@pytest.fixture
def pace(time: Any) -> Pace:
    return Pace(clock=time.clock, sleep=time.sleep)


def test_nothing_is_held_back_before_the_first_refusal(pace: Pace, time: Any) -> None:
    assert call_all(pace, time, lambda _now: True, 500) == 0
    assert time.slept == [0.0] * 500  # the latency of the simulated service, and nothing else


def test_a_refusal_puts_a_distance_between_calls(pace: Pace, time: Any) -> None:
    pace.start()
    pace.refused()
    begin = time.now
    starts = [pace.start() - begin for _round in range(3)]
    assert starts[0] >= Pace.FIRST * Pace.COMEBACK * 0.99
    assert starts[1] - starts[0] == pytest.approx(Pace.FIRST, rel=1e-3)
    assert starts[2] - starts[1] == pytest.approx(Pace.FIRST, rel=1e-3)


def test_start_returns_the_time_at_which_it_let_go(pace: Pace, time: Any) -> None:
    pace.refused()
    for _round in range(5):
        assert pace.start() == pytest.approx(time.now)


@pytest.mark.parametrize(
    ("rate", "latency", "ratio"),
    [
        (10.0, 0.0, 1.3),
        (10.0, 0.02, 1.3),
        (10.0, 0.05, 1.5),
        (10.0, 0.3, 1.01),  # slower than the limit anyway
        (5.0, 0.05, 1.5),
        (2.0, 0.1, 1.5),
        (1.0, 0.0, 1.3),
        (1.0, 0.3, 1.5),
        (0.5, 0.1, 1.5),
    ],
)
def test_e2_a_steady_limit_costs_little_more_than_the_limit_itself(
    pace: Pace, time: Any, rate: float, latency: float, ratio: float
) -> None:
    begin = time.now
    refusals = call_all(pace, time, token_bucket(rate), 200, latency)
    assert time.now - begin <= ratio * 200 * max(1 / rate, latency)
    assert refusals <= 200


@pytest.mark.parametrize("burst", [5.0, 20.0, 100.0])
def test_e2_a_burst_that_is_let_through_first_does_no_harm(
    pace: Pace, time: Any, burst: float
) -> None:
    begin = time.now
    refusals = call_all(pace, time, token_bucket(10.0, burst), 200, latency=0.02)
    assert time.now - begin <= 1.25 * (200 - burst) / 10
    assert refusals <= 150


def test_e2_a_limit_that_falls_is_followed(pace: Pace, time: Any) -> None:
    call_all(pace, time, token_bucket(10.0), 100)
    begin = time.now
    call_all(pace, time, token_bucket(1.0), 100)
    assert time.now - begin <= 1.25 * 100


def test_e2_a_limit_that_rises_is_noticed(pace: Pace, time: Any) -> None:
    call_all(pace, time, token_bucket(1.0), 100)
    call_all(pace, time, token_bucket(10.0), 400)
    begin = time.now
    call_all(pace, time, token_bucket(10.0), 100)
    assert time.now - begin <= 0.5 * 100  # at the former limit it would be 100 seconds


@pytest.mark.parametrize("latency", [0.02, 0.1])
@pytest.mark.parametrize(
    ("share", "typical", "worst"), [(0.2, 1.5, 2.0), (0.4, 1.5, 10.0), (0.5, 2.0, 10.0)]
)
def test_e2_random_refusals_do_not_slow_down_without_end(
    share: float, typical: float, worst: float, latency: float
) -> None:
    """No distance helps against them, so one that grows with refusals only costs time."""
    ratios = []
    for seed in range(9):
        time = Stopwatch()
        pace = Pace(clock=time.clock, sleep=time.sleep)
        call_all(pace, time, at_random(share, seed), 1000, latency)
        ratios.append(time.now / (1000 * latency / (1 - share)))
    assert statistics.median(ratios) <= typical
    assert max(ratios) <= worst


def test_e2_the_distance_has_an_upper_bound(pace: Pace, time: Any) -> None:
    for _round in range(100):
        pace.start()
        pace.refused()
    assert max(time.slept) <= Pace.LONGEST


def test_e2_patience_ends_without_any_answer(time: Any) -> None:
    pace = Pace(clock=time.clock, sleep=time.sleep, patience=30.0)
    begin = time.now
    tries = 0
    while not pace.out_of_patience():
        pace.start()
        pace.refused()
        tries += 1
    assert 30.0 < time.now - begin <= 30.0 + Pace.LONGEST
    assert 10 <= tries <= 120


def test_e2_any_answer_renews_the_patience(time: Any) -> None:
    pace = Pace(clock=time.clock, sleep=time.sleep, patience=30.0)
    pace.refused()
    time.sleep(29.0)
    pace.answered(pace.start())
    pace.refused()
    time.sleep(29.0)
    assert not pace.out_of_patience()
    time.sleep(2.0)
    assert pace.out_of_patience()


def test_e2_time_in_which_nothing_was_called_does_not_count(time: Any) -> None:
    pace = Pace(clock=time.clock, sleep=time.sleep, patience=30.0)
    time.sleep(1000.0)
    pace.refused()
    assert not pace.out_of_patience()


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Threads that take turns after every few instructions."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


class HesitantFloat(float):
    """A time that lets other threads go first, whenever it is compared."""

    def __gt__(self, other: float) -> bool:
        threading.Event().wait(1e-5)
        return float(self) > other

    def __lt__(self, other: float) -> bool:
        threading.Event().wait(1e-5)
        return float(self) < other


@pytest.mark.usefixtures("eager_threads")
def test_threads_never_share_a_place() -> None:
    """Ten threads ask at the same moment: each place is a full distance after the one before."""
    pace = Pace(clock=lambda: HesitantFloat(100.0), sleep=lambda _seconds: None)
    pace.refused()
    places: list[float] = []

    def work() -> None:
        for _round in range(10):
            places.append(pace.start())

    threads = [threading.Thread(target=work) for _round in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    places.sort()
    assert len(places) == 100
    gaps = [after - before for before, after in itertools.pairwise(places)]
    assert min(gaps) == pytest.approx(Pace.FIRST, rel=1e-3)
    assert max(gaps) == pytest.approx(Pace.FIRST, rel=1e-3)


def test_r1_patience_doubles_its_steps_up_to_five_seconds_and_clips_the_last(time: Any) -> None:
    patience = Patience(20.0, time.clock, time.sleep)
    while patience.again():
        pass
    assert time.slept == pytest.approx([0.5, 1.0, 2.0, 4.0, 5.0, 5.0, 2.5])


def test_r1_the_budget_runs_from_the_first_call_of_again(time: Any) -> None:
    patience = Patience(10.0, time.clock, time.sleep)
    time.now += 3600.0
    begin = time.now
    while patience.again():
        pass
    assert time.now - begin == pytest.approx(10.0)


def test_r1_time_spent_elsewhere_counts(time: Any) -> None:
    """One budget for the task, not one for each thing waited for."""
    patience = Patience(10.0, time.clock, time.sleep)
    assert patience.again()
    time.now += 8.0
    assert patience.again()
    time.now += 8.0
    assert not patience.again()
    assert time.slept == pytest.approx([0.5, 1.0])


@pytest.mark.parametrize("timeout", [0.0, -1.0])
def test_r1_no_timeout_means_no_waiting(time: Any, timeout: float) -> None:
    assert not Patience(timeout, time.clock, time.sleep).again()
    assert time.slept == []


def test_r1_when_the_time_is_up_it_stays_up(time: Any) -> None:
    patience = Patience(0.5, time.clock, time.sleep)
    assert [patience.again() for _round in range(3)] == [True, False, False]
    assert time.slept == [0.5]
