# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""README has short sentences. For the guides, see test_pages.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

README = Path(__file__).resolve().parents[2] / "README.md"
MAX_WORDS = 30  # of a sentence

# What is not prose: code, comments, definitions of links.
NO_PROSE = re.compile(r"^( *)(```|~~~).*?^\1\2$|<!--.*?-->|^\[\w+\]: .*?$", re.M | re.S)
INLINE = re.compile(r"(`+)[^`]+\1")  # code within a line, which is one word
# What begins a paragraph of its own: an entry of a list, a cell of a table, a heading.
START = re.compile(r"^ *(?:[*-] +)+(?=\S)|^ *\d+\. +|^#+ |\|", re.M)
END = re.compile(r"(?<=[.!?])[)*\"]*\s+(?=[*\"(]*[A-Z\d])")


def sentences(page: str) -> Iterator[str]:
    """All sentences of a page; a cell of a table has at least one."""
    page = INLINE.sub("Code", NO_PROSE.sub("\n\n", page))
    for paragraph in re.split(r"\n\s*\n", START.sub("\n\n", page)):
        yield from filter(None, END.split(" ".join(paragraph.split())))


def test_no_sentence_is_long() -> None:
    found = list(sentences(README.read_text("utf-8")))
    assert len(found) > 30
    assert [sentence for sentence in found if len(sentence.split()) > MAX_WORDS] == []


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("One. Two\nlines.\n\n- Three\n", ["One.", "Two lines.", "Three"]),
        ("```console\n$ no prose. None.\n```\nText `a b. C`.", ["Text Code."]),
        ("| A b. C | D |\n|---|---|\n", ["A b.", "C", "D", "---", "---"]),
        ("[a]: https://b.c/D. E\n<!-- no\nprose. None -->\nF", ["F"]),
    ],
)
def test_sentences_are_found(page: str, found: list[str]) -> None:
    assert list(sentences(page)) == found
