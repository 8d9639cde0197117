# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The users of a pool that an action concerns. Pure values, no calls."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import (
    printable,
    with_similar,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.user import (
    is_pending,
    match_key,
    spelling_keys,
)

from .names_shown import NONE, count_with_names, with_names

User = Mapping[str, Any]


def find_users(
    users: Iterable[User], user_names: Iterable[str] | None, shown: int
) -> dict[str, Any]:
    """Those of the listed users that are in the pool; all of the pool if ``user_names`` is None.

    ``users``: all of the pool, as appstream_user_info returns them. Returns ``rows``, the listed
    users that are in the pool; ``users``, the same as appstream_user takes them; ``gone``, those
    that are not in the pool with any capitals, accents or signs, in the same form; ``lines`` about
    listed names that are not in the pool, or are in it with different capitals, accents or signs;
    and two sentences, empty if there are no such names: ``missing``, those that are not in the pool
    as they are listed; ``similar``, those that are in it with different capitals, accents or signs,
    where that name is not listed. ``shown``: how many names a line has.
    """
    by_name = {user["user_name"]: user for user in users}
    names = list(by_name) if user_names is None else list(user_names)
    unlisted: dict[str, list[str]] = {}
    respelled: dict[str, list[str]] = {}
    for name in sorted(by_name.keys() - set(names)):
        unlisted.setdefault(match_key(name), []).append(name)
        for key in spelling_keys(name):
            respelled.setdefault(key, []).append(name)
    found = [name for name in names if name in by_name]
    absent = [name for name in names if name not in by_name]
    other = {name: _others(name, unlisted, respelled) for name in absent}
    gone = [name for name in absent if not other[name]]
    unknown = count_with_names("not in the pool", gone, shown)
    only = count_with_names(
        "in the pool only with different capitals, accents or signs, not changed",
        [with_similar(name, others) for name, others in other.items() if others],
        shown,
    )
    also = count_with_names(
        "also in the pool with different capitals, accents or signs, not changed",
        _with_similar(found, unlisted),
        shown,
    )
    return {
        "rows": [by_name[name] for name in found],
        "users": _entries(found),
        "gone": _entries(gone),
        "lines": [line for line in (unknown, only, also) if line],
        "missing": "; ".join(line for line in (unknown, only) if line),
        "similar": "; ".join(line for line in (only, also) if line),
    }


def _others(
    name: str, unlisted: Mapping[str, list[str]], respelled: Mapping[str, list[str]]
) -> list[str]:
    """The names of the pool that may be of the same person as a name that it has not."""
    found = {other for key in spelling_keys(name) for other in respelled.get(key, ())}
    return sorted(found.union(unlisted.get(match_key(name), ())))


def _with_similar(names: Iterable[str], unlisted: Mapping[str, list[str]]) -> list[str]:
    return [
        with_similar(name, unlisted[match_key(name)])
        for name in names
        if match_key(name) in unlisted
    ]


def _entries(names: Iterable[str]) -> list[dict[str, str]]:
    return [{"user_name": name} for name in names]


def due_invitations(
    users: Iterable[User], every_days: int, today: datetime.date, named: bool, shown: int
) -> dict[str, Any]:
    """The ``users`` to invite again, their ``names`` to show, and ``lines`` about the others.

    ``today`` in UTC. ``named``: whether these users were listed; without a list, lines mention only
    users who are pending and enabled.
    """
    due: list[str] = []
    skipped: dict[str, list[str]] = {}
    for user in users:
        reason = _not_invited(user)
        if reason is None:
            reason = _not_due(user["created_time"], every_days, today)
        elif not named:
            continue
        if reason is None:
            due.append(user["user_name"])
        else:
            skipped.setdefault(reason, []).append(user["user_name"])
    return {
        "users": _entries(due),
        "names": [] if shown == NONE else [printable(name) for name in due],
        "lines": [
            with_names(f"not mailed: {len(names):,}, {reason}", names, shown)
            for reason, names in skipped.items()
        ],
    }


def _not_invited(user: User) -> str | None:
    if not is_pending(user["status"]):
        return f"the user is {user['status']}"
    if user["enabled"] is not True:
        return "the user is not enabled"
    return None


def _not_due(created_time: str | None, every_days: int, today: datetime.date) -> str | None:
    """Days are counted between dates, so that a daily run may start a little earlier or later."""
    if not every_days:
        return None
    if not created_time:
        return (
            "AWS does not report the creation date; set user_pool_resend_every_days=0 to mail all"
        )
    created = datetime.datetime.fromisoformat(created_time).astimezone(datetime.timezone.utc)
    days = (today - created.date()).days
    if days > 0 and days % every_days == 0:
        return None
    return f"not due, invitations are repeated every {every_days} days after creation"
