# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shared by the tests of rosters: a user, and how to read input with and without errors."""

from __future__ import annotations

from typing import Any

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.column_plan import ColumnPlan
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.columns import plan_columns
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read_options import ReadOptions
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.tabular import Row, Table
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import read_user_list

BOM = "\ufeff"
A = "ada@example.com"
ADA = {"user_name": A}
WHOLE = {
    **ADA,
    "first_name": "Ada",
    "last_name": "Lovelace",
    "stack_names": ["design", "office"],
    "enabled": False,
}


def users(source: Any, format: str | None = None, **options: Any) -> list[dict[str, Any]]:
    """The users of a roster without errors."""
    read = read_roster(source, format, ReadOptions.of(options))
    assert read["errors"] == []
    return list(read["users"])


def errors(source: Any, format: str | None = None, **options: Any) -> list[str]:
    read = read_roster(source, format, ReadOptions.of(options))
    assert read["users"] == []
    return list(read["errors"])


def names(source: Any, format: str | None = None, **options: Any) -> list[str]:
    read = read_user_list(source, format, ReadOptions.of(options))
    assert read["errors"] == []
    return list(read["user_names"])


def bad_names(source: Any, format: str | None = None, **options: Any) -> list[str]:
    read = read_user_list(source, format, ReadOptions.of(options))
    assert read["user_names"] == []
    return list(read["errors"])


def misread(text: str) -> str:
    """A file that is not UTF-8, as Ansible's file lookup returns it."""
    return text.encode("cp1252").decode("utf-8", "surrogateescape")


def plan(cells: dict[str, Any], **options: Any) -> ColumnPlan:
    """The plan of a table with one row."""
    return plan_columns(
        Table([Row("line 2", list(cells.values()))], list(cells)), ReadOptions.of(options)
    )
