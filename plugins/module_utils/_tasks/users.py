# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read all, plan, apply once: users are brought to what is wanted, in the order that is safe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from .._apply.associations import PairSender
from .._apply.circuit_breaker import Stops, call_problem
from .._apply.consistency import AllKnown
from .._apply.reader import plan_users, readings
from .._apply.replace import Recreation
from .._apply.users import UserCalls
from .._model.change import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    DISASSOCIATE,
    ENABLE,
    EXISTS,
    RESEND,
    Change,
    Outcome,
    Request,
    any_failed,
    foretold,
)
from .._model.messages import truncate_names
from .._plan.desired import Pool, Rules, refuse_twins, wanted_users
from .._plan.safety import left_undone, refuse_lookalikes, refuse_too_many
from .._plan.users import UserPlan
from .._report.users import user_result, warnings
from .._service.api import AppStreamClient
from .._service.errors import AppStreamError

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
    wanted, rules = wanted_users(params)
    single = params["users"] is None
    if not wanted:
        return user_result([], {}, single, request.diff)
    pool = Pool(client.describe_users())
    listed = [each.user_name for each in wanted]
    refuse_twins(listed, pool)
    purged: list[str] = []
    if rules.purge_users:
        stay = rules.keep_users.union(listed)
        purged = [user["user_name"] for user in pool if user["user_name"] not in stay]
        refuse_lookalikes(purged, listed)
    plans = plan_users(client, wanted, pool, rules, purged)
    refuse_lookalikes((plan.user_name for plan in plans if plan.removes), rules.keep_users)
    refuse_too_many(params["removal_limit"], _removals(plans))
    if request.check_mode:
        outcomes = _foretold(plans)
    else:
        plans, outcomes = Run(client, plans, rules, request.timeout).apply()
    for text in warnings(plans):
        request.warn(text)
    unknown = sorted(name for name in rules.keep_users if pool.get(name) is None)
    if rules.purge_users and unknown:
        request.warn(f"keep_users: {len(unknown)} not in the pool: {truncate_names(unknown)}")
    return user_result(plans, outcomes, single, request.diff)


def _removals(plans: list[UserPlan]) -> dict[str, list[str]]:
    """What removal_limit counts. Who is deleted or recreated counts once, whatever stacks go with
    that; so a purge of the stacks of somebody who is recreated is not counted besides.
    """
    deleted, recreated, pairs = [], [], []
    for plan in plans:
        if plan.recreated:
            recreated.append(plan.user_name)
        elif plan.deleted:
            deleted.append(plan.user_name)
        else:
            pairs += [f"{change.user_name} on {change.stack_name}" for change in plan.removals]
    return {
        "users to be deleted": deleted,
        "users to be recreated": recreated,
        "users to be taken off a stack": pairs,
    }


def _foretold(plans: list[UserPlan]) -> dict[str, list[Outcome]]:
    """The outcomes of a run in check mode: what is planned succeeds."""
    failed = any(plan.problem is not None for plan in plans)
    return {
        plan.user_name: [
            *foretold(plan.changes),
            *(map(left_undone, plan.removals) if failed else foretold(plan.removals)),
        ]
        for plan in plans
    }


class Run:
    """One application of plans. Each user has its outcomes, in the order of D3, whatever fails."""

    def __init__(
        self, client: AppStreamClient, plans: list[UserPlan], rules: Rules, timeout: float
    ) -> None:
        """``timeout``: seconds to wait for the service to notice what was written."""
        self._client = client
        self._plans = {plan.user_name: plan for plan in plans}
        # Who appears meanwhile was not counted by the guard of removals: nothing is taken away.
        self._gentle = replace(
            rules,
            purge_stacks=False,
            on_name_change="fail" if rules.on_name_change == "recreate" else rules.on_name_change,
        )
        self._outcomes: dict[str, list[Outcome]] = {name: [] for name in self._plans}
        self._timeout = timeout
        self._wait = client.pace.patience(timeout)
        stops = Stops()
        self._calls = UserCalls(client, stops, timeout)
        leaving = [plan.user_name for plan in plans if plan.deleted]
        self._pairs = PairSender(client, AllKnown(self._wait), timeout, stops, leaving)
        self._recreation = Recreation(client, stops, timeout)

    def apply(self) -> tuple[list[UserPlan], dict[str, list[Outcome]]]:
        """In the order of D3; purges last, and only if everything else went well (D6)."""
        self._create()
        self._recreate()
        self._add(self._calls.switch(self._due(ENABLE), self._wait))
        self._add(self._pairs.apply(self._due(ASSOCIATE)))
        self._add(self._pairs.apply(self._due(DISASSOCIATE)))
        self._disable(last=False)
        self._add(self._calls.delete(self._due(DELETE)))
        self._add(self._calls.resend(self._due(RESEND)))
        if self._failed():
            for plan in self._plans.values():
                self._add(map(left_undone, plan.removals))
        else:
            self._add(self._pairs.apply(self._due(DISASSOCIATE, removals=True)))
            self._add(self._calls.delete(self._due(DELETE, removals=True)))
        self._disable(last=True)
        return list(self._plans.values()), self._outcomes

    def _create(self) -> None:
        def create(user_name: str) -> None:
            plan = self._plans[user_name]
            suppress = plan.wanted.message_action == "suppress"
            self._client.create_user(user_name, suppress=suppress, **plan.names)

        outcomes, failed = self._calls.make(self._due(CREATE), "CreateUser", create, CREATE)
        self._add(outcomes)
        unsettled: dict[str, tuple[Change, AppStreamError]] = {}
        for change, error in failed:
            if error.code == EXISTS or error.maybe_done:
                unsettled[change.user_name] = (change, error)
            else:
                self._add([Outcome(change, False, call_problem(error))])
        self._settle_creates(unsettled)

    def _settle_creates(self, unsettled: dict[str, tuple[Change, AppStreamError]]) -> None:
        """Users whom the read did not show and the service has, or may have: read again (R7)."""

        def read() -> list[UserPlan]:
            pool = Pool(self._client.describe_users())
            wanted = [self._plans[name].wanted for name in unsettled]
            return plan_users(self._client, wanted, pool, self._gentle)

        if not unsettled:
            return
        for plans in readings(read, self._client.pace.patience(self._timeout)):
            for plan in plans:
                if plan.before is None and not plan.near_misses:
                    continue  # not listed yet
                change, error = unsettled.pop(plan.user_name)
                if error.maybe_done and _same_names(plan):
                    self._add([Outcome(change, done=True)])
                else:
                    self._plans[plan.user_name] = plan
            if not unsettled:
                break
        for change, error in unsettled.values():
            ours = error.code == EXISTS and error.maybe_done
            problem = None if ours else call_problem(error)
            self._add([Outcome(change, done=ours, problem=problem)])

    def _recreate(self) -> None:
        plans = [plan for plan in self._plans.values() if plan.recreated]
        for name, outcomes in self._recreation.apply(plans).items():
            self._outcomes[name] += outcomes

    def _disable(self, last: bool) -> None:
        """Who also loses stacks is disabled when that is done (D3)."""
        due = [c for c in self._due(DISABLE) if self._plans[c.user_name].disabled_last is last]
        self._add(self._calls.switch(due, self._wait))

    def _due(self, action: str, removals: bool = False) -> list[Change]:
        """The planned changes of this kind, without those that an earlier failure rules out."""
        return [
            change
            for plan in self._plans.values()
            for change in (plan.removals if removals else self._changes(plan))
            if change.action == action
            and not any(
                outcome.problem is not None and outcome.change.action in NEEDS[action]
                for outcome in self._outcomes[plan.user_name]
            )
        ]

    def _changes(self, plan: UserPlan) -> Iterable[Change]:
        """Who is recreated has it all behind, but for being disabled after a purge of stacks."""
        if not plan.recreated:
            return plan.changes
        created = any(
            outcome.change.action == CREATE and outcome.problem is None
            for outcome in self._outcomes[plan.user_name]
        )
        late = created and plan.disabled_last
        return [change for change in plan.changes if late and change.action == DISABLE]

    def _failed(self) -> bool:
        """Whether something failed so far, for anybody."""
        return any(
            plan.problem is not None or any_failed(self._outcomes[plan.user_name])
            for plan in self._plans.values()
        )

    def _add(self, outcomes: Iterable[Outcome]) -> None:
        for outcome in outcomes:
            self._outcomes[outcome.change.user_name].append(outcome)


def _same_names(plan: UserPlan) -> bool:
    """Whether the user may be the one we created; a name may have been left out (F5)."""
    return plan.before is not None and all(
        plan.before[key] in (None, getattr(plan.wanted, key)) for key in ("first_name", "last_name")
    )
