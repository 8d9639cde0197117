# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pool that is asked: its users and stacks, and what may be left behind there."""

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
    """Somebody who reads the mails."""

    def mails(self, address: str, kind: str) -> int | None:
        """How many mails of a kind came to an address; None: cannot tell."""

    def sets_password(self, address: str) -> bool:
        """Follow the invitation; False: not done."""


@dataclass(frozen=True)
class Place:
    """What the person lends."""

    mail: str  # the addresses, with {} in place of what differs
    stack: str
    denied_stack: str | None = None
    domain_stack: str | None = None
    many: int = 0


class Lab:
    """A pool without users, and everything that is done there."""

    def __init__(
        self, client: Any, place: Place, person: Person | None, time: Time, patience: float
    ) -> None:
        """``patience``: seconds to wait until a write shows, or until it is taken not to."""
        self.calls = Calls(client, time)
        self.place = place
        self.tag = secrets.token_hex(3)  # in all names, so that nothing of an earlier run is met
        self.first = Reply("DescribeUsers")  # the reading of the empty pool
        self.crowd: list[str] = []
        self.took: dict[str, float] = {}  # seconds at the most, until something showed
        self._person = person
        self._time = time
        self._patience = patience
        self.ours: set[str] = set()  # users whom this may have made, whatever became of them
        self.there: set[str] = set()  # of these, users who may be there
        self.pairs: set[tuple[str, str]] = set()  # associations that may be there

    def begin(self) -> int:
        """Read the pool, which must be empty: returns how many users there are."""
        self.first = self.calls.send("DescribeUsers", **KIND)
        if self.first.code not in (None, "ResourceNotFoundException"):
            raise Unanswered(str(self.first))
        # Lists may lag: whoever is on one of two readings counts.
        return max(len(self.first.body.get("Users") or ()), len(self.users()))

    def person(self) -> Person:
        """Somebody who reads the mails, or the question cannot be asked."""
        if self._person is None:
            raise Unanswered("nobody is there to read the mails")
        return self._person

    def mails(self, address: str, kind: str) -> int | None:
        """How many mails of a kind came to an address, if anybody can tell."""
        return self._person.mails(address, kind) if self._person else None

    # Waiting.

    def settles(self, shows: Callable[[], Shown]) -> Shown:
        """Wait until something shows, or the patience ends; returns the last reading.

        Who read once more might meet a list that does not show it again.
        """
        deadline, pause = self._time.monotonic() + self._patience, 0.5
        while not (shown := shows()):
            if self._time.monotonic() >= deadline:
                break
            self._time.sleep(pause)
            pause = min(5.0, pause * 2)
        return shown

    def until(self, what: str, shows: Callable[[], Shown]) -> Shown:
        """The same for what must show; keeps how long that took."""
        begun = self._time.monotonic()
        shown = self.settles(shows)
        if not shown:
            raise Unanswered(f"within {self._patience:g} s it did not show that {what}")
        self.took[what] = max(self.took.get(what, 0.0), self._time.monotonic() - begun)
        return shown

    # Users.

    def address(self, label: str) -> str:
        """An address of the person's, for one purpose."""
        return self.place.mail.replace("{}", f"{self.tag}-{label}")

    def users(self) -> dict[str, dict[str, Any]]:
        """Those who are listed, by name, each as sent."""
        pages = self.calls.pages("DescribeUsers", "Users", **KIND)
        return {row.get("UserName", ""): row for page in pages for row in page}

    def rows(self, *users: str) -> list[dict[str, Any]]:
        """How users are listed; nothing unless one reading shows all of them."""
        listed = self.users()
        return [listed[user] for user in users] if listed.keys() >= set(users) else []

    def shown(self, *users: str) -> list[dict[str, Any]]:
        """The same, as soon as there is something."""
        return self.until("a new user is listed", lambda: self.rows(*users))

    def create(self, user: str, mail: bool = False, **names: Any) -> Reply:
        """Create a user; one who exists already, and whom this never made, is somebody else's."""
        ours, there = user in self.ours, user in self.there
        self.ours.add(user)
        self.there.add(user)
        quiet = {} if mail else {"MessageAction": "SUPPRESS"}
        reply = self.calls.send("CreateUser", UserName=user, **KIND, **quiet, **names)
        if reply.refused and not ours:
            self.ours.discard(user)
        if reply.refused and not there:
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
        """Invite again; nobody knows whether that makes a user who was not there."""
        ours = user in self.ours
        self.ours.add(user)
        reply = self.calls.send("CreateUser", UserName=user, MessageAction="RESEND", **KIND)
        if reply.refused and not ours:
            self.ours.discard(user)
        return reply

    def disable(self, user: str) -> None:
        """Disable an enabled user."""
        self.calls.do("DisableUser", UserName=user, **KIND)
        self.until("a user is disabled", lambda: self.users().get(user, {}).get("Enabled") is False)

    def delete(self, user: str) -> None:
        """Delete a user, whatever stacks the user has."""
        self.calls.do("DeleteUser", UserName=user, **KIND)
        self.there.discard(user)
        self.until("a deleted user is gone", lambda: user not in self.users())

    # Stacks.

    def on(self, stack: str) -> set[str]:
        """The users whom the list of a stack has."""
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
        refused = {each.stack for each in reply.failures if each.code != "INTERNAL_ERROR"}
        whole = len(pairs) == 1 and reply.refused
        self.pairs -= {pair for pair in new if whole or pair[1] in refused}
        return reply

    def disassociate(self, user: str, stack: str | None = None) -> Reply:
        """Take a user off a stack."""
        pair = (user, stack or self.place.stack)
        reply = self._batch("BatchDisassociateUserStack", [pair])
        if not reply.error and user in self.there:  # of an absent user nobody can tell
            self.pairs.discard(pair)
        return reply

    def _batch(self, operation: str, pairs: list[tuple[str, str]], mail: bool = False) -> Reply:
        more = {"SendEmailNotification": True} if mail else {}
        items = [{"UserName": user, "StackName": stack, **KIND, **more} for user, stack in pairs]
        reply = self.calls.send(operation, UserStackAssociations=items)
        for pause in (1, 5):  # such an error may pass by; where it stays, it is the answer
            if reply.error == "INTERNAL_ERROR" and len(items) == 1 and not mail:
                self._time.sleep(pause)
                reply = self.calls.send(operation, UserStackAssociations=items)
        return reply

    def assigned(self, user: str, mail: bool = False) -> Reply:
        """Put a user on the stack, as soon as it knows the user; returns the good reply."""
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
        """Take a user off the stack who is on it."""
        reply = self.disassociate(user)
        if reply.error:
            raise Unanswered(str(reply))
        self.until("an association is gone", lambda: not self.listed(user))
        return reply

    def known_user(self, label: str) -> str:
        """A user without stacks whom the stack has had: what it refuses is not for being new."""
        user = self.new_user(label)
        self.assigned(user)
        self.part(user)
        return user
