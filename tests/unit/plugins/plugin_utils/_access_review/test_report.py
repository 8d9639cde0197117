# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.euc.appstream.plugins.filter import access_review
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.plugin_utils._access_review.output import (
    review_csv,
    review_lines,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._access_review.report import review
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._access_review.rows import (
    ADA,
    ADA_TOO,
    BEN,
    INVITED,
    NOW,
    WEEK_AGO,
    report,
    user,
)

ARN = "arn:aws:appstream:eu-west-1:123456789012:user/userpool/1"
CLEO = "cleo@example.com"


def found(answer: dict[str, Any]) -> dict[str, list[str]]:
    """The names in each finding that has any."""
    return {each["name"]: each["names"] for each in answer["findings"] if each["count"]}


# ---- findings


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param({}, [], id="no finding"),
        pytest.param(INVITED, ["expired_invitation"], id="expired"),
        pytest.param({**INVITED, "created_time": WEEK_AGO}, [], id="seven days to the second"),
        pytest.param({**INVITED, "enabled": False}, ["disabled_with_stacks"], id="not invited"),
        pytest.param({**INVITED, "enabled": None}, ["incomplete"], id="enabled is not known"),
        pytest.param({**INVITED, "created_time": None}, ["incomplete"], id="age is not known"),
        pytest.param({**INVITED, "status": "SOMETHING_NEW"}, ["expired_invitation"], id="new"),
        pytest.param({"status": None}, ["incomplete"], id="status is not known"),
        pytest.param({"status": "COMPROMISED"}, ["compromised"], id="compromised"),
        pytest.param({"stack_names": []}, ["no_stack"], id="no stack"),
        pytest.param({"enabled": False, "stack_names": []}, ["no_stack"], id="gone"),
        pytest.param({"first_name": None, "last_name": None, "arn": None}, [], id="nameless"),
    ],
)
def test_findings_of_a_user(known: dict[str, Any], expected: list[str]) -> None:
    answer = report(user(**known))
    assert answer["users"][0]["findings"] == expected
    assert found(answer) == {name: [ADA] for name in expected}


def test_similar_names_stand_side_by_side() -> None:
    answer = report(user(BEN), user(ADA), user(CLEO), user(ADA_TOO))
    assert [row["user_name"] for row in answer["users"]] == [ADA_TOO, ADA, BEN, CLEO]
    assert found(answer) == {"similar_names": [ADA_TOO, ADA]}
    assert answer["findings"][2]["groups"] == [[ADA_TOO, ADA]]
    accents = ["ZOE\u0301@example.com", "zo\u00e9@example.com"]
    answer = report(*map(user, [accents[1], "zof@example.com", accents[0]]))
    assert found(answer) == {"similar_names": accents}


@pytest.mark.parametrize(
    ("expected", "findings"),
    [
        pytest.param([], {}, id="none expected"),
        pytest.param(["design"], {}, id="has users"),
        pytest.param(
            ["kiosk", "design", "kiosk"], {"stack_without_users": ["kiosk"]}, id="has none"
        ),
    ],
)
def test_expected_stacks(expected: list[str], findings: dict[str, list[str]]) -> None:
    answer = report(user(), expected_stacks=expected)
    assert found(answer) == findings
    checks = {finding["name"] for finding in answer["findings"]}
    assert ("stack_without_users" in checks) is bool(expected)
    assert {each["stack_name"] for each in answer["stacks"] if each["expected"]} == set(expected)


@pytest.mark.parametrize("expected", [[], ["kiosk", "design", "typo"]])
def test_g4_all_stacks_without_users_are_listed_if_the_stacks_are_known(
    expected: list[str],
) -> None:
    answer = report(user(), expected_stacks=expected, known_stacks=["design", "lab", "kiosk"])
    misspelled = {"missing_stack": ["typo"]} if expected else {}
    assert found(answer) == {"stack_without_users": ["kiosk", "lab"], **misspelled}
    assert ("missing_stack" in {each["name"] for each in answer["findings"]}) is bool(expected)
    assert [row["stack_name"] for row in answer["stacks"]] == ["design", "kiosk", "lab"]
    assert answer["summary"]["stacks"] == 3
    right = {row["stack_name"] for row in answer["stacks"] if row["expected"]}
    assert right == {*expected} - {"typo"}


def test_g4_an_expected_stack_that_users_are_on_is_not_missing() -> None:
    """It was made after the stacks were listed, or deleted after the users were."""
    answer = report(user(), expected_stacks=["design"], known_stacks=[])
    assert found(answer) == {}
    assert [row["stack_name"] for row in answer["stacks"]] == ["design"]


@pytest.mark.parametrize("known", [["design"], []])
def test_g4_where_every_stack_has_users_the_report_says_so(known: list[str]) -> None:
    answer = report(user(), known_stacks=known)
    assert found(answer) == {}
    assert review_lines(answer)[-1] == "Stacks without users: none"


def test_g4_of_stacks_that_are_not_known_nothing_is_said() -> None:
    answer = report(user(), known_stacks=None)
    assert "stack_without_users" not in {each["name"] for each in answer["findings"]}
    assert "without users" not in str(answer)


# ---- the rest of the report


def test_the_whole_report() -> None:
    ben = user(BEN, enabled=False, stack_names=["office", "design"], status=None, arn=ARN)
    answer = report(ben, user(CLEO, enabled=None), expected_stacks=["lab"])
    assert json.loads(json.dumps(answer)) == answer
    assert {key: answer[key] for key in ("pool", "region", "account", "generated", "summary")} == {
        "pool": "main",
        "region": "eu-west-1",
        "account": "123456789012",
        "generated": "2026-01-31T08:30:00+00:00",
        "summary": {
            "total": 2,
            "enabled": 0,
            "disabled": 1,
            "enabled_unknown": 1,
            "pending": 1,
            "by_status": {"(none)": 1, "CONFIRMED": 1},
            "stacks": 3,
        },
    }
    assert [(s["stack_name"], s["total"], s["enabled"]) for s in answer["stacks"]] == [
        ("design", 2, 0),
        ("lab", 0, 0),
        ("office", 1, 0),
    ]
    assert answer["stacks"][2]["users"] == [
        {
            "user_name": BEN,
            "first_name": "Ada",
            "last_name": "Example",
            "status": None,
            "enabled": False,
            "pending": True,
        }
    ]
    assert answer["users"][0] == {
        **ben,
        "stack_names": ["design", "office"],
        "pending": True,
        "findings": ["disabled_with_stacks", "incomplete"],
    }


def test_an_empty_pool() -> None:
    answer = report()
    assert answer["account"] is None
    assert found(answer) == {}
    assert [line for line in review_lines(answer) if "none" not in line] == [
        "Pool main, Region eu-west-1, account unknown, 2026-01-31T08:30:00+00:00",
        "Users: 0. Enabled 0, disabled 0. Pending 0",
        "Stacks: 0",
    ]


@pytest.mark.parametrize(
    ("arn", "account"),
    [
        pytest.param(ARN, "123456789012", id="with an account"),
        pytest.param("arn:aws:appstream:eu-west-1::user/1", None, id="without an account"),
        pytest.param("nonsense", None, id="no ARN"),
    ],
)
def test_account(arn: str, account: str | None) -> None:
    assert report(user(), user(BEN, arn=arn))["account"] == account


@pytest.mark.parametrize(
    ("users", "generated", "message"),
    [
        pytest.param([{"stack_names": []}], NOW, "no user_name", id="no name"),
        pytest.param([{"user_name": ADA}], NOW, "include_associations=true", id="no stacks read"),
        pytest.param([], "yesterday", "generated: 'yesterday' is not a time", id="no time"),
        pytest.param([], "2026-01-31T08:30:00", "has no time zone", id="no zone"),
        pytest.param([user(created_time="old")], NOW, f"created_time of '{ADA}'", id="created"),
    ],
)
def test_wrong_input(users: list[Any], generated: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        review(users, "main", "eu-west-1", generated)


# ---- the filters


FILTERS = access_review.FilterModule().filters()


def test_filters() -> None:
    made = FILTERS["access_review"]([user()], "main", "eu-west-1", NOW, ["design"])
    assert made == report(user(), expected_stacks=["design"])
    made = FILTERS["access_review"]([user()], "main", "eu-west-1", NOW, None, ["lab"])
    assert made == report(user(), known_stacks=["lab"])
    assert FILTERS["access_review_csv"](made) == review_csv(made)
    assert FILTERS["access_review_lines"](made) == review_lines(made)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        pytest.param("access_review", ["x", "p", "r", NOW], "the input must be a list", id="text"),
        pytest.param("access_review", [["x"], "p", "r", NOW], "a list of dict", id="names"),
        pytest.param(
            "access_review", [[], "p", "r", NOW, "design"], "expected_stacks", id="stacks"
        ),
        pytest.param(
            "access_review", [[], "p", "r", NOW, [], "design"], "known_stacks must", id="known"
        ),
        pytest.param("access_review", [[], "p", None, NOW], "region must be", id="region"),
        pytest.param("access_review", [[], "p", "r", "now"], "not a time in ISO 8601", id="time"),
        pytest.param("access_review_csv", [[]], "access_review_csv: the input", id="csv"),
        pytest.param("access_review_csv", [{"users": [{}]}], "the input must be", id="rows"),
        pytest.param("access_review_lines", [None], "access_review_lines: the", id="lines"),
    ],
)
def test_filters_reject(name: str, given: list[Any], message: str) -> None:
    with pytest.raises(AnsibleFilterError, match=message):
        FILTERS[name](*given)
