# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run in check mode predicted, and what a later run may do."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.change import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    DISASSOCIATE,
    ENABLE,
    RECREATE,
    RESEND,
    Change,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.user import UserIndex
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import (
    DesiredUser,
    ReconcileOptions,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.prediction import (
    NetChanges,
    parse_prediction,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.required_reads import Stacks
from ansible_collections.euc.appstream.plugins.module_utils._plan.user_plan import UserPlan
from ansible_collections.euc.appstream.plugins.module_utils._plan.users import plan_users
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._plan.options import (
    many,
    rejection,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.plans import ADA, listed


def row(**keys: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"actions": [], "stacks_added": [], "stacks_removed": []}
    return {"user_name": "ada@x.org", "msg": None, "user": None, **empty, **keys}


def net(actions: str = "", added: str = "", removed: str = "") -> NetChanges:
    return NetChanges(*(frozenset(words.split()) for words in (actions, added, removed)))


def test_rows_are_taken_as_the_module_returns_them() -> None:
    rows = [row(actions=["create"], stacks_added=["design"]), row(user_name="ben@x.org")]
    assert parse_prediction(rows) == (
        {"ada@x.org": net("create", "design"), "ben@x.org": net()},
        [],
    )
    assert parse_prediction([]) == ({}, [])


def test_c8_every_bad_row_is_named() -> None:
    bad = [
        {"user_name": "ada@x.org"},
        row(actions="create"),
        row(stacks_added=None),
        row(stacks_removed=[1]),
        row(user_name=None),
        "ada@x.org",
        row(),
        row(),
    ]
    assert parse_prediction(bad)[1] == [
        "predicted_users, row 1: actions is no list of text",
        "predicted_users, row 2: actions is no list of text",
        "predicted_users, row 3: stacks_added is no list of text",
        "predicted_users, row 4: stacks_removed is no list of text",
        "predicted_users, row 5: no user_name",
        "predicted_users, row 6: no user_name",
        "predicted_users, row 8: 'ada@x.org' is there twice",
    ]
    message = rejection({}, predicted_users=[{}])
    assert "predicted_users, row 1: no user_name" in message
    assert many({}, predicted_users=[row()]) != []


@pytest.mark.parametrize(
    ("now", "predicted", "beyond"),
    [
        (net(), net("create"), []),
        (net("create", "a b"), net("create", "a b c"), []),
        (net("create"), net(), ["create"]),
        (net("enable"), net("create"), []),  # exists by now, and was to have access
        (net("enable"), net("disable"), ["enable"]),
        (net("recreate"), net("create"), ["recreate"]),
        (net("delete disable"), net("disable"), ["delete"]),
        (net("resend", "a", "b"), net(), ["resend", "associate 'a'", "disassociate 'b'"]),
        (net("", "", "a b"), net("", "b", "a"), ["disassociate 'b'"]),
    ],
)
def test_d9_what_was_not_predicted(
    now: NetChanges, predicted: NetChanges, beyond: list[str]
) -> None:
    assert now.beyond(predicted) == beyond


def changes(*actions: str, stack: str | None = None) -> tuple[Change, ...]:
    return tuple(Change(action, ADA, stack) for action in actions)


def on(*stacks: str) -> Stacks:
    return Stacks(frozenset(stacks), complete=True)


PLANS = [
    (UserPlan(DesiredUser(ADA), None), net()),
    (UserPlan(DesiredUser(ADA), None, changes(CREATE, DISABLE)), net("create disable")),
    (UserPlan(DesiredUser(ADA), listed(), changes(ENABLE, RESEND)), net("enable resend")),
    (UserPlan(DesiredUser(ADA), listed(), changes(ASSOCIATE, stack="a")), net("", "a")),
    (
        UserPlan(DesiredUser(ADA), listed(), removals=changes(DISASSOCIATE, stack="a")),
        net("", "", "a"),
    ),
    # of a deleted user the stacks are left out, as it may have got more by then
    (
        UserPlan(
            DesiredUser(ADA),
            listed(),
            (*changes(DISASSOCIATE, stack="a"), *changes(DELETE)),
            stacks=on("a"),
        ),
        net("delete"),
    ),
    # a user who is recreated has its former stacks again
    (
        UserPlan(
            DesiredUser(ADA),
            listed(),
            (
                *changes(DISASSOCIATE, stack="a"),
                *changes(DELETE, CREATE),
                *changes(ASSOCIATE, stack="a"),
                *changes(ASSOCIATE, stack="b"),
                *changes(DISABLE),
            ),
            removals=changes(DISASSOCIATE, stack="c"),
            stacks=on("a", "c"),
            replaced=True,
        ),
        net("recreate disable", "b", "c"),
    ),
    (
        UserPlan(
            DesiredUser(ADA),
            listed(Enabled=False),
            changes(DELETE, CREATE, DISABLE),
            replaced=True,
        ),
        net("recreate"),
    ),
]


@pytest.mark.parametrize(("plan", "expected"), PLANS)
def test_what_a_plan_changes_from_outside(plan: UserPlan, expected: NetChanges) -> None:
    assert plan.net_changes == expected


def test_d9_of_a_user_who_needs_more_than_was_predicted_nothing_is_done() -> None:
    """Only ada was predicted: ben, who is deleted as unlisted, stays, and cleo is not made."""
    options = ReconcileOptions(
        unlisted_users="delete",
        on_name_change="recreate",
        prediction={ADA: net(RECREATE)},
    )
    desired = [DesiredUser(ADA, first_name="Eve"), DesiredUser("cleo@x.org")]
    index = UserIndex([listed(), listed("ben@x.org")])
    plans = plan_users(desired, index, {ADA: on("a")}, options, ["ben@x.org"])
    ada, cleo, ben = plans
    assert ada.replaced
    assert ada.problem is None
    for plan, needed in ((cleo, "create"), (ben, "delete")):
        assert (plan.changes, plan.removals) == ((), ())
        assert plan.problem is not None
        assert plan.problem.message.endswith(f"first in check mode (needed now: {needed})")
    stricter = ReconcileOptions(on_name_change="recreate", prediction={})
    [plan] = plan_users(desired[:1], index, {ADA: on("a")}, stricter)
    assert not plan.replaced
    assert plan.problem is not None
