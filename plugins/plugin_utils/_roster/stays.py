# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What a list of leavers may say of somebody in it who stays. Pure values, no files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .cell_words import ACTIONS, ACTIVE, OF_USER, REMOVE, REMOVE_LAST
from .headings import Heading, heading_key
from .remarks import plain_text

# As a whole cell. Written as ``headings.heading_key`` makes them.
_STAYS = (ACTIVE - {"working", "recovery"}) | frozenset(
    (
        *("keep", "keeps", "stay", "stays", "staying", "remain", "remains", "exception", "rehired"),
        *("reinstated", "activeemployee", "bleibt", "behalten", "noaction", "notouch"),
    )
)
_NEW = frozenset(("a", "j", "add", "new", "create", "join", "joiner", "hire", "newhire", "neu"))
_OF_OTHERS = re.compile(
    r"name$|manager|supervisor|vorgesetzte|replace|report|contact|owner|mail|phone|mobile|^sim"
    r"|device|laptop|computer|equipment|hardware|asset|badge|licen[sc]e|drive|data|backup|parking"
    r"|key|car$"
)
_PHRASES = re.compile(
    rf"\b(?:(?:do not|don ?t|never|must not|not to) (?:be )?{REMOVE}{OF_USER}"
    r"|(?:do not|don ?t|never) touch|leave enabled"
    rf"|(?:(?<!\w )|(?<=[-,;.:!(] )|(?<=bitte ))nicht {REMOVE_LAST}"
    r"|(?<!to )(?<!not )keep (?:the |this |her |his |their |user ){0,2}"
    r"(?:account|access|user|enabled|active)(?! (?:list|guide|director))"
    r"|still (?:employed|works|working here|with us|an employee|needs access)"
    r"|(?:not|isn ?t) (?:yet )?leaving|(?:has not|hasn ?t|not) left"
    r"|(?<!not )(?<!be )(?:re-?hired|rejoined|reinstated)(?= ?(?:\Z|[-,;.:!(/]|in |on |as |from ))"
    r"|(?:resignation|notice|termination|kundigung|austritt) (?:is |was |has been )?(?:withdrawn"
    r"|cancell?ed|revoked|zuruckgezogen|zurueckgezogen)"
    r"|(?:weiterhin|noch) (?:beschaftigt|beschaeftigt|angestellt)"
    r"|(?:stays|remains) (?:with us|employed)|bleibt (?:bei uns|im unternehmen|beschaftigt))"
)


def may_stay(heading: Heading, value: Any) -> bool:
    """Whether a cell, a list or a mapping in it says "keep", "Active" or "do not disable"."""
    if isinstance(value, Mapping):
        return any(may_stay(Heading(key), each) for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return any(may_stay(heading, each) for each in value)
    if not isinstance(value, str):
        return False
    word = heading_key(value) if len(value) < 40 else ""
    if ACTIONS.search(heading.key) and word in _NEW:
        return True
    if not heading.key and value.strip() == "+" in heading.text:
        return True
    if word in _STAYS:
        return not (heading.is_second_factor or _OF_OTHERS.search(heading.key))
    text = plain_text(value).replace("'", "").replace("\u2019", "")
    return bool(_PHRASES.search(" ".join(text.split())))
