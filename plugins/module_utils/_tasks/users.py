# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The whole of appstream_user, from its options to its result."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .._apply.consistency import CachedUserIndex
from .._apply.journaling import Journaling
from .._apply.stack_list import StackList, read_stacks
from .._apply.users import Reconciler
from .._model.pool import PoolIdentity, account_of
from .._model.task_context import TaskContext
from .._model.user import UserIndex
from .._plan.all_users import plan_users, predict_user_outcomes
from .._plan.desired import DesiredUser, ReconcileOptions
from .._plan.entries import prepare_users
from .._plan.moves import previous_names, previous_names_like_listed
from .._plan.name_patterns import patterns_of, with_matches, without_match
from .._plan.parse import parse_users
from .._plan.prediction import Prediction
from .._plan.required_reads import Entries, required_reads
from .._plan.safety import (
    enforce_mail_limit,
    enforce_removal_limit,
    reject_ambiguous_names,
    reject_confusable_removals,
    reject_missing_kept,
    reject_other_account,
    reject_respelled_removals,
)
from .._plan.stacks import requested_stacks
from .._plan.unlisted import kept_users, names_in_scope, scope_warnings, unlisted_users
from .._plan.user_plan import UserPlan, removals_by_kind
from .._plan.validate import InvalidInput
from .._report.users import planned_rows, users_result, warnings
from .._service.journal import JournalError
from .._service.progress import Progress
from .._service.runtime import Runtime
from .parsing import parse_with_pool

__all__ = ["manage_users", "prepare_users"]


def manage_users(runtime: Runtime, context: TaskContext) -> dict[str, Any]:
    """Check the options, read, plan, apply unless in check mode, and report."""
    progress = Progress(context.params["progress_file"], runtime.record)
    runtime = replace(runtime, progress=progress)
    cached = CachedUserIndex(runtime)
    desired, options = parse_with_pool(parse_users, context.params, cached)
    if not desired:
        result = users_result([], {}, options.single, context.diff)
        nothing = {"prediction": _prediction([], PoolIdentity(*runtime.api.location), 0.0)}
        return {**result, **nothing} if context.check_mode else result
    index = cached.get()
    reject_other_account(options.account, index)
    pool = PoolIdentity(*runtime.api.location, account_of(index))
    runtime.record.of_pool(pool)
    listed = [*(each.user_name for each in desired), *previous_names(desired)]
    names = {user.user_name for user in index}.union(listed)
    missing = without_match(options.keep_users, names)
    options = replace(options, keep_users=with_matches(options.keep_users, names))
    if options.prediction is not None and not options.prediction.pool.may_be(pool):
        raise InvalidInput("prediction: it is of another pool, so nothing was done")
    now = runtime.clock.wall() if options.prediction is None else options.prediction.made_at
    options = replace(options, now=now)
    stack_list = StackList(runtime)
    try:
        journaling = Journaling(runtime, context.params["journal"], index)
        plans = _plan(runtime, desired, index, options, journaling.entries, stack_list)
        if any(plan.removes for plan in plans):
            reject_missing_kept(missing, options.keep_users_missing)
        stack_list.reject_unknown(requested_stacks(plans))
        if not context.check_mode:
            journaling.record_repairs(plans)
    except JournalError as error:
        raise InvalidInput(f"{error}; nothing was done") from None
    unrepaired = journaling.entries.keys() - {p.user_name for p in plans if p.entry is not None}
    if runtime.record.active and (context.check_mode or options.prediction is None):
        runtime.record.plan(planned_rows(plans))
    if context.check_mode:
        outcomes = predict_user_outcomes(plans)
    else:
        plans, outcomes = Reconciler(runtime, plans, options, journaling).apply()
    named = context.params["show_warnings"]
    texts = [*warnings(plans), *scope_warnings(listed, index, options)] if named else []
    for text in [*texts, *journaling.warnings(named)]:
        context.warn(text)
    result = users_result(plans, outcomes, options.single, context.diff)
    if context.diff and result["changed"]:
        result["diff"].update(pool.diff_headers(result["diff"]))
    if context.check_mode:
        result["prediction"] = _prediction(plans, pool, options.now)
    if runtime.progress.error is not None:
        context.warn(runtime.progress.error)
    if options.unlisted_users != "keep":
        result["kept_users"] = kept_users(listed, index, options)
    if context.params["journal"] is not None:
        result["unrepaired_users"] = sorted(unrepaired)
    return {**result, **stack_list.as_result()}


def _plan(
    runtime: Runtime,
    desired: list[DesiredUser],
    index: UserIndex,
    options: ReconcileOptions,
    entries: Entries,
    stack_list: StackList,
) -> list[UserPlan]:
    """The plans, unless they would remove too much or the wrong ones (D6)."""
    listed = [each.user_name for each in desired]
    reject_ambiguous_names([*listed, *previous_names_like_listed(desired)], index)
    named = [*listed, *previous_names(desired)]
    unlisted = unlisted_users(named, index, options)
    reject_confusable_removals(unlisted, named)
    reject_respelled_removals(unlisted, [name for name in listed if index.get(name) is None])
    reads = required_reads(desired, index, options, unlisted, entries)
    stacks = read_stacks(runtime, reads, len(index), stack_list)
    plans = plan_users(desired, index, stacks, options, unlisted, entries)
    removed = [plan.user_name for plan in plans if plan.removes]
    reject_confusable_removals(set(removed).difference(listed), listed)
    reject_confusable_removals(removed, options.keep_users, patterns_of(options.keep_users))
    concerned = names_in_scope((user.user_name for user in index), options)
    within = "" if options.unlisted_users_scope is None else " in unlisted_users_scope"
    removals = removals_by_kind(plans)
    enforce_removal_limit(options.removal_limit, len(concerned), removals, within)
    enforce_mail_limit(options.mail_limit, (c for plan in plans for c in plan.changes))
    return plans


def _prediction(plans: list[UserPlan], pool: PoolIdentity, made_at: float) -> str:
    """What is to be done. Removals are left out if they would be skipped."""
    if any(plan.problem is not None for plan in plans):
        plans = [replace(plan, removals=()) for plan in plans]
    changes = {plan.user_name: plan.net_changes for plan in plans if plan.changes or plan.removals}
    return Prediction(pool, changes, made_at).encode()
