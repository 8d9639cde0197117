# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users of a pool as they are and as they are wanted, checked for form. Pure values, no calls."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ._plan import InvalidInput
from ._removal import kept_faults, removal_faults

USER_KEYS = (
    "arn",
    "authentication_type",
    "created_time",
    "enabled",
    "first_name",
    "last_name",
    "status",
    "user_name",
)
_API_NAMES = {key: key.title().replace("_", "") for key in USER_KEYS}
_NAMES = ("first_name", "last_name")
MOST_CONCURRENT = 50
NO_LONGER_PENDING = frozenset(("CONFIRMED", "ARCHIVED", "COMPROMISED"))
NAME = re.compile(r"[A-Za-z0-9_\-\s]+", re.ASCII)
NOT_IN_ADDRESSES = '[]<>(),;"'
STACK_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,100}")


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
    return user["status"] not in NO_LONGER_PENDING


class Pool:
    """The users of a pool by their exact, case-sensitive names."""

    def __init__(self, users: Iterable[dict[str, Any]]) -> None:
        self._by_name: dict[str, dict[str, Any]] = {}
        self._by_lower: dict[str, set[str]] = {}
        for user in map(normalise, users):
            name = user["user_name"]
            if name is not None:
                self._by_name[name] = user
                self._by_lower.setdefault(name.lower(), set()).add(name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (self._by_name[name] for name in sorted(self._by_name))

    def get(self, name: str) -> dict[str, Any] | None:
        return self._by_name.get(name)

    def near_misses(self, name: str) -> tuple[str, ...]:
        """The names that differ from this one by capitals only (F3)."""
        return tuple(sorted(self._by_lower.get(name.lower(), set()) - {name}))


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
    bad = common_faults(params) + stack_faults(params["stack_names"])
    bad += removal_faults(params, ["users"])
    if rules.on_name_change == "recreate" and params["removal_limit"] is None:
        bad.append("removal_limit: required with on_name_change=recreate")
    if rules.purge_users and params["users"] is None:
        bad.append("purge_users: only with users")
    bad += stack_faults(params["purge_stacks_scope"], "purge_stacks_scope")
    shared = {key: params[key] for key in _PER_USER}
    if params["users"] is None and params["user_name"] is None:
        raise InvalidInput("users is null: give a list, which may be empty; nothing was done")
    if params["users"] is None:
        single = {key: params[key] for key in ("user_name", *_NAMES)}
        bad += [f"user_name ({params['user_name']!r}): {fault}" for fault in user_faults(single)]
        wanted = [_wanted({**shared, **single})]
    else:
        bad += _bad_entries(params["users"])
        wanted = [
            _wanted({**shared, **{key: value for key, value in entry.items() if value is not None}})
            for entry in params["users"]
        ]
    if rules.state == "absent":
        bad += kept_faults((each.user_name for each in wanted), rules.keep_users)
    if bad:
        raise InvalidInput(f"Bad input, nothing was done. {len(bad)} found: " + "; ".join(bad))
    return wanted, rules


def common_faults(params: dict[str, Any]) -> list[str]:
    """What is wrong with the options that both writing modules share."""
    faults = []
    if params["wait_timeout"] < 0:
        faults.append("wait_timeout: must not be negative")
    faults += concurrency_faults(params)
    for index, name in enumerate(params["keep_users"] or ()):
        faults += [f"keep_users[{index}] ({name!r}): {f}" for f in user_name_faults(name)]
    return faults


def concurrency_faults(params: dict[str, Any]) -> list[str]:
    if 1 <= params["max_concurrency"] <= MOST_CONCURRENT:
        return []
    return [f"max_concurrency: must be from 1 to {MOST_CONCURRENT}"]


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


def _bad_entries(entries: list[dict[str, Any]]) -> list[str]:
    bad = []
    first: dict[str, int] = {}
    for index, entry in enumerate(entries):
        name = entry["user_name"]
        faults = user_faults(entry)
        faults += stack_faults(entry["stack_names"])
        if first.setdefault(name, index) != index:
            faults.append(f"the same user as users[{first[name]}]")
        if faults:
            bad.append(f"users[{index}] ({name!r}): {', '.join(faults)}")
    return bad


def user_name_faults(name: str) -> list[str]:
    """What is wrong with the form of a user name."""
    faults = []
    if not name:
        faults.append("user_name is empty")
    else:
        if len(name) > 128:
            faults.append(f"user_name has {len(name)} characters, at most 128 are allowed")
        if any(char.isspace() for char in name):
            faults.append("user_name contains white space")
        elif any(unicodedata.category(char)[0] not in "LMSNP" for char in name):
            faults.append("user_name contains a character that cannot be printed")
        local, at, domain = name.rpartition("@")
        if not (local and at and domain):
            faults.append("user_name is no e-mail address")
        plain = domain if len(local) > 2 and local[0] == local[-1] == '"' else name
        strange = [char for char in NOT_IN_ADDRESSES if char in plain]
        if strange:  # often a list within a list, which Ansible makes a string of
            faults.append(f"user_name contains {' '.join(strange)}, so it is no e-mail address")
    return faults


def user_faults(entry: dict[str, Any]) -> list[str]:
    faults = user_name_faults(entry["user_name"])
    for key in _NAMES:
        value = entry.get(key)
        if value is None:
            continue
        if not value:
            faults.append(f"{key} is empty")
        elif len(value) > 2048:
            faults.append(f"{key} has {len(value)} characters, at most 2048 are allowed")
        elif not NAME.fullmatch(value):
            faults.append(
                f"{key} {value!r} has characters other than A-Z, a-z, 0-9, '_', '-' and white"
                " space, which the service refuses"
            )
    return faults


def stack_name_faults(name: str) -> list[str]:
    """What is wrong with the form of a stack name."""
    if STACK_NAME.fullmatch(name):
        return []
    return ["no stack name (a letter or digit, then up to 100 of A-Z, a-z, 0-9, '_.-')"]


def stack_faults(names: list[str] | None, option: str = "stack_names") -> list[str]:
    """What is wrong with the entries of a list of stacks, each named by its index."""
    return [
        f"{option}[{index}] ({name!r}): {fault}"
        for index, name in enumerate(names or ())
        for fault in stack_name_faults(name)
    ]


def refuse_twins(names: Iterable[str], pool: Pool) -> None:
    """Names that differ only by capitals are likely one person, unless each has a user (F3)."""
    twins: dict[str, list[str]] = {}
    for name in names:
        twins.setdefault(name.lower(), []).append(name)
    bad = [
        " and ".join(repr(name) for name in alike)
        for alike in twins.values()
        if len(alike) > 1 and any(pool.get(name) is None for name in alike)
    ]
    if bad:
        raise InvalidInput(
            "Listed names that differ only by capitals, and are not all in the pool; user names are"
            f" case-sensitive, nothing was done: {'; '.join(bad)}"
        )
