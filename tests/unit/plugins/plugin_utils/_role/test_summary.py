# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of users, in words."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._role.steps import steps
from ansible_collections.euc.appstream.plugins.plugin_utils._role.summary import (
    kept,
    report,
)
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.rows import (
    ADA,
    BEN,
    CLEO,
    PAIR,
    failed,
    foretold,
    listed,
    row,
)


def test_nobody_was_touched() -> None:
    told = report([{"users": []}], [ADA, BEN])
    assert told == {"lines": ["unchanged: 2"], "failures": ""}
    assert report([]) == {"lines": ["unchanged: 0"], "failures": ""}


@pytest.mark.parametrize(("check", "would"), [(False, ""), (True, "would be ")])
def test_what_was_done_is_counted_and_the_first_few_are_named(check: bool, would: str) -> None:
    rows = [row(f"u{n}@x.io", "create", stacks_added=["design", "office"]) for n in range(1000)]
    rows += [
        row(ADA, "disable", stacks_removed=["design"]),
        row(BEN, "recreate", "disable"),
        row(CLEO, "delete"),
        row("dan@x.io", "enable", "resend"),
        row("eve@x.io"),
    ]
    asked = [each["user_name"] for each in rows if each["user_name"] != CLEO]
    few = "(u0@x.io, u1@x.io, u2@x.io, u3@x.io, u4@x.io and 995 more)"
    assert report([{"users": rows}], asked, check) == {
        "lines": [
            f"{would}created: 1,000 {few}",
            f"{would}deleted and created again: 1 (ben@example.com)",
            f"{would}enabled: 1 (dan@x.io)",
            f"{would}disabled: 2 (ada@example.com, ben@example.com)",
            f"{would}deleted: 1 (cleo@example.com)",
            f"{would}invited again: 1 (dan@x.io)",
            f"{would}put on stacks (2,000 in all): 1,000 {few}",
            f"{would}taken off stacks (1 in all): 1 (ada@example.com)",
            f"{would}unchanged: 1",
        ],
        "failures": "",
    }


def test_a_user_in_two_results_is_one_user() -> None:
    first = {"users": [row(ADA, "create", stacks_added=["design"])]}
    then = {"users": [row(ADA, stacks_added=["office"]), row(ADA, stacks_removed=["lab"])]}
    assert report([first, then], [ADA])["lines"] == [
        "created: 1 (ada@example.com)",
        "put on stacks (2 in all): 1 (ada@example.com)",
        "taken off stacks (1 in all): 1 (ada@example.com)",
        "unchanged: 0",
    ]


def test_a5_failures_are_grouped_by_reason() -> None:
    refused = "create '{0}': AccessDenied: {0} may not"
    rows = [failed(f"u{n}@x.io", refused.format(f"u{n}@x.io")) for n in range(1000)]
    rows += [failed(ADA, "no such stack", "create"), row(BEN, "create")]
    told = report([{"users": rows, "msg": "1001 of 1002 users failed: ..."}], [ADA, BEN])
    denied = (
        "1,000 x create <user>: AccessDenied: <user> may not "
        "[u0@x.io, u1@x.io, u2@x.io, u3@x.io, u4@x.io and 995 more]"
    )
    missing = "1 x no such stack [ada@example.com]"
    assert told["failures"] == f"1,001 users failed: {denied}; {missing}"
    assert told["lines"] == [
        "created: 2 (ada@example.com, ben@example.com)",
        "unchanged: 0",
        "failed: 1,001 (ada@example.com, u0@x.io, u1@x.io, u2@x.io, u3@x.io and 996 more)",
        f"  {denied}",
        f"  {missing}",
    ]


def test_reasons_that_all_differ_are_not_all_told() -> None:
    rows = [failed(f"u{n}@x.io", f"reason {n}") for n in range(1000)]
    told = report([{"users": rows}])
    assert told["failures"].endswith("1 x reason 2 [u2@x.io]; and 997 more reasons")
    assert told["lines"][-1] == "  and 990 more reasons"


def test_results_without_rows_failed_as_a_whole() -> None:
    """Each reason is told once, and who is unchanged is not known."""
    whole = {"msg": "AccessDenied"}
    told = report([{"users": [row(ADA, "create")]}, whole, whole, {"msg": "other"}], [ADA, BEN])
    assert told == {
        "lines": ["created: 1 (ada@example.com)", "failed: AccessDenied", "failed: other"],
        "failures": "AccessDenied; other",
    }


def test_failed_rows_and_whole_failures_are_told_together() -> None:
    told = report([{"users": [failed(ADA, "no")]}, {"msg": "AccessDenied"}], [ADA])
    assert told["failures"] == "1 user failed: 1 x no [ada@example.com]; AccessDenied"


def test_who_was_not_tried_and_what_was_not_removed_is_named() -> None:
    told = {
        "users": [
            row(ADA, "create"),
            row(BEN, "create"),
            row(CLEO, "disable", stacks_removed=["design"]),
            row("dan@x.io", "delete"),
        ]
    }
    asked = [ADA, BEN, CLEO]
    todo = steps([{"user_name": name} for name in asked], told, 1)
    first = kept({"users": [row(ADA, "create")]})
    denied = kept({"msg": "AccessDenied"})
    assert report([first, denied], asked, todo=todo)["lines"] == [
        "created: 1 (ada@example.com)",
        "unchanged: 0",
        "failed: AccessDenied",
        "left, since something failed: not tried: 1 (ben@example.com)",
        "left, since something failed: not taken off stacks: 1 (cleo@example.com)",
        "left, since something failed: not disabled: 1 (cleo@example.com)",
        "left, since something failed: not deleted: 1 (dan@x.io)",
    ]
    pairs = [{**PAIR, "user_name": CLEO, "changed": True, "failed": False, "msg": None}]
    done = [
        first,
        kept({"users": [row(BEN)]}),
        kept({"associations": pairs}, "stacks"),
        kept({"users": [row(CLEO, "disable")]}, "disable"),
        kept({"users": [row("dan@x.io", "delete")]}, "delete"),
    ]
    assert report(done, asked, todo=todo)["lines"] == [
        "created: 1 (ada@example.com)",
        "disabled: 1 (cleo@example.com)",
        "deleted: 1 (dan@x.io)",
        "taken off stacks (1 in all): 1 (cleo@example.com)",
        "unchanged: 1",
    ]


def test_reasons_that_differ_by_the_user_within_are_one() -> None:
    """E4: who was not tried is told with the user who met the quota."""
    rows = [
        failed(
            f"u{n}@x.io",
            f"create was not tried, because CreateUser for user 'u{n % 3}@x.io' failed: no"
            "; therefore not tried: associate 'design', disable",
        )
        for n in range(9)
    ]
    reason = "create was not tried, because CreateUser for user <user> failed: no"
    assert report([{"users": rows}])["failures"].startswith(
        f"9 users failed: 9 x {reason} [u0@x.io,"
    )


# ---- what is kept of a result


def test_rows_of_users_who_were_neither_touched_nor_failed_are_dropped() -> None:
    rows = [row(ADA, "create"), row(BEN), failed(CLEO, "no")]
    result = {"users": rows, "msg": "1 failed", "diff": {}, "summary": {}, "changed": True}
    assert kept(result) == {
        "kind": "batch",
        "users": [rows[0], rows[2]],
        "tried": [ADA, BEN, CLEO],
        "full": False,
        "msg": "1 failed",
    }
    assert kept({"users": [row()], "changed": False})["users"] == []
    assert kept({"msg": "AccessDenied", "failed": True}) == {"kind": "batch", "msg": "AccessDenied"}
    quota = {"users": rows, "msg": "CreateUser failed: LimitExceededException: no more"}
    assert kept(quota)["full"] is True
    denied = "... (the IAM action needed is appstream:CreateUser)"
    assert kept({"users": rows, "msg": denied})["full"] is True


def test_what_is_said_of_who_was_left_alone_is_told() -> None:
    rows = [row(ADA, msg="not in the pool"), row(BEN, msg="not in the pool"), row(CLEO, "create")]
    assert report([kept({"users": rows})], [ADA, BEN, CLEO])["lines"] == [
        "created: 1 (cleo@example.com)",
        "unchanged: 2",
        "  2 x not in the pool [ada@example.com, ben@example.com]",
    ]


def test_name_conflicts_are_one_reason_and_the_most_frequent_comes_first() -> None:
    rows = [failed(ADA, "no such stack")]
    rows += [
        failed(f"u{n}@x.io", f"last_name is 'Old{n}', not 'New': another first or last name; so")
        for n in range(9)
    ]
    told = report([{"users": rows}])["failures"]
    why = "last_name is 'Old0', not 'New': another first or last name; so"
    assert told.startswith(f"10 users failed: 9 x {why} [u0@x.io,")


def test_pairs_become_rows_of_users() -> None:
    done = {"changed": True, "failed": False, "msg": None}
    lost = {"changed": True, "failed": True, "msg": "outcome unknown"}
    pairs = [
        {**PAIR, **done},
        {**PAIR, "stack_name": "office", **done},
        {**PAIR, "stack_name": "lab", **lost},
        {**PAIR, "user_name": BEN, **done, "changed": False},
    ]
    account = kept({"associations": pairs, "msg": "1 of 4 failed"}, "stacks")
    assert account["tried"] == [ADA, BEN]
    assert account["users"] == [
        row(ADA, stacks_removed=["design", "office"], failed=True, msg="outcome unknown")
    ]


# ---- many


def test_ten_thousand_rows_are_told_in_a_few_lines() -> None:
    users = listed(10_000)
    told = foretold(users, "create", stacks_added=["design", "office"])
    told["users"][::2] = [
        failed(each["user_name"], f"{each['user_name']} is number {number}")
        for number, each in enumerate(told["users"][::2])
    ]
    assert len(steps(users, told, 200)["batches"]) == 25
    lines = report([kept(told)], [user["user_name"] for user in users])["lines"]
    assert lines[-1] == "  and 4,990 more reasons"
    assert sum(map(len, lines)) < 3000
