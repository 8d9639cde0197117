# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole runs of appstream_user_info, below its Ansible surface, on the emulator in this process."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.task_context import TaskContext
from ansible_collections.euc.appstream.plugins.module_utils._model.user import USER_KEYS, User
from ansible_collections.euc.appstream.plugins.module_utils._plan.parse import parse_user_info
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.plugins.module_utils._tasks.user_info import (
    _matches,
    describe_pool,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    PAIRS,
    STACKS,
    USERS,
    hide_stacks,
    sent,
)

Info = Callable[..., dict[str, Any]]

ADA = "ada@example.com"  # enabled, pending, 10 days old, on design
BEN = "ben@example.com"  # disabled, confirmed, 100 days old, on design and office
CLEO = "cleo@example.com"  # enabled, without status and age, on no stack
EVA = "Eva@example.com"  # disabled, pending, new, on office and lab
ALL = [EVA, ADA, BEN, CLEO]  # sorted by code point
DAY = 86_400
MINUTE = 60

FILTERS: dict[str, Any] = dict.fromkeys(
    ("user_names", "stack_names", "enabled", "status", "pending", "older_than_days", "account")
)


@pytest.fixture
def info(runtime: Runtime) -> Info:
    """Options in, result out."""

    def describe(check_mode: bool = False, **params: Any) -> dict[str, Any]:
        given = {**FILTERS, "include_associations": False, "max_concurrency": 10, **params}
        return describe_pool(runtime, TaskContext(given, check_mode, False, pytest.fail))

    return describe


def ago(seconds: float) -> float:
    return datetime.datetime.now(datetime.timezone.utc).timestamp() - seconds


@pytest.fixture
def people(pool: Any) -> Any:
    pool.add_user(ADA, "Ada", "Example", created_time=ago(10 * DAY))
    pool.add_user(
        BEN, "Ben", "Example", enabled=False, status="CONFIRMED", created_time=ago(100 * DAY)
    )
    pool.add_user(CLEO, omit=["Status", "CreatedTime", "FirstName", "LastName", "Arn"])
    pool.add_user(EVA, enabled=False, status="UNCONFIRMED", created_time=ago(DAY))
    for pair in ((ADA, "design"), (BEN, "design"), (BEN, "office"), (EVA, "office"), (EVA, "lab")):
        pool.associate(*pair)
    return pool


def names(answer: dict[str, Any]) -> list[str]:
    return [user["user_name"] for user in answer["users"]]


def stacks(answer: dict[str, Any], key: str) -> dict[str, list[str]]:
    return {user["user_name"]: user[key] for user in answer["users"]}


# ---- filters


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        pytest.param({}, ALL, id="none"),
        pytest.param({"user_names": [BEN, "nobody@example.com", ADA]}, [ADA, BEN]),
        pytest.param({"user_names": [EVA]}, [EVA]),
        pytest.param({"user_names": ["eva@example.com"]}, [], id="F2 other capitals"),
        pytest.param({"user_names": ["ada@example"]}, [], id="F2 a part"),
        pytest.param({"enabled": True}, [ADA, CLEO]),
        pytest.param({"enabled": False}, [EVA, BEN]),
        pytest.param({"status": ["CONFIRMED"]}, [BEN]),
        pytest.param({"status": ["CONFIRMED", "UNCONFIRMED"]}, [EVA, BEN]),
        pytest.param({"status": ["confirmed"]}, []),
        pytest.param({"pending": True}, [EVA, ADA, CLEO]),
        pytest.param({"pending": False}, [BEN]),
        pytest.param({"older_than_days": 7}, [ADA, BEN]),
        pytest.param({"older_than_days": 0}, [EVA, ADA, BEN], id="no age never matches"),
        pytest.param({"older_than_days": 1000}, []),
        pytest.param({"stack_names": ["design"]}, [ADA, BEN]),
        pytest.param({"stack_names": ["design", "lab"]}, [EVA, ADA, BEN]),
        pytest.param({"stack_names": ["nowhere"]}, []),
        pytest.param({"stack_names": ["Design"]}, []),
        pytest.param({"user_names": []}, [], id="no names"),
        pytest.param({"stack_names": []}, [], id="no stacks"),
        pytest.param({"status": []}, [], id="no status"),
        pytest.param({"pending": True, "older_than_days": 7}, [ADA]),
        pytest.param({"pending": True, "enabled": False}, [EVA]),
        pytest.param({"user_names": [ADA, BEN], "enabled": False}, [BEN]),
        pytest.param({"stack_names": ["design"], "enabled": True}, [ADA]),
        pytest.param({"stack_names": ["office"], "user_names": [ADA]}, []),
        pytest.param({"stack_names": ["office"], "pending": True, "older_than_days": 0}, [EVA]),
        pytest.param({"status": ["CONFIRMED"], "pending": True}, []),
    ],
)
@pytest.mark.parametrize("include_associations", [False, True])
def test_filters_are_combined(
    info: Info,
    people: Any,
    params: dict[str, Any],
    expected: list[str],
    include_associations: bool,
) -> None:
    answer = info(include_associations=include_associations, **params)
    assert names(answer) == expected
    assert answer["summary"]["total"] == len(expected)
    assert answer["changed"] is False


def test_f6_unknown_status_passes_through_and_can_be_asked_for(info: Info, people: Any) -> None:
    people.add_user("new@example.com", status="RESET_REQUIRED")
    (user,) = info(status=["RESET_REQUIRED"])["users"]
    assert user["status"] == "RESET_REQUIRED"


@pytest.mark.parametrize(("age", "expected"), [(7 * DAY - MINUTE, []), (7 * DAY + MINUTE, [ADA])])
def test_older_than_days_around_the_boundary(
    info: Info, pool: Any, age: float, expected: list[str]
) -> None:
    pool.add_user(ADA, created_time=ago(age))
    assert names(info(older_than_days=7)) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"), [(7 * DAY - 1, False), (7 * DAY, False), (7 * DAY + 1, True)]
)
def test_older_than_days_means_more_than(seconds: int, expected: bool) -> None:
    now = datetime.datetime(2026, 3, 1, tzinfo=datetime.timezone.utc)
    created = now - datetime.timedelta(seconds=seconds)
    user = User.from_api({"UserName": ADA, "CreatedTime": created})
    given = {**FILTERS, "include_associations": False, "max_concurrency": 1, "older_than_days": 7}
    assert _matches(user, parse_user_info(given), now) is expected


def test_e1_an_age_beyond_all_calendars_is_no_traceback(info: Info, people: Any) -> None:
    """Either nobody is that old, or it is bad input."""
    try:
        found = names(info(older_than_days=10**10))
    except InvalidInput:
        return
    assert found == []


def test_a_user_of_the_future_is_not_older_than_0_days(info: Info, pool: Any) -> None:
    pool.add_user(ADA, created_time=ago(-DAY))
    assert names(info(older_than_days=0)) == []


# ---- users


def test_a6_f5_keys_are_always_there_and_null_where_left_out(info: Info, people: Any) -> None:
    assert info(user_names=[CLEO])["users"] == [
        {
            **dict.fromkeys(USER_KEYS),
            "authentication_type": "USERPOOL",
            "enabled": True,
            "user_name": CLEO,
        }
    ]


def test_f5_a_user_without_any_optional_key_raises_nothing(info: Info, pool: Any) -> None:
    pool.add_user(ADA, omit=["Arn", "Enabled", "Status", "FirstName", "LastName", "CreatedTime"])
    answer = info(older_than_days=None, pending=True, include_associations=True)
    assert names(answer) == [ADA]
    assert answer["summary"] == {
        "total": 1,
        "enabled": 0,
        "disabled": 0,
        "pending": 1,
        "by_status": {"(none)": 1},
        "by_stack": {},
    }
    for enabled in (True, False):
        assert names(info(enabled=enabled)) == []


def test_a6_created_time_is_iso_in_utc_with_the_zone(info: Info, pool: Any) -> None:
    pool.add_user(ADA, created_time=1_769_848_200.123)
    assert info()["users"][0]["created_time"] == "2026-01-31T08:30:00.123000+00:00"


def test_users_are_sorted_by_name(info: Info, emulator: Any, pool: Any) -> None:
    emulator.configure(page_size=2)
    for name in ("d@x.org", "B@x.org", "a@x.org", "é@x.org", "c@x.org"):
        pool.add_user(name)
    assert names(info()) == ["B@x.org", "a@x.org", "c@x.org", "d@x.org", "é@x.org"]


@pytest.mark.parametrize("empty_pages", [0, 2])
def test_f1_users_on_later_pages_are_found(
    info: Info, emulator: Any, people: Any, empty_pages: int
) -> None:
    emulator.configure(page_size=1, empty_pages=empty_pages)
    assert names(info()) == ALL
    assert emulator.counts() == {"DescribeUsers": 4 * (1 + empty_pages)}


# ---- stacks


def test_a6_without_stacks_asked_nothing_is_said_of_them(info: Info, people: Any) -> None:
    answer = info()
    assert all(set(user) == set(USER_KEYS) for user in answer["users"])
    assert "by_stack" not in answer["summary"]


def test_a6_stack_names_are_complete_and_sorted(info: Info, people: Any) -> None:
    answer = info(include_associations=True)
    assert stacks(answer, "stack_names") == {
        ADA: ["design"],
        BEN: ["design", "office"],
        CLEO: [],
        EVA: ["lab", "office"],
    }
    assert not any("matched_stacks" in user for user in answer["users"])


def test_a6_a_partial_list_of_stacks_is_called_matched_stacks(info: Info, people: Any) -> None:
    answer = info(stack_names=["office", "design"])
    assert stacks(answer, "matched_stacks") == {
        ADA: ["design"],
        BEN: ["design", "office"],
        EVA: ["office"],
    }
    assert not any("stack_names" in user for user in answer["users"])


@pytest.mark.parametrize("asked", [["office"], ["office", "design", "lab", "x", "y", "z"]])
def test_a6_with_both_the_filter_holds_and_the_list_is_complete(
    info: Info, people: Any, asked: list[str]
) -> None:
    answer = info(stack_names=asked, include_associations=True)
    found = stacks(answer, "stack_names")
    assert found[BEN] == ["design", "office"]
    assert found[EVA] == ["lab", "office"]
    assert (ADA in found) is ("design" in asked)
    assert CLEO not in found
    assert not any("matched_stacks" in user for user in answer["users"])


def test_f1_associations_on_later_pages_are_found(info: Info, emulator: Any, people: Any) -> None:
    emulator.configure(association_page_size=1, empty_pages=1)
    assert names(info(stack_names=["design"])) == [ADA, BEN]
    assert stacks(info(include_associations=True), "stack_names")[BEN] == ["design", "office"]


@pytest.mark.parametrize(
    ("params", "calls"),
    [
        pytest.param({}, 0, id="no stacks"),
        pytest.param({"user_names": [ADA]}, 0),
        pytest.param({"stack_names": ["design"]}, 1, id="by stack"),
        pytest.param({"stack_names": ["design", "office", "design"]}, 2, id="each stack once"),
        pytest.param({"stack_names": []}, 0),
        pytest.param({"stack_names": ["design"], "user_names": ["nobody@example.com"]}, 0),
        pytest.param({"include_associations": True}, (1, 3), id="by stack"),
        pytest.param({"include_associations": True, "enabled": False}, 2, id="matching users only"),
        pytest.param({"include_associations": True, "user_names": []}, 0),
        pytest.param(
            {"include_associations": True, "stack_names": ["lab"]}, 2, id="stack, then one user"
        ),
        pytest.param(
            {"include_associations": True, "stack_names": ["a", "b", "c", "d", "lab"]},
            (1, 3),
            id="more stacks than users: those that exist alone",
        ),
        pytest.param(
            {"include_associations": True, "stack_names": ["lab"], "user_names": [EVA]}, 1
        ),
        pytest.param(
            {"include_associations": True, "stack_names": ["nowhere"]},
            (1, 1),
            id="a stack without users: whether it exists",
        ),
    ],
)
def test_f4_the_calls_of_each_way_of_reading(
    info: Info, emulator: Any, people: Any, params: dict[str, Any], calls: Any
) -> None:
    """``calls``: those about associations, and before them the list of stacks if there is one."""
    info(**params)
    stacks, pairs = calls if isinstance(calls, tuple) else (0, calls)
    expected = {USERS: 1, STACKS: stacks, PAIRS: pairs}
    assert emulator.counts() == {name: times for name, times in expected.items() if times}


def test_f7_user_name_goes_with_authentication_type(info: Info, emulator: Any, people: Any) -> None:
    hide_stacks(emulator)
    info(include_associations=True)
    reads = sent(emulator, PAIRS)
    assert len(reads) == 4
    assert all(read["AuthenticationType"] == "USERPOOL" for read in reads if "UserName" in read)


@pytest.mark.parametrize(
    "code",
    [
        "ResourceNotFoundException",
        "InvalidParameterCombinationException",
        "InvalidParameterValueException",
    ],
)
def test_f8_an_unknown_stack_or_user_means_none(
    info: Info, emulator: Any, people: Any, code: str
) -> None:
    emulator.add_fault(
        {
            "operation": "DescribeUserStackAssociations",
            "error": {"code": code},
            "times": None,
        }
    )
    assert names(info(stack_names=["design"])) == []
    if code == "ResourceNotFoundException":
        found = stacks(info(include_associations=True), "stack_names")
        assert set(map(tuple, found.values())) == {()}
    else:  # it may be about the question, and the pool has just shown these users
        with pytest.raises(AppStreamError, match=code):
            info(include_associations=True)


def test_f8_no_pool_means_no_users(info: Info, emulator: Any, people: Any) -> None:
    emulator.add_fault(
        {"operation": "DescribeUsers", "error": {"code": "ResourceNotFoundException"}}
    )
    assert info()["users"] == []


def test_d5_a_user_who_vanishes_between_the_reads_raises_nothing(
    info: Info, emulator: Any, people: Any
) -> None:
    emulator.add_fault({"operation": "DescribeUserStackAssociations", "user": BEN, "vanish": True})
    assert stacks(info(include_associations=True), "stack_names")[BEN] == []


# ---- summary


def test_summary_of_all(info: Info, people: Any) -> None:
    assert info()["summary"] == {
        "total": 4,
        "enabled": 2,
        "disabled": 2,
        "pending": 3,
        "by_status": {
            "(none)": 1,
            "CONFIRMED": 1,
            "FORCE_CHANGE_PASSWORD": 1,
            "UNCONFIRMED": 1,
        },
    }


def test_summary_of_an_empty_pool(info: Info, pool: Any) -> None:
    assert info(include_associations=True) == {
        "changed": False,
        "users": [],
        "summary": {
            "total": 0,
            "enabled": 0,
            "disabled": 0,
            "pending": 0,
            "by_status": {},
            "by_stack": {},
        },
        "stacks": ["design", "office"],
    }


@pytest.mark.parametrize(
    ("params", "by_stack"),
    [
        ({"include_associations": True}, {"design": 2, "lab": 1, "office": 2}),
        ({"include_associations": True, "enabled": True}, {"design": 1}),
        ({"include_associations": True, "stack_names": ["lab"]}, {"lab": 1, "office": 1}),
        ({"stack_names": ["office", "lab"]}, {"lab": 1, "office": 2}),
        ({"stack_names": ["nowhere"]}, {"nowhere": 0}),
        ({"stack_names": []}, {}),
        ({"stack_names": ["design"], "user_names": []}, {"design": 0}),
    ],
)
def test_summary_by_stack_when_stacks_were_read(
    info: Info, people: Any, params: dict[str, Any], by_stack: dict[str, int]
) -> None:
    answer = info(**params)
    assert answer["summary"]["by_stack"] == by_stack
    assert list(answer["summary"]["by_stack"]) == sorted(by_stack)


def test_summary_counts_the_matching_users_only(info: Info, people: Any) -> None:
    summary = info(enabled=False)["summary"]
    assert (summary["total"], summary["enabled"], summary["disabled"]) == (2, 0, 2)
    assert summary["by_status"] == {"CONFIRMED": 1, "UNCONFIRMED": 1}


# ---- the rest


def test_a4_it_runs_alike_in_check_mode(info: Info, people: Any) -> None:
    params: dict[str, Any] = {"stack_names": ["design"], "include_associations": True}
    answer = info(check_mode=True, **params)
    assert answer == info(**params)
    assert names(answer) == [ADA, BEN]


@pytest.mark.parametrize(
    ("params", "messages"),
    [
        ({"stack_names": ["good", "/"]}, ["stack_names[1] ('/'): not a stack name"]),
        ({"stack_names": [""]}, ["stack_names[0] (''): not a stack name"]),
        ({"older_than_days": -1}, ["older_than_days: must not be negative"]),
        ({"stack_names": ["a b", "é"], "older_than_days": -1}, ["'a b'", "'é'", "older_than_days"]),
    ],
)
def test_c8_bad_input_is_named_in_one_message_before_any_call(
    info: Info, emulator: Any, params: dict[str, Any], messages: list[str]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        info(**params)
    assert all(text in str(caught.value) for text in messages)
    assert emulator.calls == []


@pytest.mark.parametrize("code", ["AccessDeniedException", "BrandNewException"])
@pytest.mark.parametrize(
    ("operation", "subject"),
    [("DescribeUsers", "the user pool"), ("DescribeUserStackAssociations", "stack 'design'")],
)
def test_e1_an_error_names_call_subject_and_the_words_of_the_service(
    info: Info, emulator: Any, people: Any, operation: str, subject: str, code: str
) -> None:
    emulator.add_fault({"operation": operation, "error": {"code": code, "message": "some words"}})
    with pytest.raises(AppStreamError) as caught:
        info(stack_names=["design"])
    for part in (operation, subject, code, "some words"):
        assert part in str(caught.value)


@pytest.mark.parametrize("operation", ["DescribeUsers", "DescribeUserStackAssociations"])
@pytest.mark.parametrize(
    "error", [{"code": "ThrottlingException"}, {"code": "InternalFailure", "status": 500}]
)
def test_e2_r3_reads_are_tried_again(
    info: Info, emulator: Any, people: Any, operation: str, error: dict[str, Any]
) -> None:
    emulator.add_fault({"operation": operation, "error": error, "times": 3})
    assert names(info(include_associations=True)) == ALL


@pytest.mark.parametrize("seed", range(3))
def test_e2_random_refusals_are_outlived_in_bounded_time(
    info: Info, emulator: Any, people: Any, time: Any, seed: int
) -> None:
    emulator.add_fault(
        {
            "operation": "*",
            "error": {"code": "ThrottlingException"},
            "times": None,
            "probability": 0.5,
            "seed": seed,
        }
    )
    started = time.now
    assert names(info(include_associations=True)) == ALL
    assert time.now - started < 20


class Counted(str):
    """A name that counts how often it is compared."""

    comparisons = 0

    def __eq__(self, other: object) -> bool:
        Counted.comparisons += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_f4_many_names_are_not_compared_with_each_other(info: Info, people: Any) -> None:
    names = [Counted(f"u{number}@example.com") for number in range(2_000)]
    Counted.comparisons = 0
    assert info(user_names=[ADA, *names, *names])["summary"]["total"] == 1
    assert Counted.comparisons < 20_000
