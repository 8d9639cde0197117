# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator behind an HTTP server on the loopback interface."""

from __future__ import annotations

import contextlib
import json
import socket
import socketserver
import struct
import sys
import threading
import traceback
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ._control import PREFIX, control
from ._emulator import Emulator
from ._errors import ConnectionDropped, ServiceError
from ._protocol import Request, Response, error_answer

HOST = "127.0.0.1"

# The client closed its end first, which is common when a test ends.
_GONE = (BrokenPipeError, ConnectionError, TimeoutError)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _serve(self) -> None:
        body = self._body()
        if body is None:
            return
        path = self.path.split("?", 1)[0]
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, path, headers, body)
        emulator = self.server.emulator
        try:
            steered = path.startswith(PREFIX)
            response = _steer(emulator, request) if steered else emulator.handle(request)
        except ConnectionDropped:
            self.close_connection = True
            self.server.drop(self.connection)
            return
        except Exception as bug:  # Report it to the client at once, not as a lost connection.
            traceback.print_exc(file=sys.stderr)
            # No client retries a status of 501.
            error = ServiceError("EmulatorError", f"a bug of the emulator: {bug!r}", 501)
            response = error_answer(request, error, modeled=False)
        self._write(response)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _serve

    def _body(self) -> Any:
        """The body, or None if it cannot be read."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            raw = b'{"error": "a plain Content-Length is needed"}'
            self._write(Response(411, {"Content-Type": "application/json"}, raw))
            return None
        return self.rfile.read(int(length))

    def _write(self, response: Response) -> None:
        lines = [f"HTTP/1.1 {response.status} {_REASONS.get(response.status, 'Error')}"]
        lines += [f"{name}: {value}" for name, value in response.headers.items()]
        lines += [f"Content-Length: {len(response.body)}"]
        if self.close_connection:
            lines += ["Connection: close"]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
        # In one write: a second one would wait 40 ms for the client's delayed acknowledgment.
        self.wfile.write(head + response.body)

    def log_message(self, *_args: Any) -> None:
        """Suppress the log: the emulator logs the calls itself."""


_REASONS: dict[int, str] = {
    status: phrase for status, (phrase, _text) in BaseHTTPRequestHandler.responses.items()
}


def _steer(emulator: Emulator, request: Request) -> Response:
    status, value = control(emulator, request.method, request.path, request.body)
    headers = {"Content-Type": "application/json"}
    return Response(status, headers, json.dumps(value).encode("ascii"))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, emulator: Emulator, port: int) -> None:
        self.emulator = emulator
        self._connections: set[socket.socket] = set()
        self._connections_lock = threading.Lock()
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        # Not that of HTTPServer, which asks DNS for the host name; this may take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._connections_lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def drop(self, request: socket.socket) -> None:
        """Close a connection abruptly, without an answer and without an orderly shutdown."""
        linger = struct.pack("ii", 1, 0)
        request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        with self._connections_lock:
            self._connections.discard(request)

    def shutdown_request(self, request: Any) -> None:
        with self._connections_lock:
            orderly = request in self._connections
            self._connections.discard(request)
        if orderly:
            super().shutdown_request(request)
        else:
            self.close_request(request)

    def close_connections(self) -> None:
        """End the connections that clients keep alive, and so their threads."""
        with self._connections_lock:
            connections = list(self._connections)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], _GONE):
            traceback.print_exc(file=sys.stderr)


class RunningServer:
    """A server in a separate thread, listening until `stop`."""

    def __init__(self, emulator: Emulator, port: int = 0) -> None:
        self._server = _Server(emulator, port)
        self.port = self._server.server_port
        self.url = f"http://{HOST}:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and end all connections."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server.close_connections()


@contextlib.contextmanager
def serve(emulator: Emulator, port: int = 0) -> Iterator[str]:
    """Run an emulator behind HTTP and yield its URL: `with serve(Emulator()) as url: ...`."""
    server = RunningServer(emulator, port)
    try:
        yield server.url
    finally:
        server.stop()
