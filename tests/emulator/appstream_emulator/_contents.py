# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, stacks and associations, and their form in answers."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, MutableSet
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
    """A stack. `details` are the parameters of CreateStack besides Name and Tags."""

    name: str
    arn: str
    created_time: float | None = None
    tags: dict[str, str] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)

    def answer(self) -> dict[str, Any]:
        """The stack as DescribeStacks shows it."""
        created = Timestamp.of(self.created_time)
        shown = {**self.details, "Name": self.name, "Arn": self.arn, "CreatedTime": created}
        return {key: value for key, value in shown.items() if value is not None}


class Pairs(MutableSet[Pair]):
    """Pairs of user and stack, which are found by either of them without looking at the others."""

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        self._stacks: dict[str, set[str]] = {}  # by user
        self._users: dict[str, set[str]] = {}  # by stack
        for pair in pairs:
            self.add(pair)

    def __contains__(self, pair: object) -> bool:
        return isinstance(pair, tuple) and pair[1] in self._stacks.get(pair[0], ())

    def __iter__(self) -> Iterator[Pair]:
        return ((user, stack) for user, stacks in self._stacks.items() for stack in stacks)

    def __len__(self) -> int:
        return sum(map(len, self._stacks.values()))

    def __repr__(self) -> str:
        return f"Pairs({sorted(self)})"

    def add(self, value: Pair) -> None:
        user, stack = value
        self._stacks.setdefault(user, set()).add(stack)
        self._users.setdefault(stack, set()).add(user)

    def discard(self, value: Pair) -> None:
        user, stack = value
        if value in self:
            self._stacks[user].remove(stack)
            self._users[stack].remove(user)

    def of_user(self, user: str) -> list[Pair]:
        return [(user, stack) for stack in self._stacks.get(user, ())]

    def of_stack(self, stack: str) -> list[Pair]:
        return [(user, stack) for user in self._users.get(stack, ())]


@dataclass
class Contents:
    """A snapshot of users, stacks and associations."""

    users: dict[str, User] = field(default_factory=dict)
    stacks: dict[str, Stack] = field(default_factory=dict)
    associations: Pairs = field(default_factory=Pairs)

    def copy(self) -> Contents:
        """A copy that later writes do not change."""
        return Contents(dict(self.users), dict(self.stacks), Pairs(self.associations))

    def list_users(self) -> list[User]:
        """All users in a stable order that is not the order of their names."""
        return sorted(self.users.values(), key=lambda user: (user.arn, user.user_name))

    def list_associations(self, user: str | None, stack: str | None) -> list[Pair]:
        """The pairs of a user, of a stack or of both, in such an order."""
        if user is not None and stack is not None:
            return [(user, stack)] if (user, stack) in self.associations else []
        found: Iterable[Pair] = self.associations
        if user is not None:
            found = self.associations.of_user(user)
        elif stack is not None:
            found = self.associations.of_stack(stack)
        return sorted(found, key=lambda pair: (_scattered("\0".join(pair)), pair))

    def drop_user(self, name: str) -> None:
        """Forget a user, if there is one, and the user's pairs."""
        self.users.pop(name, None)
        self.drop_pairs(name)

    def drop_pairs(self, user: str) -> None:
        """Forget the pairs of a user."""
        for pair in self.associations.of_user(user):
            self.associations.discard(pair)

    def drop_stack(self, name: str) -> None:
        """Forget a stack and its pairs."""
        del self.stacks[name]
        for pair in self.associations.of_stack(name):
            self.associations.discard(pair)


def _scattered(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))
