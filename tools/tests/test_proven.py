# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A session is skipped only if nothing has changed since it passed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import proven
import pytest
import tree
from proven import fingerprint, unless_proven


class Skipped(Exception):
    """What nox raises when a session skips itself."""


class Session:
    """As much of a session of nox as decides about it."""

    name = "check"

    def __init__(self, *posargs: str) -> None:
        self.posargs = posargs

    def skip(self, reason: str) -> NoReturn:
        raise Skipped(reason)


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a page and a program; and an environment, of which git takes no notice."""
    root = tmp_path / "repository"
    (root / "venv" / "lib" / "python" / "site-packages" / "boto3-1.0.dist-info").mkdir(parents=True)
    for name, text in {".gitignore": "venv\n", "page.md": "Page\n", "run.py": "pass\n"}.items():
        (root / name).write_text(text, "utf-8")
    (root / "link").symlink_to("page.md")
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    subprocess.run(["git", "add", "."], cwd=root, check=True)
    monkeypatch.setattr(tree, "ROOT", root)
    monkeypatch.setattr(proven, "ROOT", root)
    for variable in ("COLD", "CONFIG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("REAL_PROCESSES", "")
    return root


CHANGES: dict[str, Callable[[Path], object]] = {
    "content": lambda root: (root / "run.py").write_text("raise\n", "utf-8"),
    "mode": lambda root: (root / "run.py").chmod(0o755),
    "deleted": lambda root: (root / "run.py").unlink(),
    "renamed": lambda root: (root / "run.py").rename(root / "ran.py"),
    "new, and not added": lambda root: (root / "new.py").touch(),
    "real processes": lambda _root: os.environ.update(REAL_PROCESSES="1"),
    "a package": lambda root: (root / "venv/nox/lib/python/site-packages/a-1.dist-info").mkdir(
        parents=True
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_fingerprint_changes(repository: Path, change: Callable[[Path], object]) -> None:
    before = fingerprint(repository / "venv", "*.md")
    assert fingerprint(repository / "venv", "*.md") == before
    change(repository)
    assert fingerprint(repository / "venv", "*.md") != before


def test_a_link_counts_and_not_only_what_it_shows(repository: Path) -> None:
    before = fingerprint(repository / "venv")
    (repository / "copy.md").write_text("Page\n", "utf-8")
    with_copy = fingerprint(repository / "venv")
    (repository / "link").unlink()
    (repository / "link").symlink_to("copy.md")
    assert len({before, with_copy, fingerprint(repository / "venv")}) == 3


def test_only_files_without_influence_may_change(repository: Path) -> None:
    before = fingerprint(repository / "venv", "page.md", "link")
    every = fingerprint(repository / "venv")
    (repository / "page.md").write_text("Other\n", "utf-8")
    assert fingerprint(repository / "venv", "page.md", "link") == before
    assert fingerprint(repository / "venv") != every


def test_a_session_runs_until_it_passes_and_again_when_asked_to(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []

    @unless_proven(repository / "venv")
    def session(each: Session) -> None:
        runs.append(each)
        if "raise" in (repository / "run.py").read_text("utf-8"):
            raise ValueError("broken")

    session(Session())
    with pytest.raises(Skipped, match="unchanged"):
        session(Session())
    session(Session("an argument"))
    for variable in ("COLD", "CONFIG"):
        with monkeypatch.context() as patch:
            patch.setenv(variable, "1")
            session(Session())
    assert len(runs) == 4
    (repository / "run.py").write_text("raise\n", "utf-8")
    for _time in range(2):
        with pytest.raises(ValueError, match="broken"):
            session(Session())
    (repository / "run.py").write_text("pass\n", "utf-8")
    session(Session())  # as it was when it passed, but it failed the last time
    assert len(runs) == 7
    session(Session("an argument"))
    with pytest.raises(Skipped, match="unchanged"):
        session(Session())


@pytest.mark.parametrize("config", ["", "aws.yml"])
def test_only_a_whole_run_on_the_emulator_proves_and_any_failure_disproves(
    repository: Path, monkeypatch: pytest.MonkeyPatch, config: str
) -> None:
    fails: list[bool] = []

    @unless_proven(repository / "venv")
    def session(each: Session) -> None:
        if any(fails):
            raise ValueError("broken")

    def run_a_part() -> None:
        with monkeypatch.context() as patch:
            patch.setenv("CONFIG", config)
            session(Session() if config else Session("a target"))

    run_a_part()
    session(Session())  # the part did not prove the whole
    fails.append(True)
    with pytest.raises(ValueError, match="broken"):
        run_a_part()
    with pytest.raises(ValueError, match="broken"):
        session(Session())


def test_a_session_runs_if_what_it_makes_is_missing(repository: Path) -> None:
    made = repository / "venv" / "site"

    @unless_proven(repository / "venv", makes="site")
    def session(each: Session) -> None:
        made.mkdir()

    session(Session())
    with pytest.raises(Skipped):
        session(Session())
    made.rmdir()
    session(Session())
    assert made.is_dir()
