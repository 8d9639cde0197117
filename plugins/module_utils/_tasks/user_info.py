# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The whole of appstream_user_info, from its filters to its result."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from .._apply.reader import associations_of_stacks, read_users
from .._apply.stack_list import StackList
from .._model.association import Association
from .._model.task_context import TaskContext
from .._model.user import User
from .._plan.desired import UserInfoOptions
from .._plan.parse import parse_user_info
from .._plan.safety import reject_other_account
from .._service.runtime import Runtime

NO_STATUS = "(none)"
SECONDS_A_DAY = 86_400


def describe_pool(runtime: Runtime, context: TaskContext) -> dict[str, Any]:
    """Check the filters, read in the fewest calls, and report."""
    options = parse_user_info(context.params)
    now = datetime.datetime.now(datetime.timezone.utc)
    index, stack_list = read_users(runtime), StackList(runtime)
    reject_other_account(options.account, index)
    users = [user for user in index if _matches(user, options, now)]
    asked, complete = options.stack_names, options.include_associations
    stacks: dict[str, set[str]] = {}
    if asked is not None and users and (not complete or len(asked) < len(users)):
        stacks = _by_user(associations_of_stacks(runtime, sorted(asked)))
        users = [user for user in users if stacks.get(user.user_name)]
    if complete:
        if len(users) == len(index):
            stack_list.names()  # wanted in any case: of the whole pool, it tells which have no user
        names = [user.user_name for user in users]
        stacks = _by_user(stack_list.associations_of_users(names, len(index), listed=True))
        if asked is not None:
            users = [u for u in users if stacks.get(u.user_name, set()).intersection(asked)]
            if not set().union(*stacks.values()).issuperset(asked):
                stack_list.names()  # no user is on one of them: does it exist?
    # A partial list of stacks never bears the name of a complete one (A6).
    key = "stack_names" if complete else "matched_stacks" if asked is not None else None
    rows = [user.as_result() for user in users]
    if key is not None:
        rows = [{**row, key: sorted(stacks.get(row["user_name"], ()))} for row in rows]
    result = {"changed": False, "users": rows, "summary": _summary(users, rows, key, asked)}
    if stack_list.known is not None:
        result["stacks"] = list(stack_list.known)
    return {**result, **stack_list.as_result()}


def _matches(user: User, options: UserInfoOptions, now: datetime.datetime) -> bool:
    days, created = options.older_than_days, user.created_time
    return (
        (options.user_names is None or user.user_name in options.user_names)
        and (options.enabled is None or user.enabled is options.enabled)
        and (options.status is None or user.status in options.status)
        and (options.pending is None or user.pending is options.pending)
        and (days is None or (created is not None and _age(created, now) > days * SECONDS_A_DAY))
    )


def _age(created_time: str, now: datetime.datetime) -> float:
    """In seconds."""
    return (now - datetime.datetime.fromisoformat(created_time)).total_seconds()


def _by_user(associations: set[Association]) -> dict[str, set[str]]:
    by_user: dict[str, set[str]] = {}
    for each in associations:
        by_user.setdefault(each.user_name, set()).add(each.stack_name)
    return by_user


def _summary(
    users: Sequence[User],
    rows: Sequence[dict[str, Any]],
    key: str | None,
    asked: Sequence[str] | None,
) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "total": len(users),
        "enabled": sum(user.enabled is True for user in users),
        "disabled": sum(user.enabled is False for user in users),
        "pending": sum(user.pending for user in users),
        "by_status": dict(sorted(Counter(user.status or NO_STATUS for user in users).items())),
    }
    if key is not None:
        stacks = Counter(dict.fromkeys(asked or (), 0))
        stacks.update(stack for row in rows for stack in row[key])
        summary["by_stack"] = dict(sorted(stacks.items()))
    return summary
