# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What cells that are not read may say about access. Pure values, no files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from .._values import is_empty
from .cell_words import (
    ACTIONS,
    ANSWERS,
    GONE_ANYWHERE,
    GONE_PARTS,
    GONE_PHRASES,
    MAY_BE_GONE,
    NO_MARKS,
    NOT_ACTIVE_AT_FIRST,
    PHRASE_WORDS,
    REMARKS,
    REMOVAL_LETTERS,
    REMOVAL_PHRASE_WORDS,
    REMOVAL_PHRASES,
    REMOVALS,
    REMOVE,
    SURNAMES,
    WEAK_ANSWERS,
)
from .headings import CAMEL_CASE, LETTERS, Heading, heading_key, plain_letters
from .pairs import VALUES, names_of, plain_keys, says_verified
from .values import denies_access, is_date
from .vocabulary import ADDRESS_PARTS, GONE_WORDS, HINTS

# Of paths, and what is in brackets. "Left, Ann" is a name.
_PATH = re.compile(r"[/\\=]")
_ACTION_LINK = re.compile(rf"\s*https?://\S*/{REMOVE}\s*")  # what it does, to whomever
# A key, and what its value begins with. None that matters is longer.
_JSON_KEY = re.compile(r"(?<![^\W_])([^\W_][\w .-]{0,60}?)[\"']?\s*[:=]\s*[\"']?([\w-]*)")
_JSON_PAIR = re.compile(
    r"[\"'](?:name|key|label)[\"']: *[\"'](?:[\w-]+:)?([^\"':]{1,60})[\"'], *"
    r"[\"']value[\"']: *[\"']?([\w-]*)"
)
_QUOTED = re.compile(r"[\"']([^\"']*)[\"'](\s*[:=])?")  # a key, if a sign follows
_WITHOUT_SIGNS = str.maketrans("", "", "_-")
_PATH_PARTS = re.compile(r"[/\\=()\[\]{}|<>,;:]| [-\u2013\u2014] ")
PARTS = re.compile(r"[()\[\]{}|<>;:]| [-\u2013\u2014] ")
# What the first word of such a part is, or begins with: "laid" of "laid off".
_PART_STARTS = frozenset(part[:end] for part in GONE_PARTS for end in range(2, len(part) + 1))
_SERIAL = re.compile(r"[345]\d{4}")  # a day of Excel, from 1982 on


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


def may_state_no_access(value: Any, of_leavers: bool = False) -> bool:
    """Whether a cell has a word such as "Suspended", whatever its column: a remark, a path.

    ``of_leavers``: in a list of leavers, "please disable" and "last day was Friday" say nothing
    new. A state such as "Suspended" does: the file may list those who have another, too.
    """
    if not isinstance(value, str):
        return False
    text = plain_text(value)
    words = LETTERS.findall(text)
    return (
        "".join(words) in MAY_BE_GONE
        or not GONE_ANYWHERE.isdisjoint(words)
        or (not _PART_STARTS.isdisjoint(words) and _has_part_of_no_access(text))
        or (not PHRASE_WORDS.isdisjoint(words) and bool(GONE_PHRASES.search(text)))
        or (not of_leavers and _asks_for_removal(text, words))
    )


def _asks_for_removal(text: str, words: Sequence[str]) -> bool:
    """Whether this asks for a removal, or reports one."""
    return not REMOVAL_PHRASE_WORDS.isdisjoint(words) and bool(
        REMOVAL_PHRASES.search(" ".join(text.split()).lstrip(" -*."))
    )


def plain_text(value: str) -> str:
    """A text in small letters without accents, its words apart."""
    return plain_letters(CAMEL_CASE.sub(" ", value).replace("_", " "))


def may_order_removal(heading: Heading, value: Any) -> bool:
    """Whether a cell is such a word as "Del" of a column "op", or the minus of one "+/-"."""
    if not isinstance(value, str):
        return False
    if not heading.key:
        return value.strip() == "-" and "-" in heading.text
    word = heading_key(value)
    if ACTIONS.search(heading.key):
        return word in REMOVALS or word in REMOVAL_LETTERS
    return word in REMOVALS and REMARKS.search(heading.key) is not None


def may_be_no_name(value: Any) -> bool:
    """Whether a name has such a word beside it, as in "Example (terminated)"."""
    return may_state_no_access(value) and heading_key(value) not in SURNAMES


def may_hide_no_access(value: Any, of_leavers: bool = False) -> bool:
    """Whether a list, or a mapping in it, has such a word, or a key of access that says no."""
    if isinstance(value, Mapping):
        return _named_may_deny(value) or any(
            _may_deny(str(key), each, value) or may_hide_no_access(each, of_leavers)
            for key, each in value.items()
        )
    if isinstance(value, (list, tuple)):
        return any(may_hide_no_access(each, of_leavers) for each in value)
    return may_state_no_access(value, of_leavers) or (
        isinstance(value, str) and _is_json_about_access(value, of_leavers)
    )


def _is_json_about_access(text: str, of_leavers: bool) -> bool:
    """Whether a text is JSON, or looks like it, and has a key that may say who has no access.

    It is searched and not parsed: Python, JavaScript and databases write the like, and what is cut
    off counts, too.
    """
    if not text.lstrip().startswith(("{", "[")):
        return False
    small = text.lower()
    pairs = (*_JSON_KEY.findall(small), *_JSON_PAIR.findall(small))
    return (
        HINTS.search(small.translate(_WITHOUT_SIGNS)) is not None
        or any(may_state_no_access(each, of_leavers) for each in json_texts(text))
        or any(_denies(value) and _may_deny(key, value, {}) for key, value in pairs)
    )


def json_texts(text: str) -> list[str]:
    """The texts in JSON, or the like, that are not keys."""
    return [each for each, is_key in _QUOTED.findall(text) if not is_key]


def _denies(value: Any) -> bool:
    return str(value).strip().lower() in NO_MARKS or is_date(value)


def _named_may_deny(pair: Mapping[Any, Any]) -> bool:
    """Whether this is such a pair as {"Name": "custom:enabled", "Value": "false"}."""
    plain = plain_keys(pair)
    for name in names_of(plain):
        key, value = name.rpartition(":")[2], plain["value"]
        surely = _meaning(key)[0] or HINTS.search(heading_key(key)) or _denies(value)
        if surely and _may_deny(key, value, pair):
            return True
    return False


def _may_deny(key: str, value: Any, beside: Mapping[Any, Any]) -> bool:
    access, hinted = _meaning(key)
    if is_empty(value) or not (access or hinted):
        return False
    if (
        access is None
        and str(value).lower() in NO_MARKS
        and not GONE_WORDS.isdisjoint(LETTERS.findall(plain_text(key)))
    ):
        return False  # such as "lock": false
    keys = set(map(heading_key, beside))
    if key.lower() == "state" and not keys.isdisjoint(ADDRESS_PARTS):
        return False  # a part of an address
    if says_verified(key, value) and not keys.isdisjoint(VALUES):
        return False
    return access is None or denies_access(access, value)


@lru_cache(maxsize=10_000)
def _meaning(key: str) -> tuple[str | None, bool]:
    heading = Heading(key)
    return heading.access, heading.may_be_access


def _has_part_of_no_access(text: str) -> bool:
    """Of a path such as "/Disabled users", or a name with "(Disabled)"; the part of a path may end
    with such a word, too.
    """
    of_path = _PATH.search(text) is not None and not _ACTION_LINK.fullmatch(text)
    for part in (_PATH_PARTS if of_path else PARTS).split(text):
        words = LETTERS.findall(part)
        if words and (
            words[0] in NOT_ACTIVE_AT_FIRST
            or (of_path and words[-1] in NOT_ACTIVE_AT_FIRST)
            or ("".join(words) in GONE_PARTS and (of_path or part != text))
        ):
            return True
    return False
