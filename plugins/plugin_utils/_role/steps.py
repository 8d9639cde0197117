# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The steps that bring a roster into a pool. Pure values, no calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

DASH = "\N{EN DASH}"


def steps(
    users: Sequence[Mapping[str, Any]], predicted: Mapping[str, Any], size: int
) -> dict[str, list[dict[str, Any]]]:
    """The ``batches``, and the last steps: ``stacks``, ``disable``, ``disable_unlisted``,
    ``delete``.

    ``predicted``: the result of appstream_user for the whole roster in check mode. A batch has its
    ``label``, its ``users``, and its ``kind``: ``create`` and ``recreate`` are the only ones that
    may create or replace users, and have no others. Users who lose stacks are disabled after that
    (D3). The last steps list users by name, so they can disable or remove nobody else, and cannot
    create or mail anybody.
    """
    rows = {row["user_name"]: row for row in predicted["users"]}
    listed = {user["user_name"] for user in users}
    chosen = [
        each for user in users if (each := _for_batch(user, rows[user["user_name"]])) is not None
    ]
    unlisted = [
        name for name, row in rows.items() if name not in listed and "disable" in row["actions"]
    ]
    return {
        "batches": _batches(chosen, rows, size),
        "stacks": [
            {"user_name": name, "stack_name": stack}
            for name, row in rows.items()
            if name in listed
            for stack in row["stacks_removed"]
        ],
        "disable": [
            {"user_name": name}
            for name, row in rows.items()
            if name in listed and _disabled_last(row)
        ],
        "disable_unlisted": [{"user_name": name} for name in unlisted],
        "delete": [{"user_name": n} for n, row in rows.items() if "delete" in row["actions"]],
    }


def _batches(
    users: Sequence[Mapping[str, Any]], rows: Mapping[str, Row], size: int
) -> list[dict[str, Any]]:
    batches: list[dict[str, Any]] = []
    start = 0  # the number of users in earlier batches
    kinds = {user["user_name"]: _kind(rows[user["user_name"]]) for user in users}
    for kind in ("create", "change", "recreate"):
        chosen = [user for user in users if kinds[user["user_name"]] == kind]
        for first in range(0, len(chosen), size):
            batch = chosen[first : first + size]
            batches.append(
                {
                    "label": _label(start, len(batch), len(users)),
                    "users": batch,
                    "kind": kind,
                }
            )
            start += len(batch)
    return batches


def _kind(row: Row) -> str:
    return next((kind for kind in ("create", "recreate") if kind in row["actions"]), "change")


def _for_batch(user: Mapping[str, Any], row: Row) -> dict[str, Any] | None:
    """The user as a batch has it, or None if there is nothing to do before the last steps."""
    last = _disabled_last(row)
    due = row["stacks_added"] or set(row["actions"]) - ({"disable"} if last else set())
    # A user whom the journal lists may be whole by now: the module then removes it from there.
    if not due and "repaired" not in row:
        return None
    return {key: value for key, value in user.items() if key != "enabled" or not last}


def _disabled_last(row: Row) -> bool:
    return bool(row["stacks_removed"]) and "disable" in row["actions"]


def _label(start: int, size: int, total: int) -> str:
    first, last = start + 1, start + size
    if first == last:
        return f"user {first:,} of {total:,}"
    return f"users {first:,}{DASH}{last:,} of {total:,}"
