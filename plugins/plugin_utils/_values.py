# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Values as people type them: flags, empty answers and lists in one text."""

from __future__ import annotations

import re
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean

from ._bounded import brief

SEPARATORS = re.compile(r"[\s,;]+")
_BETWEEN_HEADINGS = re.compile(r"[\r\n,;]+")


def as_bool(value: Any) -> bool:
    """Convert what Ansible accepts as true or false. Raises TypeError for anything else."""
    return bool(boolean(value.strip() if isinstance(value, str) else value, strict=True))


def is_empty(value: Any) -> bool:
    """Whether this is an answer that was left empty."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, (list, tuple)):
        return all(map(is_empty, value))
    return value is None


def as_headings(value: Any) -> list[str]:
    """A list of headings, which may have blanks: text has one a line, or commas or semicolons."""
    return as_texts(value, _BETWEEN_HEADINGS)


def as_texts(value: Any, separators: re.Pattern[str]) -> list[str]:
    """A list of texts, or one with these separators; without those that are empty."""
    parts = separators.split(value) if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)):
        raise ValueError(f"{brief(value)} is neither a list nor text")
    wrong = [part for part in parts if part is not None and not isinstance(part, str)]
    if wrong:
        raise ValueError(f"contains {brief(wrong[0])}, which is not text")
    return [part.strip() for part in parts if not is_empty(part)]
