# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What passed is not run again as long as nothing has changed; with --cold and --cov it is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tree import ROOT, tracked
from unchanged import MORE

FILE = "tests/acceptance/awx/test_execution_environment.py"
# Plugins of pytest, with which each test fails in a phase.
FAILING = """\
import pytest

@pytest.hookimpl(tryfirst=True)
def pytest_runtest_{phase}(item):
    raise RuntimeError
"""
PHASES = ("setup", "call", "teardown")


RUNS = """\
import json, sys
import pytest

for arguments in json.loads(sys.argv[1]):
    pytest.main(["-n0", "-q", "-r", "", *arguments, sys.argv[2]])
"""


def test_what_passed_is_not_run_again_unless_cold_or_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for phase in PHASES:
        (tmp_path / f"in_{phase}.py").write_text(FAILING.format(phase=phase), "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("COVERAGE_FILE", str(tmp_path / "coverage"))
    failing = [["-p", f"in_{phase}", "--cold"] for phase in PHASES]
    runs = [
        *(run for fail in failing for run in (fail, [])),
        [],
        ["--cov", "--cov-report="],
        ["--cold"],
    ]
    place = f"--override-ini=cache_dir={tmp_path}/cache"
    done = subprocess.run(
        [sys.executable, "-c", RUNS, json.dumps([[place, *run] for run in runs]), FILE],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    ends = re.findall(r"^(\d+ .*) in [0-9.]+s", done.stdout, re.M)
    assert [re.sub(r"\d+ ", "", end) for end in ends] == [
        *("errors", "passed", "failed", "passed", "passed, errors", "passed"),
        *("skipped", "passed", "passed"),
    ]


def test_a_test_depends_on_the_files_of_its_directory_and_the_pages_that_it_reads() -> None:
    for directory, more in MORE.items():
        files = [ROOT / name for name in tracked(f"tests/acceptance/{directory}/*.py")]
        texts = [file.read_text("utf-8") for file in files]
        named = {name for text in texts for name in re.findall(r"\w+\.(?:rst|md)\b", text)}
        read = {name for name in named if (ROOT / "docs/docsite/rst" / name).exists()}
        assert {Path(page).name for page in more} == read
