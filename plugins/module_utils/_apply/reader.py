# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Reads the pool in the fewest calls, and again until it shows enough."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator
from typing import TypeVar

from .._model.association import Association
from .._model.user import UserIndex
from .._service.api import PAGE_SIZE
from .._service.deadline import Deadline
from .._service.errors import AppStreamError, means_gone, means_not_found
from .._service.runtime import Runtime

Value = TypeVar("Value")


def read_users(runtime: Runtime) -> UserIndex:
    return UserIndex(runtime.api.describe_users())


def associations_of_users(
    runtime: Runtime,
    user_names: Iterable[str],
    listed: bool = False,
    must_exist: Container[str] = (),
) -> set[Association]:
    """All associations of these users, a call for each.

    ``listed``: the pool has just shown these users, so an error that might as well be about the
    question means none only if the pool no longer shows the user (F8). It is an error if the
    service does not know one of the users who ``must_exist``.
    """
    doubtful: dict[str, AppStreamError] = {}

    def read(name: str) -> set[Association]:
        if name in must_exist:
            return runtime.api.associations_of_user(name, lambda _error: False)
        if not listed:
            return runtime.api.associations_of_user(name)
        try:
            return runtime.api.associations_of_user(name, means_gone)
        except AppStreamError as error:
            if not means_not_found(error):
                raise
            doubtful[name] = error
            return set()

    found: set[Association] = set().union(*runtime.executor.map(read, user_names))
    index = read_users(runtime) if doubtful else UserIndex([])
    for name, error in sorted(doubtful.items()):
        if index.get(name) is not None:
            raise error
    return found


def associations_of_stacks(runtime: Runtime, stack_names: Iterable[str]) -> set[Association]:
    """All associations of these stacks, a chain of pages for each."""
    return set().union(*runtime.executor.map(runtime.api.associations_of_stack, stack_names))


def pages_of_stack(users: int) -> int:
    """How many calls a stack takes that all of so many users have."""
    return max(1, -(-users // PAGE_SIZE))


def read_associations(
    runtime: Runtime,
    users: Collection[str],
    stacks: Collection[str],
    pool_size: int = 0,
    listed: bool = False,
) -> set[Association]:
    """Every association of these users with these stacks, and maybe others, in the fewest calls.

    There is no call that lists all: one chain of pages per stack, or one per user, and one that
    answers for a single user and stack. ``pool_size``: how many users there are, if that is known.
    ``listed``: the pool has just shown these users. That matters where all stacks of a user are
    read: of a user and a stack, or of a stack, an error may be about the stack.
    """
    by_user, by_stack = sorted(set(users)), sorted(set(stacks))
    if len(by_user) == len(by_stack) == 1:
        return runtime.api.association(Association(by_stack[0], by_user[0]))
    if len(by_stack) * pages_of_stack(pool_size) < len(by_user):
        return associations_of_stacks(runtime, by_stack)
    return associations_of_users(runtime, by_user, listed)


def repeated_reads(read: Callable[[], Value], deadline: Deadline) -> Iterator[Value]:
    """What is read, again and again, until the time is up or reading is rejected for good."""
    while True:
        try:
            value = read()
        except AppStreamError as error:
            if error.non_retryable:
                return
        else:
            yield value
        if not deadline.wait_next():
            return
