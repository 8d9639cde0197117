# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of the service: their names, what was sent with them, and how they are made to fail."""

from __future__ import annotations

from typing import Any

CREATE, ENABLE, DISABLE, DELETE = "CreateUser", "EnableUser", "DisableUser", "DeleteUser"
ASSOCIATE, DISASSOCIATE = "BatchAssociateUserStack", "BatchDisassociateUserStack"
USERS, PAIRS, STACKS = "DescribeUsers", "DescribeUserStackAssociations", "DescribeStacks"
EXISTS = "ResourceAlreadyExistsException"
NOT_FOUND = "ResourceNotFoundException"
DENIED, QUOTA, EXPIRED = "AccessDeniedException", "LimitExceededException", "ExpiredTokenException"
THROTTLED = "ThrottlingException"
NOT_PERMITTED = "OperationNotPermittedException"


def sent(emulator: Any, operation: str) -> list[dict[str, Any]]:
    """What was sent with each call of one operation."""
    return [call["params"] for call in emulator.calls if call["operation"] == operation]


def mails(emulator: Any) -> list[tuple[str, str, str | None]]:
    return [(mail["kind"], mail["user_name"], mail["stack_name"]) for mail in emulator.mails]


def fail(emulator: Any, operation: str, code: str, times: int | None = 1, **rule: Any) -> None:
    """The next calls of an operation end with an error."""
    error = {"code": code, "message": "the words of the service"}
    error.update(rule.pop("error", {}))
    emulator.add_fault({"operation": operation, "error": error, "times": times, **rule})


def hide_stacks(emulator: Any) -> None:
    """Stacks cannot be listed: a stack that does not exist shows when somebody is put on it."""
    fail(emulator, STACKS, DENIED, times=None)


def item_fail(emulator: Any, code: str, times: int | None = 1, **rule: Any) -> None:
    """The next batches have an error for some pairs."""
    item_error = {"code": code, **rule.pop("item_error", {})}
    operation = rule.pop("operation", ASSOCIATE)
    emulator.add_fault({"operation": operation, "item_error": item_error, "times": times, **rule})


def drop(emulator: Any, operation: str, when: str, times: int | None = 1, **rule: Any) -> None:
    """The next answers are lost, before or after the effect."""
    emulator.add_fault({"operation": operation, "drop": when, "times": times, **rule})


def names(count: int, prefix: str = "u") -> list[str]:
    return [f"{prefix}{number:03}@example.com" for number in range(count)]
