# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whom of a pool an action concerns. Pure values, no calls."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import truncate_names
from ansible_collections.euc.appstream.plugins.module_utils._model.user import is_pending, match_key

from .summary import counted

User = Mapping[str, Any]


def find_users(users: Iterable[User], user_names: Iterable[str] | None) -> dict[str, Any]:
    """Who of these is in the pool; all of the pool if ``user_names`` is None.

    ``users``: all of the pool, as appstream_user_info gives them. Returns ``rows``, those of them
    who were asked for; ``users``, the same as appstream_user takes them; ``lines`` about names that
    are not in the pool, or are there with other capitals or accents written in another way; and,
    each as one sentence, empty if there are none: ``missing``, those that are not there as they
    were given; ``near_misses``, those that are there in such a way and were not asked for.
    """
    by_name = {user["user_name"]: user for user in users}
    names = list(by_name) if user_names is None else list(user_names)
    alike: dict[str, list[str]] = {}
    for name in sorted(by_name.keys() - set(names)):
        alike.setdefault(match_key(name), []).append(name)
    found = [name for name in names if name in by_name]
    absent = [name for name in names if name not in by_name]
    gone = counted("not in the pool", [n for n in absent if match_key(n) not in alike])
    only = counted(
        "in the pool with other capitals or accents only, and not touched", _near(absent, alike)
    )
    also = counted(
        "also in the pool with other capitals or accents, and not touched", _near(found, alike)
    )
    return {
        "rows": [by_name[name] for name in found],
        "users": _entries(found),
        "lines": [line for line in (gone, only, also) if line],
        "missing": "; ".join(line for line in (gone, only) if line),
        "near_misses": "; ".join(line for line in (only, also) if line),
    }


def _near(names: Iterable[str], alike: Mapping[str, list[str]]) -> list[str]:
    near = [(name, alike.get(match_key(name))) for name in names]
    return [f"{name} (in the pool: {', '.join(others)})" for name, others in near if others]


def _entries(names: Iterable[str]) -> list[dict[str, str]]:
    return [{"user_name": name} for name in names]


def due_invitations(
    users: Iterable[User], every_days: int, today: datetime.date, named: bool
) -> dict[str, Any]:
    """Who is to be invited again: ``users``, and ``lines`` about those who are not.

    ``today`` in UTC. ``named``: whether just these users were asked for; of all users of a pool,
    only those who are pending and enabled are spoken of.
    """
    due: list[str] = []
    left: dict[str, list[str]] = {}
    for user in users:
        why = _not_invited(user)
        if why is None:
            why = _not_due(user["created_time"], every_days, today)
        elif not named:
            continue
        if why is None:
            due.append(user["user_name"])
        else:
            left.setdefault(why, []).append(user["user_name"])
    return {
        "users": _entries(due),
        "lines": [f"not mailed: {len(n)}, {why} ({truncate_names(n)})" for why, n in left.items()],
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
        return "the service does not say when the user was created; resend_every_days=0 mails all"
    created = datetime.datetime.fromisoformat(created_time).astimezone(datetime.timezone.utc)
    days = (today - created.date()).days
    if days > 0 and days % every_days == 0:
        return None
    return f"not due, that is every {every_days} days after the user was created"
