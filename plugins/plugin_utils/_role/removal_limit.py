# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The limit of what one run may take away. Pure values, no calls."""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import truncate_names
from ansible_collections.euc.appstream.plugins.module_utils._plan.safety import (
    REMOVED_SHOWN,
    allowed_removals,
    describe_limit,
)

from .names_shown import NONE


def limit_exceeded(
    limit: str, pool_size: int, removals: Sequence[str], words: str, shown: int
) -> str:
    """Why so much cannot be taken away; "" if it is within the limit.

    ``pool_size``: what a percentage is of. ``removals``: what is to be taken away, each with the
    name of its user. ``words``: the same as the rest of the sentence.
    """
    if len(removals) <= allowed_removals(limit, pool_size):
        return ""
    sentence = f"user_pool_removal_limit is {describe_limit(limit, pool_size)}, but {words}"
    if shown == NONE:
        return sentence
    return f"{sentence}: {truncate_names(removals, max(shown, REMOVED_SHOWN))}"
