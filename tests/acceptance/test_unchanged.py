# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What passed is skipped only as long as nothing that it depends on has changed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any, cast

import proven
import pytest
import tree
import unchanged
from tree import ROOT, tracked
from unchanged import RUNS_TESTS, PassedTests, fingerprint

PAGE = "page.rst"


class Kept(dict[str, Any]):
    """A cache that lives as long as the test."""

    def set(self, key: str, value: object) -> None:
        self[key] = value


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Kept:
    """Also puts a single page in place of the repository."""
    monkeypatch.setattr(unchanged, "ROOT", tmp_path)
    monkeypatch.setattr(unchanged, "_common", lambda: "the same")
    (tmp_path / PAGE).write_text("first", "utf-8")
    return Kept()


def session(kept: Kept, cold: bool = False) -> PassedTests:
    """What another run of pytest makes of the same cache."""
    return PassedTests(cast("pytest.Cache", kept), cold)


def is_skipped(passed_tests: PassedTests) -> bool:
    try:
        passed_tests.skip_if_unchanged(PAGE, PAGE)
    except pytest.skip.Exception:
        return True
    return False


def test_it_runs_until_it_has_passed(kept: Kept) -> None:
    first = session(kept)
    assert not is_skipped(first)
    first.add(PAGE)
    assert not is_skipped(first)  # other tests of the same page, in the same run
    assert is_skipped(session(kept))


def test_with_cold_it_runs_and_a_failure_is_remembered(kept: Kept) -> None:
    first = session(kept)
    assert not is_skipped(first)
    first.add(PAGE)
    assert not is_skipped(session(kept, cold=True))  # and does not pass
    assert not is_skipped(session(kept))


def test_a_changed_page_runs_again(kept: Kept, tmp_path: Path) -> None:
    first = session(kept)
    assert not is_skipped(first)
    first.add(PAGE)
    (tmp_path / PAGE).write_text("second", "utf-8")
    assert not is_skipped(session(kept))


def test_a_page_that_changes_while_it_runs_has_not_passed(kept: Kept, tmp_path: Path) -> None:
    first = session(kept)
    assert not is_skipped(first)
    (tmp_path / PAGE).write_text("second", "utf-8")
    first.add(PAGE)
    assert not is_skipped(session(kept))


def test_it_depends_on_other_files_but_not_on_other_pages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    names = [
        "Makefile",
        "other.rst",
        "tests/integration/x.yml",
        "tests/unit/x.py",
        "tests/unit/x.csv",
    ]
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for name in [*names, PAGE]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("first", "utf-8")
    for module in (tree, proven, unchanged):
        monkeypatch.setattr(module, "ROOT", tmp_path)

    def changed_by(name: str) -> bool:
        unchanged._common.cache_clear()
        before = fingerprint(PAGE)
        (tmp_path / name).write_text("second", "utf-8")
        unchanged._common.cache_clear()
        return fingerprint(PAGE) != before

    try:
        assert [changed_by(name) for name in [*names, PAGE]] == [
            True,
            False,
            False,
            False,
            True,
            True,
        ]
    finally:
        unchanged._common.cache_clear()


@pytest.mark.parametrize("page", RUNS_TESTS)
def test_a_page_that_runs_tests_depends_on_them(page: str) -> None:
    (command,) = re.findall(r"^\$ \S+/pytest (\S+)", (ROOT / page).read_text("utf-8"), re.M)
    assert command.startswith(RUNS_TESTS[page])
    assert command in tracked(RUNS_TESTS[page])


@pytest.mark.usefixtures("kept")
def test_a_changed_test_changes_the_page_that_runs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(unchanged, "RUNS_TESTS", {PAGE: "tests/unit"})
    monkeypatch.setattr(unchanged, "tracked", lambda _pattern: ["x.py"])
    (tmp_path / "x.py").write_text("first", "utf-8")
    before = fingerprint(PAGE)
    (tmp_path / "x.py").write_text("second", "utf-8")
    assert fingerprint(PAGE) != before


def test_no_other_page_runs_tests() -> None:
    pages = tracked("*.md", "docs/*.rst")
    assert [p for p in pages if "$ .venv/bin/pytest" in (ROOT / p).read_text("utf-8")] == [
        *RUNS_TESTS
    ]
