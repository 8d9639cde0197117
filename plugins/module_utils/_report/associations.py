# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The result of appstream_user_stack_association: rows, summary and diff. Pure: no calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .._model.change import ASSOCIATE, DISASSOCIATE, Change, mails_of
from .._model.messages import printable, similar_only, with_similar
from .._model.outcome import Outcome
from .._plan.associations import AssociationPlan
from .failures import failures_message

PURGED = "not listed (purge)"

SimilarNames = Mapping[str, tuple[str, ...]]


def associations_result(
    plans: Sequence[AssociationPlan],
    outcomes: Sequence[Outcome],
    similar: SimilarNames,
    diff: bool,
) -> dict[str, Any]:
    """What the module returns; ``msg`` is there only if something failed.

    ``similar``: for users who are not in the pool, the similar names that are.
    """
    by_change = {outcome.change: outcome for outcome in outcomes}
    rows = [_row(plan, _outcome(plan, by_change), similar) for plan in plans]
    result: dict[str, Any] = {
        "changed": any(row["changed"] for row in rows),
        "associations": rows,
        "summary": _summary(rows, outcomes),
    }
    if diff:
        result["diff"] = _diff(plans, by_change)
    problems = [
        (_subject(outcome.change, similar), outcome.problem)
        for outcome in outcomes
        if outcome.problem is not None
    ]
    if problems:
        result["msg"] = failures_message("associations", len(rows), problems)
    return result


def planned_rows(changes: Iterable[Change]) -> Iterator[dict[str, Any]]:
    """What is to be done, a row for each pair."""
    for change in changes:
        key = "stacks_added" if change.action == ASSOCIATE else "stacks_removed"
        yield {
            "user_name": change.user_name,
            key: [change.stack_name],
            "mails": mails_of([change]),
        }


def _outcome(plan: AssociationPlan, by_change: Mapping[Change, Outcome]) -> Outcome | None:
    return None if plan.change is None else by_change[plan.change]


def _row(plan: AssociationPlan, outcome: Outcome | None, similar: SimilarNames) -> dict[str, Any]:
    user_name = plan.association.user_name
    problem = outcome.problem if outcome else None
    needed = outcome is not None and (outcome.done or problem is not None)
    message = PURGED if plan.purged else _note(user_name, similar.get(user_name, ()))
    if problem is not None:
        message = f"{problem.message}; {PURGED}" if plan.purged else problem.message
    return {
        "user_name": user_name,
        "stack_name": plan.association.stack_name,
        "action": outcome.change.action if outcome is not None and needed else "none",
        "changed": outcome is not None and outcome.changed,
        "failed": problem is not None,
        "error_code": problem.code if problem else None,
        "msg": message and printable(message),
    }


def _subject(change: Change, similar: SimilarNames) -> str:
    name = f"{change.user_name} on {change.stack_name}"
    return with_similar(name, similar.get(change.user_name, ()))


def _summary(rows: Sequence[dict[str, Any]], outcomes: Iterable[Outcome]) -> dict[str, int]:
    done = [outcome.change.action for outcome in outcomes if outcome.done]
    return {
        ASSOCIATE: done.count(ASSOCIATE),
        DISASSOCIATE: done.count(DISASSOCIATE),
        "unchanged": sum(not row["changed"] and not row["failed"] for row in rows),
        "failed": sum(row["failed"] for row in rows),
    }


def _diff(
    plans: Iterable[AssociationPlan], by_change: Mapping[Change, Outcome]
) -> dict[str, dict[str, Any]]:
    """The touched users before and after: which of the stacks that matter they are on (A3)."""
    touched = sorted({change.user_name for change, outcome in by_change.items() if outcome.done})
    before: dict[str, dict[str, Any]] = {name: {"matched_stacks": []} for name in touched}
    after: dict[str, dict[str, Any]] = {name: {"matched_stacks": []} for name in touched}
    for plan in sorted(plans, key=lambda plan: plan.association):
        user_name, stack_name = plan.association.user_name, plan.association.stack_name
        if user_name not in before:
            continue
        outcome = _outcome(plan, by_change)
        done = outcome.change if outcome is not None and outcome.done else None
        if plan.existing:
            before[user_name]["matched_stacks"].append(stack_name)
        if plan.existing == (done is None):
            after[user_name]["matched_stacks"].append(stack_name)
        if done is not None and done.mail:
            after[user_name].setdefault("mails", []).append(f"{done.mail} ({stack_name})")
    return {"before": before, "after": after}


def _note(user_name: str, similar: Sequence[str]) -> str | None:
    if not similar:
        return None
    return f"nothing was done: {similar_only(user_name, similar)}: {', '.join(similar)}"
