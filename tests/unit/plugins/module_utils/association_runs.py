# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A pool with four users, and what appstream_user_stack_association makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    DISASSOCIATE,
    names,
    sent,
)

ADA = "ada@example.com"  # on design
BEN = "ben@example.com"  # on no stack
CLEO = "cleo@example.com"  # on design and office
EVA = "Eva@example.com"  # on no stack, and asked for as eva@example.com
LOWER_EVA = "eva@example.com"
NEW = "new@example.com"  # not in the pool
NEW2 = "new2@example.com"
UNKNOWN = "USER_NAME_NOT_FOUND"
CALL_OF = {"present": ASSOCIATE, "absent": DISASSOCIATE}
BOTH_STATES = pytest.mark.parametrize("state", ["present", "absent"])


def add_people(pool: Any) -> Any:
    """The pool with four users."""
    for name in (ADA, BEN, CLEO, EVA):
        pool.add_user(name)
    for pair in ((ADA, "design"), (CLEO, "design"), (CLEO, "office")):
        pool.associate(*pair)
    return pool


def every(users: list[str], stacks: list[str], **more: Any) -> dict[str, Any]:
    """The options for every combination."""
    return {"user_names": users, "stack_names": stacks, **more}


def pairs(*asked: tuple[Any, ...]) -> dict[str, Any]:
    """The options for pairs one by one, some of them with a mail option of their own."""
    keys = ("user_name", "stack_name", "send_email_notification")
    return {"associations": [dict(zip(keys, pair)) for pair in asked]}


def crowd(pool: Any, count: int, *stacks: str) -> list[str]:
    """So many users more, on these stacks."""
    for name in names(count):
        pool.add_user(name)
        for stack in stacks:
            pool.associate(name, stack)
    return names(count)


def batches(emulator: Any, operation: str = ASSOCIATE) -> list[list[str]]:
    """The users in each of the batches."""
    calls = sent(emulator, operation)
    return [[item["UserName"] for item in call["UserStackAssociations"]] for call in calls]


def sizes(emulator: Any, operation: str = ASSOCIATE) -> list[int]:
    return [len(batch) for batch in batches(emulator, operation)]


def writes(emulator: Any) -> int:
    return sum(not call["operation"].startswith("Describe") for call in emulator.calls)


def appear(emulator: Any, after: int) -> None:
    """After so many batches, somebody else creates NEW."""
    fields = {"user_name": NEW}
    emulator.add_fault({"operation": ASSOCIATE, "user": NEW, "after": after, "appear": fields})


def those(answer: dict[str, Any], key: str) -> list[tuple[str, str]]:
    """The pairs whose rows say so."""
    rows = answer["associations"]
    return [(row["user_name"], row["stack_name"]) for row in rows if row[key]]


def only_row(answer: dict[str, Any]) -> dict[str, Any]:
    (row,) = answer["associations"]
    assert isinstance(row, dict)
    return row


def row(user: str, stack: str, action: str = "none", msg: str | None = None) -> dict[str, Any]:
    """A row of something that did not fail."""
    return {
        "user_name": user,
        "stack_name": stack,
        "action": action,
        "changed": action != "none",
        "failed": False,
        "error_code": None,
        "msg": msg,
    }
