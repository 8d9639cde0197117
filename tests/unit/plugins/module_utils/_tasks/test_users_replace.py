# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole runs with on_name_change=recreate: predicted, done once, and limited."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DENIED,
    DISABLE,
    DISASSOCIATE,
    NOT_PERMITTED,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.replacing import (
    ADA,
    ALL,
    ASKED,
    BEN,
    CLEO,
    KINDS,
    MAILS,
    NEW,
    PURGE,
    STEPS,
    Lab,
    crowd,
    drop,
    entries,
    fail_at,
    fault,
    mails,
    many,
    previous,
    row_of,
    stacks_of,
    state,
    writes,
)

# ---- C6, A1, A2: what is predicted is done, and done once

SCENARIOS = [
    pytest.param(ASKED, id="one more stack, disabled"),
    pytest.param({**ASKED, "enabled": True}, id="enabled now"),
    pytest.param({**ASKED, "message_action": "suppress"}, id="suppress"),
    pytest.param({"user_name": ADA, "last_name": "X"}, id="first name kept"),
    pytest.param({"user_name": BEN, "first_name": "Eve", "enabled": False}, id="disabled now"),
    pytest.param({"user_name": BEN, "first_name": "Eve", "enabled": True}, id="enabled before"),
    pytest.param({"user_name": CLEO, "last_name": "Eve"}, id="no stacks, no names before"),
    pytest.param({"user_name": CLEO, "first_name": "Eve", "stack_names": []}, id="no stacks"),
    pytest.param({**ASKED, **PURGE}, id="all previous stacks purged"),
    pytest.param({**ASKED, **PURGE, "purge_stacks_scope": ["office"]}, id="some stacks purged"),
    pytest.param({**ASKED, **PURGE, "stack_names": ["office"]}, id="a previous stack kept"),
    pytest.param({**ASKED, "keep_users": [ADA]}, id="kept"),
    pytest.param({"users": [*entries(ADA, BEN), *entries(CLEO, NEW, enabled=False)]}, id="several"),
    pytest.param({"users": entries(BEN, CLEO), "unlisted_users": "delete"}, id="others purged"),
    pytest.param({"users": entries(ADA, BEN), "keep_users": [ADA], **PURGE}, id="one kept, purge"),
    pytest.param(
        {"users": [{"user_name": "BEN@example.com"}, *entries(ADA)], **PURGE}, id="purge left"
    ),
]


@pytest.mark.parametrize("switches", ["one_way", "other_way"])
@pytest.mark.parametrize("params", SCENARIOS)
def test_a1_a2_predicted_then_done_then_unchanged(
    lab: Lab, params: dict[str, Any], switches: str
) -> None:
    lab.emulator.configure(switches=switches)
    predicted = lab(check_mode=True, **params)
    assert (writes(lab), mails(lab)) == ([], [])
    warned = list(lab.run.warnings)
    done = lab(**params)
    assert (predicted, warned) == (done, lab.run.warnings)
    for row in done["users"]:
        shown = row["user"] and (row["user"]["first_name"], row["user"]["enabled"])
        true = lab.pool.users.get(row["user_name"])
        assert shown == (true and (true.first_name, true.enabled))
    assert not any(writes(lab, name) for name in params.get("keep_users", ()))
    welcome = Counter(mail[1] for mail in mails(lab) if mail[0] == "welcome")
    made = [row["user_name"] for row in done["users"] if {"recreate", "create"} & {*row["actions"]}]
    assert welcome == Counter(made if "message_action" not in params else [])
    lab.emulator.clear_log()
    assert lab(**params)["changed"] is False
    assert writes(lab) == []


@pytest.mark.parametrize("count", [0, 1, 25, 26, 30])
def test_c6_any_number_of_stacks_is_put_back_without_a_mail(lab: Lab, count: int) -> None:
    crowd(lab, 1, many(count))
    name = "u00@example.com"
    asked = {"user_name": name, "first_name": "Eve", "send_email_notification": True}
    row = row_of(lab(stack_names=many(31), **asked), name)
    assert row["previous_stack_names"] == many(count)
    assert row["stacks_added"] == many(31)[count:]
    assert stacks_of(lab, name) == set(many(31))
    due = [("assignment", name, stack) for stack in many(31)[count:]]
    assert mails(lab) == [*due, ("welcome", name, None)]
    order = [DISASSOCIATE] * -(-count // 25) + [DELETE, CREATE] + [ASSOCIATE] * 2
    assert writes(lab) == [CREATE, *order]


def test_c7_the_second_batch_refused_puts_the_first_one_back(lab: Lab) -> None:
    crowd(lab, 1, many(30))
    fault(lab, DISASSOCIATE, NOT_PERMITTED, stack="s29")
    row = row_of(lab(user_name="u00@example.com", first_name="Eve"), "u00@example.com")
    assert (row["failed"], row["stacks_removed"], row["actions"]) == (True, [], [])
    assert stacks_of(lab, "u00@example.com") == set(many(30))


@pytest.mark.parametrize("desired", [None, True, False])
@pytest.mark.parametrize("before", [True, False])
def test_c6_the_state_is_as_before_or_as_desired(
    lab: Lab, before: bool, desired: bool | None
) -> None:
    lab.pool.add_user(NEW, "New", enabled=before)
    lab.pool.associate(NEW, "design")
    row = row_of(lab(user_name=NEW, first_name="Eve", enabled=desired), NEW)
    due = before if desired is None else desired
    assert (lab.pool.users[NEW].enabled, row["user"]["enabled"]) == (due, due)
    assert row["actions"] == ["recreate", *(["disable"] if before and not due else [])]
    steps = [CREATE, DISASSOCIATE, DELETE, CREATE, ASSOCIATE]
    assert writes(lab) == [*steps, *([] if due else [DISABLE])]


def test_f5_keys_that_the_service_leaves_out_raise_nothing(lab: Lab) -> None:
    keys = ["FirstName", "LastName", "Status", "CreatedTime", "Enabled", "Arn"]
    lab.pool.add_user(NEW, omit=keys)
    row = row_of(lab(user_name=NEW, first_name="Eve", enabled=True), NEW)
    assert row["actions"] == ["recreate"]
    nothing = {"previous_enabled": None, "previous_first_name": None, "previous_last_name": None}
    assert previous(row) == {"previous_stack_names": [], **nothing}


def test_c7_a_user_who_may_be_disabled_is_not_replaced_unless_enabled_is_given(lab: Lab) -> None:
    """The new user would be enabled, and nobody can tell whether the previous one was."""
    lab.pool.add_user(NEW, omit=["Enabled"], enabled=False)
    row = row_of(lab(user_name=NEW, first_name="Eve"), NEW)
    assert (row["failed"], row["changed"], writes(lab)) == (True, False, [])
    assert "set enabled" in row["msg"]


@pytest.mark.parametrize("step", ["dry create", "create"])
@pytest.mark.parametrize("left_out", [["Arn"], ["Arn", "CreatedTime", "Status"]])
def test_f5_without_an_arn_the_names_tell_the_new_user(
    lab: Lab, step: str, left_out: list[str]
) -> None:
    lab.emulator.configure(user_leaves_out=left_out)
    drop(lab, CREATE, "after", times=1, after=STEPS[step][1])
    assert row_of(lab(**ASKED))["actions"] == ["recreate"]
    assert (state(lab, ADA), mails(lab)) == (("Eve", "Example", False, ALL), MAILS)


def test_a3_diff_shows_names_stacks_mails_and_recreated(lab: Lab) -> None:
    before = {"first_name": "Ada", "last_name": "Example", "enabled": False}
    after = {**before, "first_name": "Eve", "stack_names": ["design", "extra", "office"]}
    after.update(recreated=True, mails=["assignment (extra)", "welcome"])
    before["stack_names"] = ["design", "office"]
    diff = lab(**ASKED)["diff"]
    assert (diff["before"], diff["after"]) == ({ADA: before}, {ADA: after})


@pytest.mark.parametrize("enabled", [None, False])
def test_c3_resend_on_a_replaced_user_is_the_welcome_mail_alone(
    lab: Lab, enabled: bool | None
) -> None:
    asked = {"users": entries(BEN, enabled=enabled), "message_action": "resend"}
    predicted = lab(check_mode=True, **asked)
    assert predicted == lab(**asked)
    assert "invitation" in row_of(predicted, BEN)["msg"]
    assert "resend" not in row_of(predicted, BEN)["actions"]
    assert mails(lab) == [("welcome", BEN, None)]
    assert "RESEND" not in str(lab.emulator.calls)


# ---- D6: removal_limit and keep_users


@pytest.mark.parametrize("check_mode", [False, True])
def test_d6_more_replaced_users_than_removal_limit_fail_before_the_first_write(
    lab: Lab, check_mode: bool
) -> None:
    with pytest.raises(InvalidInput, match=rf"is 1, but 2 .*2 users .*recreated: {ADA}, {BEN}$"):
        lab(users=entries(ADA, BEN, NEW), removal_limit=1, check_mode=check_mode)
    assert writes(lab) == []
    assert "msg" not in lab(users=entries(ADA, BEN, NEW), removal_limit=2)


@pytest.mark.parametrize("state", ["present", "absent"])
def test_d6_removal_limit_is_required(lab: Lab, state: str) -> None:
    with pytest.raises(InvalidInput, match="removal_limit: required with on_name_change=recreate"):
        lab(users=entries(ADA), removal_limit=None, state=state)
    assert lab.emulator.calls == []


def test_d6_the_purged_stacks_of_a_replaced_user_are_counted(lab: Lab) -> None:
    """The stacks that it loses, besides the user; those that come back are not."""
    with pytest.raises(InvalidInput, match="removal_limit is 2, but 3 would"):
        lab(**{**ASKED, **PURGE}, removal_limit=2)
    assert writes(lab) == []
    lab(**{**ASKED, **PURGE}, removal_limit=3)
    assert state(lab, ADA) == ("Eve", "Example", False, {"extra"})


def test_d6_replaced_and_unlisted_users_count_together(lab: Lab) -> None:
    asked = {"users": entries(ADA), "unlisted_users": "delete"}
    with pytest.raises(InvalidInput, match="but 3 would"):
        lab(**asked, removal_limit=2)
    assert writes(lab) == []
    lab(**asked, removal_limit=3)
    assert sorted(lab.pool.users) == [ADA]


def test_d6_a_failed_replacement_leaves_all_removals(lab: Lab) -> None:
    fault(lab, CREATE, DENIED, user=ADA)
    asked = [*entries(ADA), {"user_name": BEN, "stack_names": []}]
    answer = lab(users=asked, purge_stacks=True, unlisted_users="delete")
    assert [row["failed"] for row in answer["users"]] == [True, True, True]
    assert CLEO in lab.pool.users
    assert stacks_of(lab, BEN) == {"design"}


def test_d3_purged_stacks_go_before_the_user_is_disabled(lab: Lab) -> None:
    """A user who was disabled before is disabled at once, whatever comes after."""
    steps = [CREATE, DISASSOCIATE, DELETE, CREATE, ASSOCIATE]
    lab(**{**ASKED, **PURGE})
    assert writes(lab) == [*steps, DISABLE, DISASSOCIATE]
    lab.emulator.clear_log()
    lab(**{**ASKED, **PURGE, "user_name": BEN, "enabled": False})
    assert writes(lab) == [*steps, DISASSOCIATE, DISABLE]


def test_d3_with_purged_stacks_the_user_is_disabled_although_something_else_failed(
    lab: Lab,
) -> None:
    fail_at(lab, "associate", KINDS["no extra"])
    assert row_of(lab(**{**ASKED, **PURGE}))["failed"] is True
    assert state(lab, ADA) == ("Eve", "Example", False, {"design", "office"})


# ---- interrupted, and what one user shows for the next


@pytest.mark.parametrize("name", ["Ada ", " Ada", "Ada\n"])
def test_c6_white_space_is_no_other_name(lab: Lab, name: str) -> None:
    assert lab(user_name=ADA, first_name=name)["changed"] is False
