# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Takes coroutines that await runs of their hosts from one shared run to the next."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping
from pathlib import Path

import pytest
import yaml
from pool_hosts import Host, Request, Run, play_together

Test = Coroutine[Request, Run | None, None]


def run_together(
    begin: Callable[[Path], Mapping[Host, Test]],
    directory: Path,
    env: Mapping[str, str],
    dumper: type[yaml.SafeDumper] = yaml.SafeDumper,
) -> dict[Host, BaseException | None]:
    """Begin tests and run all to their end; returns with what each of them failed.

    ``begin`` makes the hosts, in a new directory below this one. It is called once more if midnight
    has passed: users are created some days before today, and shared runs take minutes. A single
    playbook and a page may still meet midnight.
    """
    for attempt in itertools.count(1):
        today = time.gmtime().tm_yday
        (place := directory / str(attempt)).mkdir()
        outcomes = run_all(begin(place), env, dumper)
        if today == time.gmtime().tm_yday:
            break
    return outcomes


def run_all(
    tests: Mapping[Host, Test], env: Mapping[str, str], dumper: type[yaml.SafeDumper]
) -> dict[Host, BaseException | None]:
    outcomes: dict[Host, BaseException | None] = {}
    waiting: dict[Host, Request] = {}

    def resume(host: Host, result: Run | Exception | None) -> None:
        """Let a test go on until it waits for its next run."""
        test = tests[host]
        waiting.pop(host, None)
        try:
            waiting[host] = (
                test.throw(result) if isinstance(result, Exception) else test.send(result)
            )
        except StopIteration:
            outcomes[host] = None
        except (Exception, pytest.fail.Exception) as failure:
            outcomes[host] = failure

    for host in tests:
        resume(host, None)
    while waiting:
        kind = next_kind(waiting.values())
        ready = {host: asked.variables for host, asked in waiting.items() if asked.kind == kind}
        try:
            runs: Mapping[Host, Run | Exception] = play_together(*kind, ready, env, dumper)
        except Exception as failure:
            runs = dict.fromkeys(ready, failure)
        for host, run in runs.items():
            resume(host, run)
    return outcomes


def next_kind(waiting: Iterable[Request]) -> tuple[str, tuple[str, ...]]:
    """Checks first, and playbooks by name, so that tests which began with them catch up."""
    return min((asked.kind for asked in waiting), key=lambda kind: (not kind[1], *kind))
