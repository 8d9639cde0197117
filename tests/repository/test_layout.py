# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A test file stands where its subject stands. No file is unused, or too long to read at once."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from tree import tracked

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"
TESTS = ROOT / "tests" / "unit" / "plugins"
SHARED = ("module_utils", "plugin_utils")
PACKAGE = "ansible_collections.euc.appstream.plugins."
MAX_LINES = 320  # each file has fewer

FILES = sorted(
    path.relative_to(PLUGINS) for folder in SHARED for path in (PLUGINS / folder).rglob("*.py")
)

# Files without a test file, and the reason.
WITHOUT_TESTS = {
    "module_utils/_model/error_codes.py": "constants only",
    "module_utils/_model/previous_user.py": "fields only",
    "module_utils/_model/task_context.py": "fields only",
    "plugin_utils/_roster/column_plan.py": "fields only",
    "plugin_utils/_roster/cell_words.py": "constants only",
    "plugin_utils/_roster/page_words.py": "constants only",
    "plugin_utils/_roster/title_words.py": "constants only",
    "plugin_utils/_roster/vocabulary.py": "constants only",
}


def imported(path: Path) -> set[Path]:
    """The files of the collection that a file of it imports at its top, unconditionally."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if not isinstance(node, ast.ImportFrom):
            continue
        name = node.module or ""
        if node.level:
            start = path.parents[node.level - 1]
        elif name.startswith(PACKAGE):
            start, name = PLUGINS, name.removeprefix(PACKAGE)
        else:
            continue
        module = start.joinpath(*name.split(".")) if name else start
        found |= {module, *(module / alias.name for alias in node.names)}
    return {file for module in found if (file := module.with_suffix(".py")).is_file()}


def expected_file(path: Path) -> Path:
    """Where the tests of a file stand."""
    return TESTS / path.parent / f"test_{path.stem.lstrip('_')}.py"


def test_the_files_are_found() -> None:
    assert len(FILES) > 40
    assert WITHOUT_TESTS.keys() <= set(map(str, FILES))


@pytest.mark.parametrize("path", FILES, ids=str)
def test_each_file_has_its_test_file(path: Path) -> None:
    there = expected_file(path).is_file() and "def test_" in expected_file(path).read_text("utf-8")
    assert there is (str(path) not in WITHOUT_TESTS)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_no_file_is_long(path: Path) -> None:
    assert len((PLUGINS / path).read_text("utf-8").splitlines()) < MAX_LINES


def test_what_ansible_imports_reaches_each_file() -> None:
    """The session "sanity" relies on that: it imports only what Ansible does."""
    shared = {PLUGINS / path for path in FILES}
    reached: set[Path] = set()
    new = {path.resolve() for path in PLUGINS.glob("*/*.py") if path.parent.name not in SHARED}
    while new:
        reached |= new
        new = set().union(*map(imported, new)) - reached
    assert sorted(shared - reached) == []


def test_no_variable_is_an_underscore() -> None:
    """The Pylint of ansible-test refuses it. "make test" does not run that on tests."""
    named = re.compile(r"\bfor _ in|, _ in|^ *_ = ", re.M)
    assert named.search("for _ in range(3)")
    files = [name for name in tracked("*.py") if named.search((ROOT / name).read_text("utf-8"))]
    assert files == ["tests/repository/test_layout.py"]
