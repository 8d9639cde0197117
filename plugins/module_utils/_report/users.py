# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of users, told: rows, summary, diff and warnings. Pure values, no calls."""

from __future__ import annotations

from collections import Counter
from typing import Any

from .._model.change import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    ENABLE,
    QUOTA_REACHED,
    RECREATE,
    RESEND,
    Change,
    Outcome,
    Problem,
    failures,
)
from .._model.messages import truncate_names
from .._model.user import USER_KEYS
from .._plan.users import UserPlan

COUNTED = (CREATE, RECREATE, ENABLE, DISABLE, DELETE, RESEND)


def user_result(
    plans: list[UserPlan], outcomes: dict[str, list[Outcome]], single: bool, diff: bool
) -> dict[str, Any]:
    """What appstream_user returns; ``msg`` is there only if something failed."""
    rows = [_row(plan, outcomes.get(plan.user_name, [])) for plan in plans]
    answer: dict[str, Any] = {
        "changed": any(row["changed"] for row in rows),
        "users": rows,
        "summary": _summary(rows),
    }
    if single:
        answer["user"] = rows[0]["user"]
    if diff:
        answer["diff"] = _diff(plans, outcomes)
    problems = [
        (_with_near_misses(plan), problem)
        for plan in plans
        for problem in _problems(plan, outcomes.get(plan.user_name, []))
    ]
    if problems:
        answer["msg"] = failures("users", len(rows), problems)
        if any(problem.code == QUOTA_REACHED for _name, problem in problems):
            answer["msg"] += f". Users created by this task: {answer['summary'][CREATE]}"
    return answer


def warnings(plans: list[UserPlan]) -> list[str]:
    """What the user should know although nothing failed."""
    left = [plan.user_name for plan in plans if plan.other_name and plan.problem is None]
    found = []
    if left:
        found.append(
            f"on_name_change=ignore: {len(left)} user(s) keep another first or last name than asked"
            f" for: {truncate_names(left)}"
        )
    near = [_with_near_misses(plan) for plan in plans if plan.near_misses and plan.problem is None]
    if near:
        found.append(
            "Not deleted, because user names are case-sensitive and the pool has these names with"
            f" other capitals or accents only: {truncate_names(near)}"
        )
    return found


def _with_near_misses(plan: UserPlan) -> str:
    if not plan.near_misses:
        return plan.user_name
    return f"{plan.user_name} (in the pool: {', '.join(plan.near_misses)})"


def _problems(plan: UserPlan, outcomes: list[Outcome]) -> list[Problem]:
    found = [outcome.problem for outcome in outcomes if outcome.problem is not None]
    return [plan.problem] if plan.problem is not None else found


def _row(plan: UserPlan, outcomes: list[Outcome]) -> dict[str, Any]:
    problems = _problems(plan, outcomes)
    told = list(dict.fromkeys(problem.text for problem in problems))
    done = [outcome.change for outcome in outcomes if outcome.done]
    if plan.note:
        told.append(plan.note)
    open_changes = Counter((*plan.changes, *plan.removals))
    open_changes.subtract(outcome.change for outcome in outcomes)
    not_tried = [_words(change) for change, times in open_changes.items() if times > 0]
    if not_tried:
        told.append(f"therefore not tried: {', '.join(not_tried)}")
    stacks = _stacks_after(plan, done)
    row = {
        "user_name": plan.user_name,
        "changed": any(outcome.changed for outcome in outcomes),
        "failed": bool(problems),
        "msg": "; ".join(told) or None,
        "actions": _actions(plan, done),
        "stacks_added": sorted(stacks - plan.stacks.names),
        "stacks_removed": sorted(plan.stacks.names - stacks),
        "user": _after(plan, _so_now(outcomes)),
    }
    if plan.near_misses:
        row["near_misses"] = list(plan.near_misses)
    if plan.recreated and plan.before is not None:
        row["former_stacks"] = sorted(plan.stacks.names)
        for key in ("enabled", "first_name", "last_name"):
            row[f"former_{key}"] = plan.before[key]
    return row


def _actions(plan: UserPlan, done: list[Change]) -> list[str]:
    """What was done to the user, told as it looks from outside."""
    actions = [change.action for change in done if change.stack_name is None]
    if plan.recreated and CREATE in actions and DELETE in actions:
        again = plan.before is not None and plan.before["enabled"] is False
        return [RECREATE] + [DISABLE for action in actions if action == DISABLE and not again]
    return actions


def _stacks_after(plan: UserPlan, done: list[Change]) -> set[str]:
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


def _words(change: Change) -> str:
    return f"{change.action} '{change.stack_name}'" if change.stack_name else change.action


def _so_now(outcomes: list[Outcome]) -> list[Change]:
    """What is as planned now, whether we did it or somebody else meanwhile."""
    return [outcome.change for outcome in outcomes if outcome.problem is None]


def _after(plan: UserPlan, changes: list[Change]) -> dict[str, Any] | None:
    """The user after these changes, computed from what was written and never read again (R5)."""
    user = plan.before
    for change in changes:
        if change.action == CREATE:
            user = dict.fromkeys(USER_KEYS)
            user.update(
                authentication_type="USERPOOL",
                enabled=True,
                user_name=plan.user_name,
                **plan.names,
            )
        elif change.action == DELETE:
            user = None
        elif user is not None and change.action in (ENABLE, DISABLE):
            user = {**user, "enabled": change.action == ENABLE}
    return user


def _diff(plans: list[UserPlan], outcomes: dict[str, list[Outcome]]) -> dict[str, Any]:
    """Before and after of the users that were touched, in what this module manages (A3)."""
    before: dict[str, dict[str, Any]] = {}
    after: dict[str, dict[str, Any]] = {}
    for plan in sorted(plans, key=lambda plan: plan.user_name):
        done = [o.change for o in outcomes.get(plan.user_name, []) if o.done]
        if not done:
            continue
        now = _after(plan, _so_now(outcomes[plan.user_name]))
        # A partial list of stacks never bears the name of a complete one (A6).
        whole = plan.before is None or plan.stacks.complete
        stacks = "stack_names" if whole else "matched_stacks"
        shown = plan.wanted.stack_names is not None or plan.stacks.complete
        for side, user, names in (
            (before, plan.before, plan.stacks.names),
            (after, now, _stacks_after(plan, done)),
        ):
            if user is not None:
                side[plan.user_name] = {
                    key: user[key] for key in ("first_name", "last_name", "enabled")
                }
                if shown:
                    side[plan.user_name][stacks] = sorted(names)
        if RECREATE in _actions(plan, done):
            after[plan.user_name]["recreated"] = True
        mails = [f"{c.mail} ({c.stack_name})" if c.stack_name else c.mail for c in done if c.mail]
        if mails:
            after.setdefault(plan.user_name, {})["mails"] = sorted(mails)
    return {"before": before, "after": after}


def _summary(rows: list[dict[str, Any]]) -> dict[str, int]:
    actions = [action for row in rows for action in row["actions"]]
    summary = {action: actions.count(action) for action in COUNTED}
    for key in ("stacks_added", "stacks_removed"):
        summary[key] = sum(len(row[key]) for row in rows)
    summary["unchanged"] = sum(not row["changed"] and not row["failed"] for row in rows)
    summary["failed"] = sum(row["failed"] for row in rows)
    return summary
