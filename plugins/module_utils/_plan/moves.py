# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Users with a new address, who take over what their previous user has (C13). Pure: no calls.

The pool alone shows how far a move is, so the next run completes one that was interrupted: the
previous user has everything until the new one has it. Once it is disabled, a new user who exists
takes over nothing more. The move of a disabled user is one that the pool does not show: between
the creation and being disabled, it looks like a complete move of an enabled one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .._model.change import ASSOCIATE, CREATE, DISABLE, ENABLE
from .._model.messages import NOT_CREATED, name_user, similar_only
from .._model.outcome import Problem
from .._model.user import User, UserIndex, match_key
from .desired import DesiredUser, ReconcileOptions
from .name_patterns import with_matches
from .required_reads import Entries, Stacks, takes_over
from .user_plan import UserPlan

STATE_UNKNOWN = (
    "the service does not say whether the previous user is enabled, so nothing was done: set"
    " enabled"
)
STATE_UNSURE = (
    "the previous user is disabled, and this one is not, and has set no password yet: an earlier"
    " run may have ended before it was done, so nothing was done; set enabled, and stack_names for"
    " the stacks that the user lacks"
)


@dataclass(frozen=True)
class Takeover:
    """``due``: the stacks of the previous user that this one is to have, so far as they matter.
    ``given``: those of them that it still gets. ``asked``: what the list says of the user."""

    previous: User
    asked: DesiredUser
    due: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()

    def lacking(self, plan: UserPlan) -> frozenset[str]:
        """The stacks that the user lacks in the end."""
        added = {c.stack_name for c in plan.changes if c.action == ASSOCIATE}
        return self.due - plan.stacks.names - added


def find_takeover(
    desired: DesiredUser, index: UserIndex, stacks: Stacks, options: ReconcileOptions
) -> Takeover | None:
    """What is taken over from a previous user who is in the pool, on all of these ``stacks``."""
    previous = index.get(desired.previous_user_name or "")
    if previous is None or options.state == "absent":
        return None
    existing = index.get(desired.user_name)
    due = stacks.names.difference(options.extra_stacks(desired, stacks.names))
    taken = takes_over(previous, existing) and not options.leaves_disabled(desired, existing)
    return Takeover(previous, desired, due, due if taken else frozenset())


def is_unsure(desired: DesiredUser, previous: User, existing: User | None) -> bool:
    """Whether nobody can tell a complete move of an enabled user, or of one who was disabled later,
    from one of a disabled user that ended before the new one was disabled."""
    return (
        existing is not None
        and existing.pending
        and existing.enabled is not False
        and previous.enabled is False
        and desired.enabled is None
    )


def as_moved(
    desired: DesiredUser, takeover: Takeover, existing: User | None, options: ReconcileOptions
) -> DesiredUser:
    """What is to be done with a user who has a previous one. Nobody is invited who may have been
    meant to be disabled."""
    if existing is None:
        return as_created(desired, takeover, options)
    unsure = is_unsure(desired, takeover.previous, existing)
    return desired.uninvited() if unsure else desired


def as_created(desired: DesiredUser, takeover: Takeover, options: ReconcileOptions) -> DesiredUser:
    """A new user as it is to be created: disabled and without a mail, if the previous one is
    disabled and nothing else is asked for; then it is added to no other stacks (D14)."""
    if desired.enabled is True or takeover.previous.enabled is not False:
        return desired
    if options.disabled_users == "leave" and desired.stack_names is not None:
        stacks = tuple(stack for stack in desired.stack_names if stack in takeover.due)
        desired = replace(desired, stack_names=stacks)
    if desired.enabled is False or desired.message_action == "resend":  # never creates a user
        return desired
    return replace(desired, enabled=False, message_action="suppress")


def previous_names(desired: Iterable[DesiredUser]) -> list[str]:
    return [each.previous_user_name for each in desired if each.previous_user_name is not None]


def previous_names_like_listed(desired: list[DesiredUser]) -> list[str]:
    """Those that are likely of one person with a listed user (F3)."""
    keys = {match_key(each.user_name) for each in desired}
    return [name for name in previous_names(desired) if match_key(name) in keys]


def validate_moves(desired: Iterable[DesiredUser], options: ReconcileOptions) -> list[str]:
    """What is wrong with the previous names of users, besides their form (C8)."""
    desired = list(desired)
    listed = {each.user_name for each in desired}
    kept = with_matches(options.keep_users, previous_names(desired))
    first: dict[str, str] = {}
    bad = []
    for each in desired:
        name, previous = each.user_name, each.previous_user_name
        if not previous:
            continue
        owner = first.setdefault(previous, name)
        for wrong, what in (
            (options.state == "absent", "cannot be combined with state=absent"),
            (previous == name, "is the same as user_name"),
            (previous != name and previous in listed, "is a listed user, too"),
            (
                previous != name and match_key(previous) == match_key(name),
                "differs from user_name by capitals, accents or signs only",
            ),
            (owner != name, f"is that of {owner!r}, too"),
            (
                options.old_address != "keep" and previous in kept,
                f"is in keep_users, but old_address={options.old_address} removes it",
            ),
        ):
            if wrong:
                bad.append(f"{name!r}: previous_user_name {previous!r} {what}")
    return bad


def find_problem(
    desired: DesiredUser,
    index: UserIndex,
    options: ReconcileOptions,
    entries: Entries,
    named: frozenset[str],
) -> Problem | None:
    """Why a user cannot take over anything, and so must not be created either.

    ``named``: all listed users, and their previous ones.
    """
    previous_name = desired.previous_user_name
    if previous_name is None or options.state == "absent":
        return None
    if previous_name in entries:
        reason = (
            "an earlier run left the previous user incomplete: list that user first, to repair it"
        )
        return Problem("previous user incomplete", reason, f"{reason} ({name_user(previous_name)})")
    previous = index.get(previous_name)
    if previous is None:
        similar = [name for name in index.similar_names(previous_name) if name not in named]
        if not similar:
            return None
        reason = f"previous_user_name: {similar_only(previous_name, similar)}"
        return Problem("similar previous name", reason, f"{reason}: {', '.join(similar)}")
    existing = index.get(desired.user_name)
    if existing is not None:
        if (
            options.old_address == "disable"  # looks so after each move
            or desired.user_name in entries  # which tells the state
            or not is_unsure(desired, previous, existing)
        ):
            return None
        message = f"{STATE_UNSURE} ({name_user(previous_name)})"
        return Problem("previous user disabled", STATE_UNSURE, message)
    if (desired.on_missing_user or options.on_missing_user) == "ignore":
        if previous.enabled is False:
            return None
        reason = (
            f"{NOT_CREATED}, but the previous user is in the pool and not disabled: list that user"
            " instead"
        )
        return Problem("previous user enabled", reason, f"{reason} ({name_user(previous_name)})")
    if previous.enabled is None and desired.enabled is None:
        return Problem("previous user", STATE_UNKNOWN, STATE_UNKNOWN)
    return None


def find_notes(plan: UserPlan, takeover: Takeover | None, options: ReconcileOptions) -> list[str]:
    """What the row says of a move, if there is anything to know."""
    name = plan.desired.previous_user_name
    if name is None or plan.problem is not None or options.state == "absent":
        return []
    the_previous = f"the previous {name_user(name)}"
    if takeover is None:
        created = any(change.action == CREATE for change in plan.changes)
        return [f"{the_previous} is not in the pool"] if created else []
    notes = []
    enabled, previous_enabled = _enabled_after(plan), takeover.previous.enabled
    if options.old_address == "keep" and enabled is False and previous_enabled is not False:
        notes.append(f"{the_previous} is not disabled (old_address=keep)")
    if options.old_address == "delete" and (lacking := takeover.lacking(plan)):
        stacks = ", ".join(sorted(lacking))
        notes.append(f"{the_previous} is kept, since this one lacks its stacks {stacks}")
    if options.old_address != "keep" and _locks_out(plan, takeover):
        state = "disabled" if enabled is False else "not known to be enabled"
        notes.append(f"{the_previous} is kept, since this one is {state}: set enabled")
    if is_unsure(takeover.asked, takeover.previous, plan.existing):
        mail = "no invitation was sent: " if takeover.asked.invites else ""
        notes.append(f"{mail}{the_previous} is disabled, and this one is not: set enabled")
    return notes


def removes_previous(plan: UserPlan, takeover: Takeover, options: ReconcileOptions) -> bool:
    """Whether the previous user is disabled or deleted in the end."""
    exists = plan.existing is not None or any(c.action == CREATE for c in plan.changes)
    if plan.problem is not None or not exists or _locks_out(plan, takeover):
        return False
    if options.old_address == "disable":
        return takeover.previous.enabled is not False
    return options.old_address == "delete" and not takeover.lacking(plan)


def _locks_out(plan: UserPlan, takeover: Takeover) -> bool:
    """Whether somebody who may sign in could not do so without the previous user, though the list
    does not say that the user is disabled."""
    return (
        takeover.previous.enabled is not False
        and takeover.asked.enabled is not False
        and _enabled_after(plan) is not True
    )


def _enabled_after(plan: UserPlan) -> bool | None:
    """Whether the user is enabled after the task, as far as it is known."""
    actions = {change.action for change in plan.changes}
    if DISABLE in actions:
        return False
    if actions & {CREATE, ENABLE}:
        return True
    return None if plan.existing is None else plan.existing.enabled
