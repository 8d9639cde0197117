# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Options that name users whom only the pool can vouch for."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any, Callable, TypeVar

from .._apply.consistency import CachedUserIndex
from .._plan.validate import InvalidInput, PossibleNames

Parsed = TypeVar("Parsed")


def parse_with_pool(
    parse: Callable[[Mapping[str, Any], Container[str]], Parsed],
    params: Mapping[str, Any],
    index: CachedUserIndex,
) -> Parsed:
    """Parse options. Names that do not look like addresses are not errors if the pool has them. The
    pool is read only if there are such names, and nothing else is wrong (C8)."""
    try:
        return parse(params, ())
    except InvalidInput as error:
        try:
            parse(params, PossibleNames())
        except InvalidInput:
            raise error from None
    return parse(params, index.get())
