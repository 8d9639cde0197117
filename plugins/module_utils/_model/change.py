# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What is to be done: actions, and changes as plans list them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .association import Association

CREATE = "create"
ENABLE = "enable"
ASSOCIATE = "associate"
DISASSOCIATE = "disassociate"
DISABLE = "disable"
DELETE = "delete"
RESEND = "resend"
RECREATE = "recreate"  # delete and create, in one; never a change of its own

# What was done, in words.
DONE_WORDS = {
    CREATE: "created",
    RECREATE: "deleted and created again",
    ENABLE: "enabled",
    ASSOCIATE: "added to stacks",
    DISASSOCIATE: "removed from stacks",
    DISABLE: "disabled",
    DELETE: "deleted",
    RESEND: "invited again",
}


@dataclass(frozen=True)
class Change:
    """One thing to do to a user, or to a user on a stack. ``mail`` names the mail it sends."""

    action: str
    user_name: str
    stack_name: str | None = None
    mail: str | None = None

    @property
    def association(self) -> Association | None:
        """The user and the stack, if it is about a stack."""
        if self.stack_name is None:
            return None
        return Association(self.stack_name, self.user_name, self.mail is not None)


def mails_of(changes: Iterable[Change]) -> list[str]:
    """The emails that these changes send, with the stack that one is about."""
    return sorted(
        f"{change.mail} ({change.stack_name})" if change.stack_name else change.mail
        for change in changes
        if change.mail
    )
