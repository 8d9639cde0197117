# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guard of everything that takes something away. Pure values, no calls."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from ._plan import Change, InvalidInput, Outcome, Problem, first_few

NAMES_SHOWN = 20  # of those who would be removed
PURGES = ("purge_users", "purge_stacks")


def removal_faults(params: dict[str, Any], lists: Iterable[str]) -> list[str]:
    """What is wrong with the options about removals (D6).

    ``lists``: the options that must not be empty with a purge.
    """
    limit = params["removal_limit"]
    faults = ["removal_limit: must not be negative"] if limit is not None and limit < 0 else []
    asked = " and ".join(name for name in PURGES if params[name])
    if asked and limit is None:
        faults.append(f"removal_limit: required with {asked}")
    if asked and params["state"] == "absent":
        faults.append(f"{asked}: cannot be combined with state=absent")
    if asked:
        faults += [
            f"{name}: must not be empty with {asked}" for name in lists if params[name] == []
        ]
    return faults


def kept_faults(names: Iterable[str], keep: Iterable[str] | None) -> list[str]:
    """Who is listed for removal and in ``keep_users``."""
    both = set(keep or ()).intersection(names)
    return [f"{name!r} is in keep_users, and listed with state=absent" for name in sorted(both)]


def refuse_lookalikes(removed: Iterable[str], spared: Iterable[str]) -> None:
    """A name to be removed that differs only by capitals from one that stays is likely that one."""
    alike: dict[str, set[str]] = {}
    for name in spared:
        alike.setdefault(_folded(name), set()).add(name)
    bad = [
        f"{name!r} ({', '.join(sorted(near))} is listed or kept)"
        for name in sorted(set(removed))
        if (near := alike.get(_folded(name), set()) - {name})
    ]
    if bad:
        raise InvalidInput(
            "This would remove names that differ only by capitals, or by how an accent is written,"
            " from names that are listed or kept; user names are case-sensitive, nothing was done: "
            + "; ".join(bad)
        )


def _folded(name: str) -> str:
    """Without capitals, and with accents written in one way."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def refuse_too_many(limit: int | None, removals: dict[str, list[str]]) -> None:
    """``removals``: for each kind of removal, whom it concerns. ``limit``: of all together."""
    total = sum(map(len, removals.values()))
    if limit is None or total <= limit:
        return
    kinds = [
        f"{len(names)} {kind}: {first_few(sorted(names), NAMES_SHOWN)}"
        for kind, names in removals.items()
        if names
    ]
    raise InvalidInput(
        f"removal_limit is {limit}, but {total} would be removed, nothing was done. "
        + "; ".join(kinds)
    )


def left(change: Change) -> Outcome:
    """A removal comes last, and is left when something else failed (D6)."""
    reason = "left, because something else failed and removals come last"
    return Outcome(change, False, Problem("left", reason, f"removing was {reason}"))
