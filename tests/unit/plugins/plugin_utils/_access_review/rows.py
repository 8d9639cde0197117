# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users of a pool, and the report of them."""

from __future__ import annotations

from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.user import USER_KEYS
from ansible_collections.euc.appstream.plugins.plugin_utils._access_review.report import review

NOW = "2026-01-31T08:30:00Z"


WEEK_AGO = "2026-01-24T08:30:00+00:00"


A_LITTLE_MORE = "2026-01-24T08:29:59.999999+00:00"


ADA = "ada@example.com"


ADA_TOO = "Ada@example.com"


BEN = "ben@example.com"


FINE = {
    "created_time": WEEK_AGO,
    "enabled": True,
    "first_name": "Ada",
    "last_name": "Example",
    "stack_names": ["design"],
    "status": "CONFIRMED",
}


INVITED = {"status": "FORCE_CHANGE_PASSWORD", "created_time": A_LITTLE_MORE}


def user(name: str = ADA, **known: Any) -> dict[str, Any]:
    return {**dict.fromkeys(USER_KEYS), **FINE, "user_name": name, **known}


def report(*users: dict[str, Any], **options: Any) -> dict[str, Any]:
    return review(list(users), "main", "eu-west-1", **{"generated": NOW, **options})
