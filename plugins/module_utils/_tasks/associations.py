# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The whole of appstream_user_stack_association, from its options to its result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .._apply.associations import AssociationWriter
from .._apply.circuit_breaker import CircuitBreaker
from .._apply.consistency import (
    CachedUserIndex,
    WaitForListed,
    is_user_not_found,
    similar_names,
    with_hint,
)
from .._apply.reader import associations_of_stacks, read_associations
from .._apply.stack_list import StackList
from .._model.association import Association
from .._model.change import ASSOCIATE, DISASSOCIATE, Change
from .._model.messages import warn_similar_only
from .._model.outcome import Outcome
from .._model.pool import PoolIdentity
from .._model.task_context import TaskContext
from .._model.user import match_key
from .._plan.associations import (
    changes_of,
    in_order,
    plan_associations,
    predict_association_outcomes,
    reject_confusable,
    removals_by_kind,
)
from .._plan.desired import AssociationOptions
from .._plan.name_patterns import with_matches, without_match
from .._plan.parse import parse_associations
from .._plan.safety import (
    enforce_mail_limit,
    enforce_removal_limit,
    reject_ambiguous_names,
    reject_missing_kept,
)
from .._plan.stacks import added_stacks
from .._report.associations import associations_result, planned_rows
from .._service.runtime import Runtime
from .parsing import parse_with_pool

UNKNOWN_USER_TIMEOUT = 15.0  # seconds for users whom the pool does not list, or not yet (R1)


def manage_associations(runtime: Runtime, context: TaskContext) -> dict[str, Any]:
    """Check the options, read, plan, apply unless in check mode, and report."""
    index = CachedUserIndex(runtime)
    options = parse_with_pool(parse_associations, context.params, index)
    users = options.user_names
    if len(set(map(match_key, users))) < len(users):
        reject_ambiguous_names(users, index.get())
    stack_list = StackList(runtime)
    existing = _read(runtime, options, stack_list)
    names = {each.user_name for each in existing}.union(users)
    missing = without_match(options.keep_users, names)
    options = replace(options, keep_users=with_matches(options.keep_users, names))
    plans = plan_associations(options, existing)
    changes = changes_of(plans)
    purges = any(plan.purged for plan in plans)
    reject_confusable(changes, options)
    removes = any(change.action == DISASSOCIATE for change in changes)
    if missing and removes and options.keep_users_missing == "fail":
        names |= {user.user_name for user in index.get()}
        reject_missing_kept(without_match(missing, names), options.keep_users_missing)
    _enforce_limit(changes, options, index)
    enforce_mail_limit(options.mail_limit, changes)
    stack_list.reject_unknown(added_stacks(changes))
    runtime.record.plan(planned_rows(changes))
    known = {each.user_name for each in existing}
    if context.check_mode:
        added = {change.user_name for change in changes if change.action == ASSOCIATE}
        similar = similar_names(index, added - known)
        outcomes = predict_association_outcomes(changes, purges, similar)
    else:
        outcomes = _apply(runtime, changes, index, options, purges)
    if options.state == "absent":
        similar = similar_names(index, set(users) - known)
        if similar and context.params["show_warnings"]:
            context.warn(warn_similar_only("Removed from no stack", similar))
    else:
        not_found = {o.change.user_name for o in outcomes if is_user_not_found(o)}
        similar = similar_names(index, not_found)
        outcomes = [with_hint(outcome, index, similar) for outcome in outcomes]
    result = associations_result(plans, outcomes, similar, context.diff)
    if context.diff and result["changed"]:
        pool = PoolIdentity(*runtime.api.location)
        result["diff"].update(pool.diff_headers(result["diff"]))
    return {**result, **stack_list.as_result()}


def _read(runtime: Runtime, options: AssociationOptions, stack_list: StackList) -> set[Association]:
    """The associations that matter: of the stacks or of the users, all where they are purged."""
    users, stacks = sorted(options.user_names), sorted(options.stack_names)
    if not options.purges:
        return read_associations(runtime, users, stacks)
    of_stacks = associations_of_stacks(runtime, stacks) if options.purge_users else set()
    of_users = stack_list.associations_of_users(users) if options.purge_stacks else set()
    return of_stacks | of_users


def _enforce_limit(
    changes: Sequence[Change], options: AssociationOptions, index: CachedUserIndex
) -> None:
    """Only a percentage needs to know how many users the pool has."""
    limit, removals = options.removal_limit, removals_by_kind(changes)
    percentage = limit is not None and limit.endswith("%") and any(removals.values())
    enforce_removal_limit(limit, len(index.get()) if percentage else 0, removals)


def _apply(
    runtime: Runtime,
    changes: Sequence[Change],
    index: CachedUserIndex,
    options: AssociationOptions,
    purges: bool,
) -> list[Outcome]:
    in_pool = runtime.deadline(options.timeout)
    not_in_pool = runtime.deadline(min(options.timeout, UNKNOWN_USER_TIMEOUT))
    policy = WaitForListed(index, in_pool, not_in_pool)
    writer = AssociationWriter(runtime, policy, options.timeout, CircuitBreaker())
    return in_order(changes, purges, writer.apply)
