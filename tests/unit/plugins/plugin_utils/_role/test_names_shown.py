# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many names a line shows."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.user import User
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import DesiredUser
from ansible_collections.euc.appstream.plugins.module_utils._plan.users import OTHER_NAME
from ansible_collections.euc.appstream.plugins.plugin_utils._role.names_shown import (
    count_with_names,
    how_many,
    read_names_shown,
    with_names,
    without_names,
)

NAMES = [f"u{n}@example.com" for n in range(7)]


@pytest.mark.parametrize(
    ("value", "text"),
    [("5", "5"), (5, "5"), (5.0, "5"), (" All ", "all"), ("none", "none"), (0, "none")],
)
def test_h3_a_number_all_or_none(value: Any, text: str) -> None:
    assert read_names_shown(value) == text


@pytest.mark.parametrize("value", ["", "five", "-1", "1.5", "\u0665", True])
def test_h3_anything_else_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="is none of all, none, or a number such as 5"):
        read_names_shown(value)


def test_h3_lines_have_so_many_names() -> None:
    assert count_with_names("created", NAMES, how_many("all")).endswith(f"7 ({', '.join(NAMES)})")
    assert count_with_names("created", NAMES, how_many("1")) == (
        "created: 7 (u0@example.com and 6 more)"
    )
    assert count_with_names("created", NAMES, how_many("none")) == "created: 7"
    assert count_with_names("created", [], how_many("all")) == ""
    assert with_names("2 x no", NAMES[:2], how_many(5), "[]") == (
        "2 x no [u0@example.com, u1@example.com]"
    )


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("not in the pool: 1 (ada@example.com)", "not in the pool: 1"),
        ("created: 7 (a@x.io, b@x.io and 5 more)", "created: 7"),
        ("1 x no [ada@example.com]", "1 x no"),
        ("2 x no [a@x.io (first_name is 'A'), b@x.io (c)]", "2 x no"),
        ("line 3 (ada@example.com): is not an address", "line 3: is not an address"),
        ("CreateUser for user 'admin' failed", "CreateUser for user <user> failed"),
        ('{"user_name": "ada@example.com"}', '{"user_name": "<user>"}'),
        ("a@x.io on design, b@x.io on office", "<user> on design, <user> on office"),
        (
            "removal_limit is 20, but 21 would be removed",
            "removal_limit is 20, but 21 would be rem",
        ),
        ("ada@example.com: (twice)", "<user>: (twice)"),
        ("user 'o'brien@example.com' is", "user <user> is"),
        ("line 3 ('Bob Dylan'): is not an address", "line 3 <user>: is not an address"),
        ("last_name is 'Lovelace', not 'Byron': another", "last_name is another one: another"),
    ],
)
def test_h3_no_text_has_a_name_if_none_is_to_be_shown(text: str, hidden: str) -> None:
    assert without_names([text], how_many("none"))[0].startswith(hidden)
    assert "@" not in without_names([text], how_many("none"))[0]
    assert without_names([text], how_many("5")) == [text]


@pytest.mark.parametrize("has", ["Lovelace", None, "O'Brien", "de la Cruz"])
def test_h3_what_the_module_says_of_other_names_has_none(has: str | None) -> None:
    user, desired = User("u@x.io", first_name=has, last_name=has), DesiredUser("u@x.io", "A", "B")
    text = f"{', '.join(desired.differing_names(user))}: {OTHER_NAME}"
    assert without_names([text], how_many("none")) == [
        f"first_name is another one, last_name is another one: {OTHER_NAME}"
    ]
