# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a refused or lost call means for its subject, and for the calls that were to follow."""

from __future__ import annotations

from typing import Any

import pytest
from appstream_emulator import Emulator

from ansible_collections.euc.appstream.plugins.module_utils._apply.associations import PairSender
from ansible_collections.euc.appstream.plugins.module_utils._apply.circuit_breaker import (
    Stops,
    call_problem,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.change import (
    Pair,
)
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._apply.sending import (
    ADA,
    ASSOCIATE,
    DISASSOCIATE,
    DONE,
    deny,
    problem_of,
    sent_pairs,
)

# ---- a lost answer (R8)


@pytest.mark.parametrize("mailing", [True, False])
def test_r8_a_refusal_is_no_unknown_outcome(mailing: bool) -> None:
    refused = AppStreamError("CreateUser", "user 'a'", "SomeException", "No.")
    told = call_problem(refused, mailing=mailing)
    assert (told.text, told.maybe_done) == (
        "CreateUser for user 'a' failed: SomeException: No.",
        False,
    )


# ---- refusals (E3)


def test_e3_a_denied_stack_is_not_asked_for_again_and_others_go_on(
    sender: PairSender, emulator: Emulator, known_users: Any
) -> None:
    for number in range(60):
        known_users.add_user(f"u{number:02}@example.com")
    denied = [Pair("design", f"u{number:02}@example.com") for number in range(60)]
    allowed = [Pair("office", f"u{number:02}@example.com") for number in range(60)]
    deny(emulator, "design")
    results = sender.associate([*denied, *allowed])
    assert [results[pair] for pair in allowed] == [DONE] * 60
    batches_for_design = [batch for batch in sent_pairs(emulator) if batch[0][0] == "design"]
    assert len(batches_for_design) == 1
    assert "was not tried" not in problem_of(results[denied[0]]).text
    for pair in denied[25:]:
        told = problem_of(results[pair])
        assert told.code == "AccessDeniedException"
        assert f"user '{pair.user_name}', stack 'design' was not tried" in told.text


def test_e3_a_stack_denied_for_one_call_may_be_asked_for_with_the_other(
    sender: PairSender, emulator: Emulator, known_users: Any
) -> None:
    known_users.associate(ADA, "design")
    deny(emulator, "design")
    pair = Pair("design", ADA)
    problem_of(sender.associate([pair])[pair])
    assert sender.disassociate([pair]) == {pair: DONE}


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
    assert {problem_of(results[pair]).code for pair in pairs[25:]} == {error["code"]}
    assert all("was not tried" in problem_of(results[pair]).text for pair in pairs[50:])
    assert all("was not tried" not in problem_of(results[pair]).text for pair in pairs[25:50])
    assert len({tuple(batch) for batch in sent_pairs(emulator)}) == 2
    assert stops.of("DeleteUser") is not None
    emulator.clear_log()
    other = Pair("design", "u00@example.com")
    assert "was not tried" in problem_of(sender.disassociate([other])[other]).text
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
