# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What passed is not run again as long as nothing has changed, and with --cold it is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tree import ROOT

FILE = "tests/acceptance/awx/test_execution_environment.py"
FAILING = """\
import pytest

@pytest.fixture(autouse=True)
def fail():
    raise RuntimeError
"""


RUNS = """\
import json, sys
import pytest

for arguments in json.loads(sys.argv[1]):
    pytest.main(["-n0", "-q", "-r", "", *arguments, sys.argv[2]])
"""


def test_what_passed_is_not_run_again_unless_cold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "failing.py").write_text(FAILING, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    failing = ["-p", "failing"]
    runs = [failing, [], [], ["--cold"], [*failing, "--cold"], []]
    place = f"--override-ini=cache_dir={tmp_path}/cache"
    done = subprocess.run(
        [sys.executable, "-c", RUNS, json.dumps([[place, *run] for run in runs]), FILE],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    ends = re.findall(r"^\d+ (.*) in [0-9.]+s", done.stdout, re.M)
    assert ends == ["errors", "passed", "skipped", "passed", "errors", "passed"]
