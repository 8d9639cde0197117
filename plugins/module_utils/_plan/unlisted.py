# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The users of the pool who are not listed, and the scope of what is done to them. Pure: no calls.

Only names that fit the scope exactly are in it, since more would be removed otherwise (D13).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from .._model.messages import truncate_names
from .._model.user import User, UserIndex
from .desired import ReconcileOptions
from .name_patterns import with_matches, without_match
from .safety import loose_match_key


def names_in_scope(names: Iterable[str], options: ReconcileOptions) -> frozenset[str]:
    """Those of the names whom ``unlisted_users`` concerns if they are not listed."""
    names, scope = frozenset(names), options.unlisted_users_scope
    return names if scope is None else names & with_matches(scope, names)


def unlisted_users(listed: Iterable[str], index: UserIndex, options: ReconcileOptions) -> list[str]:
    """The users of the pool whom ``unlisted_users`` removes, sorted."""
    unlisted = _unlisted_in_pool(listed, index, options)
    concerned = names_in_scope((user.user_name for user in unlisted), options)
    return [user.user_name for user in unlisted if user.user_name in concerned]


def kept_users(listed: Iterable[str], index: UserIndex, options: ReconcileOptions) -> list[str]:
    """Those whom ``unlisted_users`` would remove without ``keep_users``, sorted."""
    without = replace(options, keep_users=frozenset())
    return [n for n in unlisted_users(listed, index, without) if n in options.keep_users]


def _unlisted_in_pool(
    listed: Iterable[str], index: UserIndex, options: ReconcileOptions
) -> list[User]:
    """Whether or not they are in the scope."""
    if options.unlisted_users == "keep":
        return []
    stay = options.keep_users.union(listed)
    return [
        user
        for user in index
        if user.user_name not in stay
        and not (options.unlisted_users == "disable" and user.enabled is False)
    ]


def scope_warnings(
    listed: Collection[str], index: UserIndex, options: ReconcileOptions
) -> list[str]:
    """About a scope that says less than it seems to: who stays though nobody may expect it."""
    scope = options.unlisted_users_scope
    if scope is None:
        return []
    unlisted = [each.user_name for each in _unlisted_in_pool(listed, index, options)]
    exactly = names_in_scope([*unlisted, *listed], options)
    loose = {name: loose_match_key(name) for name in unlisted if name not in exactly}
    fit_loosely = with_matches(frozenset(map(loose_match_key, scope)), loose.values())
    others = [name for name, key in loose.items() if key in fit_loosely]
    outside = [name for name in listed if name not in exactly]
    pool = {user.user_name for user in index}
    found = {
        "entries that fit nobody, neither in the pool nor listed": without_match(
            scope, pool.union(listed)
        ),
        "users who are not listed, and stay, since they fit it only with other capitals, accents or"
        " signs": others,
        "listed users who are outside it, and would stay if they were not listed": outside,
    }
    return [
        f"unlisted_users_scope: {words}: {len(names)} ({truncate_names(names)})"
        for words, names in found.items()
        if names
    ]
