# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users of a pool as they are and as they are wanted, checked for form. Pure values, no calls."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .._model.user import USER_KEYS, is_pending, match_key
from .validate import (
    InvalidInput,
    raise_if_invalid,
    validate_common,
    validate_entries,
    validate_kept,
    validate_removals,
    validate_stacks,
    validate_user,
)

_API_NAMES = {key: key.title().replace("_", "") for key in USER_KEYS}
_NAMES = ("first_name", "last_name")


def normalise(user: dict[str, Any]) -> dict[str, Any]:
    """A user as the service gives it -> snake_case, every key there, null where it was left out.

    ``created_time`` becomes ISO 8601 in UTC with the zone, an empty name null.
    """
    result: dict[str, Any] = {key: user.get(name) for key, name in _API_NAMES.items()}
    for key in _NAMES:
        result[key] = result[key] or None
    created = result["created_time"]
    if isinstance(created, datetime.datetime):
        result["created_time"] = created.astimezone(datetime.timezone.utc).isoformat()
    return result


def pending(user: dict[str, Any]) -> bool:
    """Whether the user has not set a password yet. ``status`` is a free string (F6)."""
    return is_pending(user["status"])


class Pool:
    """The users of a pool by their exact, case-sensitive names."""

    def __init__(self, users: Iterable[dict[str, Any]]) -> None:
        self._by_name: dict[str, dict[str, Any]] = {}
        self._alike: dict[str, set[str]] = {}
        for user in map(normalise, users):
            name = user["user_name"]
            if name is not None:
                self._by_name[name] = user
                self._alike.setdefault(match_key(name), set()).add(name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (self._by_name[name] for name in sorted(self._by_name))

    def get(self, name: str) -> dict[str, Any] | None:
        return self._by_name.get(name)

    def near_misses(self, name: str) -> tuple[str, ...]:
        """The names that are likely of the same person (F3)."""
        return tuple(sorted(self._alike.get(match_key(name), set()) - {name}))


_PER_USER = ("enabled", "stack_names", "message_action", "send_email_notification")


@dataclass(frozen=True)
class Wanted:
    """One user as asked for. None means: not asked."""

    user_name: str
    first_name: str | None = None
    last_name: str | None = None
    enabled: bool | None = None
    stack_names: tuple[str, ...] | None = None
    message_action: str | None = None
    send_email_notification: bool = False


@dataclass(frozen=True)
class Rules:
    """How the users of the pool are brought to what is wanted."""

    state: str = "present"
    on_name_change: str = "fail"
    on_missing_user: str = "create"
    purge_users: bool = False
    purge_stacks: bool = False
    purge_stacks_scope: frozenset[str] | None = None
    keep_users: frozenset[str] = frozenset()

    def extra_stacks(self, wanted: Wanted, stacks: Iterable[str]) -> list[str]:
        """Those of the user's stacks that purge_stacks takes away."""
        if not self.purges_stacks_of(wanted):
            return []
        scope, asked = self.purge_stacks_scope, wanted.stack_names or ()
        return sorted(s for s in stacks if s not in asked and (scope is None or s in scope))

    def purges_stacks_of(self, wanted: Wanted) -> bool:
        """An entry without ``stack_names`` is not managed, and who is kept is not touched."""
        return (
            self.purge_stacks
            and wanted.stack_names is not None
            and wanted.user_name not in self.keep_users
        )


def wanted_users(params: dict[str, Any]) -> tuple[list[Wanted], Rules]:
    """The users asked for by the options of appstream_user, and the rules, checked for form.

    Raises InvalidInput that names every bad entry (C8).
    """
    rules = Rules(
        state=params["state"],
        on_name_change=params["on_name_change"],
        on_missing_user=params["on_missing_user"],
        purge_users=bool(params["purge_users"]),
        purge_stacks=bool(params["purge_stacks"]),
        purge_stacks_scope=(
            None
            if params["purge_stacks_scope"] is None
            else frozenset(params["purge_stacks_scope"])
        ),
        keep_users=frozenset(params["keep_users"] or ()),
    )
    bad = validate_common(params) + validate_stacks(params["stack_names"])
    bad += validate_removals(params, ["users"])
    if rules.on_name_change == "recreate" and params["removal_limit"] is None:
        bad.append("removal_limit: required with on_name_change=recreate")
    if rules.purge_users and params["users"] is None:
        bad.append("purge_users: only with users")
    bad += validate_stacks(params["purge_stacks_scope"], "purge_stacks_scope")
    shared = {key: params[key] for key in _PER_USER}
    if params["users"] is None and params["user_name"] is None:
        raise InvalidInput("users is null: give a list, which may be empty; nothing was done")
    if params["users"] is None:
        single = {key: params[key] for key in ("user_name", *_NAMES)}
        bad += [f"user_name ({params['user_name']!r}): {fault}" for fault in validate_user(single)]
        wanted = [_wanted({**shared, **single})]
    else:
        entries = [
            (entry["user_name"], validate_user(entry) + validate_stacks(entry["stack_names"]))
            for entry in params["users"]
        ]
        bad += validate_entries("users", entries, same="the same user as")
        wanted = [
            _wanted({**shared, **{key: value for key, value in entry.items() if value is not None}})
            for entry in params["users"]
        ]
    if rules.state == "absent":
        bad += validate_kept((each.user_name for each in wanted), rules.keep_users)
    raise_if_invalid(bad)
    return wanted, rules


def _wanted(entry: dict[str, Any]) -> Wanted:
    stacks = entry["stack_names"]
    return Wanted(
        user_name=entry["user_name"],
        first_name=entry.get("first_name"),
        last_name=entry.get("last_name"),
        enabled=entry["enabled"],
        stack_names=None if stacks is None else tuple(dict.fromkeys(stacks)),
        message_action=entry["message_action"],
        send_email_notification=entry["send_email_notification"],
    )


def refuse_twins(names: Iterable[str], pool: Pool) -> None:
    """Names that are likely of one person are refused, unless each has a user (F3)."""
    twins: dict[str, list[str]] = {}
    for name in names:
        twins.setdefault(match_key(name), []).append(name)
    bad = [
        " and ".join(repr(name) for name in alike)
        for alike in twins.values()
        if len(alike) > 1 and any(pool.get(name) is None for name in alike)
    ]
    if bad:
        raise InvalidInput(
            "Listed names that differ only by capitals or accents, and are not all in the pool;"
            f" user names are case-sensitive, nothing was done: {'; '.join(bad)}"
        )
