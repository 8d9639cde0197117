# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A pool in which appstream_user replaces users whose names differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DENIED,
    DISABLE,
    DISASSOCIATE,
    EXISTS,
    NOT_FOUND,
    NOT_PERMITTED,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_runs import WRITES
from ansible_collections.euc.appstream.tests.unit.shared_time import SharedTime, timed_runtime

ADA = "ada@example.com"  # disabled, confirmed, on design and office
BEN = "ben@example.com"  # enabled, pending, on design
CLEO = "cleo@example.com"  # enabled, pending, without names, on no stack
NEW = "new@example.com"
LONG = 1000.0  # seconds of lag that no run waits for

# What is asked for of ADA in most tests: another first name, and one stack more, with a mail.
ASKED: dict[str, Any] = {
    "user_name": ADA,
    "first_name": "Eve",
    "stack_names": ["extra"],
    "send_email_notification": True,
}
PREVIOUS: dict[str, Any] = {
    "previous_stack_names": ["design", "office"],
    "previous_enabled": False,
    "previous_first_name": "Ada",
    "previous_last_name": "Example",
}
MAILS = [("assignment", ADA, "extra"), ("welcome", ADA, None)]


@dataclass
class Lab:
    """Runs appstream_user with on_name_change=recreate, on a pool with three users."""

    run: Any
    emulator: Any
    pool: Any
    connection: Any
    time: SharedTime

    def __call__(self, **params: Any) -> dict[str, Any]:
        given = {"on_name_change": "recreate", "removal_limit": 99} | params
        answer: dict[str, Any] = self.run(**given)
        return answer

    def widen(self, max_concurrency: int) -> None:
        """Up to so many calls side by side, from now on."""
        self.run.runtime = timed_runtime(self.connection, max_concurrency, self.time)


def fault(lab: Lab, operation: str, code: str, times: int | None = None, **rule: Any) -> None:
    """The next calls of an operation end with an error."""
    error = {"code": code, **rule.pop("error", {})}
    lab.emulator.add_fault({"operation": operation, "error": error, "times": times, **rule})


def drop(lab: Lab, operation: str, when: str, times: int | None = None, **rule: Any) -> None:
    """The next responses are lost, before or after the effect."""
    lab.emulator.add_fault({"operation": operation, "drop": when, "times": times, **rule})


def fail_at(lab: Lab, step: str, rule: dict[str, Any]) -> None:
    """A step of ADA's replacement goes wrong."""
    operation, after = STEPS[step]
    lab.emulator.add_fault({"operation": operation, "user": ADA, "after": after, **rule})


def names_in(call: dict[str, Any]) -> set[str]:
    """The users that a call is about."""
    items = call["params"].get("UserStackAssociations") or [call["params"]]
    return {item["UserName"] for item in items if "UserName" in item}


def writes(lab: Lab, user: str | None = None) -> list[str]:
    """The writing calls in their order, of one user or of all."""
    return [
        call["operation"]
        for call in lab.emulator.calls
        if call["operation"] in WRITES and (user is None or user in names_in(call))
    ]


def mails(lab: Lab) -> list[tuple[str, str, str | None]]:
    sent = [(mail["kind"], mail["user_name"], mail["stack_name"]) for mail in lab.emulator.mails]
    return sorted(sent, key=repr)


def stacks_of(lab: Lab, name: str) -> set[str]:
    return {stack for user, stack in lab.pool.associations if user == name}


def state(lab: Lab, name: str) -> tuple[str | None, str | None, bool, set[str]] | None:
    """First and last name, whether enabled, and stacks; None for nobody."""
    user = lab.pool.users.get(name)
    if user is None:
        return None
    return user.first_name or None, user.last_name or None, user.enabled, stacks_of(lab, name)


def row_of(answer: dict[str, Any], name: str = ADA) -> dict[str, Any]:
    row: dict[str, Any] = next(row for row in answer["users"] if row["user_name"] == name)
    return row


def previous(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key.startswith("previous_")}


def entries(*user_names: str, **more: Any) -> list[dict[str, Any]]:
    """Users who are asked for with another first name."""
    return [{"user_name": name, "first_name": "Eve", **more} for name in user_names]


def many(count: int) -> list[str]:
    return [f"s{number:02}" for number in range(count)]


def crowd(lab: Lab, count: int, stacks: Iterable[str] = ("design",)) -> list[str]:
    """Some more users, each of them on these stacks."""
    names = [f"u{number:02}@example.com" for number in range(count)]
    for name in names:
        lab.pool.add_user(name, "U", "Example")
        for stack in stacks:
            lab.pool.associate(name, stack)
    return names


# The step at which something fails: the call, and how often it was made before.
STEPS = {
    "dry create": (CREATE, 0),
    "disassociate": (DISASSOCIATE, 0),
    "delete": (DELETE, 0),
    "create": (CREATE, 1),
    "associate": (ASSOCIATE, 0),
    "disable": (DISABLE, 0),
}


def _error(code: str, times: int | None = None, **more: Any) -> dict[str, Any]:
    return {"error": {"code": code, **more}, "times": times}


def _item(code: str, times: int | None = None, **more: Any) -> dict[str, Any]:
    return {"item_error": {"code": code, **more}, "times": times}


KINDS: dict[str, dict[str, Any]] = {
    "throttled": _error("ThrottlingException", 3),
    "throttled for good": _error("ThrottlingException"),
    "500": _error("InternalFailure", 2, status=500),
    "500 for good": _error("InternalFailure", status=500),
    "500 with effect": _error("InternalFailure", 1, status=500, after_effect=True),
    "lost before": {"drop": "before", "times": 1},
    "lost after": {"drop": "after", "times": 1},
    "lost before for good": {"drop": "before", "times": None},
    "lost after for good": {"drop": "after", "times": None},
    "denied": _error(DENIED),
    "denied on office": {**_error(DENIED), "stack": "office"},
    "not permitted": _error(NOT_PERMITTED),
    "quota": _error("LimitExceededException"),
    "not found": _error(NOT_FOUND),
    "not found at first": _error(NOT_FOUND, 3),
    "exists": _error(EXISTS),
    "exists at first": _error(EXISTS, 3),
    "unheard of": _error("NobodyKnowsException"),
    "inside": _item("INTERNAL_ERROR", 2),
    "inside for good": _item("INTERNAL_ERROR"),
    "inside with effect": _item("INTERNAL_ERROR", effect=True),
    "no user": _item("USER_NAME_NOT_FOUND"),
    "no user at first": _item("USER_NAME_NOT_FOUND", 3),
    "no stack": _item("STACK_NOT_FOUND"),
    "no extra": {**_item("STACK_NOT_FOUND"), "stack": "extra"},
    "no office": {**_item("STACK_NOT_FOUND"), "stack": "office"},
    "office inside for good": {**_item("INTERNAL_ERROR"), "stack": "office"},
}
ALL = {"design", "office", "extra"}

PURGE = {"purge_stacks": True, "stack_names": ["extra"]}
