# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Associations compared with what is desired: tables, no calls."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association
from ansible_collections.euc.appstream.plugins.module_utils._model.change import Change
from ansible_collections.euc.appstream.plugins.module_utils._model.outcome import (
    DONE,
    Outcome,
    Problem,
    failure,
    predict_outcomes,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.associations import (
    changes_of,
    in_order,
    plan_associations,
    predict_association_outcomes,
    reject_confusable,
    removals_by_kind,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import AssociationOptions
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput

SKIPPED = "skipped, because something else failed and removals come last"


def associations(text: str, mail: bool = False) -> tuple[Association, ...]:
    """From "user/stack user/stack"."""
    pairs = (each.split("/") for each in text.split())
    return tuple(Association(stack, user, mail) for user, stack in pairs)


def options(text: str, mail: bool = False, **given: Any) -> AssociationOptions:
    defaults = {
        "state": "present",
        "purge_users": False,
        "purge_stacks": False,
        "keep_users": frozenset(),
        "keep_users_missing": "fail",
        "removal_limit": None,
        "mail_limit": None,
        "timeout": 0.0,
    }
    return AssociationOptions(desired=associations(text, mail), **{**defaults, **given})


def short(changes: list[Change]) -> list[str]:
    """The changes in short: + or -, user and stack, ! for a mail."""
    signs = {"associate": "+", "disassociate": "-"}
    return [
        f"{signs[change.action]}{change.user_name}/{change.stack_name}{'!' if change.mail else ''}"
        for change in changes
    ]


POOL = "ada/design ben/design ben/office cleo/lab"
USERS, STACKS = {"purge_users": True}, {"purge_stacks": True}


@pytest.mark.parametrize(
    ("asked", "given", "expected"),
    [
        pytest.param("", {}, [], id="nothing"),
        pytest.param("ada/design", {}, [], id="D1 is so"),
        pytest.param("dan/b ada/lab ada/design", {}, ["+dan/b", "+ada/lab"], id="missing ones"),
        pytest.param("ada/lab", {"mail": True}, ["+ada/lab!"], id="C4 mail"),
        pytest.param("ada/design", {"mail": True}, [], id="C4 no mail for what is so"),
        pytest.param("ben/office ada/lab", {"state": "absent"}, ["-ben/office"], id="absent"),
        pytest.param("ben/office", {"state": "absent", "mail": True}, ["-ben/office"], id="quiet"),
        pytest.param("ada/design", USERS, ["-ben/design"], id="D6 users of the stack"),
        pytest.param("ben/design", STACKS, ["-ben/office"], id="D6 stacks of the user"),
        pytest.param(
            "ben/lab",
            {**USERS, **STACKS},
            ["+ben/lab", "-ben/design", "-cleo/lab", "-ben/office"],
            id="D6 both, sorted by stack, after what is desired",
        ),
        pytest.param("ada/lab", {**USERS, "keep_users": {"cleo"}}, ["+ada/lab"], id="D6 kept"),
        pytest.param(
            "ben/lab",
            {**USERS, **STACKS, "keep_users": {"ben"}},
            ["+ben/lab", "-cleo/lab"],
            id="D6 kept, with all stacks",
        ),
        pytest.param("", {**USERS, **STACKS}, [], id="D6 nothing listed takes nobody"),
    ],
)
def test_d1_d6_what_is_planned(asked: str, given: dict[str, Any], expected: list[str]) -> None:
    plans = plan_associations(options(asked, **given), associations(POOL))
    assert short(changes_of(plans)) == expected


def test_d6_each_plan_says_what_there_was_and_what_a_purge_takes() -> None:
    plans = plan_associations(options("dan/design ada/design", **USERS), associations(POOL))
    assert [
        (plan.association.user_name, plan.existing, plan.purged, plan.change is not None)
        for plan in plans
    ] == [("dan", False, False, True), ("ada", True, False, False), ("ben", True, True, True)]


ADD, ADD_BEN = Change("associate", "ada", "a"), Change("associate", "ben", "a")
REMOVE, REMOVE_DAN = Change("disassociate", "cleo", "a"), Change("disassociate", "dan", "a")
DENIED = Problem("g", "s", "denied")


class Applied:
    """Applies changes, and keeps in which groups they came."""

    def __init__(self, failing: Change | None = None) -> None:
        self.failing = failing
        self.groups: list[list[Change]] = []

    def __call__(self, changes: list[Change]) -> list[Outcome]:
        self.groups.append(changes)
        return [
            Outcome(change, failure(DENIED) if change == self.failing else DONE)
            for change in changes
        ]


def test_d6_a_purge_comes_last() -> None:
    applied = Applied()
    outcomes = in_order([REMOVE, ADD], True, applied)
    assert applied.groups == [[ADD], [REMOVE]]
    assert [(outcome.change, outcome.done) for outcome in outcomes] == [(ADD, True), (REMOVE, True)]


def test_d6_a_purge_is_skipped_when_anything_failed() -> None:
    applied = Applied(ADD)
    outcomes = in_order([ADD, ADD_BEN, REMOVE, REMOVE_DAN], True, applied)
    assert applied.groups == [[ADD, ADD_BEN]]
    assert [(each.change, each.problem and each.problem.message) for each in outcomes] == [
        (ADD, "denied"),
        (ADD_BEN, None),
        (REMOVE, SKIPPED),
        (REMOVE_DAN, SKIPPED),
    ]


def test_without_a_purge_all_changes_are_applied_at_once() -> None:
    applied = Applied(ADD)
    outcomes = in_order([REMOVE, ADD], False, applied)
    assert applied.groups == [[REMOVE, ADD]]
    assert [outcome.done for outcome in outcomes] == [True, False]


@pytest.mark.parametrize("purges", [True, False])
def test_a1_check_mode_predicts_success(purges: bool) -> None:
    changes = [ADD, REMOVE]
    assert predict_association_outcomes(changes, purges, ()) == predict_outcomes(changes)


def test_f3_check_mode_predicts_that_other_capitals_fail() -> None:
    changes = [ADD, ADD_BEN, REMOVE]
    outcomes = predict_association_outcomes(changes, False, {"ada", "cleo"})
    assert [each.problem and each.problem.code for each in outcomes] == [
        "USER_NAME_NOT_FOUND",
        None,
        None,
    ]


def test_f3_d6_then_check_mode_predicts_that_the_purge_is_skipped() -> None:
    outcomes = predict_association_outcomes([ADD, REMOVE], True, {"ada"})
    assert [outcome.done for outcome in outcomes] == [False, False]
    assert outcomes[1].problem is not None
    assert outcomes[1].problem.message == SKIPPED


def test_d6_the_limit_counts_each_removal() -> None:
    assert removals_by_kind([ADD, REMOVE, REMOVE_DAN]) == {
        "users to be removed from a stack": ["cleo on a", "dan on a"]
    }


@pytest.mark.parametrize(
    ("asked", "keep", "removed", "named"),
    [
        pytest.param("ada/a", (), "Ada", "'Ada'", id="listed with other capitals"),
        pytest.param("ben/a", ("ada",), "Ada", "'Ada'", id="kept with other capitals"),
        pytest.param("ada/a", (), "ada", None, id="listed, and taken off another stack"),
        pytest.param("ada/a", ("ben",), "cleo", None, id="another name"),
    ],
)
def test_d6_names_that_are_likely_of_one_person(
    asked: str, keep: tuple[str, ...], removed: str, named: str | None
) -> None:
    changes = [Change("disassociate", removed, "b"), Change("associate", "ADA", "b")]
    given = options(asked, keep_users=frozenset(keep))
    if named is None:
        reject_confusable(changes, given)
        return
    with pytest.raises(InvalidInput, match=named):
        reject_confusable(changes, given)
