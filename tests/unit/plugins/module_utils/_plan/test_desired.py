# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users as values: read, indexed, and wanted ones checked for form."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.user import USER_KEYS
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import (
    Pool,
    Wanted,
    normalise,
    pending,
    refuse_twins,
    wanted_users,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import (
    InvalidInput,
    validate_stacks,
)

PARAMS: dict[str, Any] = {
    "user_name": None,
    "users": None,
    "first_name": None,
    "last_name": None,
    "enabled": None,
    "stack_names": None,
    "message_action": None,
    "send_email_notification": False,
    "wait_timeout": 60,
    "state": "present",
    "on_name_change": "fail",
    "on_missing_user": "create",
    "purge_users": False,
    "purge_stacks": False,
    "purge_stacks_scope": None,
    "keep_users": None,
    "removal_limit": None,
    "max_concurrency": 10,
}
ENTRY: dict[str, Any] = {
    "user_name": "ada@example.com",
    "first_name": None,
    "last_name": None,
    "enabled": None,
    "stack_names": None,
    "message_action": None,
    "send_email_notification": None,
}


def many(*entries: dict[str, Any], **top: Any) -> list[Wanted]:
    return wanted_users({**PARAMS, "users": [{**ENTRY, **entry} for entry in entries], **top})[0]


def single(**params: Any) -> Wanted:
    return wanted_users({**PARAMS, "user_name": "ada@example.com", **params})[0][0]


def refusal(*entries: dict[str, Any], **top: Any) -> str:
    with pytest.raises(InvalidInput) as caught:
        many(*entries, **top)
    return str(caught.value)


# ---- normalise and pending


def test_f5_a6_every_key_is_there_and_null_where_left_out() -> None:
    assert normalise({"AuthenticationType": "USERPOOL"}) == {
        **dict.fromkeys(USER_KEYS),
        "authentication_type": "USERPOOL",
    }


def test_a6_keys_are_the_api_names_in_snake_case() -> None:
    given = {
        "Arn": "arn:1",
        "AuthenticationType": "USERPOOL",
        "Enabled": False,
        "FirstName": "Ada",
        "LastName": "Example",
        "Status": "CONFIRMED",
        "UserName": "ada@example.com",
    }
    assert normalise(given) == {
        "arn": "arn:1",
        "authentication_type": "USERPOOL",
        "created_time": None,
        "enabled": False,
        "first_name": "Ada",
        "last_name": "Example",
        "status": "CONFIRMED",
        "user_name": "ada@example.com",
    }


@pytest.mark.parametrize("hours", [-8, 0, 2])
def test_a6_created_time_is_iso_in_utc_with_the_zone(hours: int) -> None:
    zone = datetime.timezone(datetime.timedelta(hours=hours))
    noon = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)
    assert normalise({"CreatedTime": noon.astimezone(zone)})["created_time"] == (
        "2026-01-31T12:00:00+00:00"
    )


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
    assert pending(normalise({"Status": status})) is expected


# ---- Pool


def pool_of(*names: str | None) -> Pool:
    return Pool([{"UserName": name} if name else {} for name in names])


def test_f2_names_are_found_exactly_and_case_sensitively() -> None:
    pool = pool_of("Ada@example.com")
    assert pool.get("Ada@example.com") == normalise({"UserName": "Ada@example.com"})
    assert pool.get("ada@example.com") is None
    assert pool.get("Ada@example.co") is None


def test_pool_is_counted_and_walked_in_the_order_of_names() -> None:
    pool = pool_of("b@x.org", "a@x.org", "C@x.org")
    assert len(pool) == 3
    assert [user["user_name"] for user in pool] == ["C@x.org", "a@x.org", "b@x.org"]


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
def test_f3_near_misses_differ_by_capitals_only(name: str, expected: tuple[str, ...]) -> None:
    pool = pool_of("Ada@x.org", "ADA@x.org", "éva@x.org", "bob@x.org", "στελιος@x.org")
    assert pool.near_misses(name) == expected


def test_f3_sharp_s_and_ss_are_other_letters_not_other_capitals() -> None:
    """Two mailboxes (and, since IDNA 2008, two domains) of two people."""
    assert pool_of("weiss@x.org").near_misses("weiß@x.org") == ()


def test_f5_a_user_without_a_name_is_not_in_the_index() -> None:
    assert len(pool_of(None, "ada@x.org")) == 1


# ---- wanted_users: what is taken over


def test_single_user_takes_all_options() -> None:
    assert single(
        first_name="Ada",
        last_name="Example",
        enabled=False,
        stack_names=["design"],
        message_action="suppress",
        send_email_notification=True,
    ) == Wanted("ada@example.com", "Ada", "Example", False, ("design",), "suppress", True)


def test_options_left_out_ask_for_nothing() -> None:
    assert single() == Wanted("ada@example.com", None, None, None, None, None, False)


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
        Wanted("ada@example.com", None, None, True, ("design",), "suppress", True)
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


# ---- wanted_users: what is refused


@pytest.mark.parametrize(
    "name",
    [
        "a@b",
        "a" * 126 + "@b",
        "o'brien+x@example.com",
        "josé@exämple.com",
        "дарья@пример.рф",
        "太郎@例え.jp",
        "a/b@example.com",
        "{a}=$%@example.com",
        '"a@b"@example.com',
        "☃@example.com",
        "e\u0301@example.com",
    ],
)
def test_c8_user_names_of_any_script_are_legal(name: str) -> None:
    assert single(user_name=name).user_name == name
    assert many({"user_name": name})[0].user_name == name


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "user_name is empty"),
        ("a" * 127 + "@b", "user_name has 129 characters, at most 128 are allowed"),
        ("a b@example.com", "white space"),
        (" a@example.com", "white space"),
        ("a@example.com\n", "white space"),
        ("a\u00a0b@example.com", "white space"),
        ("a\x00b@example.com", "cannot be printed"),
        ("a\x1b@example.com", "cannot be printed"),
        ("a\u200b@example.com", "cannot be printed"),
        ("\ue000@example.com", "cannot be printed"),
        ("\ud800@example.com", "cannot be printed"),
        ("ada", "no e-mail address"),
        ("@example.com", "no e-mail address"),
        ("ada@", "no e-mail address"),
        ("@", "no e-mail address"),
    ],
)
def test_c8_bad_user_names_are_refused(name: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        single(user_name=name)
    assert f"users[0] ({name!r}): " in refusal({"user_name": name})


@pytest.mark.parametrize("key", ["first_name", "last_name"])
@pytest.mark.parametrize("value", ["Ada", "a-b_c 9", "x" * 2048, " ", "two\tparts"])
def test_c8_names_of_ascii_letters_digits_and_spaces_are_legal(key: str, value: str) -> None:
    assert getattr(single(**{key: value}), key) == value
    assert getattr(many({key: value})[0], key) == value


@pytest.mark.parametrize("key", ["first_name", "last_name"])
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "{key} is empty"),
        ("x" * 2049, "{key} has 2049 characters, at most 2048 are allowed"),
        ("Pérez", "{key} 'Pérez' has characters other than"),
        ("O'Brien", '{key} "O\'Brien" has characters other than'),
        ("J.", "{key} 'J.' has characters other than"),
        ("Дарья", "{key} 'Дарья' has characters other than"),
        ("a\u00a0b", "{key} 'a\\xa0b' has characters other than"),
        ("٣", "{key} '٣' has characters other than"),
    ],
)
def test_c8_bad_names_are_refused(key: str, value: str, reason: str) -> None:
    reason = reason.format(key=key)
    with pytest.raises(InvalidInput) as caught:
        single(**{key: value})
    assert reason in str(caught.value)
    assert reason in refusal({key: value})


@pytest.mark.parametrize("name", ["a", "9", "Design_1.2-x", "x" * 101])
def test_c8_good_stack_names(name: str) -> None:
    assert validate_stacks([name]) == []


@pytest.mark.parametrize("name", ["", "_a", "-a", "a b", "a/b", "é", "x" * 102, "a\n", "a,b"])
def test_c8_bad_stack_names_are_refused_at_the_top_and_in_an_entry(name: str) -> None:
    fault = f"({name!r}): no stack name"
    assert f"stack_names[1] {fault}" in refusal({}, stack_names=["good", name])
    assert f"users[0] ('ada@example.com'): stack_names[1] {fault}" in refusal(
        {"stack_names": ["good", name]}
    )


def test_c8_a_negative_wait_timeout_is_refused() -> None:
    assert "wait_timeout: must not be negative" in refusal({}, wait_timeout=-1)
    assert many({}, wait_timeout=0)


def test_c8_the_same_user_twice_is_refused_naming_both() -> None:
    told = refusal({}, {"user_name": "ben@x.org"}, {}, {})
    assert "users[2] ('ada@example.com'): the same user as users[0]" in told
    assert "users[3] ('ada@example.com'): the same user as users[0]" in told
    assert "2 found" in told
    assert "ben" not in told


def test_c8_all_bad_input_is_named_in_one_message() -> None:
    told = refusal(
        {},
        {"user_name": "a b", "first_name": "J.", "last_name": "", "stack_names": ["/"]},
        {"user_name": "good@x.org"},
        {},
        stack_names=["?"],
        wait_timeout=-5,
    )
    assert told.startswith("Bad input, nothing was done. 4 found: ")
    assert "stack_names[0] ('?'): no stack name" in told
    assert "wait_timeout: must not be negative" in told
    entry = told[told.index("users[1]") : told.index("users[3]")]
    assert entry.startswith("users[1] ('a b'): ")
    for reason in (
        "white space",
        "no e-mail",
        "first_name 'J.'",
        "last_name is empty",
        "stack_names[0] ('/'): no stack name",
    ):
        assert reason in entry
    assert "users[3] ('ada@example.com'): the same user as users[0]" in told
    assert "users[0] (" not in told
    assert "good@x.org" not in told


def test_c8_all_faults_of_the_single_user_are_named_in_one_message() -> None:
    with pytest.raises(InvalidInput) as caught:
        single(user_name="", first_name="é", last_name="", stack_names=["/"], wait_timeout=-1)
    told = str(caught.value)
    for reason in ("user_name is empty", "first_name 'é'", "last_name is empty", "'/'", "wait_t"):
        assert reason in told
    assert "5 found" in told


# ---- refuse_twins


def twins(names: list[str], listed: list[str]) -> str | None:
    try:
        refuse_twins(names, pool_of(*listed))
    except InvalidInput as error:
        return str(error)
    return None


@pytest.mark.parametrize("listed", [[], ["ada@x.org"], ["ADA@x.org"], ["Ada@x.org"]])
def test_f3_two_listed_capitalisations_are_refused(listed: list[str]) -> None:
    told = twins(["ada@x.org", "ben@x.org", "ADA@x.org"], listed)
    assert told is not None
    assert "'ada@x.org' and 'ADA@x.org'" in told
    assert "ben" not in told


def test_f3_two_listed_ways_to_write_an_accent_are_refused() -> None:
    told = twins(["éva@x.org", "E\u0301va@x.org"], ["éva@x.org"])
    assert told is not None
    assert "'éva@x.org' and 'E\u0301va@x.org'" in told


def test_f3_two_listed_capitalisations_that_both_exist_are_fine() -> None:
    assert twins(["ada@x.org", "ADA@x.org"], ["ada@x.org", "ADA@x.org", "Ada@x.org"]) is None


def test_f3_each_pair_of_twins_is_named() -> None:
    told = twins(["a@x.org", "b@x.org", "A@x.org", "B@x.org", "c@x.org", "C@x.org"], ["c@x.org"])
    assert told is not None
    for names in ("'a@x.org' and 'A@x.org'", "'b@x.org' and 'B@x.org'", "'c@x.org' and 'C@x.org'"):
        assert names in told


def test_f3_sharp_s_and_ss_are_no_twins() -> None:
    assert twins(["weiß@x.org", "weiss@x.org"], []) is None


@pytest.mark.parametrize(
    "name",
    [
        "['ada@example.com']",
        "ada@example.com,ben@example.com",
        "<ada@example.com>",
        '"a@example.com"',
    ],
)
def test_c8_what_is_rather_a_list_or_quoted_is_refused(name: str) -> None:
    """A list within a list, for instance in keep_users, arrives as such a string."""
    assert "so it is no e-mail address" in refusal({"user_name": name})
    with pytest.raises(InvalidInput, match="keep_users"):
        many({"user_name": "ada@example.com"}, keep_users=[name])
