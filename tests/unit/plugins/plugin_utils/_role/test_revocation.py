# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a review takes away, compared with the pool, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._access_review.decisions import Decision
from ansible_collections.euc.appstream.plugins.plugin_utils._role.revocation import (
    plan_revocations,
    revocation_result,
)
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.shown import summarize

ADA, BEN = "ada@example.com", "ben@example.com"
REVIEWER = "reviewer@example.com"


def row(name: str, stack: str, decision: str) -> Decision:
    return {"user_name": name, "stack_name": stack, "decision": decision, "reviewer": REVIEWER}


def user(name: str, *stacks: str, enabled: bool | None = True) -> dict[str, Any]:
    return {"user_name": name, "enabled": enabled, "stack_names": list(stacks)}


def plan(rows: list[Decision], *users: dict[str, Any], limit: str = "20") -> dict[str, Any]:
    return plan_revocations(rows, users, limit, 5)


def test_v2_what_is_revoked_is_taken_and_nothing_else() -> None:
    rows = [row(ADA, "design", "revoke"), row(ADA, "office", "keep"), row(BEN, "", "revoke")]
    found = plan(rows, user(ADA, "design", "office"), user(BEN))
    assert found["associations"] == [{"user_name": ADA, "stack_name": "design"}]
    assert found["users"] == [{"user_name": BEN}]
    assert found["requested"] == [ADA, BEN]
    assert found["over_limit"] == found["similar"] == ""
    assert found["lines"] == [f"decided by {REVIEWER}: keep 1, revoke 2"]


def test_v4_a_stack_with_other_capitals_is_a_failure() -> None:
    rows = [
        *(row(ADA, "Design", "revoke"), row(ADA, "OFFICE", "revoke"), row(ADA, "office", "keep")),
        *(row(ADA, "kiosk", "revoke"), row(BEN, "Design", "keep"), row(BEN, "design2", "revoke")),
        row("Cleo@example.com", "", "revoke"),
    ]
    pool = [user(ADA, "design", "office"), user(BEN, "design"), user("cleo@example.com")]
    found = plan(rows, *pool)
    assert found["associations"] == []
    assert found["similar"] == (
        "on the stack only with different capitals, not changed: 1"
        f" ({ADA} on Design (in the pool: design));"
        " in the pool only with different capitals, accents or signs, not changed: 1"
        f" (Cleo@example.com (in the pool: cleo@example.com))"
    )


def test_v4_what_has_changed_since_is_named_and_left() -> None:
    rows = [
        *(row(ADA, "design", "revoke"), row(BEN, "", "revoke")),
        *(row("gone@example.com", "office", "revoke"), row("off@example.com", "", "revoke")),
    ]
    pool = [user(ADA, "office"), user("off@example.com", enabled=False), user("new@example.com")]
    found = plan(rows, *pool, user(BEN, "office"))
    assert found["associations"] == []
    assert found["users"] == [{"user_name": BEN}]
    assert found["lines"][1:] == [
        "no longer in the pool: 1 (gone@example.com)",
        f"no longer on the stack: 1 ({ADA} on design)",
        "disabled already: 1 (off@example.com)",
        "on a stack that the review does not list for the user, not changed: 2"
        f" ({ADA} on office, {BEN} on office)",
        "in the pool, but not in the review, not changed: 1 (new@example.com)",
    ]


def test_v4_another_name_of_a_revoked_user_is_named() -> None:
    found = plan([row(ADA, "", "revoke")], user("Ada@example.com"))
    assert "(in the pool: Ada@example.com)" in found["similar"]
    both = [row(ADA, "", "revoke"), row("Ada@example.com", "", "keep")]
    assert plan(both, user("Ada@example.com"), user(ADA))["similar"] == ""
    assert plan([row(ADA, "", "keep")], user("Ada@example.com"))["similar"] == ""


@pytest.mark.parametrize(
    ("limit", "shown"), [("2", ""), ("1", "is 1, but"), ("50%", "is 50% (1 of 2 users), but")]
)
def test_v5_stacks_and_users_count(limit: str, shown: str) -> None:
    rows = [row(ADA, "design", "revoke"), row(BEN, "", "revoke")]
    found = plan(rows, user(ADA, "design"), user(BEN), limit=limit)["over_limit"]
    assert found == (
        shown
        and f"user_pool_removal_limit {shown} the review revokes 2: {ADA} on design, the access of"
        f" {BEN}"
    )


def test_h3_no_name_of_a_user_or_reviewer_is_shown_if_none_is_to_be() -> None:
    other = {**row("gone@example.com", "", "keep"), "reviewer": "b"}
    rows = [row(ADA, "a", ""), row(BEN, "b", "revoke"), other]
    pool = [user(ADA, "b"), user(BEN, "b"), user("new@example.com")]
    found = plan_revocations(rows, pool, "0", 0)
    assert found["lines"][0] == "decided by 2 reviewers: keep 1, revoke 1"
    shown = [*found["lines"], found["over_limit"]]
    assert len(shown) == 7
    assert not [line for line in shown if "@" in line]
    one = plan_revocations([row(ADA, "a", "keep")], [user(ADA, "a")], "0", 0)
    assert one["lines"] == ["decided by 1 reviewer: keep 1"]
    none = plan_revocations([row(ADA, "a", "")], [user(ADA, "a")], "0", 0)
    assert none["lines"] == ["without a decision, kept: 1"]


def test_v6_the_summary_says_who_decided() -> None:
    rows = [row(ADA, "a", "keep"), row(ADA, "b", ""), {**row(BEN, "", "keep"), "reviewer": "b\n"}]
    found = plan(rows, user(ADA, "a", "b"), user(BEN))
    assert found["lines"] == [
        "decided by b\\n: keep 1",
        f"decided by {REVIEWER}: keep 1",
        f"without a decision, kept: 1 ({ADA} on b)",
    ]


PLANNED = {
    "associations": [{"user_name": ADA, "stack_name": "design"}],
    "users": [{"user_name": BEN}],
}
TAKEN = {"user_name": ADA, "stack_name": "design", "action": "disassociate", "msg": None}
DISABLED = {
    "user_name": BEN,
    "changed": True,
    "failed": False,
    "msg": None,
    "actions": ["disable"],
    "stacks_added": [],
    "stacks_removed": [],
}


def summary_of(associations: dict[str, Any], users: dict[str, Any]) -> dict[str, Any]:
    result = revocation_result(PLANNED, associations, users)
    return summarize(result, [], [ADA, BEN])


def test_both_tasks_are_summed_up() -> None:
    summary = summary_of(
        {"associations": [{**TAKEN, "changed": True, "failed": False}]}, {"users": [DISABLED]}
    )
    assert summary == {
        "lines": [
            f"disabled: 1 ({BEN})",
            f"removed from stacks (1 in all): 1 ({ADA})",
            "unchanged: 0",
        ],
        "failures": "",
    }


def test_what_failed_is_not_taken() -> None:
    failed = {**TAKEN, "changed": False, "failed": True, "msg": "no"}
    summary = summary_of({"associations": [failed]}, {"users": [DISABLED]})
    assert not [line for line in summary["lines"] if line.startswith("removed from")]
    assert "1 user failed: 1 x no" in summary["failures"]


@pytest.mark.parametrize("unknown", [True, False])
def test_b5_a_task_without_rows_does_not_hide_the_other(unknown: bool) -> None:
    crashed = {"msg": "crashed", "outcome_unknown": unknown}
    summary = summary_of(crashed, {"users": [DISABLED]})
    assert summary["lines"][0] == f"disabled: 1 ({BEN})"
    assert ("outcome unknown: crashed" in summary["failures"]) is unknown
    taken = {"associations": [{**TAKEN, "changed": True, "failed": False}]}
    summary = summary_of(taken, crashed)
    assert f"removed from stacks (1 in all): 1 ({ADA})" in summary["lines"]
    assert "crashed" in summary["failures"]
    killed = {"done_users": [DISABLED]}
    assert summary_of(taken, killed)["failures"] == ""
