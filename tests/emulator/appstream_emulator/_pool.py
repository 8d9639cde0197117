# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of one account in one Region, and what its lagging reads see of it."""

from __future__ import annotations

import contextlib
import uuid
import zlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from ._errors import UsageError

Pair = tuple[str, str]

USER_KEYS = ("Arn", "UserName", "Enabled", "Status", "FirstName", "LastName", "CreatedTime")
PENDING_STATUS = "FORCE_CHANGE_PASSWORD"

# What reading broken state may raise, UsageError included.
STATE_ERRORS = (AttributeError, KeyError, TypeError, ValueError)


def partition_of(region: str) -> str:
    """The AWS partition of a Region."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


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
            "CreatedTime": self.created_time,
            "AuthenticationType": "USERPOOL",
        }
        return {k: v for k, v in shown.items() if v is not None and k not in self.omit}


@dataclass(frozen=True)
class Stack:
    """A stack, as far as users can be assigned to it."""

    name: str
    arn: str
    created_time: float | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def answer(self) -> dict[str, Any]:
        """The stack as DescribeStacks shows it."""
        shown = {"Arn": self.arn, "Name": self.name, "CreatedTime": self.created_time}
        return {k: v for k, v in {**self.attributes, **shown}.items() if v is not None}


class Contents:
    """Users, stacks and associations as they are at one moment."""

    def __init__(
        self,
        users: dict[str, User] | None = None,
        stacks: dict[str, Stack] | None = None,
        associations: set[Pair] | None = None,
    ) -> None:
        self.users: dict[str, User] = {} if users is None else users
        self.stacks: dict[str, Stack] = {} if stacks is None else stacks
        self.associations: set[Pair] = set() if associations is None else associations

    def copy(self) -> Contents:
        """The same contents, to be left as they are now."""
        return Contents(dict(self.users), dict(self.stacks), set(self.associations))

    def list_users(self) -> list[User]:
        """All users in an order that is always the same, but not the one of their names."""
        return sorted(self.users.values(), key=lambda user: (user.arn, user.user_name))

    def list_stacks(self) -> list[Stack]:
        """All stacks, likewise."""
        return sorted(self.stacks.values(), key=lambda stack: (_scattered(stack.name), stack.name))

    def list_associations(self, user: str | None, stack: str | None) -> list[Pair]:
        """The pairs of a user, of a stack or of both, likewise."""
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
        self.drop_pairs(user=name)

    def drop_pairs(self, user: str | None = None, stack: str | None = None) -> None:
        """Forget the pairs of a user or of a stack."""
        self.associations.difference_update(self.list_associations(user, stack))


def _scattered(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))


@dataclass
class _Lag:
    """What reads saw before one write, and for how long they still do."""

    before: Contents
    reads_left: int
    until: float


class Pool:
    """One account in one Region. Operations change it, tests seed and inspect it."""

    def __init__(
        self,
        account: str,
        region: str,
        clock: Callable[[], float],
        lock: contextlib.AbstractContextManager[Any],
    ) -> None:
        self.account = account
        self.region = region
        self.in_use = False
        self._clock = clock
        self._lock = lock
        self._contents = Contents()
        self._lags: list[_Lag] = []
        self._made = 0

    @property
    def users(self) -> dict[str, User]:
        """The users by name, as they truly are."""
        return self._contents.users

    @property
    def stacks(self) -> dict[str, Stack]:
        """The stacks by name, as they truly are."""
        return self._contents.stacks

    @property
    def associations(self) -> set[Pair]:
        """The pairs of user name and stack name, as they truly are."""
        return self._contents.associations

    @property
    def contents(self) -> Contents:
        """Everything, as it truly is."""
        return self._contents

    # Seeding: seen by every reader at once, without mails.

    def add_user(
        self,
        name: str,
        first_name: str | None = None,
        last_name: str | None = None,
        enabled: bool = True,
        status: str | None = PENDING_STATUS,
        created_time: float | None = None,
        omit: Iterable[str] = (),
    ) -> User:
        """Put a user into the pool, in place of one of the same name.

        `omit` names the keys that DescribeUsers leaves out for this user.
        """
        given = {
            "first_name": first_name,
            "last_name": last_name,
            "enabled": enabled,
            "status": status,
            "created_time": created_time,
            "omit": omit,
        }
        fields = user_fields({"user_name": name, **given})
        with self._lock:
            user = self.new_user(**fields)
            self._everywhere(lambda contents: contents.users.update({name: user}))
        return user

    def add_stack(self, name: str) -> Stack:
        """Put a stack into the pool; one that is there stays as it is."""
        check_text("stack name", name)
        with self._lock:
            stack = self.stacks.get(name) or self.new_stack(name)
            self._everywhere(lambda contents: contents.stacks.update({name: stack}))
        return stack

    def associate(self, user: str, stack: str) -> None:
        """Assign a user to a stack; the stack is added if it is missing."""
        with self._lock:
            if user not in self.users:
                raise UsageError(f"there is no user {user!r} to associate with {stack!r}")
            self.add_stack(stack)
            self._everywhere(lambda contents: contents.associations.add((user, stack)))

    def remove_user(self, name: str) -> None:
        """Take a user and the associations away; a missing one is fine."""
        with self._lock:
            self._everywhere(lambda contents: contents.drop_user(name))

    def _everywhere(self, change: Callable[[Contents], object]) -> None:
        self.in_use = True
        for contents in [self._contents, *(lag.before for lag in self._lags)]:
            change(contents)

    # What operations need.

    def new_user(self, user_name: str, **fields: Any) -> User:
        """A user with an ARN of its own; another one each time, as in the service."""
        self._made += 1
        seed = f"{self.account}/{self.region}/{user_name}/{self._made}"
        arn = self.arn(f"user/userpool/{uuid.uuid5(uuid.NAMESPACE_URL, seed)}")
        if fields.get("created_time") is None:
            fields["created_time"] = self._clock()
        return User(user_name=user_name, arn=arn, **fields)

    def new_stack(self, name: str, **fields: Any) -> Stack:
        """A stack with its ARN."""
        return Stack(name, self.arn(f"stack/{name}"), self._clock(), **fields)

    def set_enabled(self, name: str, enabled: bool) -> None:
        """Enable or disable a user who is there."""
        self.users[name] = replace(self.users[name], enabled=enabled)

    def arn(self, resource: str) -> str:
        """The ARN of something in this pool."""
        partition = partition_of(self.region)
        return f"arn:{partition}:appstream:{self.region}:{self.account}:{resource}"

    # Lag.

    def read(self) -> Contents:
        """What a Describe call sees: the contents, or those from before the last writes."""
        now = self._clock()
        while self._lags and self._lags[0].reads_left <= 0 and self._lags[0].until <= now:
            del self._lags[0]
        seen = self._lags[0].before if self._lags else self._contents
        for lag in self._lags:
            lag.reads_left -= 1
        return seen

    def lagging_write(self, write: Callable[[], Any], reads: int, seconds: float) -> Any:
        """Run something that may write, and hide what it wrote for so many reads or seconds."""
        if not reads and not seconds:
            return write()
        before = self._contents.copy()
        try:
            return write()
        finally:
            if not self._same(before):
                self._lags.append(_Lag(before, reads, self._clock() + seconds))

    def _same(self, other: Contents) -> bool:
        mine = self._contents
        return (
            mine.users == other.users
            and mine.stacks == other.stacks
            and mine.associations == other.associations
        )

    # State in and out.

    def clear(self) -> None:
        """Back to nothing. The pool stays the same object, so that tests may keep it."""
        for part in (self.users, self.stacks, self.associations):
            part.clear()
        self._lags.clear()
        self._made = 0
        self.in_use = False

    def dump(self) -> dict[str, Any]:
        """The state as plain data."""
        return {
            "account": self.account,
            "region": self.region,
            "made": self._made,
            "users": [{**asdict(u), "omit": list(u.omit)} for u in self._contents.list_users()],
            "stacks": [asdict(stack) for stack in self._contents.list_stacks()],
            "associations": [list(p) for p in self._contents.list_associations(None, None)],
        }

    def adopt(self, other: Pool) -> None:
        """Take over the state of another pool object for the same account and Region."""
        self.clear()
        self.in_use = True
        self._made = other._made
        self._contents = other.contents.copy()

    def load(self, data: dict[str, Any]) -> None:
        """Fill an empty pool from what `dump` gave; broken data raises one of STATE_ERRORS."""
        check_text("account", self.account)
        check_text("region", self.region)
        self._made = int(data.get("made", 0))
        for user in data.get("users", []):
            arn = user.get("arn")
            fields = user_fields({k: v for k, v in user.items() if k != "arn"})
            if arn is None:
                made = self.new_user(**fields)
            else:
                check_text("arn", arn)
                made = User(arn=arn, **fields)
            self.users[made.user_name] = made
        for stack in data.get("stacks", []):
            check_text("stack name", stack["name"])
            known = {"arn": self.arn(f"stack/{stack['name']}"), **stack}
            self.stacks[known["name"]] = Stack(**known)
        for user_name, stack_name in data.get("associations", []):
            check_text("user_name", user_name)
            check_text("stack name", stack_name)
            self.associations.add((user_name, stack_name))


_USER_FIELDS: dict[str, tuple[tuple[type, ...], str]] = {
    "user_name": ((str,), "a string"),
    "first_name": ((str, type(None)), "a string or null"),
    "last_name": ((str, type(None)), "a string or null"),
    "enabled": ((bool,), "true or false"),
    "status": ((str, type(None)), "a string or null"),
    "created_time": ((int, float, type(None)), "a number of seconds or null"),
    "omit": ((list, tuple, set, frozenset), "a list of response keys"),
}


def user_fields(given: Any) -> dict[str, Any]:
    """The checked fields of a user to seed, with `omit` as a tuple."""
    if not isinstance(given, dict):
        raise UsageError(f"a user must be an object, not {given!r}")
    for name, value in given.items():
        if name not in _USER_FIELDS:
            known = ", ".join(_USER_FIELDS)
            raise UsageError(f"unknown key {name!r} of a user; known keys: {known}")
        kinds, wanted = _USER_FIELDS[name]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise UsageError(f"{name!r} of a user must be {wanted}, not {value!r}")
    check_text("user_name", given.get("user_name"))
    omit = tuple(given.get("omit", ()))
    for key in omit:
        if key not in USER_KEYS:
            raise UsageError(f"'omit' takes {', '.join(USER_KEYS)}, not {key!r}")
    return {**given, "omit": omit}


def check_text(what: str, value: Any) -> None:
    """Refuse what is not a string with something in it."""
    if not isinstance(value, str) or not value:
        raise UsageError(f"{what} must be a string that is not empty, not {value!r}")
