# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each guide is short enough to be read, and so are its sentences.

What counts is what a reader reads: headings, paragraphs, lists and tables. Code blocks, comments,
labels and the options of directives do not. Inline code and a link are words as they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "docsite" / "rst"
PAGES = sorted(path.name for path in FOLDER.glob("*.rst"))
MAX_WORDS = 1200  # of a page
MAX_WORDS_OF_A_SENTENCE = 30
UNREAD = re.compile(r"\.\.($| (code-block|contents)::| _|.*(?<!::)$)")  # a comment has no "::"
OPTION = re.compile(r":[\w-]+:( |$)")
CELL_OR_ITEM = re.compile(r"(\* - |- |\* |#\. |\d+\. )")
TARGET = re.compile(r"\s+<[^<>]*>`")
CODE = re.compile(r"``.+?``|:[\w-]+:`[^`]+`")
SENTENCE_END = re.compile(r"[.!?][\")*]*\s+")


def paragraphs(text: str) -> Iterator[str]:
    """The headings, paragraphs, list items and cells of a page, each as one line."""
    found: list[str] = []
    unread: int | None = None  # the indentation of a directive that is not read
    for line in text.splitlines():
        stripped = line.strip()
        indent = len(line) - len(line.lstrip())
        if unread is not None and (not stripped or indent > unread):
            continue
        unread = indent if UNREAD.match(stripped) else None
        begins = CELL_OR_ITEM.match(stripped)
        ends = not stripped or stripped.startswith("..") or OPTION.match(stripped)
        if found and (begins or ends or not re.search(r"\w", stripped)):
            yield TARGET.sub("`", " ".join(found))
            found = []
        if unread is None and not ends and re.search(r"\w", stripped):
            found.append(re.sub(r"^(\* - |- |\* |#\. |\d+\. )", "", stripped))
    if found:
        yield TARGET.sub("`", " ".join(found))


def words(text: str) -> list[str]:
    """Inline code and a link without words of its own are one word."""
    return [word for word in CODE.sub("code", text).split() if re.search(r"\w", word)]


def sentences(page: str) -> list[str]:
    text = (FOLDER / page).read_text("utf-8")
    return [part for line in paragraphs(text) for part in SENTENCE_END.split(line) if part]


def length(page: str) -> int:
    return sum(len(words(line)) for line in paragraphs((FOLDER / page).read_text("utf-8")))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_read(page: str) -> None:
    assert length(page) <= MAX_WORDS


@pytest.mark.parametrize("page", PAGES)
def test_a_sentence_can_be_read(page: str) -> None:
    long = [part for part in sentences(page) if len(words(part)) > MAX_WORDS_OF_A_SENTENCE]
    assert not long, "\n".join([f"{page}:", *long])


TEXT = """\
..
  Copyright (c) 2026

.. _a.label:

A heading
=========

Two lines
of text. It has ``two words of code`` and :ref:`a link <a.label>`.

.. contents::
   :local:

* One item:

  .. not run: needs AWX

  .. code-block:: text
     :caption: a.csv

     not counted

  In the item. Done!

.. warning::
   Read this.

.. list-table::
   :header-rows: 1

   * - A cell
     - Another
       cell
"""


def test_what_counts() -> None:
    assert list(paragraphs(TEXT)) == [
        "A heading",
        "Two lines of text. It has ``two words of code`` and :ref:`a link`.",
        "One item:",
        "In the item. Done!",
        "Read this.",
        "A cell",
        "Another cell",
    ]
    shown = words("It has ``two words of code``, and :ref:`a link`.")
    assert shown == ["It", "has", "code,", "and", "code."]
