# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What a task asks for, as values: users, associations, filters, and the rules."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from .._model.association import Association
from .._model.user import User
from .prediction import Prediction

DIFFERENCE = "{} is {}, not {}"  # the role looks for it, to hide names


@dataclass(frozen=True)
class DesiredUser:
    """One user as asked for. None means: not asked."""

    user_name: str
    first_name: str | None = None
    last_name: str | None = None
    enabled: bool | None = None
    stack_names: tuple[str, ...] | None = None
    message_action: str | None = None
    send_email_notification: bool = False
    on_missing_user: str | None = None
    previous_user_name: str | None = None

    @property
    def invites(self) -> bool:
        """Whether an existing user is mailed an invitation, if one is possible (C2)."""
        return self.message_action in ("resend", "invite")

    def welcomes(self, enabled: bool) -> bool:
        """Whether the user is mailed when created. ``enabled``: after the task (C12)."""
        if self.message_action == "invite":
            return enabled
        return self.message_action != "suppress"

    def uninvited(self) -> DesiredUser:
        """The same, without an invitation of an existing user."""
        return replace(self, message_action=None) if self.invites else self

    def differing_names(self, existing: User) -> list[str]:
        """The names that are others, each as a sentence (C6)."""
        return [
            text for text, is_now, asked in self._spellings(existing) if _key(is_now) != _key(asked)
        ]

    def differing_spellings(self, existing: User) -> list[str]:
        """The names that differ by capitals, accents or signs only, each as a sentence."""
        return [
            text for text, is_now, asked in self._spellings(existing) if _key(is_now) == _key(asked)
        ]

    def _spellings(self, existing: User) -> list[tuple[str, str, str]]:
        """The names that differ by more than white space."""
        return [
            (DIFFERENCE.format(key, repr(is_now), repr(asked)), is_now or "", asked)
            for key, is_now, asked in (
                ("first_name", existing.first_name, self.first_name),
                ("last_name", existing.last_name, self.last_name),
            )
            if asked is not None and (is_now or "").split() != asked.split()
        ]


def _key(name: str) -> str:
    """The letters and digits of a name, without capitals and accents.

    A name without any letter or digit is its own key.
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in letters if char.isalnum()) or name


@dataclass(frozen=True)
class ReconcileOptions:
    """How appstream_user brings the pool to what is desired.

    ``account``: of the pool, if it is to be checked. ``single``: one user was asked for by its own
    options. ``timeout``: seconds to wait for the service to show what was written.
    ``prediction``: the only changes that may be made. ``now``: in seconds since 1970.
    """

    state: str = "present"
    on_name_change: str = "fail"
    on_missing_user: str = "create"
    disabled_users: str = "manage"
    old_address: str = "keep"
    unlisted_users: str = "keep"
    unlisted_users_scope: frozenset[str] | None = None
    purge_stacks: bool = False
    purge_stacks_scope: frozenset[str] | None = None
    keep_users: frozenset[str] = frozenset()
    keep_users_missing: str = "fail"
    removal_limit: str | None = None
    mail_limit: int | None = None
    account: str | None = None
    single: bool = False
    timeout: float = 60.0
    prediction: Prediction | None = None
    now: float = 0.0

    @property
    def creates(self) -> bool:
        """Whether users who are not in the pool are created."""
        return self.state == "present" and self.on_missing_user == "create"

    def replaces(self, desired: DesiredUser, existing: User | None) -> bool:
        """Whether the user has another name, and is deleted and created again for it."""
        return (
            existing is not None
            and self.state == "present"
            and self.on_name_change == "recreate"
            and desired.user_name not in self.keep_users
            and bool(desired.differing_names(existing))
        )

    def leaves_disabled(self, desired: DesiredUser, existing: User | None) -> bool:
        """Whether the user is disabled, is not said to be enabled, and gets no more stacks."""
        return (
            existing is not None
            and self.state == "present"
            and self.disabled_users == "leave"
            and desired.enabled is not True
            and existing.enabled is False
        )

    def extra_stacks(self, desired: DesiredUser, stacks: Iterable[str]) -> list[str]:
        """Those of the user's stacks that purge_stacks takes away."""
        if not self.purges_stacks_of(desired):
            return []
        scope, asked = self.purge_stacks_scope, desired.stack_names or ()
        return sorted(s for s in stacks if s not in asked and (scope is None or s in scope))

    def purges_stacks_of(self, desired: DesiredUser) -> bool:
        """An entry without ``stack_names`` is not managed, nor is a user in ``keep_users``."""
        return (
            self.purge_stacks
            and desired.stack_names is not None
            and desired.user_name not in self.keep_users
        )


@dataclass(frozen=True)
class AssociationOptions:
    """What appstream_user_stack_association is asked for, in the order of the input."""

    desired: tuple[Association, ...]
    state: str
    purge_users: bool
    purge_stacks: bool
    keep_users: frozenset[str]
    keep_users_missing: str
    removal_limit: str | None
    mail_limit: int | None
    timeout: float

    @property
    def purges(self) -> bool:
        return self.purge_users or self.purge_stacks

    @property
    def user_names(self) -> list[str]:
        """Each user once, in the order of the input."""
        return list(dict.fromkeys(each.user_name for each in self.desired))

    @property
    def stack_names(self) -> list[str]:
        """Each stack once, in the order of the input."""
        return list(dict.fromkeys(each.stack_name for each in self.desired))


@dataclass(frozen=True)
class UserInfoOptions:
    """What appstream_user_info is asked for. None means: no such filter."""

    user_names: frozenset[str] | None
    status: frozenset[str] | None
    enabled: bool | None
    pending: bool | None
    older_than_days: int | None
    stack_names: tuple[str, ...] | None
    include_associations: bool
    account: str | None
