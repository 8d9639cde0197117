# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pairs of user and stack: what is sent, what is sent again, and what became of each pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from appstream_emulator import Emulator
from botocore.stub import Stubber

from ansible_collections.euc.appstream.plugins.module_utils._apply.associations import PairSender
from ansible_collections.euc.appstream.plugins.module_utils._apply.batch_results import PairResult
from ansible_collections.euc.appstream.plugins.module_utils._apply.circuit_breaker import (
    Stops,
    call_problem,
)
from ansible_collections.euc.appstream.plugins.module_utils._apply.consistency import AllKnown
from ansible_collections.euc.appstream.plugins.module_utils._apply.reader import read_associations
from ansible_collections.euc.appstream.plugins.module_utils._model.change import (
    Change,
    Outcome,
    Pair,
    Problem,
    failures,
)
from ansible_collections.euc.appstream.plugins.module_utils._service.api import AppStreamClient
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError
from ansible_collections.euc.appstream.plugins.module_utils._service.rate_limiter import Patience

ASSOCIATE = "BatchAssociateUserStack"
DISASSOCIATE = "BatchDisassociateUserStack"
READ = "DescribeUserStackAssociations"

REFUSAL = "OperationNotPermittedException"

DONE = PairResult(True)
NOTHING_TO_DO = PairResult(False)

ADA, BOB, EVE = (f"{name}@example.com" for name in ("ada", "bob", "eve"))
THREE = [Pair("design", name) for name in (ADA, BOB, EVE)]
THREE_MAILED = [Pair("design", name, True) for name in (ADA, BOB, EVE)]

SenderMaker = Callable[..., PairSender]


@pytest.fixture
def stops() -> Stops:
    return Stops()


@pytest.fixture
def make_sender(client: AppStreamClient, time: Any, stops: Stops) -> SenderMaker:
    def make(timeout: float = 60.0) -> PairSender:
        return PairSender(
            client, AllKnown(Patience(timeout, time.clock, time.sleep)), timeout, stops
        )

    return make


@pytest.fixture
def sender(make_sender: SenderMaker) -> PairSender:
    return make_sender()


@pytest.fixture
def users(pool: Any) -> Any:
    """The pool with Ada, Bob and Eve on no stack."""
    for name in (ADA, BOB, EVE):
        pool.add_user(name)
    return pool


def sent(emulator: Emulator, operation: str = ASSOCIATE) -> list[list[tuple[str, str]]]:
    """The pairs of each batch call, as (stack, user)."""
    return [
        [(item["StackName"], item["UserName"]) for item in call["params"]["UserStackAssociations"]]
        for call in emulator.calls
        if call["operation"] == operation
    ]


def of(pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    return [(pair.stack_name, pair.user_name) for pair in pairs]


def mails(emulator: Emulator) -> Counter[tuple[str, str]]:
    return Counter((mail["stack_name"], mail["user_name"]) for mail in emulator.mails)


def problem(result: PairResult) -> Problem:
    assert not result.done
    assert result.problem is not None
    return result.problem


def raise_if_invalid(emulator: Emulator, *user_names: str) -> None:
    """Every batch with one of these users is refused as a whole."""
    for name in user_names:
        emulator.add_fault(
            {"operation": ASSOCIATE, "user": name, "times": None, "error": {"code": REFUSAL}}
        )


# ---- batch results (B1 to B6)


@pytest.mark.parametrize("name", ["associate", "disassociate"])
def test_b1_b2_an_error_item_fails_its_pair_and_no_other(
    make_sender: SenderMaker, emulator: Emulator, users: Any, name: str
) -> None:
    users.associate(ADA, "office")
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
    failed = problem(results[THREE[1]])
    assert failed.code == "DIRECTORY_NOT_FOUND_NOW"
    assert failed.text == (
        f"{operation} for user '{BOB}', stack 'design': DIRECTORY_NOT_FOUND_NOW: No directory."
    )
    assert failed.reason == (
        f"{operation} for stack 'design': DIRECTORY_NOT_FOUND_NOW: No directory."
    )
    assert not failed.maybe_done


def test_b1_an_error_item_without_words_still_has_its_code(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    emulator.add_fault(
        {
            "operation": ASSOCIATE,
            "user": BOB,
            "item_error": {"code": "NEW_CODE", "message": ""},
        }
    )
    assert problem(sender.associate(THREE)[THREE[1]]).reason.endswith("'design': NEW_CODE")


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (25, [25]), (26, [25, 1]), (53, [25, 25, 3])]
)
@pytest.mark.parametrize("name", ["associate", "disassociate"])
def test_b4_53_pairs_are_three_calls(
    sender: PairSender, emulator: Emulator, pool: Any, count: int, sizes: list[int], name: str
) -> None:
    pairs = [Pair("design", f"u{number:02}@example.com") for number in range(count)]
    for pair in pairs:
        pool.add_user(pair.user_name)
        if name == "disassociate":
            pool.associate(pair.user_name, "design")
    results = getattr(sender, name)(reversed(pairs))
    assert results == dict.fromkeys(pairs, DONE)
    operation = ASSOCIATE if name == "associate" else DISASSOCIATE
    assert [len(batch) for batch in sent(emulator, operation)] == sizes
    assert len(pool.associations) == (count if name == "associate" else 0)


def test_b5_a_batch_that_fails_in_the_middle_leaves_those_before_and_after(
    sender: PairSender, emulator: Emulator, pool: Any
) -> None:
    pairs = [Pair("design", f"u{number:02}@example.com") for number in range(53)]
    for pair in pairs:
        pool.add_user(pair.user_name)
    raise_if_invalid(emulator, *(pair.user_name for pair in pairs[25:50]))
    results = sender.associate(pairs)
    assert [results[pair] for pair in pairs[:25]] == [DONE] * 25
    assert {problem(results[pair]).code for pair in pairs[25:50]} == {REFUSAL}
    assert [results[pair] for pair in pairs[50:]] == [DONE] * 3


def test_b5_one_pair_that_has_its_batch_refused_does_not_stand_in_the_way_of_the_others(
    sender: PairSender, emulator: Emulator, pool: Any
) -> None:
    pairs = [Pair("design", f"u{number:02}@example.com", True) for number in range(25)]
    for pair in pairs:
        pool.add_user(pair.user_name)
    raise_if_invalid(emulator, pairs[7].user_name)
    results = sender.associate(pairs)
    assert problem(results[pairs[7]]).code == REFUSAL
    assert sum(result == DONE for result in results.values()) == 24
    assert len(sent(emulator)) <= 11  # halves of halves
    assert set(mails(emulator).values()) == {1}


def test_b5_a_failed_batch_is_told_pair_by_pair(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    raise_if_invalid(emulator, ADA, BOB, EVE)
    results = sender.associate(THREE)
    for pair in THREE:
        assert f"user '{pair.user_name}', stack 'design'" in problem(results[pair]).text
        assert not problem(results[pair]).maybe_done


def test_e2_a_batch_refused_for_a_quota_is_not_sent_again(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    error = {"code": "LimitExceededException"}
    emulator.add_fault({"operation": ASSOCIATE, "times": None, "error": error})
    results = sender.associate(THREE)
    assert {problem(results[pair]).code for pair in THREE} == {"LimitExceededException"}
    assert len(sent(emulator)) == 1


def test_b6_the_same_pair_twice_is_sent_once(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    pair = Pair("design", ADA)
    assert sender.associate([pair, Pair("design", ADA), Pair("design", ADA, True)]) == {pair: DONE}
    assert sent(emulator) == [of([pair])]


# ---- a user who was just created (R1)


def test_r1_only_the_failed_pairs_are_sent_again_with_backoff(
    sender: PairSender, emulator: Emulator, users: Any, time: Any
) -> None:
    emulator.add_fault(
        {
            "operation": ASSOCIATE,
            "user": BOB,
            "times": 3,
            "item_error": {"code": "USER_NAME_NOT_FOUND"},
        }
    )
    assert sender.associate(THREE) == dict.fromkeys(THREE, DONE)
    assert sent(emulator) == [of(THREE), *[of(THREE[1:2])] * 3]
    assert time.slept == pytest.approx([0.5, 1.0, 2.0])


def test_r1_failed_pairs_of_several_batches_share_one_wait(
    sender: PairSender, emulator: Emulator, pool: Any, time: Any
) -> None:
    """Each batch is tried before anything is waited for, and the failed are gathered."""
    pairs = [Pair("design", f"u{number:02}@example.com") for number in range(53)]
    for pair in pairs:
        pool.add_user(pair.user_name)
    late = [pairs[0], pairs[30], pairs[52]]
    for pair in late:
        emulator.add_fault(
            {
                "operation": ASSOCIATE,
                "user": pair.user_name,
                "item_error": {"code": "USER_NAME_NOT_FOUND"},
            }
        )
    assert sender.associate(pairs) == dict.fromkeys(pairs, DONE)
    assert [len(batch) for batch in sent(emulator)] == [25, 25, 3, 3]
    assert sent(emulator)[-1] == of(late)
    assert time.slept == [0.5]


def test_r1_in_the_end_the_services_own_code_is_told(
    make_sender: SenderMaker, emulator: Emulator, users: Any, time: Any
) -> None:
    ghost = Pair("design", "ghost@example.com")
    begin = time.now
    results = make_sender(20.0).associate([*THREE, ghost])
    assert time.now - begin == pytest.approx(20.0)
    assert problem(results[ghost]).code == "USER_NAME_NOT_FOUND"
    assert "User ghost@example.com was not found." in problem(results[ghost]).text
    assert [results[pair] for pair in THREE] == [DONE] * 3
    assert all(batch == of([ghost]) for batch in sent(emulator)[1:])


def test_r1_the_budget_is_one_for_the_task(
    sender: PairSender, emulator: Emulator, users: Any, time: Any
) -> None:
    ghosts = [Pair("design", "ghost@example.com"), Pair("office", "ghost@example.com")]
    begin = time.now
    for ghost in ghosts:
        sender.associate([ghost])
    assert time.now - begin == pytest.approx(60.0)


def test_r1_without_waiting_it_fails_at_once(
    make_sender: SenderMaker, emulator: Emulator, users: Any, time: Any
) -> None:
    ghost = Pair("design", "ghost@example.com")
    assert problem(make_sender(0.0).associate([ghost])[ghost]).code == "USER_NAME_NOT_FOUND"
    assert len(sent(emulator)) == 1
    assert time.slept == []


def test_r1_a_mail_goes_out_once_when_the_user_is_noticed(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    emulator.add_fault(
        {
            "operation": ASSOCIATE,
            "user": BOB,
            "times": 2,
            "item_error": {"code": "USER_NAME_NOT_FOUND"},
        }
    )
    assert sender.associate(THREE_MAILED) == dict.fromkeys(THREE, DONE)
    assert mails(emulator) == Counter(of(THREE))


@pytest.mark.parametrize("code", ["STACK_NOT_FOUND", "DIRECTORY_NOT_FOUND", "NEW_CODE"])
def test_r2_any_other_code_fails_at_once(
    sender: PairSender, emulator: Emulator, users: Any, time: Any, code: str
) -> None:
    emulator.add_fault(
        {"operation": ASSOCIATE, "user": BOB, "times": None, "item_error": {"code": code}}
    )
    results = sender.associate(THREE)
    assert problem(results[THREE[1]]).code == code
    assert len(sent(emulator)) == 1
    assert time.slept == []


def test_r2_a_typo_in_a_stack_is_one_call(
    sender: PairSender, emulator: Emulator, users: Any, time: Any
) -> None:
    typo = Pair("desing", ADA)
    assert problem(sender.associate([typo])[typo]).code == "STACK_NOT_FOUND"
    assert emulator.counts() == {ASSOCIATE: 1}
    assert time.slept == []


# ---- INTERNAL_ERROR of an item (R3)


@pytest.mark.parametrize(
    ("name", "operation"), [("associate", ASSOCIATE), ("disassociate", DISASSOCIATE)]
)
def test_r3_internal_error_is_tried_again(
    sender: PairSender, emulator: Emulator, users: Any, time: Any, name: str, operation: str
) -> None:
    for pair in THREE:
        if name == "disassociate":
            users.associate(pair.user_name, "design")
    emulator.add_fault(
        {
            "operation": operation,
            "user": BOB,
            "times": 3,
            "item_error": {"code": "INTERNAL_ERROR"},
        }
    )
    assert getattr(sender, name)(THREE) == dict.fromkeys(THREE, DONE)
    assert sent(emulator, operation) == [of(THREE), *[of(THREE[1:2])] * 3]
    assert time.slept == sorted(time.slept)
    assert len(time.slept) == 3


def test_r3_internal_error_ends_after_six_tries(
    sender: PairSender, emulator: Emulator, users: Any, time: Any
) -> None:
    emulator.add_fault(
        {
            "operation": ASSOCIATE,
            "user": BOB,
            "times": None,
            "item_error": {"code": "INTERNAL_ERROR"},
        }
    )
    results = sender.associate(THREE)
    assert problem(results[THREE[1]]).code == "INTERNAL_ERROR"
    assert results[THREE[0]] == results[THREE[2]] == DONE
    assert len(sent(emulator)) == 6
    assert sum(time.slept) < 60


def test_r3_waiting_for_a_user_uses_up_no_try_of_an_internal_error(
    sender: PairSender, emulator: Emulator, users: Any
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
    assert sender.associate(THREE)[THREE[1]] == DONE


def test_r3_r1_both_errors_in_one_batch_are_dealt_with(
    sender: PairSender, emulator: Emulator, users: Any, time: Any
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
    assert sender.associate(THREE) == dict.fromkeys(THREE, DONE)
    assert sent(emulator) == [of(THREE), of(THREE[:2]), of(THREE[:2])]
    assert time.slept == [0.5, 1.0]  # the one wait is enough for both


def test_r8_an_internal_error_that_took_effect_is_not_mailed_twice(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    emulator.add_fault(
        {
            "operation": ASSOCIATE,
            "user": BOB,
            "item_error": {"code": "INTERNAL_ERROR", "effect": True},
        }
    )
    assert sender.associate(THREE_MAILED) == dict.fromkeys(THREE, DONE)
    assert mails(emulator) == Counter(of(THREE))
    assert len(sent(emulator)) == 1


def test_r8_an_internal_error_without_effect_is_sent_again_and_mailed_once(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    emulator.add_fault(
        {"operation": ASSOCIATE, "user": BOB, "item_error": {"code": "INTERNAL_ERROR"}}
    )
    assert sender.associate(THREE_MAILED) == dict.fromkeys(THREE, DONE)
    assert mails(emulator) == Counter(of(THREE))
    assert sent(emulator) == [of(THREE), of(THREE[1:2])]


def test_r8_an_internal_error_that_cannot_be_looked_into_is_not_mailed_again(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    emulator.add_faults(
        [
            {
                "operation": ASSOCIATE,
                "user": BOB,
                "item_error": {"code": "INTERNAL_ERROR", "effect": True},
            },
            {"operation": READ, "times": None, "error": {"code": "AccessDeniedException"}},
        ]
    )
    results = sender.associate(THREE_MAILED)
    assert problem(results[THREE[1]]).code == "INTERNAL_ERROR"
    assert len(sent(emulator)) == 1
    assert mails(emulator) == Counter(of(THREE))


def test_a5_an_internal_error_that_may_have_mailed_counts_as_changed(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    """R8: it took effect, and no read can tell; the pool may not be as it was."""
    emulator.add_faults(
        [
            {
                "operation": ASSOCIATE,
                "user": BOB,
                "item_error": {"code": "INTERNAL_ERROR", "effect": True},
            },
            {"operation": READ, "times": None, "error": {"code": "AccessDeniedException"}},
        ]
    )
    assert problem(sender.associate(THREE_MAILED)[THREE[1]]).maybe_done


# ---- a lost answer (R8)


def test_r8_a_lost_batch_with_mails_that_shows_its_effect_is_done(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    emulator.add_fault({"operation": ASSOCIATE, "drop": "after"})
    assert sender.associate(THREE_MAILED) == dict.fromkeys(THREE, DONE)
    assert len(sent(emulator)) == 1
    assert mails(emulator) == Counter(of(THREE))


def test_r8_the_effect_may_show_late(
    sender: PairSender, emulator: Emulator, users: Any, time: Any
) -> None:
    emulator.configure(lag_seconds=30.0)
    emulator.add_fault({"operation": ASSOCIATE, "drop": "after"})
    begin = time.now
    assert sender.associate(THREE_MAILED) == dict.fromkeys(THREE, DONE)
    assert 30 <= time.now - begin <= 36
    assert len(sent(emulator)) == 1


@pytest.mark.parametrize(
    "failure",
    [
        {"drop": "before"},
        {"error": {"code": "InternalFailure", "status": 500}},
    ],
)
def test_r8_what_does_not_show_in_time_is_unknown_and_not_repeated(
    sender: PairSender, emulator: Emulator, users: Any, time: Any, failure: dict[str, Any]
) -> None:
    emulator.add_fault({"operation": ASSOCIATE, **failure})
    begin = time.now
    results = sender.associate(THREE_MAILED)
    assert time.now - begin == pytest.approx(60.0)
    for pair in THREE:
        unknown = problem(results[pair])
        assert unknown.maybe_done
        assert "outcome unknown, not repeated" in unknown.text
        assert "outcome unknown, not repeated" in unknown.reason
        assert pair.user_name in unknown.text
    assert len(sent(emulator)) == 1
    assert emulator.mails == []


def test_r8_without_waiting_it_is_looked_at_once(
    make_sender: SenderMaker, emulator: Emulator, users: Any, time: Any
) -> None:
    emulator.add_fault({"operation": ASSOCIATE, "drop": "after"})
    assert make_sender(0.0).associate(THREE_MAILED) == dict.fromkeys(THREE, DONE)
    assert time.slept == []


def test_r8_pairs_of_the_lost_batch_that_mail_nothing_are_sent_again(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    emulator.add_fault({"operation": ASSOCIATE, "drop": "before"})
    mailed, quiet = Pair("design", ADA, True), Pair("design", BOB, False)
    results = sender.associate([mailed, quiet])
    assert results[quiet] == DONE
    assert "outcome unknown, not repeated" in problem(results[mailed]).text
    assert sent(emulator) == [of([mailed, quiet]), of([quiet])]
    assert emulator.mails == []


def test_r8_other_batches_of_the_task_go_on(
    sender: PairSender, emulator: Emulator, pool: Any
) -> None:
    pairs = [Pair("design", f"u{number:02}@example.com", True) for number in range(30)]
    for pair in pairs:
        pool.add_user(pair.user_name)
    emulator.add_fault({"operation": ASSOCIATE, "drop": "before"})
    results = sender.associate(pairs)
    assert all(problem(results[pair]).maybe_done for pair in pairs[:25])
    assert [results[pair] for pair in pairs[25:]] == [DONE] * 5
    assert max(mails(emulator).values()) == 1


def test_r8_a_read_that_fails_meanwhile_shows_nothing_and_is_repeated(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    """Eight failures are more than the tries of one read, and over well before the time is up."""
    unavailable = {"code": "ServiceUnavailable", "status": 503}
    emulator.add_faults(
        [
            {"operation": ASSOCIATE, "drop": "after"},
            {"operation": READ, "times": 8, "error": unavailable},
        ]
    )
    assert sender.associate(THREE_MAILED) == dict.fromkeys(THREE, DONE)
    assert len(sent(emulator)) == 1


def test_r8_a_read_that_never_works_leaves_the_outcome_unknown(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    emulator.add_faults(
        [
            {"operation": ASSOCIATE, "drop": "after"},
            {"operation": READ, "times": None, "error": {"code": "AccessDeniedException"}},
        ]
    )
    results = sender.associate(THREE_MAILED)
    assert all("outcome unknown, not repeated" in problem(results[pair]).text for pair in THREE)
    assert len(sent(emulator)) == 1
    assert mails(emulator) == Counter(of(THREE))


def test_r8_a_lost_batch_without_mails_is_simply_sent_again(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    emulator.add_fault({"operation": ASSOCIATE, "drop": "after"})
    assert sender.associate(THREE) == dict.fromkeys(THREE, DONE)
    assert sent(emulator) == [of(THREE), of(THREE)]
    assert READ not in emulator.counts()


def test_r8_a_lost_batch_without_mails_that_never_comes_through_may_be_done(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    emulator.add_fault({"operation": ASSOCIATE, "drop": "after", "times": None})
    emulator.configure(lag_seconds=10_000)
    unknown = problem(sender.associate(THREE)[THREE[0]])
    assert unknown.maybe_done
    assert unknown.text.endswith("; outcome unknown")
    assert len(sent(emulator)) == 6


def test_r8_a_lost_batch_without_mails_that_a_read_shows_is_done(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    emulator.add_fault({"operation": ASSOCIATE, "drop": "after", "times": None})
    assert sender.associate(THREE) == dict.fromkeys(THREE, DONE)


def test_r8_an_answer_lost_after_long_throttling_is_looked_for_too(
    sender: PairSender, emulator: Emulator, users: Any, time: Any
) -> None:
    """The patience with the service is at its end, but a read may still tell."""
    emulator.add_faults(
        [
            {"operation": ASSOCIATE, "times": 170, "error": {"code": "ThrottlingException"}},
            {"operation": ASSOCIATE, "after": 170, "latency": 61},
            {"operation": ASSOCIATE, "drop": "after"},
        ]
    )
    begin = time.now
    assert sender.associate(THREE_MAILED) == dict.fromkeys(THREE, DONE)
    assert 121 < time.now - begin < 180
    assert mails(emulator) == Counter(of(THREE))


@pytest.mark.parametrize("mailing", [True, False])
def test_r8_a_refusal_is_no_unknown_outcome(mailing: bool) -> None:
    refused = AppStreamError("CreateUser", "user 'a'", "SomeException", "No.")
    told = call_problem(refused, mailing=mailing)
    assert (told.text, told.maybe_done) == (
        "CreateUser for user 'a' failed: SomeException: No.",
        False,
    )


# ---- changes, as both modules hand them over


def test_d3_changes_are_applied_in_the_safe_order_and_told_in_their_own(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    users.associate(ADA, "office")
    emulator.add_fault(
        {"operation": ASSOCIATE, "user": EVE, "item_error": {"code": "NEW_CODE"}, "times": None}
    )
    changes = [
        Change("disassociate", ADA, "office"),
        Change("associate", EVE, "design"),
        Change("associate", BOB, "design", "assignment"),
        Change("associate", ADA, "design"),
    ]
    outcomes = sender.apply(changes)
    assert [outcome.change for outcome in outcomes] == changes
    assert [outcome.done for outcome in outcomes] == [True, False, True, True]
    assert outcomes[1].problem is not None
    assert outcomes[1].problem.code == "NEW_CODE"
    assert [call["operation"] for call in emulator.calls] == [ASSOCIATE, DISASSOCIATE]
    assert mails(emulator) == Counter([("design", BOB)])


def test_d5_a_change_that_is_not_needed_any_more_is_neither_done_nor_failed(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    emulator.configure(disassociate_unassociated="USER_NAME_NOT_FOUND")
    change = Change("disassociate", ADA, "design")
    assert sender.apply([change]) == [Outcome(change, False, None)]


def test_no_changes_are_no_calls(sender: PairSender, emulator: Emulator) -> None:
    assert sender.apply([]) == []
    assert emulator.calls == []


def test_r1_known_users_are_all_worth_waiting_for_until_the_time_is_up(time: Any) -> None:
    wait = AllKnown(Patience(1.0, time.clock, time.sleep))
    assert wait.again(iter(THREE)) == set(THREE)
    assert wait.again([THREE[0]]) == {THREE[0]}
    assert sum(time.slept) == 1.0
    assert wait.again(THREE) == set()
    assert sum(time.slept) == 1.0


# ---- refusals (E3)


def deny(emulator: Emulator, *stacks: str, operation: str = ASSOCIATE) -> None:
    emulator.add_faults(
        [
            {
                "operation": operation,
                "stack": stack,
                "times": None,
                "error": {"code": "AccessDeniedException"},
            }
            for stack in stacks
        ]
    )


def on_stacks(pool: Any, *stacks: str) -> list[Pair]:
    for stack in stacks:
        pool.add_stack(stack)
    return [Pair(stack, name) for stack in stacks for name in (ADA, BOB)]


@pytest.mark.parametrize(
    ("name", "operation"), [("associate", ASSOCIATE), ("disassociate", DISASSOCIATE)]
)
def test_e3_a_refused_batch_is_sent_again_stack_by_stack(
    sender: PairSender, emulator: Emulator, users: Any, name: str, operation: str
) -> None:
    pairs = on_stacks(users, "s1", "s2", "s3")
    deny(emulator, "s2", operation=operation)
    results = getattr(sender, name)(pairs)
    assert [results[pair] for pair in pairs if pair.stack_name != "s2"] == [DONE] * 4
    assert sent(emulator, operation) == [of(pairs), of(pairs[:2]), of(pairs[2:4]), of(pairs[4:])]
    for pair in pairs[2:4]:
        told = problem(results[pair])
        assert "'s2'" in told.text
        assert pair.user_name in told.text
        assert f"appstream:{operation}" in told.text
        assert not told.maybe_done


def test_e3_each_denied_stack_is_named_in_the_summary(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    """Even where the service's words name no stack."""
    pairs = on_stacks(users, "s1", "s2", "s3")
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
    results = sender.associate(pairs)
    problems = [
        (pair.user_name, result.problem)
        for pair, result in results.items()
        if result.problem is not None
    ]
    message = failures("pairs", len(pairs), problems)
    assert "'s1'" in message
    assert "'s3'" in message
    assert "'s2'" not in message


def test_e3_a_single_denied_stack_is_one_call(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    deny(emulator, "design")
    assert all(result.problem for result in sender.associate(THREE).values())
    assert emulator.counts() == {ASSOCIATE: 1}


def test_e3_a_denied_stack_is_not_asked_for_again_and_others_go_on(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    for number in range(60):
        users.add_user(f"u{number:02}@example.com")
    denied = [Pair("design", f"u{number:02}@example.com") for number in range(60)]
    allowed = [Pair("office", f"u{number:02}@example.com") for number in range(60)]
    deny(emulator, "design")
    results = sender.associate([*denied, *allowed])
    assert [results[pair] for pair in allowed] == [DONE] * 60
    batches_for_design = [batch for batch in sent(emulator) if batch[0][0] == "design"]
    assert len(batches_for_design) == 1
    assert "was not tried" not in problem(results[denied[0]]).text
    for pair in denied[25:]:
        told = problem(results[pair])
        assert told.code == "AccessDeniedException"
        assert f"user '{pair.user_name}', stack 'design' was not tried" in told.text


def test_e3_a_stack_denied_for_one_call_may_be_asked_for_with_the_other(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    users.associate(ADA, "design")
    deny(emulator, "design")
    pair = Pair("design", ADA)
    problem(sender.associate([pair])[pair])
    assert sender.disassociate([pair]) == {pair: DONE}


def test_e3_a_denied_batch_with_mails_is_split_and_mails_once(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    deny(emulator, "design")
    pairs = [Pair("design", ADA, True), Pair("office", ADA, True)]
    results = sender.associate(pairs)
    assert results[pairs[1]] == DONE
    assert mails(emulator) == Counter([("office", ADA)])


def test_e3_a_batch_that_is_lost_first_and_then_denied_is_split_too(
    sender: PairSender, emulator: Emulator, users: Any
) -> None:
    """No mail goes out, so nothing stands in the way."""
    emulator.add_fault({"operation": ASSOCIATE, "drop": "before"})
    deny(emulator, "s2")
    pairs = on_stacks(users, "s1", "s2")
    results = sender.associate(pairs)
    assert [results[pair] for pair in pairs[:2]] == [DONE] * 2
    assert {problem(results[pair]).code for pair in pairs[2:]} == {"AccessDeniedException"}


GENERAL = [
    {"code": "ExpiredTokenException", "status": 400},
    {"code": "ThrottlingException"},
]


@pytest.mark.parametrize("error", GENERAL)
def test_e3_a_general_error_stops_everything_and_says_so(
    sender: PairSender, emulator: Emulator, pool: Any, stops: Stops, error: dict[str, Any]
) -> None:
    pairs = [Pair("design", f"u{number:02}@example.com") for number in range(53)]
    for pair in pairs:
        pool.add_user(pair.user_name)
    emulator.add_fault({"operation": ASSOCIATE, "after": 1, "times": None, "error": error})
    results = sender.associate(pairs)
    assert [results[pair] for pair in pairs[:25]] == [DONE] * 25
    assert {problem(results[pair]).code for pair in pairs[25:]} == {error["code"]}
    assert all("was not tried" in problem(results[pair]).text for pair in pairs[50:])
    assert all("was not tried" not in problem(results[pair]).text for pair in pairs[25:50])
    assert len({tuple(batch) for batch in sent(emulator)}) == 2
    assert stops.of("DeleteUser") is not None
    emulator.clear_log()
    other = Pair("design", "u00@example.com")
    assert "was not tried" in problem(sender.disassociate([other])[other]).text
    assert emulator.calls == []


def test_stops_end_what_would_meet_the_same_refusal() -> None:
    stops = Stops()
    denied = AppStreamError("CreateUser", "user 'a'", "AccessDeniedException", "No.")
    stops.add(denied)
    assert stops.of("CreateUser") is denied
    assert stops.of("DeleteUser") is None
    refused = AppStreamError(ASSOCIATE, "1 pair", "AccessDeniedException", "No.")
    stops.add(refused, "design")
    assert stops.of(ASSOCIATE, "design") is refused
    assert stops.of(ASSOCIATE, "office") is None
    assert stops.of(DISASSOCIATE, "design") is None
    expired = AppStreamError("EnableUser", "user 'a'", "ExpiredToken", "No.", general=True)
    stops.add(expired)
    assert stops.of(DISASSOCIATE, "office") is expired


# ---- error items that name no pair of the batch


@pytest.mark.parametrize("code", ["INTERNAL_ERROR", "USER_NAME_NOT_FOUND", "NEW_CODE"])
def test_b1_an_error_that_names_no_pair_may_concern_any_of_them(
    client: AppStreamClient, connection: Any, time: Any, code: str
) -> None:
    """So none of them counts as done, all of them may be, and nothing is sent again."""
    error = {"ErrorCode": code, "ErrorMessage": "Something."}
    with Stubber(connection) as stubber:
        stubber.add_response("batch_associate_user_stack", {"errors": [error]})
        wait = AllKnown(Patience(60.0, time.clock, time.sleep))
        results = PairSender(client, wait, 60.0, Stops()).associate(THREE_MAILED)
    assert all(problem(results[pair]).maybe_done for pair in THREE)
    assert all(problem(results[pair]).code == code for pair in THREE)


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
        wait = AllKnown(Patience(60.0, time.clock, time.sleep))
        results = PairSender(client, wait, 60.0, Stops()).associate(THREE)
    assert [problem(results[pair]).code for pair in THREE] == [
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
        wait = AllKnown(Patience(60.0, time.clock, time.sleep))
        results = PairSender(client, wait, 60.0, Stops()).disassociate(THREE)
    assert any(
        result.done or (result.problem is not None and result.problem.maybe_done)
        for result in results.values()
    )


# ---- disassociate what is not there (D5)


@pytest.mark.parametrize("code", ["USER_NAME_NOT_FOUND", "STACK_NOT_FOUND"])
def test_d5_what_is_not_found_any_more_is_gone(
    sender: PairSender, emulator: Emulator, users: Any, time: Any, code: str
) -> None:
    users.associate(ADA, "design")
    emulator.add_fault({"operation": DISASSOCIATE, "user": BOB, "item_error": {"code": code}})
    results = sender.disassociate(THREE[:2])
    assert results == {THREE[0]: DONE, THREE[1]: NOTHING_TO_DO}
    assert len(sent(emulator, DISASSOCIATE)) == 1
    assert time.slept == []


# ---- reading (F4)


@pytest.mark.parametrize(
    ("users_", "stacks", "pool_size", "calls"),
    [
        (0, 0, 0, 0),
        (0, 3, 100, 0),
        (3, 0, 100, 0),
        (1, 1, 10, 1),
        (1, 3, 10, 1),
        (3, 1, 10, 1),
        (5, 2, 10, 2),
        (2, 2, 10, 2),
        (200, 2, 400, 2),
        (200, 2, 501, 2),  # up to four pages, of which the emulator needs but one each
    ],
)
def test_f4_associations_are_read_in_the_fewest_calls(
    client: AppStreamClient,
    emulator: Emulator,
    pool: Any,
    users_: int,
    stacks: int,
    pool_size: int,
    calls: int,
) -> None:
    read_associations(
        client,
        [f"u{number}@example.com" for number in range(users_)],
        [f"s{number}" for number in range(stacks)],
        pool_size,
    )
    assert emulator.counts().get(READ, 0) == calls


@pytest.mark.parametrize(
    ("users_", "stacks", "pool_size", "by_stack"),
    [(10, 3, 500, True), (10, 3, 2000, False), (12, 3, 2000, False), (13, 3, 2000, True)],
)
def test_f4_a_stack_of_a_large_pool_has_several_pages(
    client: AppStreamClient,
    emulator: Emulator,
    pool: Any,
    users_: int,
    stacks: int,
    pool_size: int,
    by_stack: bool,
) -> None:
    read_associations(
        client,
        [f"u{number}@example.com" for number in range(users_)],
        [f"s{number}" for number in range(stacks)],
        pool_size,
    )
    assert ["StackName" in call["params"] for call in emulator.calls] == (
        [True] * stacks if by_stack else [False] * users_
    )


def test_f4_whichever_way_they_are_read_no_wanted_pair_is_missing(
    client: AppStreamClient, users: Any
) -> None:
    users.associate(ADA, "design")
    users.associate(BOB, "office")
    for names, stacks in (([ADA, BOB, EVE], ["design"]), ([ADA], ["design", "office"])):
        found = read_associations(client, names, stacks, 3)
        assert Pair("design", ADA) in found


def test_f4_f7_one_pair_is_asked_for_with_both_names(
    client: AppStreamClient, emulator: Emulator, users: Any
) -> None:
    users.associate(ADA, "design")
    users.associate(ADA, "office")
    assert read_associations(client, [ADA], ["design"]) == {Pair("design", ADA)}
    (call,) = emulator.calls
    assert call["params"].keys() >= {"UserName", "StackName", "AuthenticationType"}


def test_f4_names_listed_twice_are_read_once(
    client: AppStreamClient, emulator: Emulator, users: Any
) -> None:
    read_associations(client, [ADA, ADA, ADA], ["design", "design"], 3)
    assert emulator.counts() == {READ: 1}
