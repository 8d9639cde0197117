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
    printable,
    truncate_names,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.users import LEFT_DISABLED

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
REASON_LENGTH = 400
# What differs from user to user in messages with the same reason.
_ADDRESS = re.compile(r"'[^'@\s]+@[^'\s]+'")
_NOT_TRIED = re.compile(r"; therefore not tried: .*")
# Options of modules that the role sets itself.
_SET_BY_ROLE = re.compile(r" \(on_missing_user=ignore\)")
# What has a line of its own.
_LEFT_DISABLED = re.compile(re.escape(LEFT_DISABLED) + "(; )?")
# Where the module names its option, and where it says what the title of a prediction says.
_LIMIT = re.compile(r"^(removal|mail)_limit is .*? would be (removed|sent)")
# The same of names that protect nobody.
_KEPT = re.compile(r"^keep_users: (?=.* nobody, nothing was done)")
_NOTHING_DONE = ", nothing was done"
# What differs in reasons that are counted as one; the first of them is shown.
_DETAIL = re.compile(r"^.* was not tried, because ")
# What differs, too, but must be true of each user: it stands with the name.
_OWN_DETAIL = re.compile(r"^(.*): (?=another first or last name|capitals, accents and signs alone)")


def count_with_names(words: str, names: list[str]) -> str:
    """The number of users and the first few names; "" if there are none."""
    return f"{words}: {len(names):,} ({truncate_names(names)})" if names else ""


def blocked_lines(users: Iterable[Mapping[str, Any]]) -> list[str]:
    """A line about users of a roster who must not sign in, and so are not created."""
    names = [user["user_name"] for user in users if user.get("on_missing_user") == "ignore"]
    line = count_with_names("must not sign in by the roster, so disabled or not created", names)
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
    users: Iterable[Mapping[str, Any]] = (),
    requested: Iterable[str] = (),
    check: bool = False,
    action: str | None = None,
) -> dict[str, Any]:
    """What was done to users: ``lines`` to print, and ``failures``, one line, "" if there are none.

    ``result``: of a task of appstream_user that was to change ``users``: the rows of check mode, or
    entries of a list, whose last change was to be ``action``. A task without rows failed as a
    whole, or was skipped. ``requested``: the users of the list, to count those that are unchanged.
    """
    requested = list(requested)
    unknown: list[str] = []
    rows = [
        row for row in result.get("users") or () if row["changed"] or row["failed"] or row["msg"]
    ]
    if not check and outcome_unknown(result):
        done = {row["user_name"]: row for row in result.get("done_users", ())}
        rows = [{**row, "changed": True, "failed": False, "msg": None} for row in done.values()]
        unknown = _names(user for user in users if not _finished(user, done, action))
    left = _names(row for row in rows if LEFT_DISABLED in (row["msg"] or ""))
    rows = [{**row, "msg": _LEFT_DISABLED.sub("", row["msg"] or "")} for row in rows]
    failed_task = ""
    if result.get("users") is None and not result.get("skipped"):
        failed_task = result.get("msg", NO_RESULT)
        if _LIMIT.match(failed_task):
            failed_task = f"user_pool_{failed_task}"
            failed_task = failed_task.replace(_NOTHING_DONE, "", 1) if check else failed_task
        if _KEPT.match(failed_task):
            failed_task = re.sub(
                r"\b(?=keep_users(:|_missing))", "user_pool_", failed_task, count=2
            )
            failed_task = failed_task.replace(_NOTHING_DONE, "", 1) if check else failed_task
    order = {name: number for number, name in enumerate(requested)}
    rows.sort(key=lambda row: order.get(row["user_name"], len(requested)))
    lines = [f"{'would be ' * check}{line}" for line in _done(rows) if line]
    if not failed_task:
        touched = {row["user_name"] for row in rows if row["changed"] or row["failed"]}
        lines.append(f"{'would be ' * check}unchanged: {len(set(requested) - touched):,}")
        lines += filter(
            None,
            [
                count_with_names(
                    "on the roster but disabled in the pool, so put on no more stacks", left
                )
            ],
        )
        notes = _reasons(row for row in rows if not row["failed"] and not row["changed"])
        lines += [f"  {note}" for note in _first(notes, REASONS_SHOWN)]
    failed = _names(row for row in rows if row["failed"])
    reasons = _reasons(row for row in rows if row["failed"])
    if failed:
        lines.append(count_with_names("failed", failed))
        lines += [f"  {reason}" for reason in _first(reasons, REASONS_SHOWN)]
    previous = [] if check else _previous(rows)
    lines += [f"before it was taken apart: {entry}" for entry in previous]
    lines += [count_with_names("outcome unknown", unknown)] if unknown else []
    lines += [f"failed: {failed_task}"] if failed_task else []
    shown = f"{len(failed):,} user{'s' * (len(failed) != 1)} failed: "
    shown += "; ".join(_first(reasons, REASONS_IN_FAILURE))
    failures = [shown] * bool(failed) + [failed_task] * bool(failed_task)
    if previous:
        failures.append(f"before they were taken apart: {', '.join(previous)}")
    if unknown:
        failures.append(
            f"{count_with_names('outcome unknown', unknown)}; run it again, first in check mode"
        )
    return {
        "lines": [printable(line) for line in lines],
        "failures": printable("; ".join(failures)),
    }


def _finished(user: Mapping[str, Any], done: Mapping[str, Row], action: str | None) -> bool:
    """Whether all was done to a user that was to be done."""
    row = done.get(user["user_name"], _NOTHING)
    if "actions" not in user:
        return action in row["actions"] and not row["failed"]
    return all(set(user[key]) <= set(row[key]) for key in _CHANGES)


def _done(rows: list[Row]) -> Iterator[str]:
    for action in _ACTIONS:
        names = _names(row for row in rows if action in row["actions"])
        yield count_with_names(DONE_WORDS[action], names)
    for key, action in _STACKS.items():
        words = DONE_WORDS[action]
        total = sum(len(row[key]) for row in rows)
        yield count_with_names(
            f"{words} ({total:,} in all)", _names(row for row in rows if row[key])
        )
    yield count_with_names(
        "repaired after an earlier run",
        _names(row for row in rows if row.get("repaired") and row["changed"]),
    )


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


def _reasons(rows: Iterable[Row]) -> list[str]:
    """The messages of rows, most frequent first, with the number of users and the first few."""
    groups: dict[str, tuple[str, list[str]]] = {}
    details: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["msg"]:
            name = printable(row["user_name"])  # as it is in the message
            reason = _NOT_TRIED.sub("", str(row["msg"]).replace(f"'{name}'", "<user>"))
            reason = _ADDRESS.sub("<user>", reason.replace(name, "<user>"))
            reason = _SET_BY_ROLE.sub("", reason)
            detail = _OWN_DETAIL.match(reason)
            key = _DETAIL.sub("", _OWN_DETAIL.sub("", reason))
            groups.setdefault(key, (reason, []))[1].append(name)
            if detail:
                details.setdefault(key, {})[name] = detail[1]
    ordered = sorted(groups.items(), key=lambda group: -len(group[1][1]))
    return [_reason(key, why, names, details.get(key, {})) for key, (why, names) in ordered]


def _reason(key: str, why: str, names: list[str], details: Mapping[str, str]) -> str:
    """A reason with its users; where it differs in details, each user has its own."""
    if len(set(details.values())) > 1:
        why = key
        names = [f"{name} ({details[name]})" if name in details else name for name in names]
    return f"{len(names):,} x {_truncate(why)} [{truncate_names(names)}]"


def _truncate(reason: str) -> str:
    if len(reason) <= REASON_LENGTH:
        return reason
    return reason[:REASON_LENGTH] + "\N{HORIZONTAL ELLIPSIS}"


def _first(reasons: list[str], number: int) -> list[str]:
    more = len(reasons) - number
    return reasons[:number] + ([f"and {more:,} more reasons"] if more > 0 else [])
