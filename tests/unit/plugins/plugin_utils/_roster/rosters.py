# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of rosters have in common: a user, and how to read what has faults or none."""

from __future__ import annotations

from typing import Any

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import read_addresses

BOM = "\ufeff"
ADA = {"user_name": "ada@example.com"}
WHOLE = {
    **ADA,
    "first_name": "Ada",
    "last_name": "Lovelace",
    "stack_names": ["design", "office"],
    "enabled": False,
}


def users(source: Any, form: str | None = None, **options: Any) -> list[dict[str, Any]]:
    """The users of a roster without faults."""
    read = read_roster(source, form, **options)
    assert read["faults"] == []
    return list(read["users"])


def faults(source: Any, form: str | None = None, **options: Any) -> list[str]:
    read = read_roster(source, form, **options)
    assert read["users"] == []
    return list(read["faults"])


def names(source: Any, form: str | None = None) -> list[str]:
    read = read_addresses(source, form)
    assert read["faults"] == []
    return list(read["user_names"])


def bad_names(source: Any, form: str | None = None) -> list[str]:
    read = read_addresses(source, form)
    assert read["user_names"] == []
    return list(read["faults"])
