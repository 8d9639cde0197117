# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Services that throttle, as functions of the time."""

from __future__ import annotations

import random
from collections.abc import Callable

# At a time, may this call pass?
Service = Callable[[float], bool]


def token_bucket(rate: float, burst: float = 1.0) -> Service:
    """Accepts so many calls a second, as the service's own throttling does."""
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
    """Throttles this share of the calls, however far apart they are."""
    generator = random.Random(seed)
    return lambda _now: generator.random() >= share


def both(first: Service, second: Service) -> Service:
    """Calls that the first throttles do not reach the second."""
    return lambda now: first(now) and second(now)
