# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of behaviors and the tests use the same numbers."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "docsite" / "rst" / "behaviors.rst"
BEHAVIORS = re.findall(r"^\*\*([A-Z]\d+)\*\*$", PAGE.read_text("utf-8"), re.M)

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


def test_the_page_is_read() -> None:
    assert len(BEHAVIORS) == len(set(BEHAVIORS)) > 40


@pytest.mark.parametrize("behavior", BEHAVIORS)
def test_each_behavior_has_a_test_that_names_it(behavior: str) -> None:
    assert behavior in named("tests", "test_*.py") | named("tests/integration/targets", "*.yml")


@pytest.mark.parametrize("directory", ["plugins", "roles", "tests"])
def test_each_number_that_is_named_is_on_the_page(directory: str) -> None:
    assert named(directory, "*.py", "*.yml") <= set(BEHAVIORS)
