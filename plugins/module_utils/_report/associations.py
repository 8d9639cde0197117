# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of pairs of user and stack, told: rows, summary and diff. Pure values, no calls."""

from __future__ import annotations

from typing import Any

from .._model.change import ASSOCIATE, DISASSOCIATE, Change, Outcome, Pair, failures

PURGED = "not listed (purge)"


def pair_result(
    plan: dict[Pair, Change | None],
    there: set[Pair],
    outcomes: list[Outcome],
    near_misses: dict[str, tuple[str, ...]],
    purged: set[Pair],
    diff: bool,
) -> dict[str, Any]:
    """What the module returns; ``msg`` is there only if something failed.

    ``plan``: what is to be done about each pair, if anything. ``there``: the pairs that were there.
    ``purged``: those that were not asked for, and are taken apart.
    """
    by_change = {outcome.change: outcome for outcome in outcomes}
    rows = []
    for pair, change in plan.items():
        outcome = None if change is None else by_change[change]
        problem = outcome.problem if outcome else None
        needed = outcome is not None and (outcome.done or problem is not None)
        note = PURGED if pair in purged else _note(near_misses.get(pair.user_name))
        if problem is not None:
            note = f"{problem.text}; {PURGED}" if pair in purged else problem.text
        rows.append(
            {
                "user_name": pair.user_name,
                "stack_name": pair.stack_name,
                "action": change.action if change is not None and needed else "none",
                "changed": outcome is not None and outcome.changed,
                "failed": problem is not None,
                "error_code": problem.code if problem else None,
                "msg": note,
            }
        )
    answer: dict[str, Any] = {
        "changed": any(row["changed"] for row in rows),
        "associations": rows,
        "summary": _summary(rows, outcomes),
    }
    if diff:
        answer["diff"] = _diff(plan, there, by_change)
    problems = [
        (_subject(outcome.change, near_misses), outcome.problem)
        for outcome in outcomes
        if outcome.problem is not None
    ]
    if problems:
        answer["msg"] = failures("associations", len(rows), problems)
    return answer


def _subject(change: Change, near_misses: dict[str, tuple[str, ...]]) -> str:
    text = f"{change.user_name} on {change.stack_name}"
    near = near_misses.get(change.user_name)
    return f"{text} (in the pool: {', '.join(near)})" if near else text


def _summary(rows: list[dict[str, Any]], outcomes: list[Outcome]) -> dict[str, int]:
    done = [outcome.change.action for outcome in outcomes if outcome.done]
    return {
        ASSOCIATE: done.count(ASSOCIATE),
        DISASSOCIATE: done.count(DISASSOCIATE),
        "unchanged": sum(not row["changed"] and not row["failed"] for row in rows),
        "failed": sum(row["failed"] for row in rows),
    }


def _diff(
    plan: dict[Pair, Change | None], there: set[Pair], by_change: dict[Change, Outcome]
) -> dict[str, dict[str, Any]]:
    """The touched users before and after: which of the stacks that matter they are on (A3)."""
    touched = sorted({change.user_name for change, outcome in by_change.items() if outcome.done})
    before: dict[str, dict[str, Any]] = {name: {"matched_stacks": []} for name in touched}
    after: dict[str, dict[str, Any]] = {name: {"matched_stacks": []} for name in touched}
    for pair, change in sorted(plan.items(), key=lambda item: item[0]):
        if pair.user_name not in before:
            continue
        done = change if change is not None and by_change[change].done else None
        if pair in there:
            before[pair.user_name]["matched_stacks"].append(pair.stack_name)
        if (pair in there) == (done is None):
            after[pair.user_name]["matched_stacks"].append(pair.stack_name)
        if done is not None and done.mail:
            mails = after[pair.user_name].setdefault("mails", [])
            mails.append(f"{done.mail} ({pair.stack_name})")
    return {"before": before, "after": after}


def _note(near: tuple[str, ...] | None) -> str | None:
    if not near:
        return None
    return (
        "nothing was done: the name is in the pool with other capitals or accents only; user names"
        f" are case-sensitive: {', '.join(near)}"
    )
