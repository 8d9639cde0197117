# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The stacks of the Region, and all stacks of many users, read by stack where that is cheaper."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Container, Iterable, Sequence

from .._model.association import Association
from .._model.user import match_key
from .._plan.required_reads import RequiredReads, Stacks
from .._plan.stacks import reject_unknown_stacks
from .._service.errors import AppStreamError
from .._service.runtime import Runtime
from .reader import associations_of_users, pages_of_stack, read_associations


class _TooManyCalls(Exception):
    """Reading by user would have been done by now."""


class StackList:
    """The stacks of the Region, listed once, and only when they are needed.

    Listing them is optional: where it is denied or fails, everything is done without. ``notes``
    says why it was. ``known``: the names, as far as they were listed.
    """

    def __init__(self, runtime: Runtime) -> None:
        self.notes: list[str] = []
        self.known: Sequence[str] | None = None
        self._runtime = runtime
        self._listed = False

    def names(self) -> Sequence[str] | None:
        """The names of all stacks; None where they are not known."""
        if not self._listed:
            self._listed = True
            try:
                self.known = self._runtime.api.describe_stacks()
            except AppStreamError as error:
                self.notes.append(f"Done without a list of the stacks, which is optional: {error}")
        return self.known

    def as_result(self) -> dict[str, list[str]]:
        """What the module returns of it."""
        return {"notes": self.notes} if self.notes else {}

    def reject_unknown(self, asked: Iterable[str]) -> None:
        """Reject stacks to be added that do not exist (G3). No call if there are none to add."""
        to_add = set(asked)
        known = self.names() if to_add else None
        if known is not None:
            reject_unknown_stacks(to_add, known)

    def associations_of_users(
        self,
        user_names: Collection[str],
        pool_size: int = 0,
        listed: bool = False,
        must_exist: Container[str] = (),
    ) -> set[Association]:
        """All associations of these users, by stack if that takes fewer calls (G1).

        ``pool_size``: how many users there are, if that is known. ``listed``: the pool has just
        shown these users (F8). ``must_exist``: those whom a read by user has to find.
        """
        users = sorted(set(user_names))
        pages = pages_of_stack(max(pool_size, len(users)))
        if pages + 1 < len(users):  # it is, if there are few stacks
            stacks = self.names()
            if stacks is not None and len(stacks) * pages < len(users):
                try:
                    return self._read_by_stack(stacks, users, listed, must_exist)
                except (AppStreamError, _TooManyCalls) as error:
                    self.notes.append(f"Read the stacks of users by user, not by stack: {error}")
                    if isinstance(error, AppStreamError):
                        self.known = None  # some stack may be gone
        return associations_of_users(self._runtime, users, listed, must_exist)

    def _read_by_stack(
        self, stacks: Sequence[str], users: Sequence[str], listed: bool, certain: Container[str]
    ) -> set[Association]:
        """Raises where a stack cannot be read, or is gone: what is not read is not none."""
        calls = itertools.count(1)

        def before_call() -> None:
            if next(calls) > len(users):
                raise _TooManyCalls(f"it takes more than {len(users)} calls")

        def read(stack: str) -> set[Association]:
            api = self._runtime.api
            return api.associations_of_stack(stack, lambda _error: False, before_call)

        found: set[Association] = set().union(*self._runtime.executor.map(read, stacks))
        doubtful = _similar_to(found, users)
        if doubtful:
            found = {each for each in found if each.user_name not in doubtful}
            found |= associations_of_users(self._runtime, sorted(doubtful), listed, certain)
        asked = set(users)
        return {each for each in found if each.user_name in asked}


def _similar_to(associations: Iterable[Association], users: Iterable[str]) -> set[str]:
    """Those of the users whose name is similar to that of somebody else's association: whose it is,
    only a read by user can tell (G5)."""
    asked = set(users)
    others = {match_key(e.user_name) for e in associations if e.user_name not in asked}
    return {name for name in asked if match_key(name) in others}


def read_stacks(
    runtime: Runtime, reads: RequiredReads, pool_size: int, stack_list: StackList
) -> dict[str, Stacks]:
    """The stacks of users that a plan needs, and no others, by user."""
    found = associations_of_users(runtime, reads.complete, True, reads.must_exist)
    found |= stack_list.associations_of_users(reads.purged, pool_size, True, reads.must_exist)
    stacks: set[str] = set().union(*reads.partial.values())
    found |= read_associations(runtime, reads.partial, stacks, pool_size, listed=True)
    return reads.stacks(found)
