# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users lose who are offboarded, and what they have afterward."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.user import USER_KEYS
from ansible_collections.euc.appstream.plugins.plugin_utils._role.offboarding import (
    unassigned,
    unknown_stacks,
)
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.shown import (
    find_users,
    in_no_pool,
    over_limit,
    remaining,
)

ADA, BEN, CLEO = "ada@example.com", "ben@example.com", "cleo@example.com"


def user(name: str = ADA, **known: Any) -> dict[str, Any]:
    return {**dict.fromkeys(USER_KEYS), "user_name": name, **known}


def pool(*users: dict[str, Any], **known: Any) -> dict[str, Any]:
    """What appstream_user_info returns."""
    return {"users": list(users), **known}


# ---- the limit


def test_within_the_limit_there_is_nothing_to_say() -> None:
    users = [user(f"u{n}@x.io", enabled=True) for n in range(3)]
    for limit in ("3", "30%", "39%", "100%"):
        assert over_limit(users, limit, 10, "disable") == ""
    assert over_limit([], "0", 0, "delete") == ""


@pytest.mark.parametrize(
    ("action", "done"), [("disable", "disabled or removed from stacks"), ("delete", "deleted")]
)
def test_over_the_limit_users_are_named(action: str, done: str) -> None:
    users = [user(f"u{n}@x.io", enabled=True) for n in range(3)]
    names = "u0@x.io, u1@x.io, u2@x.io"
    assert over_limit(users, "2", 10, action) == (
        f"user_pool_removal_limit is 2, but 3 users would be {done}: {names}"
    )
    assert over_limit(users[:1], "0", 10, action) == (
        f"user_pool_removal_limit is 0, but 1 user would be {done}: u0@x.io"
    )
    assert over_limit(users, "29%", 10, action) == (
        f"user_pool_removal_limit is 29% (2 of 10 users), but 3 users would be {done}: {names}"
    )


def test_over_the_limit_the_first_twenty_are_named() -> None:
    users = [user(f"u{n}@x.io") for n in range(50)]
    assert over_limit(users, "20", 50, "delete").endswith("u18@x.io, u19@x.io and 30 more")


def test_d8_disabled_users_without_stacks_count_only_when_they_are_deleted() -> None:
    users = [user(ADA, enabled=False), user(BEN, enabled=None)]
    assert over_limit(users, "1", 2, "disable") == ""
    assert over_limit(users, "1", 2, "delete").endswith(f": {ADA}, {BEN}")


def test_d8_each_user_who_loses_something_counts_once() -> None:
    users = [user(ADA, enabled=False), user(BEN, enabled=True), user(CLEO, enabled=False)]
    on_stacks = [ADA, BEN]
    assert over_limit(users, "2", 3, "disable", on_stacks=on_stacks) == ""
    assert over_limit(users, "1", 3, "disable", on_stacks=on_stacks) == (
        "user_pool_removal_limit is 1, but 2 users would be disabled or removed from stacks:"
        f" {ADA}, {BEN}"
    )
    assert over_limit(users, "2", 3, "delete", on_stacks=on_stacks).endswith(
        f": {ADA}, {BEN}, {CLEO}"
    )


def test_d8_only_those_on_the_stacks_count_when_they_are_unassigned() -> None:
    users = [user(ADA, enabled=True), user(BEN, enabled=False), user(CLEO)]
    assert over_limit(users, "0", 3, "unassign") == ""
    assert over_limit(users, "0", 3, "unassign", on_stacks=[BEN]) == (
        f"user_pool_removal_limit is 0, but 1 user would be removed from stacks: {BEN}"
    )


# ---- stacks


def test_p7_users_lose_the_named_stacks_and_no_others() -> None:
    found = pool(user(ADA, stack_names=["design", "office"]), user(BEN, stack_names=["office"]))
    assert [(row["user_name"], row["stacks_removed"]) for row in unassigned(found, ["office"])] == [
        (ADA, ["office"]),
        (BEN, ["office"]),
    ]
    assert {key for row in unassigned(found, ["office"]) for key in row if row[key] == []} == {
        "actions",
        "stacks_added",
    }


def test_p7_a_stack_that_does_not_exist_is_an_error() -> None:
    found = pool(summary={"by_stack": {"ofice": 0}}, stacks=["design", "office"])
    error = unknown_stacks(found, ["ofice"])["error"]
    assert "ofice: did you mean office? (existing stacks: design, office)" in error


@pytest.mark.parametrize(
    ("users", "stacks"), [({"office": 1}, {}), ({"office": 0}, {"stacks": ["office"]})]
)
def test_p7_a_stack_that_exists_is_no_error(users: dict[str, int], stacks: dict[str, Any]) -> None:
    found = pool(summary={"by_stack": users}, **stacks)
    assert unknown_stacks(found, ["office"]) == {"error": "", "line": ""}


def test_p7_a_stack_of_which_nothing_is_known_is_named() -> None:
    found = pool(summary={"by_stack": {"office": 0, "design": 1}})
    assert unknown_stacks(found, ["design", "office"]) == {
        "error": "",
        "line": "none of these users is on it, and whether it exists is not known: office",
    }


# ---- the end


@pytest.mark.parametrize(
    ("action", "words", "enabled"),
    [
        ("disable", "not disabled", True),
        ("disable", "not disabled", None),
        ("delete", "in the pool", False),
        ("unassign", "on these stacks", True),
    ],
)
def test_p5_who_has_access_at_the_end_is_named(action: str, words: str, enabled: Any) -> None:
    after = pool(user(ADA, enabled=enabled), user(BEN, enabled=True))
    assert remaining(after, [ADA, CLEO], action) == {
        "users": f"{words} at the end, perhaps by another job: 1 ({ADA})",
        "similar": "",
    }
    assert remaining(after, [ADA], action, failed=[ADA])["users"] == ""  # it is named already


def test_p5_who_is_disabled_at_the_end_has_no_access() -> None:
    assert remaining(pool(user(ADA, enabled=False)), [ADA], "disable")["users"] == ""


def test_p5_a_similar_name_that_came_meanwhile_is_named() -> None:
    similar = remaining(pool(user("ADA@example.com")), [ADA], "delete")["similar"]
    assert "in the pool only with different capitals" in similar


def test_p5_a_pool_that_cannot_be_read_again_is_no_empty_pool() -> None:
    assert remaining({"msg": "AccessDenied"}, [ADA], "delete")["users"] == (
        "the pool could not be read again at the end: AccessDenied"
    )
    assert remaining({}, [ADA], "delete")["users"].endswith("the module returned no result")


# ---- several pools


def read(listed: list[str], *names: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A pool with these users, and its list."""
    users = [user(name) for name in names]
    return find_users(users, listed), users


def test_p6_who_is_in_no_pool_at_all_is_named() -> None:
    pools = [read([ADA, BEN, CLEO], ADA), read([ADA, BEN, CLEO], "BEN@example.com")]
    assert in_no_pool(pools) == f"in no pool: 1 ({CLEO})"
    assert in_no_pool(pools[:1]) == f"in no pool: 2 ({BEN}, {CLEO})"
    assert in_no_pool([read([ADA], ADA)]) == ""


def test_p6_each_pool_may_have_a_list_of_its_own() -> None:
    assert in_no_pool([read([BEN], ADA), read([CLEO], BEN)]) == f"in no pool: 1 ({CLEO})"


def test_p6_a_pool_that_was_not_read_counts_as_not_read() -> None:
    assert in_no_pool([read([ADA]), ({}, [user(ADA)])]) == (
        f"in none of the pools that were read, 1 of 2: 1 ({ADA})"
    )
