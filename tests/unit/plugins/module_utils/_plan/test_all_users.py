# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plans of all users of a task, in their order."""

from __future__ import annotations

from ansible_collections.euc.appstream.plugins.module_utils._model.change import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    DISASSOCIATE,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.user import UserIndex
from ansible_collections.euc.appstream.plugins.module_utils._plan.all_users import (
    plan_users,
    predict_user_outcomes,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import (
    DesiredUser,
    ReconcileOptions,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.required_reads import Stacks
from ansible_collections.euc.appstream.plugins.module_utils._plan.user_plan import UserPlan
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.plans import listed

ADA, BEN, CLEO, NEW = (f"{name}@x.org" for name in ("ada", "ben", "cleo", "new"))
STACKS = {name: Stacks(frozenset("a"), complete=True) for name in (ADA, BEN, CLEO)}


def plans(*desired: DesiredUser, **options: str) -> list[UserPlan]:
    index = UserIndex([listed(name, FirstName="Ada") for name in (ADA, BEN, CLEO)])
    return plan_users(desired, index, STACKS, ReconcileOptions(**options), [BEN, ADA])


def actions(plan: UserPlan) -> tuple[list[str], list[str]]:
    return [c.action for c in plan.changes], [c.action for c in plan.removals]


def test_c13_d7_users_who_are_removed_come_after_the_others_by_name() -> None:
    moved = DesiredUser(NEW, previous_user_name=CLEO)
    found = plans(moved, old_address="disable", unlisted_users="delete")
    assert [plan.user_name for plan in found] == [NEW, ADA, BEN, CLEO]
    assert [actions(plan) for plan in found] == [
        ([CREATE, ASSOCIATE], []),
        ([], [DISASSOCIATE, DELETE]),
        ([], [DISASSOCIATE, DELETE]),
        ([], [DISABLE]),
    ]


def test_d6_removals_are_predicted_to_be_skipped_if_anything_fails() -> None:
    found = plans(DesiredUser(CLEO, first_name="Eve"), unlisted_users="disable")
    outcomes = predict_user_outcomes(found)
    assert outcomes[CLEO] == []
    assert [outcome.done for outcome in (*outcomes[ADA], *outcomes[BEN])] == [False, False]
