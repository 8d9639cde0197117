# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What reading settles: writes whose response was lost, or that failed unclearly (R5, R8)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from appstream_emulator import Emulator

from ansible_collections.euc.appstream.plugins.module_utils._apply.associations import (
    AssociationWriter,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association
from ansible_collections.euc.appstream.plugins.module_utils._model.outcome import (
    DONE,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._apply.sending import (
    ADA,
    BOB,
    THREE,
    THREE_MAILED,
    WriterMaker,
    items_of,
    mail_counts,
    problem_of,
    sent_pairs,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    DELETE,
    DISABLE,
    ENABLE,
    PAIRS,
    USERS,
    drop,
    fail,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_runs import (
    BEN,
)

# ---- users


def test_r5_a_rejection_after_a_lost_response_is_settled_by_reads_that_may_lag(
    run: Any, emulator: Any, people: Any
) -> None:
    """The service may refuse to enable an enabled user: our own lost request did that."""
    emulator.configure(enable_enabled="InvalidAccountStatusException")
    emulator.configure(lag_reads=1)
    drop(emulator, ENABLE, "after")
    answer = run(user_name=BEN, enabled=True)
    assert "msg" not in answer
    assert answer["users"][0]["actions"] == ["enable"]


@pytest.mark.parametrize(
    ("gap", "operation", "params"),
    [
        ("enable_enabled", ENABLE, {"user_name": BEN, "enabled": True}),
        ("disable_disabled", DISABLE, {"user_name": ADA, "enabled": False}),
    ],
)
def test_r8_a_rejection_after_a_lost_response_is_settled_by_reading(
    run: Any,
    emulator: Any,
    people: Any,
    gap: str,
    operation: str,
    params: dict[str, Any],
) -> None:
    emulator.configure(**{gap: "InvalidAccountStatusException"})
    drop(emulator, operation, "after")
    answer = run(**params)
    assert "msg" not in answer
    assert answer["users"][0]["changed"] is True


def test_d1_a_user_whom_another_enabled_meanwhile_is_not_changed(
    run: Any, emulator: Any, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(emulator, ENABLE, "InvalidAccountStatusException")
    monkeypatch.setattr(
        run.runtime.api,
        "enable_user",
        _before(run.runtime.api.enable_user, people.set_enabled, BEN, True),
    )
    answer = run(user_name=BEN, enabled=True)
    assert "msg" not in answer
    assert answer["changed"] is False
    assert answer["user"]["enabled"] is True


def _before(call: Any, meanwhile: Any, *args: Any) -> Any:
    """A call before which another does something."""

    def both(*given: Any) -> Any:
        meanwhile(*args)
        return call(*given)

    return both


def test_e3_r8_a_switch_that_was_lost_and_then_denied_is_looked_for(
    run: Any, emulator: Any, people: Any
) -> None:
    drop(emulator, ENABLE, "after")
    fail(emulator, ENABLE, "AccessDeniedException", times=None)
    row = run(user_name=BEN, enabled=True)["users"][0]
    assert (row["failed"], row["changed"], row["actions"]) == (False, True, ["enable"])


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        (ENABLE, {"user_name": BEN, "enabled": True}),
        (DISABLE, {"user_name": ADA, "enabled": False}),
        (DELETE, {"user_name": BEN, "state": "absent"}),
    ],
)
def test_r8_an_effect_that_cannot_be_read_is_unknown(
    run: Any, emulator: Any, people: Any, operation: str, params: dict[str, Any]
) -> None:
    fail(emulator, operation, "InternalFailure", None, error={"status": 500, "after_effect": True})
    fail(emulator, USERS, "OperationNotPermittedException", None, after=1)
    row = run(**params)["users"][0]
    assert (row["failed"], row["changed"], row["actions"]) == (True, True, [])
    assert "outcome unknown" in row["msg"]


# ---- associations


def test_r8_an_internal_error_that_took_effect_is_not_mailed_twice(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    emulator.add_fault(
        {
            "operation": ASSOCIATE,
            "user": BOB,
            "item_error": {"code": "INTERNAL_ERROR", "effect": True},
        }
    )
    assert writer.associate(THREE_MAILED) == dict.fromkeys(THREE, DONE)
    assert mail_counts(emulator) == Counter(items_of(THREE))
    assert len(sent_pairs(emulator)) == 1


def test_r8_an_internal_error_without_effect_is_sent_again_and_mailed_once(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    emulator.add_fault(
        {"operation": ASSOCIATE, "user": BOB, "item_error": {"code": "INTERNAL_ERROR"}}
    )
    assert writer.associate(THREE_MAILED) == dict.fromkeys(THREE, DONE)
    assert mail_counts(emulator) == Counter(items_of(THREE))
    assert sent_pairs(emulator) == [items_of(THREE), items_of(THREE[1:2])]


def test_r8_an_internal_error_that_cannot_be_looked_into_is_not_mailed_again(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    emulator.add_faults(
        [
            {
                "operation": ASSOCIATE,
                "user": BOB,
                "item_error": {"code": "INTERNAL_ERROR", "effect": True},
            },
            {"operation": PAIRS, "times": None, "error": {"code": "AccessDeniedException"}},
        ]
    )
    results = writer.associate(THREE_MAILED)
    assert problem_of(results[THREE[1]]).code == "INTERNAL_ERROR"
    assert len(sent_pairs(emulator)) == 1
    assert mail_counts(emulator) == Counter(items_of(THREE))


def test_a5_an_internal_error_that_may_have_mailed_counts_as_changed(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    """R8: it took effect, and no read can tell; the pool may not be as it was."""
    emulator.add_faults(
        [
            {
                "operation": ASSOCIATE,
                "user": BOB,
                "item_error": {"code": "INTERNAL_ERROR", "effect": True},
            },
            {"operation": PAIRS, "times": None, "error": {"code": "AccessDeniedException"}},
        ]
    )
    assert problem_of(writer.associate(THREE_MAILED)[THREE[1]]).outcome_unknown


def test_r8_a_lost_batch_with_mails_whose_effect_is_visible_is_done(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    emulator.add_fault({"operation": ASSOCIATE, "drop": "after"})
    assert writer.associate(THREE_MAILED) == dict.fromkeys(THREE, DONE)
    assert len(sent_pairs(emulator)) == 1
    assert mail_counts(emulator) == Counter(items_of(THREE))


def test_r8_the_effect_may_show_late(
    writer: AssociationWriter, emulator: Emulator, known_users: Any, time: Any
) -> None:
    emulator.configure(lag_seconds=30.0)
    emulator.add_fault({"operation": ASSOCIATE, "drop": "after"})
    begin = time.now
    assert writer.associate(THREE_MAILED) == dict.fromkeys(THREE, DONE)
    assert 30 <= time.now - begin <= 36
    assert len(sent_pairs(emulator)) == 1


@pytest.mark.parametrize(
    "failure",
    [
        {"drop": "before"},
        {"error": {"code": "InternalFailure", "status": 500}},
    ],
)
def test_r8_what_does_not_show_in_time_is_unknown_and_not_repeated(
    writer: AssociationWriter,
    emulator: Emulator,
    known_users: Any,
    time: Any,
    failure: dict[str, Any],
) -> None:
    emulator.add_fault({"operation": ASSOCIATE, **failure})
    begin = time.now
    results = writer.associate(THREE_MAILED)
    assert time.now - begin == pytest.approx(60.0)
    for pair in THREE:
        unknown = problem_of(results[pair])
        assert unknown.outcome_unknown
        assert "outcome unknown, not repeated" in unknown.message
        assert "outcome unknown, not repeated" in unknown.summary
        assert pair.user_name in unknown.message
    assert len(sent_pairs(emulator)) == 1
    assert emulator.mails == []


def test_r8_without_waiting_it_is_looked_at_once(
    make_writer: WriterMaker, emulator: Emulator, known_users: Any, time: Any
) -> None:
    emulator.add_fault({"operation": ASSOCIATE, "drop": "after"})
    assert make_writer(0.0).associate(THREE_MAILED) == dict.fromkeys(THREE, DONE)
    assert time.slept == []


def test_r8_other_batches_of_the_task_go_on(
    writer: AssociationWriter, emulator: Emulator, pool: Any
) -> None:
    pairs = [Association("design", f"u{number:02}@example.com", True) for number in range(30)]
    for pair in pairs:
        pool.add_user(pair.user_name)
    emulator.add_fault({"operation": ASSOCIATE, "drop": "before"})
    results = writer.associate(pairs)
    assert all(problem_of(results[pair]).outcome_unknown for pair in pairs[:25])
    assert [results[pair] for pair in pairs[25:]] == [DONE] * 5
    assert max(mail_counts(emulator).values()) == 1


def test_r8_a_read_that_fails_meanwhile_shows_nothing_and_is_repeated(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    """Eight failures are more than the attempts of one read, and over well before the deadline."""
    unavailable = {"code": "ServiceUnavailable", "status": 503}
    emulator.add_faults(
        [
            {"operation": ASSOCIATE, "drop": "after"},
            {"operation": PAIRS, "times": 8, "error": unavailable},
        ]
    )
    assert writer.associate(THREE_MAILED) == dict.fromkeys(THREE, DONE)
    assert len(sent_pairs(emulator)) == 1


def test_r8_a_read_that_never_works_leaves_the_outcome_unknown(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    emulator.add_faults(
        [
            {"operation": ASSOCIATE, "drop": "after"},
            {"operation": PAIRS, "times": None, "error": {"code": "AccessDeniedException"}},
        ]
    )
    results = writer.associate(THREE_MAILED)
    assert all(
        "outcome unknown, not repeated" in problem_of(results[pair]).message for pair in THREE
    )
    assert len(sent_pairs(emulator)) == 1
    assert mail_counts(emulator) == Counter(items_of(THREE))


def test_r8_a_lost_batch_without_mails_that_never_comes_through_may_be_done(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    emulator.add_fault({"operation": ASSOCIATE, "drop": "after", "times": None})
    emulator.configure(lag_seconds=10_000)
    unknown = problem_of(writer.associate(THREE)[THREE[0]])
    assert unknown.outcome_unknown
    assert unknown.message.endswith("; outcome unknown")
    assert len(sent_pairs(emulator)) == 6


def test_r8_a_lost_batch_without_mails_that_a_read_shows_is_done(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    emulator.add_fault({"operation": ASSOCIATE, "drop": "after", "times": None})
    assert writer.associate(THREE) == dict.fromkeys(THREE, DONE)


def test_r8_a_response_lost_after_long_throttling_is_looked_for_too(
    writer: AssociationWriter, emulator: Emulator, known_users: Any, time: Any
) -> None:
    """The limiter has stalled, but a read may still show the effect."""
    emulator.add_faults(
        [
            {"operation": ASSOCIATE, "times": 80, "error": {"code": "ThrottlingException"}},
            {"operation": ASSOCIATE, "after": 80, "latency": 61},
            {"operation": ASSOCIATE, "drop": "after"},
        ]
    )
    begin = time.now
    assert writer.associate(THREE_MAILED) == dict.fromkeys(THREE, DONE)
    assert 121 < time.now - begin < 180
    assert mail_counts(emulator) == Counter(items_of(THREE))
