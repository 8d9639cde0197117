# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users of whom a task with a journal takes something, and how it is interrupted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import UserPool

KIM, LEE = "kim@example.com", "lee@example.com"
USERS: list[dict[str, Any]] = [
    {
        "user_name": KIM,
        "first_name": "Kim",
        "last_name": "Old",
        "enabled": False,
        "stack_names": ["design", "office"],
    },
    {"user_name": LEE, "last_name": "Same", "stack_names": ["office"]},
]
BEFORE = [
    "disabled kim@example.com",
    "kim@example.com design",
    "kim@example.com office",
    "lee@example.com office",
]
NEW = {"user_name": KIM, "last_name": "New"}
WANTED = [NEW, {"user_name": LEE}]
CREATE_FAILS = {
    "operation": "CreateUser",
    "user": KIM,
    "after": 1,
    "times": None,
    "error": {"code": "ExpiredTokenException"},
}
ASSOCIATE_FAILS = {
    "operation": "BatchAssociateUserStack",
    "times": None,
    "error": {"code": "ExpiredTokenException"},
}
DISABLE_FAILS = {
    "operation": "DisableUser",
    "times": None,
    "error": {"code": "ExpiredTokenException"},
}
Run = Callable[..., dict[str, Any]]


def interrupt(pool: UserPool, sync: Run, *faults: dict[str, Any], **options: Any) -> None:
    """A recreate of KIM that ends half-way."""
    pool.emulator.add_faults(list(faults or [CREATE_FAILS]))
    result = sync(**options)
    assert (result["failed"], result["changed"]) == (True, True)
    pool.emulator.clear_faults()


def entries(journal: Path) -> list[dict[str, Any]]:
    users: list[dict[str, Any]] = json.loads(journal.read_text(encoding="utf-8"))["users"]
    return users
