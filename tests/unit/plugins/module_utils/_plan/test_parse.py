# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the modules, typed: what is taken over, and what is not a list at all."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import DesiredUser
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._plan.options import (
    many,
    single,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.association_runs import (
    ADA,
    CLEO,
    every,
)

# ---- users


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


def test_c8_users_null_is_reported_as_such(run: Any, emulator: Any) -> None:
    """What an empty roster file gives."""
    with pytest.raises(InvalidInput, match="users is null"):
        run(users=None)
    assert emulator.counts() == {}


# ---- associations


def test_c8_good_entries_are_not_named(associate: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        associate(**every([ADA, "ben", CLEO], ["design", "of fice"]))
    assert "2 found" in str(caught.value)
    for good in (ADA, CLEO, "design"):
        assert good not in str(caught.value)


@pytest.mark.parametrize(
    ("user_names", "stack_names", "message"),
    [
        (None, ["design"], "user_names must be a list"),
        ([ADA], None, "stack_names must be a list"),
        (None, None, "associations must be a list"),
    ],
)
def test_c8_null_is_no_list(
    associate: Any, emulator: Any, user_names: Any, stack_names: Any, message: str
) -> None:
    """What an empty variable gives; Ansible takes a null for an option that is there."""
    with pytest.raises(InvalidInput, match=message):
        associate(user_names=user_names, stack_names=stack_names)
    assert emulator.counts() == {}


def test_an_entry_may_have_its_name_as_email() -> None:
    users = many({"user_name": None, "email": "eva@example.com"}, {})
    assert [user.user_name for user in users] == ["eva@example.com", "ada@example.com"]
