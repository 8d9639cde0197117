# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lets workers of pytest-xdist collect, share and report thousands of short tests in less time.

Which tests run, and which of them fail, stays the same. No option of pytest-xdist does this. Groups
that the workers do not keep together are an error."""

from __future__ import annotations

import fcntl
import gc
from collections.abc import Generator
from contextlib import suppress
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

# Their tests take milliseconds, so that those of a file are handed to a worker at once.
SHORT = ("tests/emulator/", "tests/repository/", "tests/unit/plugins/")
SHOWN = 0.005  # seconds; pytest does not list shorter durations


def is_worker(config: pytest.Config) -> bool:
    """Whether this is a worker of pytest-xdist."""
    return hasattr(config, "workerinput")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """One worker rewrites the assertions of a file, and the others read what Python keeps of it."""
    if not (is_worker(collector.config) and isinstance(collector, pytest.Module)):
        return (yield)
    with collector.path.open("rb") as file:
        with suppress(OSError):  # network file systems lock no file that is only read
            fcntl.flock(file, fcntl.LOCK_EX)
        return (yield)


def pytest_collection_finish() -> None:
    """What is collected stays: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files of short tests are groups, too: to hand out a test takes as long as to run it."""
    if config.option.dist != "loadgroup":
        return None
    from xdist.scheduler import LoadGroupScheduling

    class Scheduling(LoadGroupScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            scope = super()._split_scope(nodeid)
            return nodeid.split("::", maxsplit=1)[0] if scope.startswith(SHORT) else scope

        def _pending_of(self, workload: dict[str, dict[str, bool]]) -> int:
            """It is asked after each test, and need not count all earlier ones again."""
            for scope in [scope for scope, tests in workload.items() if all(tests.values())]:
                del workload[scope]
            return int(super()._pending_of(workload))

    config.option.loadscopereorder = False  # the longest tests come first, not the largest files
    return Scheduling(config, log)


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Workers tell the controller one thing of a short test that passes, not five.

    They tell what failed after the teardown, in which a worker seldom crashes.
    """
    if not (is_worker(item.config) and item.nodeid.startswith(SHORT)):
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed or report.duration >= SHOWN:
            item.ihook.pytest_runtest_logreport(report=report)
    return True


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Groups keep together: pytest-xdist 3.8.0 does not notice that it cannot with pytest 9.2.0."""
    mark = item.get_closest_marker("xdist_group")
    if mark and getattr(item.config.option, "loadgroup", False):
        assert item.nodeid.endswith(f"@{mark.args[0]}"), "pytest-xdist ignores groups of tests"
