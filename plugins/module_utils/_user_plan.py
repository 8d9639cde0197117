# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One user: compared with what is wanted, and what became of it. Pure values, no calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ._client import QUOTA_REACHED
from ._plan import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    DISASSOCIATE,
    ENABLE,
    ORDER,
    RESEND,
    Change,
    Outcome,
    Problem,
    failures,
    first_few,
)
from ._users import USER_KEYS, Pool, Wanted, pending


@dataclass(frozen=True)
class UserPlan:
    """What is to be done about one user, or why nothing can be (``problem``) or need be (``note``).

    ``stacks`` are those of the wanted stacks that the user has before; all of them where the user
    is to be deleted.
    """

    wanted: Wanted
    before: dict[str, Any] | None
    changes: tuple[Change, ...] = ()
    stacks: frozenset[str] = frozenset()
    problem: Problem | None = None
    note: str | None = None
    near_misses: tuple[str, ...] = ()
    other_name: bool = False

    @property
    def user_name(self) -> str:
        return self.wanted.user_name


def plan_user(
    wanted: Wanted, pool: Pool, stacks: frozenset[str], state: str, on_name_change: str
) -> UserPlan:
    """Compare one wanted user with the pool. ``stacks``: at least those of the wanted stacks that
    the user has; all that the user has for ``state`` absent."""
    before = pool.get(wanted.user_name)
    if before is None:
        near = pool.near_misses(wanted.user_name)
        if near:
            return _near_miss(wanted, near, failed=state == "present")
        return _plan_new(wanted) if state == "present" else UserPlan(wanted, None)
    if state == "absent":
        changes = [Change(DISASSOCIATE, wanted.user_name, stack) for stack in sorted(stacks)]
        changes.append(Change(DELETE, wanted.user_name))
        return UserPlan(wanted, before, tuple(changes), stacks=stacks)
    return _plan_existing(wanted, before, stacks, on_name_change)


def _near_miss(wanted: Wanted, near: tuple[str, ...], failed: bool) -> UserPlan:
    reason = "the name is in the pool with other capitals only; user names are case-sensitive"
    text = f"{reason}: {', '.join(near)}"
    if failed:
        reason += ", no second account is made"
        problem = Problem("capitals", reason, f"{text}; no second account is made")
        return UserPlan(wanted, None, problem=problem, near_misses=near)
    return UserPlan(wanted, None, note=f"{text}; nothing was done", near_misses=near)


def _plan_new(wanted: Wanted) -> UserPlan:
    if wanted.message_action == "resend":
        reason = "not in the pool; message_action=resend never creates a user"
        return UserPlan(wanted, None, problem=Problem("absent", reason, reason))
    mail = None if wanted.message_action == "suppress" else "welcome"
    changes = [Change(CREATE, wanted.user_name, mail=mail)]
    changes += _associate(wanted, wanted.stack_names or ())
    if wanted.enabled is False:
        changes.append(Change(DISABLE, wanted.user_name))
    return UserPlan(wanted, None, tuple(changes))


def _plan_existing(
    wanted: Wanted, before: dict[str, Any], stacks: frozenset[str], on_name_change: str
) -> UserPlan:
    others = [
        f"{key} is {before[key]!r}, not {value!r}"
        for key, value in (("first_name", wanted.first_name), ("last_name", wanted.last_name))
        if value is not None and before[key] != value
    ]
    if others and on_name_change == "fail":
        reason = (
            "another first or last name; the service cannot change a name: give the user's present"
            " name, or none, or set on_name_change=ignore, or delete the user and create it again"
            " (which loses the password and the stacks)"
        )
        problem = Problem("name", reason, f"{', '.join(others)}: {reason}")
        return UserPlan(wanted, before, problem=problem, other_name=True)
    changes = []
    if wanted.enabled is True and before["enabled"] is not True:
        changes.append(Change(ENABLE, wanted.user_name))
    asked = wanted.stack_names or ()
    changes += _associate(wanted, (stack for stack in asked if stack not in stacks))
    if wanted.enabled is False and before["enabled"] is not False:
        changes.append(Change(DISABLE, wanted.user_name))
    note = None
    if wanted.message_action == "resend":
        enabled = before["enabled"] if wanted.enabled is None else wanted.enabled
        if not pending(before):
            note = f"no invitation was sent: the user is {before['status']}"
        elif enabled is not True:
            known = "the user is disabled" if enabled is False else "it is not known to be enabled"
            note = f"no invitation was sent: {known}"
        else:
            changes.append(Change(RESEND, wanted.user_name, mail="invitation"))
    return UserPlan(
        wanted,
        before,
        tuple(changes),
        stacks=stacks.intersection(asked),
        note=note,
        other_name=bool(others),
    )


def _associate(wanted: Wanted, stacks: Iterable[str]) -> list[Change]:
    mail = "assignment" if wanted.send_email_notification else None
    return [Change(ASSOCIATE, wanted.user_name, stack, mail) for stack in stacks]


def result(
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
        (plan.user_name, problem)
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
            f"on_name_change=ignore: {len(left)} users keep another first or last name than asked"
            f" for: {first_few(left)}"
        )
    near = [
        f"{plan.user_name} (in the pool: {', '.join(plan.near_misses)})"
        for plan in plans
        if plan.near_misses and plan.problem is None
    ]
    if near:
        found.append(
            "Not deleted, because user names are case-sensitive and the pool has these names with"
            f" other capitals only: {first_few(near)}"
        )
    return found


def _problems(plan: UserPlan, outcomes: list[Outcome]) -> list[Problem]:
    found = [outcome.problem for outcome in outcomes if outcome.problem is not None]
    return [plan.problem] if plan.problem is not None else found


def _row(plan: UserPlan, outcomes: list[Outcome]) -> dict[str, Any]:
    problems = _problems(plan, outcomes)
    told = list(dict.fromkeys(problem.text for problem in problems))
    done = [outcome.change for outcome in outcomes if outcome.done]
    if plan.note and not problems:
        told.append(plan.note)
    row = {
        "user_name": plan.user_name,
        "changed": any(outcome.changed for outcome in outcomes),
        "failed": bool(problems),
        "msg": "; ".join(told) or None,
        "actions": [change.action for change in done if change.stack_name is None],
        "stacks_added": sorted(
            c.stack_name for c in done if c.action == ASSOCIATE and c.stack_name
        ),
        "stacks_removed": sorted(
            c.stack_name for c in done if c.action == DISASSOCIATE and c.stack_name
        ),
        "user": _after(plan, _so_now(outcomes)),
    }
    if plan.near_misses:
        row["near_misses"] = list(plan.near_misses)
    return row


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
                first_name=plan.wanted.first_name,
                last_name=plan.wanted.last_name,
                user_name=plan.user_name,
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
        added = {c.stack_name for c in done if c.action == ASSOCIATE and c.stack_name}
        removed = {c.stack_name for c in done if c.action == DISASSOCIATE and c.stack_name}
        # Of a user who stays, we know and manage no more than the stacks that were asked for.
        whole = plan.before is None or any(c.action in (DELETE, DISASSOCIATE) for c in done)
        stacks = "stack_names" if whole else "matched_stacks"
        shown = (whole and plan.before is not None) or plan.wanted.stack_names is not None
        for side, user, names in (
            (before, plan.before, plan.stacks),
            (after, now, (plan.stacks | added) - removed),
        ):
            if user is not None:
                side[plan.user_name] = {
                    key: user[key] for key in ("first_name", "last_name", "enabled")
                }
                if shown:
                    side[plan.user_name][stacks] = sorted(names)
        mails = [f"{c.mail} ({c.stack_name})" if c.stack_name else c.mail for c in done if c.mail]
        if mails:
            after[plan.user_name]["mails"] = mails
    return {"before": before, "after": after}


def _summary(rows: list[dict[str, Any]]) -> dict[str, int]:
    actions = [action for row in rows for action in row["actions"]]
    summary = {a: actions.count(a) for a in ORDER if a not in (ASSOCIATE, DISASSOCIATE)}
    for key in ("stacks_added", "stacks_removed"):
        summary[key] = sum(len(row[key]) for row in rows)
    summary["unchanged"] = sum(not row["changed"] and not row["failed"] for row in rows)
    summary["failed"] = sum(row["failed"] for row in rows)
    return summary
