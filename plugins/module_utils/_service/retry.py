# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What is tried again after a failed call, how often, and after which delay.

This is decided here and not by botocore, whose retry modes repeat a lost RESEND (a second mail) and
take a quota for throttling. The connection must therefore make one attempt per call;
``AppStreamModule`` sees to that.
"""

from __future__ import annotations

import random
from typing import Any, Callable

from .deadline import Clock
from .endpoint import Endpoint
from .errors import is_throttled, not_sent, response_lost, retry_after, translate_error
from .rate_limiter import PacingLimiter

MAX_ATTEMPTS = 6  # of one call that got no response, or 5xx
BASE_DELAY = 0.3  # seconds before the second attempt; each further delay is twice as long


class RetryingCaller:
    """Makes single calls, each tried again as far as that can do no harm.

    ``wrote``: whether a call was sent that writes.
    """

    def __init__(self, limiter: PacingLimiter, clock: Clock, endpoint: Endpoint) -> None:
        self.wrote = False
        self._limiter = limiter
        self._clock = clock
        self._endpoint = endpoint

    def call(
        self,
        name: str,
        subject: str,
        method: Callable[..., dict[str, Any]],
        params: dict[str, Any],
        idempotent: bool = True,
    ) -> tuple[dict[str, Any], bool]:
        """One call of the API by its name, about a subject.

        Throttling is always tried again. A lost response is, unless the call is not
        ``idempotent``: repeating that could send a second mail. Returns the answer, and whether the
        response to an earlier attempt was lost. Raises AppStreamError.
        """
        write = not name.startswith("Describe")
        attempts, lost = 0, False
        while True:
            started = self._limiter.acquire()
            self.wrote = self.wrote or write
            try:
                answer = self._endpoint.call(method, params, write)
            except Exception as error:  # botocore's parsers fail with anything on a strange answer
                failure = error
            else:
                self._limiter.on_response(started)
                return answer, lost
            throttled = is_throttled(failure)
            no_response = not_sent(failure) or response_lost(failure)
            again = throttled
            if throttled:
                self._limiter.on_throttle(started, retry_after(failure))
            elif no_response:
                self._limiter.on_no_response()
                lost = lost or not not_sent(failure)
                attempts += 1
                again = attempts < MAX_ATTEMPTS and (idempotent or not lost)
            else:
                self._limiter.on_response(started)
            stalled = self._limiter.stalled()
            if stalled or not again:
                raise translate_error(
                    name,
                    subject,
                    failure,
                    outcome_unknown=write and lost,
                    rejected=not throttled and not no_response,
                    stalled=stalled,
                    hint=self._endpoint.hint(failure),
                ) from failure
            if not throttled:
                self._clock.sleep(BASE_DELAY * 2 ** (attempts - 1) * random.uniform(0.75, 1.25))
