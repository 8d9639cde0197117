# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All stacks of many users: read by stack, or by user where that is cheaper or surer."""

from __future__ import annotations

from typing import Any

import pytest
from appstream_emulator import Emulator

from ansible_collections.euc.appstream.plugins.module_utils._apply.stack_list import StackList
from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    DENIED,
    NOT_FOUND,
    PAIRS,
    STACKS,
    USERS,
    fail,
    hide_stacks,
    names,
    sent,
)

CROWD = names(30)  # each on design, every third on office, too
GROUP = CROWD[:12]
EXPECTED = {Association("design", name) for name in GROUP} | {
    Association("office", name) for name in GROUP[::3]
}
BY_STACK = {STACKS: 1, PAIRS: 2}
BY_USER = {PAIRS: len(GROUP)}


@pytest.fixture
def crowd(pool: Any) -> Any:
    for name in CROWD:
        pool.add_user(name)
        pool.associate(name, "design")
    for name in CROWD[::3]:
        pool.associate(name, "office")
    return pool


@pytest.fixture(params=[1, 10])
def threads(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def stack_list(runtime: Runtime) -> StackList:
    return StackList(runtime)


def read(stack_list: StackList, users: list[str] | None = None, **more: Any) -> set[Association]:
    return stack_list.associations_of_users(users or GROUP, len(CROWD), listed=True, **more)


def test_g1_many_users_are_read_by_stack_and_none_of_the_others_is_there(
    stack_list: StackList, emulator: Emulator, crowd: Any
) -> None:
    assert read(stack_list) == EXPECTED
    assert emulator.counts() == BY_STACK
    assert stack_list.known == ["design", "office"]
    assert stack_list.as_result() == {}


@pytest.mark.parametrize(
    ("users", "pool_size", "stacks", "counts"),
    [
        (2, 30, 2, {PAIRS: 2}),  # not even worth listing the stacks
        (3, 30, 2, {STACKS: 1, PAIRS: 2}),
        (3, 30, 3, {STACKS: 1, PAIRS: 3}),  # by user
        (4, 30, 3, {STACKS: 1, PAIRS: 3}),  # by stack
        (12, 5001, 2, {PAIRS: 12}),  # a stack may have eleven pages
        (13, 5001, 2, {STACKS: 1, PAIRS: 13}),
        (30, 5001, 2, {STACKS: 1, PAIRS: 2}),
        (30, 0, 2, {STACKS: 1, PAIRS: 2}),  # the size of the pool is not known
        (0, 30, 2, {}),
    ],
)
def test_g1_the_way_with_fewer_calls_is_taken(
    stack_list: StackList,
    emulator: Emulator,
    crowd: Any,
    users: int,
    pool_size: int,
    stacks: int,
    counts: dict[str, int],
) -> None:
    for number in range(2, stacks):
        crowd.add_stack(f"s{number}")
    found = stack_list.associations_of_users(CROWD[:users], pool_size)
    assert {each.user_name for each in found} == set(CROWD[:users])
    assert emulator.counts() == counts
    by_user = ["UserName" in params for params in sent(emulator, PAIRS)]
    assert all(by_user) is (counts.get(PAIRS) == users or not users)


@pytest.mark.parametrize("threads", [1], indirect=True)
def test_g1_reading_by_stack_ends_when_reading_by_user_would_have_been_done(
    stack_list: StackList, emulator: Emulator, crowd: Any
) -> None:
    """The size of a page is the service's decision, and that of the pool may not be known."""
    emulator.configure(association_page_size=2)
    assert read(stack_list) == EXPECTED
    assert emulator.counts() == {STACKS: 1, PAIRS: len(GROUP) + len(GROUP)}
    (note,) = stack_list.notes
    assert "by user" in note
    assert "more than 12 calls" in note
    assert stack_list.known == ["design", "office"]


@pytest.mark.parametrize("code", [DENIED, NOT_FOUND, "OperationNotPermittedException", "Brand New"])
def test_g2_without_a_list_of_the_stacks_users_are_read_one_by_one(
    stack_list: StackList, emulator: Emulator, crowd: Any, code: str
) -> None:
    fail(emulator, STACKS, code, times=None)
    assert read(stack_list) == EXPECTED
    assert emulator.counts() == {STACKS: 1, **BY_USER}
    (note,) = stack_list.as_result()["notes"]
    assert "DescribeStacks for the stacks failed" in note
    assert code in note


def test_g2_half_a_list_of_the_stacks_is_none(
    stack_list: StackList, emulator: Emulator, crowd: Any
) -> None:
    emulator.configure(stack_page_size=1)
    fail(emulator, STACKS, NOT_FOUND, after=1)
    assert stack_list.names() is None
    assert read(stack_list) == EXPECTED
    assert emulator.counts() == {STACKS: 2, **BY_USER}
    assert len(stack_list.notes) == 1


@pytest.mark.parametrize("stack", ["design", "office"])
@pytest.mark.parametrize(
    "code", [DENIED, NOT_FOUND, "InvalidParameterCombinationException", "OperationNotPermitted"]
)
def test_g2_a_stack_that_is_gone_or_cannot_be_read_is_not_one_without_users(
    stack_list: StackList, emulator: Emulator, crowd: Any, stack: str, code: str
) -> None:
    fail(emulator, PAIRS, code, times=None, stack=stack)
    assert read(stack_list) == EXPECTED
    asked = {params["UserName"] for params in sent(emulator, PAIRS) if "UserName" in params}
    assert asked == set(GROUP)
    assert stack_list.known is None  # it may be wrong
    (note,) = stack_list.notes
    assert code in note


def test_g2_what_cannot_be_read_by_user_either_is_an_error(
    stack_list: StackList, emulator: Emulator, crowd: Any
) -> None:
    fail(emulator, PAIRS, DENIED, times=None)
    with pytest.raises(AppStreamError, match=f"DescribeUserStackAssociations for user.*{DENIED}"):
        read(stack_list)


@pytest.mark.parametrize("switch", [None, "InvalidParameterCombinationException"])
@pytest.mark.parametrize("known", [True, False])
def test_g2_f8_of_users_whom_the_pool_shows_reads_by_user_are_as_strict(
    stack_list: StackList, emulator: Emulator, crowd: Any, known: bool, switch: str | None
) -> None:
    """A user who vanished has no stacks, and one who did not has all of them, or an error."""
    fail(emulator, PAIRS, NOT_FOUND, stack="office")
    crowd.remove_user(GROUP[0])
    emulator.configure(describe_unknown_user=switch)
    if not known:
        hide_stacks(emulator)
    assert read(stack_list) == {each for each in EXPECTED if each.user_name != GROUP[0]}
    fail(emulator, PAIRS, "InvalidParameterValueException", user=GROUP[1], times=None)
    fail(emulator, PAIRS, NOT_FOUND, stack="office")
    with pytest.raises(AppStreamError, match=GROUP[1]):
        read(stack_list)


@pytest.mark.parametrize(
    "other", ["U003@example.com", "u003@example.com.", "\uff55003@example.com"]
)
def test_g5_pairs_of_a_similar_name_are_not_those_of_the_user(
    stack_list: StackList, emulator: Emulator, crowd: Any, other: str
) -> None:
    crowd.add_user(other)
    crowd.add_stack("lab")
    crowd.associate(other, "lab")
    assert read(stack_list) == EXPECTED
    asked = [params["UserName"] for params in sent(emulator, PAIRS) if "UserName" in params]
    assert asked == ["u003@example.com"]  # whom the pair of the other might be about
    assert read(stack_list, [*GROUP, other]) == EXPECTED | {Association("lab", other)}


def test_g5_pairs_of_users_who_are_gone_belong_to_nobody(
    stack_list: StackList, emulator: Emulator, crowd: Any
) -> None:
    emulator.configure(associations_of_deleted="stay")
    crowd.contents.users.pop(CROWD[20])
    assert read(stack_list) == EXPECTED


def test_g3_stacks_to_be_added_are_checked_and_listed_once(
    stack_list: StackList, emulator: Emulator, crowd: Any
) -> None:
    stack_list.reject_unknown([])
    assert emulator.counts() == {}
    stack_list.reject_unknown(["design", "office"])
    read(stack_list)
    with pytest.raises(InvalidInput, match=r"desing: did you mean design\?"):
        stack_list.reject_unknown(["desing"])
    assert emulator.counts() == BY_STACK
    assert USERS not in emulator.counts()


def test_g3_where_the_stacks_cannot_be_listed_nothing_is_rejected(
    stack_list: StackList, emulator: Emulator, crowd: Any
) -> None:
    hide_stacks(emulator)
    stack_list.reject_unknown(["desing"])
    stack_list.reject_unknown(["desing"])
    assert emulator.counts() == {STACKS: 1}
    assert len(stack_list.notes) == 1
