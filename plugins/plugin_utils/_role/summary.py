# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The results of a run, in words. Pure values, no calls."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.change import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    DISASSOCIATE,
    DONE_WORDS,
    ENABLE,
    RECREATE,
    RESEND,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.messages import (
    number_of,
    printable,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.safety import (
    KEEP_USERS,
    NOTHING_DONE,
    OVER_MAIL_LIMIT,
    OVER_REMOVAL_LIMIT,
    PROTECT_NOBODY,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.users import LEFT_DISABLED

from .names_shown import count_with_names, without_names
from .reasons import reasons_of

Row = Mapping[str, Any]
Result = Mapping[str, Any]

_CHANGES = ("actions", "stacks_added", "stacks_removed")
_NOTHING: Row = {"failed": False, **dict.fromkeys(_CHANGES, ())}
_ACTIONS = (CREATE, RECREATE, ENABLE, DISABLE, DELETE, RESEND)
_STACKS = {"stacks_added": ASSOCIATE, "stacks_removed": DISASSOCIATE}
# With failed_when: false, ansible-core 2.19 and newer drop the message of a module that crashed.
NO_RESULT = (
    "the module returned no result; run it again with -vvv, or as a task of its own, to see why"
)
REASONS_SHOWN = 10
REASONS_IN_FAILURE = 3
# What has a line of its own.
_LEFT_DISABLED = re.compile(re.escape(LEFT_DISABLED) + "(; )?")
# Options of the module, where it names them.
_KEEP_USERS = re.compile(rf"\b(?={KEEP_USERS}(:|_missing))")


def blocked_lines(users: Iterable[Mapping[str, Any]], shown: int) -> list[str]:
    """A line about users of a roster who must not sign in, and so are not created."""
    names = [user["user_name"] for user in users if user.get("on_missing_user") == "ignore"]
    words = "must not sign in by the roster, so disabled or not created"
    line = count_with_names(words, names, shown)
    return [line] * bool(line)


def outcome_unknown(result: Result) -> bool:
    """Whether nobody knows what a task did that was to write: it returned no rows, nor the word of
    the module that nothing was done. It was killed, or it crashed or was interrupted."""
    if result.get("skipped"):
        return False
    rows = result.get("users") is not None
    return not rows and result.get("outcome_unknown") is not False


def summarize(
    result: Result,
    users: Iterable[Mapping[str, Any]],
    requested: Iterable[str],
    check: bool,
    action: str | None,
    shown: int,
) -> dict[str, Any]:
    """What was done to users: ``lines`` to print, and ``failures``, one line, "" if there are none.

    ``result``: of a task of appstream_user that was to change ``users``: the rows of check mode, or
    entries of a list, whose last change was to be ``action``. A task without rows failed as a
    whole, or was skipped. ``requested``: the users of the list, to count those that are unchanged.
    ``shown``: how many names a line has.
    """
    requested = list(requested)
    rows, unknown = _touched(result, users, check, action)
    order = {name: number for number, name in enumerate(requested)}
    rows.sort(key=lambda row: order.get(row["user_name"], len(requested)))
    failed_task = _failed_task(result, check) or result.get("record_error") or ""
    would = "would be " * check
    lines = [f"{would}{line}" for line in _done(rows, shown)]
    if result.get("users") is not None or result.get("skipped"):
        without = count_with_names("created without a stack", _without_stack(rows), shown)
        lines += [f"{would}{without}"] * bool(without)
        touched = {row["user_name"] for row in rows if row["changed"] or row["failed"]}
        lines.append(f"{would}unchanged: {len(set(requested) - touched):,}")
        lines += _notes(result, rows, shown)
    failed = _names(row for row in rows if row["failed"])
    reasons = reasons_of((row for row in rows if row["failed"]), shown)
    previous = [] if check else _previous(rows)
    lines += filter(
        None,
        [
            count_with_names("failed", failed, shown),
            *_indented(reasons),
            *(f"to restore the user, use this roster entry: {entry}" for entry in previous),
            count_with_names("outcome unknown", unknown, shown),
            failed_task and f"failed: {failed_task}",
        ],
    )
    failures = []
    if failed:
        some = "; ".join(_first(reasons, REASONS_IN_FAILURE))
        failures.append(f"{number_of(len(failed), 'users')} failed: {some}")
    failures += [failed_task] * bool(failed_task)
    if previous:
        failures.append(f"to restore these users, use these roster entries: {', '.join(previous)}")
    if unknown:
        words = count_with_names("outcome unknown", unknown, shown)
        failures.append(f"{words}; run it again, first in check mode")
    return {
        "lines": [printable(line) for line in without_names(lines, shown)],
        "failures": printable("; ".join(without_names(failures, shown))),
    }


def conclude(
    summary: Mapping[str, Any],
    numbers: Mapping[str, Any],
    title: str,
    more: Mapping[str, Any],
    check: bool,
    shown: int,
) -> dict[str, Any]:
    """A run's ``messages`` to print, its ``failure``, "" if nothing failed, and its ``numbers``.

    ``summary``: what ``summarize`` returns. ``numbers``: those of the task. ``title``: the pool.
    ``more``: ``of``, the rest of the heading, and ``lines`` and a ``failure`` besides those of the
    summary.
    """
    failures = [each for each in (summary["failures"], more["failure"]) if each]
    reasons = "; ".join(without_names(failures, shown))
    heading = f"{title}{', FAILED' * bool(reasons)}{more['of']}"
    return {
        "messages": [heading, *summary["lines"], *without_names(more["lines"], shown)],
        "failure": reasons and f"{title}: {reasons}",
        "numbers": {**numbers, "check_mode": check, "succeeded": not reasons},
    }


def _touched(
    result: Result, users: Iterable[Mapping[str, Any]], check: bool, action: str | None
) -> tuple[list[Row], list[str]]:
    """The rows that say something, and the users of whom it is unknown what was done to them."""
    if check or not outcome_unknown(result):
        rows = result.get("users") or ()
        return [row for row in rows if row["changed"] or row["failed"] or row["msg"]], []
    done = {row["user_name"]: row for row in result.get("done_users", ())}
    unknown = _names(user for user in users if not _finished(user, done, action))
    return [
        {**row, "changed": True, "failed": False, "msg": None} for row in done.values()
    ], unknown


def _failed_task(result: Result, check: bool) -> str:
    """Why a task failed as a whole, with the role's names of options; "" if it did not."""
    if result.get("users") is not None or result.get("skipped"):
        return ""
    message: str = result.get("msg", NO_RESULT)
    if message.startswith((OVER_REMOVAL_LIMIT, OVER_MAIL_LIMIT)):
        message = f"user_pool_{message}"
    elif message.startswith(f"{KEEP_USERS}: ") and PROTECT_NOBODY in message:
        message = _KEEP_USERS.sub("user_pool_", message, count=2)
    else:
        return message
    # The title of a prediction says so.
    return message.replace(NOTHING_DONE, "", 1) if check else message


def _notes(result: Result, rows: list[Row], shown: int) -> Iterator[str]:
    """About users to whom nothing was done."""
    kept, left = result.get("kept_users") or (), _names(filter(_is_left_disabled, rows))
    words = "on the roster but disabled in the pool, so added to no more stacks"
    notes = [{**row, "msg": _LEFT_DISABLED.sub("", row["msg"] or "")} for row in rows]
    yield from filter(
        None,
        [
            count_with_names("kept by user_pool_keep_users", kept, shown),
            count_with_names(words, left, shown),
        ],
    )
    untouched = (row for row in notes if not row["failed"] and not row["changed"])
    yield from _indented(reasons_of(untouched, shown))


def _without_stack(rows: Iterable[Row]) -> list[str]:
    """New users who can open nothing. A failure has a reason of its own; a user who was taken
    apart, stacks that may be left."""
    return _names(
        row
        for row in rows
        if CREATE in row["actions"]
        and not (row["stacks_added"] or row["failed"] or row.get("previous_stack_names"))
    )


def _is_left_disabled(row: Row) -> bool:
    return LEFT_DISABLED in (row["msg"] or "")


def _indented(reasons: list[str]) -> list[str]:
    return [f"  {reason}" for reason in _first(reasons, REASONS_SHOWN)]


def _finished(user: Mapping[str, Any], done: Mapping[str, Row], action: str | None) -> bool:
    """Whether all was done to a user that was to be done."""
    row = done.get(user["user_name"], _NOTHING)
    if "actions" not in user:
        return action in row["actions"] and not row["failed"]
    return all(set(user[key]) <= set(row[key]) for key in _CHANGES)


def _done(rows: list[Row], shown: int) -> Iterator[str]:
    moved = [row for row in rows if CREATE in row["actions"] and "previous_user_name" in row]
    if moved:
        names = [f"{row['user_name']} from {row['previous_user_name']}" for row in moved]
        yield count_with_names("moved", names, shown)
    counted = {
        DONE_WORDS[action]: [row for row in rows if action in row["actions"]] for action in _ACTIONS
    }
    for key, action in _STACKS.items():
        total = sum(len(row[key]) for row in rows)
        counted[f"{DONE_WORDS[action]} ({total:,} in all)"] = [row for row in rows if row[key]]
    counted["repaired after an earlier run"] = [
        row for row in rows if row.get("repaired") and row["changed"]
    ]
    for words, found in counted.items():
        if found:
            yield count_with_names(words, _names(found), shown)


def _previous(rows: Iterable[Row]) -> list[str]:
    """What users had who were taken apart and are not whole again (C7): entries that a roster or
    appstream_user takes, all of them, as nothing else may remember it."""
    previous: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["failed"] and row["changed"] and "previous_stack_names" in row:
            entry = {"user_name": row["user_name"], "stack_names": row["previous_stack_names"]}
            if row["previous_enabled"] is not None:
                entry["enabled"] = row["previous_enabled"]
            previous[row["user_name"]] = entry
    return [json.dumps(entry, ensure_ascii=False) for entry in previous.values()]


def _names(rows: Iterable[Row]) -> list[str]:
    return _unique(row["user_name"] for row in rows)


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _first(reasons: list[str], number: int) -> list[str]:
    more = len(reasons) - number
    return reasons[:number] + ([f"and {more:,} more reasons"] if more > 0 else [])
