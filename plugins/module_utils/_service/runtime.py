# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What the steps of one task share: the API, threads and a clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .api import AppStreamClient
from .deadline import Clock, Deadline
from .endpoint import Endpoint
from .executor import BoundedExecutor
from .progress import Progress
from .rate_limiter import PacingLimiter
from .record import Record
from .response_check import ResponseCheck
from .retry import RetryingCaller


@dataclass(frozen=True)
class Runtime:
    """The API and what it takes to call it side by side, to wait, and to report progress."""

    api: AppStreamClient
    executor: BoundedExecutor
    clock: Clock
    progress: Progress = field(default_factory=Progress)
    record: Record = field(default_factory=Record)

    @classmethod
    def over(
        cls,
        connection: Any,
        max_concurrency: int = 1,
        clock: Clock | None = None,
        record: Record | None = None,
    ) -> Runtime:
        """A runtime over a botocore client that makes one attempt per call.

        ``max_concurrency``: how many calls may run side by side. One limiter spaces all of them.
        """
        clock = clock or Clock()
        endpoint = Endpoint(connection)
        ResponseCheck(connection, endpoint.url)
        caller = RetryingCaller(PacingLimiter(clock), clock, endpoint)
        api = AppStreamClient(connection, caller, clock)
        record = record or Record()
        progress = Progress(record=record)
        return cls(api, BoundedExecutor(max_concurrency), clock, progress, record)

    def deadline(self, timeout: float) -> Deadline:
        """A budget of waiting by this clock; ``timeout`` in seconds."""
        return Deadline(timeout, self.clock)
