# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is read of the pool, in the fewest calls."""

from __future__ import annotations

from typing import Any

import pytest
from appstream_emulator import Emulator

from ansible_collections.euc.appstream.plugins.module_utils._apply.reader import read_associations
from ansible_collections.euc.appstream.plugins.module_utils._model.change import (
    Pair,
)
from ansible_collections.euc.appstream.plugins.module_utils._service.api import AppStreamClient
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._apply.sending import (
    ADA,
    BOB,
    EVE,
    READ,
)


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
    client: AppStreamClient, known_users: Any
) -> None:
    known_users.associate(ADA, "design")
    known_users.associate(BOB, "office")
    for names, stacks in (([ADA, BOB, EVE], ["design"]), ([ADA], ["design", "office"])):
        found = read_associations(client, names, stacks, 3)
        assert Pair("design", ADA) in found


def test_f4_f7_one_pair_is_asked_for_with_both_names(
    client: AppStreamClient, emulator: Emulator, known_users: Any
) -> None:
    known_users.associate(ADA, "design")
    known_users.associate(ADA, "office")
    assert read_associations(client, [ADA], ["design"]) == {Pair("design", ADA)}
    (call,) = emulator.calls
    assert call["params"].keys() >= {"UserName", "StackName", "AuthenticationType"}


def test_f4_names_listed_twice_are_read_once(
    client: AppStreamClient, emulator: Emulator, known_users: Any
) -> None:
    read_associations(client, [ADA, ADA, ADA], ["design", "design"], 3)
    assert emulator.counts() == {READ: 1}
