# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pages of behaviors and the tests use the same numbers."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "docsite" / "rst"
NUMBERS = {
    path.stem: re.findall(r"^\*\*([A-Z]\d+)\*\*$", path.read_text("utf-8"), re.M)
    for path in sorted(FOLDER.glob("behaviors_*.rst"))
}
BEHAVIORS = [number for numbers in NUMBERS.values() for number in numbers]
# A row of the table on the page that leads to the others: its letter, and the page.
ROW = re.compile(r"^   \* - ([A-Z])\n     - .+\n     - :ref:`[\w.]+\.(\w+)`$", re.M)

# "def test_b4_...", and in names of tasks and in comments "(B4)" or "(B4, R8)"
IN_NAMES = re.compile(r"\bdef test_((?:[a-z]\d+_)+)")
IN_WORDS = re.compile(r"\(([A-Z]\d+(?:, [A-Z]\d+)*)\)")


@cache
def named(directory: str, *patterns: str) -> set[str]:
    """The numbers in these files, except this one."""
    files = {path for pattern in patterns for path in (ROOT / directory).rglob(pattern)}
    text = "\n".join(path.read_text("utf-8") for path in files - {Path(__file__).resolve()})
    names = {code.upper() for found in IN_NAMES.findall(text) for code in found.split("_")}
    words = {code for found in IN_WORDS.findall(text) for code in found.split(", ")}
    return (names | words) - {""}


def test_the_pages_are_read() -> None:
    assert len(BEHAVIORS) == len(set(BEHAVIORS)) > 40


def test_the_table_leads_to_the_page_of_each_letter() -> None:
    rows = ROW.findall((FOLDER / "behaviors.rst").read_text("utf-8"))
    pages = {(number[0], page) for page, numbers in NUMBERS.items() for number in numbers}
    assert rows == sorted(pages)


@pytest.mark.parametrize("behavior", BEHAVIORS)
def test_each_behavior_has_a_test_that_names_it(behavior: str) -> None:
    assert behavior in named("tests", "test_*.py") | named("tests/integration/targets", "*.yml")


@pytest.mark.parametrize("directory", ["plugins", "roles", "tests"])
def test_each_number_that_is_named_is_on_a_page(directory: str) -> None:
    assert named(directory, "*.py", "*.yml") <= set(BEHAVIORS)
