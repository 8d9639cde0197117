# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users whom the service does not find: how long they are waited for (R1), and what is said."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from appstream_emulator import Emulator

from ansible_collections.euc.appstream.plugins.module_utils._apply.associations import PairSender
from ansible_collections.euc.appstream.plugins.module_utils._apply.consistency import AllKnown
from ansible_collections.euc.appstream.plugins.module_utils._model.change import (
    Pair,
)
from ansible_collections.euc.appstream.plugins.module_utils._service.rate_limiter import Patience
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._apply.sending import (
    BOB,
    DONE,
    THREE,
    THREE_MAILED,
    SenderMaker,
    items_of,
    mail_counts,
    problem_of,
    sent_pairs,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import ASSOCIATE

# ---- a user who was just created (R1)


def test_r1_only_the_failed_pairs_are_sent_again_with_backoff(
    sender: PairSender, emulator: Emulator, known_users: Any, time: Any
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
    assert sent_pairs(emulator) == [items_of(THREE), *[items_of(THREE[1:2])] * 3]
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
    assert [len(batch) for batch in sent_pairs(emulator)] == [25, 25, 3, 3]
    assert sent_pairs(emulator)[-1] == items_of(late)
    assert time.slept == [0.5]


def test_r1_in_the_end_the_services_own_code_is_told(
    make_sender: SenderMaker, emulator: Emulator, known_users: Any, time: Any
) -> None:
    ghost = Pair("design", "ghost@example.com")
    begin = time.now
    results = make_sender(20.0).associate([*THREE, ghost])
    assert time.now - begin == pytest.approx(20.0)
    assert problem_of(results[ghost]).code == "USER_NAME_NOT_FOUND"
    assert "User ghost@example.com was not found." in problem_of(results[ghost]).text
    assert [results[pair] for pair in THREE] == [DONE] * 3
    assert all(batch == items_of([ghost]) for batch in sent_pairs(emulator)[1:])


def test_r1_the_budget_is_one_for_the_task(
    sender: PairSender, emulator: Emulator, known_users: Any, time: Any
) -> None:
    ghosts = [Pair("design", "ghost@example.com"), Pair("office", "ghost@example.com")]
    begin = time.now
    for ghost in ghosts:
        sender.associate([ghost])
    assert time.now - begin == pytest.approx(60.0)


def test_r1_without_waiting_it_fails_at_once(
    make_sender: SenderMaker, emulator: Emulator, known_users: Any, time: Any
) -> None:
    ghost = Pair("design", "ghost@example.com")
    assert problem_of(make_sender(0.0).associate([ghost])[ghost]).code == "USER_NAME_NOT_FOUND"
    assert len(sent_pairs(emulator)) == 1
    assert time.slept == []


def test_r1_a_mail_goes_out_once_when_the_user_is_noticed(
    sender: PairSender, emulator: Emulator, known_users: Any
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
    assert mail_counts(emulator) == Counter(items_of(THREE))


# ---- changes, as both modules hand them over


def test_r1_known_users_are_all_worth_waiting_for_until_the_time_is_up(time: Any) -> None:
    wait = AllKnown(Patience(1.0, time.clock, time.sleep))
    assert wait.again(iter(THREE)) == set(THREE)
    assert wait.again([THREE[0]]) == {THREE[0]}
    assert sum(time.slept) == 1.0
    assert wait.again(THREE) == set()
    assert sum(time.slept) == 1.0
