# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is to be done about a roster, step by step, and what became of it in words. No calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._plan import first_few

Row = Mapping[str, Any]
Result = Mapping[str, Any]

# action of a row: what was done, and what would be done
_ACTIONS = {
    "create": "created",
    "recreate": "deleted and created again",
    "enable": "enabled",
    "disable": "disabled",
    "delete": "deleted",
    "resend": "invited again",
}
_STACKS = {"stacks_added": "put on stacks", "stacks_removed": "taken off stacks"}
# removals by their kind, in their order: what was not done
REMOVALS = {"stacks": "taken off stacks", "disable": "disabled", "delete": "deleted"}
# what ends the creating of users: none could be created, or none could be put on their stacks
_NO_MORE = re.compile(
    "LimitExceededException|appstream:CreateUser|appstream:BatchAssociateUserStack"
)
REASONS_SHOWN = 10
REASONS_IN_FAILURE = 3
REASON_LENGTH = 400
DASH = "\N{EN DASH}"
# what differs from user to user in reasons that are the same
_ADDRESS = re.compile(r"'[^'\s]+@[^'\s]+'")
_NOT_TRIED = re.compile(r"; therefore not tried: .*")
# what differs in reasons that are told as one, with the first of them
_DETAIL = re.compile(r"^.* was not tried, because |^.*(?=another first or last name)")


# ---- steps


def steps(
    users: Sequence[Mapping[str, Any]], foretold: Result, size: int
) -> dict[str, list[dict[str, Any]]]:
    """What ``foretold`` asks for: ``batches``, then removals: ``stacks``, ``disable``, ``delete``.

    ``foretold``: the result of appstream_user for all of the roster in check mode. A batch has its
    ``label``, its ``users``, ``creates``, the names of those whom it creates, and ``recreate``:
    whether all of them are recreated, and otherwise nobody is. Who loses stacks and is to be
    disabled is disabled after that (D3). Removals name those whom they concern, so that nobody else
    is removed, and nothing can be made or mailed by them.
    """
    rows = {row["user_name"]: row for row in foretold.get("users", ())}
    chosen = [
        each for user in users if (each := _for_batch(user, rows[user["user_name"]])) is not None
    ]
    recreated = [each for each in chosen if "recreate" in rows[each["user_name"]]["actions"]]
    others = [each for each in chosen if "recreate" not in rows[each["user_name"]]["actions"]]
    parts = [(others, start, False) for start in range(0, len(others), size)]
    parts += [(recreated, start, True) for start in range(0, len(recreated), size)]
    return {
        "batches": [
            {
                "label": _label(start + len(others) * recreate, len(batch), len(chosen)),
                "users": batch,
                "creates": [name for name in _names(batch) if "create" in rows[name]["actions"]],
                "recreate": recreate,
            }
            for users_of_kind, start, recreate in parts
            for batch in [users_of_kind[start : start + size]]
        ],
        "stacks": [
            {"user_name": name, "stack_name": stack}
            for name, row in rows.items()
            if "delete" not in row["actions"]
            for stack in row["stacks_removed"]
        ],
        "disable": [{"user_name": n} for n, row in rows.items() if _disabled_last(row)],
        "delete": [{"user_name": n} for n, row in rows.items() if "delete" in row["actions"]],
    }


def _for_batch(user: Mapping[str, Any], row: Row) -> dict[str, Any] | None:
    """The user as a batch has it, or None if there is nothing to do before the removals."""
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


# ---- what became of them


def kept(result: Result, kind: str = "batch") -> dict[str, Any]:
    """What the report needs of a result: rows of users of whom there is something to say; ``msg``
    if it failed; ``tried``, the users whom it concerned; ``full``, whether nobody else is to be
    created after it, since the quota is reached, or what a new user needs is denied.
    """
    account: dict[str, Any] = {"kind": kind}
    if "msg" in result:
        account["msg"] = result["msg"]
    rows = result.get("users")
    if "associations" in result:
        rows = _by_user(result["associations"])
    if rows is not None:
        account["users"] = [row for row in rows if row["changed"] or row["failed"] or row["msg"]]
        account["tried"] = _names(rows)
        account["full"] = bool(_NO_MORE.search(result.get("msg", "")))
    return account


def _by_user(pairs: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of users who were taken off stacks, out of those of pairs."""
    rows: dict[str, dict[str, Any]] = {}
    for pair in pairs:
        new = {"user_name": pair["user_name"], "changed": False, "failed": False, "msg": ""}
        row = rows.setdefault(
            pair["user_name"], {**new, "actions": [], "stacks_added": [], "stacks_removed": []}
        )
        row["changed"] = row["changed"] or pair["changed"]
        if pair["failed"]:
            row["failed"] = True
            row["msg"] = "; ".join(filter(None, (row["msg"], pair["msg"])))
        elif pair["changed"]:
            row["stacks_removed"].append(pair["stack_name"])
    return list(rows.values())


def report(
    results: Iterable[Result],
    asked: Iterable[str] = (),
    check: bool = False,
    todo: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> dict[str, Any]:
    """What became of users: ``lines`` for a person, and ``failures``, one line, "" if none.

    ``results``: what was ``kept`` of each. One without users failed as a whole. ``asked``: the
    users concerned, to tell how many are as they were. ``todo``: the ``steps``, to tell what was
    left.
    """
    results, asked = list(results), list(asked)
    place = {name: number for number, name in enumerate(asked)}
    rows = [row for result in results for row in result.get("users", ())]
    rows.sort(key=lambda row: place.get(row["user_name"], len(asked)))
    lines = [f"{'would be ' * check}{line}" for line in _done(rows)]
    left = {} if todo is None else _left(todo, results)
    whole = list(dict.fromkeys(r["msg"] for r in results if "users" not in r and "msg" in r))
    if not whole or todo is not None:
        touched = {row["user_name"] for row in rows if row["changed"] or row["failed"]}
        lines.append(
            f"{'would be ' * check}unchanged: {len(set(asked) - touched.union(*left.values())):,}"
        )
        notes = _reasons(row for row in rows if not row["failed"] and not row["changed"])
        lines += [f"  {note}" for note in _first(notes, REASONS_SHOWN)]
    failed = _names(row for row in rows if row["failed"])
    reasons = _reasons(row for row in rows if row["failed"])
    if failed:
        lines.append(_line("failed", failed))
        lines += [f"  {reason}" for reason in _first(reasons, REASONS_SHOWN)]
    lines += [f"failed: {reason}" for reason in whole]
    lines += [_line(f"left, since something failed: not {what}", who) for what, who in left.items()]
    told = "; ".join(_first(reasons, REASONS_IN_FAILURE))
    users = f"{len(failed):,} user{'s' * (len(failed) != 1)} failed: {told}"
    return {"lines": lines, "failures": "; ".join([users] * bool(failed) + whole)}


def _done(rows: list[Row]) -> Iterable[str]:
    for action, words in _ACTIONS.items():
        names = _names(row for row in rows if action in row["actions"])
        if names:
            yield _line(words, names)
    for key, words in _STACKS.items():
        names = _names(row for row in rows if row[key])
        if names:
            yield _line(f"{words} ({sum(len(row[key]) for row in rows):,} in all)", names)


def _left(
    todo: Mapping[str, Sequence[Mapping[str, Any]]], results: list[Result]
) -> dict[str, list[str]]:
    """Who was not tried, and what was not removed."""
    tried = {name for result in results for name in result.get("tried", ())}
    wanted = [name for batch in todo["batches"] for name in _names(batch["users"])]
    left = {"tried": [name for name in wanted if name not in tried]}
    for kind, words in REMOVALS.items():
        tried = {n for result in results if result["kind"] == kind for n in result.get("tried", ())}
        left[words] = [name for name in _names(todo[kind]) if name not in tried]
    return {words: names for words, names in left.items() if names}


def _names(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(row["user_name"] for row in rows))


def _line(words: str, names: list[str]) -> str:
    return f"{words}: {len(names):,} ({first_few(names)})"


def _reasons(rows: Iterable[Row]) -> list[str]:
    """What is said of rows, each with its number of users and the first few, most of them first."""
    groups: dict[str, tuple[str, list[str]]] = {}
    for row in rows:
        if row["msg"]:
            name = row["user_name"]
            reason = _NOT_TRIED.sub("", str(row["msg"]).replace(f"'{name}'", "<user>"))
            reason = _ADDRESS.sub("<user>", reason.replace(name, "<user>"))
            groups.setdefault(_DETAIL.sub("", reason), (reason, []))[1].append(name)
    told = sorted(groups.values(), key=lambda group: -len(group[1]))
    return [f"{len(names):,} x {_cut(why)} [{first_few(names)}]" for why, names in told]


def _cut(reason: str) -> str:
    if len(reason) <= REASON_LENGTH:
        return reason
    return reason[:REASON_LENGTH] + "\N{HORIZONTAL ELLIPSIS}"


def _first(reasons: list[str], number: int) -> list[str]:
    more = len(reasons) - number
    return reasons[:number] + ([f"and {more:,} more reasons"] if more > 0 else [])
