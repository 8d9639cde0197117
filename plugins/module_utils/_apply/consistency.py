# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users whom the service does not find: how long to wait, and what the pool has instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from .._model.change import USER_NAME_NOT_FOUND, Outcome, Pair
from .._plan.desired import Pool
from .._service.api import AppStreamClient
from .._service.errors import AppStreamError
from .._service.rate_limiter import Patience


class MissingUsers(Protocol):
    """Decides how long to wait for users whom the service does not find."""

    def again(self, missing: Iterable[Pair]) -> set[Pair]:
        """Wait a while; returns those of the pairs that are worth sending again."""


class AllKnown:
    """All users are known to exist: who is not found is waited for (R1)."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience

    def again(self, missing: Iterable[Pair]) -> set[Pair]:
        """Wait a while; returns those of the pairs that are worth sending again."""
        return set(missing) if self._patience.again() else set()


class LazyPool:
    """The pool, read when somebody asks for it, and once, even if that fails."""

    def __init__(self, client: AppStreamClient) -> None:
        self._client = client
        self._read: Pool | AppStreamError | None = None

    def get(self) -> Pool:
        if self._read is None:
            try:
                self._read = Pool(self._client.describe_users())
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


class KnownOrNew:
    """How long to wait for users whom the service does not find (R1).

    A user whom the pool lists is waited for; one whom it does not list may have been created a
    moment ago, and is given a short while.
    """

    def __init__(self, pool: LazyPool, listed: Patience, unlisted: Patience) -> None:
        self._pool = pool
        self._listed = listed
        self._unlisted = unlisted

    def again(self, missing: Iterable[Pair]) -> set[Pair]:
        """Wait a while; returns those of the pairs that are worth sending again."""
        try:
            pool = self._pool.get()
        except AppStreamError:
            pool = Pool([])
        for patience in (self._listed, self._unlisted):
            patience.left()  # both times run from the first such answer
        listed = {pair for pair in missing if pool.get(pair.user_name) is not None}
        again = listed if listed and self._listed.again() else set()
        unlisted = set(missing) - listed
        if unlisted and (self._unlisted.left() > 0 if again else self._unlisted.again()):
            again = again | unlisted
        return again


def near_misses(pool: LazyPool, users: set[str]) -> dict[str, tuple[str, ...]]:
    """Those of the users whose names are in the pool with other capitals or accents only (F3)."""
    if not users:
        return {}
    try:
        listed = pool.get()
    except AppStreamError:
        return {}  # it would only have been a warning
    unknown = sorted(name for name in users if listed.get(name) is None)
    near = {name: listed.near_misses(name) for name in unknown}
    return {name: found for name, found in near.items() if found}


def is_unfound(outcome: Outcome) -> bool:
    return outcome.problem is not None and outcome.problem.code == USER_NAME_NOT_FOUND


def explained(outcome: Outcome, pool: LazyPool, near: dict[str, tuple[str, ...]]) -> Outcome:
    """Add to "user not found" what the pool has instead (F3)."""
    problem = outcome.problem
    user_name = outcome.change.user_name
    if problem is None or not is_unfound(outcome) or not pool.lacks(user_name):
        return outcome
    hint, found = " - the user is not in the pool", ""
    if user_name in near:
        hint += ", but the name with other capitals or accents is; user names are case-sensitive"
        found = f": {', '.join(near[user_name])}"
    explained = replace(
        problem,
        group=problem.group + hint,
        reason=problem.reason + hint,
        text=problem.text + hint + found,
    )
    return replace(outcome, problem=explained)
