# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guard of everything that takes something away. Pure values, no calls."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from .._model.change import Change, Outcome, Problem
from .._model.messages import truncate_names
from .._model.user import match_key
from .validate import InvalidInput

REMOVED_SHOWN = 20  # of those who would be removed


def refuse_lookalikes(removed: Iterable[str], spared: Iterable[str]) -> None:
    """A name to be removed that differs only by capitals from one that stays is likely that one."""
    alike: dict[str, set[str]] = {}
    for name in spared:
        alike.setdefault(_loosely(name), set()).add(name)
    bad = [
        f"{name!r} ({', '.join(sorted(near))} is listed or kept)"
        for name in sorted(set(removed))
        if (near := alike.get(_loosely(name), set()) - {name})
    ]
    if bad:
        raise InvalidInput(
            "This would remove names that differ only by capitals, or by how an accent is written,"
            " from names that are listed or kept; user names are case-sensitive, nothing was done: "
            + "; ".join(bad)
        )


def _loosely(name: str) -> str:
    """Who is to be removed is spared on less evidence: STRASSE may be the capitals of straße."""
    return match_key(unicodedata.normalize("NFD", match_key(name)).casefold())


def refuse_too_many(limit: int | None, removals: dict[str, list[str]]) -> None:
    """``removals``: for each kind of removal, whom it concerns. ``limit``: of all together."""
    total = sum(map(len, removals.values()))
    if limit is None or total <= limit:
        return
    kinds = [
        f"{len(names)} {kind}: {truncate_names(sorted(names), REMOVED_SHOWN)}"
        for kind, names in removals.items()
        if names
    ]
    raise InvalidInput(
        f"removal_limit is {limit}, but {total} would be removed, nothing was done. "
        + "; ".join(kinds)
    )


def left_undone(change: Change) -> Outcome:
    """A removal comes last, and is left when something else failed (D6)."""
    reason = "left, because something else failed and removals come last"
    return Outcome(change, False, Problem("left", reason, f"removing was {reason}"))


def allowed_removals(limit: str, pool_size: int) -> int:
    """How many removals a valid limit allows: a number, or a percentage of the pool's users,
    rounded down."""
    if limit.endswith("%"):
        return pool_size * int(limit[:-1]) // 100
    return int(limit)
