# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pairs of user and stack: what is sent, what is sent again, and what became of each pair."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from appstream_emulator import Emulator

from ansible_collections.euc.appstream.plugins.module_utils._apply.associations import (
    AssociationWriter,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association
from ansible_collections.euc.appstream.plugins.module_utils._model.change import Change
from ansible_collections.euc.appstream.plugins.module_utils._model.outcome import (
    DONE,
    NOT_NEEDED,
    Outcome,
)
from ansible_collections.euc.appstream.plugins.module_utils._report.failures import failures_message
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._apply.sending import (
    ADA,
    BOB,
    EVE,
    THREE,
    deny,
    items_of,
    mail_counts,
    on_stacks,
    problem_of,
    sent_pairs,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    DISASSOCIATE,
    PAIRS,
)

# ---- a user who was just created (R1)


@pytest.mark.parametrize("code", ["STACK_NOT_FOUND", "DIRECTORY_NOT_FOUND", "NEW_CODE"])
def test_r2_any_other_code_fails_at_once(
    writer: AssociationWriter, emulator: Emulator, known_users: Any, time: Any, code: str
) -> None:
    emulator.add_fault(
        {"operation": ASSOCIATE, "user": BOB, "times": None, "item_error": {"code": code}}
    )
    results = writer.associate(THREE)
    assert problem_of(results[THREE[1]]).code == code
    assert len(sent_pairs(emulator)) == 1
    assert time.slept == []


def test_r2_a_typo_in_a_stack_is_one_call(
    writer: AssociationWriter, emulator: Emulator, known_users: Any, time: Any
) -> None:
    typo = Association("desing", ADA)
    assert problem_of(writer.associate([typo])[typo]).code == "STACK_NOT_FOUND"
    assert emulator.counts() == {ASSOCIATE: 1}
    assert time.slept == []


# ---- INTERNAL_ERROR of an item (R3)


@pytest.mark.parametrize(
    ("name", "operation"), [("associate", ASSOCIATE), ("disassociate", DISASSOCIATE)]
)
def test_r3_internal_error_is_tried_again(
    writer: AssociationWriter,
    emulator: Emulator,
    known_users: Any,
    time: Any,
    name: str,
    operation: str,
) -> None:
    for pair in THREE:
        if name == "disassociate":
            known_users.associate(pair.user_name, "design")
    emulator.add_fault(
        {
            "operation": operation,
            "user": BOB,
            "times": 3,
            "item_error": {"code": "INTERNAL_ERROR"},
        }
    )
    assert getattr(writer, name)(THREE) == dict.fromkeys(THREE, DONE)
    assert sent_pairs(emulator, operation) == [items_of(THREE), *[items_of(THREE[1:2])] * 3]
    assert time.slept == sorted(time.slept)
    assert len(time.slept) == 3


def test_r3_internal_error_ends_after_six_tries(
    writer: AssociationWriter, emulator: Emulator, known_users: Any, time: Any
) -> None:
    emulator.add_fault(
        {
            "operation": ASSOCIATE,
            "user": BOB,
            "times": None,
            "item_error": {"code": "INTERNAL_ERROR"},
        }
    )
    results = writer.associate(THREE)
    assert problem_of(results[THREE[1]]).code == "INTERNAL_ERROR"
    assert results[THREE[0]] == results[THREE[2]] == DONE
    assert len(sent_pairs(emulator)) == 6
    assert sum(time.slept) < 60


def test_r3_waiting_for_a_user_uses_up_no_try_of_an_internal_error(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    """The user is noticed only after seven tries; then comes the first INTERNAL_ERROR."""
    emulator.add_faults(
        [
            {
                "operation": ASSOCIATE,
                "user": BOB,
                "times": 7,
                "item_error": {"code": "USER_NAME_NOT_FOUND"},
            },
            {
                "operation": ASSOCIATE,
                "user": BOB,
                "after": 7,
                "item_error": {"code": "INTERNAL_ERROR"},
            },
        ]
    )
    assert writer.associate(THREE)[THREE[1]] == DONE


def test_r3_r1_both_errors_in_one_batch_are_dealt_with(
    writer: AssociationWriter, emulator: Emulator, known_users: Any, time: Any
) -> None:
    emulator.add_faults(
        [
            {
                "operation": ASSOCIATE,
                "user": ADA,
                "times": 2,
                "item_error": {"code": "INTERNAL_ERROR"},
            },
            {
                "operation": ASSOCIATE,
                "user": BOB,
                "times": 2,
                "item_error": {"code": "USER_NAME_NOT_FOUND"},
            },
        ]
    )
    assert writer.associate(THREE) == dict.fromkeys(THREE, DONE)
    assert sent_pairs(emulator) == [items_of(THREE), items_of(THREE[:2]), items_of(THREE[:2])]
    assert time.slept == [0.5, 1.0]  # the one wait is enough for both


# ---- a lost response (R8)


def test_r8_pairs_of_the_lost_batch_that_mail_nothing_are_sent_again(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    emulator.add_fault({"operation": ASSOCIATE, "drop": "before"})
    mailed, quiet = Association("design", ADA, True), Association("design", BOB, False)
    results = writer.associate([mailed, quiet])
    assert results[quiet] == DONE
    assert "outcome unknown, not repeated" in problem_of(results[mailed]).message
    assert sent_pairs(emulator) == [items_of([mailed, quiet]), items_of([quiet])]
    assert emulator.mails == []


def test_r8_a_lost_batch_without_mails_is_simply_sent_again(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    emulator.add_fault({"operation": ASSOCIATE, "drop": "after"})
    assert writer.associate(THREE) == dict.fromkeys(THREE, DONE)
    assert sent_pairs(emulator) == [items_of(THREE), items_of(THREE)]
    assert PAIRS not in emulator.counts()


# ---- changes, as both modules hand them over


def test_d3_changes_are_applied_in_the_safe_order_and_reported_in_their_own(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    known_users.associate(ADA, "office")
    emulator.add_fault(
        {"operation": ASSOCIATE, "user": EVE, "item_error": {"code": "NEW_CODE"}, "times": None}
    )
    changes = [
        Change("disassociate", ADA, "office"),
        Change("associate", EVE, "design"),
        Change("associate", BOB, "design", "assignment"),
        Change("associate", ADA, "design"),
    ]
    outcomes = writer.apply(changes)
    assert [outcome.change for outcome in outcomes] == changes
    assert [outcome.done for outcome in outcomes] == [True, False, True, True]
    assert outcomes[1].problem is not None
    assert outcomes[1].problem.code == "NEW_CODE"
    assert [call["operation"] for call in emulator.calls] == [ASSOCIATE, DISASSOCIATE]
    assert mail_counts(emulator) == Counter([("design", BOB)])


def test_d5_a_change_that_is_not_needed_any_more_is_neither_done_nor_failed(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    emulator.configure(disassociate_unassociated="USER_NAME_NOT_FOUND")
    change = Change("disassociate", ADA, "design")
    assert writer.apply([change]) == [Outcome(change, NOT_NEEDED)]


def test_no_changes_are_no_calls(writer: AssociationWriter, emulator: Emulator) -> None:
    assert writer.apply([]) == []
    assert emulator.calls == []


# ---- refusals (E3)


@pytest.mark.parametrize(
    ("name", "operation"), [("associate", ASSOCIATE), ("disassociate", DISASSOCIATE)]
)
def test_e3_a_refused_batch_is_sent_again_stack_by_stack(
    writer: AssociationWriter, emulator: Emulator, known_users: Any, name: str, operation: str
) -> None:
    pairs = on_stacks(known_users, "s1", "s2", "s3")
    deny(emulator, "s2", operation=operation)
    results = getattr(writer, name)(pairs)
    assert [results[pair] for pair in pairs if pair.stack_name != "s2"] == [DONE] * 4
    assert sent_pairs(emulator, operation) == [
        items_of(pairs),
        items_of(pairs[:2]),
        items_of(pairs[2:4]),
        items_of(pairs[4:]),
    ]
    for pair in pairs[2:4]:
        problem = problem_of(results[pair])
        assert "'s2'" in problem.message
        assert pair.user_name in problem.message
        assert f"appstream:{operation}" in problem.message
        assert not problem.outcome_unknown


def test_e3_each_denied_stack_is_named_in_the_summary(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    """Even where the service's words name no stack."""
    pairs = on_stacks(known_users, "s1", "s2", "s3")
    emulator.add_faults(
        [
            {
                "operation": ASSOCIATE,
                "stack": stack,
                "times": None,
                "error": {"code": "AccessDeniedException", "message": "Denied."},
            }
            for stack in ("s1", "s3")
        ]
    )
    results = writer.associate(pairs)
    problems = [
        (pair.user_name, result.problem)
        for pair, result in results.items()
        if result.problem is not None
    ]
    message = failures_message("pairs", len(pairs), problems)
    assert "'s1'" in message
    assert "'s3'" in message
    assert "'s2'" not in message


def test_e3_a_single_denied_stack_is_one_call(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    deny(emulator, "design")
    assert all(result.problem for result in writer.associate(THREE).values())
    assert emulator.counts() == {ASSOCIATE: 1}


def test_e3_a_denied_batch_with_mails_is_split_and_mails_once(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    deny(emulator, "design")
    pairs = [Association("design", ADA, True), Association("office", ADA, True)]
    results = writer.associate(pairs)
    assert results[pairs[1]] == DONE
    assert mail_counts(emulator) == Counter([("office", ADA)])


def test_e3_a_batch_that_is_lost_first_and_then_denied_is_split_too(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    """No mail goes out, so nothing stands in the way."""
    emulator.add_fault({"operation": ASSOCIATE, "drop": "before"})
    deny(emulator, "s2")
    pairs = on_stacks(known_users, "s1", "s2")
    results = writer.associate(pairs)
    assert [results[pair] for pair in pairs[:2]] == [DONE] * 2
    assert {problem_of(results[pair]).code for pair in pairs[2:]} == {"AccessDeniedException"}


# ---- disassociate what is not there (D5)


@pytest.mark.parametrize("code", ["USER_NAME_NOT_FOUND", "STACK_NOT_FOUND"])
def test_d5_what_is_not_found_any_more_is_gone(
    writer: AssociationWriter, emulator: Emulator, known_users: Any, time: Any, code: str
) -> None:
    known_users.associate(ADA, "design")
    emulator.add_fault({"operation": DISASSOCIATE, "user": BOB, "item_error": {"code": code}})
    results = writer.disassociate(THREE[:2])
    assert results == {THREE[0]: DONE, THREE[1]: NOT_NEEDED}
    assert len(sent_pairs(emulator, DISASSOCIATE)) == 1
    assert time.slept == []
