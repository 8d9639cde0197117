# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One user, compared with what is wanted. Pure values, no calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .._model.change import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    DISASSOCIATE,
    ENABLE,
    RESEND,
    Change,
    Problem,
)
from .desired import Pool, Rules, Wanted, pending

OTHER_NAME = (
    "another first or last name; the service cannot change a name: give the user's present name, or"
    " none, or set on_name_change to ignore or to recreate (which loses the password)"
)
KEPT = "another first or last name; who is in keep_users is not recreated"
NOT_CREATED = "not in the pool, and not created (on_missing_user=ignore)"
NOT_KNOWN = (
    "another first or last name; not recreated, since the service does not say whether the user is"
    " enabled: give enabled"
)


@dataclass(frozen=True)
class Stacks:
    """What was read of a user's stacks. ``complete``: these are all that the user has."""

    names: frozenset[str] = frozenset()
    complete: bool = False


NOTHING_READ = Stacks()


@dataclass(frozen=True)
class UserPlan:
    """What is to be done about one user, or why nothing can be (``problem``) or need be (``note``).

    ``changes`` are made in their order; ``removals`` when everything else went well. ``stacks`` are
    those that the user has before, as far as they matter. ``recreated``: the user is there with
    another name, and is deleted and created again.
    """

    wanted: Wanted
    before: dict[str, Any] | None
    changes: tuple[Change, ...] = ()
    removals: tuple[Change, ...] = ()
    stacks: Stacks = NOTHING_READ
    problem: Problem | None = None
    note: str | None = None
    near_misses: tuple[str, ...] = ()
    other_name: bool = False
    recreated: bool = False

    @property
    def user_name(self) -> str:
        return self.wanted.user_name

    @property
    def deleted(self) -> bool:
        """Whether the user is to be deleted for good."""
        changes = (*self.changes, *self.removals)
        return not self.recreated and any(change.action == DELETE for change in changes)

    @property
    def removes(self) -> bool:
        """Whether something is taken away from the user."""
        return self.recreated or self.deleted or bool(self.removals)

    @property
    def disabled_last(self) -> bool:
        """Whether the user loses stacks before it is disabled (D3). Who was disabled before and is
        recreated is disabled at once."""
        was_disabled = self.before is not None and self.before["enabled"] is False
        return bool(self.removals) and not was_disabled

    @property
    def names(self) -> dict[str, str | None]:
        """The names of the user when created; those that were not given are kept (C7)."""
        asked = {"first_name": self.wanted.first_name, "last_name": self.wanted.last_name}
        if self.before is None:
            return asked
        return {key: self.before[key] if name is None else name for key, name in asked.items()}


def plan_user(wanted: Wanted, pool: Pool, stacks: Stacks, rules: Rules) -> UserPlan:
    """Compare one wanted user with the pool. ``stacks``: at least those of ``stacks_to_read``."""
    before = pool.get(wanted.user_name)
    if before is None:
        near = pool.near_misses(wanted.user_name)
        if near:
            return _near_miss(wanted, near, failed=rules.state == "present")
        if rules.state == "absent":
            return UserPlan(wanted, None)
        if rules.on_missing_user == "ignore":
            return UserPlan(wanted, None, note=NOT_CREATED)
        return _plan_new(wanted)
    if rules.state == "absent":
        return UserPlan(wanted, before, _delete(wanted, stacks), stacks=stacks)
    if is_recreated(wanted, pool, rules):
        return _plan_recreated(wanted, before, stacks, rules)
    return _plan_existing(wanted, before, stacks, rules)


def plan_purged(user_name: str, pool: Pool, stacks: Stacks) -> UserPlan:
    """A user of the pool who is not listed, and therefore removed by purge_users."""
    wanted = Wanted(user_name)
    note = "not listed (purge_users)"
    removals = _delete(wanted, stacks)
    return UserPlan(wanted, pool.get(user_name), removals=removals, stacks=stacks, note=note)


def is_recreated(wanted: Wanted, pool: Pool, rules: Rules) -> bool:
    """Whether the user has another name, and is to be deleted and created again for it."""
    before = pool.get(wanted.user_name)
    return (
        before is not None
        and rules.state == "present"
        and rules.on_name_change == "recreate"
        and wanted.user_name not in rules.keep_users
        and bool(_other_names(wanted, before))
    )


def stacks_to_read(wanted: Wanted, pool: Pool, rules: Rules) -> frozenset[str] | None:
    """The stacks that matter for this user; None for all of them."""
    nothing: frozenset[str] = frozenset()
    before = pool.get(wanted.user_name)
    if before is None:
        return nothing
    if rules.state == "absent":
        return None
    if is_recreated(wanted, pool, rules):
        return None
    if rules.on_name_change != "ignore" and _other_names(wanted, before):
        return nothing
    asked = frozenset(wanted.stack_names or ())
    if rules.purges_stacks_of(wanted):
        scope = rules.purge_stacks_scope
        return None if scope is None else asked | scope
    return asked


def _near_miss(wanted: Wanted, near: tuple[str, ...], failed: bool) -> UserPlan:
    reason = (
        "the name is in the pool with other capitals or accents only; user names are case-sensitive"
    )
    text = f"{reason}: {', '.join(near)}"
    if failed:
        reason += ", no second account is made"
        problem = Problem("capitals", reason, f"{text}; no second account is made")
        return UserPlan(wanted, None, problem=problem, near_misses=near)
    return UserPlan(wanted, None, note=f"{text}; nothing was done", near_misses=near)


def _plan_new(wanted: Wanted) -> UserPlan:
    if wanted.message_action == "resend":
        reason = "not in the pool; message_action=resend never creates a user"
        return UserPlan(wanted, None, problem=Problem("absent", reason, reason))
    changes = [_create(wanted)]
    changes += _associate(wanted, wanted.stack_names or ())
    if wanted.enabled is False:
        changes.append(Change(DISABLE, wanted.user_name))
    return UserPlan(wanted, None, tuple(changes))


def _plan_existing(
    wanted: Wanted, before: dict[str, Any], stacks: Stacks, rules: Rules
) -> UserPlan:
    others = _other_names(wanted, before)
    if others and rules.on_name_change != "ignore":
        reason = KEPT if rules.on_name_change == "recreate" else OTHER_NAME
        problem = Problem("name", reason, f"{', '.join(others)}: {reason}")
        return UserPlan(wanted, before, problem=problem, other_name=True)
    changes = []
    if wanted.enabled is True and before["enabled"] is not True:
        changes.append(Change(ENABLE, wanted.user_name))
    asked = wanted.stack_names or ()
    changes += _associate(wanted, (stack for stack in asked if stack not in stacks.names))
    if wanted.enabled is False and before["enabled"] is not False:
        changes.append(Change(DISABLE, wanted.user_name))
    note = None
    if wanted.message_action == "resend":
        enabled = before["enabled"] if wanted.enabled is None else wanted.enabled
        if not pending(before):
            note = f"no invitation was sent: the user is {before['status']}"
        elif enabled is not True:
            known = "the user is disabled" if enabled is False else "it is not known to be enabled"
            note = f"no invitation was sent: {known}"
        else:
            changes.append(Change(RESEND, wanted.user_name, mail="invitation"))
    return UserPlan(
        wanted,
        before,
        tuple(changes),
        removals=_purge_stacks(wanted, stacks, rules),
        stacks=stacks,
        note=note,
        other_name=bool(others),
    )


def _plan_recreated(
    wanted: Wanted, before: dict[str, Any], stacks: Stacks, rules: Rules
) -> UserPlan:
    """Delete and create; then every former stack and the former state are put back (C6)."""
    if before["enabled"] is None and wanted.enabled is None:
        problem = Problem("name", NOT_KNOWN, NOT_KNOWN)
        return UserPlan(wanted, before, problem=problem, other_name=True)
    former = sorted(stacks.names)
    changes = [*_delete(wanted, stacks), _create(wanted)]
    changes += [Change(ASSOCIATE, wanted.user_name, stack) for stack in former]
    changes += _associate(wanted, (s for s in wanted.stack_names or () if s not in stacks.names))
    if wanted.enabled is False or (wanted.enabled is None and before["enabled"] is False):
        changes.append(Change(DISABLE, wanted.user_name))
    return UserPlan(
        wanted,
        before,
        tuple(changes),
        removals=_purge_stacks(wanted, stacks, rules),
        stacks=stacks,
        note=(
            "the welcome mail of the new user is its invitation"
            if wanted.message_action == "resend"
            else None
        ),
        recreated=True,
    )


def _other_names(wanted: Wanted, before: dict[str, Any]) -> list[str]:
    """The names that differ, by more than white space."""
    return [
        f"{key} is {before[key]!r}, not {value!r}"
        for key, value in (("first_name", wanted.first_name), ("last_name", wanted.last_name))
        if value is not None and (before[key] or "").split() != value.split()
    ]


def _create(wanted: Wanted) -> Change:
    mail = None if wanted.message_action == "suppress" else "welcome"
    return Change(CREATE, wanted.user_name, mail=mail)


def _delete(wanted: Wanted, stacks: Stacks) -> tuple[Change, ...]:
    pairs = [Change(DISASSOCIATE, wanted.user_name, stack) for stack in sorted(stacks.names)]
    return (*pairs, Change(DELETE, wanted.user_name))


def _purge_stacks(wanted: Wanted, stacks: Stacks, rules: Rules) -> tuple[Change, ...]:
    extra = rules.extra_stacks(wanted, stacks.names)
    return tuple(Change(DISASSOCIATE, wanted.user_name, stack) for stack in extra)


def _associate(wanted: Wanted, stacks: Iterable[str]) -> list[Change]:
    mail = "assignment" if wanted.send_email_notification else None
    return [Change(ASSOCIATE, wanted.user_name, stack, mail) for stack in stacks]
