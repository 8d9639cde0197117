# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The whole of appstream_user_stack_association: pairs checked, planned, applied and told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ._batches import USER_NAME_NOT_FOUND, PairSender, read_associations
from ._client import AppStreamClient, AppStreamError, Pair
from ._pace import Patience
from ._plan import (
    ASSOCIATE,
    DISASSOCIATE,
    Change,
    InvalidInput,
    Outcome,
    Problem,
    Request,
    failures,
    first_few,
    foretold,
)
from ._refusals import Stops
from ._users import Pool, refuse_twins, stack_faults, stack_name_faults, user_name_faults

UNLISTED_TIMEOUT = 15.0  # seconds for users whom the pool does not list, or not yet (R1)


def manage_associations(client: AppStreamClient, request: Request) -> dict[str, Any]:
    """The whole of appstream_user_stack_association, from its options to its result."""
    params = request.params
    pairs = wanted_pairs(params)
    pool = LazyPool(client)
    users = list(dict.fromkeys(pair.user_name for pair in pairs))
    if len({name.lower() for name in users}) < len(users):
        refuse_twins(users, pool.get())
    there = read_associations(client, users, [pair.stack_name for pair in pairs])
    plan = {pair: _plan_pair(pair, pair in there, params["state"]) for pair in pairs}
    changes = [change for change in plan.values() if change is not None]
    if request.check_mode:
        outcomes = _foretold(changes, pool, {pair.user_name for pair in there})
    else:
        timeout = float(params["wait_timeout"]) if params["wait"] else 0.0
        outcomes = _apply(client, changes, pool, timeout)
    if params["state"] == "absent":
        near = _near_misses(pool, set(users) - {pair.user_name for pair in there})
        _warn(request, near)
    else:
        unfound = {o.change.user_name for o in outcomes if _unfound(o)}
        near = _near_misses(pool, unfound)
        outcomes = [_explained(outcome, pool, near) for outcome in outcomes]
    return _result(plan, there, outcomes, near, request.diff)


def wanted_pairs(params: dict[str, Any]) -> list[Pair]:
    """The pairs asked for, in the order of the input, checked for form.

    Raises InvalidInput that names every bad entry (C8).
    """
    bad = []
    if params["wait_timeout"] < 0:
        bad.append("wait_timeout: must not be negative")
    notify = params["send_email_notification"]
    if params["associations"] is None:
        names = ("user_names", "stack_names")
        null = [name for name in names if params[name] is None]
        if len(null) == len(names):
            raise InvalidInput("associations must be a list, not null; nothing was done")
        if null:
            raise InvalidInput(f"{' and '.join(null)} must be a list, not null; nothing was done")
        stacks = list(dict.fromkeys(params["stack_names"]))
        bad += stack_faults(params["stack_names"])
        bad += _bad("user_names", [(name, user_name_faults(name)) for name in params["user_names"]])
        pairs = [Pair(stack, user, notify) for user in params["user_names"] for stack in stacks]
    else:
        pairs, entries = [], []
        for entry in params["associations"]:
            user, stack = entry["user_name"], entry["stack_name"]
            own = entry["send_email_notification"]
            pairs.append(Pair(stack, user, notify if own is None else own))
            faults = user_name_faults(user) + [f"stack_name: {f}" for f in stack_name_faults(stack)]
            entries.append(((user, stack), faults))
        bad += _bad("associations", entries)
    if bad:
        raise InvalidInput(f"Bad input, nothing was done. {len(bad)} found: " + "; ".join(bad))
    return pairs


def _bad(option: str, entries: list[tuple[Any, list[str]]]) -> list[str]:
    """What is wrong with the entries of a list, and which of them are there twice."""
    bad = []
    first: dict[Any, int] = {}
    for index, (key, faults) in enumerate(entries):
        if first.setdefault(key, index) != index:
            faults = [*faults, f"the same as {option}[{first[key]}]"]
        if faults:
            what = repr(key) if isinstance(key, str) else " on ".join(map(repr, key))
            bad.append(f"{option}[{index}] ({what}): {', '.join(faults)}")
    return bad


class LazyPool:
    """The pool, read when somebody asks for it, and once, even if that fails."""

    def __init__(self, client: AppStreamClient) -> None:
        self._client = client
        self._read: Pool | AppStreamError | None = None

    def get(self) -> Pool:
        if self._read is None:
            try:
                self._read = Pool(self._client.describe_users())
            except AppStreamError as error:
                self._read = error
        if isinstance(self._read, AppStreamError):
            raise self._read
        return self._read

    def lacks(self, user_name: str) -> bool:
        """Whether the pool could be read and does not list the user."""
        try:
            return self.get().get(user_name) is None
        except AppStreamError:
            return False


class KnownOrNew:
    """How long to wait for users whom the service does not find (R1).

    A user whom the pool lists is waited for; one whom it does not list may have been created a
    moment ago, and is given a short while.
    """

    def __init__(self, pool: LazyPool, listed: Patience, unlisted: Patience) -> None:
        self._pool = pool
        self._listed = listed
        self._unlisted = unlisted

    def again(self, missing: Iterable[Pair]) -> set[Pair]:
        """Wait a while; returns those of the pairs that are worth sending again."""
        try:
            pool = self._pool.get()
        except AppStreamError:
            pool = Pool([])
        for patience in (self._listed, self._unlisted):
            patience.left()  # both times run from the first such answer
        listed = {pair for pair in missing if pool.get(pair.user_name) is not None}
        again = listed if listed and self._listed.again() else set()
        unlisted = set(missing) - listed
        if unlisted and (self._unlisted.left() > 0 if again else self._unlisted.again()):
            again = again | unlisted
        return again


def _near_misses(pool: LazyPool, users: set[str]) -> dict[str, tuple[str, ...]]:
    """Those of the users whose names are in the pool with other capitals only (F3)."""
    if not users:
        return {}
    try:
        listed = pool.get()
    except AppStreamError:
        return {}  # it would only have been a warning
    unknown = sorted(name for name in users if listed.get(name) is None)
    near = {name: listed.near_misses(name) for name in unknown}
    return {name: found for name, found in near.items() if found}


def _note(near: tuple[str, ...] | None) -> str | None:
    if not near:
        return None
    return (
        "nothing was done: the name is in the pool with other capitals only; user names are"
        f" case-sensitive: {', '.join(near)}"
    )


def _warn(request: Request, near_misses: dict[str, tuple[str, ...]]) -> None:
    if near_misses:
        names = [f"{name} (in the pool: {', '.join(n)})" for name, n in near_misses.items()]
        request.warn(
            "Taken off no stack, because user names are case-sensitive and the pool has these names"
            f" with other capitals only: {first_few(names)}"
        )


def _plan_pair(pair: Pair, there: bool, state: str) -> Change | None:
    if there == (state == "present"):
        return None
    if there:
        return Change(DISASSOCIATE, pair.user_name, pair.stack_name)
    mail = "assignment" if pair.send_email_notification else None
    return Change(ASSOCIATE, pair.user_name, pair.stack_name, mail)


def _apply(
    client: AppStreamClient, changes: list[Change], pool: LazyPool, timeout: float
) -> list[Outcome]:
    pace = client.pace
    listed = Patience(timeout, pace.clock, pace.sleep)
    unlisted = Patience(min(timeout, UNLISTED_TIMEOUT), pace.clock, pace.sleep)
    sender = PairSender(client, KnownOrNew(pool, listed, unlisted), timeout, Stops())
    return sender.apply(changes)


def _foretold(changes: list[Change], pool: LazyPool, known: set[str]) -> list[Outcome]:
    """A user who is not in the pool may be made by an earlier task; not so where the name is there
    with other capitals (F3)."""
    users = {c.user_name for c in changes if c.action == ASSOCIATE} - known
    near = _near_misses(pool, users)
    reason = "the user is not in the pool"
    return [
        (
            Outcome(outcome.change, False, Problem("", reason, reason, USER_NAME_NOT_FOUND))
            if outcome.change.user_name in near
            else outcome
        )
        for outcome in foretold(changes)
    ]


def _unfound(outcome: Outcome) -> bool:
    return outcome.problem is not None and outcome.problem.code == USER_NAME_NOT_FOUND


def _explained(
    outcome: Outcome, pool: LazyPool, near_misses: dict[str, tuple[str, ...]]
) -> Outcome:
    """Add to "user not found" what the pool has instead (F3)."""
    problem = outcome.problem
    user_name = outcome.change.user_name
    if problem is None or not _unfound(outcome) or not pool.lacks(user_name):
        return outcome
    hint, found = " - the user is not in the pool", ""
    if user_name in near_misses:
        hint += ", but the name with other capitals is; user names are case-sensitive"
        found = f": {', '.join(near_misses[user_name])}"
    explained = replace(
        problem,
        group=problem.group + hint,
        reason=problem.reason + hint,
        text=problem.text + hint + found,
    )
    return replace(outcome, problem=explained)


def _result(
    plan: dict[Pair, Change | None],
    there: set[Pair],
    outcomes: list[Outcome],
    near_misses: dict[str, tuple[str, ...]],
    diff: bool,
) -> dict[str, Any]:
    """What the module returns; ``msg`` is there only if something failed."""
    by_change = {outcome.change: outcome for outcome in outcomes}
    rows = []
    for pair, change in plan.items():
        outcome = None if change is None else by_change[change]
        problem = outcome.problem if outcome else None
        needed = outcome is not None and (outcome.done or problem is not None)
        rows.append(
            {
                "user_name": pair.user_name,
                "stack_name": pair.stack_name,
                "action": change.action if change is not None and needed else "none",
                "changed": outcome is not None and outcome.changed,
                "failed": problem is not None,
                "error_code": problem.code if problem else None,
                "msg": problem.text if problem else _note(near_misses.get(pair.user_name)),
            }
        )
    answer: dict[str, Any] = {
        "changed": any(row["changed"] for row in rows),
        "associations": rows,
        "summary": _summary(rows, outcomes),
    }
    if diff:
        answer["diff"] = _diff(plan, there, by_change)
    problems = [
        (_subject(outcome.change, near_misses), outcome.problem)
        for outcome in outcomes
        if outcome.problem is not None
    ]
    if problems:
        answer["msg"] = failures("associations", len(rows), problems)
    return answer


def _subject(change: Change, near_misses: dict[str, tuple[str, ...]]) -> str:
    text = f"{change.user_name} on {change.stack_name}"
    near = near_misses.get(change.user_name)
    return f"{text} (in the pool: {', '.join(near)})" if near else text


def _summary(rows: list[dict[str, Any]], outcomes: list[Outcome]) -> dict[str, int]:
    done = [outcome.change.action for outcome in outcomes if outcome.done]
    return {
        ASSOCIATE: done.count(ASSOCIATE),
        DISASSOCIATE: done.count(DISASSOCIATE),
        "unchanged": sum(not row["changed"] and not row["failed"] for row in rows),
        "failed": sum(row["failed"] for row in rows),
    }


def _diff(
    plan: dict[Pair, Change | None], there: set[Pair], by_change: dict[Change, Outcome]
) -> dict[str, dict[str, Any]]:
    """The touched users before and after: which of the stacks asked for they are on (A3)."""
    before: dict[str, dict[str, Any]] = {}
    after: dict[str, dict[str, Any]] = {}
    touched: dict[str, list[Change]] = {}
    for change, outcome in by_change.items():
        if outcome.done:
            touched.setdefault(change.user_name, []).append(change)
    for user_name, done in sorted(touched.items()):
        had = {pair.stack_name for pair in plan if pair in there and pair.user_name == user_name}
        changed = {change.stack_name for change in done}
        has = (had - changed) | {c.stack_name for c in done if c.action == ASSOCIATE}
        before[user_name] = {"matched_stacks": sorted(had)}
        after[user_name] = {"matched_stacks": sorted(name for name in has if name)}
        mails = [f"{change.mail} ({change.stack_name})" for change in done if change.mail]
        if mails:
            after[user_name]["mails"] = sorted(mails)
    return {"before": before, "after": after}
