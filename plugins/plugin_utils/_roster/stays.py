# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What a list of leavers may say of somebody in it who stays. Pure values, no files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .cell_words import ACTIONS, ACTIVE, OF_USER, REMOVE, REMOVE_LAST, REMOVED
from .headings import Heading, heading_key
from .remarks import PARTS, json_texts, plain_text

# As a whole cell. Written as ``headings.heading_key`` makes them.
_STAYS = (ACTIVE - {"working", "recovery"}) | frozenset(
    (
        *("keep", "keeps", "stay", "stays", "staying", "remain", "remains", "exception", "rehired"),
        *("reinstated", "activeemployee", "bleibt", "behalten", "noaction", "notouch"),
    )
)
_NEW = frozenset(("a", "j", "add", "new", "create", "join", "joiner", "hire", "newhire", "neu"))
_OF_PEOPLE = re.compile(r"name$|manager|supervisor|vorgesetzte|replace|report|contact|owner")
_OF_THINGS = re.compile(
    r"mail|phone|mobile|^sim|device|laptop|computer|equipment|hardware|asset|badge|licen[sc]e|drive"
    r"|data|backup|parking|key|car$"
)
_USER = re.compile(r"\b(?:user|account)\b")
_PHRASES = re.compile(
    rf"\b(?:(?:do not|don ?t|never|must not) {REMOVE}{OF_USER}"
    rf"|(?:do not|don ?t|never|must not|not to) be {REMOVED}{OF_USER}"
    r"|(?:do not|don ?t|never) touch|leave enabled"
    rf"|(?:(?<!\w )|(?<=[-,;.:!(] )|(?<=bitte ))nicht {REMOVE_LAST}"
    r"|(?<!to )(?<!not )keep (?:the |this |her |his |their |user ){0,2}"
    r"(?:account|access|user|enabled|active)\b(?!s? (?:list|guide|director|data|files?|mailbox"
    r"|one ?drive|drive|folder))"
    r"|still (?:employed|works|working here|with us|an employee|needs access)"
    r"|(?:(?:not|isn ?t) (?:yet )?leaving|(?:has not|hasn ?t|not) left)"
    r"(?= ?(?:\Z|[-,;.:!(]|yet\b|us\b|the company))"
    r"|(?<!not )(?<!be )(?:re-?hired|rejoined|reinstated)"
    r"(?= ?(?:\Z|[-,;.:!(/\d]|(?:in|on|as|from|by|since|last) ))"
    r"|(?:resignation|notice|termination|kundigung|austritt) (?:is |was |has been )?(?:withdrawn"
    r"|cancell?ed|revoked|zuruckgezogen|zurueckgezogen)"
    r"|(?:weiterhin|noch) (?:beschaftigt|beschaeftigt|angestellt)"
    r"|(?:stays|remains) (?:with us|employed)|bleibt (?:bei uns|im unternehmen|beschaftigt))\b"
)


def may_stay(heading: Heading, value: Any) -> bool:
    """Whether a cell, a list or a mapping in it says "keep", "Active" or "do not disable"."""
    if isinstance(value, Mapping):
        return any(may_stay(Heading(key), each) for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return any(may_stay(heading, each) for each in value)
    if not isinstance(value, str):
        return False
    if value.startswith(("{", "[")) and any(may_stay(heading, t) for t in json_texts(value)):
        return True  # as JSON has it
    word = heading_key(value) if len(value) < 40 else ""
    if ACTIONS.search(heading.key) and word in _NEW:
        return True
    if not heading.key and value.strip() == "+" and "+" in heading.text:
        return True
    of_things = heading.is_second_factor or bool(_OF_THINGS.search(heading.key))
    if word in _STAYS:
        return not (of_things or _OF_PEOPLE.search(heading.key))
    text = " ".join(plain_text(value).replace("'", "").replace("\u2019", "").split())
    return bool(_PHRASES.search(text)) and (not of_things or bool(_USER.search(text)))


def may_name_who_stays(name: Any) -> bool:
    """Whether a first or last name has such words beside it, as in "Example (keep)"."""
    beside = PARTS.split(name)[1:] if isinstance(name, str) else []
    return may_stay(Heading("name"), name) or any(may_stay(Heading(""), each) for each in beside)
