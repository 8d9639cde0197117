# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compares our task for one user with modules of amazon.aws that make one call."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from statistics import median
from typing import Any

from contenders import BENCH
from work import Emulator, roster

OURS = "appstream_user"
# The first is similar to ours, with JSON and a model twice as large; the second has the least work.
OTHERS = ("cloudwatchlogs_log_group_info", "sts_assume_role")
TIMES = 20  # tasks in a playbook
ROUNDS = 5

ROLE = b"""<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/bench/bench</Arn>
<AssumedRoleId>AROAEXAMPLE:bench</AssumedRoleId></AssumedRoleUser><Credentials>
<AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>none-at-all-but-long</SecretAccessKey>
<SessionToken>none-at-all-but-long</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration>
</Credentials></AssumeRoleResult></AssumeRoleResponse>"""


class _Canned(BaseHTTPRequestHandler):
    """Always gives the same answers."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        logs = "X-Amz-Target" in self.headers
        kind, body = ("application/x-amz-json-1.1", b'{"logGroups": []}')
        if not logs:
            kind, body = "text/xml", ROLE
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.wfile.write(head.encode() + body)

    def log_message(self, *_args: Any) -> None:
        """Suppress the log."""


@contextmanager
def _canned() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Canned) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def compare(
    timed: Callable[[list[str]], dict[str, float]], emulator: Emulator
) -> dict[str, tuple[float, float]]:
    """By module, the seconds of a playbook with one task, and of each further task."""
    users = roster(1)
    emulator.begin(emulator.pool(users), 0)
    found: dict[tuple[str, int], list[float]] = {}
    with _canned() as url:
        for _round in range(ROUNDS):
            for module in (OURS, *OTHERS):
                for times in (1, 1 + TIMES):
                    given = {"times": times, "user_name": users[0]["user_name"]}
                    given["url"] = emulator.url if module == OURS else url
                    play = ["ansible-playbook", str(BENCH / "single.yml"), "-e", json.dumps(given)]
                    play += ["--tags", module]
                    found.setdefault((module, times), []).append(timed(play)["seconds"])
    assert emulator.calls() == ROUNDS * (TIMES + 2), "each task makes one call"
    result = {}
    for module in (OURS, *OTHERS):
        one, all_ = median(found[module, 1]), median(found[module, 1 + TIMES])
        result[module] = one, (all_ - one) / TIMES
    return result
