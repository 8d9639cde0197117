# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""How a user is repaired whom an earlier task took apart. Pure: no calls."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from .._model.previous_user import PreviousUser
from .._model.user import User
from .desired import DesiredUser, ReconcileOptions

# Seconds between the entry and the user's creation. Both clocks may be wrong, and a create is tried
# again for a while. A user created later was created by somebody else.
CREATED_WITHIN = 3600.0


@dataclass(frozen=True)
class Repair:
    """What an entry of the journal adds to what is desired of a user.

    ``restored``: stacks that the user gets back. ``complete``: whether the user then has everything
    again, as far as it is desired.
    """

    desired: DesiredUser
    restored: frozenset[str] = frozenset()
    complete: bool = False
    note: str | None = None


def repair(
    desired: DesiredUser, existing: User | None, entry: PreviousUser, options: ReconcileOptions
) -> Repair:
    """Nobody is enabled, mailed or added to a stack who was not before, unless it is desired."""
    previous = frozenset(entry.previous_stack_names)
    restored = previous.difference(options.extra_stacks(desired, previous))
    note = f"repaired after {_describe(entry)}"
    if existing is None:
        return Repair(_as_new(desired, entry), restored, True, note)
    if _is_untouched(entry, existing):
        return Repair(desired, restored, True, note)
    if _is_created_again(entry, existing):
        return Repair(_as_disabled(desired, entry), restored, True, note)
    return Repair(
        desired, note=f"not repaired, since somebody created the user after {_describe(entry)}"
    )


def note_unrepaired(entry: PreviousUser) -> str:
    return f"not repaired yet after {_describe(entry)}"


def _describe(entry: PreviousUser) -> str:
    when = datetime.datetime.fromtimestamp(entry.recorded_at, datetime.timezone.utc)
    state = "disabled" if entry.previous_enabled is False else "enabled"
    stacks = ", ".join(sorted(entry.previous_stack_names)) or "no stack"
    return (
        f"the unfinished recreate of {when.isoformat(timespec='seconds')}; before it, the user was"
        f" {state}, on {stacks}"
    )


def _is_untouched(entry: PreviousUser, user: User) -> bool:
    """Whether the user was not deleted."""
    if entry.previous_arn is not None and user.arn is not None:
        return user.arn == entry.previous_arn
    previous = (entry.previous_first_name, entry.previous_last_name)
    return _same_names(user, *previous) and not _same_names(user, entry.first_name, entry.last_name)


def _is_created_again(entry: PreviousUser, user: User) -> bool:
    """Whether it was the task of the entry that created the user."""
    if not _same_names(user, entry.first_name, entry.last_name):
        return False
    if user.created_time is None:
        return True
    created = datetime.datetime.fromisoformat(user.created_time).timestamp()
    return abs(created - entry.recorded_at) <= CREATED_WITHIN


def _same_names(user: User, first_name: str | None, last_name: str | None) -> bool:
    """The service may leave a name out (F5)."""
    return user.first_name in (None, first_name) and user.last_name in (None, last_name)


def _as_new(desired: DesiredUser, entry: PreviousUser) -> DesiredUser:
    """Mailed only if both tasks ask for it."""
    if desired.message_action == "resend":  # never creates a user
        return desired
    first, last = desired.first_name, desired.last_name
    return replace(
        _as_disabled(desired, entry),
        first_name=entry.first_name if first is None else first,
        last_name=entry.last_name if last is None else last,
        message_action="suppress" if entry.suppress else desired.message_action,
    )


def _as_disabled(desired: DesiredUser, entry: PreviousUser) -> DesiredUser:
    if desired.enabled is None and entry.previous_enabled is False:
        return replace(desired, enabled=False)
    return desired
