# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Columns as people name them."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.columns import (
    COLUMNS,
    ignored_columns,
    validate_columns,
)

OTHER_COLUMNS = (
    "name status department display_name employee_id e-mail mail phone start_date end_date "
    "manager_email work_email email_address username UserName enabled_date enabled_by email2 "
    "first_name_kana last_name_2 stack_names_old user_id stack active disabled title city "
    "last_login last_seen full_name middle_name nickname upn userPrincipalName arn "
)


@pytest.mark.parametrize("column", OTHER_COLUMNS.split())
@pytest.mark.parametrize("others", [["user_name"], ["email"], [*COLUMNS]])
def test_other_columns_are_ignored_with_a_warning(others: list[str], column: str) -> None:
    assert validate_columns([*others, column]) == []
    assert ignored_columns([*others, column]) == [f"columns ignored: {column}"]


@pytest.mark.parametrize(
    ("column", "similar"),
    [
        ("e-mail", "email"),
        ("Mail", "email"),
        ("username", "user_name"),
        ("User-Name", "user_name"),
        ("firstname", "first_name"),
        ("LastName", "last_name"),
        ("stack_name", "stack_names"),
        ("enable", "enabled"),
        ("Enabled?", "enabled"),
        ("is_enabled", "enabled"),
        ("first\nname", "first_name"),
    ],
)
def test_a_column_similar_to_a_missing_one_is_an_error(column: str, similar: str) -> None:
    other = [] if similar in ("email", "user_name") else ["user_name"]
    error = f"column {column!r} looks like {similar!r}; rename or remove it"
    assert validate_columns([*other, column]) == [error]


def test_two_columns_of_the_same_meaning_are_an_error() -> None:
    assert validate_columns(["user_name", "Email", "Enabled", " enabled"]) == [
        "columns 'user_name' and 'Email' mean the same; keep one of them",
        "columns 'Enabled' and ' enabled' mean the same; keep one of them",
    ]
    assert validate_columns(["user_name", "notes", "notes", ""]) == []
