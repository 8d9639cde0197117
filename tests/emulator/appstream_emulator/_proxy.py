# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy before the service that spoils answers, as portals and inspecting proxies do.

It works on bytes, so it is the same for each protocol of the service.
"""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from ._http import HOST

PAGE = b"<html><body>Please sign in.</body></html>"
SKIPPED = {"connection", "content-length", "transfer-encoding", "date", "server"}

Answer = tuple[int, dict[str, str], bytes]


def _html(_answer: Answer) -> Answer:
    return 200, {"Content-Type": "text/html"}, PAGE


def _empty(answer: Answer) -> Answer:
    return answer[0], answer[1], b""


def _cut(answer: Answer) -> Answer:
    return answer[0], answer[1], answer[2][: len(answer[2]) // 2]


def _gzip(answer: Answer) -> Answer:
    return answer[0], {**answer[1], "Content-Encoding": "gzip"}, b"\x1f\x8b\x08\x00broken"


def _no_content(_answer: Answer) -> Answer:
    return 204, {}, b""


def _forbidden(_answer: Answer) -> Answer:
    return 403, {"Content-Type": "text/html"}, PAGE


WAYS = {
    "html": _html,
    "empty": _empty,
    "cut": _cut,
    "gzip": _gzip,
    "no_content": _no_content,
    "forbidden": _forbidden,
}
# Those in which the proxy answers by itself: the call never reaches the service.
BY_ITSELF = {"html", "no_content", "forbidden"}


@dataclass
class Spoiling:
    """Which answers are spoiled: those of an operation, "*" for all, and in which of the WAYS.

    ``after`` are passed on first; ``times`` are spoiled then, None for all.
    """

    operation: str
    way: str
    after: int = 0
    times: int | None = None
    hits: int = 0

    def hit(self, operation: str) -> bool:
        """Whether to spoil this call; counts it."""
        if self.operation not in ("*", operation):
            return False
        if self.after:
            self.after -= 1
            return False
        if self.times is not None and self.hits >= self.times:
            return False
        self.hits += 1
        return True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        target = self.headers.get("X-Amz-Target") or self.path
        spoiling = self.server.find(target.replace("/", ".").rpartition(".")[2])
        passed_on = spoiling is None or spoiling.way not in BY_ITSELF
        answer = self._pass_on(body) if passed_on else (200, {}, b"")
        if spoiling is not None:
            answer = WAYS[spoiling.way](answer)
        status, headers, body = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def setup(self) -> None:
        super().setup()
        self._target = http.client.HTTPConnection(self.server.target)

    def finish(self) -> None:
        self._target.close()
        super().finish()

    def _pass_on(self, body: bytes) -> Answer:
        self._target.request("POST", self.path, body, dict(self.headers.items()))
        response = self._target.getresponse()
        headers = {k: v for k, v in response.getheaders() if k.lower() not in SKIPPED}
        return response.status, headers, response.read()

    def log_message(self, *_args: object) -> None:
        """Suppress the log."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, target: str, spoilings: list[Spoiling]) -> None:
        super().__init__((HOST, 0), _Handler)
        self.target = target
        self._spoilings = spoilings
        self._lock = threading.Lock()

    def find(self, operation: str) -> Spoiling | None:
        with self._lock:
            return next((each for each in self._spoilings if each.hit(operation)), None)


@contextlib.contextmanager
def spoil(url: str, spoilings: list[Spoiling]) -> Iterator[str]:
    """A proxy before the emulator at this URL; yields its own.

    The list may be changed while the proxy runs.
    """
    server = _Server(urlsplit(url).netloc, spoilings)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
