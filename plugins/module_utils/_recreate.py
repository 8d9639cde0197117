# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users with another name: deleted and created again, with their stacks and state (C6, C7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ._batches import KnownUsers, PairSender
from ._client import AppStreamClient, AppStreamError
from ._pace import Patience
from ._plan import ASSOCIATE, CREATE, DELETE, DISABLE, DISASSOCIATE, Change, Outcome, Problem
from ._refusals import Stops, call_problem, not_tried
from ._user_calls import UserCalls
from ._user_plan import UserPlan
from ._users import Pool

EXISTS = "ResourceAlreadyExistsException"


class Recreation:
    """Each user goes through all steps before its thread takes the next user. So whatever happens,
    few are without an account, and for a short time.

    Nobody is deleted before CreateUser has shown that it would be accepted, nor after a user could
    not be brought back: what harms one is likely to harm all.
    """

    def __init__(self, client: AppStreamClient, stops: Stops, timeout: float) -> None:
        """``timeout``: seconds to wait for the service to notice what was written."""
        self._client = client
        self._stops = stops
        self._timeout = timeout
        self._calls = UserCalls(client, stops, timeout)
        self._harmed: str | None = None  # who could not be brought back

    def apply(self, plans: list[UserPlan]) -> dict[str, list[Outcome]]:
        """The outcomes by user. The first user goes alone, and shows whether it can be done."""
        results: dict[str, list[Outcome]] = {}
        for part in (plans[:1], plans[1:]):
            for plan, outcomes in zip(part, self._client.side_by_side(self._recreate, part)):
                results[plan.user_name] = outcomes
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
        if not _failed(outcomes):
            outcomes += self._pairs(self._stops).apply(_all(plan, ASSOCIATE))
            if any(o.change.stack_name in plan.stacks.names for o in outcomes if o.problem):
                self._harmed = plan.user_name
            if not plan.removals:  # else when these have been made
                outcomes += self._calls.switch(_all(plan, DISABLE), self._patience())
        return outcomes

    def _hindrance(self, plan: UserPlan) -> Problem | None:
        """Why not even to begin: a call that will be needed has been refused to others."""
        if self._harmed is not None:
            reason = f"not recreated, because {self._harmed!r} could not be brought back"
            return Problem("not recreated", reason, reason)
        needed = [("CreateUser", None), ("CreateUser", CREATE), ("DeleteUser", None)]
        needed += [("BatchDisassociateUserStack", name) for name in plan.stacks.names]
        needed += [("BatchAssociateUserStack", name) for name in plan.stacks.names]
        needed += [("DisableUser", None)] if _all(plan, DISABLE) else []
        for call, scope in needed:
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
        """Take the user off its stacks, delete it and create it.

        Where the user stays, it is put back on its stacks, whatever was refused before. A disabled
        user is not enabled for that.
        """
        outcomes = self._pairs(self._stops, plan.user_name).apply(_all(plan, DISASSOCIATE))
        if not _failed(outcomes):
            deleted = self._calls.delete(_all(plan, DELETE))[0]
            if deleted.problem is None or deleted.problem.maybe_done:
                created = self._create_again(plan)
                if created.problem is None:
                    return [*outcomes, replace(deleted, done=True, problem=None), created]
                self._harmed = plan.user_name
                words = (
                    "the user is deleted" if deleted.problem is None else "the user may be deleted"
                )
                outcomes += [deleted, replace(created, problem=_told(created.problem, words))]
                if deleted.problem is None:
                    return outcomes
            else:
                outcomes.append(deleted)
        taken = [o.change for o in outcomes if o.change.action == DISASSOCIATE and o.done]
        again = [replace(change, action=ASSOCIATE) for change in taken]
        return outcomes + self._pairs(Stops()).apply(again)

    def _create_again(self, plan: UserPlan) -> Outcome:
        """After the delete, "already exists" is lag, and a lost request of ours may be, too."""
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
                if not (error.code == EXISTS or error.maybe_done) or not patience.again():
                    return Outcome(change, False, call_problem(error))
            else:
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

    def _pairs(self, stops: Stops, *leaving: str) -> PairSender:
        wait = KnownUsers(self._patience())
        return PairSender(self._client, wait, self._timeout, stops, leaving)

    def _patience(self) -> Patience:
        return Patience(self._timeout, self._client.pace.clock, self._client.pace.sleep)


def _all(plan: UserPlan, action: str) -> list[Change]:
    return [change for change in plan.changes if change.action == action]


def _one(plan: UserPlan, action: str) -> Change:
    return _all(plan, action)[0]


def _failed(outcomes: Iterable[Outcome]) -> bool:
    return any(outcome.problem is not None for outcome in outcomes)


def _told(problem: Problem, words: str) -> Problem:
    """The same problem, saying what it means for the user."""
    return replace(
        problem,
        group=f"{problem.group}; {words}",
        reason=f"{problem.reason}; {words}",
        text=f"{problem.text}; {words}",
    )
