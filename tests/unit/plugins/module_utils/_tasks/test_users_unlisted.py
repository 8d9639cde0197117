# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""unlisted_users=disable, and what removal_limit counts."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_removals import (
    ADA,
    BEN,
    CLEO,
    DAN,
    HANNA,
    LOWER_HANNA,
    NEW,
    SVC,
    add_people,
    crowd,
    entry,
    fail,
    listed,
    on,
    refused,
    writes,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_runs import by_name

DISABLE: dict[str, Any] = {"unlisted_users": "disable", "removal_limit": "99"}
NOTE = "not listed (unlisted_users=disable)"


@pytest.fixture
def people(pool: Any) -> Any:
    return add_people(pool)


def test_d7_users_who_are_not_listed_are_disabled_and_keep_their_stacks(
    run: Any, emulator: Any, people: Any
) -> None:
    before = set(people.associations)
    predicted = run(check_mode=True, **listed(ADA, BEN), **DISABLE)
    assert writes(emulator) == []
    result = run(**listed(ADA, BEN), **DISABLE)
    assert result == predicted
    rows = by_name(result)
    assert sorted(rows) == [ADA, BEN, DAN, SVC]  # CLEO is disabled already
    for name in (DAN, SVC):
        assert (rows[name]["actions"], rows[name]["msg"]) == (["disable"], NOTE)
        assert rows[name]["user"]["enabled"] is False
    assert sorted(result["diff"]["after"]) == [DAN, SVC]
    assert result["summary"]["disable"] == 2
    assert writes(emulator) == ["DisableUser", "DisableUser"]
    assert set(people.associations) == before
    again = run(**listed(ADA, BEN), **DISABLE)
    assert (again["changed"], sorted(by_name(again))) == (False, [ADA, BEN])
    assert writes(emulator) == ["DisableUser", "DisableUser"]


def test_d7_disabling_reads_no_stacks(run: Any, emulator: Any, people: Any) -> None:
    run(**listed(ADA), **DISABLE)
    assert "DescribeUserStackAssociations" not in [call["operation"] for call in emulator.calls]


def test_d6_kept_users_are_not_disabled(run: Any, emulator: Any, people: Any) -> None:
    rows = by_name(run(**listed(ADA, BEN, DAN), **DISABLE, keep_users=[SVC]))
    assert sorted(rows) == [ADA, BEN, DAN]
    assert writes(emulator) == []


def test_d6_nobody_is_disabled_when_something_failed(run: Any, emulator: Any, people: Any) -> None:
    fail(emulator, "CreateUser")
    rows = by_name(run(**listed(ADA, BEN, NEW), **DISABLE))
    assert rows[NEW]["failed"] is True
    for name in (DAN, SVC):
        assert rows[name]["failed"] is True
        assert "something else failed and removals come last" in rows[name]["msg"]
    assert "DisableUser" not in writes(emulator)


def test_d6_a_name_like_a_listed_one_is_not_disabled(run: Any, emulator: Any, people: Any) -> None:
    people.add_user(HANNA)
    people.add_user(LOWER_HANNA)
    assert repr(HANNA) in refused(run, {**listed(LOWER_HANNA), **DISABLE})
    assert writes(emulator) == []


def test_d3_a_user_of_unknown_state_is_disabled(run: Any, emulator: Any, people: Any) -> None:
    emulator.configure(user_leaves_out=["Enabled"])
    assert CLEO in by_name(run(check_mode=True, **listed(ADA), **DISABLE))


def test_d5_a_user_who_vanishes_before_being_disabled_is_no_failure(
    run: Any, emulator: Any, people: Any, time: Any
) -> None:
    emulator.add_fault({"operation": "DisableUser", "user": SVC, "vanish": True})
    begin = time.now
    result = run(**listed(ADA, BEN, DAN), **DISABLE)
    assert "msg" not in result
    row = by_name(result)[SVC]
    assert (row["failed"], row["changed"], row["actions"]) == (False, False, [])
    assert time.now - begin < 1  # such a user was not created a moment ago


@pytest.mark.parametrize("value", ["disable", "delete"])
def test_d6_users_who_are_not_listed_need_a_limit_and_a_list(
    run: Any, emulator: Any, people: Any, value: str
) -> None:
    given = f"unlisted_users={value}"
    assert f"removal_limit: required with {given}" in refused(
        run, {**listed(ADA), "unlisted_users": value}
    )
    options = {"unlisted_users": value, "removal_limit": "9"}
    assert f"{given}: requires users" in refused(run, {"user_name": ADA, **options})
    assert f"users: must not be empty with {given}" in refused(run, {"users": [], **options})
    absent = {**listed(ADA), **options, "state": "absent"}
    assert f"{given}: cannot be combined with state=absent" in refused(run, absent)
    assert emulator.calls == []


# ---- what the limit counts


def test_d8_the_limit_counts_users_whom_the_list_disables(
    run: Any, emulator: Any, pool: Any
) -> None:
    names = crowd(pool, 30)
    off: dict[str, Any] = {"users": [entry(name) for name in names], "enabled": False}
    message = refused(run, {**off, "removal_limit": "2"})
    assert message.startswith("removal_limit is 2, but 30 would be removed, so nothing was done. ")
    assert f"30 users to be disabled: {names[0]}, " in message
    assert writes(emulator) == []
    assert run(**off, removal_limit="30")["summary"]["disable"] == 30
    # users who are disabled already, or not in the pool yet, are not counted
    result = run(**{**off, "users": [*off["users"], entry(NEW)]}, removal_limit="0")
    assert by_name(result)[NEW]["actions"] == ["create", "disable"]
    assert result["summary"]["disable"] == 1


def test_d8_without_a_limit_a_list_may_disable(run: Any, emulator: Any, people: Any) -> None:
    assert run(**listed(ADA, enabled=False))["summary"]["disable"] == 1


@pytest.mark.parametrize(
    ("limit", "allowed"),
    [("2", False), ("3", True), ("50%", False), ("60%", True), ("100%", True), ("0%", False)],
)
def test_d8_a_limit_may_be_a_percentage_of_the_pool(
    run: Any, emulator: Any, people: Any, limit: str, allowed: bool
) -> None:
    options = {**listed(ADA, CLEO), "unlisted_users": "delete", "removal_limit": limit}
    if allowed:
        assert run(check_mode=True, **options)["summary"]["delete"] == 3
        return
    shown = limit if "%" not in limit else f"{limit} ({5 * int(limit[:-1]) // 100} of 5 users)"
    assert refused(run, options).startswith(f"removal_limit is {shown}, but 3 would be removed")


def test_d8_the_limit_counts_persons_once_and_purged_associations(
    run: Any, emulator: Any, people: Any
) -> None:
    options = {
        "users": [
            entry(ADA, "office", first_name="Eve"),  # replaced, and taken off design
            entry(BEN, "lab", enabled=False),  # disabled, and taken off office
            entry(CLEO, "lab"),
        ],
        "on_name_change": "recreate",
        "purge_stacks": True,
        "unlisted_users": "delete",  # DAN with three stacks, SVC with one
    }
    message = refused(run, {**options, "removal_limit": "5"})
    assert "but 6 would be removed" in message
    assert "2 users to be deleted" in message
    assert f"1 user to be recreated: {ADA}" in message
    assert f"1 user to be disabled: {BEN}" in message
    assert f"2 users to be removed from a stack: {ADA} on design, {BEN} on office" in message
    run(**options, removal_limit="6")
    assert set(people.associations) == on(ADA, "o") | on(BEN, "l") | on(CLEO, "l")


@pytest.mark.parametrize("limit", ["-1", "ten", "101%", "1.5", "10 %", "%", ""])
def test_c8_a_limit_is_a_number_or_a_percentage(run: Any, emulator: Any, limit: str) -> None:
    message = refused(run, {**listed(ADA), "removal_limit": limit})
    assert f"removal_limit: {limit!r} is neither a whole number nor a percentage" in message
    assert emulator.calls == []


def test_d6_a_scope_without_a_purge_is_refused(run: Any, emulator: Any) -> None:
    message = refused(run, {**listed(ADA), "purge_stacks_scope": ["design"]})
    assert "purge_stacks_scope: requires purge_stacks" in message
    assert emulator.calls == []


@pytest.mark.parametrize(("limit", "allowed"), [("20%", True), ("19%", False), ("1", True)])
def test_d8_associations_know_percentages_too(
    associate: Any, emulator: Any, people: Any, limit: str, allowed: bool
) -> None:
    options = {
        "user_names": [ADA],
        "stack_names": ["office"],
        "purge_users": False,
        "purge_stacks": True,
        "removal_limit": limit,
    }
    if allowed:
        assert associate(**options)["summary"]["disassociate"] == 1
    else:
        assert "(0 of 5 users), but 1 would be removed" in refused(associate, options)
    reads = [call["operation"] for call in emulator.calls].count("DescribeUsers")
    assert reads == (2 if not allowed else 1 if "%" in limit else 0)
