# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rosters and users that several tests have in common."""

from __future__ import annotations

import time
from typing import Any

from appstream_emulator import DEFAULT_REGION, Emulator

HEAD = "user_name,first_name,last_name,stack_names,enabled\n"
DAY = 86_400
USERS: list[dict[str, Any]] = [
    {"user_name": "ada@example.com", "stack_names": ["design", "office"]},
    {"user_name": "ben@example.com", "enabled": False},
    {"user_name": "cleo@example.com", "stack_names": ["office"]},
]


def people(count: int) -> str:
    """A CSV roster; every tenth is to be disabled."""
    rows = [
        f'u{n}@example.com,First,Last{n},"office;design",{"false" if n % 10 == 0 else ""}\n'
        for n in range(1, count + 1)
    ]
    return HEAD + "".join(rows)


def pending(name: str, days: int, **more: Any) -> dict[str, Any]:
    """A user created that many days ago, at the end of the day, as far as it has come today."""
    now = time.time()
    created = now - days * DAY if days == 0 else (now // DAY - days) * DAY + 86_399
    return {"user_name": f"{name}@example.com", "created_time": created, **more}


def reviewed(*rows: str) -> str:
    """The CSV of a review of today, with such rows: user, stack and decision."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    pool = f"ada@example.com,{now},any,{Emulator().pool().account}/{DEFAULT_REGION}"
    head = "user_name,stack_name,decision,reviewer,reviewed_at,pool,pool_id\n"
    return head + "".join(f"{row},{pool}\n" for row in rows)
