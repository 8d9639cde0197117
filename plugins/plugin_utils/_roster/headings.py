# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""A heading, or a key, as it is written: with brackets, capitals, dots. What it means by itself."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from typing import Any

from .._column_options import PREVIOUS
from .vocabulary import (
    ABOUT_OTHER_WORDS,
    ABOUT_SOMETHING_ELSE,
    ABOUT_THE_USER,
    ACCESS,
    ADDRESS_PARTS,
    ASK_ABOUT_ACCESS,
    DATES_OF_OTHERS,
    DETAILS,
    EXACT,
    HINT_WORDS,
    HINTS,
    NAMES_AND_ADDRESSES,
    NAMES_DATE,
    NEGATED,
    NEGATIONS,
    NO_STACKS,
    NUMBERS_ROWS,
    OF_OTHERS,
    OTHER_FLAGS,
    SECOND_FACTORS,
    TECHNICAL,
)

# None of these takes longer for a long run of the same sign than for the text it is (A9).
_BRACKETS = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|\{[^{}]*\}")
_DEMANDS = re.compile(r"(?<![\s*])[\s*]+(?:required|optional|mandatory)[\s*]*\Z", re.IGNORECASE)
_NO_LETTERS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]+|\d+")
_SEGMENTS = re.compile(r"[.:/]")
_ACCENTS = re.compile("[\u0300-\u036f]")
LETTERS = re.compile(r"[^\W\d_]+")
CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")  # between the words of "camelCase"
OTHER = len(NAMES_AND_ADDRESSES) + 1  # the rank of a heading of no known name or address


def plain_letters(text: str) -> str:
    """Small letters without accents, which are written in two ways."""
    small = text.lower()
    return small if small.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", small))


def heading_key(text: Any) -> str:
    """The same key for spellings that differ by capitals, accents, blanks and signs."""
    return _NO_LETTERS.sub("", plain_letters(str(text)))


class Heading:
    """What a heading says. ``text``: as it is written."""

    def __init__(self, text: Any) -> None:
        self.text = str(text).strip()
        outside = _DEMANDS.sub("", _BRACKETS.sub(" ", self.text).strip())
        self._outside = outside
        self.key = heading_key(outside)
        self._inside = [heading_key(part) for part in _BRACKETS.findall(self.text)]
        # What stands in brackets is the name of the same thing in an API.
        self.keys = list(
            dict.fromkeys(filter(None, (self.key, *self._leaf(outside), *self._inside)))
        )

    @staticmethod
    def _leaf(outside: str) -> list[str]:
        """The last part of a dotted heading, if all before it are about the user itself."""
        parts = [heading_key(part) for part in _SEGMENTS.split(outside)]
        first, *rest = parts[:-1] if parts[-1] == "value" and len(parts) > 2 else parts
        if not rest or any(part not in ABOUT_THE_USER for part in (first, *rest[:-1])):
            return []
        return [rest[-1]]

    @cached_property
    def exact(self) -> str | None:
        """The column that this is written like, with blanks for underscores."""
        return EXACT.get(self.text.lower().replace(" ", "_"))

    @cached_property
    def name_or_address(self) -> tuple[str | None, int]:
        """What column this is known as, and how well: 0 is exactly."""
        if self.exact in ("user_name", "first_name", "last_name", "stack_names", PREVIOUS):
            return self.exact, 0
        if any(map(OF_OTHERS.search, self._inside)):
            return None, OTHER
        for key in self.keys:
            for rank, group in enumerate(NAMES_AND_ADDRESSES, 1):
                if key in group:
                    return group[key], rank
        return None, OTHER

    @cached_property
    def access(self) -> str | None:
        """How to read this if it says who may sign in. What stands outside brackets counts: in
        "Block sign in [accountEnabled]" the two are opposites.
        """
        return next((ACCESS[key] for key in self.keys if key in ACCESS), None)

    @property
    def is_known(self) -> bool:
        return self.name_or_address[1] < OTHER or self.access is not None

    @property
    def _words(self) -> set[str]:
        return {plain_letters(word) for word in _WORD.findall(self._outside)}

    @cached_property
    def may_be_access(self) -> bool:
        """Whether this is unknown, and may say who must not have access."""
        words = self._words
        hinted = bool(words & HINT_WORDS) or any(map(HINTS.search, self.keys))
        return hinted and not self._is_of_others(words)

    def _is_of_others(self, words: set[str]) -> bool:
        return bool(words & ABOUT_OTHER_WORDS or ABOUT_SOMETHING_ELSE.search(self.key))

    @cached_property
    def is_negated(self) -> bool:
        """Whether a word such as "not" turns what the others say, or it names the service."""
        words = [plain_letters(word) for word in _WORD.findall(self._outside)]
        no = words[:1] == ["no"] and len(words) > 1 and words[1] != "of"
        negated = no or not NEGATIONS.isdisjoint(words) or NEGATED.search(self.key)
        return bool(negated) and not TECHNICAL.search(self.key)

    @property
    def has_dates_of_others(self) -> bool:
        """Whether it names something else than the user's access that has dates."""
        return self._names_others(DATES_OF_OTHERS.search(self.key))

    @property
    def has_flags_of_others(self) -> bool:
        """Whether it names something else than the user's access that is or is not so."""
        known = self.text == "#" or OTHER_FLAGS.search(self.key) or self.key in ADDRESS_PARTS
        return self._names_others(known or TECHNICAL.search(self.key))

    def _names_others(self, known: Any) -> bool:
        return not self.is_negated and (bool(known) or self._is_of_others(self._words))

    @property
    def may_number_rows(self) -> bool:
        return NUMBERS_ROWS.search(self.key) is not None

    @property
    def names_date(self) -> bool:
        return NAMES_DATE.search(self.key) is not None

    @property
    def asks_about_access(self) -> bool:
        return self.is_negated or bool(ASK_ABOUT_ACCESS.search(self.key))

    @property
    def is_detail(self) -> bool:
        return bool(DETAILS.search(self.key))

    @property
    def is_second_factor(self) -> bool:
        return bool(SECOND_FACTORS.search(self.key))

    @property
    def may_be_stack(self) -> bool:
        return (
            bool(self.key)
            and self.name_or_address[1] == OTHER
            and not self._is_of_others(self._words)
            and not any(map(NO_STACKS.search, self.keys))
        )
