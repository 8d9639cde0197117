# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, stacks and associations, and their form in answers."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Any

from ._encodings import Timestamp

Pair = tuple[str, str]

# The keys of a user that an answer may omit; AuthenticationType is always there.
USER_KEYS = ("Arn", "UserName", "Enabled", "Status", "FirstName", "LastName", "CreatedTime")
PENDING_STATUS = "FORCE_CHANGE_PASSWORD"


@dataclass(frozen=True)
class User:
    """A user of the pool. Frozen, so that a reader of old data can share it."""

    user_name: str
    arn: str
    first_name: str | None = None
    last_name: str | None = None
    enabled: bool = True
    status: str | None = PENDING_STATUS
    created_time: float | None = None
    omit: tuple[str, ...] = ()

    def answer(self) -> dict[str, Any]:
        """The user as DescribeUsers shows it."""
        shown = {
            "Arn": self.arn,
            "UserName": self.user_name,
            "Enabled": self.enabled,
            "Status": self.status,
            "FirstName": self.first_name,
            "LastName": self.last_name,
            "CreatedTime": Timestamp.of(self.created_time),
            "AuthenticationType": "USERPOOL",
        }
        return {k: v for k, v in shown.items() if v is not None and k not in self.omit}


@dataclass(frozen=True)
class Stack:
    """A stack, with the data that assignments need."""

    name: str
    arn: str
    created_time: float | None = None


@dataclass
class Contents:
    """A snapshot of users, stacks and associations."""

    users: dict[str, User] = field(default_factory=dict)
    stacks: dict[str, Stack] = field(default_factory=dict)
    associations: set[Pair] = field(default_factory=set)

    def copy(self) -> Contents:
        """A copy that later writes do not change."""
        return Contents(dict(self.users), dict(self.stacks), set(self.associations))

    def list_users(self) -> list[User]:
        """All users in a stable order that is not the order of their names."""
        return sorted(self.users.values(), key=lambda user: (user.arn, user.user_name))

    def list_associations(self, user: str | None, stack: str | None) -> list[Pair]:
        """The pairs of a user, of a stack or of both, in such an order."""
        if user is not None and stack is not None:
            return [(user, stack)] if (user, stack) in self.associations else []
        found = [
            pair
            for pair in self.associations
            if (user is None or pair[0] == user) and (stack is None or pair[1] == stack)
        ]
        return sorted(found, key=lambda pair: (_scattered("\0".join(pair)), pair))

    def drop_user(self, name: str) -> None:
        """Forget a user, if there is one, and the user's pairs."""
        self.users.pop(name, None)
        self.drop_pairs(name)

    def drop_pairs(self, user: str) -> None:
        """Forget the pairs of a user."""
        self.associations.difference_update(self.list_associations(user, None))


def _scattered(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))
