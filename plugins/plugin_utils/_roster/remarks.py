# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What cells and titles that are not read may say about access. Pure values, no files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from .._values import is_empty
from .cell_words import (
    ACTIVE_TITLES,
    ANSWERS,
    GONE_ANYWHERE,
    GONE_PHRASES,
    MAY_BE_GONE,
    NOT_ACTIVE_AT_FIRST,
    PHRASE_WORDS,
    WEAK_ANSWERS,
)
from .headings import Heading, heading_key, plain_letters
from .values import denies_access, is_date
from .vocabulary import ADDRESS_PARTS, GONE_TITLE_WORDS, LEAVING_TITLES, STAYING_TITLE_WORDS

_LETTERS = re.compile(r"[^\W\d_]+")
_PARTS = re.compile(r"[/\\=()\[\]{}|<>,;:]| [-\u2013\u2014] ")  # of paths, and what is in brackets
_SERIAL = re.compile(r"[345]\d{4}")  # a day of Excel, from 1982 on
_TITLE_WORDS = 4  # in a longer one, a word may be about anything


def is_answer(value: Any) -> bool:
    """Whether a cell says yes or no, or is a date: to a question that only its heading names."""
    return str(value).strip().lower().removesuffix(".0") in ANSWERS or is_date(value)


def answers(cells: Sequence[Any], asked: bool, dated: bool) -> list[int]:
    """Which cells of a column answer a question about access that its heading may ask.

    ``asked``: whether the heading surely asks one, so that a single answer is enough; otherwise
    they must be half of the cells. ``dated``: whether it names a date, as a number of Excel is.
    """
    texts = [str(cell).strip().lower().removesuffix(".0") for cell in cells]
    numeric = any(text.isdecimal() and text not in ("0", "1") for text in texts)
    found = [
        n
        for n, text in enumerate(texts)
        if (dated and _SERIAL.fullmatch(text))
        or (is_answer(cells[n]) and not (numeric and text in ("0", "1")))
    ]
    all_answer = len(found) == len(cells)
    sure = {texts[n] for n in found} - WEAK_ANSWERS
    if asked:
        return found if sure or all_answer else []
    surely = bool(sure) or {"t", "f"} <= set(texts)
    return found if surely and len(found) * 2 >= len(cells) else []


def are_row_numbers(cells: Sequence[Any]) -> bool:
    """Whether these are the numbers of several rows, as programs write them: 0, 1, 2."""
    texts = [str(cell).strip().removesuffix(".0") for cell in cells]
    return len(texts) > 1 and any(
        texts == [str(number) for number in range(start, start + len(texts))] for start in (0, 1)
    )


def may_state_no_access(value: Any) -> bool:
    """Whether a cell has a word such as "Suspended", whatever its column: a remark, a path."""
    if not isinstance(value, str):
        return False
    text = plain_letters(value)
    words = _LETTERS.findall(text)
    return (
        "".join(words) in MAY_BE_GONE
        or not GONE_ANYWHERE.isdisjoint(words)
        or (not NOT_ACTIVE_AT_FIRST.isdisjoint(words) and _begins_with_no_access(text))
        or (not PHRASE_WORDS.isdisjoint(words) and bool(GONE_PHRASES.search(text)))
    )


def may_hide_no_access(value: Any) -> bool:
    """Whether a list, or a mapping in it, has such a word, or a key of access that says no."""
    if isinstance(value, Mapping):
        return any(
            _may_deny(str(key), each, value) or may_hide_no_access(each)
            for key, each in value.items()
        )
    if isinstance(value, (list, tuple)):
        return any(map(may_hide_no_access, value))
    return may_state_no_access(value)


def _may_deny(key: str, value: Any, beside: Mapping[Any, Any]) -> bool:
    access, hinted = _meaning(key)
    if is_empty(value) or not (access or hinted):
        return False
    if key.lower() == "state" and not ADDRESS_PARTS.isdisjoint(map(heading_key, beside)):
        return False  # a part of an address
    return access is None or denies_access(access, value)


@lru_cache(maxsize=10_000)
def _meaning(key: str) -> tuple[str | None, bool]:
    heading = Heading(key)
    return heading.access, heading.may_be_access


def may_list_leavers(title: str) -> bool:
    """Whether a title says that users without access follow: "Removed", "Left in May"."""
    words = _title_words(title)
    short = len(words) <= _TITLE_WORDS
    return may_state_no_access(title) or (
        short
        and (not GONE_TITLE_WORDS.isdisjoint(words) or bool(LEAVING_TITLES.search("".join(words))))
    )


def may_list_others(title: str) -> bool:
    """Whether a title says that active users follow, or those who come or stay."""
    words = _title_words(title.lower().replace("active directory", ""))
    if not ACTIVE_TITLES.isdisjoint(words):
        return True
    return not STAYING_TITLE_WORDS.isdisjoint(words) and not may_list_leavers(title)


def _title_words(title: str) -> list[str]:
    return _LETTERS.findall(plain_letters(title))


def _begins_with_no_access(text: str) -> bool:
    """Of a path such as "/Disabled users", or a name with "(Disabled)"."""
    first_words = (_LETTERS.search(part) for part in _PARTS.split(text))
    return any(found and found[0] in NOT_ACTIVE_AT_FIRST for found in first_words)
