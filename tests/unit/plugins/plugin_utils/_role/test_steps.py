# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps that bring a roster into a pool."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._role.steps import steps
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.rows import (
    ADA,
    ASSOCIATION,
    BEN,
    CLEO,
    listed,
    predicted,
    row,
)


def batches(
    users: list[dict[str, Any]], prediction: dict[str, Any], size: int = 200
) -> list[dict[str, Any]]:
    return steps(users, prediction, size)["batches"]


@pytest.mark.parametrize(
    ("count", "size", "labels"),
    [
        (0, 200, []),
        (1, 200, ["user 1 of 1"]),
        (200, 200, ["users 1\u2013200 of 200"]),
        (201, 200, ["users 1\u2013200 of 201", "user 201 of 201"]),
        (3, 1, ["user 1 of 3", "user 2 of 3", "user 3 of 3"]),
        (2_400, 1_200, ["users 1\u20131,200 of 2,400", "users 1,201\u20132,400 of 2,400"]),
    ],
)
def test_batches_hold_all_in_the_order_of_the_roster(
    count: int, size: int, labels: list[str]
) -> None:
    users = listed(count)
    made = batches(users, predicted(users, "create"), size)
    assert [batch["label"] for batch in made] == labels
    assert [user for batch in made for user in batch["users"]] == users
    assert all(len(batch["users"]) <= size for batch in made)


@pytest.mark.parametrize(
    ("change", "in_batch", "removed"),
    [
        (row(), False, []),
        (row(repaired=True), True, []),
        (row(ADA, "create"), True, []),
        (row(ADA, "recreate"), True, []),
        (row(ADA, "enable"), True, []),
        (row(ADA, "disable"), True, []),
        (row(ADA, stacks_added=["design"]), True, []),
        (row(ADA, stacks_removed=["design"]), False, ["stacks"]),
        (row(ADA, stacks_added=["office"], stacks_removed=["design"]), True, ["stacks"]),
        (row(ADA, "enable", stacks_removed=["design"]), True, ["stacks"]),
        (row(ADA, "recreate", stacks_removed=["design"]), True, ["stacks"]),
        (row(ADA, "disable", stacks_removed=["design"]), False, ["stacks", "disable"]),
    ],
)
def test_users_in_a_batch_and_the_steps_after_it(
    change: dict[str, Any], in_batch: bool, removed: list[str]
) -> None:
    user = {"user_name": ADA, "enabled": True}
    planned = steps([user], {"users": [change]}, 200)
    assert [batch["users"] for batch in planned["batches"]] == [[user]] * in_batch
    assert planned["stacks"] == [ASSOCIATION] * ("stacks" in removed)
    assert planned["disable"] == [{"user_name": ADA}] * ("disable" in removed)
    assert planned["delete"] == []


def test_d3_users_who_lose_stacks_are_disabled_after_that() -> None:
    """The batch gives the new stacks only, and does not disable."""
    user = {"user_name": ADA, "enabled": False, "stack_names": ["office"]}
    prediction = {
        "users": [row(ADA, "disable", stacks_added=["office"], stacks_removed=["design"])]
    }
    planned = steps([user], prediction, 200)
    assert planned["batches"][0]["users"] == [{"user_name": ADA, "stack_names": ["office"]}]
    assert (planned["stacks"], planned["disable"]) == ([ASSOCIATION], [{"user_name": ADA}])


def test_d6_deleted_users_are_named() -> None:
    """Their stacks go with them, and need no step of their own."""
    prediction = {"users": [row(ADA, "create"), row(BEN, "delete", stacks_removed=["design"])]}
    planned = steps([{"user_name": ADA}], prediction, 200)
    assert planned["batches"][0]["users"] == [{"user_name": ADA}]
    assert planned["batches"][0]["kind"] == "create"
    assert (planned["delete"], planned["stacks"], planned["disable"]) == (
        [{"user_name": BEN}],
        [],
        [],
    )


def test_created_and_replaced_users_have_batches_of_their_own() -> None:
    """Nobody else is created or replaced, whatever happened to the pool since the prediction."""
    dan, eve = "dan@example.com", "eve@example.com"
    rows = [row(ADA, "recreate"), row(BEN, "enable"), row(CLEO, "create", "disable")]
    rows += [row(dan, "recreate"), row(eve, "create"), row("finn@x.io", stacks_added=["design"])]
    users = [{"user_name": each["user_name"]} for each in rows]
    made = batches(users, {"users": rows}, 200)
    assert [(b["label"], b["kind"], [u["user_name"] for u in b["users"]]) for b in made] == [
        ("users 1\u20132 of 6", "create", [CLEO, eve]),
        ("users 3\u20134 of 6", "change", [BEN, "finn@x.io"]),
        ("users 5\u20136 of 6", "recreate", [ADA, dan]),
    ]


def test_d6_unlisted_users_are_disabled_by_name_and_keep_their_stacks() -> None:
    prediction = {"users": [row(ADA), row(BEN, "disable"), row(CLEO, "disable")]}
    planned = steps([{"user_name": ADA}, {"user_name": CLEO, "enabled": False}], prediction, 200)
    assert planned["disable_unlisted"] == [{"user_name": BEN}]
    assert [batch["users"] for batch in planned["batches"]] == [
        [{"user_name": CLEO, "enabled": False}]
    ]
    assert planned["stacks"] == planned["disable"] == planned["delete"] == []
