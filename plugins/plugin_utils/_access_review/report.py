# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who can reach what in a user pool, and what an auditor would ask about. Pure values, no calls."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.user import (
    USER_KEYS,
    is_pending,
    match_key,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput

PASSWORD_LIVES = datetime.timedelta(days=7)
NO_STATUS = "(none)"  # as in the summary of appstream_user_info
NEAR_MISS = "near_miss"
EMPTY_STACK = "stack_without_users"

# What is looked for, in the order of the report: name, title, explanation. They claim no more than
# the service tells.
FINDINGS = (
    (
        "compromised",
        "Users with status COMPROMISED",
        "By the documentation of the service, they are disabled because of a potential security"
        " threat.",
    ),
    (
        "expired_invitation",
        "Expired invitations",
        "Enabled, no password set yet as far as the status tells, and created more than 7 days ago."
        " The temporary password has expired, unless the invitation was sent again since. The"
        " service does not tell when it last mailed.",
    ),
    (
        NEAR_MISS,
        "Addresses that differ only by capitals or accents",
        "User names are case-sensitive: each of these is a user of its own, though they may be one"
        " person.",
    ),
    (
        "disabled_with_stacks",
        "Disabled users on stacks",
        "They keep their stacks while they are disabled, and have them when they are enabled"
        " again.",
    ),
    (
        "no_stack",
        "Users without a stack",
        "They are in the pool, but on no stack.",
    ),
    (
        "not_told",
        "Users of whom something is not known",
        "The service left out the status, the time of creation, or whether they are enabled.",
    ),
    (
        EMPTY_STACK,
        "Named stacks without users",
        "No user of the pool is on them. Such a stack looks the same as one that does not exist.",
    ),
)


def review(
    users: list[dict[str, Any]],
    pool: str,
    region: str,
    generated: str,
    stack_names: Iterable[str] = (),
) -> dict[str, Any]:
    """The report on the rows that appstream_user_info gives with ``include_associations``.

    ``stack_names``: stacks that should have users. Raises InvalidInput.
    """
    now = _time(generated, "generated").astimezone(datetime.timezone.utc)
    named = set(stack_names)
    rows = sorted((_row(user) for user in users), key=_by_name)
    twins = _twins(rows)
    alike = {name for names in twins for name in names}
    for row in rows:
        row["findings"] = _found(row, now, alike)
    stacks = _stacks(rows, named)
    return {
        "pool": pool,
        "region": region,
        "account": _account(rows),
        "generated": now.isoformat(timespec="seconds"),
        "summary": _summary(rows, stacks),
        "findings": _findings(rows, stacks, twins, bool(named)),
        "stacks": stacks,
        "users": rows,
    }


def _row(user: dict[str, Any]) -> dict[str, Any]:
    name, stacks = user.get("user_name"), user.get("stack_names")
    if not isinstance(name, str):
        raise InvalidInput("users: an entry has no user_name")
    if not isinstance(stacks, list):  # "no stacks" would be a claim
        raise InvalidInput(
            f"users: {name!r} has no list of stack_names; read the pool with"
            " include_associations=true"
        )
    row = {key: user.get(key) for key in USER_KEYS}
    return {**row, "stack_names": sorted(stacks), "pending": is_pending(row["status"])}


def _by_name(row: dict[str, Any]) -> tuple[str, str]:
    """Names that are likely of one person stand side by side."""
    return match_key(row["user_name"]), row["user_name"]


def _time(text: str, what: str) -> datetime.datetime:
    # Python 3.10 does not read the Z
    iso = text[:-1] + "+00:00" if text.endswith("Z") else text
    try:
        time = datetime.datetime.fromisoformat(iso)
    except ValueError:
        raise InvalidInput(f"{what}: {text!r} is no time in ISO 8601") from None
    if time.tzinfo is None:
        raise InvalidInput(f"{what}: {text!r} has no time zone")
    return time


def _twins(rows: list[dict[str, Any]]) -> list[list[str]]:
    alike: dict[str, list[str]] = {}
    for row in rows:
        alike.setdefault(match_key(row["user_name"]), []).append(row["user_name"])
    return [names for names in alike.values() if len(names) > 1]


def _found(row: dict[str, Any], now: datetime.datetime, alike: set[str]) -> list[str]:
    """The names of the findings that concern this user."""
    created = row["created_time"]
    what = f"created_time of {row['user_name']!r}"
    old = created is not None and now - _time(created, what) > PASSWORD_LIVES
    is_so = {
        "compromised": row["status"] == "COMPROMISED",
        "expired_invitation": row["pending"] and row["enabled"] is True and old,
        NEAR_MISS: row["user_name"] in alike,
        "disabled_with_stacks": row["enabled"] is False and bool(row["stack_names"]),
        "no_stack": not row["stack_names"],
        "not_told": None in (row["status"], row["enabled"], created),
    }
    return [name for name, holds in is_so.items() if holds]


def _stacks(rows: list[dict[str, Any]], named: set[str]) -> list[dict[str, Any]]:
    people: dict[str, list[dict[str, Any]]] = {name: [] for name in named}
    for row in rows:
        for stack in row["stack_names"]:
            people.setdefault(stack, []).append(row)
    keys = ("user_name", "first_name", "last_name", "status", "enabled", "pending")
    return [
        {
            "stack_name": stack,
            "named": stack in named,
            "total": len(on_it),
            "enabled": sum(row["enabled"] is True for row in on_it),
            "users": [{key: row[key] for key in keys} for row in on_it],
        }
        for stack, on_it in sorted(people.items())
    ]


def _account(rows: list[dict[str, Any]]) -> str | None:
    for row in rows:
        parts = (row["arn"] or "").split(":")
        if len(parts) > 5 and len(parts[4]) == 12 and parts[4].isdecimal():
            return str(parts[4])
    return None


def _summary(rows: list[dict[str, Any]], stacks: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "total": len(rows),
        "enabled": sum(row["enabled"] is True for row in rows),
        "disabled": sum(row["enabled"] is False for row in rows),
        "enabled_unknown": sum(row["enabled"] is None for row in rows),
        "pending": sum(row["pending"] for row in rows),
        "by_status": dict(sorted(Counter(row["status"] or NO_STATUS for row in rows).items())),
        "stacks": len(stacks),
    }


def _findings(
    rows: list[dict[str, Any]],
    stacks: list[dict[str, Any]],
    twins: list[list[str]],
    named: bool,
) -> list[dict[str, Any]]:
    """All that was looked for, also what was not found. Empty stacks only if any were named."""
    found = []
    for name, title, explanation in FINDINGS:
        finding: dict[str, Any] = {"name": name, "title": title, "explanation": explanation}
        if name == EMPTY_STACK:
            finding["names"] = [stack["stack_name"] for stack in stacks if not stack["total"]]
        else:
            finding["names"] = [row["user_name"] for row in rows if name in row["findings"]]
        if name == NEAR_MISS:
            finding["groups"] = twins
        finding["count"] = len(finding["names"])
        if named or name != EMPTY_STACK:
            found.append(finding)
    return found
