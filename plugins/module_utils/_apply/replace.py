# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Replaces users: deletes and creates them again, with their stacks and state (C6, C7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from .._model.change import ASSOCIATE, CREATE, DELETE, DISABLE, DISASSOCIATE, RECREATE, Change
from .._model.error_codes import EXISTS, INTERNAL_ERROR
from .._model.messages import name_user
from .._model.outcome import (
    DONE,
    NOT_NEEDED,
    Outcome,
    Problem,
    Status,
    any_failed,
    failure,
)
from .._plan.user_plan import UserPlan
from .._service.deadline import Deadline
from .._service.errors import AppStreamError, skipped, to_problem
from .._service.runtime import Runtime
from .associations import AssociationWriter
from .circuit_breaker import CircuitBreaker
from .consistency import WaitForAll
from .journaling import Journaling
from .reader import read_users
from .user_calls import UserWriter

MIN_TIMEOUT = 60.0  # seconds
RequiredCall = tuple[str, Optional[str]]  # a call, and the stack that it is about


class UserReplacer:
    """Each user goes through all steps before its thread takes the next user. So whatever happens,
    few are without an account, and for a short time.

    Nobody is deleted before CreateUser has shown that it would be accepted, nor after a user could
    not be restored: what hit one is likely to hit all.
    """

    def __init__(
        self, runtime: Runtime, breaker: CircuitBreaker, timeout: float, journaling: Journaling
    ) -> None:
        """``timeout``: seconds to wait for the service to notice what was written, for each user
        and step; never less than is needed to get a user back who was just deleted."""
        self._runtime = runtime
        self._breaker = breaker
        self._journaling = journaling
        self._timeout = max(timeout, MIN_TIMEOUT)
        self._users = UserWriter(runtime, breaker, self._timeout)
        self._unrecoverable_user: str | None = None  # the first who could not be restored

    def apply(self, plans: list[UserPlan]) -> dict[str, list[Outcome]]:
        """The outcomes by user. The first user that needs a call, or a call for a stack, that has
        not succeeded yet goes alone."""
        pending = list(plans)
        results: dict[str, list[Outcome]] = {}
        verified_calls: set[RequiredCall] = set()
        while pending:
            part = [p for p in pending if _required_calls(p) <= verified_calls] or pending[:1]
            outcomes = self._runtime.executor.map(self._replace, part, drain_on_interrupt=True)
            for plan, done in zip(part, outcomes):
                pending.remove(plan)
                results[plan.user_name] = done
                if not any_failed(done):
                    verified_calls |= _required_calls(plan)
        return results

    def _replace(self, plan: UserPlan) -> list[Outcome]:
        problem = self._precondition_failure(plan) or self._journaling.record(plan)
        if problem is not None:
            return [Outcome(_one(plan, CREATE), failure(problem))]
        outcomes = self._take_apart(plan)
        if not any_failed(outcomes):
            self._runtime.progress.done(Change(RECREATE, plan.user_name))
        if _is_whole(plan, outcomes):
            self._journaling.forget(plan)
        return outcomes

    def _take_apart(self, plan: UserPlan) -> list[Outcome]:
        """Delete and create, with everything that comes before and after."""
        result = self._dry_create(plan)
        if result is None:
            outcomes = self._delete_and_create(plan)
        else:
            gone = [*_all(plan, DISASSOCIATE), _one(plan, DELETE)] if result.done else []
            outcomes = [*(Outcome(change, NOT_NEEDED) for change in gone), result]
        if _may_exist(outcomes):
            outcomes += self._restore(plan, outcomes)
        return outcomes

    def _precondition_failure(self, plan: UserPlan) -> Problem | None:
        """Why not even to begin: a call that will be needed has been rejected for others."""
        if self._unrecoverable_user is not None:
            reason = f"not recreated, because {self._unrecoverable_user!r} could not be restored"
            return Problem("not recreated", reason, reason)
        for call, scope in [("CreateUser", CREATE), *_required_calls(plan)]:
            error = self._breaker.error_for(call, scope)
            if error is not None:
                return skipped(error, f"recreating {name_user(plan.user_name)}")
        return None

    def _dry_create(self, plan: UserPlan) -> Outcome | None:
        """Send CreateUser for a user who exists: that changes nothing, and shows that it would be
        accepted. Returns None then, or the outcome instead."""
        change = _one(plan, CREATE)
        try:
            self._create(plan)
        except AppStreamError as error:
            if error.non_retryable:
                self._breaker.trip(error)
            shown = self._shows_new(plan) if error.outcome_unknown else False
            if shown:
                return Outcome(change, DONE)
            if error.code == EXISTS and shown is False:
                return None
            problem = to_problem(error, proven_without_effect=shown is False)
            return Outcome(change, failure(problem.extended("; nothing was deleted")))
        return Outcome(change, DONE)  # somebody else had deleted the user meanwhile

    def _delete_and_create(self, plan: UserPlan) -> list[Outcome]:
        """Remove the user from its stacks, delete it and create it."""
        outcomes = AssociationWriter(
            self._runtime,
            WaitForAll(self._deadline()),
            self._timeout,
            self._breaker,
            being_deleted=[plan.user_name],
        ).apply(_all(plan, DISASSOCIATE))
        if not any_failed(outcomes):
            deleted = self._users.delete(_all(plan, DELETE))[0]
            if deleted.result.status is Status.FAILED:
                outcomes.append(deleted)
            else:
                created = self._create_again(plan, surely_deleted=deleted.problem is None)
                if created.problem is None:
                    return [*outcomes, Outcome(deleted.change, DONE), created]
                self._unrecoverable_user = plan.user_name
                outcomes += [deleted, created]
                if deleted.problem is None or _may_exist(outcomes):
                    return outcomes
        return outcomes + self._rollback(plan, outcomes)

    def _rollback(self, plan: UserPlan, outcomes: list[Outcome]) -> list[Outcome]:
        """The user stays: restore its stacks. A disabled user is not enabled for that."""
        again = [replace(change, action=ASSOCIATE) for change in _disassociated(outcomes)]
        restored = self._restore_associations(again, outcomes)
        if any_failed(restored):
            self._unrecoverable_user = plan.user_name
        return restored

    def _restore(self, plan: UserPlan, outcomes: list[Outcome]) -> list[Outcome]:
        """The user exists again: restore the stacks and the state that it had, or is to have.

        Where it is not sure which user this is, new stacks are not given.
        """
        sure = not any_failed(outcomes)
        previous = plan.previous_stacks
        pending = [c for c in _all(plan, ASSOCIATE) if sure or c.stack_name in previous]
        restored = self._restore_associations(pending, outcomes)
        disabled: list[Outcome] = []
        if not plan.disable_after_removals:
            users = UserWriter(self._runtime, CircuitBreaker(), self._timeout)
            arn = plan.existing.arn if plan.existing is not None else None
            disabled = users.set_enabled(_all(plan, DISABLE), self._deadline(), arn)
        lost = any_failed(o for o in restored if o.change.stack_name in previous)
        if lost or any_failed(disabled):
            self._unrecoverable_user = plan.user_name
        return restored + disabled

    def _restore_associations(
        self, changes: list[Change], outcomes: list[Outcome]
    ) -> list[Outcome]:
        """Associate, whatever was rejected before."""
        taken = [change.association for change in _disassociated(outcomes)]
        return AssociationWriter(
            self._runtime,
            WaitForAll(self._deadline()),
            self._timeout,
            CircuitBreaker(),
            previously_present=[each for each in taken if each is not None],
        ).apply(changes)

    def _create_again(self, plan: UserPlan, surely_deleted: bool) -> Outcome:
        """After the delete, "already exists" is lag, and so may be any other error, since the
        service has just shown that it would accept the user."""
        change = _one(plan, CREATE)
        deadline = self._deadline()
        lost = False
        while True:
            try:
                self._create(plan)
            except AppStreamError as error:
                lost = lost or error.outcome_unknown
                if lost and self._shows_new(plan):
                    return Outcome(change, DONE)
                if not error.affects_all_calls and deadline.wait_next():
                    continue
                if lost and error.code == EXISTS and surely_deleted:
                    return Outcome(change, DONE)  # it is ours, though no read shows it yet
                may_exist = error.code == EXISTS or error.outcome_unknown
                state = "the user may be deleted" if may_exist else "the user is deleted"
                return Outcome(change, failure(to_problem(error).extended(f"; {state}")))
            return Outcome(change, DONE)

    def _create(self, plan: UserPlan) -> None:
        self._runtime.api.create_user(plan.user_name, suppress=not plan.welcomes, **plan.names)

    def _shows_new(self, plan: UserPlan) -> bool | None:
        """Whether the pool shows the user as created anew. None if it does not show it at all."""
        try:
            user = read_users(self._runtime).get(plan.user_name)
        except AppStreamError:
            return None
        if user is None or plan.existing is None:
            return None
        if user.arn is not None and plan.existing.arn is not None:
            return user.arn != plan.existing.arn
        return plan.names == {"first_name": user.first_name, "last_name": user.last_name}

    def _deadline(self) -> Deadline:
        return self._runtime.deadline(self._timeout)


def _all(plan: UserPlan, action: str) -> list[Change]:
    return [change for change in plan.changes if change.action == action]


def _one(plan: UserPlan, action: str) -> Change:
    return _all(plan, action)[0]


def _required_calls(plan: UserPlan) -> set[RequiredCall]:
    """The calls that must succeed, or the user is worse off, and the stacks that they are about."""
    required: set[RequiredCall] = {("DeleteUser", None)}
    required |= {("BatchDisassociateUserStack", name) for name in plan.stacks.names}
    required |= {("BatchAssociateUserStack", name) for name in plan.previous_stacks}
    if _all(plan, DISABLE):
        required.add(("DisableUser", None))
    return required


def _disassociated(outcomes: list[Outcome]) -> list[Change]:
    """The disassociations that took effect, or may have."""
    return [
        outcome.change
        for outcome in outcomes
        if outcome.change.action == DISASSOCIATE
        and (outcome.changed or (outcome.problem and outcome.problem.code == INTERNAL_ERROR))
    ]


def _may_exist(outcomes: list[Outcome]) -> bool:
    """Whether a user may exist now that has lost its stacks and its state."""
    return any(
        outcome.result.status is not Status.FAILED
        or (outcome.problem is not None and outcome.problem.code == EXISTS)
        for outcome in outcomes
        if outcome.change.action == CREATE
    )


def _is_whole(plan: UserPlan, outcomes: list[Outcome]) -> bool:
    """Whether the user surely has what it had before, so that nothing need be remembered."""
    if not any_failed(outcomes):
        return True
    if plan.entry is not None:
        return False  # nor had it everything at the beginning
    done = {(o.change.action, o.change.stack_name) for o in outcomes if o.problem is None}
    unknown = {o.change.action for o in outcomes if o.result.status is Status.UNKNOWN}
    if (DELETE, None) in done or unknown & {CREATE, DELETE}:
        again: set[tuple[str, str | None]] = {(CREATE, None)}
        again |= {(ASSOCIATE, stack_name) for stack_name in plan.previous_stacks}
        again |= {(DISABLE, None)} if _all(plan, DISABLE) else set()
        return CREATE not in unknown and again <= done
    return {(ASSOCIATE, change.stack_name) for change in _disassociated(outcomes)} <= done
