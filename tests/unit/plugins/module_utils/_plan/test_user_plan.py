# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan says of its user."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.change import (
    DISABLE,
    DISASSOCIATE,
    Change,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import DesiredUser
from ansible_collections.euc.appstream.plugins.module_utils._plan.required_reads import Stacks
from ansible_collections.euc.appstream.plugins.module_utils._plan.user_plan import UserPlan
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._plan.test_repair import (
    entry,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.plans import ADA, listed


@pytest.mark.parametrize("now", [True, False, None])
@pytest.mark.parametrize("recorded", [True, False, None])
def test_c9_a_user_whom_the_journal_has_as_disabled_was_disabled(
    now: bool | None, recorded: bool | None
) -> None:
    plan = UserPlan(DesiredUser(ADA), listed(Enabled=now), entry=entry(previous_enabled=recorded))
    assert plan.previous_enabled is (False if recorded is False else now)


def test_c9_a_user_must_have_its_stacks_and_those_that_it_had() -> None:
    plan = UserPlan(DesiredUser(ADA), listed(), stacks=Stacks(frozenset({"a", "b"})))
    assert plan.previous_stacks == {"a", "b"}
    assert dataclasses.replace(plan, restored=frozenset({"b", "c"})).previous_stacks == {
        "a",
        "b",
        "c",
    }


@pytest.mark.parametrize(("was_enabled", "late"), [(True, True), (None, True), (False, False)])
def test_d3_a_user_who_loses_stacks_is_disabled_after_that(
    was_enabled: bool | None, late: bool
) -> None:
    plan = UserPlan(
        DesiredUser(ADA, enabled=False),
        listed(Enabled=was_enabled),
        changes=(Change(DISABLE, ADA),),
        removals=(Change(DISASSOCIATE, ADA, "a"),),
    )
    assert plan.disable_after_removals is late
    assert plan.removes
