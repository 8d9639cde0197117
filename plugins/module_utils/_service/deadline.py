# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""A clock, and how long a task waits for the service to show what was written."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    """Tells the time, in seconds from any beginning, and lets it pass. ``wall``: in seconds since
    1970, in UTC."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    wall: Callable[[], float] = time.time


class Deadline:
    """One budget of waiting. The time runs from the first call of a method."""

    BASE_DELAY = 0.5  # seconds before the first repeat
    MAX_DELAY = 5.0  # seconds between two repeats

    def __init__(self, timeout: float, clock: Clock) -> None:
        """``timeout``: seconds; 0 for not waiting at all."""
        self._timeout = timeout
        self._clock = clock
        self._end: float | None = None
        self._delay = self.BASE_DELAY

    def remaining(self) -> float:
        """How many seconds are left; starts the time."""
        now = self._clock.now()
        if self._end is None:
            self._end = now + self._timeout
        return max(0.0, self._end - now)

    def wait_next(self) -> bool:
        """Wait a while and return True, or return False at once when the time is up."""
        remaining = self.remaining()
        if remaining <= 0:
            return False
        self._clock.sleep(min(self._delay, remaining))
        self._delay = min(self.MAX_DELAY, self._delay * 2)
        return True
