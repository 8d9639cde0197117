# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The plans of all users that a task is about. Pure: no calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from .._model.change import DISABLE, Change
from .._model.messages import name_user
from .._model.outcome import Outcome, predict_outcomes
from .._model.user import UserIndex
from .desired import DesiredUser, ReconcileOptions
from .moves import find_problem, find_takeover, previous_names, removes_previous
from .required_reads import NO_ENTRIES, NOTHING_READ, Entries, Stacks
from .safety import skipped_removal
from .user_plan import UserPlan
from .users import delete_changes, plan_user


def plan_users(
    desired: Iterable[DesiredUser],
    index: UserIndex,
    stacks: Mapping[str, Stacks],
    options: ReconcileOptions,
    unlisted: Iterable[str] = (),
    entries: Entries = NO_ENTRIES,
) -> list[UserPlan]:
    """One plan for each desired user, then one for each other user who is removed."""
    desired = list(desired)
    named = frozenset((*previous_names(desired), *(each.user_name for each in desired)))

    def read(name: str | None) -> Stacks:
        return stacks.get(name or "", NOTHING_READ)

    def removed(user_name: str, how: str, note: str) -> UserPlan:
        plan = _plan_removed(user_name, index, read(user_name), how == "disable", note)
        return replace(plan, entry=entries.get(user_name)) if plan.deleted else plan

    plans, others = [], []
    for each in desired:
        name, previous = each.user_name, each.previous_user_name
        takeover = find_takeover(each, index, read(previous), options)
        problem = find_problem(each, index, options, entries, named)
        if problem is not None:
            plans.append(UserPlan(each, index.get(name), problem=problem))
            continue
        plan = plan_user(each, index, read(name), options, entries.get(name), takeover)
        plan = plan.restricted_to(options.prediction)
        plans.append(plan)
        if takeover is not None and removes_previous(plan, takeover, options):
            note = f"moved to {name_user(name)} (old_address={options.old_address})"
            others.append(removed(takeover.previous.user_name, options.old_address, note))
    how = options.unlisted_users
    others += [removed(name, how, f"not listed (unlisted_users={how})") for name in unlisted]
    others.sort(key=lambda plan: plan.user_name)
    return [*plans, *(each.restricted_to(options.prediction, unlisted=True) for each in others)]


def _plan_removed(
    user_name: str, index: UserIndex, stacks: Stacks, disable: bool, note: str
) -> UserPlan:
    return UserPlan(
        DesiredUser(user_name),
        index.get(user_name),
        removals=(Change(DISABLE, user_name),) if disable else delete_changes(user_name, stacks),
        stacks=stacks,
        note=note,
    )


def predict_user_outcomes(plans: Sequence[UserPlan]) -> dict[str, list[Outcome]]:
    """The outcomes of a run in check mode: what is planned succeeds."""
    failed = any(plan.problem is not None for plan in plans)
    return {
        plan.user_name: [
            *predict_outcomes(plan.changes),
            *(map(skipped_removal, plan.removals) if failed else predict_outcomes(plan.removals)),
        ]
        for plan in plans
    }
