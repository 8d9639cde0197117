# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of users, in words. Pure values, no calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import truncate_names

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
# the steps that come last, by their kind and in their order: what was not done
LAST_STEPS = {"stacks": "taken off stacks", "disable": "disabled", "delete": "deleted"}
# what ends the creating of users: none could be created, or none could be put on their stacks
_NO_MORE = re.compile(
    "LimitExceededException|appstream:CreateUser|appstream:BatchAssociateUserStack"
)
REASONS_SHOWN = 10
REASONS_IN_FAILURE = 3
REASON_LENGTH = 400
# what differs from user to user in reasons that are the same
_ADDRESS = re.compile(r"'[^'\s]+@[^'\s]+'")
_NOT_TRIED = re.compile(r"; therefore not tried: .*")
# what differs in reasons that are told as one, with the first of them
_DETAIL = re.compile(r"^.* was not tried, because |^.*(?=another first or last name)")


def counted(words: str, names: list[str]) -> str:
    """How many they are, and who the first few are; "" if there are none."""
    return f"{words}: {len(names):,} ({truncate_names(names)})" if names else ""


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
    lines = [f"{'would be ' * check}{line}" for line in _done(rows) if line]
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
        lines.append(counted("failed", failed))
        lines += [f"  {reason}" for reason in _first(reasons, REASONS_SHOWN)]
    lines += [f"failed: {reason}" for reason in whole]
    lines += [
        counted(f"left, since something failed: not {what}", who) for what, who in left.items()
    ]
    told = "; ".join(_first(reasons, REASONS_IN_FAILURE))
    users = f"{len(failed):,} user{'s' * (len(failed) != 1)} failed: {told}"
    return {"lines": lines, "failures": "; ".join([users] * bool(failed) + whole)}


def _done(rows: list[Row]) -> Iterator[str]:
    for action, words in _ACTIONS.items():
        yield counted(words, _names(row for row in rows if action in row["actions"]))
    for key, words in _STACKS.items():
        whole = sum(len(row[key]) for row in rows)
        yield counted(f"{words} ({whole:,} in all)", _names(row for row in rows if row[key]))


def _left(
    todo: Mapping[str, Sequence[Mapping[str, Any]]], results: list[Result]
) -> dict[str, list[str]]:
    """Who was not tried, and what was not done last."""
    tried = {name for result in results for name in result.get("tried", ())}
    wanted = [name for batch in todo["batches"] for name in _names(batch["users"])]
    left = {"tried": [name for name in wanted if name not in tried]}
    for kind, words in LAST_STEPS.items():
        tried = {n for result in results if result["kind"] == kind for n in result.get("tried", ())}
        left[words] = [name for name in _names(todo[kind]) if name not in tried]
    return {words: names for words, names in left.items() if names}


def _names(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(row["user_name"] for row in rows))


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
    return [f"{len(names):,} x {_cut(why)} [{truncate_names(names)}]" for why, names in told]


def _cut(reason: str) -> str:
    if len(reason) <= REASON_LENGTH:
        return reason
    return reason[:REASON_LENGTH] + "\N{HORIZONTAL ELLIPSIS}"


def _first(reasons: list[str], number: int) -> list[str]:
    more = len(reasons) - number
    return reasons[:number] + ([f"and {more:,} more reasons"] if more > 0 else [])
