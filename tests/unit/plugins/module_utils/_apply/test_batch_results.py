# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Batches of pairs, and what the service's answer to a batch means for each pair."""

from __future__ import annotations

from typing import Any

import pytest
from appstream_emulator import Emulator
from botocore.stub import Stubber

from ansible_collections.euc.appstream.plugins.module_utils._apply.associations import (
    AssociationWriter,
)
from ansible_collections.euc.appstream.plugins.module_utils._apply.batch_results import chunk
from ansible_collections.euc.appstream.plugins.module_utils._apply.circuit_breaker import (
    CircuitBreaker,
)
from ansible_collections.euc.appstream.plugins.module_utils._apply.consistency import WaitForAll
from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association
from ansible_collections.euc.appstream.plugins.module_utils._service.api import AppStreamClient
from ansible_collections.euc.appstream.plugins.module_utils._service.deadline import Deadline
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._apply.sending import (
    ADA,
    BOB,
    DONE,
    EVE,
    THREE,
    THREE_MAILED,
    SenderMaker,
    items_of,
    mail_counts,
    problem_of,
    sent_pairs,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    DISASSOCIATE,
)


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (25, [25]), (26, [25, 1]), (53, [25, 25, 3])]
)
def test_b4_53_pairs_are_three_batches(count: int, sizes: list[int]) -> None:
    pairs = [Association("design", f"u{number:02}") for number in range(count)]
    assert [len(batch) for batch in chunk(reversed(pairs))] == sizes
    assert [pair for batch in chunk(pairs) for pair in batch] == pairs


def test_e3_batches_are_sorted_by_stack() -> None:
    pairs = [Association(stack, f"u{number:02}") for number in range(20) for stack in ("b", "a")]
    stacks = [[pair.stack_name for pair in batch] for batch in chunk(pairs)]
    assert stacks == [["a"] * 20 + ["b"] * 5, ["b"] * 15]


def test_b6_a_pair_is_the_same_whatever_is_mailed() -> None:
    assert len({Association("design", ADA, True), Association("design", ADA, False)}) == 1
    assert len({Association("design", ADA), Association("design", ADA.upper())}) == 2


REFUSAL = "OperationNotPermittedException"


def refuse_batches_with(emulator: Emulator, *user_names: str) -> None:
    """Every batch with one of these users is refused as a whole."""
    for name in user_names:
        emulator.add_fault(
            {"operation": ASSOCIATE, "user": name, "times": None, "error": {"code": REFUSAL}}
        )


# ---- the answer to a batch (B1 to B6)


@pytest.mark.parametrize("name", ["associate", "disassociate"])
def test_b1_b2_an_error_item_fails_its_pair_and_no_other(
    make_sender: SenderMaker, emulator: Emulator, known_users: Any, name: str
) -> None:
    known_users.associate(ADA, "office")
    operation = ASSOCIATE if name == "associate" else DISASSOCIATE
    emulator.add_fault(
        {
            "operation": operation,
            "user": BOB,
            "item_error": {"code": "DIRECTORY_NOT_FOUND_NOW", "message": "No directory."},
        }
    )
    results = getattr(make_sender(), name)(THREE)
    assert results[THREE[0]] == results[THREE[2]] == DONE
    failed = problem_of(results[THREE[1]])
    assert failed.code == "DIRECTORY_NOT_FOUND_NOW"
    assert failed.text == (
        f"{operation} for user '{BOB}', stack 'design': DIRECTORY_NOT_FOUND_NOW: No directory."
    )
    assert failed.reason == (
        f"{operation} for stack 'design': DIRECTORY_NOT_FOUND_NOW: No directory."
    )
    assert not failed.maybe_done


def test_b1_an_error_item_without_words_still_has_its_code(
    sender: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    emulator.add_fault(
        {
            "operation": ASSOCIATE,
            "user": BOB,
            "item_error": {"code": "NEW_CODE", "message": ""},
        }
    )
    assert problem_of(sender.associate(THREE)[THREE[1]]).reason.endswith("'design': NEW_CODE")


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (25, [25]), (26, [25, 1]), (53, [25, 25, 3])]
)
@pytest.mark.parametrize("name", ["associate", "disassociate"])
def test_b4_53_pairs_are_three_calls(
    sender: AssociationWriter,
    emulator: Emulator,
    pool: Any,
    count: int,
    sizes: list[int],
    name: str,
) -> None:
    pairs = [Association("design", f"u{number:02}@example.com") for number in range(count)]
    for pair in pairs:
        pool.add_user(pair.user_name)
        if name == "disassociate":
            pool.associate(pair.user_name, "design")
    results = getattr(sender, name)(reversed(pairs))
    assert results == dict.fromkeys(pairs, DONE)
    operation = ASSOCIATE if name == "associate" else DISASSOCIATE
    assert [len(batch) for batch in sent_pairs(emulator, operation)] == sizes
    assert len(pool.associations) == (count if name == "associate" else 0)


def test_b5_a_batch_that_fails_in_the_middle_leaves_those_before_and_after(
    sender: AssociationWriter, emulator: Emulator, pool: Any
) -> None:
    pairs = [Association("design", f"u{number:02}@example.com") for number in range(53)]
    for pair in pairs:
        pool.add_user(pair.user_name)
    refuse_batches_with(emulator, *(pair.user_name for pair in pairs[25:50]))
    results = sender.associate(pairs)
    assert [results[pair] for pair in pairs[:25]] == [DONE] * 25
    assert {problem_of(results[pair]).code for pair in pairs[25:50]} == {REFUSAL}
    assert [results[pair] for pair in pairs[50:]] == [DONE] * 3


def test_b5_one_pair_that_has_its_batch_refused_does_not_stand_in_the_way_of_the_others(
    sender: AssociationWriter, emulator: Emulator, pool: Any
) -> None:
    pairs = [Association("design", f"u{number:02}@example.com", True) for number in range(25)]
    for pair in pairs:
        pool.add_user(pair.user_name)
    refuse_batches_with(emulator, pairs[7].user_name)
    results = sender.associate(pairs)
    assert problem_of(results[pairs[7]]).code == REFUSAL
    assert sum(result == DONE for result in results.values()) == 24
    assert len(sent_pairs(emulator)) <= 11  # halves of halves
    assert set(mail_counts(emulator).values()) == {1}


def test_b5_a_failed_batch_is_told_pair_by_pair(
    sender: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    refuse_batches_with(emulator, ADA, BOB, EVE)
    results = sender.associate(THREE)
    for pair in THREE:
        assert f"user '{pair.user_name}', stack 'design'" in problem_of(results[pair]).text
        assert not problem_of(results[pair]).maybe_done


def test_e2_a_batch_refused_for_a_quota_is_not_sent_again(
    sender: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    error = {"code": "LimitExceededException"}
    emulator.add_fault({"operation": ASSOCIATE, "times": None, "error": error})
    results = sender.associate(THREE)
    assert {problem_of(results[pair]).code for pair in THREE} == {"LimitExceededException"}
    assert len(sent_pairs(emulator)) == 1


def test_b6_the_same_pair_twice_is_sent_once(
    sender: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    pair = Association("design", ADA)
    assert sender.associate(
        [pair, Association("design", ADA), Association("design", ADA, True)]
    ) == {pair: DONE}
    assert sent_pairs(emulator) == [items_of([pair])]


# ---- error items that name no pair of the batch


@pytest.mark.parametrize("code", ["INTERNAL_ERROR", "USER_NAME_NOT_FOUND", "NEW_CODE"])
def test_b1_an_error_that_names_no_pair_may_concern_any_of_them(
    client: AppStreamClient, connection: Any, time: Any, code: str
) -> None:
    """So none of them counts as done, all of them may be, and nothing is sent again."""
    error = {"ErrorCode": code, "ErrorMessage": "Something."}
    with Stubber(connection) as stubber:
        stubber.add_response("batch_associate_user_stack", {"errors": [error]})
        wait = WaitForAll(Deadline(60.0, time.clock, time.sleep))
        results = AssociationWriter(client, wait, 60.0, CircuitBreaker()).associate(THREE_MAILED)
    assert all(problem_of(results[pair]).maybe_done for pair in THREE)
    assert all(problem_of(results[pair]).code == code for pair in THREE)


def test_b1_a_named_pair_keeps_its_own_error(
    client: AppStreamClient, connection: Any, time: Any
) -> None:
    named = {
        "UserStackAssociation": {
            "StackName": "design",
            "UserName": BOB,
            "AuthenticationType": "USERPOOL",
        },
        "ErrorCode": "STACK_NOT_FOUND",
    }
    with Stubber(connection) as stubber:
        errors = [named, {"ErrorCode": "NEW_CODE"}]
        stubber.add_response("batch_associate_user_stack", {"errors": errors})
        wait = WaitForAll(Deadline(60.0, time.clock, time.sleep))
        results = AssociationWriter(client, wait, 60.0, CircuitBreaker()).associate(THREE)
    assert [problem_of(results[pair]).code for pair in THREE] == [
        "NEW_CODE",
        "STACK_NOT_FOUND",
        "NEW_CODE",
    ]


def test_a5_removals_of_a_batch_with_an_error_that_names_no_pair_may_have_changed_something(
    client: AppStreamClient, connection: Any, time: Any
) -> None:
    """D5 makes "not found" harmless for one pair, not for the two others: they were removed."""
    with Stubber(connection) as stubber:
        errors = [{"ErrorCode": "USER_NAME_NOT_FOUND", "ErrorMessage": "User was not found."}]
        stubber.add_response("batch_disassociate_user_stack", {"errors": errors})
        wait = WaitForAll(Deadline(60.0, time.clock, time.sleep))
        results = AssociationWriter(client, wait, 60.0, CircuitBreaker()).disassociate(THREE)
    assert any(
        result.done or (result.problem is not None and result.problem.maybe_done)
        for result in results.values()
    )
