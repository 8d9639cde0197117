# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each reason is true of all users whom it names. The messages are those of the modules."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.outcome import Outcome, failure
from ansible_collections.euc.appstream.plugins.module_utils._model.user import User, UserIndex
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import (
    DesiredUser,
    ReconcileOptions,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.required_reads import NOTHING_READ
from ansible_collections.euc.appstream.plugins.module_utils._plan.user_plan import UserPlan
from ansible_collections.euc.appstream.plugins.module_utils._plan.users import (
    ENABLED_UNKNOWN,
    KEPT,
    OTHER_NAME,
    OTHER_SPELLING,
    plan_user,
)
from ansible_collections.euc.appstream.plugins.module_utils._report.users import users_result
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import (
    AppStreamError,
    skipped,
    to_problem,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._role.reasons import reasons_of
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.rows import (
    ADA,
    BEN,
    CLEO,
    failed,
)

DENIED = AppStreamError("CreateUser", f"user '{CLEO}'", "LimitExceeded", "")


def reasons(*messages: str) -> list[str]:
    names = (ADA, BEN, CLEO)
    return reasons_of([failed(name, text) for name, text in zip(names, messages, strict=False)], 5)


def planned(name: str, has: User | None = None, asked: Any = None, **options: Any) -> UserPlan:
    pool, rules = UserIndex([has] if has else []), ReconcileOptions(**options)
    return plan_user(DesiredUser(name, **(asked or {})), pool, NOTHING_READ, rules)


def rows(*plans: UserPlan, **outcomes: list[Outcome]) -> list[dict[str, Any]]:
    """What the module returns, if these are the outcomes of the plans."""
    by_name = {plan.user_name: outcomes.get(plan.user_name.split("@")[0], []) for plan in plans}
    found: list[dict[str, Any]] = users_result(plans, by_name, single=False, diff=False)["users"]
    return found


KEEP = {"on_name_change": "recreate", "keep_users": frozenset((ADA, BEN))}


@pytest.mark.parametrize(
    ("names", "asked", "options", "reason"),
    [
        (("A", "B"), "C", {}, OTHER_NAME),
        (("A", None), "C", KEEP, KEPT),
        (("ADA", "ada"), "Ada", {}, OTHER_SPELLING),
    ],
)
def test_h4_what_differs_stands_with_the_user(
    names: tuple[str, str], asked: str, options: dict[str, Any], reason: str
) -> None:
    def row(name: str, has: str) -> dict[str, Any]:
        user = User(name, last_name=has, enabled=True)
        return rows(planned(name, user, {"last_name": asked}, **options))[0]

    found = [row(name, has) for name, has in zip((ADA, BEN), names, strict=True)]
    ada, ben = (
        f"{name} (last_name is {has!r}, not {asked!r})"
        for name, has in zip((ADA, BEN), names, strict=True)
    )
    assert reasons_of(found, 5) == [f"2 x {reason} [{ada}, {ben}]"]
    same = [row(name, names[0]) for name in (ADA, BEN)]
    assert reasons_of(same, 5) == [
        f"2 x last_name is {names[0]!r}, not {asked!r}: {reason} [{ADA}, {BEN}]"
    ]


def test_h4_a_reason_without_details_is_whole() -> None:
    plans = [
        planned(name, User(name, last_name="A"), {"last_name": "C"}, on_name_change="recreate")
        for name in (ADA, BEN)
    ]
    assert reasons_of(rows(*plans), 5) == [f"2 x {ENABLED_UNKNOWN} [{ADA}, {BEN}]"]


def test_h4_what_was_not_tried_differs_and_its_reason_does_not() -> None:
    found = reasons(
        skipped(DENIED, "associate 'design'").message,
        skipped(DENIED, "associate 'office'").message,
        to_problem(DENIED).message,
    )
    (reason,) = found
    assert reason.startswith("3 x CreateUser for user <user> failed: LimitExceeded")
    assert reason.endswith(f" [{ADA}, {BEN}, {CLEO}]")


def test_h4_what_else_was_not_tried_is_no_part_of_the_reason() -> None:
    plans = [planned(ADA, asked={"stack_names": ("a",)}), planned(BEN, asked={"enabled": False})]
    ada, ben = ([Outcome(plan.changes[0], failure(to_problem(DENIED)))] for plan in plans)
    found = rows(*plans, ada=ada, ben=ben)
    assert [row["msg"].partition("; ")[2] for row in found] == [
        "therefore not tried: associate 'a'",
        "therefore not tried: disable",
    ]
    (reason,) = reasons_of(found, 5)
    assert reason.startswith("2 x CreateUser for user <user> failed: LimitExceeded")
    assert "not tried" not in reason


def test_h4_no_option_is_named_that_the_role_sets_itself() -> None:
    plans = [planned(name, on_missing_user="ignore") for name in (ADA, BEN)]
    found = rows(*plans)
    assert found[0]["msg"] == "not in the pool, and not created (on_missing_user=ignore)"
    assert reasons_of(found, 5) == [f"2 x not in the pool, and not created [{ADA}, {BEN}]"]


def test_h4_other_differences_are_other_reasons() -> None:
    assert len(reasons("stack 'a' is unknown", "stack 'b' is unknown")) == 2
