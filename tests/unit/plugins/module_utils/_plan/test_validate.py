# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options checked for form: all that is wrong is named in one message (C8)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import (
    InvalidInput,
    validate_limit,
    validate_removals,
    validate_stacks,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._plan.options import (
    many,
    rejection,
    single,
)


@pytest.mark.parametrize(
    "name",
    [
        "a@b.c",
        "a" * 124 + "@b.c",
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
        ("ada", "not an email address"),
        ("@example.com", "not an email address"),
        ("ada@", "not an email address"),
        ("@", "not an email address"),
    ],
)
def test_c8_bad_user_names_are_rejected(name: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        single(user_name=name)
    assert f"users[0] ({name!r}): " in rejection({"user_name": name})


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("mailto:ada@example.com", "begins with 'mailto:'; write 'ada@example.com'"),
        ("#ada@example.com", "begins with '#', as if it were commented out"),
        ("-ada@example.com", "begins with '-', as if it were commented out"),
        ("'ada@example.com", "begins with a quotation mark; write 'ada@example.com'"),
        ("Ada Example <ada@example.com>", "write 'ada@example.com'"),
        ("ada@@example.com", "has two @"),
        ("ada@ben@example.com", "has two @"),
        ("ada@example", "has no dot in its domain"),
        ("ada..b@example.com", "has two dots in a row"),
        ("ada@example..com", "has two dots in a row"),
        (".ada@example.com", "has a dot at the start or the end of the part before @"),
        ("ada.@example.com", "has a dot at the start or the end of the part before @"),
        ("ada@example.com.", "has a dot at the start or the end of its domain"),
        ("ada@.example.com", "has a dot at the start or the end of its domain"),
        ("#REF!@example.com", "is an error value of a spreadsheet"),
        ("a\u034fda@example.com", "contains a character that cannot be seen"),
        ("ada\ufe0f@example.com", "contains a character that cannot be seen"),
        ("a\u3164@example.com", "contains a character that cannot be seen"),
        ("\uff41da@example.com", "contains full-width characters"),
        ("ada\uff20example.com", "user_name is not an email address"),
    ],
)
def test_c8_what_is_no_address_is_never_created(name: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(reason)):
        single(user_name=name)
    assert reason in rejection({"user_name": name})


@pytest.mark.parametrize("name", ["mailto:ada@example.com", "ada@example", "ada@example.com."])
def test_c8_a_user_of_such_a_name_can_still_be_removed_or_disabled(name: str) -> None:
    assert single(user_name=name, state="absent").user_name == name
    assert many({"user_name": name}, on_missing_user="ignore")[0].user_name == name
    assert many({"user_name": name, "on_missing_user": "ignore"})[0].user_name == name


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
def test_c8_bad_names_are_rejected(key: str, value: str, reason: str) -> None:
    reason = reason.format(key=key)
    with pytest.raises(InvalidInput) as caught:
        single(**{key: value})
    assert reason in str(caught.value)
    assert reason in rejection({key: value})


@pytest.mark.parametrize("name", ["a", "9", "Design_1.2-x", "x" * 101])
def test_c8_good_stack_names(name: str) -> None:
    assert validate_stacks([name]) == []


@pytest.mark.parametrize("name", ["", "_a", "-a", "a b", "a/b", "é", "x" * 102, "a\n", "a,b"])
def test_c8_bad_stack_names_are_rejected_at_the_top_and_in_an_entry(name: str) -> None:
    error = f"({name!r}): not a stack name"
    assert f"stack_names[1] {error}" in rejection({}, stack_names=["good", name])
    assert f"users[0] ('ada@example.com'): stack_names[1] {error}" in rejection(
        {"stack_names": ["good", name]}
    )


def test_c8_a_negative_wait_timeout_is_rejected() -> None:
    assert "wait_timeout: must not be negative" in rejection({}, wait_timeout=-1)
    assert many({}, wait_timeout=0)


def test_c8_an_entry_whose_names_are_null_is_rejected() -> None:
    assert "users[0] (''): user_name is empty" in rejection({"user_name": None})


def test_c8_the_same_user_twice_is_rejected_naming_both() -> None:
    message = rejection({}, {"user_name": "ben@x.org"}, {}, {})
    assert "users[2] ('ada@example.com'): the same user as users[0]" in message
    assert "users[3] ('ada@example.com'): the same user as users[0]" in message
    assert "2 found" in message
    assert "ben" not in message


def test_c8_all_bad_input_is_named_in_one_message() -> None:
    message = rejection(
        {},
        {"user_name": "a b", "first_name": "J.", "last_name": "", "stack_names": ["/"]},
        {"user_name": "good@x.org"},
        {},
        stack_names=["?"],
        wait_timeout=-5,
    )
    assert message.startswith("Bad input, nothing was done. 4 found: ")
    assert "stack_names[0] ('?'): not a stack name" in message
    assert "wait_timeout: must not be negative" in message
    entry = message[message.index("users[1]") : message.index("users[3]")]
    assert entry.startswith("users[1] ('a b'): ")
    for reason in (
        "white space",
        "not an email",
        "first_name 'J.'",
        "last_name is empty",
        "stack_names[0] ('/'): not a stack name",
    ):
        assert reason in entry
    assert "users[3] ('ada@example.com'): the same user as users[0]" in message
    assert "users[0] (" not in message
    assert "good@x.org" not in message


def test_c8_all_errors_of_the_single_user_are_named_in_one_message() -> None:
    with pytest.raises(InvalidInput) as caught:
        single(user_name="", first_name="é", last_name="", stack_names=["/"], wait_timeout=-1)
    message = str(caught.value)
    for reason in ("user_name is empty", "first_name 'é'", "last_name is empty", "'/'", "wait_t"):
        assert reason in message
    assert "5 found" in message


@pytest.mark.parametrize(
    "name",
    [
        "['ada@example.com']",
        "ada@example.com,ben@example.com",
        "<ada@example.com>",
        '"a@example.com"',
    ],
)
def test_c8_what_is_rather_a_list_or_quoted_is_rejected(name: str) -> None:
    """A list within a list, for instance in keep_users, arrives as such a string."""
    assert "so it is not an email address" in rejection({"user_name": name})
    with pytest.raises(InvalidInput, match="keep_users"):
        many({"user_name": "ada@example.com"}, keep_users=[name])


ADA = "ada@example.com"  # on design
BEN = "ben@example.com"  # on no stack
DAN = "dan@example.com"  # on design, lab and office


# ---- removals

OPTIONS: dict[str, Any] = {
    "state": "present",
    "purge_users": False,
    "purge_stacks": False,
    "removal_limit": None,
    "users": [1],
    "others": None,
}


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({}, 0),
        ({"users": []}, 0),
        ({"removal_limit": "0"}, 0),
        ({"removal_limit": "-1"}, 1),
        ({"purge_users": True}, 1),
        ({"purge_users": True, "removal_limit": "0"}, 0),
        ({"purge_users": None, "purge_stacks": None, "users": []}, 0),
        ({"purge_stacks": True, "removal_limit": "0", "users": None}, 0),
        ({"purge_stacks": True, "removal_limit": "0", "users": [], "others": []}, 2),
        ({"purge_users": True, "purge_stacks": True, "state": "absent", "users": []}, 3),
    ],
)
def test_d6_errors_of_the_options(given: dict[str, Any], errors: int) -> None:
    params = {**OPTIONS, **given}
    purges = [name for name in ("purge_users", "purge_stacks") if params[name]]
    found = validate_removals(params, purges, ["users", "others"])
    assert len(found + validate_limit(params["removal_limit"])) == errors


@pytest.mark.parametrize("limit", [None, "0", "007", "250", " 5 ", "4.0", "0%", "7%", "100%"])
def test_d6_a_limit_is_a_number_or_a_percentage(limit: str | None) -> None:
    assert validate_limit(limit) == []


@pytest.mark.parametrize(
    "limit",
    ["", "-1", "+1", "1.5", "1.00", "9" * 10, "%", "-1%", "101%", "1 %", "1.5%", "٣", "all"],
)
def test_d6_any_other_limit_is_rejected_by_name(limit: str) -> None:
    (error,) = validate_limit(limit)
    assert error.startswith(f"removal_limit: {limit!r} is neither")
    assert error in rejection({}, removal_limit=limit)
