# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Users whom the service does not find: how long to wait, and what the pool has instead."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from .._model.association import Association
from .._model.error_codes import USER_NAME_NOT_FOUND
from .._model.messages import CASE_SENSITIVE
from .._model.outcome import Outcome, failure
from .._model.user import UserIndex
from .._service.deadline import Deadline
from .._service.errors import AppStreamError
from .._service.runtime import Runtime
from .reader import read_users


class MissingUserPolicy(Protocol):
    """Decides how long to wait for users whom the service does not find."""

    def worth_retrying(self, missing: Collection[Association]) -> set[Association]:
        """Wait a while; returns those of the associations that are worth sending again."""


class WaitForAll:
    """All users are known to exist: the service is given time to find each of them (R1)."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def worth_retrying(self, missing: Collection[Association]) -> set[Association]:
        """Wait a while; returns those of the associations that are worth sending again."""
        return set(missing) if self._deadline.wait_next() else set()


class CachedUserIndex:
    """The pool's users, read when they are needed, and once, even if that fails."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._read: UserIndex | AppStreamError | None = None

    def get(self) -> UserIndex:
        if self._read is None:
            try:
                self._read = read_users(self._runtime)
            except AppStreamError as error:
                self._read = error
        if isinstance(self._read, AppStreamError):
            raise self._read
        return self._read

    def lacks(self, user_name: str) -> bool:
        """Whether the pool could be read and does not list the user."""
        try:
            return self.get().get(user_name) is None
        except AppStreamError:
            return False


class WaitForListed:
    """How long to wait for users whom the service does not find (R1).

    A user whom the pool lists is waited for; one whom it does not list may have been created a
    moment ago, and is given a short while.
    """

    def __init__(self, index: CachedUserIndex, in_pool: Deadline, not_in_pool: Deadline) -> None:
        self._index = index
        self._in_pool = in_pool
        self._not_in_pool = not_in_pool

    def worth_retrying(self, missing: Collection[Association]) -> set[Association]:
        """Wait a while; returns those of the associations that are worth sending again."""
        try:
            index = self._index.get()
        except AppStreamError:
            index = UserIndex([])
        for deadline in (self._in_pool, self._not_in_pool):
            deadline.remaining()  # both times run from the first such response
        found = {each for each in missing if index.get(each.user_name) is not None}
        again = found if found and self._in_pool.wait_next() else set()
        unknown = set(missing) - found
        if unknown:
            waiting = self._not_in_pool.remaining() > 0 if again else self._not_in_pool.wait_next()
            again = again | unknown if waiting else again
        return again


def similar_names(index: CachedUserIndex, users: set[str]) -> dict[str, tuple[str, ...]]:
    """Those of the users of whose names the pool has only similar ones (F3)."""
    if not users:
        return {}
    try:
        listed = index.get()
    except AppStreamError:
        return {}  # it would only have been a warning
    unknown = sorted(name for name in users if listed.get(name) is None)
    similar = {name: listed.similar_names(name) for name in unknown}
    return {name: found for name, found in similar.items() if found}


def is_user_not_found(outcome: Outcome) -> bool:
    return outcome.problem is not None and outcome.problem.code == USER_NAME_NOT_FOUND


def with_hint(
    outcome: Outcome, index: CachedUserIndex, similar: Mapping[str, tuple[str, ...]]
) -> Outcome:
    """Add to "user not found" what the pool has instead (F3)."""
    problem = outcome.problem
    user_name = outcome.change.user_name
    if problem is None or not is_user_not_found(outcome) or not index.lacks(user_name):
        return outcome
    hint, found = "; the user is not in the pool", ""
    if user_name in similar:
        hint += f", which has the name with other capitals, accents or signs; {CASE_SENSITIVE}"
        found = f": {', '.join(similar[user_name])}"
    return Outcome(outcome.change, failure(problem.extended(hint, found)))
