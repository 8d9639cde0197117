# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the playbooks as a user does, by their full names, on emulators over HTTP.

Most tests are coroutines that await the runs of their pool, the fixture ``host``. What several
tests wait for at the same time, with the same playbook and arguments, is one run. Each test has its
own host in it, with its own emulator, variables and files, and gets what the run says of this host.
Tests with the same mark ``xdist_group`` share runs.

What is about a process as a whole (its exit status, extra variables, ``localhost``, several pools
that meet in one run, plays of one's own) has the fixture ``work``, and runs of its own. With the
mark ``task_processes``, their tasks have processes of their own, too, as users' tasks do.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any, TypeGuard

import pytest
import tasks_in_process
from pool_hosts import Host
from together import Test, run_together
from workplace import Workplace


def shares(item: pytest.Item) -> TypeGuard[pytest.Function]:
    return isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.function)


def group_of(item: pytest.Item) -> str:
    mark = item.get_closest_marker("xdist_group")
    assert mark, f"{item.name} is in no group"
    return str(mark.args[0])


def begin(item: pytest.Function, host: Host) -> Test:
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    test: Test = item.function(host=host, **parameters)
    return test


def name_of(item: pytest.Function) -> str:
    return re.sub(r"\W+", "-", item.name.removeprefix("test_")).strip("-")


# How each test of a group has ended, by the name of its host.
Group = dict[str, tuple[Host, BaseException | None]]


@pytest.fixture(scope="session")
def groups() -> dict[str, Group]:
    """Those that have run."""
    return {}


@pytest.fixture
def host(
    request: pytest.FixtureRequest,
    groups: dict[str, Group],
    programs: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Host:
    name = group_of(request.node)
    assert not request.node.get_closest_marker("task_processes"), "tasks of shared runs have none"

    def begin_all(directory: Path) -> dict[Host, Test]:
        items = [item for item in request.session.items if shares(item) and group_of(item) == name]
        hosts = [(Host(name_of(item), directory), item) for item in items]
        return {host: begin(item, host) for host, item in hosts}

    if name not in groups:
        outcomes = run_together(begin_all, tmp_path_factory.mktemp(name), programs)
        groups[name] = {host.name: (host, failure) for host, failure in outcomes.items()}
    return groups[name][name_of(request.node)][0]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Tell how a test ended that the first of its group has taken along."""
    if not shares(pyfuncitem):
        return None
    groups: Any = pyfuncitem.funcargs["groups"]
    group: Group = groups[group_of(pyfuncitem)]
    if failure := group[name_of(pyfuncitem)][1]:
        raise failure
    return True


@pytest.fixture
def work(request: pytest.FixtureRequest, tmp_path: Path, programs: dict[str, str]) -> Workplace:
    processes = request.node.get_closest_marker("task_processes")
    return Workplace(tmp_path, programs if processes else tasks_in_process.asked(programs))
