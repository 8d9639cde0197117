# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What is to be done about one user. Pure: no calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .._model.change import ASSOCIATE, CREATE, DELETE, DISABLE, DISASSOCIATE, RECREATE, Change
from .._model.outcome import Problem
from .._model.previous_user import PreviousUser
from .._model.user import User
from .desired import DesiredUser
from .prediction import NOT_PREDICTED, NetChanges, Prediction
from .required_reads import NOTHING_READ, Stacks


@dataclass(frozen=True)
class UserPlan:
    """What is to be done about one user, or why nothing can be (``problem``) or need be (``note``).

    ``changes`` are made in their order; ``removals`` when everything else succeeded. ``stacks`` are
    those that the user has before, as far as they matter. ``replaced``: the user exists with
    another name, and is deleted and created again. ``entry``: what the journal says of a user whom
    an earlier task took apart, with the stacks that are ``restored``. ``repaired``: the changes
    give the user everything again. ``previous``: the user of the pool from whom this one takes
    over. ``asked``: what the list says of such a user, of whom less may be ``desired``.
    """

    desired: DesiredUser
    existing: User | None
    changes: tuple[Change, ...] = ()
    removals: tuple[Change, ...] = ()
    stacks: Stacks = NOTHING_READ
    problem: Problem | None = None
    note: str | None = None
    similar_names: tuple[str, ...] = ()
    name_differs: bool = False
    replaced: bool = False
    entry: PreviousUser | None = None
    restored: frozenset[str] = frozenset()
    repaired: bool = False
    previous: User | None = None
    asked: DesiredUser | None = None

    @property
    def user_name(self) -> str:
        return self.desired.user_name

    def without_removal(self, reason: str) -> UserPlan:
        """This plan of a user who was to be removed, and is kept."""
        return replace(self, removals=(), note=f"{self.note}; {reason}")

    @property
    def deleted(self) -> bool:
        """Whether the user is to be deleted for good."""
        return not self.replaced and self._has(DELETE)

    @property
    def disabled(self) -> bool:
        """Whether a user who exists, and may be enabled, is to be disabled."""
        existing = self.existing
        return existing is not None and existing.enabled is not False and self._has(DISABLE)

    @property
    def previous_stacks(self) -> frozenset[str]:
        """Those that a user who is replaced must have again."""
        return self.stacks.names | self.restored

    @property
    def previous_enabled(self) -> bool | None:
        """Whether a user who is replaced, or was to be, was enabled before."""
        if self.entry is not None and self.entry.previous_enabled is False:
            return False
        return None if self.existing is None else self.existing.enabled

    @property
    def removes(self) -> bool:
        """Whether something is taken away from the user."""
        return self.replaced or self.deleted or bool(self.removals)

    @property
    def disable_after_removals(self) -> bool:
        """Whether the user loses stacks before it is disabled (D3). A user who was disabled before
        and is replaced is disabled at once."""
        return bool(self.removals) and self.previous_enabled is not False

    @property
    def welcomes(self) -> bool:
        """Whether the user is mailed when created."""
        return any(change.action == CREATE and change.mail is not None for change in self.changes)

    @property
    def names(self) -> dict[str, str | None]:
        """The names of the user when created; those that were not given are kept (C7)."""
        first, last = self.desired.first_name, self.desired.last_name
        before = self.existing or self.previous
        if before is not None:
            first = before.first_name if first is None else first
            last = before.last_name if last is None else last
        return {"first_name": first, "last_name": last}

    @property
    def net_changes(self) -> NetChanges:
        """What the user's row will say if everything succeeds. Of a user who is deleted the stacks
        are left out."""
        changes = (*self.changes, *self.removals)
        actions = {change.action for change in changes if change.stack_name is None}
        if self.replaced:
            actions = {RECREATE, *([DISABLE] if self.disabled else [])}
        lost = () if self.deleted else self.removals
        mails = {f"{c.mail} {c.stack_name or ''}".strip() for c in changes if c.mail is not None}
        creates = self._has(CREATE)
        names = {f"{key}={name}" for key, name in self.names.items() if creates and name}
        return NetChanges(
            frozenset(actions),
            frozenset(c.stack_name for c in changes if c.action == ASSOCIATE and c.stack_name)
            - self.stacks.names,
            frozenset(c.stack_name for c in lost if c.action == DISASSOCIATE and c.stack_name),
            frozenset(mails),
            frozenset(names),
        )

    def restricted_to(self, prediction: Prediction | None, unlisted: bool = False) -> UserPlan:
        """This plan, or one that does nothing, since not all of it was predicted (D9).

        An ``unlisted`` user came after the prediction, and fails nothing; its journal entry stays.
        """
        if prediction is None or self.problem is not None:
            return self
        beyond = self.net_changes.beyond(prediction.of(self.user_name))
        if not beyond:
            return self
        message = f"{NOT_PREDICTED} (needed now: {', '.join(beyond)})"
        problem = Problem("not predicted", NOT_PREDICTED, message)
        nothing = replace(self, changes=(), removals=(), replaced=False, repaired=False)
        if unlisted:
            return replace(nothing, note=f"{self.note}; {message}", entry=None)
        return replace(nothing, problem=problem)

    def _has(self, action: str) -> bool:
        return any(change.action == action for change in (*self.changes, *self.removals))


def removals_by_kind(plans: Iterable[UserPlan]) -> dict[str, list[str]]:
    """What removal_limit counts: each user who is deleted, replaced or disabled, and each
    association that a purge takes. What goes with a deleted user is not counted besides.
    """
    deleted, replaced, disabled, associations = [], [], [], []
    for plan in plans:
        if plan.replaced:
            replaced.append(plan.user_name)
        elif plan.deleted:
            deleted.append(plan.user_name)
        elif plan.disabled:
            disabled.append(plan.user_name)
        if not plan.deleted:
            associations += [
                f"{change.user_name} on {change.stack_name}"
                for change in plan.removals
                if change.stack_name is not None
            ]
    return {
        "users to be deleted": deleted,
        "users to be recreated": replaced,
        "users to be disabled": disabled,
        "users to be removed from a stack": associations,
    }
