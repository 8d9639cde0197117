# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What appstream_user_info answers: filters and the summary."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

from .._model.change import Pair, Request
from .._plan.desired import Pool, pending
from .._plan.validate import InvalidInput, validate_concurrency, validate_stacks
from .._service.api import AppStreamClient

NO_STATUS = "(none)"
SECONDS_A_DAY = 86_400


def describe_pool(client: AppStreamClient, request: Request) -> dict[str, Any]:
    """The whole of appstream_user_info, from its options to its result."""
    params = request.params
    _check(params)
    now = datetime.datetime.now(datetime.timezone.utc)
    pool = Pool(client.describe_users())
    users = [user for user in pool if _matches(user, params, now)]
    asked = params["stack_names"]
    whole = params["include_associations"]
    by_user: dict[str, set[str]] = {}
    if asked is not None and users and (not whole or len(set(asked)) < len(users)):
        by_user = _by_user(client.associations_of_stacks(sorted(set(asked))))
        users = [user for user in users if by_user.get(user["user_name"])]
    if whole:
        by_user = _by_user(client.associations_of_users(user["user_name"] for user in users))
        if asked is not None:
            users = [u for u in users if by_user.get(u["user_name"], set()).intersection(asked)]
    key = "stack_names" if whole else "matched_stacks" if asked is not None else None
    if key is not None:
        users = [{**user, key: sorted(by_user.get(user["user_name"], ()))} for user in users]
    return {"changed": False, "users": users, "summary": _summary(users, key, asked)}


def _check(params: dict[str, Any]) -> None:
    bad = validate_concurrency(params) + validate_stacks(params["stack_names"])
    if params["older_than_days"] is not None and params["older_than_days"] < 0:
        bad.append("older_than_days: must not be negative")
    if bad:
        raise InvalidInput("Bad input: " + "; ".join(bad))


def _matches(user: dict[str, Any], params: dict[str, Any], now: datetime.datetime) -> bool:
    names, statuses, days = params["user_names"], params["status"], params["older_than_days"]
    created = user["created_time"]
    return (
        (names is None or user["user_name"] in names)
        and (params["enabled"] is None or user["enabled"] is params["enabled"])
        and (statuses is None or user["status"] in statuses)
        and (params["pending"] is None or pending(user) is params["pending"])
        and (days is None or (created is not None and _age(created, now) > days * SECONDS_A_DAY))
    )


def _age(created_time: str, now: datetime.datetime) -> float:
    """In seconds."""
    return (now - datetime.datetime.fromisoformat(created_time)).total_seconds()


def _by_user(pairs: set[Pair]) -> dict[str, set[str]]:
    by_user: dict[str, set[str]] = {}
    for pair in pairs:
        by_user.setdefault(pair.user_name, set()).add(pair.stack_name)
    return by_user


def _summary(
    users: list[dict[str, Any]], key: str | None, asked: list[str] | None
) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "total": len(users),
        "enabled": sum(user["enabled"] is True for user in users),
        "disabled": sum(user["enabled"] is False for user in users),
        "pending": sum(pending(user) for user in users),
        "by_status": dict(sorted(Counter(user["status"] or NO_STATUS for user in users).items())),
    }
    if key is not None:
        stacks = Counter(dict.fromkeys(asked or (), 0))
        stacks.update(stack for user in users for stack in user[key])
        summary["by_stack"] = dict(sorted(stacks.items()))
    return summary
