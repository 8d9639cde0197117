# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What a list of leavers may say of somebody in it who stays. Pure values, no files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .cell_words import ACTIONS, GONE_PHRASES
from .headings import CAMEL_CASE, Heading, heading_key, plain_letters
from .remarks import split_parts
from .stay_words import (
    ABOUT_THINGS,
    HEADINGS_OF_NAMES,
    HEADINGS_OF_THINGS,
    STAY_LETTERS,
    STAYING,
    STAYS,
)
from .titles import without_denials


def may_name_who_stays(heading: Heading) -> bool:
    """Whether a heading such as "Keep" may say so by any cell under it."""
    return not (_is_of_others(heading) or heading.has_flags_of_others) and _says_stay(heading.text)


def may_stay(heading: Heading, value: Any) -> bool:
    """Whether a cell, a list or a mapping in it says "keep", "Active" or "do not disable"."""
    if isinstance(value, Mapping):
        return any(may_stay(Heading(key), each) for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return any(may_stay(heading, each) for each in value)
    if not isinstance(value, str) or _is_of_others(heading):
        return False
    text = value.strip()
    if heading_key(text) in STAYS or _is_letter(heading, plain_letters(text)):
        return True
    if HEADINGS_OF_NAMES.search(heading.key):
        return any(map(_says_stay, split_parts(text)[1:]))
    return _says_stay(text)


def _is_of_others(heading: Heading) -> bool:
    return heading.is_second_factor or bool(HEADINGS_OF_THINGS.search(heading.key))


def _is_letter(heading: Heading, text: str) -> bool:
    if not heading.key:
        return text == "+" and "+" in heading.text
    return text in STAY_LETTERS and ACTIONS.search(heading.key) is not None


def _says_stay(text: str) -> bool:
    spaced = CAMEL_CASE.sub(" ", text.replace("'", "").replace("\u2019", "")).replace("_", " ")
    of_users = ABOUT_THINGS.sub(" ", f" {plain_letters(spaced)}").strip()
    said, denied = without_denials(of_users)
    return denied or bool(STAYING.search(GONE_PHRASES.sub(" ", said)))
