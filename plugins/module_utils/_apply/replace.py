# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users with another name: deleted and created again, with their stacks and state (C6, C7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from .._model.change import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    DISASSOCIATE,
    EXISTS,
    INTERNAL_ERROR,
    Change,
    Outcome,
    Problem,
    any_failed,
)
from .._plan.desired import Pool
from .._plan.users import UserPlan
from .._service.api import AppStreamClient
from .._service.errors import AppStreamError
from .._service.rate_limiter import Patience
from .associations import PairSender
from .circuit_breaker import Stops, call_problem, not_tried
from .consistency import AllKnown
from .users import UserCalls

LEAST_TIMEOUT = 60.0  # seconds
Need = tuple[str, Optional[str]]  # a call, and the stack that it is about


class Recreation:
    """Each user goes through all steps before its thread takes the next user. So whatever happens,
    few are without an account, and for a short time.

    Nobody is deleted before CreateUser has shown that it would be accepted, nor after a user could
    not be brought back: what harms one is likely to harm all.
    """

    def __init__(self, client: AppStreamClient, stops: Stops, timeout: float) -> None:
        """``timeout``: seconds to wait for the service to notice what was written, for each user
        and step; never less than is needed to get a user back who was just deleted."""
        self._client = client
        self._stops = stops
        self._timeout = max(timeout, LEAST_TIMEOUT)
        self._calls = UserCalls(client, stops, self._timeout)
        self._harmed: str | None = None  # who could not be brought back

    def apply(self, plans: list[UserPlan]) -> dict[str, list[Outcome]]:
        """The outcomes by user. Who needs a call, or a call for a stack, that has not succeeded for
        somebody else yet goes alone."""
        todo = list(plans)
        results: dict[str, list[Outcome]] = {}
        proven: set[Need] = set()
        while todo:
            part = [plan for plan in todo if _needs(plan) <= proven] or todo[:1]
            outcomes = self._client.side_by_side(self._recreate, part, whole=True)
            for plan, done in zip(part, outcomes):
                todo.remove(plan)
                results[plan.user_name] = done
                if not any_failed(done):
                    proven |= _needs(plan)
        return results

    def _recreate(self, plan: UserPlan) -> list[Outcome]:
        problem = self._hindrance(plan)
        if problem is not None:
            return [Outcome(_one(plan, CREATE), False, problem)]
        proof = self._prove(plan)
        if proof is None:
            outcomes = self._replace(plan)
        else:
            gone = [*_all(plan, DISASSOCIATE), _one(plan, DELETE)] if proof.done else []
            outcomes = [*(Outcome(change, done=False) for change in gone), proof]
        if _may_be_there(outcomes):
            outcomes += self._restore(plan, outcomes)
        return outcomes

    def _hindrance(self, plan: UserPlan) -> Problem | None:
        """Why not even to begin: a call that will be needed has been refused to others."""
        if self._harmed is not None:
            reason = f"not recreated, because {self._harmed!r} could not be brought back"
            return Problem("not recreated", reason, reason)
        for call, scope in [("CreateUser", CREATE), *_needs(plan)]:
            refused = self._stops.of(call, scope)
            if refused is not None:
                return not_tried(refused, f"recreating user '{plan.user_name}'")
        return None

    def _prove(self, plan: UserPlan) -> Outcome | None:
        """Send CreateUser for a user who exists: that changes nothing, and shows that it would be
        accepted. Returns None then, or what came of it instead."""
        change = _one(plan, CREATE)
        try:
            self._create(plan)
        except AppStreamError as error:
            if error.permanent:
                self._stops.add(error)
            shown = self._shows_new(plan) if error.maybe_done else False
            if shown:
                return Outcome(change, done=True)
            if error.code == EXISTS and shown is False:
                return None
            error.maybe_done = shown is None  # or else the pool tells that it had no effect
            return Outcome(change, False, _told(call_problem(error), "nothing was deleted"))
        return Outcome(change, done=True)  # somebody else had deleted the user meanwhile

    def _replace(self, plan: UserPlan) -> list[Outcome]:
        """Take the user off its stacks, delete it and create it."""
        wait = AllKnown(self._patience())
        leaving = [plan.user_name]
        pairs = PairSender(self._client, wait, self._timeout, self._stops, leaving)
        outcomes = pairs.apply(_all(plan, DISASSOCIATE))
        if not any_failed(outcomes):
            deleted = self._calls.delete(_all(plan, DELETE))[0]
            if deleted.problem is None or deleted.problem.maybe_done:
                created = self._create_again(plan, surely_deleted=deleted.problem is None)
                if created.problem is None:
                    return [*outcomes, replace(deleted, done=True, problem=None), created]
                self._harmed = plan.user_name
                outcomes += [deleted, created]
                if deleted.problem is None or _may_be_there(outcomes):
                    return outcomes
            else:
                outcomes.append(deleted)
        return outcomes + self._put_back(plan, outcomes)

    def _put_back(self, plan: UserPlan, outcomes: list[Outcome]) -> list[Outcome]:
        """The user stays: give back its stacks. A disabled user is not enabled for that."""
        again = [replace(change, action=ASSOCIATE) for change in _taken(outcomes)]
        back = self._give(again, outcomes)
        if any_failed(back):
            self._harmed = plan.user_name
        return back

    def _restore(self, plan: UserPlan, outcomes: list[Outcome]) -> list[Outcome]:
        """The user is there again: give it the stacks and the state that it had, or is to have.

        Where it is not sure who is there, new stacks are not given.
        """
        sure = not any_failed(outcomes)
        former = plan.stacks.names
        due = [c for c in _all(plan, ASSOCIATE) if sure or c.stack_name in former]
        given = self._give(due, outcomes)
        disabled: list[Outcome] = []
        if not plan.disabled_last:
            calls = UserCalls(self._client, Stops(), self._timeout)
            former_arn = plan.before["arn"] if plan.before is not None else None
            disabled = calls.switch(_all(plan, DISABLE), self._patience(), former_arn)
        if any_failed(o for o in given if o.change.stack_name in former) or any_failed(disabled):
            self._harmed = plan.user_name
        return given + disabled

    def _give(self, changes: list[Change], outcomes: list[Outcome]) -> list[Outcome]:
        """Associate, whatever was refused before."""
        wait = AllKnown(self._patience())
        former = [change.pair for change in _taken(outcomes) if change.pair is not None]
        return PairSender(self._client, wait, self._timeout, Stops(), former=former).apply(changes)

    def _create_again(self, plan: UserPlan, surely_deleted: bool) -> Outcome:
        """After the delete, "already exists" is lag, and so may be any other refusal, since the
        service has just shown that it would accept the user."""
        change = _one(plan, CREATE)
        patience = self._patience()
        lost = False
        while True:
            try:
                self._create(plan)
            except AppStreamError as error:
                lost = lost or error.maybe_done
                if lost and self._shows_new(plan):
                    return Outcome(change, done=True)
                if not error.general and patience.again():
                    continue
                if lost and error.code == EXISTS and surely_deleted:
                    return Outcome(change, done=True)  # it is ours, though no read shows it yet
                there = error.code == EXISTS or error.maybe_done
                words = "the user may be deleted" if there else "the user is deleted"
                return Outcome(change, False, _told(call_problem(error), words))
            return Outcome(change, done=True)

    def _create(self, plan: UserPlan) -> None:
        suppress = plan.wanted.message_action == "suppress"
        self._client.create_user(plan.user_name, suppress=suppress, **plan.names)

    def _shows_new(self, plan: UserPlan) -> bool | None:
        """Whether the pool shows the user as created anew. None if it does not show it at all."""
        try:
            user = Pool(self._client.describe_users()).get(plan.user_name)
        except AppStreamError:
            return None
        if user is None or plan.before is None:
            return None
        if user["arn"] is not None and plan.before["arn"] is not None:
            return bool(user["arn"] != plan.before["arn"])
        return all(user[key] == name for key, name in plan.names.items())

    def _patience(self) -> Patience:
        return self._client.pace.patience(self._timeout)


def _all(plan: UserPlan, action: str) -> list[Change]:
    return [change for change in plan.changes if change.action == action]


def _one(plan: UserPlan, action: str) -> Change:
    return _all(plan, action)[0]


def _needs(plan: UserPlan) -> set[Need]:
    """The calls that must succeed, or the user is worse off, and the stacks that they are about."""
    needs: set[Need] = {("DeleteUser", None)}
    for stack_name in plan.stacks.names:
        needs |= {
            ("BatchDisassociateUserStack", stack_name),
            ("BatchAssociateUserStack", stack_name),
        }
    if _all(plan, DISABLE):
        needs.add(("DisableUser", None))
    return needs


def _taken(outcomes: list[Outcome]) -> list[Change]:
    """The disassociations that took effect, or may have."""
    return [
        outcome.change
        for outcome in outcomes
        if outcome.change.action == DISASSOCIATE
        and (outcome.changed or (outcome.problem and outcome.problem.code == INTERNAL_ERROR))
    ]


def _may_be_there(outcomes: list[Outcome]) -> bool:
    """Whether there may be a user now who has lost its stacks and its state."""
    created = [outcome.problem for outcome in outcomes if outcome.change.action == CREATE]
    return any(
        problem is None or problem.maybe_done or problem.code == EXISTS for problem in created
    )


def _told(problem: Problem, words: str) -> Problem:
    """The same problem, saying what it means for the user."""
    return replace(
        problem,
        group=f"{problem.group}; {words}",
        reason=f"{problem.reason}; {words}",
        text=f"{problem.text}; {words}",
    )
