# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pool under test: its users and stacks, and what may be left behind there."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from calls import Calls, Time
from evidence import Reply, Unanswered

KIND = {"AuthenticationType": "USERPOOL"}

Shown = TypeVar("Shown")


class Person(Protocol):
    """Somebody who reads the mails of the run."""

    def mails(self, address: str, kind: str) -> int | None:
        """The number of mails of a kind to an address; None if unknown."""

    def sets_password(self, address: str) -> bool:
        """Follow the invitation; False: not done."""


@dataclass(frozen=True)
class Place:
    """What the operator provides."""

    mail: str  # the addresses, with {} in place of what differs
    stack: str
    denied_stack: str | None = None
    domain_stack: str | None = None
    many: int = 0


class Lab:
    """A pool without users, and all operations on it."""

    def __init__(
        self, client: Any, place: Place, person: Person | None, time: Time, settle_timeout: float
    ) -> None:
        """``settle_timeout``: seconds to wait until a write is visible, or is taken as not made."""
        self.calls = Calls(client, time)
        self.place = place
        self.tag = secrets.token_hex(3)  # part of all names: keeps runs apart
        self.first = Reply("DescribeUsers")  # the reading of the empty pool
        self.crowd: list[str] = []
        self.took: dict[str, float] = {}  # longest time in seconds until something was visible
        self._person = person
        self._time = time
        self._settle_timeout = settle_timeout
        self.ours: set[str] = set()  # users that this run may have created
        self.there: set[str] = set()  # the users of ``ours`` who may exist
        self.pairs: set[tuple[str, str]] = set()  # associations that may exist

    def begin(self) -> int:
        """Read the pool, which must be empty; returns the number of users."""
        self.first = self.calls.send("DescribeUsers", **KIND)
        if self.first.code not in (None, "ResourceNotFoundException"):
            raise Unanswered(str(self.first))
        # Lists may lag: a user on one of two readings counts.
        return max(len(self.first.body.get("Users") or ()), len(self.users()))

    def person(self) -> Person:
        """Somebody who reads the mails; without one the question cannot be asked."""
        if self._person is None:
            raise Unanswered("nobody is there to read the mails")
        return self._person

    def mails(self, address: str, kind: str) -> int | None:
        """The number of mails of a kind to an address, if somebody can count them."""
        return self._person.mails(address, kind) if self._person else None

    # Waiting.

    def settles(self, shows: Callable[[], Shown]) -> Shown:
        """Wait until something shows, or the timeout is over; returns the last reading.

        A further reading might get a list that does not show it again.
        """
        deadline, pause = self._time.monotonic() + self._settle_timeout, 0.5
        while not (shown := shows()):
            if self._time.monotonic() >= deadline:
                break
            self._time.sleep(pause)
            pause = min(5.0, pause * 2)
        return shown

    def until(self, what: str, shows: Callable[[], Shown]) -> Shown:
        """The same for what must show; keeps the time that this took."""
        begun = self._time.monotonic()
        shown = self.settles(shows)
        if not shown:
            raise Unanswered(f"within {self._settle_timeout:g} s it did not show that {what}")
        self.took[what] = max(self.took.get(what, 0.0), self._time.monotonic() - begun)
        return shown

    # Users.

    def address(self, label: str) -> str:
        """An address of the operator, for one purpose."""
        return self.place.mail.replace("{}", f"{self.tag}-{label}")

    def users(self) -> dict[str, dict[str, Any]]:
        """The users that are listed, by name, each as sent."""
        pages = self.calls.pages("DescribeUsers", "Users", **KIND)
        return {row.get("UserName", ""): row for page in pages for row in page}

    def rows(self, *users: str) -> list[dict[str, Any]]:
        """The rows of users; empty unless one reading shows all of them."""
        listed = self.users()
        return [listed[user] for user in users] if listed.keys() >= set(users) else []

    def shown(self, *users: str) -> list[dict[str, Any]]:
        """The same, as soon as there is something."""
        return self.until("a new user is listed", lambda: self.rows(*users))

    def create(self, user: str, mail: bool = False, **names: Any) -> Reply:
        """Create a user. An existing user that this run never created belongs to somebody else."""
        ours, there = user in self.ours, user in self.there
        self.ours.add(user)
        self.there.add(user)
        quiet = {} if mail else {"MessageAction": "SUPPRESS"}
        reply = self.calls.send("CreateUser", UserName=user, **KIND, **quiet, **names)
        if reply.rejected and not ours:
            self.ours.discard(user)
        if reply.rejected and not there:
            self.there.discard(user)
        return reply

    def new_user(self, label: str, mail: bool = False, **names: Any) -> str:
        """A user who is listed."""
        user = self.address(label)
        reply = self.create(user, mail, **names)
        if reply.code:
            raise Unanswered(str(reply))
        self.shown(user)
        return user

    def resend(self, user: str) -> Reply:
        """Invite again; it is unknown whether this creates a user that does not exist."""
        ours = user in self.ours
        self.ours.add(user)
        reply = self.calls.send("CreateUser", UserName=user, MessageAction="RESEND", **KIND)
        if reply.rejected and not ours:
            self.ours.discard(user)
        return reply

    def disable(self, user: str) -> None:
        """Disable an enabled user."""
        self.calls.do("DisableUser", UserName=user, **KIND)
        self.until("a user is disabled", lambda: self.users().get(user, {}).get("Enabled") is False)

    def delete(self, user: str) -> None:
        """Delete a user, with or without stacks."""
        self.calls.do("DeleteUser", UserName=user, **KIND)
        self.there.discard(user)
        self.until("a deleted user is gone", lambda: user not in self.users())

    # Stacks.

    def on(self, stack: str) -> set[str]:
        """The users on the list of a stack."""
        operation = "DescribeUserStackAssociations"
        pages = self.calls.pages(operation, "UserStackAssociations", StackName=stack)
        return {row["UserName"] for page in pages for row in page}

    def listed(self, user: str) -> bool:
        """Whether the list of the stack has a user."""
        return user in self.on(self.place.stack)

    def associate(self, user: str, *stacks: str, mail: bool = False) -> Reply:
        """Put a user on stacks, on the usual one if none is named."""
        pairs = [(user, stack) for stack in stacks or (self.place.stack,)]
        new = set(pairs) - self.pairs
        self.pairs |= new
        reply = self._batch("BatchAssociateUserStack", pairs, mail)
        rejected = {each.stack for each in reply.failures if each.code != "INTERNAL_ERROR"}
        whole = len(pairs) == 1 and reply.rejected
        self.pairs -= {pair for pair in new if whole or pair[1] in rejected}
        return reply

    def disassociate(self, user: str, stack: str | None = None) -> Reply:
        """Take a user off a stack."""
        pair = (user, stack or self.place.stack)
        reply = self._batch("BatchDisassociateUserStack", [pair])
        if not reply.error and user in self.there:  # unknown for an absent user
            self.pairs.discard(pair)
        return reply

    def _batch(self, operation: str, pairs: list[tuple[str, str]], mail: bool = False) -> Reply:
        more = {"SendEmailNotification": True} if mail else {}
        items = [{"UserName": user, "StackName": stack, **KIND, **more} for user, stack in pairs]
        reply = self.calls.send(operation, UserStackAssociations=items)
        for pause in (1, 5):  # such an error may be transient; if it persists, it is the answer
            if reply.error == "INTERNAL_ERROR" and len(items) == 1 and not mail:
                self._time.sleep(pause)
                reply = self.calls.send(operation, UserStackAssociations=items)
        return reply

    def assigned(self, user: str, mail: bool = False) -> Reply:
        """Put a user on the stack, once the stack knows the user; returns the reply of success."""
        replies: list[Reply] = []

        def known() -> bool:
            replies.append(self.associate(user, mail=mail))
            return replies[-1].error != "USER_NAME_NOT_FOUND"

        self.until("a stack knows a new user", known)
        if replies[-1].error:
            raise Unanswered(str(replies[-1]))
        self.until("a new association is listed", lambda: self.listed(user))
        return replies[-1]

    def part(self, user: str) -> Reply:
        """Take a user off a stack that the user is on."""
        reply = self.disassociate(user)
        if reply.error:
            raise Unanswered(str(reply))
        self.until("an association is gone", lambda: not self.listed(user))
        return reply

    def known_user(self, label: str) -> str:
        """A user who was on the stack before: no error can come from the user being new."""
        user = self.new_user(label)
        self.assigned(user)
        self.part(user)
        return user
