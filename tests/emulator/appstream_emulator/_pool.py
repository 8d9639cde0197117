# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of one account in one Region, and the view of its lagging reads."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from ._checks import check_text, user_fields
from ._contents import Contents, Pairs, Stack, User
from ._errors import UsageError

# The errors of reading invalid state, including UsageError.
STATE_ERRORS = (AttributeError, KeyError, TypeError, ValueError)


def partition_of(region: str) -> str:
    """The AWS partition of a Region."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


@dataclass
class _Lag:
    """The contents before one write, and how long reads still see them."""

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
        self.contents = Contents()
        self._lags: list[_Lag] = []
        self._made = 0

    @property
    def users(self) -> dict[str, User]:
        """The users by name, without lag."""
        return self.contents.users

    @property
    def stacks(self) -> dict[str, Stack]:
        """The stacks by name, without lag."""
        return self.contents.stacks

    @property
    def associations(self) -> Pairs:
        """The pairs of user name and stack name, without lag."""
        return self.contents.associations

    # Seeding: visible to all reads at once, without mails.

    def add_user(
        self, name: str, first_name: str | None = None, last_name: str | None = None, **more: Any
    ) -> User:
        """Put a user into the pool, in place of one of the same name.

        `more` are other fields of `User`; `omit` names the keys that DescribeUsers omits.
        """
        names = {"user_name": name, "first_name": first_name, "last_name": last_name}
        fields = user_fields({**names, **more})
        with self._lock:
            user = self.new_user(**fields)
            self._everywhere(lambda contents: contents.users.update({name: user}))
        return user

    def add_stack(self, name: str) -> Stack:
        """Put a stack into the pool; an existing one stays unchanged."""
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
        """Remove a user with the associations, if the user exists."""
        with self._lock:
            self._everywhere(lambda contents: contents.drop_user(name))

    def _everywhere(self, change: Callable[[Contents], object]) -> None:
        self.in_use = True
        for contents in [self.contents, *(lag.before for lag in self._lags)]:
            change(contents)

    # For operations.

    def new_user(self, user_name: str, **fields: Any) -> User:
        """A user with a unique ARN; a new one each time, as in the service."""
        self._made += 1
        seed = f"{self.account}/{self.region}/{user_name}/{self._made}"
        arn = self.arn(f"user/userpool/{uuid.uuid5(uuid.NAMESPACE_URL, seed)}")
        if fields.get("created_time") is None:
            fields["created_time"] = self._clock()
        return User(user_name=user_name, arn=arn, **fields)

    def new_stack(self, name: str, **more: Any) -> Stack:
        """A stack with its ARN. `more` are other fields of `Stack`."""
        return Stack(name, self.arn(f"stack/{name}"), self._clock(), **more)

    def set_enabled(self, name: str, enabled: bool) -> None:
        """Enable or disable an existing user."""
        self.users[name] = replace(self.users[name], enabled=enabled)

    def arn(self, resource: str) -> str:
        """The ARN of a resource in this pool."""
        partition = partition_of(self.region)
        return f"arn:{partition}:appstream:{self.region}:{self.account}:{resource}"

    # Lag.

    def read(self) -> Contents:
        """The contents for a Describe call: the current ones, or those before the last writes."""
        now = self._clock()
        while self._lags and self._lags[0].reads_left <= 0 and self._lags[0].until <= now:
            del self._lags[0]
        seen = self._lags[0].before if self._lags else self.contents
        for lag in self._lags:
            lag.reads_left -= 1
        return seen

    def lagging_write(self, write: Callable[[], Any], reads: int, seconds: float) -> Any:
        """Run a function that may write, and hide its writes for a number of reads or seconds."""
        if not reads and not seconds:
            return write()
        before = self.contents.copy()
        try:
            return write()
        finally:
            if before != self.contents:
                self._lags.append(_Lag(before, reads, self._clock() + seconds))

    # Dumping and loading state.

    def roster(self) -> list[dict[str, Any]]:
        """The users by name, with the keys of a roster: names, enabled and stacks."""
        stacks: dict[str, list[str]] = {}
        for user_name, stack_name in sorted(self.associations):
            stacks.setdefault(user_name, []).append(stack_name)
        return [
            {
                "user_name": name,
                "first_name": user.first_name,
                "last_name": user.last_name,
                "enabled": user.enabled,
                "stack_names": stacks.get(name, []),
            }
            for name, user in sorted(self.users.items())
        ]

    def clear(self) -> None:
        """Remove everything. The pool stays the same object, so that tests can keep it."""
        self.contents = Contents()
        self._lags.clear()
        self._made = 0
        self.in_use = False

    def dump(self) -> dict[str, Any]:
        """The state as plain data."""
        return {
            "account": self.account,
            "region": self.region,
            "made": self._made,
            "users": [{**asdict(u), "omit": list(u.omit)} for u in self.contents.list_users()],
            "stacks": [asdict(stack) for _name, stack in sorted(self.stacks.items())],
            "associations": [list(p) for p in self.contents.list_associations(None, None)],
        }

    def adopt(self, other: Pool) -> None:
        """Take over the state of another pool object for the same account and Region."""
        self.clear()
        self.in_use = True
        self._made = other._made
        self.contents = other.contents.copy()

    def load(self, data: dict[str, Any]) -> None:
        """Fill an empty pool with the data of `dump`; invalid data raises one of STATE_ERRORS."""
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
