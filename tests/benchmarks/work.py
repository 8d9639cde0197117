# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The work of a benchmark: rosters, pools, and the emulator that holds them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import appstream_emulator
from appstream_emulator import DEFAULT_ACCESS_KEY
from table import CHECK

REGION = "eu-west-1"
STACKS = [f"stack{number}" for number in range(4)]

Users = list[dict[str, Any]]
State = dict[str, Any]


@dataclass(frozen=True)
class Work:
    """A case: the initial pool, and the roster to apply, also as a file."""

    case: str
    users: Users
    file: Path
    start: State
    url: str

    @property
    def size(self) -> int:
        return len(self.users)

    @property
    def check(self) -> bool:
        return self.case == CHECK


class Emulator:
    """The control path of an emulator in another process."""

    def __init__(self, url: str) -> None:
        self.url = url

    def steer(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_emulator/{path}", data, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def state(self) -> State:
        state: State = self.steer("GET", "state")
        return state

    def pool(self, users: Users) -> State:
        """The state of a pool with these users, and with all stacks."""
        where = {"region": REGION, "access_key": DEFAULT_ACCESS_KEY, "reset": True}
        self.steer("POST", "pool", {**where, "stacks": STACKS, "users": users})
        return self.state()

    def begin(self, state: State, latency: float) -> None:
        """Reset to this state; each call takes ``latency`` milliseconds."""
        self.steer("POST", "reset")
        self.steer("PUT", "state", state)
        self.steer("PUT", "settings", {"latency": latency / 1000})

    def calls(self) -> int:
        return sum(self.steer("GET", "counts").values())


@contextmanager
def emulator(directory: Path) -> Iterator[Emulator]:
    """An emulator in a separate process."""
    port_file = directory / "port"
    port_file.unlink(missing_ok=True)
    command = [sys.executable, "-m", "appstream_emulator", "--port-file", str(port_file)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            while not port_file.exists() and process.poll() is None:
                time.sleep(0.05)
            yield Emulator(f"http://127.0.0.1:{port_file.read_text('utf-8').strip()}")
        finally:
            process.terminate()


def roster(size: int, disabled: int = 0) -> Users:
    """Users with one stack each; ``disabled`` of them, evenly spread, are not enabled."""
    off = {number * size // disabled for number in range(disabled)}
    return [
        {
            "user_name": f"user{number:05}@example.com",
            "first_name": "Ada",
            "last_name": f"Example{number}",
            "enabled": number not in off,
            "stack_names": [STACKS[number % len(STACKS)]],
        }
        for number in range(size)
    ]


def people(state: State) -> Users:
    """The users of the emulator's pool, as a roster."""
    copy = appstream_emulator.Emulator()
    copy.load_state(state)
    return copy.pool(REGION, DEFAULT_ACCESS_KEY).roster()
