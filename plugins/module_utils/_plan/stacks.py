# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The stacks that a task puts users on, and those of them that do not exist. Pure: no calls."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

from .._model.change import ASSOCIATE, Change
from .._model.messages import printable, truncate_names
from .user_plan import UserPlan
from .validate import InvalidInput

SIMILARITY_CUTOFF = 0.6  # a stack this similar to an unknown one is named; that does no harm
STACKS_SHOWN = 20


def reject_unknown_stacks(asked: Iterable[str], known: Collection[str]) -> None:
    """Reject to add users to stacks that do not exist, before anybody is created (G3).

    ``known``: all stacks of the Region. Names are compared exactly.
    """
    unknown = sorted(set(asked).difference(known))
    if unknown:
        bad = "; ".join(_describe(name, known) for name in unknown)
        stacks = truncate_names(sorted(known), STACKS_SHOWN) or "none"
        raise InvalidInput(
            f"These stacks do not exist in the Region, so nothing was done: {bad}"
            f" (existing stacks: {stacks})"
        )


def added_stacks(changes: Iterable[Change]) -> set[str]:
    """The stacks that users are to be added to."""
    return {
        change.stack_name
        for change in changes
        if change.action == ASSOCIATE and change.stack_name is not None
    }


def requested_stacks(plans: Iterable[UserPlan]) -> set[str]:
    """The stacks that users are to be added to because the task names them, and not because they
    were on them before."""
    stacks: set[str] = set()
    for plan in plans:
        stacks |= added_stacks(plan.changes).intersection(plan.desired.stack_names or ())
    return stacks


def _describe(name: str, known: Collection[str]) -> str:
    """An unknown name, and the nearest one that exists; other capitals are nearest."""
    by_key = {each.casefold(): each for each in sorted(known)}
    near = difflib.get_close_matches(name.casefold(), by_key, 1, SIMILARITY_CUTOFF)
    hint = f": did you mean {by_key[near[0]]}?" if near else ""
    return printable(name + hint)
