# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the rate falls and rises (E2); what comes of it is tested with the rate limiter."""

from __future__ import annotations

import math

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._service.aimd_rate import AimdRate


def throttled_at(calls_a_second: int) -> AimdRate:
    """A rate after a second of calls, the last of them throttled, and one that is accepted."""
    rate = AimdRate()
    for number in range(calls_a_second):
        rate.on_start(number / calls_a_second)
    rate.on_throttle(1.0, 1.0, True)
    rate.on_response(1.05, 1.05, False)
    return rate


def test_e2_there_is_no_rate_before_the_first_throttling() -> None:
    rate = AimdRate()
    rate.on_start(0.0)
    rate.on_response(0.0, 0.1, False)
    assert rate.value == math.inf


def test_e2_one_throttled_call_costs_a_step_and_two_in_a_row_a_part() -> None:
    rate = throttled_at(20)
    before = rate.value
    rate.on_throttle(1.1, 1.2, True)
    assert rate.value == pytest.approx(before - AimdRate.STEP)
    before = rate.value
    rate.on_throttle(1.3, 1.4, True)
    assert rate.value == pytest.approx(before * AimdRate.KEPT)


def test_e2_an_accepted_call_between_two_throttled_ones_separates_them() -> None:
    rate = throttled_at(20)
    rate.on_throttle(1.1, 1.2, True)
    rate.on_response(1.2, 1.3, False)
    before = rate.value
    rate.on_throttle(1.3, 1.4, True)
    assert rate.value == pytest.approx(before - AimdRate.STEP)


@pytest.mark.parametrize(("calls_a_second", "most"), [(2, 0.0271), (10, 0.0271), (100, 0.02)])
def test_e2_accepted_calls_raise_the_rate_a_little(calls_a_second: int, most: float) -> None:
    rate = throttled_at(calls_a_second)
    before = rate.value
    rate.on_response(1.1, 1.2, True)
    assert 0 < rate.value / before - 1 <= most


def test_e2_calls_that_wait_for_something_else_do_not_raise_the_rate() -> None:
    rate = throttled_at(20)
    before = rate.value
    rate.on_response(1.1, 1.2, False)
    assert rate.value == before


def test_e2_calls_from_before_the_fall_do_not_count() -> None:
    rate = throttled_at(20)
    before = rate.value
    rate.on_throttle(0.95, 1.1, True)
    rate.on_throttle(1.0, 1.1, True)
    assert rate.value == before


def test_e2_a_series_without_an_accepted_call_falls_fast_and_ends() -> None:
    rate, now = throttled_at(300), 1.0
    for number in range(1, 15):
        now = 1.0 + number / 10
        rate.on_throttle(now - 0.01, now, True)
    assert rate.value == AimdRate.SLOWEST
    rate.on_response(now + 0.01, now + 0.02, True)
    assert rate.value == AimdRate.SLOWEST * AimdRate.SLOW_START


def test_e2_the_rate_stays_above_a_part_of_the_speed_that_is_remembered() -> None:
    """Of ten calls at 100 a second, each eleventh throttled."""
    rate, now = throttled_at(100), 1.0
    for number in range(1, 45):
        now = 1.0 + number / 100
        if number % 11:
            rate.on_response(now - 0.001, now, True)
        else:
            rate.on_throttle(now - 0.001, now, True)
    values = []
    for number in range(1, 7):
        rate.on_throttle(now + number, now + number, True)
        values.append(rate.value)
    assert min(values) == pytest.approx(AimdRate.FLOOR * 90, rel=0.1)
    # So many throttled there start a probe, which fails at once since none is accepted.
    assert max(values) == AimdRate.FASTEST
    assert values.count(AimdRate.FASTEST) <= AimdRate.PROBE_LOST + 1
    assert values[-1] < AimdRate.FASTEST
    now += AimdRate.SPEED_SECONDS + 1
    for number in range(1, 10):  # another probe among them
        rate.on_throttle(now + number, now + number, True)
    assert rate.value < AimdRate.FLOOR * 90 / 2
