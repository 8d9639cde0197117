# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One user compared with what is desired: tables, no calls."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.user import User, UserIndex
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import (
    DesiredUser,
    ReconcileOptions,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.required_reads import NOTHING_READ
from ansible_collections.euc.appstream.plugins.module_utils._plan.user_plan import UserPlan
from ansible_collections.euc.appstream.plugins.module_utils._plan.users import (
    OTHER_SPELLING,
    plan_user,
)
from ansible_collections.euc.appstream.plugins.module_utils._report.users import warnings
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.plans import (
    ADA,
    listed,
    planned,
)


def steps(plan: UserPlan) -> list[str]:
    """The changes in short: action, stack, mail."""
    return [
        " ".join(part for part in (c.action, c.stack_name, c.mail and f"+{c.mail}") if part)
        for c in plan.changes
    ]


# ---- a user who is not there


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({}, ["create +welcome"], id="welcome mail unless asked otherwise"),
        pytest.param({"message_action": "suppress"}, ["create"], id="suppress"),
        pytest.param({"enabled": True}, ["create +welcome"], id="is created enabled"),
        pytest.param({"enabled": False}, ["create +welcome", "disable"], id="D2 then disabled"),
        pytest.param(
            {"stack_names": ("b", "a")}, ["create +welcome", "associate b", "associate a"]
        ),
        pytest.param(
            {"stack_names": ("a",), "send_email_notification": True, "message_action": "suppress"},
            ["create", "associate a +assignment"],
            id="the two mails do not touch each other",
        ),
        pytest.param(
            {"stack_names": ("a",), "enabled": False},
            ["create +welcome", "associate a", "disable"],
            id="D3 associated before disabled",
        ),
        pytest.param({"stack_names": ()}, ["create +welcome"]),
        pytest.param({"first_name": "Ada"}, ["create +welcome"]),
    ],
)
def test_d2_d3_a_missing_user_is_created(asked: dict[str, Any], expected: list[str]) -> None:
    plan = planned(**asked)
    assert steps(plan) == expected
    assert plan.existing is None
    assert plan.problem is None


@pytest.mark.parametrize("enabled", [None, True, False])
def test_c3_resend_never_creates(enabled: bool | None) -> None:
    plan = planned(message_action="resend", enabled=enabled, stack_names=("a",))
    assert plan.changes == ()
    assert plan.problem is not None
    assert "never creates" in plan.problem.message


@pytest.mark.parametrize("asked", [{}, {"message_action": "resend"}, {"stack_names": ("a",)}])
def test_d5_a_missing_user_is_absent_already(asked: dict[str, Any]) -> None:
    plan = planned(state="absent", **asked)
    assert plan.changes == ()
    assert plan.problem is None
    assert plan.note is None


# ---- other capitals


@pytest.mark.parametrize("asked", [{}, {"message_action": "resend"}, {"stack_names": ("a",)}])
def test_f3_other_capitals_fail_and_make_no_second_account(asked: dict[str, Any]) -> None:
    plan = planned(listed("Ada@x.org"), **asked)
    assert plan.changes == ()
    assert plan.similar_names == ("Ada@x.org",)
    assert plan.problem is not None
    assert "Ada@x.org" in plan.problem.message


def test_f3_another_apostrophe_fails_for_a_reason_that_is_true() -> None:
    index = UserIndex([User("o'ada@x.org")])
    plan = plan_user(
        DesiredUser("o\u2019ada@x.org"), index, NOTHING_READ, ReconcileOptions("present", "fail")
    )
    assert plan.problem is not None
    assert plan.problem.message.startswith("the pool has a name that is likely of the same person")
    assert "capitals" not in plan.problem.message


def test_f3_other_capitals_are_not_deleted() -> None:
    plan = planned(listed("Ada@x.org"), state="absent")
    assert plan.changes == ()
    assert plan.similar_names == ("Ada@x.org",)
    assert plan.problem is None
    assert plan.note is not None
    assert "Ada@x.org" in plan.note


def test_f3_a_user_who_is_there_has_no_similar_names() -> None:
    index = UserIndex([listed(), listed("Ada@x.org")])
    plan = plan_user(DesiredUser(ADA), index, NOTHING_READ, ReconcileOptions("present", "fail"))
    assert plan.problem is None
    assert plan.similar_names == ()


# ---- a user who is there


@pytest.mark.parametrize(
    ("enabled", "asked", "expected"),
    [
        (True, None, []),
        (True, True, []),
        (True, False, ["disable"]),
        (False, None, []),
        (False, True, ["enable"]),
        (False, False, []),
        (None, None, []),
        (None, True, ["enable"]),
        (None, False, ["disable"]),
    ],
)
def test_d1_f5_only_another_state_is_written(
    enabled: bool | None, asked: bool | None, expected: list[str]
) -> None:
    assert steps(planned(listed(Enabled=enabled), enabled=asked)) == expected


@pytest.mark.parametrize(
    ("has", "asked", "expected", "before"),
    [
        ((), None, [], set()),
        ((), (), [], set()),
        ((), ("b", "a"), ["associate b", "associate a"], set()),
        (("a",), ("a",), [], {"a"}),
        (("a", "z"), ("b", "a"), ["associate b"], {"a"}),
    ],
)
def test_d1_only_missing_stacks_are_added_and_none_is_taken(
    has: tuple[str, ...], asked: tuple[str, ...] | None, expected: list[str], before: set[str]
) -> None:
    plan = planned(listed(), has, stack_names=asked)
    assert steps(plan) == expected
    assert plan.stacks.names == before


def test_c4_the_notification_of_a_pair_that_exists_is_not_sent_again() -> None:
    plan = planned(listed(), ("a",), stack_names=("a", "b"), send_email_notification=True)
    assert steps(plan) == ["associate b +assignment"]


def test_c4_suppress_means_nothing_for_a_user_who_exists() -> None:
    assert steps(planned(listed(), message_action="suppress")) == []


@pytest.mark.parametrize(
    ("enabled", "asked", "expected"),
    [
        (False, True, ["enable", "associate a", "resend +invitation"]),
        (True, False, ["associate a", "disable"]),
        (True, None, ["associate a", "resend +invitation"]),
    ],
)
def test_d3_the_order_of_changes(enabled: bool, asked: bool | None, expected: list[str]) -> None:
    plan = planned(
        listed(Enabled=enabled), enabled=asked, stack_names=("a",), message_action="resend"
    )
    assert steps(plan) == expected


def test_d3_stacks_are_left_before_the_user_is_deleted() -> None:
    plan = planned(listed(), ("b", "a"), "absent", stack_names=("c",), enabled=False)
    assert steps(plan) == ["disassociate a", "disassociate b", "delete"]
    assert plan.stacks.names == {"a", "b"}


@pytest.mark.parametrize(
    ("status", "enabled", "asked", "note"),
    [
        ("FORCE_CHANGE_PASSWORD", True, None, None),
        ("UNCONFIRMED", True, None, None),
        ("UNKNOWN", True, True, None),
        ("SOMETHING_NEW", True, None, None),
        (None, True, None, None),
        ("UNCONFIRMED", False, True, None),
        ("UNCONFIRMED", False, None, "no invitation was sent: the user is disabled"),
        ("UNCONFIRMED", True, False, "no invitation was sent: the user is disabled"),
        ("CONFIRMED", True, None, "no invitation was sent: the user is CONFIRMED"),
        ("CONFIRMED", False, True, "no invitation was sent: the user is CONFIRMED"),
        ("ARCHIVED", True, None, "no invitation was sent: the user is ARCHIVED"),
        ("COMPROMISED", True, None, "no invitation was sent: the user is COMPROMISED"),
    ],
)
def test_c2_c3_resend_goes_to_the_pending_who_end_up_enabled(
    status: str | None, enabled: bool, asked: bool | None, note: str | None
) -> None:
    plan = planned(listed(Status=status, Enabled=enabled), enabled=asked, message_action="resend")
    assert ("resend +invitation" in steps(plan)) is (note is None)
    assert plan.note == note
    assert plan.problem is None


def test_f5_nobody_is_called_disabled_of_whom_that_is_not_known() -> None:
    """C2: the row says why no invitation was sent; "disabled" would be wrong."""
    plan = planned(listed(Enabled=None), message_action="resend")
    assert plan.note is None or not plan.note.endswith("is disabled")


# ---- names

NAME_CHANGES = [
    pytest.param({}, {"first_name": "Bea"}, ["first_name is 'Ada', not 'Bea'"], id="first"),
    pytest.param({}, {"last_name": "Other"}, ["last_name is 'Example', not 'Other'"], id="last"),
    pytest.param(
        {"FirstName": None}, {"first_name": "Ada"}, ["first_name is None, not 'Ada'"], id="left out"
    ),
    pytest.param(
        {},
        {"first_name": "Bea", "last_name": "Other"},
        ["first_name is 'Ada', not 'Bea'", "last_name is 'Example', not 'Other'"],
        id="both",
    ),
]


@pytest.mark.parametrize("how", ["fail", "ignore", "recreate"])
def test_c6_other_capitals_of_a_name_are_noted_and_replace_nobody(how: str) -> None:
    plan = planned(listed(), on_name_change=how, first_name="ADA")
    assert (plan.changes, plan.problem, plan.replaced) == ((), None, False)
    assert plan.note == f"first_name is 'Ada', not 'ADA': {OTHER_SPELLING}"


def test_c3_other_capitals_of_a_name_and_no_invitation_are_both_noted() -> None:
    plan = planned(listed(Status="CONFIRMED"), first_name="ADA", message_action="resend")
    assert plan.note is not None
    assert OTHER_SPELLING in plan.note
    assert "no invitation was sent" in plan.note


@pytest.mark.parametrize(("has", "asked", "messages"), NAME_CHANGES)
def test_c6_another_name_fails_the_user_and_nothing_is_changed(
    has: dict[str, Any], asked: dict[str, Any], messages: list[str]
) -> None:
    plan = planned(
        listed(**has), enabled=False, stack_names=("a",), message_action="resend", **asked
    )
    assert plan.changes == ()
    assert plan.problem is not None
    for text in (*messages, "on_name_change to ignore", "to recreate, which loses the password"):
        assert text in plan.problem.message


@pytest.mark.parametrize(("has", "asked", "messages"), NAME_CHANGES)
def test_c6_another_name_is_left_when_asked_to_and_the_rest_is_done(
    has: dict[str, Any], asked: dict[str, Any], messages: list[str]
) -> None:
    plan = planned(
        listed(**has), enabled=False, stack_names=("a",), on_name_change="ignore", **asked
    )
    assert steps(plan) == ["associate a", "disable"]
    assert plan.problem is None
    assert len(warnings([plan])) == 1


@pytest.mark.parametrize(
    "asked",
    [{}, {"first_name": "Ada"}, {"last_name": "Example"}, {"first_name": "Ada", "enabled": True}],
)
def test_c6_names_that_are_the_same_or_not_given_are_fine(asked: dict[str, Any]) -> None:
    plan = planned(listed(), **asked)
    assert (plan.changes, plan.problem) == ((), None)
    assert warnings([plan]) == []


def test_c6_another_name_is_no_reason_not_to_delete() -> None:
    assert steps(planned(listed(), state="absent", first_name="Bea")) == ["delete"]
