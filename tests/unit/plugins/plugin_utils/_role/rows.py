# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of users as appstream_user returns them."""

from __future__ import annotations

from typing import Any

ADA, BEN, CLEO = "ada@example.com", "ben@example.com", "cleo@example.com"


def row(name: str = ADA, *actions: str, **known: Any) -> dict[str, Any]:
    known = {"stacks_added": [], "stacks_removed": [], "failed": False, "msg": None, **known}
    changed = bool(actions or known["stacks_added"] or known["stacks_removed"])
    return {"user_name": name, "actions": list(actions), "changed": changed, **known}


def failed(name: str, msg: str, *actions: str, **known: Any) -> dict[str, Any]:
    return row(name, *actions, failed=True, msg=msg, **known)


def listed(count: int) -> list[dict[str, Any]]:
    return [{"user_name": f"u{n}@example.com"} for n in range(count)]


def predicted(users: list[dict[str, Any]], *actions: str, **known: Any) -> dict[str, Any]:
    return {"users": [row(user["user_name"], *actions, **known) for user in users]}
