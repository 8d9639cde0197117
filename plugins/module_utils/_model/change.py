# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pairs, changes, what became of them, and how failures are told. Pure values, no calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from .messages import truncate_names

CREATE = "create"
ENABLE = "enable"
ASSOCIATE = "associate"
DISASSOCIATE = "disassociate"
DISABLE = "disable"
DELETE = "delete"
RESEND = "resend"
RECREATE = "recreate"  # delete and create, in one; never a change of its own

# The service's error codes that are more than passed on: of calls, and of the pairs in a batch.
EXISTS = "ResourceAlreadyExistsException"
NOT_FOUND = "ResourceNotFoundException"
QUOTA_REACHED = "LimitExceededException"
DIRECTORY_NOT_FOUND = "DIRECTORY_NOT_FOUND"
INTERNAL_ERROR = "INTERNAL_ERROR"
STACK_NOT_FOUND = "STACK_NOT_FOUND"
USER_NAME_NOT_FOUND = "USER_NAME_NOT_FOUND"


@dataclass(frozen=True)
class Request:
    """What a module was asked for: its options, and how to answer."""

    params: dict[str, Any]
    check_mode: bool
    diff: bool
    warn: Callable[[str], None]

    @property
    def timeout(self) -> float:
        """For how many seconds to wait for the service to notice what was written."""
        return float(self.params["wait_timeout"]) if self.params["wait"] else 0.0


@dataclass(frozen=True, order=True)
class Pair:
    """A user on a stack. The mail to be sent with an association is no part of its identity."""

    stack_name: str
    user_name: str
    send_email_notification: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class PairError:
    """What a batch call said of one pair; ``pair`` is None where the service did not name it.

    ``maybe_done``: the call was a repeat, and the answer to an earlier one had been lost.
    """

    pair: Pair | None
    code: str
    words: str
    maybe_done: bool = False


@dataclass(frozen=True)
class Change:
    """One thing to do to a user, or to a user on a stack. ``mail`` names the mail it sends."""

    action: str
    user_name: str
    stack_name: str | None = None
    mail: str | None = None

    @property
    def pair(self) -> Pair | None:
        """The user and the stack, if it is about a stack."""
        if self.stack_name is None:
            return None
        return Pair(self.stack_name, self.user_name, self.mail is not None)


@dataclass(frozen=True)
class Problem:
    """Why something failed.

    ``text`` names the subject. ``reason`` does so only in the service's own words; problems of the
    same ``group`` are told as one, with the reason of the first. ``maybe_done``: it may have taken
    effect all the same.
    """

    group: str
    reason: str
    text: str
    code: str | None = None
    maybe_done: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a change: ``done`` by us, or not needed any more, or failed."""

    change: Change
    done: bool
    problem: Problem | None = None

    @property
    def changed(self) -> bool:
        """A change whose outcome is unknown counts, since the pool may not be as it was."""
        return self.done or (self.problem is not None and self.problem.maybe_done)


def any_failed(outcomes: Iterable[Outcome]) -> bool:
    return any(outcome.problem is not None for outcome in outcomes)


def foretold(changes: Iterable[Change]) -> list[Outcome]:
    """The outcomes of a run in check mode: everything succeeds."""
    return [Outcome(change, done=True) for change in changes]


def failures(noun: str, total: int, problems: Iterable[tuple[str, Problem]]) -> str:
    """One message for all failures: grouped by reason, with counts and the first few names (A5)."""
    groups: dict[str, tuple[str, dict[str, None]]] = {}  # dicts, since they keep the order
    failed = set()
    for name, problem in problems:
        failed.add(name)
        _reason, names = groups.setdefault(problem.group, (problem.reason, {}))
        names[name] = None
    parts = []
    for reason, names in groups.values():
        parts.append(f"{len(names)} x {reason} [{truncate_names(list(names))}]")
    return f"{len(failed)} of {total} {noun} failed: " + "; ".join(parts)
