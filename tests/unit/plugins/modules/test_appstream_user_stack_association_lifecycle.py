# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two users on two stacks."""

from __future__ import annotations

import functools
from typing import Any

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    UserPool,
    named,
)

ONE, TWO = "one@example.com", "two@example.com"
ASSOCIATE, DISASSOCIATE = "BatchAssociateUserStack", "BatchDisassociateUserStack"
Stacks = dict[str, Any]


def on(*stack_names: str, mails: list[str] | None = None) -> Stacks:
    """A side of a diff, for one user."""
    return {"matched_stacks": list(stack_names), **({"mails": mails} if mails else {})}


def follow(
    pool: UserPool,
    options: dict[str, Any],
    actions: list[str],
    before: dict[str, Stacks],
    after: dict[str, Stacks],
    writes: list[str],
    mails: list[str],
) -> None:
    """A step is predicted, applied and applied again, and predicted again."""
    writes_before, mails_before = len(pool.writes), len(pool.mails)
    task = functools.partial(pool.appstream_user_stack_association, **options)
    predicted = task(check_mode=True, diff=True)
    done = task(diff=True)
    again = task()
    again_predicted = task(check_mode=True)
    touched = len(actions) - actions.count("none")
    assert done["changed"] == (touched > 0)
    assert named(done["associations"], "action") == actions
    assert named(done["associations"], "changed").count(True) == touched
    assert not any(named(done["associations"], "failed"))
    assert done["summary"]["associate"] == actions.count("associate")
    assert done["summary"]["disassociate"] == actions.count("disassociate")
    assert done["summary"]["unchanged"] == actions.count("none")
    # A1
    for key in ("changed", "associations", "summary", "diff"):
        assert predicted[key] == done[key]
    # A2
    assert not again["changed"]
    assert set(named(again["associations"], "action")) == {"none"}
    assert again["summary"]["unchanged"] == len(actions)
    assert again_predicted["associations"] == again["associations"]
    assert not again_predicted["changed"]
    # A3, in this order
    assert list(done["diff"]["before"].items()) == list(before.items())
    assert list(done["diff"]["after"].items()) == list(after.items())
    assert "diff" not in again
    # check mode and the second run wrote nothing, and no email was sent twice
    assert pool.writes[writes_before:] == writes
    assert pool.mail_kinds[mails_before:] == mails


def test_a1_a2_a3_two_users_on_two_stacks(pool: UserPool) -> None:
    pool.prepare(users=[{"user_name": ONE}, {"user_name": TWO}])
    # one association, by the aliases, with an email
    follow(
        pool,
        {"user_name": ONE, "stack_name": "design", "send_email_notification": True},
        actions=["associate"],
        before={ONE: on()},
        after={ONE: on("design", mails=["assignment (design)"])},
        writes=[ASSOCIATE],
        mails=["assignment"],
    )
    # the same without an email (C4)
    follow(
        pool,
        {"user_name": [ONE], "stack_name": ["design"], "send_email_notification": False},
        actions=["none"],
        before={},
        after={},
        writes=[],
        mails=[],
    )
    # every combination, of strings that Ansible splits at commas
    follow(
        pool,
        {"user_name": f"{TWO},{ONE}", "stack_name": "office,design"},
        actions=["associate", "associate", "associate", "none"],
        before={ONE: on("design"), TWO: on()},
        after={ONE: on("design", "office"), TWO: on("design", "office")},
        writes=[ASSOCIATE],
        mails=[],
    )
    # one is removed
    follow(
        pool,
        {"user_name": ONE, "stack_name": "office", "state": "absent"},
        actions=["disassociate"],
        before={ONE: on("office")},
        after={ONE: on()},
        writes=[DISASSOCIATE],
        mails=[],
    )
    # two are removed, one of which is already gone, without an email
    follow(
        pool,
        {
            "associations": [
                {"user_name": TWO, "stack_name": "design", "send_email_notification": True},
                {"user_name": ONE, "stack_name": "office"},
            ],
            "send_email_notification": True,
            "state": "absent",
        },
        actions=["disassociate", "none"],
        before={TWO: on("design")},
        after={TWO: on()},
        writes=[DISASSOCIATE],
        mails=[],
    )
    # one by one, each with an email or without (C5)
    follow(
        pool,
        {
            "associations": [
                {"user_name": TWO, "stack_name": "design", "send_email_notification": False},
                {"user_name": ONE, "stack_name": "office"},
                {"user_name": ONE, "stack_name": "design"},
            ],
            "send_email_notification": True,
        },
        actions=["associate", "associate", "none"],
        before={ONE: on("design"), TWO: on()},
        after={ONE: on("design", "office", mails=["assignment (office)"]), TWO: on("design")},
        writes=[ASSOCIATE],
        mails=["assignment"],
    )
    # both users are removed from both stacks
    follow(
        pool,
        {"user_name": [ONE, TWO], "stack_name": ["design", "office"], "state": "absent"},
        actions=["disassociate"] * 4,
        before={ONE: on("design", "office"), TWO: on("design", "office")},
        after={ONE: on(), TWO: on()},
        writes=[DISASSOCIATE],
        mails=[],
    )
