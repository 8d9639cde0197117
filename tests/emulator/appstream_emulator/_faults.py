# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults by rule: errors, lost connections, slow answers and races, in a fixed order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ._errors import UsageError
from ._operations import OPERATIONS
from ._pool import user_fields
from ._settings import is_count, is_seconds

_EFFECTS = ("error", "item_error", "drop", "latency", "rate", "vanish", "appear")
_FILTERS = ("operation", "user", "stack", "region")
_COUNTERS = ("after", "times", "probability", "seed")
_KEYS = (*_FILTERS, *_COUNTERS, "burst", *_EFFECTS)


@dataclass(frozen=True)
class Event:
    """What a rule may look at in a call."""

    operation: str
    region: str
    targets: Sequence[tuple[str | None, str | None]]
    time: float


@dataclass
class Plan:
    """What the rules do to one call."""

    latency: float = 0.0
    # The one rule that decides how the call ends.
    ending: Rule | None = None
    # The rules for items, each with the error that it gives them.
    item_rules: list[tuple[Rule, dict[str, Any]]] = field(default_factory=list)
    vanish: list[str] = field(default_factory=list)
    appear: list[dict[str, Any]] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether the call ends before it has any effect."""
        if self.ending is None:
            return False
        given = self.ending.given
        if self.ending.effect == "error":
            return not given["error"].get("after_effect")
        return self.ending.effect == "rate" or given["drop"] == "before"

    def item_fault(self, user: str, stack: str) -> dict[str, Any] | None:
        """The error of one item of a batch, if a rule has one for it."""
        for rule, fault in self.item_rules:
            if rule.names((user, stack)):
                return fault
        return None


class Rule:
    """One rule and how often it was met."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given = _checked(given)
        self.effect = next(key for key in _EFFECTS if key in given)
        self.matched = 0
        self.hits = 0
        self._random = random.Random(self.given["seed"])
        self._tokens = float(self.given.get("burst", 1))
        self._filled: float | None = None

    def status(self) -> dict[str, Any]:
        """The rule with its counters."""
        return {**self.given, "matched": self.matched, "hits": self.hits}

    def names(self, target: tuple[str | None, str | None]) -> bool:
        """Whether the filters for user and stack, if any, fit one pair."""
        user, stack = target
        given = self.given
        return given.get("user") in (None, user) and given.get("stack") in (None, stack)

    def matches(self, event: Event) -> bool:
        """Whether the filters fit a call."""
        given = self.given
        if given["operation"] not in ("*", event.operation):
            return False
        if given.get("region") not in (None, event.region):
            return False
        if self.effect == "item_error" and not event.operation.startswith("Batch"):
            return False
        if any(self.names(target) for target in event.targets):
            return True
        # DescribeUsers names nobody, and is still a good moment for somebody to vanish.
        nobody = all(user is None for user, _stack in event.targets)
        return self.effect == "vanish" and nobody and given["operation"] != "*"

    def denies_a_part(self, event: Event) -> bool:
        """Whether this denies a stack to a batch that has other pairs too."""
        return (
            self.effect == "error"
            and self.given["error"]["code"] == "AccessDeniedException"
            and self.given.get("stack") is not None
            and event.operation.startswith("Batch")
            and not all(self.names(target) for target in event.targets)
        )

    def hit(self, now: float) -> bool:
        """Count a call that matches, and say whether it is hit."""
        self.matched += 1
        given = self.given
        if self.matched <= given["after"]:
            return False
        if self.effect == "rate":
            hit = not self._has_token(now)
        else:
            hit = given["times"] is None or self.hits < given["times"]
            # Drawn only where it matters, so that a seed always gives the same sequence.
            if hit and given["probability"] < 1:
                hit = self._random.random() < given["probability"]
        self.hits += hit
        return hit

    def _has_token(self, now: float) -> bool:
        burst = float(self.given.get("burst", 1))
        if self._filled is not None:
            gained = max(0.0, now - self._filled) * float(self.given["rate"])
            self._tokens = min(burst, self._tokens + gained)
        self._filled = now
        # A clock in floating point may come a hair short of a whole token.
        if self._tokens < 1 - 1e-3:
            return False
        self._tokens -= 1
        return True


class Faults:
    """All rules in their order."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []

    def add(self, given: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Append rules: all of them, or none if one is wrong."""
        rules = [Rule(rule) for rule in given]
        self._rules.extend(rules)
        return [dict(rule.given) for rule in rules]

    def status(self) -> list[dict[str, Any]]:
        """All rules with their counters."""
        return [rule.status() for rule in self._rules]

    def clear(self) -> None:
        """Remove all rules."""
        self._rules.clear()

    def plan(self, event: Event, partly_denied: str | None = None) -> Plan:
        """Ask each rule about a call.

        The first that ends the call wins; later ones that would end it, and after a refusal later
        ones that would change what it does, do not even count it. With `partly_denied`, a rule
        that denies one of several stacks gives its pairs this code and does not end the call.
        """
        plan = Plan()
        for rule in self._rules:
            in_part = partly_denied is not None and rule.denies_a_part(event)
            ends = rule.effect in ("error", "drop", "rate") and not in_part
            if rule.effect != "latency" and (plan.refused or (ends and plan.ending)):
                continue
            if rule.matches(event) and rule.hit(event.time):
                if in_part:
                    plan.item_rules.append((rule, {**rule.given["error"], "code": partly_denied}))
                else:
                    self._apply(rule, plan)
        return plan

    @staticmethod
    def _apply(rule: Rule, plan: Plan) -> None:
        value = rule.given[rule.effect]
        if rule.effect == "latency":
            plan.latency += value
        elif rule.effect == "item_error":
            plan.item_rules.append((rule, value))
        elif rule.effect == "vanish":
            plan.vanish.append(rule.given["user"])
        elif rule.effect == "appear":
            plan.appear.append(value)
        else:
            plan.ending = rule


def _checked(given: Any) -> dict[str, Any]:
    """The rule with its defaults, or a UsageError that names what is wrong."""
    if not isinstance(given, dict):
        raise UsageError(f"a fault rule must be an object, not {given!r}")
    for key in given:
        if key not in _KEYS:
            raise UsageError(f"unknown key {key!r} in a fault rule; known keys: {', '.join(_KEYS)}")
    effects = [key for key in _EFFECTS if key in given]
    if len(effects) != 1:
        found = " and ".join(effects) or "none"
        raise UsageError(f"a fault rule has one effect of {', '.join(_EFFECTS)}; found {found}")
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
    _require(rule, "user", rule.get("user") is not None, "given with 'vanish': who is to vanish")


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
