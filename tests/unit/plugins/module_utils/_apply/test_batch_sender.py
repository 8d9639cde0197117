# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several sends of one writer: what one of them learned does not count for the next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, get_origin, get_type_hints

import pytest
from appstream_emulator import Emulator

from ansible_collections.euc.appstream.plugins.module_utils._apply.associations import (
    AssociationWriter,
)
from ansible_collections.euc.appstream.plugins.module_utils._apply.consistency import (
    CachedUserIndex,
    MissingUserPolicy,
    WaitForAll,
    WaitForListed,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association
from ansible_collections.euc.appstream.plugins.module_utils._model.outcome import DONE, NOT_NEEDED
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._apply.sending import (
    ADA,
    BOB,
    THREE,
    THREE_MAILED,
    items_of,
    problem_of,
    sent_pairs,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    DISASSOCIATE,
    NOT_PERMITTED,
    drop,
    fail,
    item_fail,
)

PAIR = Association("design", ADA)


def lost(emulator: Emulator, operation: str) -> None:
    drop(emulator, operation, "after")


def internal_error(emulator: Emulator, operation: str) -> None:
    item_fail(emulator, "INTERNAL_ERROR", operation=operation, item_error={"effect": True})


@pytest.mark.parametrize("uncertain", [lost, internal_error])
def test_d5_a_pair_that_an_earlier_send_removed_is_not_removed_by_the_next(
    writer: AssociationWriter,
    emulator: Emulator,
    known_users: Any,
    uncertain: Callable[[Emulator, str], None],
) -> None:
    """That it is not found is our own doing only in the send whose response was uncertain."""
    known_users.associate(ADA, "design")
    emulator.configure(disassociate_unassociated="USER_NAME_NOT_FOUND")
    uncertain(emulator, DISASSOCIATE)
    assert writer.disassociate([PAIR]) == {PAIR: DONE}
    assert writer.disassociate([PAIR]) == {PAIR: NOT_NEEDED}


@pytest.mark.parametrize("uncertain", [lost, internal_error])
def test_d5_an_uncertain_association_does_not_make_a_removal_ours(
    writer: AssociationWriter,
    emulator: Emulator,
    known_users: Any,
    uncertain: Callable[[Emulator, str], None],
) -> None:
    uncertain(emulator, ASSOCIATE)
    assert writer.associate([PAIR]) == {PAIR: DONE}
    item_fail(emulator, "USER_NAME_NOT_FOUND", operation=DISASSOCIATE)
    assert writer.disassociate([PAIR]) == {PAIR: NOT_NEEDED}


def test_r8_a_response_lost_in_an_earlier_send_leaves_no_doubt_about_the_next(
    writer: AssociationWriter, emulator: Emulator, known_users: Any, time: Any
) -> None:
    lost(emulator, ASSOCIATE)
    assert writer.associate(THREE) == dict.fromkeys(THREE, DONE)
    known_users.associations.clear()
    fail(emulator, ASSOCIATE, NOT_PERMITTED, times=None)
    started = time.now
    results = writer.associate(THREE)
    assert not any(problem_of(results[pair]).outcome_unknown for pair in THREE)
    assert not any(results[pair].changed for pair in THREE)
    assert time.now == started  # nothing to be read again


def test_r8_an_internal_error_of_an_earlier_send_is_not_looked_into_by_the_next(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    item_fail(emulator, "INTERNAL_ERROR", user=BOB)
    assert writer.associate(THREE) == dict.fromkeys(THREE, DONE)
    emulator.clear_log()
    item_fail(emulator, "NEW_CODE", user=BOB)
    assert problem_of(writer.associate(THREE)[THREE[1]]).code == "NEW_CODE"
    assert emulator.counts() == {ASSOCIATE: 1}


def test_e3_a_stack_rejected_as_a_whole_is_taken_apart_again_by_the_next_send(
    writer: AssociationWriter, emulator: Emulator, pool: Any
) -> None:
    pairs = [Association("design", f"u{number:02}@example.com") for number in range(25)]
    for pair in pairs:
        pool.add_user(pair.user_name)
    fail(emulator, ASSOCIATE, NOT_PERMITTED, times=None)
    assert {problem_of(result).code for result in writer.associate(pairs).values()} == {
        NOT_PERMITTED
    }
    emulator.clear_faults()
    fail(emulator, ASSOCIATE, NOT_PERMITTED, times=None, user=pairs[7].user_name)
    results = writer.associate(pairs)
    assert [pair for pair in pairs if results[pair] != DONE] == [pairs[7]]


# ---- iterables that can be read once


@pytest.mark.parametrize("name", ["associate", "disassociate"])
def test_b1_nothing_is_lost_of_associations_that_can_be_read_once(
    writer: AssociationWriter, emulator: Emulator, known_users: Any, name: str
) -> None:
    """With every kind of response that has some of them sent again, or read."""
    operation = ASSOCIATE if name == "associate" else DISASSOCIATE
    for pair in THREE if name == "disassociate" else ():
        known_users.associate(pair.user_name, pair.stack_name)
    drop(emulator, operation, "before")
    item_fail(emulator, "INTERNAL_ERROR", operation=operation, user=BOB)
    asked = (pair for pair in THREE)
    assert getattr(writer, name)(asked) == dict.fromkeys(THREE, DONE)
    assert sent_pairs(emulator, operation)[-1] == items_of(THREE[1:2])
    assert len(known_users.associations) == (3 if name == "associate" else 0)


def test_r8_nothing_is_lost_of_mailing_associations_that_can_be_read_once(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    drop(emulator, ASSOCIATE, "after")
    assert writer.associate(pair for pair in THREE_MAILED) == dict.fromkeys(THREE, DONE)


@pytest.mark.parametrize(
    ("method", "parameter"),
    [
        (AssociationWriter.apply, "changes"),
        (MissingUserPolicy.worth_retrying, "missing"),
        (WaitForAll.worth_retrying, "missing"),
        (WaitForListed.worth_retrying, "missing"),
    ],
)
def test_what_is_read_twice_is_no_mere_iterable(method: Any, parameter: str) -> None:
    """A generator would be empty the second time; the type check does not let one pass."""
    assert get_origin(get_type_hints(method)[parameter]) in (Sequence, Collection)


def test_r1_of_listed_and_unlisted_users_together_none_is_lost(
    runtime: Runtime, known_users: Any
) -> None:
    ghost = Association("design", "ghost@example.com")
    policy = WaitForListed(
        CachedUserIndex(runtime), runtime.deadline(60.0), not_in_pool=runtime.deadline(15.0)
    )
    assert policy.worth_retrying(dict.fromkeys([*THREE, ghost])) == {*THREE, ghost}
