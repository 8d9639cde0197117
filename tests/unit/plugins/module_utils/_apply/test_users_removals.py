# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Removals come last, are left when something else failed, and fail each on its own."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DENIED,
    DISABLE,
    DISASSOCIATE,
    ENABLE,
    NOT_FOUND,
    PAIRS,
    USERS,
    sent,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_removals import (
    ADA,
    BEN,
    CLEO,
    DAN,
    HANNA,
    LEFT,
    LOWER_HANNA,
    NEW,
    PURGE_BOTH,
    PURGE_STACKS,
    PURGE_USERS,
    PURGED,
    RECREATE,
    REPLACED,
    SIDE_BY_SIDE,
    SVC,
    add_people,
    crowd,
    entry,
    fail,
    item_fail,
    kinds,
    users,
    writes,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_runs import (
    by_name,
    failed_names,
)


@pytest.fixture
def people(pool: Any) -> Any:
    return add_people(pool)


# ---- D6: removals are left when something else failed

MIXED: dict[str, Any] = {
    "users": [
        entry(NEW, "lab", message_action="suppress"),
        entry(BEN, stack_names=[]),  # would lose office
        entry(CLEO, "design", enabled=True),
        entry(SVC, enabled=False, send_email_notification=True),
        entry(ADA, message_action="resend"),
    ],
    **PURGE_BOTH,  # and DAN would go
}


def with_user(**more: Any) -> dict[str, Any]:
    return {"users": [*MIXED["users"], more]}


PLAN_PROBLEMS = [
    pytest.param(with_user(user_name=LOWER_HANNA, enabled=False), id="similar name"),
    pytest.param(with_user(user_name=HANNA, first_name="Eve"), id="name"),
    pytest.param(with_user(user_name=HANNA, first_name="Eve") | RECREATE, id="kept, name"),
    pytest.param(with_user(user_name="x@example.com", message_action="resend"), id="no resend"),
]


@pytest.mark.parametrize("params", PLAN_PROBLEMS)
def test_d6_a1_a_failure_of_the_plan_leaves_the_removals_in_check_mode_and_in_the_real_run(
    run: Any, emulator: Any, people: Any, params: dict[str, Any]
) -> None:
    people.add_user(HANNA)
    params = {**MIXED, "keep_users": [HANNA], **params}
    predicted = run(check_mode=True, **params)
    assert writes(emulator) == []
    answer = run(**params)
    assert answer == predicted
    assert failed_names(answer) == [BEN, answer["users"][5]["user_name"], DAN]
    rows = by_name(answer)
    assert (rows[BEN]["msg"], rows[DAN]["msg"]) == (LEFT, f"{LEFT}; {PURGED}")
    assert rows[SVC]["actions"] == ["disable"]  # what takes nothing away goes on
    assert {DISASSOCIATE, DELETE}.isdisjoint(writes(emulator))
    assert {(BEN, "office"), (DAN, "lab"), (NEW, "lab")} <= people.associations


def drop(operation: str, user: str, when: str = "after") -> dict[str, Any]:
    return {"operation": operation, "user": user, "drop": when, "times": None}


def error(operation: str, user: str, code: str, **more: Any) -> dict[str, Any]:
    return {"operation": operation, "user": user, "error": {"code": code, **more}, "times": None}


def item(operation: str, user: str, code: str, **more: Any) -> dict[str, Any]:
    error = {"code": code, **more}
    return {"operation": operation, "user": user, "item_error": error, "times": None}


# A fault and the user whose row fails by it.
FAULTS = [
    pytest.param(error(CREATE, NEW, "LimitExceededException"), NEW, id="quota"),
    pytest.param(error(CREATE, NEW, DENIED), NEW, id="create denied"),
    pytest.param(error(CREATE, NEW, "InvalidAccountStatusException"), NEW, id="create"),
    pytest.param(error(CREATE, NEW, "InternalFailure", status=500), NEW, id="create, no answer"),
    pytest.param(drop(CREATE, NEW, "before"), NEW, id="create lost"),
    pytest.param(error(ENABLE, CLEO, DENIED), CLEO, id="enable denied"),
    pytest.param(error(ENABLE, CLEO, NOT_FOUND), CLEO, id="enable, not found"),
    pytest.param(drop(ENABLE, CLEO, "before"), CLEO, id="enable lost"),
    pytest.param(error(ASSOCIATE, CLEO, DENIED), CLEO, id="associate denied"),
    pytest.param(item(ASSOCIATE, CLEO, "STACK_NOT_FOUND"), CLEO, id="no such stack"),
    pytest.param(item(ASSOCIATE, NEW, "USER_NAME_NOT_FOUND"), NEW, id="not noticed in time"),
    pytest.param(item(ASSOCIATE, NEW, "INTERNAL_ERROR"), NEW, id="associate, internal error"),
    pytest.param(drop(ASSOCIATE, NEW, "before"), NEW, id="associate lost"),
    pytest.param(error(DISABLE, SVC, DENIED), SVC, id="disable denied"),
    pytest.param(drop(DISABLE, SVC, "before"), SVC, id="disable lost"),
    pytest.param(error(CREATE, ADA, "InvalidParameterCombinationException"), ADA, id="resend"),
    pytest.param(drop(CREATE, ADA), ADA, id="resend lost"),
    pytest.param(error(CREATE, NEW, "ExpiredTokenException"), NEW, id="credentials"),
]


@SIDE_BY_SIDE
@pytest.mark.parametrize(("fault", "name"), FAULTS)
def test_d6_any_failure_leaves_the_removals_and_their_rows_say_so(
    run: Any, emulator: Any, people: Any, fault: dict[str, Any], name: str
) -> None:
    emulator.add_fault(fault)
    answer = run(**MIXED)
    rows = by_name(answer)
    assert {name, BEN, DAN} <= set(failed_names(answer))
    assert (rows[BEN]["msg"], rows[DAN]["msg"]) == (LEFT, f"{LEFT}; {PURGED}")
    assert not rows[BEN]["changed"]
    assert not rows[DAN]["changed"]
    assert rows[DAN]["actions"] == []
    assert rows[DAN]["stacks_removed"] == []
    assert {BEN, DAN}.isdisjoint(answer["diff"]["before"])
    assert "2 x skipped, because something else failed" in answer["msg"]
    assert {DISASSOCIATE, DELETE}.isdisjoint(writes(emulator))
    assert {(BEN, "office"), (DAN, "design"), (DAN, "lab"), (DAN, "office")} <= people.associations
    emulator.clear_faults()
    run(**MIXED)  # B5
    assert set(people.users) == {ADA, BEN, CLEO, NEW, SVC}
    assert (BEN, "office") not in people.associations


@pytest.mark.parametrize(
    "fields", [{"user_name": NEW, "first_name": "Eve"}, {"user_name": NEW.upper()}]
)
def test_d6_r7_a_user_who_appears_with_another_name_or_capitals_leaves_the_removals(
    run: Any, emulator: Any, people: Any, fields: dict[str, Any]
) -> None:
    emulator.configure(create_other_capitals="ResourceAlreadyExistsException")
    emulator.add_fault({"operation": CREATE, "user": NEW, "appear": fields})
    answer = run(users=[entry(NEW, first_name="New")], **PURGE_USERS)
    assert failed_names(answer) == [NEW, ADA, BEN, CLEO, DAN, SVC]
    assert writes(emulator) == [CREATE]


@pytest.mark.parametrize("code", ["LimitExceededException", DENIED])
def test_d6_a_replacement_that_fails_leaves_the_removals(
    run: Any, emulator: Any, people: Any, code: str
) -> None:
    fail(emulator, CREATE, code)
    answer = run(users=[REPLACED], **RECREATE | PURGE_USERS)
    assert failed_names(answer) == [ADA, BEN, CLEO, DAN, SVC]
    assert set(people.users) == {ADA, BEN, CLEO, DAN, SVC}
    assert DELETE not in writes(emulator)


@pytest.mark.parametrize("failing", [ASSOCIATE, DISABLE])
def test_d6_what_fails_for_a_user_leaves_the_purge_of_its_own_stacks(
    run: Any, emulator: Any, people: Any, failing: str
) -> None:
    """But it is disabled all the same, and whether that works is known last (D3)."""
    fail(emulator, failing)
    row = run(user_name=ADA, stack_names=["lab"], enabled=False, **PURGE_STACKS)["users"][0]
    assert row["failed"] is True
    if failing == ASSOCIATE:
        assert LEFT in row["msg"]
        assert row["actions"] == ["disable"]
        assert people.users[ADA].enabled is False
        assert {(ADA, "design"), (ADA, "office")} <= people.associations
    else:
        assert (row["stacks_removed"], row["actions"]) == (["design", "office"], [])


@pytest.mark.parametrize("operation", [CREATE, ASSOCIATE, DISABLE, DISASSOCIATE, DELETE])
@pytest.mark.parametrize("when", ["before", "after"])
def test_d6_r8_a_lost_response_that_is_settled_is_no_failure(
    run: Any, emulator: Any, people: Any, operation: str, when: str
) -> None:
    emulator.add_fault({"operation": operation, "drop": when})
    answer = run(**{**MIXED, "users": MIXED["users"][:4], "keep_users": [ADA]})
    assert "msg" not in answer
    assert set(people.users) == {ADA, BEN, CLEO, NEW, SVC}
    assert (BEN, "office") not in people.associations
    assert by_name(answer)[DAN]["actions"] == ["delete"]


# ---- E3, B5: one removal fails, the others go on


@SIDE_BY_SIDE
@pytest.mark.parametrize(
    "fault",
    [
        {"operation": DISASSOCIATE, "item_error": {"code": "SOMETHING_NEW"}},
        {"operation": DISASSOCIATE, "item_error": {"code": "INTERNAL_ERROR"}},
        {"operation": DISASSOCIATE, "error": {"code": "OperationNotPermittedException"}},
        {"operation": DISASSOCIATE, "error": {"code": DENIED}},
    ],
)
def test_e3_d3_a_user_who_stays_on_a_stack_is_not_deleted_and_the_others_are(
    run: Any, emulator: Any, people: Any, fault: dict[str, Any]
) -> None:
    people.associate(CLEO, "design")
    emulator.add_fault({**fault, "user": DAN, "stack": "lab", "times": None})
    answer = run(users=[entry(ADA, "office")], keep_users=[SVC], **PURGE_BOTH)
    assert failed_names(answer) == [DAN]
    row = by_name(answer)[DAN]
    assert row["msg"].endswith(f"; {PURGED}; therefore not tried: delete")
    assert (row["changed"], row["stacks_removed"]) == (True, ["design", "office"])
    assert row["user"]["user_name"] == DAN
    assert set(people.users) == {ADA, DAN, SVC}
    assert people.associations == {(ADA, "office"), (DAN, "lab"), (SVC, "lab")}
    assert answer["diff"]["after"][DAN]["stack_names"] == ["lab"]


@SIDE_BY_SIDE
def test_e3_a_user_who_cannot_be_deleted_does_not_hold_up_the_others(
    run: Any, emulator: Any, people: Any
) -> None:
    fail(emulator, DELETE, "OperationNotPermittedException", user=BEN)
    answer = run(users=users(ADA), **PURGE_USERS)
    assert failed_names(answer) == [BEN]
    assert set(people.users) == {ADA, BEN}
    assert by_name(answer)[BEN]["stacks_removed"] == ["office"]
    assert by_name(answer)[BEN]["actions"] == []


def test_e3_denied_deletes_end_the_deletes_and_name_the_action(
    run: Any, emulator: Any, people: Any
) -> None:
    fail(emulator, DELETE)
    answer = run(users=users(ADA), **PURGE_USERS)
    assert failed_names(answer) == [BEN, CLEO, DAN, SVC]
    assert writes(emulator).count(DELETE) == 1
    assert "appstream:DeleteUser" in answer["msg"]
    assert len(people.users) == 5


def test_b2_a_purge_of_stacks_that_failed_is_not_taken_for_done(
    run: Any, emulator: Any, people: Any
) -> None:
    """The user stays, so that its pair is not gone because a directory is."""
    item_fail(emulator, DISASSOCIATE, "DIRECTORY_NOT_FOUND", stack="office")
    answer = run(users=[entry(ADA, "design")], **PURGE_STACKS)
    assert (ADA, "office") in people.associations
    assert failed_names(answer) == [ADA]
    assert "DIRECTORY_NOT_FOUND" in answer["msg"]


def test_d5_that_is_no_hindrance_to_a_delete(run: Any, emulator: Any, people: Any) -> None:
    item_fail(emulator, DISASSOCIATE, "DIRECTORY_NOT_FOUND")
    assert "msg" not in run(users=users(ADA), **PURGE_USERS)
    assert set(people.users) == {ADA}


# ---- D5, R7: the pool changes meanwhile


@SIDE_BY_SIDE
@pytest.mark.parametrize("switches", ["one_way", "other_way"])
@pytest.mark.parametrize("moment", [PAIRS, DISASSOCIATE, DELETE])
@pytest.mark.parametrize("name", [DAN, BEN])
def test_d5_a_user_who_vanishes_before_being_removed_is_no_failure(
    run: Any, emulator: Any, people: Any, moment: str, name: str, switches: str
) -> None:
    emulator.configure(switches=switches)
    emulator.add_fault({"operation": moment, "user": name, "vanish": True})
    answer = run(users=users(ADA, SVC), **PURGE_USERS)
    assert "msg" not in answer
    assert set(people.users) == {ADA, SVC}
    row = by_name(answer)[name]
    assert (row["actions"], row["user"], row["msg"]) == ([], None, PURGED)


def test_d5_a_listed_user_who_vanishes_before_its_purge_is_no_failure(
    run: Any, emulator: Any, people: Any
) -> None:
    emulator.add_fault({"operation": DISASSOCIATE, "user": DAN, "vanish": True})
    answer = run(users=users(ADA, DAN, stack_names=["design"]), **PURGE_STACKS)
    assert "msg" not in answer
    assert (ADA, "office") not in people.associations


def test_d5_r5_a_second_purge_that_reads_old_data_is_no_failure(
    run: Any, emulator: Any, people: Any
) -> None:
    emulator.configure(lag_seconds=600)
    params = {"users": [entry(ADA, "office")], "keep_users": [SVC], **PURGE_BOTH}
    assert run(**params)["changed"] is True
    again = run(**params)
    assert "msg" not in again
    assert by_name(again)[DAN]["changed"] is False
    assert set(people.users) == {ADA, SVC}


def test_d5_a_user_who_vanishes_while_the_pool_is_read_does_no_harm(
    run: Any, emulator: Any, people: Any
) -> None:
    emulator.configure(page_size=1)
    emulator.add_fault({"operation": USERS, "user": BEN, "after": 3, "vanish": True})
    assert "msg" not in run(users=users(ADA, SVC), **PURGE_USERS)
    assert set(people.users) == {ADA, SVC}


@SIDE_BY_SIDE
@pytest.mark.parametrize("moment", [PAIRS, DISASSOCIATE, DELETE])
def test_r7_a_user_who_appears_after_the_pool_was_read_stays(
    run: Any, emulator: Any, people: Any, moment: str
) -> None:
    emulator.add_fault({"operation": moment, "appear": {"user_name": HANNA}})
    answer = run(users=users(ADA, SVC), **PURGE_USERS)
    assert set(people.users) == {ADA, SVC, HANNA}
    assert HANNA not in by_name(answer)


def test_r7_a_listed_user_who_appears_meanwhile_loses_nothing_in_this_run(
    run: Any, emulator: Any, people: Any
) -> None:
    emulator.configure(associations_of_deleted="stay")
    people.add_user(NEW)
    people.associate(NEW, "lab")
    del people.users[NEW]
    fields = {"user_name": NEW, "first_name": "Old"}
    emulator.add_fault({"operation": CREATE, "user": NEW, "appear": fields})
    params = {"users": [entry(NEW, "design"), entry(ADA, "office")], **PURGE_STACKS}
    answer = run(**{**params, "removal_limit": 1})
    assert "msg" not in answer
    assert {pair for pair in people.associations if pair[0] == NEW} == {
        *((NEW, "lab"), (NEW, "design"))
    }
    assert (ADA, "design") not in people.associations
    assert by_name(answer)[NEW]["stacks_removed"] == []
    run(**params)
    assert (NEW, "lab") not in people.associations


def test_r7_a_listed_user_who_appears_meanwhile_is_not_replaced(
    run: Any, emulator: Any, people: Any
) -> None:
    fields = {"user_name": NEW, "first_name": "Old"}
    emulator.add_fault({"operation": CREATE, "user": NEW, "appear": fields})
    answer = run(users=[entry(NEW, first_name="New")], **{**RECREATE, "removal_limit": 0})
    assert failed_names(answer) == [NEW]
    assert people.users[NEW].first_name == "Old"
    assert DELETE not in writes(emulator)


# ---- the calls and their order


@SIDE_BY_SIDE
def test_d3_d6_the_order_of_all_calls(run: Any, emulator: Any, people: Any) -> None:
    run(
        users=[
            entry(NEW, "lab"),
            entry(CLEO, enabled=True),
            entry(ADA, "lab", enabled=False),  # disabled when it has lost its stacks
            entry(SVC, enabled=False),
            entry(BEN, message_action="resend"),
        ],
        **PURGE_BOTH,
    )
    order = [CREATE, ENABLE, ASSOCIATE, DISABLE, CREATE, DISASSOCIATE, DELETE, DISABLE]
    assert kinds(emulator) == order
    assert [call["UserName"] for call in sent(emulator, DISABLE)] == [SVC, ADA]
    assert [(mail["kind"], mail["user_name"]) for mail in emulator.mails] == [
        *(("welcome", NEW), ("invitation", BEN))
    ]


def test_d3_a_replaced_user_is_disabled_after_its_purge(
    run: Any, emulator: Any, people: Any
) -> None:
    again = {**REPLACED, "stack_names": ["design"], "enabled": False}
    params = {"users": [again], **RECREATE, **PURGE_STACKS}
    predicted = run(check_mode=True, **params)
    assert run(**params) == predicted
    # The first one shows that the user can be created.
    order = [CREATE, DISASSOCIATE, DELETE, CREATE, ASSOCIATE, DISASSOCIATE, DISABLE]
    assert kinds(emulator) == order
    assert {pair for pair in people.associations if pair[0] == ADA} == {(ADA, "design")}
    assert people.users[ADA].enabled is False


@SIDE_BY_SIDE
def test_b4_six_hundred_users_are_purged_in_batches_of_25(
    run: Any, emulator: Any, people: Any
) -> None:
    emulator.configure(page_size=1000)
    gone = crowd(people, 600, "office")
    params = {
        "users": users(ADA, BEN, CLEO, DAN, SVC),
        "unlisted_users": "delete",
        "removal_limit": 600,
    }
    answer = run(**params)
    assert emulator.counts() == {USERS: 1, PAIRS: 600, DISASSOCIATE: 24, DELETE: 600}
    assert {len(call["UserStackAssociations"]) for call in sent(emulator, DISASSOCIATE)} == {25}
    assert [row["user_name"] for row in answer["users"][5:]] == gone
    assert set(people.users) == {ADA, BEN, CLEO, DAN, SVC}
    assert len(people.associations) == 7
