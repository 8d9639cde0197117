# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Sentences and parts of sentences that several folders use."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from .association import Association
from .user import differs_by_case, has_letters_that_look_latin

NAMES_SHOWN = 5  # of users to whom the same sentence applies

# What a terminal obeys rather than shows: control characters, halves of surrogate pairs, separators
# of lines, and what turns the direction of writing.
CONTROL = frozenset(("Cc", "Cs", "Zl", "Zp"))
DIRECTION = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))

# The role looks for these in what the modules say, to group it by reasons.
BY_ON_MISSING_USER = " (on_missing_user=ignore)"
NOT_CREATED = f"not in the pool, and not created{BY_ON_MISSING_USER}"
NOT_TRIED_BECAUSE = " was not tried, because "
THEREFORE_NOT_TRIED = "therefore not tried: "

CASE_SENSITIVE = "user names are case-sensitive"
_OTHER_CASE_ONLY = "the pool has this name only with other capitals or accents"
_OTHER_SIGNS_ONLY = (
    "the pool has a name that is likely of the same person, with other apostrophes, dashes or"
    " widths, letters of another alphabet that look the same, or another form of the domain"
)


def printable(text: str, keep: str = "") -> str:
    """The text with control characters written out. ``keep``: those to leave as they are."""
    if text.isprintable():
        return text
    return "".join(
        (
            character.encode("unicode_escape").decode("ascii")
            if character not in keep
            and (
                unicodedata.category(character) in CONTROL
                or unicodedata.bidirectional(character) in DIRECTION
            )
            else character
        )
        for character in text
    )


def truncate(text: str, length: int) -> str:
    """The beginning of a text, and an ellipsis if there is more."""
    return text if len(text) <= length else text[:length] + "\N{HORIZONTAL ELLIPSIS}"


def number_of(number: int, what: str) -> str:
    """A number, and what begins with a noun in the plural: "3 users on it", and "1 user on it"."""
    noun, blank, rest = what.partition(" ")
    return f"{number:,} {noun.removesuffix('s') if number == 1 else noun}{blank}{rest}"


def truncate_names(names: Sequence[str], shown: int = NAMES_SHOWN) -> str:
    """The first few names, fit to be shown, and how many more there are."""
    more = len(names) - shown
    return ", ".join(map(printable, names[:shown])) + (f" and {more} more" if more > 0 else "")


def with_similar(name: str, similar: Iterable[str]) -> str:
    """A user name, and the similar names that the pool has, if there are any."""
    others = list(similar)
    if not others:
        return name
    alike = len({has_letters_that_look_latin(each) for each in (name, *others)}) > 1
    note = "; they look the same, but have letters of two alphabets" if alike else ""
    return f"{name} (in the pool: {', '.join(others)}{note})"


def similar_only(name: str, similar: Iterable[str]) -> str:
    """The reason why nothing is done for a name of which the pool has similar ones only (F3)."""
    by_case = any(differs_by_case(name, other) for other in similar)
    return f"{_OTHER_CASE_ONLY if by_case else _OTHER_SIGNS_ONLY}; {CASE_SENSITIVE}"


def warn_similar_only(what: str, similar: Mapping[str, Iterable[str]]) -> str:
    """A warning that nothing was done for names of which the pool has similar ones only."""
    names = [with_similar(name, found) for name, found in similar.items()]
    return (
        f"{what}, because {CASE_SENSITIVE} and the pool has these names with other capitals,"
        f" accents or signs only: {truncate_names(names)}"
    )


def name_user(user_name: str) -> str:
    return f"user '{user_name}'"


def name_association(association: Association) -> str:
    return f"{name_user(association.user_name)}, stack '{association.stack_name}'"


def name_call_for_stack(call: str, stack_name: str) -> str:
    return f"{call} for stack '{stack_name}'"


def iam_hint(call: str) -> str:
    return f" (the IAM action needed is appstream:{call})"
