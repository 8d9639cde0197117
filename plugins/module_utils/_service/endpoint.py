# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Where the calls go, how long an answer may take, and what may be wrong if there is none."""

from __future__ import annotations

import math
from queue import Empty, SimpleQueue
from threading import Event, Thread, current_thread
from typing import Any, Callable, ClassVar, Union
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

Answer = tuple[Any, Union[Exception, None]]


class CallThread:
    """A thread that makes calls, one after the other: to start one costs as much as a call.

    The thread is a daemon: nothing can end a call that goes on for ever, and at its end the process
    would wait for any other thread.
    """

    _idle: ClassVar[list[CallThread]] = []

    def __init__(self) -> None:
        self._calls: SimpleQueue[tuple[Callable[[], Answer], SimpleQueue[Answer]]] = SimpleQueue()
        self._thread = Thread(target=self._run, daemon=True)

    @classmethod
    def begin(cls, call: Callable[[], Answer], answers: SimpleQueue[Answer]) -> None:
        """Make a call in a thread that has no other. The thread bears the caller's name."""
        try:
            thread = cls._idle.pop()
        except IndexError:
            thread = cls()
        thread._thread.name = current_thread().name
        thread._calls.put((call, answers))
        if thread._thread.ident is None:  # last, as an interrupt may come while it starts
            thread._thread.start()

    def _run(self) -> None:
        while True:
            self._make(*self._calls.get())

    def _make(self, call: Callable[[], Answer], answers: SimpleQueue[Answer]) -> None:
        answer = call()
        self._thread.name = "idle"
        self._idle.append(self)
        answers.put(answer)


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
        answers: SimpleQueue[Answer] = SimpleQueue()
        ended = Event()

        def work() -> Answer:
            try:
                return method(**params), None
            except Exception as error:
                return None, error
            finally:
                ended.set()

        try:
            CallThread.begin(work, answers)
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
