# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a user takes over from its previous one, and when that one is removed (C13)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.user import UserIndex
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import (
    DesiredUser,
    ReconcileOptions,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.moves import (
    as_created,
    find_takeover,
    removes_previous,
    validate_moves,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.required_reads import Stacks
from ansible_collections.euc.appstream.plugins.module_utils._plan.user_plan import UserPlan
from ansible_collections.euc.appstream.plugins.module_utils._plan.users import plan_user
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.plans import listed

OLD, NEW = "old@x.org", "new@x.org"
HAS = Stacks(frozenset("ab"), complete=True)
NO_STACKS = Stacks(complete=True)


def moved(**asked: Any) -> DesiredUser:
    return DesiredUser(NEW, previous_user_name=OLD, **asked)


@pytest.mark.parametrize(
    ("pool", "options", "due", "given"),
    [
        ([listed(OLD)], {}, "ab", "ab"),
        ([listed(OLD, Enabled=False)], {}, "ab", "ab"),
        ([listed(OLD), listed(NEW)], {}, "ab", "ab"),
        ([listed(OLD, Enabled=None), listed(NEW)], {}, "ab", "ab"),
        ([listed(OLD, Enabled=False), listed(NEW)], {}, "ab", ""),
        ([listed(OLD), listed(NEW, Enabled=False)], {"disabled_users": "leave"}, "ab", ""),
        ([listed(OLD)], {"purge_stacks": True}, "a", "a"),
        ([listed(OLD)], {"purge_stacks": True, "purge_stacks_scope": {"x"}}, "ab", "ab"),
        ([listed(OLD)], {"state": "absent"}, None, None),
        ([listed(NEW)], {}, None, None),
    ],
)
def test_c13_what_is_taken_over(
    pool: list[Any], options: dict[str, Any], due: str | None, given: str | None
) -> None:
    desired = moved(stack_names=("a", "c"))
    found = find_takeover(desired, UserIndex(pool), HAS, ReconcileOptions(**options))
    if due is None or given is None:
        assert found is None
    else:
        assert found is not None
        assert (found.due, found.given) == (frozenset(due), frozenset(given))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"enabled": False, "message_action": "suppress"}),
        ({"message_action": "invite"}, {"enabled": False, "message_action": "suppress"}),
        ({"enabled": False}, {"enabled": False}),
        ({"enabled": True}, {"enabled": True}),
        ({"message_action": "resend"}, {"message_action": "resend"}),
    ],
)
def test_c13_nobody_is_enabled_or_mailed_whose_previous_user_is_disabled(
    asked: dict[str, Any], expected: dict[str, Any]
) -> None:
    options, index = ReconcileOptions(), UserIndex([listed(OLD, Enabled=False)])
    takeover = find_takeover(moved(), index, HAS, options)
    assert takeover is not None
    assert as_created(moved(**asked), takeover, options) == moved(**expected)


def plan_of(pool: list[Any], how: str, stacks: Stacks = NO_STACKS) -> tuple[UserPlan, bool]:
    """The plan of the new user, and whether the previous one is removed."""
    options, index = ReconcileOptions(old_address=how), UserIndex(pool)
    takeover = find_takeover(moved(), index, HAS, options)
    assert takeover is not None
    plan = plan_user(moved(), index, stacks, options, takeover=takeover)
    return plan, removes_previous(plan, takeover, options)


@pytest.mark.parametrize(
    ("pool", "stacks", "removed"),
    [
        ([listed(OLD)], NO_STACKS, ["disable", "delete"]),
        ([listed(OLD), listed(NEW)], NO_STACKS, ["disable", "delete"]),
        ([listed(OLD), listed(NEW)], HAS, ["disable", "delete"]),
        ([listed(OLD), listed(NEW, Enabled=False)], HAS, []),
        ([listed(OLD, Enabled=None), listed(NEW, Enabled=False)], HAS, []),
        ([listed(OLD), listed(NEW, Enabled=None)], HAS, []),
        ([listed(OLD, Enabled=False), listed(NEW, Enabled=False)], HAS, ["delete"]),
        ([listed(OLD, Enabled=False), listed(NEW)], HAS, ["delete"]),
        ([listed(OLD, Enabled=False), listed(NEW)], NO_STACKS, []),
        ([listed(OLD, Enabled=None), listed(NEW)], HAS, ["disable", "delete"]),
    ],
)
def test_c13_which_previous_users_are_removed(
    pool: list[Any], stacks: Stacks, removed: list[str]
) -> None:
    assert [h for h in ("keep", "disable", "delete") if plan_of(pool, h, stacks)[1]] == removed


def test_c13_the_previous_user_of_one_who_fails_is_not_removed() -> None:
    other = UserPlan(moved(), None)  # not created
    takeover = find_takeover(moved(), UserIndex([listed(OLD)]), HAS, ReconcileOptions())
    assert takeover is not None
    assert not removes_previous(other, takeover, ReconcileOptions(old_address="disable"))


def test_c13_bad_moves() -> None:
    desired = [
        DesiredUser("a", previous_user_name="b"),
        DesiredUser("b", previous_user_name="c"),
        DesiredUser("d", previous_user_name="c"),
        DesiredUser("e", previous_user_name="E"),
        DesiredUser("f", previous_user_name="f"),
        DesiredUser("g", previous_user_name="h"),
    ]
    options = ReconcileOptions(old_address="disable", keep_users=frozenset(["h*"]))
    assert validate_moves(desired, options) == [
        "'a': previous_user_name 'b' is a listed user, too",
        "'d': previous_user_name 'c' is that of 'b', too",
        "'e': previous_user_name 'E' differs from user_name by capitals, accents or signs only",
        "'f': previous_user_name 'f' is the same as user_name",
        "'g': previous_user_name 'h' is in keep_users, but old_address=disable removes it",
    ]
    assert validate_moves(desired[5:], ReconcileOptions(keep_users=frozenset(["h*"]))) == []
