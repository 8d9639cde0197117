# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Carries out the plans of all users, in the order that is safe, whatever fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from .._model.change import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    DISASSOCIATE,
    ENABLE,
    RECREATE,
    RESEND,
    Change,
)
from .._model.error_codes import EXISTS
from .._model.outcome import DONE, Outcome, any_failed, failure
from .._plan.all_users import plan_users
from .._plan.desired import ReconcileOptions
from .._plan.required_reads import required_reads
from .._plan.safety import skipped_removal
from .._plan.user_plan import UserPlan
from .._service.errors import AppStreamError, to_problem
from .._service.runtime import Runtime
from .associations import AssociationWriter
from .circuit_breaker import CircuitBreaker
from .consistency import WaitForAll
from .journaling import Journaling
from .reader import read_users, repeated_reads
from .replace import UserReplacer
from .stack_list import StackList, read_stacks
from .user_calls import UserWriter

APPEARED = "kept, since the new user appeared during the task and lacks something"

# A change is not tried when one of these failed for the same user. Taking something away waits for
# no grant: a user who was to be disabled is disabled although a stack could not be added.
PREREQUISITES: dict[str, tuple[str, ...]] = {
    CREATE: (),
    ENABLE: (CREATE,),
    ASSOCIATE: (CREATE, ENABLE),
    DISASSOCIATE: (),
    DISABLE: (CREATE,),
    DELETE: (DISASSOCIATE,),
    RESEND: (CREATE, ENABLE, ASSOCIATE),
}


class Reconciler:
    """One application of plans. Each user gets its outcomes, in the order of D3."""

    def __init__(
        self,
        runtime: Runtime,
        plans: list[UserPlan],
        options: ReconcileOptions,
        journaling: Journaling,
    ) -> None:
        self._runtime = runtime
        self._journaling = journaling
        self._plans = {plan.user_name: plan for plan in plans}
        self._outcomes: dict[str, list[Outcome]] = {name: [] for name in self._plans}
        self._options = options
        self._wait = runtime.deadline(options.timeout)
        breaker = CircuitBreaker()
        deleted = [plan.user_name for plan in plans if plan.deleted]
        self._users = UserWriter(runtime, breaker, options.timeout)
        self._associations = AssociationWriter(
            runtime, WaitForAll(self._wait), options.timeout, breaker, being_deleted=deleted
        )
        self._replacer = UserReplacer(runtime, breaker, options.timeout, journaling)

    def apply(self) -> tuple[list[UserPlan], dict[str, list[Outcome]]]:
        """In the order of D3; removals last, and only if everything else succeeded (D6).

        Returns the plans, of which some may be new, and the outcomes by user.
        """
        self._report_plans()
        self._create()
        self._replace()
        self._add(self._users.set_enabled(self._pending(ENABLE), self._wait))
        self._add(self._associations.apply(self._pending(ASSOCIATE)))
        self._add(self._associations.apply(self._pending(DISASSOCIATE)))
        self._disable(after_removals=False)
        self._add(self._users.delete(self._pending(DELETE)))
        self._add(self._users.resend(self._pending(RESEND)))
        if self._failed():
            for plan in self._plans.values():
                self._add(map(skipped_removal, plan.removals))
        else:
            self._add(self._associations.apply(self._pending(DISASSOCIATE, removals=True)))
            self._add(self._users.set_enabled(self._pending(DISABLE, removals=True), wait=None))
            self._add(self._users.delete(self._pending(DELETE, removals=True)))
        self._disable(after_removals=True)
        self._forget_whole_users()
        return list(self._plans.values()), self._outcomes

    def _report_plans(self) -> None:
        plans = self._plans.values()
        recreated = {plan.user_name for plan in plans if plan.replaced}
        numbers = Counter(
            change.action
            for plan in plans
            if not plan.replaced
            for change in (*plan.changes, *plan.removals)
        )
        self._runtime.progress.planned({**numbers, RECREATE: len(recreated)}, recreated)
        for plan in plans:
            if plan.problem is not None:
                self._runtime.progress.failed(plan.user_name)

    def _forget_whole_users(self) -> None:
        """Users whom an earlier task took apart, and who are now as desired, or gone."""
        for plan in self._plans.values():
            if plan.problem is None and not any_failed(self._outcomes[plan.user_name]):
                self._journaling.forget(plan)

    def _create(self) -> None:
        def create(user_name: str) -> None:
            plan = self._plans[user_name]
            self._runtime.api.create_user(user_name, suppress=not plan.welcomes, **plan.names)

        pending = self._pending(CREATE)
        outcomes, failed = self._users.call_each(pending, "CreateUser", create, CREATE)
        self._add(outcomes)
        unsettled: dict[str, tuple[Change, AppStreamError]] = {}
        for change, error in failed:
            if error.code == EXISTS or error.outcome_unknown:
                unsettled[change.user_name] = (change, error)
            else:
                self._add([Outcome(change, failure(to_problem(error)))])
        self._resolve_creates(unsettled)

    def _resolve_creates(self, unsettled: dict[str, tuple[Change, AppStreamError]]) -> None:
        """Users whom the read did not show and the service has, or may have: read again (R7)."""

        def read() -> list[UserPlan]:
            return self._plan_again(unsettled)

        if not unsettled:
            return
        for plans in repeated_reads(read, self._runtime.deadline(self._options.timeout)):
            removed = {plan.user_name for plan in plans if plan.removals}
            for plan in plans:
                if plan.user_name not in unsettled:
                    continue  # a previous user
                if plan.existing is None and not plan.similar_names:
                    continue  # not listed yet
                change, error = unsettled.pop(plan.user_name)
                if error.outcome_unknown and _has_names(plan, self._plans[plan.user_name].names):
                    self._add([Outcome(change, DONE)])
                else:
                    self._plans[plan.user_name] = plan
                    self._keep_previous(plan, removed)
            if not unsettled:
                break
        for change, error in unsettled.values():
            ours = error.code == EXISTS and error.outcome_unknown
            self._add([Outcome(change, DONE if ours else failure(to_problem(error)))])

    def _keep_previous(self, plan: UserPlan, removed: Collection[str]) -> None:
        """Of a user who appeared meanwhile, and has less than it was to have."""
        previous = self._plans.get(plan.desired.previous_user_name or "")
        if previous is not None and previous.user_name not in removed:
            self._plans[previous.user_name] = previous.without_removal(APPEARED)

    def _plan_again(self, names: Iterable[str]) -> list[UserPlan]:
        """New plans for users who appeared meanwhile. The removal limit did not count them:
        they lose no stack and are not replaced, but disabled if that is desired. Nor are they
        invited: whoever created them has done so. Then one for each previous user of theirs who
        is still to be removed."""
        rename = self._options.on_name_change
        non_destructive_options = replace(
            self._options,
            purge_stacks=False,
            on_name_change="fail" if rename == "recreate" else rename,
        )
        plans = [self._plans[name] for name in names]
        desired = [(plan.asked or plan.desired).uninvited() for plan in plans]
        index = read_users(self._runtime)
        entries = self._journaling.entries
        reads = required_reads(desired, index, non_destructive_options, entries=entries)
        stacks = read_stacks(self._runtime, reads, len(index), StackList(self._runtime))
        return plan_users(desired, index, stacks, non_destructive_options, entries=entries)

    def _replace(self) -> None:
        plans = [plan for plan in self._plans.values() if plan.replaced]
        for outcomes in self._replacer.apply(plans).values():
            self._add(outcomes)

    def _disable(self, after_removals: bool) -> None:
        """A user who also loses stacks is disabled when that is done (D3)."""
        pending = [
            change
            for change in self._pending(DISABLE)
            if self._plans[change.user_name].disable_after_removals is after_removals
        ]
        self._add(self._users.set_enabled(pending, self._wait))

    def _pending(self, action: str, removals: bool = False) -> list[Change]:
        """The planned changes of this kind, without those that an earlier failure rules out."""
        return [
            change
            for plan in self._plans.values()
            for change in (plan.removals if removals else self._changes(plan))
            if change.action == action
            and not any(
                outcome.problem is not None and outcome.change.action in PREREQUISITES[action]
                for outcome in self._outcomes[plan.user_name]
            )
        ]

    def _changes(self, plan: UserPlan) -> Iterable[Change]:
        """Of a replaced user all is done, except being disabled after a purge of stacks."""
        if not plan.replaced:
            return plan.changes
        created = any(
            outcome.change.action == CREATE and outcome.problem is None
            for outcome in self._outcomes[plan.user_name]
        )
        late = created and plan.disable_after_removals
        return [change for change in plan.changes if late and change.action == DISABLE]

    def _failed(self) -> bool:
        """Whether something failed so far, for anybody."""
        return any(
            plan.problem is not None or any_failed(self._outcomes[plan.user_name])
            for plan in self._plans.values()
        )

    def _add(self, outcomes: Iterable[Outcome]) -> None:
        progress = self._runtime.progress
        for outcome in outcomes:
            self._outcomes[outcome.change.user_name].append(outcome)
            if outcome.done:
                progress.done(outcome.change)
            elif outcome.problem is not None:
                progress.failed(outcome.change.user_name)


def _has_names(plan: UserPlan, names: Mapping[str, str | None]) -> bool:
    """Whether the user may be the one we created; a name may have been left out (F5)."""
    existing = plan.existing
    return (
        existing is not None
        and existing.first_name in (None, names["first_name"])
        and existing.last_name in (None, names["last_name"])
    )
