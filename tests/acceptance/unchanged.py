# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Remembers what passed, so that it is not run again with the same files.

A page depends on itself, on every file of the repository except other pages and tests of other
things, on Python and on the installed packages. If any of these changes, it runs again, and with
``--cold`` or ``--cov`` in any case. So do tests of the directories in MORE, on the files of their
own.
"""

from __future__ import annotations

import hashlib
from functools import cache

import proven
import pytest
from tree import ROOT, VENV, tracked

PASSED = pytest.StashKey[bool]()  # of a test; conftest.py notes it
PAGES = ("*.md", "*.rst")
NO_INFLUENCE = (
    "changelogs/changelog.yaml",
    "changelogs/fragments",
    "tests/acceptance/awx",
    "tests/acceptance/browser",
    "tests/acceptance/eda",
    "tests/acceptance/playbooks",
    "tests/benchmarks",
    "tests/cases",
    "tests/emulator/tests/test_*",
    "tests/integration",
    "tests/live_probe/tests/test_*",
    "tests/repository",
    "tests/unit/*.py",  # other tests use the files beside them
    "tools/tests/test_*",
)
# The page that runs a test, and where it finds this.
RUNS_TESTS = {"CONTRIBUTING.md": "tests/unit"}
# On which other files the tests of a directory depend, besides those on which all pages do.
MORE = {
    "awx": ("docs/docsite/rst/guide_awx_access.rst",),
    "browser": (),
    "playbooks": (),
}


class PassedTests:
    """Kept in pytest's cache."""

    def __init__(self, kept: pytest.Cache, cold: bool) -> None:
        self._kept = kept
        self._cold = cold
        self._unchanged: dict[str, bool] = {}
        self._before: dict[str, str] = {}  # the fingerprints before these tests ran

    def skip_if_unchanged(self, what: str, *pages: str) -> None:
        """Skip a test that passed before, else forget that it did. ``what``: its name."""
        if what not in self._unchanged:
            self._before[what] = fingerprint(*pages)
            same = self._kept.get(_key(what), None) == self._before[what]
            self._unchanged[what] = same and not self._cold
            if not self._unchanged[what]:
                self._kept.set(_key(what), None)
        if self._unchanged[what]:
            pytest.skip("unchanged since it passed")

    def add(self, what: str) -> None:
        """Remember a test that passed, with the files as they were when it began."""
        self._kept.set(_key(what), self._before[what])


def _key(what: str) -> str:
    return f"passed/{what.replace('/', '-')}"


def fingerprint(*pages: str) -> str:
    """Changes with everything that these pages depend on."""
    digest = hashlib.sha256(_common().encode())
    more = [path for page in pages if page in RUNS_TESTS for path in tracked(RUNS_TESTS[page])]
    for page in (*pages, *more):
        digest.update(page.encode() + b"\0" + (ROOT / page).read_bytes())
    return digest.hexdigest()


@cache
def _common() -> str:
    return proven.fingerprint(VENV, *PAGES, *NO_INFLUENCE)
