# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is read of the pool, in the fewest calls, and read again until it shows enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from .._model.change import Pair
from .._plan.desired import Pool, Rules, Wanted
from .._plan.users import (
    NOTHING_READ,
    Stacks,
    UserPlan,
    is_recreated,
    plan_purged,
    plan_user,
    stacks_to_read,
)
from .._service.api import AppStreamClient
from .._service.errors import AppStreamError
from .._service.rate_limiter import Patience

Result = TypeVar("Result")


def read_associations(
    client: AppStreamClient, users: Iterable[str], stacks: Iterable[str], pool_size: int = 0
) -> set[Pair]:
    """Every association of these users with these stacks, and maybe others, in the fewest calls.

    There is no call that lists all: one chain of pages per stack, or one per user, and one that
    answers for a single pair. ``pool_size``: how many users there are, if that is known.
    """
    by_user, by_stack = sorted(set(users)), sorted(set(stacks))
    if len(by_user) == len(by_stack) == 1:
        return client.association(Pair(by_stack[0], by_user[0]))
    pages = max(1, -(-pool_size // 500))  # of a stack that everybody has
    if len(by_stack) * pages < len(by_user):
        return client.associations_of_stacks(by_stack)
    return client.associations_of_users(by_user)


def plan_users(
    client: AppStreamClient,
    wanted: list[Wanted],
    pool: Pool,
    rules: Rules,
    purged: Iterable[str] = (),
) -> list[UserPlan]:
    """Plan for users, after reading the associations that matter, and no others.

    ``purged``: the users of the pool who are to be removed because they are not listed.
    """
    whole = list(purged)  # users of whom all stacks matter
    some: dict[str, frozenset[str]] = {}  # and of whom these do
    for each in wanted:
        needed = stacks_to_read(each, pool, rules)
        if needed is None:
            whole.append(each.user_name)
        elif needed:
            some[each.user_name] = needed
    stacks = set().union(*some.values())
    known = {each.user_name for each in wanted if is_recreated(each, pool, rules)}
    pairs = client.associations_of_users(whole, known)
    pairs |= read_associations(client, some, stacks, len(pool))
    names: dict[str, set[str]] = {name: set() for name in (*whole, *some)}
    for pair in pairs:
        if pair.user_name in names:
            names[pair.user_name].add(pair.stack_name)
    read = {name: Stacks(needed.intersection(names[name])) for name, needed in some.items()}
    read.update({name: Stacks(frozenset(names[name]), complete=True) for name in whole})
    return [
        *(plan_user(each, pool, read.get(each.user_name, NOTHING_READ), rules) for each in wanted),
        *(plan_purged(name, pool, read[name]) for name in purged),
    ]


def readings(read: Callable[[], Result], patience: Patience) -> Iterator[Result]:
    """What is read, again and again, until the time is up or reading is refused for good."""
    while True:
        try:
            result = read()
        except AppStreamError as failure:
            if failure.permanent:
                return
        else:
            yield result
        if not patience.again():
            return
