# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of users in every form in which they come."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read_options import ReadOptions
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import read_user_list
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    ADA,
    BOM,
    bad_names,
    names,
    users,
)

HINT = (
    "name the right one in user_pool_roster_columns, such as user_name=Heading; logins without a"
    " domain need user_pool_roster_domain, too"
)
ADA_AND_BEN = ["ada@example.com", "ben@example.com"]


@pytest.mark.parametrize("start", ["", BOM])
@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("ada@example.com\nben@example.com\n", None),
        ("ada@example.com\r\n\r\n ben@example.com \r\nada@example.com", "text"),
        ("ada@example.com, ben@example.com", None),
        ("ada@example.com;ben@example.com;", None),
        ("ada@example.com\tben@example.com", None),
        ("user_name\nada@example.com\nben@example.com\n", None),
        ("name;E-Mail;Email\nA;x;ada@example.com\nB;;ben@example.com\n", "csv"),
        ('"user_name","notes"\nada@example.com,"a\nb"\nben@example.com,\n', "text"),
        ("- ada@example.com\n- ben@example.com\n", None),
        ("- ada@example.com\n- ben@example.com\n", "text"),
        ("---\n- ada@example.com\n- ben@example.com\n", None),
        ("---\nusers:\n- user_name: ada@example.com\n- {user_name: ben@example.com}", None),
        ('[\t"ada@example.com", "ben@example.com"]', None),
        ('["ada@example.com", "ben@example.com"]', "json"),
        ("roster: [ada@example.com, ben@example.com]", "yaml"),
    ],
)
def test_addresses_in_text(text: str, format: str | None, start: str) -> None:
    assert names(start + text, format) == ADA_AND_BEN


@pytest.mark.parametrize(
    "source",
    [
        ["ada@example.com", "ben@example.com"],
        ("ada@example.com", " ben@example.com\n", "ada@example.com"),
        ["", "ada@example.com", None, "ben@example.com", []],
        {"users": ["ada@example.com", "ben@example.com"]},
        [{"user_name": "ada@example.com", "desk": "?"}, {"user_name": "ben@example.com"}],
        {"users": [{"email": "ada@example.com", "stack": 5}, {"email": "ben@example.com"}]},
    ],
)
def test_addresses_in_lists(source: Any) -> None:
    assert names(source) == ADA_AND_BEN


@pytest.mark.parametrize("source", [None, [], "", " \n", "[]", [""], "user_name\n", "---\n"])
def test_no_addresses(source: Any) -> None:
    assert names(source) == []


@pytest.mark.parametrize(
    ("source", "format", "expected"),
    [
        (
            "ada@example.com\nben\n\n, Cleo <cleo@example.com>\n",
            None,
            [
                "line 2 ('ben'): user_name is not an email address",
                "line 4 ('Cleo <cleo@example.com>'): user_name contains white space, user_name"
                " contains < >, so it is not an email address, write 'cleo@example.com'",
            ],
        ),
        (
            "user_name,x\nada@example.com,\n,red\nben@example.com\n",
            None,
            [
                "line 3: user_name is empty",
                "line 4 ('ben@example.com'): has 1 cells, the header has 2",
            ],
        ),
        (
            ["ada@example.com", 5, ["x"], "a\nb"],
            None,
            [
                "entry 2: 5 is not text",
                "entry 3: ['x'] is not text",
                "entry 4 ('a\\nb'): user_name contains white space,"
                " user_name is not an email address",
            ],
        ),
        (
            [ADA, {"email": None, "user_name": 5}, {}, "x"],
            None,
            [
                "entry 2: user_name 5 is not text; put it in quotes",
                "entry 3: user_name is empty",
                "entry 4: 'x' is not a mapping of keys and values",
            ],
        ),
        (
            "Email;email\nada@example.com;ben@example.com\n",
            "csv",
            [
                "columns 'Email' and 'email' both mean user_name, and differ in line 2; say which"
                " one counts with user_pool_roster_columns, or name the others in"
                " user_pool_roster_ignore"
            ],
        ),
        (
            "ada@example.com\nben@example.com\n",
            "csv",
            [f"no column 'user_name' or 'email'; the columns are 'ada@example.com'; {HINT}"],
        ),
        (
            [{"name": "Ada"}],
            None,
            [f"no column 'user_name' or 'email'; the columns are 'name'; {HINT}"],
        ),
    ],
)
def test_every_bad_address_is_reported_with_its_place(
    source: Any, format: str | None, expected: list[str]
) -> None:
    assert bad_names(source, format) == expected


@pytest.mark.parametrize("source", ["ada@example.com\n", ["ada@example.com"]])
def test_options_about_columns_do_not_concern_plain_addresses(source: Any) -> None:
    """An inventory may have them for its rosters."""
    columns = {"user_name": "Work Email", "enabled": "Status"}
    assert names(source, columns=columns, ignore=["State"]) == ["ada@example.com"]
    assert users(["ada@example.com"], columns=columns) == [{"user_name": "ada@example.com"}]


def test_c8_names_that_only_the_pool_can_vouch_for() -> None:
    odd = "a;b@example.com"
    read = read_user_list([odd, "a b@example.com"])
    assert (len(read["errors"]), read["unlikely_user_names"]) == (2, [odd])
    assert read_user_list([odd], known_user_names=[odd])["user_names"] == [odd]


def test_c13_a_list_with_previous_names_is_none_of_users_to_offboard() -> None:
    text = "previous_user_name,user_name\nold@x.io,new@x.io\n"
    (error,) = read_user_list(text, selection="inactive")["errors"]
    assert error.startswith("column 'previous_user_name' has other addresses of the users;")
    assert read_user_list(text, selection="active")["user_names"] == ["new@x.io"]
    for options, expected in (
        (ReadOptions(ignore=["previous_user_name"]), "new@x.io"),
        (ReadOptions(columns={"user_name": ["previous_user_name"]}), "old@x.io"),
    ):
        assert read_user_list(text, None, options, "inactive")["user_names"] == [expected]
    empty = text.replace("old@x.io", "")
    assert read_user_list(empty, selection="inactive")["user_names"] == ["new@x.io"]


FORM = "Timestamp,Email,{0}\n2026-05-31 12:00:00,hr@example.com,{1}\n"


@pytest.mark.parametrize(
    "heading", ["Employee email", "Email of the person", "Who leaves?", "Work email"]
)
def test_l4_a_second_address_in_a_list_may_be_the_one_that_is_meant(heading: str) -> None:
    text = FORM.format(heading, "ada@example.com")
    for selection in ("active", "inactive"):
        (error,) = read_user_list(text, selection=selection)["errors"]
        assert error == (
            f"columns 'Email' and {heading!r} have different addresses in line 2; say which one"
            " counts with user_pool_roster_columns, such as user_name=Heading, or name the other"
            " one in user_pool_roster_ignore"
        )
    ignored = ReadOptions(ignore=[heading])
    assert read_user_list(text, None, ignored, "inactive")["user_names"] == ["hr@example.com"]
    mapped = ReadOptions(columns={"user_name": [heading]})
    assert read_user_list(text, None, mapped, "inactive")["user_names"] == ["ada@example.com"]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        *(("Manager email", "cleo@example.com"), ("Personal email", "ada@example.net")),
        *(("userPrincipalName", "ada@example.net"), ("Created by", "cleo@example.com")),
        *(("Employee email", "HR@example.com"), ("Employee email", ""), ("Note", "to ada@x.io")),
    ],
)
def test_l4_addresses_of_others_and_logins_are_not_meant(heading: str, cell: str) -> None:
    read = read_user_list(FORM.format(heading, cell), selection="inactive")
    assert (read["errors"], read["user_names"]) == ([], ["hr@example.com"])


REMARK = "Example (terminated)"
BESIDE_NAMES: tuple[tuple[Any, dict[str, Any]], ...] = (
    (f"email,last_name\n{ADA_AND_BEN[0]},{REMARK}\n", {}),
    (f"email,First name\n{ADA_AND_BEN[0]},{REMARK}\n", {}),
    (f"email,Foo\n{ADA_AND_BEN[0]},{REMARK}\n", {"last_name": ["Foo"]}),
    (f"email,Foo\n{ADA_AND_BEN[0]},Ada {REMARK}\n", {"first_name last_name": ["Foo"]}),
    (f"email,Foo\n{ADA_AND_BEN[0]},Ada (terminated)\n", {"first_name last_name": ["Foo"]}),
    ([{"email": ADA_AND_BEN[0], "last_name": ["Example", "terminated"]}], {}),
)


@pytest.mark.parametrize(("source", "columns"), BESIDE_NAMES)
def test_l1_a_remark_beside_a_name_that_is_not_used_stops_the_run(
    source: Any, columns: dict[str, Any]
) -> None:
    """The name is not used, but such a user must not be mailed. In a list of leavers, the remark
    says nothing new."""
    options = ReadOptions(columns=columns)
    for selection in (None, "active"):
        read = read_user_list(source, None, options, selection)
        assert read["user_names"] == []
        (error,) = read["errors"]
        assert error.endswith("may say that the user must not have access; write the name alone")
    leavers = read_user_list(source, None, options, "inactive")
    assert (leavers["errors"], leavers["user_names"]) == ([], ADA_AND_BEN[:1])


@pytest.mark.parametrize(
    ("status", "selection", "read"),
    [
        *(("Active", "active", None), ("Active", "inactive", None), ("", "inactive", None)),
        *(("Terminated", "active", []), ("Terminated", "inactive", ADA_AND_BEN[:1])),
    ],
)
def test_l1_a_remark_beside_a_name_counts_if_no_column_blocks_the_user(
    status: str, selection: str, read: list[str] | None
) -> None:
    """Nobody with such a remark is passed over as one who stays."""
    text = f"email,last_name,Stand\n{ADA_AND_BEN[0]},{REMARK},{status}\n"
    found = read_user_list(text, None, ReadOptions(columns={"enabled": ["Stand"]}), selection)
    assert found["user_names"] == (read or [])
    assert bool(found["errors"]) is (read is None)


@pytest.mark.parametrize("selection", [None, "active", "inactive"])
@pytest.mark.parametrize(
    ("cell", "column"),
    [
        *(("Ada", "first_name last_name"), ("Ada Maria Example", "first_name last_name")),
        *((5, "last_name"), ([5], "first_name"), (5, "previous_user_name"), (5, "stack_names")),
    ],
)
def test_what_is_wrong_with_names_and_stacks_does_not_concern_a_list_of_users(
    cell: Any, column: str, selection: str | None
) -> None:
    """They are not used, whether an option names their column or its heading."""
    given = ReadOptions(columns={column: ["Foo"]})
    if (selection, column) != ("inactive", "previous_user_name"):
        entries = [{"email": ADA_AND_BEN[0], "Foo": cell}]
        assert read_user_list(entries, None, given, selection)["user_names"] == ADA_AND_BEN[:1]
        entries = [{"email": ADA_AND_BEN[0], column: cell}]
        assert read_user_list(entries, None, None, selection)["user_names"] == ADA_AND_BEN[:1]


def test_l3_a_column_that_an_option_explains_needs_a_selection() -> None:
    """Only the filter has none."""
    text = "email,Stand\nada@example.com,Active\nben@example.com,Terminated\n"
    options = ReadOptions(columns={"enabled": ["Stand"]})
    assert read_user_list(text, None, options)["errors"] == [
        "column 'Stand' says who may sign in, so the file may list other users, too; set selection"
        " to active or inactive, or name it in ignore instead of columns"
    ]
    assert read_user_list(text, None, options, "active")["user_names"] == ADA_AND_BEN[:1]
    assert read_user_list(text, None, ReadOptions(ignore=["Stand"]))["user_names"] == ADA_AND_BEN


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Nachname", "Example (bleibt bei uns)"),
        ("last_name", "Example (do not disable)"),
        ("last_name", "Example - keep"),
        ("first_name", "Ada [active]"),
        ("last_name", ["Example", "do not disable"]),
    ],
)
def test_l3_a_name_may_say_who_stays(heading: str, name: Any) -> None:
    source = [{"email": ADA_AND_BEN[0], heading: name}]
    read = read_user_list(source, None, ReadOptions(), "inactive")
    assert read["user_names"] == []
    assert "may say that the user is to stay; remove the user, or" in read["errors"][0]
    assert read_user_list(source, None, ReadOptions(), "active")["errors"] == []


@pytest.mark.parametrize("name", ["Keep", "Neu", "Active", "Stay-Example", "Stayner (Berlin)"])
def test_l3_a_name_may_be_a_word_of_those_who_stay(name: str) -> None:
    source = [{"email": ADA_AND_BEN[0], "last_name": name}]
    read = read_user_list(source, None, ReadOptions(), "inactive")
    assert (read["user_names"], read["errors"]) == ([ADA_AND_BEN[0]], [])


def test_l3_name_beside_vorname_may_say_who_stays() -> None:
    source = f"Vorname,Name,E-Mail\nAda,Example (bleibt bei uns),{ADA_AND_BEN[0]}\n"
    read = read_user_list(source, None, ReadOptions(), "inactive")
    assert "may say that the user is to stay" in read["errors"][0]
