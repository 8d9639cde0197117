# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A pool with five users, and what appstream_user makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    DISASSOCIATE,
    ENABLE,
    PAIRS,
    USERS,
    sent,
)

ADA = "ada@example.com"  # enabled, pending, on design
BEN = "ben@example.com"  # disabled, confirmed, on no stack
CLEO = "cleo@example.com"  # disabled, pending, on no stack
DAN = "dan@example.com"  # enabled, confirmed, on design and office
EVA = "Eva@example.com"  # enabled, pending, and asked for as eva@example.com
NEW = "new@example.com"
NEW2 = "new2@example.com"
WRITES = {CREATE, ENABLE, DISABLE, DELETE, ASSOCIATE, DISASSOCIATE}


def writes(emulator: Any) -> list[str]:
    """The writing calls in their order."""
    return [call["operation"] for call in emulator.calls if call["operation"] in WRITES]


def batch_sizes(emulator: Any, operation: str = ASSOCIATE) -> list[int]:
    return [len(params["UserStackAssociations"]) for params in sent(emulator, operation)]


def users(*user_names: str) -> list[dict[str, Any]]:
    return [{"user_name": name} for name in user_names]


def by_name(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["user_name"]: row for row in answer["users"]}


def failed_names(answer: dict[str, Any]) -> list[str]:
    return [row["user_name"] for row in answer["users"] if row["failed"]]


STEPS = [
    pytest.param(USERS, {"user_name": NEW}, id="scan"),
    pytest.param(PAIRS, {"user_name": BEN, "stack_names": ["design"]}, id="read pairs"),
    pytest.param(CREATE, {"user_name": NEW}, id="create"),
    pytest.param(ENABLE, {"user_name": BEN, "enabled": True}, id="enable"),
    pytest.param(DISABLE, {"user_name": ADA, "enabled": False}, id="disable"),
    pytest.param(DELETE, {"user_name": BEN, "state": "absent"}, id="delete"),
    pytest.param(ASSOCIATE, {"user_name": BEN, "stack_names": ["design"]}, id="associate"),
    pytest.param(DISASSOCIATE, {"user_name": ADA, "state": "absent"}, id="disassociate"),
]
