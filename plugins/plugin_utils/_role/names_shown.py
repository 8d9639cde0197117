# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""How many user names a line shows: some, all or none. Pure values, no calls."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import truncate_names
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import DIFFERENCE

ALL, NONE = sys.maxsize, 0
_USER = "<user>"
# What a message names as a user, and what can only be one.
_NAMED = re.compile(
    r"'?[^\s\"(),;:\[\]<>{}]+@[^\s\"(),;:\[\]<>{}]+|(?<=\buser )'[^']*'"
    r"|(?<=\d )\((?:'[^']*'|\"[^\"]*\")\)"  # a line, and whom it is about
)
# What the service has of a person, and what is asked for.
_TEXT = r"""(?:'[^']*'|"[^"]*"|None)"""
_VALUES = re.compile(DIFFERENCE.format(r"\b(first_name|last_name)", _TEXT, _TEXT))
_LIST = re.compile(
    rf" ?[(\[]{_USER}(?: \([^()]*\))?(?:, {_USER}(?: \([^()]*\))?)*(?: and \d+ more)?[)\]]"
)


def read_names_shown(value: object) -> str:
    """``all``, ``none``, or a number as text. Raises ValueError."""
    text = str(value).strip().lower().removesuffix(".0")
    if text not in ("all", "none") and not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} is none of all, none, or a number such as 5")
    return "none" if text == "0" else text


def how_many(names_shown: str | int) -> int:
    """As a number, which templates may have made of text."""
    words = {"all": ALL, "none": NONE}
    return words[names_shown] if names_shown in words else int(names_shown)


def with_names(words: str, names: Sequence[str], shown: int, brackets: str = "()") -> str:
    """The words, and in brackets the first names."""
    if shown == NONE:
        return words
    return f"{words} {brackets[0]}{truncate_names(names, shown)}{brackets[1]}"


def count_with_names(words: str, names: Sequence[str], shown: int) -> str:
    """The number of users and the first few names; "" if there are none."""
    return with_names(f"{words}: {len(names):,}", names, shown) if names else ""


def without_names(texts: Iterable[str], shown: int) -> list[str]:
    """The texts, which come from anywhere, without user names if none is to be shown."""
    if shown != NONE:
        return list(texts)
    hidden = (_NAMED.sub(_USER, _VALUES.sub(r"\1 is another one", text)) for text in texts)
    return [_LIST.sub("", text) for text in hidden]
