# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a rulebook with ansible-rulebook, and posts events to its webhook."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pool_hosts import reserve_port
from tree import ROOT, VENV, environment

RULEBOOKS = ROOT / "extensions" / "eda" / "rulebooks"
TOKEN = "not-a-token-of-a-webhook-but-long-enough"
PROGRAM = VENV / "eda" / "bin" / "ansible-rulebook"
TIMEOUT = 300  # seconds; only ends what would hang


def wait_for(what: Callable[[], Any], process: subprocess.Popen[str] | None = None) -> Any:
    """The first answer that is true."""
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        if answer := what():
            return answer
        assert process is None or process.poll() is None, "ansible-rulebook has ended"
        time.sleep(0.1)
    raise TimeoutError


@dataclass
class Rulebook:
    """A rulebook with its variables, and a directory for its files. It may run several times."""

    path: Path
    directory: Path
    variables: dict[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    token: str | None = TOKEN
    arguments: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._reserved = reserve_port()
        self.port = int(self._reserved.getsockname()[1])
        self.log = self.directory / "rulebook.log"

    def start(self) -> subprocess.Popen[str]:
        given = {"webhook_port": self.port, **self.variables}
        (self.directory / "vars.yml").write_text(json.dumps(given), "utf-8")
        env = environment(VENV / "live")
        env["PATH"] = os.pathsep.join([str(PROGRAM.parent), env["PATH"]])
        command = [str(PROGRAM), "--rulebook", str(self.path), "--vars", "vars.yml"]
        if self.token is not None:
            env["WEBHOOK_TOKEN"] = self.token
            command += ["--env-vars", "WEBHOOK_TOKEN"]
        with self.log.open("a", encoding="utf-8") as log:
            return subprocess.Popen(
                [*command, *self.arguments],
                cwd=self.directory,
                env={**env, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
            )

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[str]]:
        """It listens."""
        process = self.start()
        try:
            wait_for(lambda: self.post({}, token="another") == 401, process)
            yield process
        finally:
            process.kill()
            process.wait()

    def post(self, event: Any, token: str | None = TOKEN) -> int | None:
        """Post an event, or bytes as they are. The status, or nothing if nobody listens."""
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/", body, method="POST")
        if token is not None:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except urllib.error.URLError:
            return None

    def refused(self) -> list[str]:
        """The events that no rule understood."""
        lines = self.log.read_text("utf-8").splitlines()
        return [line for line in lines if line.startswith("REFUSED")]
