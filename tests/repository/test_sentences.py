# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pages that a newcomer reads first have short sentences, and can be read in some minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDES = [
    "docs/docsite/rst/guide_first_steps.rst",
    "docs/docsite/rst/guide_rosters.rst",
    "docs/docsite/rst/guide_roster_options.rst",
]
PAGES = ["README.md", *GUIDES]
MAX_WORDS = 30  # of a sentence
MAX_PAGE = 1200  # words of a guide, with its code

# What is not prose: code, comments, definitions of links; of reST, any directive but a table.
MARKDOWN_CODE = re.compile(r"^( *)(```|~~~).*?^\1\2$|<!--.*?-->|^\[\w+\]: .*?$", re.M | re.S)
RST_BLOCK = re.compile(r"^( *)\.\.(?! list-table).*\n(?:(?:\1 +.*)?\n)*", re.M)
RST_OPTION = re.compile(r"^ *(:[\w-]+:.*|\.\. list-table::|[=^-]{4,})$", re.M)
# Code within a line is one word, and so is a reference.
INLINE = re.compile(r"(:\w+:)?(`+)[^`]+\2_?")
# What begins a paragraph of its own: an entry of a list, a cell of a table, a heading.
START = re.compile(r"^ *(?:[*-] +)+(?=\S)|^ *\d+\. +|^#+ |\|", re.M)
END = re.compile(r"(?<=[.!?])[)*\"]*\s+(?=[*\"(]*[A-Z\d])")


def sentences(page: str, markdown: bool) -> Iterator[str]:
    """All sentences of a page; a cell of a table has at least one."""
    page = MARKDOWN_CODE.sub("\n\n", page) if markdown else RST_BLOCK.sub("\n\n", page)
    page = RST_OPTION.sub("\n", page)
    page = INLINE.sub("Code", page)
    for paragraph in re.split(r"\n\s*\n", START.sub("\n\n", page)):
        yield from filter(None, END.split(" ".join(paragraph.split())))


def read(page: str) -> list[str]:
    return list(sentences((ROOT / page).read_text("utf-8"), page.endswith(".md")))


@pytest.mark.parametrize("page", PAGES)
def test_no_sentence_is_long(page: str) -> None:
    found = read(page)
    assert len(found) > 30
    assert [sentence for sentence in found if len(sentence.split()) > MAX_WORDS] == []


@pytest.mark.parametrize("page", GUIDES)
def test_no_first_guide_is_long(page: str) -> None:
    assert len((ROOT / page).read_text("utf-8").split()) <= MAX_PAGE


@pytest.mark.parametrize(
    ("page", "markdown", "found"),
    [
        ("One. Two\nlines.\n\n- Three\n", True, ["One.", "Two lines.", "Three"]),
        ("```console\n$ no prose. None.\n```\nText `a b. C`.", True, ["Text Code."]),
        ("| A b. C | D |\n|---|---|\n", True, ["A b.", "C", "D", "---", "---"]),
        ("[a]: https://b.c/D. E\n<!-- no\nprose. None -->\nF", True, ["F"]),
        (
            ".. code-block:: text\n   :caption: a\n\n   B. C\n\nD ``e. F``. G",
            False,
            ["D Code.", "G"],
        ),
        (".. list-table::\n   :widths: 1\n\n   * - A. B\n     - C\n", False, ["A.", "B", "C"]),
        ("Title\n=====\n\nSee :ref:`a b`. Yes.", False, ["Title", "See Code.", "Yes."]),
    ],
)
def test_sentences_are_found(page: str, markdown: bool, found: list[str]) -> None:
    assert list(sentences(page, markdown)) == found
