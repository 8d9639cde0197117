# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A user as the service answers, with every key, pending or not, and the index of all users."""

from __future__ import annotations

import datetime

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.user import (
    USER_KEYS,
    User,
    UserIndex,
    has_letters_that_look_latin,
    is_pending,
    match_key,
    spelling_keys,
)

ADA = "ada@example.com"


def test_f5_a6_every_key_is_there_and_null_where_left_out() -> None:
    given = {"AuthenticationType": "USERPOOL", "UserName": ADA}
    row = User.from_api(given).as_result()
    assert row == {
        **dict.fromkeys(USER_KEYS),
        "authentication_type": "USERPOOL",
        "user_name": ADA,
    }
    assert tuple(row) == USER_KEYS


def test_a6_keys_are_the_api_names_in_snake_case() -> None:
    given = {
        "Arn": "arn:1",
        "AuthenticationType": "USERPOOL",
        "Enabled": False,
        "FirstName": "Ada",
        "LastName": "Example",
        "Status": "CONFIRMED",
        "UserName": ADA,
    }
    assert User.from_api(given).as_result() == {
        "arn": "arn:1",
        "authentication_type": "USERPOOL",
        "created_time": None,
        "enabled": False,
        "first_name": "Ada",
        "last_name": "Example",
        "status": "CONFIRMED",
        "user_name": ADA,
    }


@pytest.mark.parametrize("hours", [-8, 0, 2])
def test_a6_created_time_is_iso_in_utc_with_the_zone(hours: int) -> None:
    zone = datetime.timezone(datetime.timedelta(hours=hours))
    noon = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.timezone.utc)
    user = User.from_api({"UserName": ADA, "CreatedTime": noon.astimezone(zone)})
    assert user.created_time == "2026-01-31T12:00:00+00:00"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("CONFIRMED", False),
        ("ARCHIVED", False),
        ("COMPROMISED", False),
        ("UNCONFIRMED", True),
        ("FORCE_CHANGE_PASSWORD", True),
        ("UNKNOWN", True),
        ("RESET_REQUIRED", True),
        ("confirmed", True),
        (None, True),
    ],
)
def test_f6_pending_is_whoever_may_still_set_a_password(status: str | None, expected: bool) -> None:
    assert is_pending(status) is expected
    assert User.from_api({"UserName": ADA, "Status": status}).pending is expected


# ---- all of them by name


def pool_of(*names: str) -> UserIndex:
    return UserIndex(User.from_api({"UserName": name}) for name in names)


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("o\u2019brien@example.com", "O'Brien@example.com"),
        ("o`brien@example.com", "o\u2018brien@example.com"),
        ("ann\u2013lee@example.com", "ann-lee@example.com"),
        ("\uff41da\uff20example.com", "ada@example.com"),
        ("ada@example.com.", "Ada@example.com"),
        ("ada@xn--exmple-cua.com", "ada@ex\u00e4mple.com"),
        ("jose\u0301@example.com", "JOS\u00c9@example.com"),
        ("\u0430d\u0430@example.com", "ada@example.com"),
        ("\u0410D\u0410@EX\u0410MPLE.COM", "ada@example.com"),
        ("\u0391D\u0391@example.com", "Ada@example.com"),
        ("ada@xn--exmple-4nf.com", "ada@example.com"),
        ("jos\u0435\u0301@example.com", "jos\u00e9@example.com"),
    ],
)
def test_f3_names_that_are_likely_of_one_person(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)
    assert UserIndex([User(one)]).similar_names(other) == (one,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("weiss@example.com", "wei\u00df@example.com"),
        ("obrien@example.com", "o'brien@example.com"),
        ("annlee@example.com", "ann-lee@example.com"),
        ("xn--ada@example.com", "ada@example.com"),
        ("ada@xn--\u00e4.com", "ada@xn--a.com"),
        ("jose@example.com", "jos\u00e9@example.com"),
        ("\u0438\u0432\u0430\u043d@example.com", "ivan@example.com"),
        ("\u043d\u0438\u043d\u0430@example.com", "\u0438\u043d\u043d\u0430@example.com"),
        ("\u03bd\u03af\u03ba\u03b7@example.com", "\u03bd\u03af\u03ba\u03b9@example.com"),
    ],
)
def test_f3_other_letters_are_of_other_persons(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("jos\u00e9@example.com", "jose@example.com"),
        ("m\u00fcller@example.com", "mueller@example.com"),
        ("m\u00fcller@example.com", "Muller@example.com"),
        ("o'brien@example.com", "obrien@example.com"),
        ("anne-marie@example.com", "annemarie@example.com"),
        ("stra\u00dfe@example.com", "strasse@example.com"),
        ("s\u00f8ren@example.com", "soeren@example.com"),
        ("\u0142ukasz@example.com", "lukasz@example.com"),
    ],
)
def test_f3_other_spellings_of_a_name(one: str, other: str) -> None:
    assert spelling_keys(one) & spelling_keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("michael@example.com", "michal@example.com"),
        ("jose@example.com", "jose@example.org"),
        ("ann.lee@example.com", "annlee@example.com"),
        ("ada@ex-ample.com", "ada@example.com"),
    ],
)
def test_f3_other_names_are_no_other_spelling(one: str, other: str) -> None:
    assert not spelling_keys(one) & spelling_keys(other)


def test_f3_no_two_letters_of_an_alphabet_look_like_the_same() -> None:
    """Names of its own stay apart."""
    for first, last in ((0x03B1, 0x03C9), (0x0430, 0x045F)):
        letters = [chr(n) for n in range(first, last + 1) if n != 0x03C2 and chr(n).islower()]
        assert len(set(map(match_key, letters))) == len(letters)


@pytest.mark.parametrize(
    ("name", "alike"),
    [("ada", False), ("\u0430da", True), ("\u0438", False), ("\u00e9", False), ("\u0391", True)],
)
def test_f3_letters_that_look_latin(name: str, alike: bool) -> None:
    assert has_letters_that_look_latin(name) is alike
