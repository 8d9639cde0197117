# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users whom the service does not find: how long they are waited for (R1), and what is reported."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from appstream_emulator import Emulator

from ansible_collections.euc.appstream.plugins.module_utils._apply.associations import (
    AssociationWriter,
)
from ansible_collections.euc.appstream.plugins.module_utils._apply.consistency import WaitForAll
from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association
from ansible_collections.euc.appstream.plugins.module_utils._model.outcome import DONE
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._apply.sending import (
    BOB,
    THREE,
    THREE_MAILED,
    WriterMaker,
    items_of,
    mail_counts,
    problem_of,
    sent_pairs,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.association_runs import (
    ADA,
    BEN,
    EVA,
    LOWER_EVA,
    NEW,
    NEW2,
    UNKNOWN,
    add_people,
    appear,
    batches,
    every,
    only_row,
    row,
    sizes,
    those,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    DENIED,
    USERS,
    fail,
    item_fail,
    names,
)


@pytest.fixture
def people(pool: Any) -> Any:
    return add_people(pool)


# ---- a user who was just created (R1)


def test_r1_only_the_failed_pairs_are_sent_again_with_backoff(
    writer: AssociationWriter, emulator: Emulator, known_users: Any, time: Any
) -> None:
    emulator.add_fault(
        {
            "operation": ASSOCIATE,
            "user": BOB,
            "times": 3,
            "item_error": {"code": "USER_NAME_NOT_FOUND"},
        }
    )
    assert writer.associate(THREE) == dict.fromkeys(THREE, DONE)
    assert sent_pairs(emulator) == [items_of(THREE), *[items_of(THREE[1:2])] * 3]
    assert time.slept == pytest.approx([0.5, 1.0, 2.0])


def test_r1_failed_pairs_of_several_batches_share_one_wait(
    writer: AssociationWriter, emulator: Emulator, pool: Any, time: Any
) -> None:
    """Each batch is tried before anything is waited for, and the failed are gathered."""
    pairs = [Association("design", f"u{number:02}@example.com") for number in range(53)]
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
    assert writer.associate(pairs) == dict.fromkeys(pairs, DONE)
    assert [len(batch) for batch in sent_pairs(emulator)] == [25, 25, 3, 3]
    assert sent_pairs(emulator)[-1] == items_of(late)
    assert time.slept == [0.5]


def test_r1_in_the_end_the_services_own_code_is_reported(
    make_writer: WriterMaker, emulator: Emulator, known_users: Any, time: Any
) -> None:
    ghost = Association("design", "ghost@example.com")
    begin = time.now
    results = make_writer(20.0).associate([*THREE, ghost])
    assert time.now - begin == pytest.approx(20.0)
    assert problem_of(results[ghost]).code == "USER_NAME_NOT_FOUND"
    assert "User ghost@example.com was not found." in problem_of(results[ghost]).message
    assert [results[pair] for pair in THREE] == [DONE] * 3
    assert all(batch == items_of([ghost]) for batch in sent_pairs(emulator)[1:])


def test_r1_the_budget_is_one_for_the_task(
    writer: AssociationWriter, emulator: Emulator, known_users: Any, time: Any
) -> None:
    ghosts = [
        Association("design", "ghost@example.com"),
        Association("office", "ghost@example.com"),
    ]
    begin = time.now
    for ghost in ghosts:
        writer.associate([ghost])
    assert time.now - begin == pytest.approx(60.0)


def test_r1_without_waiting_it_fails_at_once(
    make_writer: WriterMaker, emulator: Emulator, known_users: Any, time: Any
) -> None:
    ghost = Association("design", "ghost@example.com")
    assert problem_of(make_writer(0.0).associate([ghost])[ghost]).code == "USER_NAME_NOT_FOUND"
    assert len(sent_pairs(emulator)) == 1
    assert time.slept == []


def test_r1_a_mail_goes_out_once_when_the_user_is_noticed(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    emulator.add_fault(
        {
            "operation": ASSOCIATE,
            "user": BOB,
            "times": 2,
            "item_error": {"code": "USER_NAME_NOT_FOUND"},
        }
    )
    assert writer.associate(THREE_MAILED) == dict.fromkeys(THREE, DONE)
    assert mail_counts(emulator) == Counter(items_of(THREE))


# ---- changes, as both modules hand them over


def test_r1_known_users_are_all_worth_waiting_for_until_the_time_is_up(
    runtime: Runtime, time: Any
) -> None:
    wait = WaitForAll(runtime.deadline(1.0))
    assert wait.worth_retrying(dict.fromkeys(THREE)) == set(THREE)
    assert wait.worth_retrying([THREE[0]]) == {THREE[0]}
    assert sum(time.slept) == 1.0
    assert wait.worth_retrying(THREE) == set()
    assert sum(time.slept) == 1.0


# ---- R1: users whom the service does not find


def test_r1_a_listed_user_is_waited_for_and_the_pool_read_once(
    associate: Any, emulator: Any, people: Any
) -> None:
    """More than 15 seconds, and more rounds than an error inside the service is given."""
    item_fail(emulator, UNKNOWN, times=8, user=BEN)
    answer = associate(**every([BEN, ADA], ["office"]))
    assert "msg" not in answer
    assert batches(emulator) == [[ADA, BEN]] + [[BEN]] * 8
    assert emulator.counts()[USERS] == 1


@pytest.mark.parametrize("timeout", [5, 60])
def test_r1_after_wait_timeout_the_code_of_the_service_stands(
    associate: Any, emulator: Any, people: Any, time: Any, timeout: int
) -> None:
    item_fail(emulator, UNKNOWN, times=None)
    started = time.now
    answer = associate(wait_timeout=timeout, **every([BEN, EVA], ["design"]))
    assert time.now - started == pytest.approx(timeout)
    assert those(answer, "failed") == [(BEN, "design"), (EVA, "design")]
    assert {line["error_code"] for line in answer["associations"]} == {UNKNOWN}
    assert "not in the pool" not in answer["msg"]


@pytest.mark.parametrize(("timeout", "waited"), [(60, 15), (7, 7)])
def test_r1_users_who_are_not_listed_share_15_seconds(
    associate: Any, emulator: Any, people: Any, time: Any, timeout: int, waited: int
) -> None:
    started = time.now
    answer = associate(wait_timeout=timeout, **every([NEW, BEN, NEW2], ["design", "office"]))
    assert time.now - started == pytest.approx(waited)
    assert those(answer, "changed") == [(BEN, "design"), (BEN, "office")]
    for failed in (line for line in answer["associations"] if line["failed"]):
        assert failed["error_code"] == UNKNOWN
        assert failed["msg"].endswith("; the user is not in the pool")
    assert answer["summary"]["failed"] == 4
    assert "the user is not in the pool" in answer["msg"]
    assert emulator.counts()[USERS] == 1


def test_r1_a_user_who_appears_within_15_seconds_is_associated(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    appear(emulator, after=5)
    started = time.now
    answer = associate(**every([NEW], ["design"]))
    assert answer["associations"] == [row(NEW, "design", "associate")]
    assert 10 < time.now - started <= 15


def test_r1_a_user_who_appears_later_is_associated_by_the_second_run(
    associate: Any, emulator: Any, people: Any
) -> None:
    assert only_row(associate(**every([NEW], ["design"])))["failed"] is True
    people.add_user(NEW)
    assert only_row(associate(**every([NEW], ["design"])))["action"] == "associate"


def test_r1_r5_a_user_created_a_moment_ago_need_not_be_listed_yet(
    associate: Any, emulator: Any, pool: Any, client: Any
) -> None:
    emulator.configure(lag_seconds=30)
    client.create_user(NEW, None, None, suppress=True)
    item_fail(emulator, UNKNOWN, times=3)
    assert associate(**every([NEW], ["design"]))["associations"] == [
        row(NEW, "design", "associate")
    ]
    assert emulator.counts()[USERS] == 1


def test_r1_listed_and_unlisted_users_together_each_have_their_time(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    item_fail(emulator, UNKNOWN, times=10, user=BEN)
    started = time.now
    answer = associate(**every([NEW, BEN], ["design"]))
    assert those(answer, "failed") == [(NEW, "design")]
    assert those(answer, "changed") == [(BEN, "design")]
    times = [call["time"] - started for call in emulator.calls if call["operation"] == ASSOCIATE]
    assert len(times) == len(batches(emulator))
    tried = [at for at, users in zip(times, batches(emulator)) if NEW in users]
    assert 10 < max(tried) <= 15
    assert 15 < max(times) < 60
    assert max(b - a for a, b in zip(times, times[1:])) == 5  # one wait for both
    assert emulator.counts()[USERS] == 1


def test_r1_listed_and_unlisted_users_together_share_wait_timeout(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    """Documented: for all pairs of the task together, counted from the first such answer."""
    item_fail(emulator, UNKNOWN, times=None, user=BEN)
    started = time.now
    associate(wait_timeout=10, **every([NEW, BEN], ["design"]))
    assert time.now - started == pytest.approx(10)


def test_r1_without_wait_the_first_response_counts_and_has_a_hint(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    item_fail(emulator, UNKNOWN, user=BEN)
    answer = associate(wait=False, **every([BEN, LOWER_EVA], ["design"]))
    assert [line["failed"] for line in answer["associations"]] == [True, True]
    assert "not in the pool" not in answer["associations"][0]["msg"]
    assert EVA in answer["associations"][1]["msg"]
    assert f"[{BEN} on design]; 1 x " in answer["msg"]  # two groups (A5)
    assert sizes(emulator) == [2]
    assert emulator.counts()[USERS] == 1
    assert time.slept == []


def test_r1_where_the_pool_may_not_be_read_all_are_given_15_seconds(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    fail(emulator, USERS, DENIED, times=None)
    item_fail(emulator, UNKNOWN, times=4, user=BEN)
    started = time.now
    answer = associate(**every([BEN, NEW], ["design"]))
    assert those(answer, "changed") == [(BEN, "design")]
    assert those(answer, "failed") == [(NEW, "design")]
    assert answer["associations"][1]["error_code"] == UNKNOWN
    assert "not in the pool" not in answer["msg"]
    assert time.now - started == pytest.approx(15)


def test_r1_e3_a_pool_that_may_not_be_read_is_asked_for_once(
    associate: Any, emulator: Any, people: Any
) -> None:
    fail(emulator, USERS, DENIED, times=None)
    associate(**every([NEW, NEW2], ["design", "office"]))
    assert emulator.counts()[USERS] == 1


def test_r1_r3_a_pool_that_cannot_be_read_does_not_prolong_the_task_pair_by_pair(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    fail(emulator, USERS, "ServiceUnavailable", times=None, error={"status": 503})
    started = time.now
    associate(**every(names(10), ["design"]))
    assert time.now - started < 60
