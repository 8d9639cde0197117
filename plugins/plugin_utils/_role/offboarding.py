# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What users lose who are offboarded, and what they have afterward. Pure values, no calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import (
    number_of,
    truncate_names,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.stacks import (
    reject_unknown_stacks,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput

from .names_shown import count_with_names
from .removal_limit import limit_exceeded
from .selection import find_users

User = Mapping[str, Any]
Pool = Mapping[str, Any]
# What happens to the users, and what those have who were left out or came back.
LOST = {
    "disable": "disabled or removed from stacks",
    "delete": "deleted",
    "unassign": "removed from stacks",
}
LEFT = {
    "disable": "not disabled",
    "delete": "in the pool",
    "unassign": "on these stacks",
}


def unassigned(pool: Pool, stack_names: Iterable[str]) -> list[dict[str, Any]]:
    """The users whom a run removes from these stacks, and from which.

    Returns rows like those of appstream_user in check mode. ``pool``: of appstream_user_info, the
    users who are on one of them with all their stacks.
    """
    return [
        {
            "user_name": user["user_name"],
            "actions": [],
            "stacks_added": [],
            "stacks_removed": sorted(set(stack_names).intersection(user["stack_names"])),
        }
        for user in pool["users"]
    ]


def unknown_stacks(pool: Pool, stack_names: Iterable[str]) -> dict[str, str]:
    """Stacks that none of the users is on: ``error``, those that do not exist; ``line``, those of
    which it is not known. Both are "" if there are none."""
    unused = [name for name in stack_names if not pool["summary"]["by_stack"].get(name)]
    if not unused or "stacks" not in pool:
        why = "none of these users is on it, and whether it exists is not known"
        return {"error": "", "line": f"{why}: {truncate_names(unused)}" if unused else ""}
    try:
        reject_unknown_stacks(unused, pool["stacks"])
    except InvalidInput as error:
        return {"error": str(error), "line": ""}
    return {"error": "", "line": ""}


def over_limit(
    users: Iterable[User],
    limit: str,
    pool_size: int,
    action: str,
    on_stacks: Iterable[str],
    shown: int,
) -> str:
    """Why these users cannot be offboarded; "" if they are within the limit.

    Each user who loses something counts once. ``on_stacks``: the names of those who lose a stack,
    as far as nothing else makes them count.
    """
    losing = set(on_stacks)
    names = [
        user["user_name"]
        for user in users
        if action == "delete"
        or (action == "disable" and user["enabled"] is not False)
        or user["user_name"] in losing
    ]
    words = f"{number_of(len(names), 'users')} would be {LOST[action]}"
    return limit_exceeded(limit, pool_size, names, words, shown)


def remaining(
    after: Pool, user_names: Iterable[str], action: str, failed: Iterable[str], shown: int
) -> dict[str, str]:
    """Those of the listed users who have access at the end: other jobs may create or enable users
    meanwhile. ``users`` and ``similar`` are sentences, "" if there are none.

    ``after``: of appstream_user_info, all of the pool; for ``unassign`` only those of the listed
    users who are on one of the stacks. ``failed``: those of whom the run has said so.
    """
    if after.get("users") is None:
        reason = after.get("msg") or "the module returned no result"
        return {"users": f"the pool could not be read again at the end: {reason}", "similar": ""}
    found, known = find_users(after["users"], user_names, shown), set(failed)
    names = [
        user["user_name"]
        for user in found["rows"]
        if user["user_name"] not in known and not (action == "disable" and user["enabled"] is False)
    ]
    words = f"{LEFT[action]} at the end, perhaps by another job"
    return {"users": count_with_names(words, names, shown), "similar": found["similar"]}


def in_no_pool(pools: Iterable[tuple[Mapping[str, Any], Iterable[User]]], shown: int) -> str:
    """Which of the listed users are in none of the pools of a run; "" if there are none.

    ``pools``: for each, what ``find_users`` returned, or nothing if the pool could not be read, and
    all of its users. Each pool may have a list of its own.
    """
    found = list(pools)
    read = [(listed, users) for listed, users in found if listed]
    gone = dict.fromkeys(user["user_name"] for listed, _users in read for user in listed["gone"])
    everybody = [user for _listed, users in read for user in users]
    where = "in no pool"
    if len(read) < len(found):
        where = f"in none of the pools that were read, {len(read)} of {len(found)}"
    nowhere = find_users(everybody, gone, shown)["gone"]
    return count_with_names(where, [user["user_name"] for user in nowhere], shown)
