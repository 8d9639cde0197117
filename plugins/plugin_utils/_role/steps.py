# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is to be done about a roster, step by step. Pure values, no calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

DASH = "\N{EN DASH}"


def steps(
    users: Sequence[Mapping[str, Any]], foretold: Mapping[str, Any], size: int
) -> dict[str, list[dict[str, Any]]]:
    """What ``foretold`` asks for: ``batches``, and last ``stacks``, ``disable`` and ``delete``.

    ``foretold``: the result of appstream_user for all of the roster in check mode. A batch has its
    ``label``, its ``users``, ``creates``, the names of those whom it creates, and ``recreate``:
    whether all of them are recreated, and otherwise nobody is. Who loses stacks and is to be
    disabled is disabled after that (D3). The last steps name those whom they concern, so that
    nobody else is shut out or removed, and nothing can be made or mailed by them.
    """
    rows = {row["user_name"]: row for row in foretold["users"]}
    chosen = [
        each for user in users if (each := _for_batch(user, rows[user["user_name"]])) is not None
    ]
    return {
        "batches": _batches(chosen, rows, size),
        "stacks": [
            {"user_name": name, "stack_name": stack}
            for name, row in rows.items()
            if "delete" not in row["actions"]
            for stack in row["stacks_removed"]
        ],
        "disable": [{"user_name": n} for n, row in rows.items() if _disabled_last(row)],
        "delete": [{"user_name": n} for n, row in rows.items() if "delete" in row["actions"]],
    }


def _batches(
    users: Sequence[Mapping[str, Any]], rows: Mapping[str, Row], size: int
) -> list[dict[str, Any]]:
    batches: list[dict[str, Any]] = []
    before = 0  # how many users are in the batches so far
    actions = {user["user_name"]: rows[user["user_name"]]["actions"] for user in users}
    for recreate in (False, True):
        alike = [user for user in users if ("recreate" in actions[user["user_name"]]) is recreate]
        for start in range(0, len(alike), size):
            batch = alike[start : start + size]
            names = [user["user_name"] for user in batch]
            batches.append(
                {
                    "label": _label(before, len(batch), len(users)),
                    "users": batch,
                    "creates": [name for name in names if "create" in actions[name]],
                    "recreate": recreate,
                }
            )
            before += len(batch)
    return batches


def _for_batch(user: Mapping[str, Any], row: Row) -> dict[str, Any] | None:
    """The user as a batch has it, or None if there is nothing to do before the last steps."""
    last = _disabled_last(row)
    if not row["stacks_added"] and not set(row["actions"]) - ({"disable"} if last else set()):
        return None
    return {key: value for key, value in user.items() if key != "enabled" or not last}


def _disabled_last(row: Row) -> bool:
    return bool(row["stacks_removed"]) and "disable" in row["actions"]


def _label(start: int, size: int, total: int) -> str:
    first, last = start + 1, start + size
    if first == last:
        return f"user {first:,} of {total:,}"
    return f"users {first:,}{DASH}{last:,} of {total:,}"
