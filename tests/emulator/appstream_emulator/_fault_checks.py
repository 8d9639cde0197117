# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks fault rules when they are added; ``_faults`` has a table of their keys."""

from __future__ import annotations

from typing import Any

from ._checks import user_fields
from ._errors import UsageError
from ._operations import OPERATIONS
from ._settings import is_count, is_seconds

EFFECTS = ("error", "item_error", "drop", "latency", "rate", "vanish", "appear")
_FILTERS = ("operation", "user", "stack", "region")
_COUNTERS = ("after", "times", "probability", "seed")
KEYS = (*_FILTERS, *_COUNTERS, "burst", *EFFECTS)


def checked(given: Any) -> dict[str, Any]:
    """The rule with its defaults, or a UsageError that names the error."""
    if not isinstance(given, dict):
        raise UsageError(f"a fault rule must be an object, not {given!r}")
    for key in given:
        if key not in KEYS:
            raise UsageError(f"unknown key {key!r} in a fault rule; known keys: {', '.join(KEYS)}")
    effects = [key for key in EFFECTS if key in given]
    if len(effects) != 1:
        found = " and ".join(effects) or "none"
        raise UsageError(f"a fault rule has one effect of {', '.join(EFFECTS)}; found {found}")
    rule = {"after": 0, "times": 1, "probability": 1, "seed": 0, **given}
    _check_filters(rule)
    _check_counters(rule)
    effect = effects[0]
    _CHECKS[effect](rule)
    if "burst" in rule and effect != "rate":
        raise UsageError("'burst' goes with 'rate' only")
    return rule


def _check_filters(rule: dict[str, Any]) -> None:
    operation = rule.get("operation")
    if operation != "*" and operation not in OPERATIONS:
        known = ", ".join(OPERATIONS)
        raise UsageError(f"'operation' must be '*' or one of {known}, not {operation!r}")
    for key in ("user", "stack", "region"):
        _require(rule, key, rule.get(key) is None or _is_text(rule[key]), "a string")


def _check_counters(rule: dict[str, Any]) -> None:
    _require(rule, "after", is_count(rule["after"]), "a whole number from 0")
    times = rule["times"]
    _require(rule, "times", times is None or is_count(times), "a whole number from 0, or null")
    share = rule["probability"]
    _require(rule, "probability", is_seconds(share) and share <= 1, "a number from 0 to 1")
    _require(rule, "seed", is_count(rule["seed"]), "a whole number from 0")


def _check_error(rule: dict[str, Any]) -> None:
    _check_code(rule, "error", ("code", "message", "status", "after_effect"))
    error = rule["error"]
    status = error.get("status", 400)
    if not is_count(status, 400) or status > 599:
        raise UsageError(f"'status' of 'error' must be from 400 to 599, not {status!r}")
    if not isinstance(error.get("after_effect", False), bool):
        raise UsageError("'after_effect' of 'error' must be true or false")


def _check_item_error(rule: dict[str, Any]) -> None:
    _check_code(rule, "item_error", ("code", "message", "effect"))
    if not isinstance(rule["item_error"].get("effect", False), bool):
        raise UsageError("'effect' of 'item_error' must be true or false")
    operation = rule["operation"]
    batch = operation == "*" or operation.startswith("Batch")
    _require(rule, "operation", batch, "a batch operation or '*' with 'item_error'")


def _check_code(rule: dict[str, Any], key: str, known: tuple[str, ...]) -> None:
    error = rule[key]
    if not isinstance(error, dict) or not _is_text(error.get("code")):
        raise UsageError(f"{key!r} must be an object with a 'code', not {error!r}")
    for name in error:
        if name not in known:
            raise UsageError(f"unknown key {name!r} in {key!r}; known keys: {', '.join(known)}")
    if not isinstance(error.get("message", ""), str):
        raise UsageError(f"'message' of {key!r} must be a string")


def _check_drop(rule: dict[str, Any]) -> None:
    _require(rule, "drop", rule["drop"] in ("before", "after"), "'before' or 'after'")


def _check_latency(rule: dict[str, Any]) -> None:
    _require(rule, "latency", is_seconds(rule["latency"]), "a number of seconds from 0")


def _check_rate(rule: dict[str, Any]) -> None:
    rate = rule["rate"]
    _require(rule, "rate", is_seconds(rate) and rate > 0, "a number of calls a second above 0")
    burst = rule.get("burst", 1)
    _require(rule, "burst", is_seconds(burst) and burst >= 1, "a number of calls from 1")


def _check_vanish(rule: dict[str, Any]) -> None:
    _require(rule, "vanish", rule["vanish"] is True, "true")
    _require(rule, "user", rule.get("user") is not None, "given with 'vanish'")


def _check_appear(rule: dict[str, Any]) -> None:
    rule["appear"] = user_fields(rule["appear"])


def _require(rule: dict[str, Any], key: str, good: bool, wanted: str) -> None:
    if not good:
        raise UsageError(f"{key!r} of a fault rule must be {wanted}, not {rule.get(key)!r}")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


_CHECKS = {
    "error": _check_error,
    "item_error": _check_item_error,
    "drop": _check_drop,
    "latency": _check_latency,
    "rate": _check_rate,
    "vanish": _check_vanish,
    "appear": _check_appear,
}
