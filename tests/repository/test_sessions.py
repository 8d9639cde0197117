# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``make test`` runs every session of nox, and pytest finds every test file and our plugin.
make sets up an environment again with the Python that it has."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOX = Path(sys.prefix) / "nox" / "bin" / "nox"
META = {"lint"}  # runs yamllint, which is listed


def listed(variable: str) -> set[str]:
    """The words of a variable of the Makefile."""
    (words,) = re.findall(rf"^{variable} := (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.M)
    return set(words.split())


def test_make_runs_every_default_session() -> None:
    printed = subprocess.run(
        [NOX, "--list", "--nocolor"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"]},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    sessions = set(re.findall(r"^\* (\S+)", printed, re.M))
    assert listed("SESSIONS") == sessions - META
    assert listed("LINTERS") < sessions


def test_pytest_finds_every_test_file() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]
    trees = [ROOT / tree for tree in options["ini_options"]["testpaths"]]
    files = [
        path
        for top in ("tests", "tools")
        for path in (ROOT / top).rglob("test_*.py")
        if "output" not in path.parts
    ]
    assert len(files) > 100
    assert not [path for path in files if not any(path.is_relative_to(tree) for tree in trees)]


@pytest.mark.parametrize(
    ("configuration", "python"),
    [
        (f"home = /x\nexecutable = {sys.executable}\nversion = 3\n", sys.executable),
        ("executable = /removed/python3\n", "python3"),
        ("", "python3"),
    ],
    ids=["there", "removed", "none"],
)
def test_an_environment_keeps_its_python(tmp_path: Path, configuration: str, python: str) -> None:
    if configuration:
        (tmp_path / "pyvenv.cfg").write_text(configuration, "utf-8")
    recipe = subprocess.run(
        ["make", "--dry-run", "demo", f"VENV={tmp_path}"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    assert f"Setting up {tmp_path} with {python} " in recipe
    assert f"\n{python} -m venv --clear --without-pip {tmp_path}\n" in recipe


def test_workers_share_tests(pytestconfig: pytest.Config) -> None:
    """tests/conftest.py passes over a missing plugin, since ansible-test has none."""
    assert pytestconfig.pluginmanager.has_plugin("pytest_workers")
