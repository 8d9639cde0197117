# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Desired users from the options, and the index of the pool."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.user import User, UserIndex
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import DesiredUser
from ansible_collections.euc.appstream.plugins.module_utils._plan.safety import (
    reject_ambiguous_names,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._plan.options import (
    many,
    single,
)

# ---- UserIndex


def pool_of(*names: str | None) -> UserIndex:
    users = [User.from_api({"UserName": name} if name else {}) for name in names]
    return UserIndex(user for user in users if user is not None)


def test_f2_names_are_found_exactly_and_case_sensitively() -> None:
    pool = pool_of("Ada@example.com")
    assert pool.get("Ada@example.com") == User("Ada@example.com")
    assert pool.get("ada@example.com") is None
    assert pool.get("Ada@example.co") is None


def test_pool_is_counted_and_walked_in_the_order_of_names() -> None:
    pool = pool_of("b@x.org", "a@x.org", "C@x.org")
    assert len(pool) == 3
    assert [user.user_name for user in pool] == ["C@x.org", "a@x.org", "b@x.org"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ada@x.org", ("ADA@x.org", "Ada@x.org")),
        ("ADA@x.org", ("Ada@x.org",)),
        ("ADA@X.ORG", ("ADA@x.org", "Ada@x.org")),
        ("ÉVA@x.org", ("éva@x.org",)),
        ("e\u0301va@x.org", ("éva@x.org",)),
        ("E\u0301VA@x.org", ("éva@x.org",)),
        ("ΣΤΕΛΙΟΣ@x.org", ("στελιος@x.org",)),
        ("bob@x.org", ()),
        ("ada@x.or", ()),
        ("nobody@x.org", ()),
    ],
)
def test_f3_similar_names_differ_by_capitals_only(name: str, expected: tuple[str, ...]) -> None:
    pool = pool_of("Ada@x.org", "ADA@x.org", "éva@x.org", "bob@x.org", "στελιος@x.org")
    assert pool.similar_names(name) == expected


def test_f3_sharp_s_and_ss_are_other_letters_not_other_capitals() -> None:
    """Two mailboxes (and, since IDNA 2008, two domains) of two people."""
    assert pool_of("weiss@x.org").similar_names("weiß@x.org") == ()


def test_f5_a_user_without_a_name_is_not_in_the_index() -> None:
    assert len(pool_of(None, "ada@x.org")) == 1


# ---- parse_users: what is taken over


def test_single_user_takes_all_options() -> None:
    assert single(
        first_name="Ada",
        last_name="Example",
        enabled=False,
        stack_names=["design"],
        message_action="suppress",
        send_email_notification=True,
    ) == DesiredUser("ada@example.com", "Ada", "Example", False, ("design",), "suppress", True)


def test_options_left_out_ask_for_nothing() -> None:
    assert single() == DesiredUser("ada@example.com", None, None, None, None, None, False)


def test_no_users_are_fine() -> None:
    assert many() == []


TOP = {
    "enabled": True,
    "stack_names": ["design"],
    "message_action": "suppress",
    "send_email_notification": True,
}


def test_null_entries_take_the_defaults_at_the_top() -> None:
    assert many({}, **TOP) == [
        DesiredUser("ada@example.com", None, None, True, ("design",), "suppress", True)
    ]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("enabled", False, False),
        ("stack_names", ["office"], ("office",)),
        ("stack_names", [], ()),
        ("message_action", "resend", "resend"),
        ("send_email_notification", False, False),
    ],
)
def test_an_entry_overrides_the_default_at_the_top(key: str, value: Any, expected: Any) -> None:
    (user,) = many({key: value}, **TOP)
    assert getattr(user, key) == expected


def test_c8_entries_keep_their_order() -> None:
    names = ["b@x.org", "a@x.org", "c@x.org"]
    assert [user.user_name for user in many(*({"user_name": n} for n in names))] == names


def test_b6_the_same_stack_twice_counts_once() -> None:
    assert single(stack_names=["b", "a", "b"]).stack_names == ("b", "a")


# ---- reject_ambiguous_names


def rejection(names: list[str], listed: list[str]) -> str | None:
    try:
        reject_ambiguous_names(names, pool_of(*listed))
    except InvalidInput as error:
        return str(error)
    return None


@pytest.mark.parametrize("listed", [[], ["ada@x.org"], ["ADA@x.org"], ["Ada@x.org"]])
def test_f3_two_listed_capitalizations_are_rejected(listed: list[str]) -> None:
    message = rejection(["ada@x.org", "ben@x.org", "ADA@x.org"], listed)
    assert message is not None
    assert "'ada@x.org' and 'ADA@x.org'" in message
    assert "ben" not in message


def test_f3_two_listed_ways_to_write_an_accent_are_rejected() -> None:
    message = rejection(["éva@x.org", "E\u0301va@x.org"], ["éva@x.org"])
    assert message is not None
    assert "'éva@x.org' and 'E\u0301va@x.org'" in message


def test_f3_two_listed_capitalizations_that_both_exist_are_fine() -> None:
    assert rejection(["ada@x.org", "ADA@x.org"], ["ada@x.org", "ADA@x.org", "Ada@x.org"]) is None


def test_f3_each_pair_of_ambiguous_names_is_named() -> None:
    message = rejection(
        ["a@x.org", "b@x.org", "A@x.org", "B@x.org", "c@x.org", "C@x.org"], ["c@x.org"]
    )
    assert message is not None
    for names in ("'a@x.org' and 'A@x.org'", "'b@x.org' and 'B@x.org'", "'c@x.org' and 'C@x.org'"):
        assert names in message


def test_f3_sharp_s_and_ss_are_not_ambiguous() -> None:
    assert rejection(["weiß@x.org", "weiss@x.org"], []) is None


def test_an_entry_may_have_its_name_as_email() -> None:
    users = many({"user_name": None, "email": "eva@example.com"}, {})
    assert [user.user_name for user in users] == ["eva@example.com", "ada@example.com"]
