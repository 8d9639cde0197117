# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A test file stands where its subject stands, and no file is too long to be read at once."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"
TESTS = ROOT / "tests" / "unit" / "plugins"
MAX_LINES = 320  # each file has fewer

FILES = sorted(
    path.relative_to(PLUGINS)
    for folder in ("module_utils", "plugin_utils")
    for path in (PLUGINS / folder).rglob("*.py")
)

# Files without a test file, and the reason.
WITHOUT_TESTS = {
    "module_utils/_model/error_codes.py": "constants only",
    "module_utils/_model/previous_user.py": "fields only",
    "module_utils/_model/task_context.py": "fields only",
    "plugin_utils/_roster/column_plan.py": "fields only",
    "plugin_utils/_roster/cell_words.py": "constants only",
    "plugin_utils/_roster/title_words.py": "constants only",
    "plugin_utils/_roster/vocabulary.py": "constants only",
}


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
