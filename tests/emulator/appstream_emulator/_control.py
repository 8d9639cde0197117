# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control path: steering a running emulator with plain JSON over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ._emulator import Emulator
from ._errors import UsageError

PREFIX = "/_emulator/"

Answer = tuple[int, Any]


def control(emulator: Emulator, method: str, path: str, body: bytes) -> Answer:
    """Status and JSON value for one request below PREFIX."""
    name = path[len(PREFIX) :].rstrip("/")
    methods = _ROUTES.get(name)
    if methods is None:
        known = ", ".join(PREFIX + route for route in _ROUTES)
        return 404, {"error": f"unknown path {path}; known paths: {known}"}
    action = methods.get(method)
    if action is None:
        return 405, {"error": f"{path} takes {' and '.join(methods)}, not {method}"}
    try:
        return 200, action(emulator, _parsed(body) if method in ("POST", "PUT") else None)
    except UsageError as wrong:
        return 400, {"error": str(wrong)}


def _parsed(body: bytes) -> Any:
    if not body.strip():
        return {}
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as broken:
        raise UsageError(f"the body is not JSON: {broken}") from broken


_RESET_KEYS = ("settings", "pools", "faults")


def _reset(emulator: Emulator, body: Any) -> Any:
    _check_keys(body, _RESET_KEYS, "what follows a reset")
    for key, kind in (("settings", dict), ("pools", list), ("faults", list)):
        if not isinstance(body.get(key, kind()), kind):
            raise UsageError(f"{key!r} must be {'an object' if kind is dict else 'a list'}")
    # Applied to a scratch emulator first, so that invalid input changes nothing.
    for each in (Emulator(), emulator):
        each.reset()
        each.configure(**body.get("settings", {}))
        for pool in body.get("pools", []):
            _check_keys(pool, _SEED_KEYS, "a pool")
            each.seed(**pool)
        each.add_faults(body.get("faults", []))
    return {}


def _check_keys(body: Any, keys: tuple[str, ...], what: str) -> None:
    known = ", ".join(keys)
    if not isinstance(body, dict):
        raise UsageError(f"{what} must be an object with some of {known}")
    for key in body:
        if key not in keys:
            raise UsageError(f"unknown key {key!r} of {what}; known keys: {known}")


def _clear_log(emulator: Emulator, _body: Any) -> Any:
    emulator.clear_log()
    return {}


def _put_state(emulator: Emulator, body: Any) -> Any:
    emulator.load_state(body)
    return emulator.state()


def _put_settings(emulator: Emulator, body: Any) -> Any:
    if not isinstance(body, dict):
        raise UsageError("settings must be an object of names and values")
    emulator.configure(**body)
    return dict(emulator.settings)


def _post_faults(emulator: Emulator, body: Any) -> Any:
    if isinstance(body, list):
        return emulator.add_faults(body)
    return emulator.add_fault(body)


def _delete_faults(emulator: Emulator, _body: Any) -> Any:
    emulator.clear_faults()
    return []


_SEED_KEYS = ("region", "access_key", "users", "stacks", "remove_users", "reset")


def _post_pool(emulator: Emulator, body: Any) -> Any:
    _check_keys(body, _SEED_KEYS, "a pool")
    return emulator.seed(**body).dump()


_ROUTES: dict[str, dict[str, Callable[[Emulator, Any], Any]]] = {
    "health": {"GET": lambda emulator, _body: {"status": "ok"}},
    "calls": {"GET": lambda emulator, _body: emulator.calls},
    "counts": {"GET": lambda emulator, _body: emulator.counts()},
    "mails": {"GET": lambda emulator, _body: emulator.mails},
    "reset": {"POST": _reset},
    "clear_log": {"POST": _clear_log},
    "state": {"GET": lambda emulator, _body: emulator.state(), "PUT": _put_state},
    "settings": {"GET": lambda emulator, _body: dict(emulator.settings), "PUT": _put_settings},
    "faults": {
        "GET": lambda emulator, _body: emulator.faults,
        "POST": _post_faults,
        "DELETE": _delete_faults,
    },
    "pool": {"POST": _post_pool},
}
