# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of whole processes share.

Those that passed are not run again as long as nothing in the repository and no Python package that
they depend on has changed. Programs of the system, such as Chromium, do not count."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path

import pytest
from forked import forked
from tree import ROOT, VENV, environment, tracked
from unchanged import MORE, PASSED, PassedTests

HERE = Path(__file__).parent.relative_to(ROOT)
PASSED_TESTS = pytest.StashKey[PassedTests]()


@cache
def files_of(directory: str) -> tuple[str, ...]:
    return (*MORE[directory], *tracked(f"{HERE}/{directory}"))


def directory_of(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT / HERE).parts[0]


def name_of(item: pytest.Item) -> str:
    """In each environment of its own. It is short and without the group that pytest-xdist adds."""
    name = f"{sys.prefix} {item.path} {item.name}"
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def pytest_configure(config: pytest.Config) -> None:
    assert config.cache
    measured = bool(config.getoption("--cov", default=None))  # what is skipped would not be
    cold = measured or config.getoption("--cold")
    config.stash[PASSED_TESTS] = PassedTests(config.cache, cold)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if (directory := directory_of(item)) in MORE:
        passed_tests = item.config.stash[PASSED_TESTS]
        passed_tests.skip_if_unchanged(name_of(item), *files_of(directory))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[PASSED] = report.passed
    passed = report.when == "teardown" and report.passed and item.stash.get(PASSED, False)
    if passed and directory_of(item) in MORE:
        item.config.stash[PASSED_TESTS].add(name_of(item))
    return report


@pytest.fixture(scope="session")
def passed_tests(request: pytest.FixtureRequest) -> PassedTests:
    """What passed before, with the same files."""
    return request.config.stash[PASSED_TESTS]


@pytest.fixture(scope="session")
def programs() -> Iterator[dict[str, str]]:
    """An environment in which ``ansible-playbook`` starts fast, and finds the checkout."""
    with forked(environment(VENV / "live")) as env:
        yield env
