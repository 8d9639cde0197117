# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks seeds of pools before any of them is applied."""

from __future__ import annotations

from typing import Any

from ._contents import USER_KEYS
from ._errors import UsageError

_USER_FIELDS: dict[str, tuple[tuple[type, ...], str]] = {
    "user_name": ((str,), "a string"),
    "first_name": ((str, type(None)), "a string or null"),
    "last_name": ((str, type(None)), "a string or null"),
    "enabled": ((bool,), "true or false"),
    "status": ((str, type(None)), "a string or null"),
    "created_time": ((int, float, type(None)), "a number of seconds or null"),
    "omit": ((list, tuple, set, frozenset), "a list of response keys"),
}


def user_fields(given: Any) -> dict[str, Any]:
    """The checked fields of a user to seed, with `omit` as a tuple."""
    if not isinstance(given, dict):
        raise UsageError(f"a user must be an object, not {given!r}")
    for name, value in given.items():
        if name not in _USER_FIELDS:
            known = ", ".join(_USER_FIELDS)
            raise UsageError(f"unknown key {name!r} of a user; known keys: {known}")
        kinds, wanted = _USER_FIELDS[name]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise UsageError(f"{name!r} of a user must be {wanted}, not {value!r}")
    check_text("user_name", given.get("user_name"))
    omit = tuple(given.get("omit", ()))
    for key in omit:
        if key not in USER_KEYS:
            raise UsageError(f"'omit' takes {', '.join(USER_KEYS)}, not {key!r}")
    return {**given, "omit": omit}


def user_rows(users: Any) -> list[tuple[dict[str, Any], list[str]]]:
    """The checked fields of each user to seed, and the stacks that go with them."""
    if not isinstance(users, (list, type(None))):
        raise UsageError(f"users must be a list, not {users!r}")
    rows = []
    for user in users or []:
        if not isinstance(user, dict):
            raise UsageError(f"a user must be an object, not {user!r}")
        fields = user_fields({k: v for k, v in user.items() if k != "stack_names"})
        stack_names = user.get("stack_names") or []
        check_names(stack_names)
        rows.append((fields, stack_names))
    return rows


def check_names(names: Any) -> None:
    """Reject anything but a list of names."""
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise UsageError(f"stacks, remove_users and stack_names are lists of names, not {names!r}")


def check_where(region: Any, access_key: Any) -> None:
    """Reject an invalid Region or access key; both are optional."""
    for what, value in (("region", region), ("access_key", access_key)):
        if value is not None:
            check_text(what, value)


def check_text(what: str, value: Any) -> None:
    """Reject anything but a string that is not empty."""
    if not isinstance(value, str) or not value:
        raise UsageError(f"{what} must be a string that is not empty, not {value!r}")
