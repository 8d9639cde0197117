# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the rate falls and rises (E2); what comes of it is tested with the rate limiter."""

from __future__ import annotations

import math

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._service.cubic_rate import CubicRate


def throttled_at(calls_a_second: int) -> CubicRate:
    """A rate after one second of calls, the last of them throttled."""
    rate = CubicRate()
    for number in range(calls_a_second):
        rate.on_start(number / calls_a_second)
    rate.on_throttle(1.0, 1.0, True)
    return rate


def test_e2_there_is_no_rate_before_the_first_throttling() -> None:
    rate = CubicRate()
    rate.on_start(0.0)
    rate.on_response(0.0, 0.1, False)
    assert rate.at(0.1) == math.inf


def test_e2_the_rate_falls_to_a_part_and_rises_slowly_around_what_it_was() -> None:
    rate = throttled_at(20)
    curve = [rate.at(1.0 + 0.5 * number) for number in range(20)]
    assert curve[0] == pytest.approx(20 * CubicRate.KEPT, rel=0.1)
    assert curve == sorted(curve)
    assert rate.at(1.0 + CubicRate.LEAST_SECONDS) == pytest.approx(20, rel=0.1)
    assert rate.at(1.0 + 3 * CubicRate.LEAST_SECONDS) > 40


def test_e2_calls_from_before_the_fall_do_not_count() -> None:
    rate = throttled_at(20)
    before = rate.at(1.1)
    rate.on_throttle(0.95, 1.1, True)
    assert rate.at(1.1) == before


def test_e2_a_series_without_an_accepted_call_falls_fast_and_ends() -> None:
    rate, now = throttled_at(300), 1.0
    for number in range(1, 13):
        now = 1.0 + number / 10
        rate.on_throttle(now - 0.01, now, True)
    assert rate.at(now) == CubicRate.SLOWEST
    rate.on_response(now + 0.01, now + 0.02, True)
    assert rate.at(now + 0.02) == CubicRate.SLOWEST * CubicRate.SLOW_START
