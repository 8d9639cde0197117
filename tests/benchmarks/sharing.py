# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How two processes share a service that throttles: ``python sharing.py``, run by hand.

Each process reads the pool over and over, with ten threads, until the time is over: ours with the
client of this collection, the other with the same or with botocore's ``adaptive`` mode. The
emulator lets ``--rate`` calls a second pass. Prints the share of the first in all that passed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
from appstream_emulator import CREDENTIALS
from botocore.config import Config
from work import REGION, emulator

from ansible_collections.euc.appstream.plugins.module_utils._service.deadline import Clock
from ansible_collections.euc.appstream.plugins.module_utils._service.endpoint import Endpoint
from ansible_collections.euc.appstream.plugins.module_utils._service.rate_limiter import (
    PacingLimiter,
)
from ansible_collections.euc.appstream.plugins.module_utils._service.retry import RetryingCaller

THREADS = 10


def caller(kind: str, url: str) -> Callable[[], Any]:
    """A call that is tried again until it passes."""
    ours = kind == "ours"
    retries = {"total_max_attempts": 1} if ours else {"mode": "adaptive", "total_max_attempts": 999}
    client = boto3.client(
        "appstream",
        endpoint_url=url,
        region_name=REGION,
        config=Config(max_pool_connections=THREADS, retries=retries),
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
    )
    params = {"AuthenticationType": "USERPOOL"}
    if not ours:
        return lambda: client.describe_users(**params)
    clock = Clock()
    retrying = RetryingCaller(PacingLimiter(clock), clock, Endpoint(client))
    return lambda: retrying.call("DescribeUsers", "the pool", client.describe_users, params)


def work(kind: str, url: str, seconds: float, calls: int) -> None:
    """Print how many calls passed, and the seconds until the last of ``calls`` did."""
    call, begin = caller(kind, url), time.monotonic()
    todo = list(range(calls)) if calls else None

    def thread(_number: int) -> int:
        passed = 0
        while todo if todo is not None else time.monotonic() - begin < seconds:
            if todo:
                todo.pop()
            call()
            passed += 1
        return passed

    with ThreadPoolExecutor(THREADS) as pool:
        passed = sum(pool.map(thread, range(THREADS)))
    print(passed, time.monotonic() - begin)


def measure(kinds: list[str], options: argparse.Namespace, calls: int = 0) -> None:
    rule = {"operation": "*", "rate": options.rate, "burst": options.burst}
    with tempfile.TemporaryDirectory() as directory, emulator(Path(directory)) as target:
        target.begin(target.pool([]), options.latency)
        target.steer("POST", "faults", rule)
        command = [sys.executable, __file__, "--url", target.url, "--calls", str(calls)]
        command += ["--seconds", str(options.seconds), "--work"]
        started = [
            subprocess.Popen([*command, kind], stdout=subprocess.PIPE, text=True) for kind in kinds
        ]
        found = [process.communicate()[0].split() for process in started]
        total = target.calls()
    passed = [int(each[0]) for each in found]
    print(
        f"{' beside '.join(kinds)}: {passed[0] / sum(passed):.0%} of {sum(passed)} calls,",
        f"{1 - sum(passed) / total:.0%} of {total} throttled, {float(found[0][1]):.1f} s",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=10.0)
    parser.add_argument("--burst", type=float, default=1.0)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--calls", type=int, default=211, help="of a process alone")
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work, options.url, options.seconds, options.calls)
        return
    measure(["ours"], options, options.calls)
    measure(["ours", "ours"], options)
    measure(["ours", "adaptive"], options)


if __name__ == "__main__":
    main()
