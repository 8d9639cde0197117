# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""A user, compared with what is desired. Pure: no calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .._model.change import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    DISASSOCIATE,
    ENABLE,
    RESEND,
    Change,
)
from .._model.messages import NOT_CREATED, similar_only
from .._model.outcome import Problem
from .._model.previous_user import PreviousUser
from .._model.user import User, UserIndex, is_new
from .desired import DesiredUser, ReconcileOptions
from .moves import Takeover, as_moved, find_notes
from .repair import Repair, note_unrepaired, repair
from .required_reads import Stacks
from .user_plan import UserPlan

ANOTHER_NAME = "another first or last name"
OTHER_NAME = (
    f"{ANOTHER_NAME}, which the service cannot change: give the name that the pool has,"
    " or none, or set on_name_change to ignore, or to recreate, which loses the password"
)
OTHER_SPELLING = "only capitals, accents or signs differ, so the name stays"
KEPT = f"{ANOTHER_NAME}; a user in keep_users is not recreated"
LEFT_DISABLED = "disabled in the pool, so added to no more stacks (disabled_users=leave)"
NEW = (
    "no invitation was sent: the user was created less than 24 hours ago, so the welcome email may"
    " have gone out"
)
ENABLED_UNKNOWN = (
    f"{ANOTHER_NAME}; not recreated, since the service does not say whether the user is enabled:"
    " set enabled"
)


def plan_user(
    desired: DesiredUser,
    index: UserIndex,
    stacks: Stacks,
    options: ReconcileOptions,
    entry: PreviousUser | None = None,
    takeover: Takeover | None = None,
) -> UserPlan:
    """Compare one desired user with the pool. ``stacks``: at least those that matter.

    ``entry``: what the journal says of the user. ``takeover``: what it has from its previous user.
    """
    plan = _plan_left(desired, index, stacks, options, entry, takeover)
    notes = find_notes(plan, takeover, options)
    return replace(plan, note="; ".join(filter(None, (plan.note, *notes))) or None)


def _plan_left(
    desired: DesiredUser,
    index: UserIndex,
    stacks: Stacks,
    options: ReconcileOptions,
    entry: PreviousUser | None,
    takeover: Takeover | None,
) -> UserPlan:
    """A user who is disabled in the pool may have to be left on the stacks that it has (D14)."""
    if not options.leaves_disabled(desired, index.get(desired.user_name)):
        return _plan_moved(desired, index, stacks, options, entry, takeover)
    asked = desired.stack_names or ()
    present = stacks.names.union(() if entry is None else entry.previous_stack_names)
    left = tuple(stack for stack in asked if stack in present)
    noted = desired.enabled is None or left != asked  # otherwise all is as it is to be
    if desired.stack_names is not None:
        desired = replace(desired, stack_names=left)
    plan = _plan_moved(desired, index, stacks, options, entry, takeover)
    return _note_left_disabled(plan) if noted else plan


def _plan_moved(
    desired: DesiredUser,
    index: UserIndex,
    stacks: Stacks,
    options: ReconcileOptions,
    entry: PreviousUser | None,
    takeover: Takeover | None,
) -> UserPlan:
    if takeover is None:
        return _plan_repaired(desired, index, stacks, options, entry)
    moved = as_moved(desired, takeover, index.get(desired.user_name), options)
    plan = _plan_repaired(moved, index, stacks, options, entry, takeover.given)
    plan = replace(plan, previous=takeover.previous, asked=desired)
    return plan if moved.stack_names == desired.stack_names else _note_left_disabled(plan)


def _note_left_disabled(plan: UserPlan) -> UserPlan:
    if plan.problem is not None:
        return plan
    return replace(plan, note="; ".join(filter(None, (LEFT_DISABLED, plan.note))))


def _plan_repaired(
    desired: DesiredUser,
    index: UserIndex,
    stacks: Stacks,
    options: ReconcileOptions,
    entry: PreviousUser | None,
    taken_over: frozenset[str] = frozenset(),
) -> UserPlan:
    needed = Repair(desired)
    if entry is not None and options.state == "present":
        needed = repair(desired, index.get(desired.user_name), entry, options)
    needed = replace(needed, restored=needed.restored | taken_over)
    plan = _plan_user(needed, index, stacks, options)
    if entry is None or plan.similar_names:
        return plan
    if plan.note == NOT_CREATED:
        # Disabled and on no stack is less than what the user had: there is nothing to restore.
        given_up = desired.enabled is False and desired.stack_names == () and not needed.restored
        return replace(plan, entry=entry) if given_up else plan
    own = needed.note if plan.problem is None else note_unrepaired(entry)
    note = "; ".join(filter(None, (plan.note, own))) or None
    return replace(plan, entry=entry, restored=needed.restored, repaired=needed.complete, note=note)


def _plan_user(
    needed: Repair, index: UserIndex, stacks: Stacks, options: ReconcileOptions
) -> UserPlan:
    desired = needed.desired
    existing = index.get(desired.user_name)
    if existing is None:
        similar = index.similar_names(desired.user_name)
        if similar:
            return _plan_similar(desired, similar, failed=options.state == "present")
        if options.state == "absent":
            return UserPlan(desired, None)
        if (desired.on_missing_user or options.on_missing_user) == "ignore":
            return UserPlan(desired, None, note=NOT_CREATED)
        return _plan_new(desired, needed.restored)
    if options.state == "absent":
        return UserPlan(desired, existing, delete_changes(desired.user_name, stacks), stacks=stacks)
    if options.replaces(desired, existing):
        return _plan_replaced(needed, existing, stacks, options)
    return _plan_existing(needed, existing, stacks, options)


def _plan_similar(desired: DesiredUser, similar: tuple[str, ...], failed: bool) -> UserPlan:
    reason = similar_only(desired.user_name, similar)
    message = f"{reason}: {', '.join(similar)}"
    if failed:
        refused = "no second account is created"
        problem = Problem("similar name", f"{reason}, {refused}", f"{message}; {refused}")
        return UserPlan(desired, None, problem=problem, similar_names=similar)
    return UserPlan(desired, None, note=f"{message}; nothing was done", similar_names=similar)


def _plan_new(desired: DesiredUser, restored: frozenset[str]) -> UserPlan:
    if desired.message_action == "resend":
        reason = "not in the pool; message_action=resend never creates a user"
        return UserPlan(desired, None, problem=Problem("absent", reason, reason))
    added = [stack for stack in desired.stack_names or () if stack not in restored]
    disabled = desired.enabled is False
    changes = [_create(desired, not disabled), *_restore(desired, restored)]
    changes += _associate(desired, added)
    if disabled:
        changes.append(Change(DISABLE, desired.user_name))
    return UserPlan(desired, None, tuple(changes))


def _plan_existing(
    needed: Repair, existing: User, stacks: Stacks, options: ReconcileOptions
) -> UserPlan:
    desired = needed.desired
    others = desired.differing_names(existing)
    if others and options.on_name_change != "ignore":
        reason = KEPT if options.on_name_change == "recreate" else OTHER_NAME
        problem = Problem("name", reason, f"{', '.join(others)}: {reason}")
        return UserPlan(desired, existing, problem=problem, name_differs=True)
    changes = []
    if desired.enabled is True and existing.enabled is not True:
        changes.append(Change(ENABLE, desired.user_name))
    changes += _restore(desired, needed.restored - stacks.names)
    asked, there = desired.stack_names or (), stacks.names | needed.restored
    changes += _associate(desired, (stack for stack in asked if stack not in there))
    if desired.enabled is False and existing.enabled is not False:
        changes.append(Change(DISABLE, desired.user_name))
    notes = []
    if spellings := desired.differing_spellings(existing):
        notes.append(f"{', '.join(spellings)}: {OTHER_SPELLING}")
    if desired.invites:
        not_invited = _not_invited(desired, existing, options.now)
        if not_invited is not None:
            notes.append(not_invited)
        else:
            changes.append(Change(RESEND, desired.user_name, mail="invitation"))
    return UserPlan(
        desired,
        existing,
        tuple(changes),
        removals=_purge_stacks(desired, stacks, options),
        stacks=stacks,
        note="; ".join(notes) or None,
        name_differs=bool(others),
    )


def _not_invited(desired: DesiredUser, existing: User, now: float) -> str | None:
    """Why no invitation is sent, if it is not (C2). The state after the task counts (C3)."""
    enabled = existing.enabled if desired.enabled is None else desired.enabled
    if not existing.pending:
        return f"no invitation was sent: the user is {existing.status}"
    if enabled is False:
        return "no invitation was sent: the user is disabled"
    if enabled is None:
        return "no invitation was sent: the service does not say whether the user is enabled"
    # Created by a run that was interrupted, perhaps; another asks for an email in any case.
    if desired.message_action == "invite" and is_new(existing.created_time, now):
        return NEW
    return None


def _plan_replaced(
    needed: Repair, existing: User, stacks: Stacks, options: ReconcileOptions
) -> UserPlan:
    """Delete and create; then all previous stacks and the previous state come back (C6)."""
    desired, previous = needed.desired, stacks.names | needed.restored
    if existing.enabled is None and desired.enabled is None:
        problem = Problem("name", ENABLED_UNKNOWN, ENABLED_UNKNOWN)
        return UserPlan(desired, existing, problem=problem, name_differs=True)
    added = [stack for stack in desired.stack_names or () if stack not in previous]
    enabled = existing.enabled if desired.enabled is None else desired.enabled
    create = _create(desired, enabled is not False)
    changes = [*delete_changes(desired.user_name, stacks), create, *_restore(desired, previous)]
    changes += _associate(desired, added)
    if enabled is False:
        changes.append(Change(DISABLE, desired.user_name))
    invited = desired.invites and create.mail is not None
    return UserPlan(
        desired,
        existing,
        tuple(changes),
        removals=_purge_stacks(desired, stacks, options),
        stacks=stacks,
        note="no invitation was sent: the new user gets the welcome email" if invited else None,
        replaced=True,
    )


def _create(desired: DesiredUser, enabled: bool) -> Change:
    return Change(CREATE, desired.user_name, mail="welcome" if desired.welcomes(enabled) else None)


def delete_changes(name: str, stacks: Stacks) -> tuple[Change, ...]:
    off = [Change(DISASSOCIATE, name, stack) for stack in sorted(stacks.names)]
    return (*off, Change(DELETE, name))


def _purge_stacks(
    desired: DesiredUser, stacks: Stacks, options: ReconcileOptions
) -> tuple[Change, ...]:
    extra = options.extra_stacks(desired, stacks.names)
    return tuple(Change(DISASSOCIATE, desired.user_name, stack) for stack in extra)


def _restore(desired: DesiredUser, stacks: Iterable[str]) -> list[Change]:
    """Stacks that the user had before, without a mail."""
    return [Change(ASSOCIATE, desired.user_name, stack) for stack in sorted(stacks)]


def _associate(desired: DesiredUser, stacks: Iterable[str]) -> list[Change]:
    mail = "assignment" if desired.send_email_notification else None
    return [Change(ASSOCIATE, desired.user_name, stack, mail) for stack in stacks]
