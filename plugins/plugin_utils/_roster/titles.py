# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The users whom a file lists, as its titles, comments, keys and names of sheets say."""

from __future__ import annotations

import re

from .cell_words import GONE_PHRASES
from .headings import CAMEL_CASE, LETTERS, plain_letters
from .remarks import may_state_no_access
from .title_words import (
    ACTIVE_TITLES,
    ANSWERED_NO,
    COMING_TITLE_WORDS,
    DENIED,
    FEW_WORDS,
    GONE_TITLE_WORDS,
    GONE_TITLES,
    HARMLESS_TITLES,
    LEAVING_TITLES,
    LONG_TITLE_WORDS,
    MANY_WORDS,
    PARTS_OF_FILES,
    STAYING_TITLE_WORDS,
)

_SEGMENTS = re.compile(r"[;,|\r\n]")
_BLANKS = re.compile(r"[\s_]+")


def may_list_leavers(title: str) -> bool:
    """Whether a title says that users without access follow: "Removed", "Left in May"."""
    return _says_gone(_without_denials(title)[0])


def may_list_others(title: str) -> bool:
    """Whether a title says that active users follow, or those who come or stay."""
    text, denied = _without_denials(title)
    words = LETTERS.findall(GONE_PHRASES.sub(" ", text))
    if denied or not (ACTIVE_TITLES | STAYING_TITLE_WORDS).isdisjoint(words):
        return True
    return not COMING_TITLE_WORDS.isdisjoint(words) and not _says_gone(text)


def _without_denials(title: str) -> tuple[str, bool]:
    """A title without what it says is not so, and whether that is about leavers."""
    spaced = _BLANKS.sub(" ", CAMEL_CASE.sub(" ", title.replace("'", "").replace("\u2019", "")))
    text = HARMLESS_TITLES.sub(" ", plain_letters(spaced))
    kept: list[str] = []
    denied: list[str] = []
    for segment in _SEGMENTS.split(text):
        if ANSWERED_NO.fullmatch(segment.strip()):
            denied.append(segment)
            if not ACTIVE_TITLES.isdisjoint(LETTERS.findall(segment)):
                kept.append("inactive")
        else:
            denied += [found[1] for found in DENIED.finditer(segment) if _says_gone(found[1])]
            kept.append(DENIED.sub(_unless_gone, segment))
    of_file = not PARTS_OF_FILES.isdisjoint(LETTERS.findall(text))
    return ",".join(kept), not of_file and any(map(_says_gone, denied))


def _unless_gone(found: re.Match[str]) -> str:
    return " " if _says_gone(found[1]) else found[0]


def _says_gone(text: str) -> bool:
    words = LETTERS.findall(text)
    if may_state_no_access(text) or GONE_TITLES.search(text):
        return True
    if len(words) <= FEW_WORDS:
        return not GONE_TITLE_WORDS.isdisjoint(words) or any(
            LEAVING_TITLES.search(word) or LEAVING_TITLES.match("".join(words[n:]))
            for n, word in enumerate(words)
        )
    return len(words) <= MANY_WORDS and not LONG_TITLE_WORDS.isdisjoint(words)
