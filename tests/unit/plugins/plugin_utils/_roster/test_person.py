# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows, read by the plan of their columns."""

from __future__ import annotations

from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    errors,
    users,
)


def test_whole_names_are_split_as_it_is_said() -> None:
    text = 'email,Name\na@x.io,"Example, Ada Maria"\nb@x.io,Ben\n'
    found = errors(text, columns={"last_name, first_name": "Name"})
    assert found == ["line 3 ('b@x.io'): 'Name' 'Ben' does not have one comma to split at"]
    read = users(text.replace("b@x.io,Ben\n", ""), columns={"last_name, first_name": "Name"})
    assert (read[0]["first_name"], read[0]["last_name"]) == ("Ada Maria", "Example")


def test_the_default_stacks_are_for_rows_that_have_none() -> None:
    read = users("email,stacks\na@x.io,\nb@x.io,design\n", stack_names=["office"])
    assert [user["stack_names"] for user in read] == [["office"], ["design"]]


def test_a_mark_that_is_none_is_an_error() -> None:
    (error,) = errors("email,office\na@x.io,maybe\n", stack_columns=["office"])
    assert error.startswith("line 2 ('a@x.io'): column 'office': 'maybe' does not mark a stack")


def test_l2_all_columns_about_access_count() -> None:
    text = "email,enabled,suspended,status,end_date\n"
    for cells, expected in (
        ("true,false,Active,", True),
        ("true,true,Active,", False),
        ("true,false,Terminated,", False),
        ("true,false,Active,2020-01-31", False),
        (",,,2999-01-31", None),
        (",,Full-time,never", None),
    ):
        assert users(f"{text}a@x.io,{cells}\n")[0].get("enabled") is expected


def test_l1_a_remark_beside_a_name_is_no_part_of_it() -> None:
    row = "email,first_name,last_name,status\na@x.io,Ada,Example (terminated),"
    (error,) = errors(f"{row}Active\n", unsupported_names="transliterate")
    assert error.startswith("line 2 ('a@x.io'): last_name 'Example (terminated)' may say that the")
    (user,) = users(f"{row}Inactive\n", unsupported_names="omit")
    assert user["enabled"] is False


def test_d2_only_the_column_enabled_of_our_own_form_creates_a_disabled_user() -> None:
    assert users("email,enabled\na@x.io,no\n") == [{"user_name": "a@x.io", "enabled": False}]
    for text in ("mail,enabled\na@x.io,no\n", "email,active\na@x.io,no\n"):
        expected = {"user_name": "a@x.io", "enabled": False, "on_missing_user": "ignore"}
        assert users(text) == [expected]


def test_c13_a_previous_name_goes_through_as_it_is() -> None:
    text = "previous_user_name,user_name\nold@x.io,new@x.io\n,ann@x.io\n"
    moved = [{"user_name": "new@x.io", "previous_user_name": "old@x.io"}, {"user_name": "ann@x.io"}]
    assert users(text) == moved
    assert users("Previous user name;email\nold@x.io;new@x.io\n") == moved[:1]
    columns = "previous_user_name=old\nuser_name=new"
    assert users("old,new\nold@x.io,new@x.io\n", columns=columns, domain="y.io") == moved[:1]
    assert users([*moved]) == moved


def test_c13_c8_a_previous_name_has_the_form_of_an_address() -> None:
    assert errors("previous_user_name,user_name\nold,new@x.io\n") == [
        "line 2 ('new@x.io'): previous_user_name is not an email address"
    ]


def test_c13_other_headings_are_no_previous_names() -> None:
    assert users("old email,email\nold@x.io,new@x.io\n") == [{"user_name": "new@x.io"}]
