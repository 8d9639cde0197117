# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts a command, and kills it with its descendants once the emulator has seen a number of calls.

``kill_in_the_middle.py COUNTS_URL CALL NUMBER COMMAND...``
succeeds if there was something to kill.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

TIMEOUT = 600  # seconds; only ends what would hang: a busy machine may take long


def main(url: str, call: str, number: int, command: list[str]) -> int:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def calls() -> int:
        with opener.open(url) as answer:
            return int(json.load(answer).get(call, 0))

    enough = calls() + number
    deadline = time.monotonic() + TIMEOUT
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    while process.poll() is None and calls() < enough and time.monotonic() < deadline:
        time.sleep(0.02)
    ended = process.poll() is not None
    killed = [] if ended else [process.pid, *descendants(process.pid)]
    for pid in killed:
        with contextlib.suppress(ProcessLookupError):  # ended meanwhile
            os.kill(pid, signal.SIGKILL)
    output = process.communicate()[0].decode(errors="replace")
    seen = number + calls() - enough
    print(json.dumps({"killed": len(killed), "calls": seen, "output": output}))
    # the command itself, its worker and the module
    return int(len(killed) < 3 or seen < number)


def descendants(pid: int) -> list[int]:
    """The processes that a process started, directly or indirectly. Linux only."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # ended meanwhile
            # after the name, which is in brackets and may hold anything: the state, the parent
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]))
