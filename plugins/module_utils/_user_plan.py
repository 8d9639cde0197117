# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One user: compared with what is wanted, and what became of it. Pure values, no calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ._plan import (
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
from ._users import Pool, Wanted, pending


@dataclass(frozen=True)
class UserPlan:
    """What is to be done about one user, or why nothing can be (``problem``) or need be (``note``).

    ``stacks`` are those of the wanted stacks that the user has before; all of them where the user
    is to be deleted.
    """

    wanted: Wanted
    before: dict[str, Any] | None
    changes: tuple[Change, ...] = ()
    stacks: frozenset[str] = frozenset()
    problem: Problem | None = None
    note: str | None = None
    near_misses: tuple[str, ...] = ()
    other_name: bool = False

    @property
    def user_name(self) -> str:
        return self.wanted.user_name


def plan_user(
    wanted: Wanted, pool: Pool, stacks: frozenset[str], state: str, on_name_change: str
) -> UserPlan:
    """Compare one wanted user with the pool. ``stacks``: at least those of the wanted stacks that
    the user has; all that the user has for ``state`` absent."""
    before = pool.get(wanted.user_name)
    if before is None:
        near = pool.near_misses(wanted.user_name)
        if near:
            return _near_miss(wanted, near, failed=state == "present")
        return _plan_new(wanted) if state == "present" else UserPlan(wanted, None)
    if state == "absent":
        changes = [Change(DISASSOCIATE, wanted.user_name, stack) for stack in sorted(stacks)]
        changes.append(Change(DELETE, wanted.user_name))
        return UserPlan(wanted, before, tuple(changes), stacks=stacks)
    return _plan_existing(wanted, before, stacks, on_name_change)


def _near_miss(wanted: Wanted, near: tuple[str, ...], failed: bool) -> UserPlan:
    reason = "the name is in the pool with other capitals only; user names are case-sensitive"
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
    mail = None if wanted.message_action == "suppress" else "welcome"
    changes = [Change(CREATE, wanted.user_name, mail=mail)]
    changes += _associate(wanted, wanted.stack_names or ())
    if wanted.enabled is False:
        changes.append(Change(DISABLE, wanted.user_name))
    return UserPlan(wanted, None, tuple(changes))


def _plan_existing(
    wanted: Wanted, before: dict[str, Any], stacks: frozenset[str], on_name_change: str
) -> UserPlan:
    others = [
        f"{key} is {before[key]!r}, not {value!r}"
        for key, value in (("first_name", wanted.first_name), ("last_name", wanted.last_name))
        if value is not None and before[key] != value
    ]
    if others and on_name_change == "fail":
        reason = (
            "another first or last name; the service cannot change a name: give the user's present"
            " name, or none, or set on_name_change=ignore, or delete the user and create it again"
            " (which loses the password and the stacks)"
        )
        problem = Problem("name", reason, f"{', '.join(others)}: {reason}")
        return UserPlan(wanted, before, problem=problem, other_name=True)
    changes = []
    if wanted.enabled is True and before["enabled"] is not True:
        changes.append(Change(ENABLE, wanted.user_name))
    asked = wanted.stack_names or ()
    changes += _associate(wanted, (stack for stack in asked if stack not in stacks))
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
        stacks=stacks.intersection(asked),
        note=note,
        other_name=bool(others),
    )


def _associate(wanted: Wanted, stacks: Iterable[str]) -> list[Change]:
    mail = "assignment" if wanted.send_email_notification else None
    return [Change(ASSOCIATE, wanted.user_name, stack, mail) for stack in stacks]
