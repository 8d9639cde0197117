# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Workers that report less, and share tests in another way, lose no failure."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from pathlib import Path

import pytest
import pytest_workers
from tree import ROOT

TESTS = """\
import os
import time

import pytest


@pytest.fixture(autouse=True)
def phases(request):
    with open(f"ran-{os.environ['PYTEST_XDIST_WORKER']}", "a") as file:
        print(__file__, file=file)
    slow = 0.02 if "slow" in request.node.name else 0
    time.sleep(slow)
    assert "setup" not in request.node.name
    yield
    time.sleep(slow)
    assert "teardown" not in request.node.name


def test_good(): ...
def test_slow(): time.sleep(0.02)
def test_call(): assert False
def test_in_setup(): ...
def test_in_teardown(): ...
def test_call_and_teardown(): assert False
def test_skipped(): pytest.skip("as it says")

@pytest.mark.xfail
def test_xfail(): assert False

@pytest.mark.xfail
def test_xfail_teardown(): assert False

@pytest.mark.xfail(strict=True)
def test_xpass(): ...

@pytest.mark.xfail
def test_xpass_allowed(): ...
"""
ENDS = {
    "test_good": [],
    "test_slow": [],
    "test_call": ["failure"],
    "test_in_setup": ["error"],
    "test_in_teardown": ["error"],
    "test_call_and_teardown": ["failure", "error"],
    "test_skipped": ["skipped"],
    "test_xfail": ["skipped"],
    "test_xfail_teardown": ["skipped", "skipped"],
    "test_xpass": ["failure"],
    "test_xpass_allowed": [],
}


GROUP = """\
import pytest

@pytest.mark.xdist_group("together")
def test_first(): ...

@pytest.mark.xdist_group("together")
def test_second(): ...
"""
# As pytest-xdist 3.8.0 with pytest 9.2.0 did: what names the group is not in the ID.
IGNORES_GROUPS = """\
import pytest

@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    for item in items:
        item._nodeid = item.nodeid.partition("@")[0]
"""


def run_pytest(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Two workers with our plugin only."""
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist=loadgroup", "-q"]
    command += ["-p", "xdist", "-p", "pytest_workers", "-p", "no:cacheprovider"]
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    return subprocess.run(
        [*command, "--import-mode=importlib", *arguments],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": str(ROOT / "tools"), **alone},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("ignored", [False, True])
def test_ignored_groups_are_errors(tmp_path: Path, ignored: bool) -> None:
    (tmp_path / "test_group.py").write_text(GROUP, "utf-8")
    if ignored:
        (tmp_path / "conftest.py").write_text(IGNORES_GROUPS, "utf-8")
    done = run_pytest(tmp_path)
    assert ("2 errors" if ignored else "2 passed") in done.stdout
    assert ("pytest-xdist ignores groups of tests" in done.stdout) is ignored


def test_each_outcome_of_each_phase_is_reported_and_short_files_are_groups(tmp_path: Path) -> None:
    short = [f"{folder}test_{number}.py" for folder in pytest_workers.SHORT for number in (1, 2)]
    for name in (*short, "tests/other/test_1.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(TESTS, "utf-8")
    report = tmp_path / "report.xml"
    done = run_pytest(tmp_path, f"--junitxml={report}", "--durations=0", "tests")
    assert done.returncode == 1, done.stdout
    ends: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for case in ET.parse(report).iter("testcase"):
        ends[case.attrib["classname"]][case.attrib["name"]] += [end.tag for end in case]
    assert len(ends) == len(short) + 1
    for of_file in ends.values():
        assert of_file == ENDS
    for name in short:
        for phase in ("setup", "call", "teardown"):
            assert f"{phase:<8} {name}::test_slow\n" in done.stdout
    ran = [set(file.read_text("utf-8").split()) for file in tmp_path.glob("ran-*")]
    assert len(ran) == 2
    assert {Path(name) for name in set.intersection(*ran)} <= {tmp_path / "tests/other/test_1.py"}
