# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers the calls of a boto3 client in the same process, without a socket."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from ._emulator import Emulator
from ._errors import ConnectionDropped
from ._protocol import Request

_EVENT = "before-send.appstream"


class _Raw(io.BytesIO):
    """The part of a urllib3 response that botocore reads."""

    def stream(self, *_args: Any, **_options: Any) -> Iterator[bytes]:
        """The whole body in one piece."""
        yield self.getvalue()


class FakeTime:
    """A clock for `Emulator(clock=time.clock, sleep=time.sleep)` that only sleep moves."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Reset the clock, so that an emulator can keep it."""
        self.now = 1_790_000_000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def attach(client: Any, emulator: Emulator) -> None:
    """Let an emulator answer all calls of a boto3 or botocore client.

    Everything except the socket is real: signing, parsing and retries. A dropped connection raises
    botocore's error for a lost connection, so that its retries handle it as one.
    """

    def send(request: Any, **_context: Any) -> Any:
        return _send(emulator, request)

    client.meta.events.register(_EVENT, send)


def _send(emulator: Emulator, request: Any) -> Any:
    # Imported late: a server does not need them, and starts faster.
    from botocore.awsrequest import AWSResponse
    from botocore.exceptions import ConnectionClosedError

    body = request.body or b""
    try:
        response = emulator.handle(
            Request(
                method=request.method,
                path=urlsplit(request.url).path,
                headers={name.lower(): _text(value) for name, value in request.headers.items()},
                body=body.encode("utf-8") if isinstance(body, str) else bytes(body),
            )
        )
    except ConnectionDropped:
        reason = ConnectionResetError("dropped by a fault rule")
        raise ConnectionClosedError(endpoint_url=request.url, error=reason) from None
    return AWSResponse(request.url, response.status, response.headers, _Raw(response.body))


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
