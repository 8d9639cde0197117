# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Pairs of a name and a value, as APIs write tags, attributes and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._values import is_empty
from .headings import heading_key

VALUES = frozenset(("value", "address"))
_NAMES = ("name", "key", "label")


def plain_keys(pair: Mapping[Any, Any]) -> dict[str, Any]:
    return {heading_key(key): value for key, value in pair.items()}


def names_of(pair: Mapping[str, Any]) -> list[str]:
    """What a pair calls its value, under plain keys."""
    names = [pair.get(key) for key in _NAMES] if "value" in pair else []
    return [str(name) for name in names if not is_empty(name)]


def says_verified(key: Any, value: Any) -> bool:
    """Whether this is the status of an address or a number: whose it is has been checked."""
    return heading_key(key) == "status" and heading_key(value) in ("verified", "unverified")
