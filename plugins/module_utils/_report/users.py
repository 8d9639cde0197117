# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The result of appstream_user: rows, summary, diff and warnings. Pure: no calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .._model.change import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    ENABLE,
    RECREATE,
    RESEND,
    Change,
    mails_of,
)
from .._model.error_codes import QUOTA_REACHED
from .._model.messages import (
    THEREFORE_NOT_TRIED,
    printable,
    truncate_names,
    warn_similar_only,
    with_similar,
)
from .._model.outcome import Outcome, Problem
from .._model.user import User
from .._plan.user_plan import UserPlan
from .failures import failures_message

COUNTED = (CREATE, RECREATE, ENABLE, DISABLE, DELETE, RESEND)


def users_result(
    plans: Sequence[UserPlan], outcomes: Mapping[str, list[Outcome]], single: bool, diff: bool
) -> dict[str, Any]:
    """What appstream_user returns; ``msg`` is there only if something failed."""
    rows = [_row(plan, outcomes.get(plan.user_name, [])) for plan in plans]
    result: dict[str, Any] = {
        "changed": any(row["changed"] for row in rows),
        "users": rows,
        "summary": _summary(rows),
    }
    if single:
        result["user"] = rows[0]["user"]
    if diff:
        result["diff"] = _diff(plans, outcomes)
    problems = [
        (with_similar(plan.user_name, plan.similar_names), problem)
        for plan in plans
        for problem in _problems(plan, outcomes.get(plan.user_name, []))
    ]
    if problems:
        result["msg"] = failures_message("users", len(rows), problems)
        if any(problem.code == QUOTA_REACHED for _name, problem in problems):
            result["msg"] += f". Users created by this task: {result['summary'][CREATE]}"
    return result


def planned_rows(plans: Iterable[UserPlan]) -> Iterator[dict[str, Any]]:
    """What is to be done to users, and to which it cannot be, with what they have before."""
    for plan in plans:
        net = plan.net_changes
        if not (plan.changes or plan.removals or plan.problem or plan.note):
            continue
        row: dict[str, Any] = {
            "user_name": plan.user_name,
            "actions": sorted(net.actions),
            "stacks_added": sorted(net.stacks_added),
            "stacks_removed": sorted(net.stacks_removed),
            "mails": mails_of((*plan.changes, *plan.removals)),
            "previous_user_name": plan.desired.previous_user_name,
            "reason": plan.problem.message if plan.problem is not None else plan.note,
        }
        if plan.existing is not None and (plan.removes or plan.disabled):
            row["previous_enabled"] = plan.previous_enabled
            row["previous_first_name"] = plan.existing.first_name
            row["previous_last_name"] = plan.existing.last_name
            if plan.stacks.complete:
                row["previous_stack_names"] = sorted(plan.previous_stacks)
        yield row


def warnings(plans: Iterable[UserPlan]) -> list[str]:
    """What the user should know although nothing failed."""
    succeeded = [plan for plan in plans if plan.problem is None]
    found = []
    other_names = [plan.user_name for plan in succeeded if plan.name_differs]
    if other_names:
        found.append(
            f"on_name_change=ignore: {len(other_names)} user(s) keep a first or last name that"
            f" differs from the requested one: {truncate_names(other_names)}"
        )
    similar = {plan.user_name: plan.similar_names for plan in succeeded if plan.similar_names}
    if similar:
        found.append(warn_similar_only("Not deleted", similar))
    return found


def _problems(plan: UserPlan, outcomes: Iterable[Outcome]) -> list[Problem]:
    if plan.problem is not None:
        return [plan.problem]
    return [outcome.problem for outcome in outcomes if outcome.problem is not None]


def _row(plan: UserPlan, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    problems = _problems(plan, outcomes)
    done = [outcome.change for outcome in outcomes if outcome.done]
    stacks = _stacks_after(plan, done)
    after = _after(plan, _achieved(outcomes))
    row = {
        "user_name": plan.user_name,
        "changed": any(outcome.changed for outcome in outcomes),
        "failed": bool(problems),
        "msg": printable("; ".join(_messages(plan, problems, outcomes))) or None,
        "actions": _actions(plan, done),
        "stacks_added": sorted(stacks - plan.stacks.names),
        "stacks_removed": sorted(plan.stacks.names - stacks),
        "mails": mails_of(done),
        "user": None if after is None else after.as_result(),
    }
    if plan.previous is not None:
        row["previous_user_name"] = plan.previous.user_name
    if plan.similar_names:
        row["similar_user_names"] = list(plan.similar_names)
    row.update(_previous(plan))
    if plan.entry is not None:
        row["repaired"] = plan.repaired and not problems
    return row


def _previous(plan: UserPlan) -> dict[str, Any]:
    """What a user had before it was taken apart, by this task or by an earlier one."""
    if plan.replaced and plan.existing is not None:
        return {
            "previous_stack_names": sorted(plan.previous_stacks),
            "previous_enabled": plan.previous_enabled,
            "previous_first_name": plan.existing.first_name,
            "previous_last_name": plan.existing.last_name,
        }
    if plan.entry is not None:
        return {
            "previous_stack_names": sorted(plan.entry.previous_stack_names),
            "previous_enabled": plan.entry.previous_enabled,
            "previous_first_name": plan.entry.previous_first_name,
            "previous_last_name": plan.entry.previous_last_name,
        }
    return {}


def _messages(
    plan: UserPlan, problems: Iterable[Problem], outcomes: Iterable[Outcome]
) -> list[str]:
    messages = list(dict.fromkeys(problem.message for problem in problems))
    if plan.note:
        messages.append(plan.note)
    open_changes = Counter((*plan.changes, *plan.removals))
    open_changes.subtract(outcome.change for outcome in outcomes)
    not_tried = [_describe(change) for change, times in open_changes.items() if times > 0]
    if not_tried:
        messages.append(f"{THEREFORE_NOT_TRIED}{', '.join(not_tried)}")
    return messages


def _actions(plan: UserPlan, done: Iterable[Change]) -> list[str]:
    """What was done to the user, as it looks from outside."""
    actions = [change.action for change in done if change.stack_name is None]
    if plan.replaced and CREATE in actions and DELETE in actions:
        again = plan.existing is not None and plan.existing.enabled is False
        return [RECREATE] + [DISABLE for action in actions if action == DISABLE and not again]
    return actions


def _stacks_after(plan: UserPlan, done: Iterable[Change]) -> set[str]:
    """The stacks after these changes, as far as they are known."""
    stacks = set(plan.stacks.names)
    for change in done:
        if change.action == CREATE:
            stacks.clear()
        elif change.stack_name is not None and change.action == ASSOCIATE:
            stacks.add(change.stack_name)
        elif change.stack_name is not None:
            stacks.discard(change.stack_name)
    return stacks


def _describe(change: Change) -> str:
    return f"{change.action} '{change.stack_name}'" if change.stack_name else change.action


def _achieved(outcomes: Iterable[Outcome]) -> list[Change]:
    """What is as planned now, whether we did it or somebody else meanwhile."""
    return [outcome.change for outcome in outcomes if outcome.problem is None]


def _after(plan: UserPlan, changes: Iterable[Change]) -> User | None:
    """The user after these changes, computed from what was written and never read again (R5)."""
    user = plan.existing
    for change in changes:
        if change.action == CREATE:
            user = User(plan.user_name, authentication_type="USERPOOL", enabled=True, **plan.names)
        elif change.action == DELETE:
            user = None
        elif user is not None and change.action in (ENABLE, DISABLE):
            user = replace(user, enabled=change.action == ENABLE)
    return user


def _diff(
    plans: Iterable[UserPlan], outcomes: Mapping[str, list[Outcome]]
) -> dict[str, dict[str, Any]]:
    """Before and after of the users that were touched, in what this module manages (A3)."""
    before: dict[str, dict[str, Any]] = {}
    after: dict[str, dict[str, Any]] = {}
    for plan in sorted(plans, key=lambda plan: plan.user_name):
        own = outcomes.get(plan.user_name, [])
        done = [outcome.change for outcome in own if outcome.done]
        if not done:
            continue
        for side, user, stacks in (
            (before, plan.existing, plan.stacks.names),
            (after, _after(plan, _achieved(own)), _stacks_after(plan, done)),
        ):
            if user is not None:
                side[plan.user_name] = _managed(plan, user, stacks)
        if RECREATE in _actions(plan, done):
            after[plan.user_name]["recreated"] = True
        if mails := mails_of(done):
            after.setdefault(plan.user_name, {})["mails"] = mails
    return {"before": before, "after": after}


def _managed(plan: UserPlan, user: User, stacks: Iterable[str]) -> dict[str, Any]:
    """What this module manages of a user."""
    managed: dict[str, Any] = {
        "first_name": user.first_name,
        "last_name": user.last_name,
        "enabled": user.enabled,
    }
    if plan.desired.stack_names is not None or plan.stacks.complete:
        # A partial list of stacks never bears the name of a complete one (A6).
        complete = plan.existing is None or plan.stacks.complete
        managed["stack_names" if complete else "matched_stacks"] = sorted(stacks)
    return managed


def _summary(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    actions = [action for row in rows for action in row["actions"]]
    summary = {action: actions.count(action) for action in COUNTED}
    for key in ("stacks_added", "stacks_removed"):
        summary[key] = sum(len(row[key]) for row in rows)
    summary["unchanged"] = sum(not row["changed"] and not row["failed"] for row in rows)
    summary["failed"] = sum(row["failed"] for row in rows)
    return summary
