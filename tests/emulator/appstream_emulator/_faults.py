# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Injects faults by rule: errors, lost connections, latency and races, in a fixed order.

``Emulator.add_fault({KEY: VALUE, ...})`` and ``POST /_emulator/faults``, with such an object or a
list of them, append rules. The values below are JSON. Each call is compared with the rules in
their order; the first one that ends the call wins, see ``Faults.plan``. ``GET /_emulator/faults``
shows each rule with ``matched``, the calls that its filters match, and ``hits``, the calls that it
changed.

Matched calls
=============

=========== ========= ==============================================================================
operation   (needed)  the name of a call, like "CreateUser", or "*" for all
user        null      a user name; null: any. In a batch, one pair must match ``user`` and ``stack``
stack       null      a stack name; null: any
region      null      a Region; null: any
after       0         number of matching calls that pass before the first hit
times       1         maximum number of hits; null: unlimited. Not with ``rate``
probability 1         the share of the calls that are hit, by chance, from 0 to 1; not with ``rate``
seed        0         of the random generator: the same seed gives the same hits
burst       1         number of calls that may come at once; with ``rate`` only
=========== ========= ==============================================================================

Effects
=======

Each rule has one of these.

=========== ========= ==============================================================================
error       {...}     the call ends with an error:
                      ``code``: like "ThrottlingException"; needed
                      ``message``: its message (default: the message of the service for the code)
                      ``status``: the HTTP status, from 400 to 599 (default: that of the code)
                      ``after_effect``: true if the call still has its effect (default: false)
item_error  {...}     in a batch, the pairs that match ``user`` and ``stack`` fail:
                      ``code``: like "INTERNAL_ERROR"; needed
                      ``message``: as above
                      ``effect``: true if such a pair still has its effect (default: false)
drop        "before"  the connection is lost before the call has its effect
            "after"   the connection is lost after the call has its effect
latency     SECONDS   added to the time of the call
rate        NUMBER    of calls a second that pass; the others get ThrottlingException
vanish      true      somebody else deletes ``user`` before the call. A call that names no user,
                      like DescribeUsers, matches too, unless ``operation`` is "*"
appear      {...}     somebody else creates a user before the call: ``user_name`` and what
                      ``Pool.add_user`` takes; an existing user stays
=========== ========= ==============================================================================
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ._fault_checks import EFFECTS, checked


@dataclass(frozen=True)
class Event:
    """The properties of a call that rules can match."""

    operation: str
    region: str
    targets: Sequence[tuple[str | None, str | None]]
    time: float


@dataclass
class Plan:
    """The effects of the rules on one call."""

    latency: float = 0.0
    # The rule that decides how the call ends.
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
    """One rule with its counters."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given = checked(given)
        self.effect = next(key for key in EFFECTS if key in given)
        self.matched = 0
        self.hits = 0
        self._random = random.Random(self.given["seed"])
        self._tokens = float(self.given.get("burst", 1))
        self._filled: float | None = None

    def status(self) -> dict[str, Any]:
        """The rule with its counters."""
        return {**self.given, "matched": self.matched, "hits": self.hits}

    def names(self, target: tuple[str | None, str | None]) -> bool:
        """Whether the filters for user and stack, if any, match one pair."""
        user, stack = target
        given = self.given
        return given.get("user") in (None, user) and given.get("stack") in (None, stack)

    def matches(self, event: Event) -> bool:
        """Whether the filters match a call."""
        given = self.given
        if given["operation"] not in ("*", event.operation):
            return False
        if given.get("region") not in (None, event.region):
            return False
        if self.effect == "item_error" and not event.operation.startswith("Batch"):
            return False
        if any(self.names(target) for target in event.targets):
            return True
        # DescribeUsers names no user, but a user may vanish at this call, too.
        nobody = all(user is None for user, _stack in event.targets)
        return self.effect == "vanish" and nobody and given["operation"] != "*"

    def denies_a_part(self, event: Event) -> bool:
        """Whether this rule denies a stack of a batch that also has other pairs."""
        return (
            self.effect == "error"
            and self.given["error"]["code"] == "AccessDeniedException"
            and self.given.get("stack") is not None
            and event.operation.startswith("Batch")
            and not all(self.names(target) for target in event.targets)
        )

    def hit(self, now: float) -> bool:
        """Count a matching call; returns whether it is hit."""
        self.matched += 1
        given = self.given
        if self.matched <= given["after"]:
            return False
        if self.effect == "rate":
            hit = not self._has_token(now)
        else:
            hit = given["times"] is None or self.hits < given["times"]
            # Drawn only if needed, so that a seed always gives the same sequence.
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
        # Rounding of the clock may leave slightly less than a whole token.
        if self._tokens < 1 - 1e-3:
            return False
        self._tokens -= 1
        return True


class Faults:
    """All rules in their order."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []

    def add(self, given: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Append all rules, or none if one is invalid."""
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
        """Apply each rule to a call.

        The first rule that ends the call wins. Later rules that would end it do not count it, nor,
        if the call is rejected, do later rules that would change its effect. With `partly_denied`,
        a rule that denies one of several stacks gives its pairs this code; the call goes on.
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
