# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Users in a document beside its list: nobody knows whether they are meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .._bounded import brief
from .decoding import BadRoster
from .headings import CAMEL_CASE, heading_key
from .remarks import is_answer
from .titles import may_list_leavers, may_list_others
from .vocabulary import CONTACT_DETAILS, CONTACT_WORDS, CONTACTS

_WORD = re.compile(r"[^\W_]+")
# No repository such as git@github.com:example, and no version such as tool@1.2.3. Each run of
# letters is tried once (A9).
_ADDRESS = re.compile(
    r"(?<![\w.+'/@-])[\w.+'-]+@(?!odata\.|microsoft\.)(?:[\w-]+\.)+[^\W\d_]{2,}(?![\w@/-]|:\w)"
)


def refuse_others(value: Mapping[Any, Any], chosen: Any) -> None:
    """What else a document lists may be those who are meant, or those who must not be: "leavers"
    beside "users", be it empty, a name or the text of an address.
    """
    doubtful = [key for key, each in value.items() if key != chosen and _may_list(key, each)]
    if doubtful:
        names = ", ".join(map(brief, doubtful))
        raise BadRoster(
            f"has, or may have, other users beside {brief(chosen)}: {names}; remove those that you"
            " do not mean"
        )


def is_contact(key: Any) -> bool:
    """Whether an address under this key is of the file, and not of a user of the pool."""
    words = key_words(key).lower().split()
    while len(words) > 1 and words[-1] in CONTACT_DETAILS:
        words.pop()
    return heading_key(key) in CONTACTS or not CONTACT_WORDS.isdisjoint(words[-1:])


def key_words(key: Any) -> str:
    return " ".join(_WORD.findall(CAMEL_CASE.sub(" ", str(key))))


def _may_list(key: Any, value: Any) -> bool:
    if is_contact(key):
        return False
    if _ADDRESS.search(str(key)) or (_is_of_users(key) and _is_group(value)):
        return True
    if isinstance(value, Mapping):
        return any(_may_list(inner, each) for inner, each in value.items())
    if isinstance(value, (list, tuple)):
        return any(_may_list("", each) for each in value)
    return isinstance(value, str) and bool(_ADDRESS.search(value))


def _is_group(value: Any) -> bool:
    """Whether this may be names: a list, even an empty one, or text; not a count or a date."""
    if isinstance(value, Mapping):
        return any(map(_is_group, value.values()))
    if isinstance(value, (list, tuple)):
        return True
    return isinstance(value, str) and bool(value.strip()) and not is_answer(value)


def _is_of_users(key: Any) -> bool:
    words = key_words(key)
    return may_list_leavers(words) or may_list_others(words)
