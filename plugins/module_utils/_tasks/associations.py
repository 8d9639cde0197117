# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The whole of appstream_user_stack_association: pairs checked, planned, applied and told."""

from __future__ import annotations

from typing import Any, Callable

from .._apply.associations import PairSender
from .._apply.circuit_breaker import Stops
from .._apply.consistency import KnownOrNew, LazyPool, explained, is_unfound, near_misses
from .._apply.reader import read_associations
from .._model.change import (
    ASSOCIATE,
    DISASSOCIATE,
    USER_NAME_NOT_FOUND,
    Change,
    Outcome,
    Pair,
    Problem,
    Request,
    any_failed,
    foretold,
)
from .._model.messages import truncate_names
from .._model.user import match_key
from .._plan.desired import refuse_twins
from .._plan.safety import left_undone, refuse_lookalikes, refuse_too_many
from .._plan.validate import (
    InvalidInput,
    raise_if_invalid,
    validate_common,
    validate_entries,
    validate_kept,
    validate_removals,
    validate_stack_name,
    validate_stacks,
    validate_user_name,
)
from .._report.associations import pair_result
from .._service.api import AppStreamClient

UNLISTED_TIMEOUT = 15.0  # seconds for users whom the pool does not list, or not yet (R1)


def manage_associations(client: AppStreamClient, request: Request) -> dict[str, Any]:
    """The whole of appstream_user_stack_association, from its options to its result."""
    params = request.params
    pairs = wanted_pairs(params)
    pool = LazyPool(client)
    users = list(dict.fromkeys(pair.user_name for pair in pairs))
    if len(set(map(match_key, users))) < len(users):
        refuse_twins(users, pool.get())
    there = _read(client, pairs, params)
    plan = {pair: _plan_pair(pair, pair in there, params["state"]) for pair in pairs}
    purged = _to_purge(pairs, there, params)
    plan.update({pair: _plan_pair(pair, True, "absent") for pair in purged})
    changes = [change for change in plan.values() if change is not None]
    _guard(changes, users, params)
    if request.check_mode:
        known = {pair.user_name for pair in there}
        outcomes = _foretold(changes, pool, known, purge=bool(purged))
    else:
        outcomes = _apply(client, changes, pool, request.timeout, purge=bool(purged))
    if params["state"] == "absent":
        near = near_misses(pool, set(users) - {pair.user_name for pair in there})
        _warn(request, near)
    else:
        unfound = {o.change.user_name for o in outcomes if is_unfound(o)}
        near = near_misses(pool, unfound)
        outcomes = [explained(outcome, pool, near) for outcome in outcomes]
    return pair_result(plan, there, outcomes, near, set(purged), request.diff)


def wanted_pairs(params: dict[str, Any]) -> list[Pair]:
    """The pairs asked for, in the order of the input, checked for form.

    Raises InvalidInput that names every bad entry (C8).
    """
    bad = validate_common(params) + validate_removals(
        params, ("user_names", "stack_names", "associations")
    )
    notify = params["send_email_notification"]
    if params["associations"] is None:
        names = ("user_names", "stack_names")
        null = [name for name in names if params[name] is None]
        if len(null) == len(names):
            raise InvalidInput("associations must be a list, not null; nothing was done")
        if null:
            raise InvalidInput(f"{' and '.join(null)} must be a list, not null; nothing was done")
        stacks = list(dict.fromkeys(params["stack_names"]))
        bad += validate_stacks(params["stack_names"])
        named = [(name, validate_user_name(name)) for name in params["user_names"]]
        bad += validate_entries("user_names", named)
        pairs = [Pair(stack, user, notify) for user in params["user_names"] for stack in stacks]
    else:
        pairs, entries = [], []
        for entry in params["associations"]:
            user, stack = entry["user_name"], entry["stack_name"]
            own = entry["send_email_notification"]
            pairs.append(Pair(stack, user, notify if own is None else own))
            faults = validate_user_name(user) + [
                f"stack_name: {f}" for f in validate_stack_name(stack)
            ]
            entries.append(((user, stack), faults))
        bad += validate_entries("associations", entries)
    if params["state"] == "absent":
        bad += validate_kept((pair.user_name for pair in pairs), params["keep_users"])
    raise_if_invalid(bad)
    return pairs


def _read(client: AppStreamClient, pairs: list[Pair], params: dict[str, Any]) -> set[Pair]:
    """The associations that matter: of the stacks or of the users, all where they are purged."""
    users = sorted({pair.user_name for pair in pairs})
    stacks = sorted({pair.stack_name for pair in pairs})
    if not (params["purge_users"] or params["purge_stacks"]):
        return read_associations(client, users, stacks)
    of_stacks = client.associations_of_stacks(stacks) if params["purge_users"] else set()
    of_users = client.associations_of_users(users) if params["purge_stacks"] else set()
    return of_stacks | of_users


def _to_purge(pairs: list[Pair], there: set[Pair], params: dict[str, Any]) -> list[Pair]:
    """The pairs that a purge takes apart, sorted."""
    asked, keep = set(pairs), set(params["keep_users"] or ())
    stacks = {pair.stack_name for pair in pairs} if params["purge_users"] else set()
    users = {pair.user_name for pair in pairs} if params["purge_stacks"] else set()
    return sorted(
        pair
        for pair in there - asked
        if (pair.stack_name in stacks or pair.user_name in users) and pair.user_name not in keep
    )


def _guard(changes: list[Change], listed: list[str], params: dict[str, Any]) -> None:
    """Refuse to remove too many, or someone who is likely one of those that stay (D6)."""
    removed = [change for change in changes if change.action == DISASSOCIATE]
    users = {change.user_name for change in removed}
    refuse_lookalikes(users.difference(listed), listed)
    refuse_lookalikes(users, params["keep_users"] or ())
    names = [f"{change.user_name} on {change.stack_name}" for change in removed]
    refuse_too_many(params["removal_limit"], {"users to be taken off a stack": names})


def _warn(request: Request, near: dict[str, tuple[str, ...]]) -> None:
    if near:
        names = [f"{name} (in the pool: {', '.join(found)})" for name, found in near.items()]
        request.warn(
            "Taken off no stack, because user names are case-sensitive and the pool has these names"
            f" with other capitals or accents only: {truncate_names(names)}"
        )


def _plan_pair(pair: Pair, there: bool, state: str) -> Change | None:
    if there == (state == "present"):
        return None
    if there:
        return Change(DISASSOCIATE, pair.user_name, pair.stack_name)
    mail = "assignment" if pair.send_email_notification else None
    return Change(ASSOCIATE, pair.user_name, pair.stack_name, mail)


def _apply(
    client: AppStreamClient, changes: list[Change], pool: LazyPool, timeout: float, purge: bool
) -> list[Outcome]:
    listed = client.pace.patience(timeout)
    unlisted = client.pace.patience(min(timeout, UNLISTED_TIMEOUT))
    sender = PairSender(client, KnownOrNew(pool, listed, unlisted), timeout, Stops())
    if not purge:
        return sender.apply(changes)
    outcomes = sender.apply([change for change in changes if change.action == ASSOCIATE])
    removals = [change for change in changes if change.action == DISASSOCIATE]
    return outcomes + _last(removals, outcomes, sender.apply)


def _last(
    removals: list[Change],
    others: list[Outcome],
    remove: Callable[[list[Change]], list[Outcome]],
) -> list[Outcome]:
    """A purge comes last, and is left when anything else failed (D6)."""
    if any_failed(others):
        return list(map(left_undone, removals))
    return remove(removals)


def _foretold(changes: list[Change], pool: LazyPool, known: set[str], purge: bool) -> list[Outcome]:
    """A user who is not in the pool may be made by an earlier task; not so where the name is there
    with other capitals (F3)."""
    users = {c.user_name for c in changes if c.action == ASSOCIATE} - known
    near = near_misses(pool, users)
    code = USER_NAME_NOT_FOUND
    outcomes = [
        (
            Outcome(change, False, Problem(code, code, code, code))
            if change.action == ASSOCIATE and change.user_name in near
            else Outcome(change, done=True)
        )
        for change in changes
    ]
    if not purge:
        return outcomes
    others = [outcome for outcome in outcomes if outcome.change.action == ASSOCIATE]
    removals = [change for change in changes if change.action == DISASSOCIATE]
    return others + _last(removals, others, foretold)
