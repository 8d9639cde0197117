# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Where the calls go, how long an answer may take, and what may be wrong if there is none."""

from __future__ import annotations

import math
from queue import Empty, SimpleQueue
from threading import Event, Thread, current_thread
from typing import Any, Callable
from urllib.parse import urlsplit

from .errors import UnreadableResponse, cannot_be_read
from .executor import SIGNALS_NOTICED

try:
    from botocore.exceptions import (
        ConnectTimeoutError,
        EndpointConnectionError,
        InvalidRegionError,
    )
    from botocore.session import Session
    from botocore.utils import validate_region_name
except ImportError:
    pass  # AnsibleAWSModule reports it

READ_TIMEOUT = 60  # seconds; botocore's default


class Endpoint:
    """The endpoint of a botocore client."""

    def __init__(self, connection: Any) -> None:
        meta = connection.meta
        url = urlsplit(meta.endpoint_url)
        port = f":{url.port}" if url.port else ""
        self.url = f"{url.scheme}://{url.hostname}{port}"  # without a password or a query
        self._region, self._partition = meta.region_name, meta.partition
        # botocore's own timeout begins anew with each byte.
        timeout = meta.config.read_timeout
        seconds = timeout if isinstance(timeout, (int, float)) else READ_TIMEOUT
        self.answer_timeout = math.ceil(2 * seconds)

    def call(
        self, method: Callable[..., dict[str, Any]], params: dict[str, Any], write: bool = False
    ) -> dict[str, Any]:
        """The answer of a call. One that is not complete in time is a lost one.

        ``write``: if the task is interrupted, the call still ends.
        """
        answers: SimpleQueue[tuple[Any, Exception | None]] = SimpleQueue()
        ended = Event()

        def work() -> None:
            try:
                answers.put((method(**params), None))
            except Exception as error:
                answers.put((None, error))
            finally:
                ended.set()

        # Nothing else ends a call that goes on for ever: not even the end of the process waits.
        thread = Thread(target=work, name=current_thread().name, daemon=True)
        try:
            thread.start()
            for _second in range(self.answer_timeout):
                try:
                    answer, error = answers.get(timeout=SIGNALS_NOTICED)
                except Empty:
                    continue
                if error is not None:
                    raise error
                return dict(answer)
        except KeyboardInterrupt:
            ended.wait(self.answer_timeout if write else 0)
            raise
        raise UnreadableResponse(
            f"no complete response within {self.answer_timeout} seconds from {self.url}"
        )

    def hint(self, error: Exception) -> str:
        """What to look at after this error of a call, if that can be said."""
        if isinstance(error, (EndpointConnectionError, ConnectTimeoutError)):
            own = f".{self._region}." in self.url  # not one that the user has set
            return hint_at_regions(self._region, self._partition) if own else ""
        if cannot_be_read(error) and not isinstance(error, UnreadableResponse):
            return f" from {self.url}: a proxy or a wrong endpoint_url?"
        return ""


def what_is_wrong_with_region(region: str | None) -> str | None:
    """Why this cannot be the name of a Region."""
    try:
        validate_region_name(region)
    except InvalidRegionError as error:
        return f"{error}{hint_at_regions(region)}"
    return None


def hint_at_regions(region: str | None, partition: str = "aws") -> str:
    """The Regions with AppStream, where this is none. It may be one all the same: the list of the
    SDK lags."""
    regions = Session().get_available_regions("appstream", partition_name=partition)
    if region in regions:
        return ""
    return (
        f"; '{region}' is none of the Regions that this version of the SDK knows for AppStream:"
        f" {', '.join(regions)}"
    )
