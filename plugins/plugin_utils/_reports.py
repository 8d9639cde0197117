# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Batches of a roster, and what became of them in words. Pure values, no calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._plan import first_few

Row = Mapping[str, Any]

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
REASONS_SHOWN = 10
NO_USER = "<user>"
DASH = "\N{EN DASH}"


def batches(
    users: Sequence[Mapping[str, Any]], foretold: Mapping[str, Any], size: int
) -> list[dict[str, Any]]:
    """Those users who need a change, ``size`` at a time, each batch with its ``label``.

    ``foretold``: the result of appstream_user for all of them in check mode. Who loses stacks by a
    purge and is to be disabled is left to the purge, which does this in the order that is safe.
    """
    todo = {row["user_name"] for row in foretold.get("users", ()) if _needs_batch(row)}
    chosen = [user for user in users if user["user_name"] in todo]
    return [
        {"label": _label(start, size, len(chosen)), "users": chosen[start : start + size]}
        for start in range(0, len(chosen), size)
    ]


def _label(start: int, size: int, total: int) -> str:
    first, last = start + 1, min(start + size, total)
    if first == last:
        return f"user {first:,} of {total:,}"
    return f"users {first:,}{DASH}{last:,} of {total:,}"


def _needs_batch(row: Row) -> bool:
    if row["stacks_removed"] and "disable" in row["actions"]:
        return False
    return bool(row["stacks_added"] or set(row["actions"]) - {"delete"})


def removals(foretold: Mapping[str, Any]) -> int:
    """For how many users a purge is still to come after the batches."""
    return sum(
        "delete" in row["actions"] or bool(row["stacks_removed"])
        for row in foretold.get("users", ())
    )


def report(
    results: Iterable[Mapping[str, Any]], asked: Iterable[str] = (), check: bool = False
) -> dict[str, Any]:
    """What became of users: ``lines`` for a person, and ``failures``, one line, "" if none.

    ``results``: of appstream_user, each with all rows or with those that matter. A result without
    rows failed as a whole. ``asked``: the users concerned, to tell how many are as they were.
    """
    results = list(results)
    rows = [row for result in results for row in result.get("users", ())]
    lines = []
    for action, words in _ACTIONS.items():
        names = _names(row for row in rows if action in row["actions"])
        if names:
            lines.append(_line("would be " * check + words, len(names), names))
    for key, words in _STACKS.items():
        names = _names(row for row in rows if row[key])
        if names:
            pairs = sum(len(row[key]) for row in rows)
            words = "would be " * check + f"{words} ({pairs:,} in all)"
            lines.append(_line(words, len(names), names))
    touched = _names(row for row in rows if row["changed"] or row["failed"])
    whole = list(dict.fromkeys(r["msg"] for r in results if "users" not in r and "msg" in r))
    if not whole:
        lines.append(f"unchanged: {len(set(asked).difference(touched)):,}")
    failed = _names(row for row in rows if row["failed"])
    reasons = _reasons(rows)
    if failed:
        lines.append(_line("failed", len(failed), failed))
        lines += [f"  {reason}" for reason in reasons]
    lines += [f"failed: {reason}" for reason in whole]
    told = [f"{len(failed):,} user{'s' * (len(failed) != 1)} failed: {'; '.join(reasons)}"] if failed else []
    return {"lines": lines, "failures": "; ".join([*told, *whole])}


def touched_rows(result: Mapping[str, Any]) -> dict[str, Any]:
    """The result with ``msg``, if it failed, and the rows of users who were touched or failed."""
    kept = {key: result[key] for key in ("msg",) if key in result}
    if "users" in result:
        kept["users"] = [row for row in result["users"] if row["changed"] or row["failed"]]
    return kept


def _names(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(row["user_name"] for row in rows))


def _line(words: str, number: int, names: list[str]) -> str:
    return f"{words}: {number:,} ({first_few(names)})"


def _reasons(rows: Iterable[Row]) -> list[str]:
    """The reasons of failed rows, each with its number of users and the first few of them."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        if row["failed"]:
            name = row["user_name"]
            reason = str(row["msg"]).replace(f"'{name}'", NO_USER).replace(name, NO_USER)
            groups.setdefault(reason, []).append(name)
    told = [f"{len(names):,} x {why} [{first_few(names)}]" for why, names in groups.items()]
    more = len(told) - REASONS_SHOWN
    return told[:REASONS_SHOWN] + ([f"and {more:,} more reasons"] if more > 0 else [])
