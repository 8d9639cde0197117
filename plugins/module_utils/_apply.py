# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read all, plan, apply once: users are brought to what is wanted, in the order that is safe."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Callable

from ._batches import KnownUsers, PairSender, read_associations
from ._client import QUOTA_REACHED, AppStreamClient, AppStreamError
from ._pace import Patience
from ._plan import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    DISASSOCIATE,
    ENABLE,
    RESEND,
    Change,
    Outcome,
    Problem,
    Request,
    foretold,
)
from ._refusals import Stops, call_problem, not_tried
from ._user_plan import UserPlan, plan_user
from ._user_rows import result, warnings
from ._users import Pool, Wanted, refuse_twins, wanted_users

NOT_FOUND = "ResourceNotFoundException"
# Pairs are only taken away from users who are to be deleted (D5).
GONE = frozenset(("USER_NAME_NOT_FOUND", "STACK_NOT_FOUND", "DIRECTORY_NOT_FOUND"))
EXISTS = "ResourceAlreadyExistsException"

# A change is not tried when one of these failed for the same user. Taking something away waits for
# no grant: someone who was to be disabled is disabled although a stack could not be added.
NEEDS: dict[str, tuple[str, ...]] = {
    CREATE: (),
    ENABLE: (CREATE,),
    ASSOCIATE: (CREATE, ENABLE),
    DISASSOCIATE: (),
    DISABLE: (CREATE,),
    DELETE: (DISASSOCIATE,),
    RESEND: (CREATE, ENABLE, ASSOCIATE),
}


def manage_users(client: AppStreamClient, request: Request) -> dict[str, Any]:
    """The whole of appstream_user, from its options to its result."""
    params = request.params
    wanted = wanted_users(params)
    single = params["users"] is None
    if not wanted:
        return result([], {}, single, request.diff)

    def plan(some: Iterable[Wanted], pool: Pool) -> list[UserPlan]:
        return plan_users(client, some, pool, params["state"], params["on_name_change"])

    pool = Pool(client.describe_users())
    refuse_twins([each.user_name for each in wanted], pool)
    plans = plan(wanted, pool)
    if request.check_mode:
        outcomes = {each.user_name: foretold(each.changes) for each in plans}
    else:
        timeout = float(params["wait_timeout"]) if params["wait"] else 0.0
        plans, outcomes = Run(client, plans, plan, timeout).apply()
    for text in warnings(plans):
        request.warn(text)
    return result(plans, outcomes, single, request.diff)


def plan_users(
    client: AppStreamClient, wanted: Iterable[Wanted], pool: Pool, state: str, on_name_change: str
) -> list[UserPlan]:
    """Plan for users, after reading the associations that matter, and no others."""
    nothing: frozenset[str] = frozenset()
    drafts = [plan_user(each, pool, nothing, state, on_name_change) for each in wanted]
    users: list[str] = []
    stacks: set[str] = set()
    for draft in drafts:
        asked = {change.stack_name for change in draft.changes if change.stack_name is not None}
        if draft.before is not None and (asked or state == "absent"):
            users.append(draft.user_name)
            stacks |= asked
    if state == "absent":
        pairs = client.associations_of_users(users)
    else:
        pairs = read_associations(client, users, stacks, len(pool))
    by_user: dict[str, set[str]] = {name: set() for name in users}
    for pair in pairs:
        if pair.user_name in by_user:
            by_user[pair.user_name].add(pair.stack_name)
    return [
        (
            plan_user(
                draft.wanted, pool, frozenset(by_user[draft.user_name]), state, on_name_change
            )
            if draft.user_name in by_user
            else draft
        )
        for draft in drafts
    ]


class Run:
    """One application of plans. Each user has its outcomes, in the order of D3, whatever fails."""

    def __init__(
        self,
        client: AppStreamClient,
        plans: list[UserPlan],
        replan: Callable[[Iterable[Wanted], Pool], list[UserPlan]],
        timeout: float,
    ) -> None:
        """``timeout``: seconds to wait for the service to notice what was written."""
        self._client = client
        self._plans = {plan.user_name: plan for plan in plans}
        self._replan = replan
        self._outcomes: dict[str, list[Outcome]] = {name: [] for name in self._plans}
        self._timeout = timeout
        self._wait = self._patience()
        self._stops = Stops()
        self._pairs = PairSender(client, KnownUsers(self._wait), timeout, self._stops, GONE)

    def apply(self) -> tuple[list[UserPlan], dict[str, list[Outcome]]]:
        self._create()
        self._switch(ENABLE, "EnableUser", self._client.enable_user)
        self._send(ASSOCIATE)
        self._send(DISASSOCIATE)
        self._switch(DISABLE, "DisableUser", self._client.disable_user)
        self._delete()
        self._resend()
        return list(self._plans.values()), self._outcomes

    def _create(self) -> None:
        def create(user_name: str) -> None:
            wanted = self._plans[user_name].wanted
            suppress = wanted.message_action == "suppress"
            self._client.create_user(user_name, wanted.first_name, wanted.last_name, suppress)

        unsettled: dict[str, tuple[Change, AppStreamError]] = {}
        full: AppStreamError | None = None
        for change in self._due(CREATE):
            if full is not None:
                self._fail(change, not_tried(full, f"CreateUser for user '{change.user_name}'"))
                continue
            error = self._try(change, "CreateUser", create)
            if error is None:
                continue
            if error.code == EXISTS or error.maybe_done:
                unsettled[change.user_name] = (change, error)
            else:
                self._fail(change, call_problem(error))
            if error.code == QUOTA_REACHED:
                full = error
        self._settle_creates(unsettled)

    def _settle_creates(self, unsettled: dict[str, tuple[Change, AppStreamError]]) -> None:
        """Users whom the read did not show and the service has, or may have: read again (R7)."""
        patience = self._patience()
        while unsettled:
            try:
                pool = Pool(self._client.describe_users())
                plans = self._replan([self._plans[name].wanted for name in unsettled], pool)
            except AppStreamError as failure:
                if failure.permanent or not patience.again():
                    break
                continue
            for plan in plans:
                if plan.before is None and not plan.near_misses:
                    continue  # not listed yet
                change, error = unsettled.pop(plan.user_name)
                if error.maybe_done and _same_names(plan):
                    self._done(change)
                else:
                    self._plans[plan.user_name] = plan
            if not unsettled or not patience.again():
                break
        for change, error in unsettled.values():
            if error.code == EXISTS and error.maybe_done:
                self._done(change)
            else:
                self._fail(change, call_problem(error))

    def _switch(self, action: str, call: str, switch: Callable[[str], None]) -> None:
        """Enable or disable. A user who is known to exist and is not found is waited for (R4)."""
        todo = self._due(action)
        unsettled: dict[str, tuple[Change, AppStreamError]] = {}
        while todo:
            missing: list[tuple[Change, AppStreamError]] = []
            for change in todo:
                error = self._try(change, call, switch)
                if error is None:
                    continue
                if error.code == NOT_FOUND:
                    missing.append((change, error))
                elif error.permanent and not error.maybe_done:
                    self._fail(change, call_problem(error))
                else:
                    unsettled[change.user_name] = (change, error)
            if missing and not self._wait.again():
                for change, error in missing:
                    self._fail(change, call_problem(error))
                break
            todo = [change for change, _error in missing]
        self._settle(
            unsettled, lambda user: user is not None and user["enabled"] is (action == ENABLE)
        )

    def _delete(self) -> None:
        """Delete; a user who is gone by now is no problem (D5)."""
        unsettled: dict[str, tuple[Change, AppStreamError]] = {}
        for change in self._due(DELETE):
            error = self._try(change, "DeleteUser", self._client.delete_user)
            if error is None:
                continue
            if error.code == NOT_FOUND:
                self._done(change, by_us=error.maybe_done)
            elif error.maybe_done:
                unsettled[change.user_name] = (change, error)
            else:
                self._fail(change, call_problem(error))
        self._settle(unsettled, lambda user: user is None)

    def _resend(self) -> None:
        """Last of all, and never twice (C3, R8)."""
        for change in self._due(RESEND):
            error = self._try(change, "CreateUser", self._client.resend_invitation)
            if error is not None:
                self._fail(change, call_problem(error, mailing=True))

    def _send(self, action: str) -> None:
        for outcome in self._pairs.apply(self._due(action)):
            self._outcomes[outcome.change.user_name].append(outcome)

    def _settle(
        self,
        unsettled: dict[str, tuple[Change, AppStreamError]],
        as_wanted: Callable[[dict[str, Any] | None], bool],
    ) -> None:
        """A refusal may mean that it is so already, and an answer may have been lost: look (R5)."""
        patience = self._patience()
        while unsettled:
            try:
                pool = Pool(self._client.describe_users())
            except AppStreamError as failure:
                if failure.permanent or not patience.again():
                    break
                continue
            for name, (change, error) in list(unsettled.items()):
                if as_wanted(pool.get(name)):
                    self._done(change, by_us=error.maybe_done)
                    del unsettled[name]
            lost = any(error.maybe_done for _change, error in unsettled.values())
            if not lost or not patience.again():
                break
        for change, error in unsettled.values():
            self._fail(change, call_problem(error))

    def _due(self, action: str) -> list[Change]:
        """The planned changes of this kind, without those that an earlier failure rules out."""
        return [
            change
            for plan in self._plans.values()
            for change in plan.changes
            if change.action == action
            and not any(
                outcome.problem is not None and outcome.change.action in NEEDS[action]
                for outcome in self._outcomes[plan.user_name]
            )
        ]

    def _try(self, change: Change, call: str, make: Callable[[str], None]) -> AppStreamError | None:
        """Make a call unless a refusal has ended such calls. Returns an error to be dealt with."""
        stop = self._stops.of(call)
        if stop is not None:
            self._fail(change, not_tried(stop, f"{call} for user '{change.user_name}'"))
            return None
        try:
            make(change.user_name)
        except AppStreamError as error:
            if error.permanent:
                self._stops.add(error)
            return error
        self._done(change)
        return None

    def _patience(self) -> Patience:
        return Patience(self._timeout, self._client.pace.clock, self._client.pace.sleep)

    def _done(self, change: Change, by_us: bool = True) -> None:
        self._outcomes[change.user_name].append(Outcome(change, done=by_us))

    def _fail(self, change: Change, problem: Problem) -> None:
        self._outcomes[change.user_name].append(Outcome(change, done=False, problem=problem))


def _same_names(plan: UserPlan) -> bool:
    """Whether the user may be the one we created; a name may have been left out (F5)."""
    return plan.before is not None and all(
        plan.before[key] in (None, getattr(plan.wanted, key)) for key in ("first_name", "last_name")
    )
