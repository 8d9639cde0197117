# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Translates Java's regular expressions, as in service models, for Python's re module."""

from __future__ import annotations

import functools
import re
import unicodedata
from re import Pattern

# Patterns in service models are ASCII, so only the Unicode category of other characters matters.
# One private character stands for each category. This avoids tables of a million code points, which
# take longer to build than the emulator takes to start.
_STAND_INS = {category: chr(0xE000 + number) for number, category in enumerate("LMNPSZC")}
_PROPERTY = re.compile(r"\\p\{(?:Is)?([LMNPSZC])\}")


def full_match(pattern: str, value: str) -> bool:
    """Whether the whole value matches, as in Java's String.matches()."""
    return _compiled(pattern).fullmatch(_by_category(value)) is not None


def _by_category(value: str) -> str:
    if value.isascii():
        return value
    return "".join(c if c.isascii() else _STAND_INS[unicodedata.category(c)[0]] for c in value)


@functools.cache
def _members(category: str) -> str:
    ascii_members = (
        f"\\x{number:02x}"
        for number in range(128)
        if unicodedata.category(chr(number))[0] == category
    )
    return "".join(ascii_members) + _STAND_INS[category]


@functools.cache
def _compiled(pattern: str) -> Pattern[str]:
    translated = []
    position = 0
    in_class = False
    while position < len(pattern):
        found = _PROPERTY.match(pattern, position)
        if found:
            members = _members(found.group(1))
            translated.append(members if in_class else f"[{members}]")
            position = found.end()
            continue
        char = pattern[position]
        width = 2 if char == "\\" else 1
        if char == "[":
            in_class = True
        elif char == "]":
            in_class = False
        translated.append(pattern[position : position + width])
        position += width
    # In Java \w, \d and \s mean ASCII only.
    return re.compile("".join(translated), re.ASCII)
