# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Associations, compared with what is desired. Pure: no calls."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Callable

from .._model.association import Association
from .._model.change import ASSOCIATE, DISASSOCIATE, Change
from .._model.error_codes import USER_NAME_NOT_FOUND
from .._model.outcome import DONE, Outcome, Problem, any_failed, failure
from .desired import AssociationOptions
from .name_patterns import patterns_of
from .safety import reject_confusable_removals, skipped_removal


@dataclass(frozen=True)
class AssociationPlan:
    """What is to be done about one user on one stack, if anything.

    ``existing``: whether the user is on the stack before. ``purged``: it is not listed, and a purge
    takes it.
    """

    association: Association
    existing: bool
    change: Change | None
    purged: bool = False


def plan_associations(
    options: AssociationOptions, existing: Collection[Association]
) -> list[AssociationPlan]:
    """One plan for each desired association, then one for each that a purge takes, sorted."""
    plans = []
    for each in options.desired:
        there = each in existing
        change = None
        if options.state == "present" and not there:
            mail = "assignment" if each.send_email_notification else None
            change = Change(ASSOCIATE, each.user_name, each.stack_name, mail)
        elif options.state == "absent" and there:
            change = _disassociate(each)
        plans.append(AssociationPlan(each, there, change))
    purged = _purged(options, existing)
    return plans + [
        AssociationPlan(each, True, _disassociate(each), purged=True) for each in purged
    ]


def _disassociate(association: Association) -> Change:
    return Change(DISASSOCIATE, association.user_name, association.stack_name)


def _purged(options: AssociationOptions, existing: Collection[Association]) -> list[Association]:
    stacks = set(options.stack_names) if options.purge_users else set()
    users = set(options.user_names) if options.purge_stacks else set()
    return sorted(
        each
        for each in set(existing).difference(options.desired)
        if (each.stack_name in stacks or each.user_name in users)
        and each.user_name not in options.keep_users
    )


def changes_of(plans: Iterable[AssociationPlan]) -> list[Change]:
    return [plan.change for plan in plans if plan.change is not None]


def removals_by_kind(changes: Iterable[Change]) -> dict[str, list[str]]:
    """What removal_limit counts."""
    return {
        "users to be removed from a stack": [
            f"{change.user_name} on {change.stack_name}"
            for change in changes
            if change.action == DISASSOCIATE
        ]
    }


def reject_confusable(changes: Iterable[Change], options: AssociationOptions) -> None:
    """Reject to remove a user who is likely one of those that stay (D6)."""
    removed = {change.user_name for change in changes if change.action == DISASSOCIATE}
    reject_confusable_removals(removed.difference(options.user_names), options.user_names)
    reject_confusable_removals(removed, options.keep_users, patterns_of(options.keep_users))


def in_order(
    changes: Sequence[Change], purges: bool, apply: Callable[[list[Change]], list[Outcome]]
) -> list[Outcome]:
    """Apply changes. A purge comes last, and is skipped when anything else failed (D6)."""
    if not purges:
        return apply(list(changes))
    outcomes = apply([change for change in changes if change.action == ASSOCIATE])
    removals = [change for change in changes if change.action == DISASSOCIATE]
    if any_failed(outcomes):
        return outcomes + list(map(skipped_removal, removals))
    return outcomes + apply(removals)


def predict_association_outcomes(
    changes: Sequence[Change], purges: bool, similar: Container[str]
) -> list[Outcome]:
    """The outcomes of a run in check mode.

    A user who is not in the pool may be created by an earlier task, so its changes succeed; not so
    where the pool has a ``similar`` name (F3).
    """

    def predict(some: list[Change]) -> list[Outcome]:
        code = USER_NAME_NOT_FOUND
        not_found = failure(Problem(code, code, code, code))
        return [
            Outcome(
                change,
                not_found if change.action == ASSOCIATE and change.user_name in similar else DONE,
            )
            for change in some
        ]

    return in_order(changes, purges, predict)
