# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The results of a run, in words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._role.steps import steps
from ansible_collections.euc.appstream.plugins.plugin_utils._role.summary import (
    blocked_lines,
    compact_result,
    outcome_unknown,
    summarize,
    unchanged_notes,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.rows import (
    ADA,
    ASSOCIATION,
    BEN,
    CLEO,
    failed,
    listed,
    predicted,
    row,
)


def test_nobody_was_touched() -> None:
    summary = summarize([{"users": []}], [ADA, BEN])
    assert summary == {"lines": ["unchanged: 2"], "failures": ""}
    assert summarize([]) == {"lines": ["unchanged: 0"], "failures": ""}


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
    assert summarize([{"users": rows}], asked, check) == {
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
    assert summarize([first, then], [ADA])["lines"] == [
        "created: 1 (ada@example.com)",
        "put on stacks (2 in all): 1 (ada@example.com)",
        "taken off stacks (1 in all): 1 (ada@example.com)",
        "unchanged: 0",
    ]


def test_a5_failures_are_grouped_by_reason() -> None:
    refused = "create '{0}': AccessDenied: {0} may not"
    rows = [failed(f"u{n}@x.io", refused.format(f"u{n}@x.io")) for n in range(1000)]
    rows += [failed(ADA, "no such stack", "create"), row(BEN, "create")]
    summary = summarize([{"users": rows, "msg": "1001 of 1002 users failed: ..."}], [ADA, BEN])
    denied = (
        "1,000 x create <user>: AccessDenied: <user> may not "
        "[u0@x.io, u1@x.io, u2@x.io, u3@x.io, u4@x.io and 995 more]"
    )
    missing = "1 x no such stack [ada@example.com]"
    assert summary["failures"] == f"1,001 users failed: {denied}; {missing}"
    assert summary["lines"] == [
        "created: 2 (ada@example.com, ben@example.com)",
        "unchanged: 0",
        "failed: 1,001 (ada@example.com, u0@x.io, u1@x.io, u2@x.io, u3@x.io and 996 more)",
        f"  {denied}",
        f"  {missing}",
    ]


def test_reasons_that_all_differ_are_not_all_shown() -> None:
    rows = [failed(f"u{n}@x.io", f"reason {n}") for n in range(1000)]
    summary = summarize([{"users": rows}])
    assert summary["failures"].endswith("1 x reason 2 [u2@x.io]; and 997 more reasons")
    assert summary["lines"][-1] == "  and 990 more reasons"


def test_results_without_rows_failed_as_a_whole() -> None:
    """Each reason is shown once, and the unchanged users are not known."""
    whole = {"msg": "AccessDenied"}
    summary = summarize(
        [{"users": [row(ADA, "create")]}, whole, whole, {"msg": "other"}], [ADA, BEN]
    )
    assert summary == {
        "lines": ["created: 1 (ada@example.com)", "failed: AccessDenied", "failed: other"],
        "failures": "AccessDenied; other",
    }


def test_d8_the_limit_has_the_name_that_the_role_gives_it() -> None:
    limit = "removal_limit is 10% (1 of 10 users), but 2 would be removed"
    message = f"{limit}, nothing was done. 2 users to be deleted: {ADA}, {BEN}"
    expected = f"user_pool_{limit}. 2 users to be deleted: {ADA}, {BEN}"
    assert summarize([{"msg": message}], [ADA]) == {
        "lines": [f"failed: {expected}"],
        "failures": expected,
    }


def test_failed_rows_and_whole_failures_are_shown_together() -> None:
    summary = summarize([{"users": [failed(ADA, "no")]}, {"msg": "AccessDenied"}], [ADA])
    assert summary["failures"] == "1 user failed: 1 x no [ada@example.com]; AccessDenied"


def test_skipped_users_and_removals_are_named() -> None:
    summary = {
        "users": [
            row(ADA, "create"),
            row(BEN, "create"),
            row(CLEO, "disable", stacks_removed=["design"]),
            row("dan@x.io", "delete"),
        ]
    }
    asked = [ADA, BEN, CLEO]
    planned = steps([{"user_name": name} for name in asked], summary, 1)
    first = compact_result({"users": [row(ADA, "create")]})
    denied = compact_result({"msg": "AccessDenied", "outcome_unknown": False})
    assert summarize([first, denied], asked, planned=planned)["lines"] == [
        "created: 1 (ada@example.com)",
        "unchanged: 0",
        "failed: AccessDenied",
        "skipped because something failed: not processed: 1 (ben@example.com)",
        "skipped because something failed: not taken off stacks: 1 (cleo@example.com)",
        "skipped because something failed: not disabled: 1 (cleo@example.com)",
        "skipped because something failed: not deleted: 1 (dan@x.io)",
    ]
    pairs = [{**ASSOCIATION, "user_name": CLEO, "changed": True, "failed": False, "msg": None}]
    done = [
        first,
        compact_result({"users": [row(BEN)]}),
        compact_result({"associations": pairs}, "stacks"),
        compact_result({"users": [row(CLEO, "disable")]}, "disable"),
        compact_result({"users": [row("dan@x.io", "delete")]}, "delete"),
    ]
    assert summarize(done, asked, planned=planned)["lines"] == [
        "created: 1 (ada@example.com)",
        "disabled: 1 (cleo@example.com)",
        "deleted: 1 (dan@x.io)",
        "taken off stacks (1 in all): 1 (cleo@example.com)",
        "unchanged: 1",
    ]


def test_reasons_that_differ_by_the_user_within_are_one() -> None:
    """E4: users who were not tried are counted with the user who met the quota."""
    rows = [
        failed(
            f"u{n}@x.io",
            f"create was not tried, because CreateUser for user 'u{n % 3}@x.io' failed: no"
            "; therefore not tried: associate 'design', disable",
        )
        for n in range(9)
    ]
    reason = "create was not tried, because CreateUser for user <user> failed: no"
    assert summarize([{"users": rows}])["failures"].startswith(
        f"9 users failed: 9 x {reason} [u0@x.io,"
    )


# ---- compact results


def test_rows_of_users_who_were_neither_touched_nor_failed_are_dropped() -> None:
    rows = [row(ADA, "create"), row(BEN), failed(CLEO, "no")]
    result = {"users": rows, "msg": "1 failed", "diff": {}, "summary": {}, "changed": True}
    assert compact_result(result) == {
        "kind": "batch",
        "users": [rows[0], rows[2]],
        "processed": [ADA, BEN, CLEO],
        "full": False,
        "msg": "1 failed",
    }
    assert compact_result({"users": [row()], "changed": False})["users"] == []
    denied_read = {"msg": "AccessDenied", "failed": True, "outcome_unknown": False}
    assert compact_result(denied_read) == {
        "kind": "batch",
        "msg": "AccessDenied",
    }
    quota = {"users": rows, "msg": "CreateUser failed: LimitExceededException: no more"}
    assert compact_result(quota)["full"] is True
    denied = "... (the IAM action needed is appstream:CreateUser)"
    assert compact_result({"users": rows, "msg": denied})["full"] is True


CRASHES: list[dict[str, Any]] = [
    {"changed": False},
    {"changed": False, "module_stderr": "Killed"},
    {"changed": False, "msg": "MODULE FAILURE", "rc": -9},
    {"changed": True, "msg": "Interrupted.", "outcome_unknown": True},
]


@pytest.mark.parametrize("result", CRASHES)
@pytest.mark.parametrize("kind", ["batch", "disable", "disable_unlisted", "delete"])
def test_b5_what_a_module_did_that_crashed_is_unknown(result: dict[str, Any], kind: str) -> None:
    """With failed_when, ansible-core 2.19 drops the message of a crash."""
    assert outcome_unknown(result)
    compact = compact_result(result, kind, [{"user_name": ADA}, {"user_name": BEN}])
    assert "users" not in compact
    planned = {"batches": [], "stacks": [], "disable": [], "disable_unlisted": [], "delete": []}
    entries = [{"user_name": ADA}, {"user_name": BEN}, {"user_name": CLEO}]
    if kind == "batch":
        planned["batches"] = [{"users": entries}]
    else:
        planned[kind] = entries
    summary = summarize([compact], [ADA, BEN, CLEO], planned=planned)
    assert "unchanged: 0" in summary["lines"] or kind != "batch"
    assert f"outcome unknown: 2 ({ADA}, {BEN})" in summary["lines"]
    [skipped] = [line for line in summary["lines"] if line.startswith("skipped")]
    assert skipped.endswith(f": 1 ({CLEO})")
    assert summary["failures"].startswith(compact["msg"])
    assert summary["failures"].endswith("; run it again, first in check mode")
    assert "unknown" not in " ".join(summarize([compact], [ADA], check=True)["lines"])


@pytest.mark.parametrize(
    "result",
    [
        {"msg": "AccessDenied", "outcome_unknown": False},
        {"users": []},
        {"users": [], "msg": "1 of 1 users failed"},
        {"associations": []},
    ],
)
def test_b5_a_module_that_says_what_it_did_is_believed(result: dict[str, Any]) -> None:
    assert not outcome_unknown(result)
    assert "unknown" not in compact_result(result, "batch", [{"user_name": ADA}])


def test_c7_what_was_taken_is_named_for_everybody() -> None:
    taken = {"previous_enabled": False, "previous_stack_names": ["design", "office"]}
    unknown = {"previous_enabled": None, "previous_stack_names": []}
    rows = [
        failed(ADA, "the user is deleted", "delete", **taken),
        failed(BEN, "the user is deleted", "delete", **unknown),
        failed(CLEO, "not recreated", **taken),
        row("dan@x.io", "recreate", **taken),
    ]
    entries = [
        '{"user_name": "ada@example.com", "stack_names": ["design", "office"], "enabled": false}',
        '{"user_name": "ben@example.com", "stack_names": []}',
    ]
    summary = summarize([compact_result({"users": rows, "msg": "3 of 4 failed"})], [ADA, BEN])
    assert [line for line in summary["lines"] if line.startswith("before")] == [
        f"before it was taken apart: {entry}" for entry in entries
    ]
    assert summary["failures"].endswith(f"before they were taken apart: {', '.join(entries)}")
    read = read_roster([json.loads(entry) for entry in entries])
    assert read["errors"] == []
    assert read["users"][0] == json.loads(entries[0])


def test_c9_repaired_users_are_counted() -> None:
    rows = [row(ADA, "create", repaired=True), row(BEN, repaired=True)]
    lines = summarize([compact_result({"users": rows})], [ADA, BEN])["lines"]
    assert lines == [
        f"created: 1 ({ADA})",
        f"repaired after an earlier run: 1 ({ADA})",
        "unchanged: 1",
    ]


def test_notes_about_unchanged_users_are_shown() -> None:
    rows = [row(ADA, msg="not in the pool"), row(BEN, msg="not in the pool"), row(CLEO, "create")]
    assert summarize([compact_result({"users": rows})], [ADA, BEN, CLEO])["lines"] == [
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
    summary = summarize([{"users": rows}])["failures"]
    why = "another first or last name; so"
    first, second = (f"u{n}@x.io (last_name is 'Old{n}', not 'New')" for n in (0, 1))
    assert summary.startswith(f"10 users failed: 9 x {why} [{first}, {second},")


def test_associations_become_rows_of_users() -> None:
    done = {"changed": True, "failed": False, "msg": None}
    lost = {"changed": True, "failed": True, "msg": "outcome unknown"}
    pairs = [
        {**ASSOCIATION, **done},
        {**ASSOCIATION, "stack_name": "office", **done},
        {**ASSOCIATION, "stack_name": "lab", **lost},
        {**ASSOCIATION, "user_name": BEN, **done, "changed": False},
    ]
    compact = compact_result({"associations": pairs, "msg": "1 of 4 failed"}, "stacks")
    assert compact["processed"] == [ADA, BEN]
    assert compact["users"] == [
        row(ADA, stacks_removed=["design", "office"], failed=True, msg="outcome unknown")
    ]


# ---- many


def test_ten_thousand_rows_are_summarized_in_a_few_lines() -> None:
    users = listed(10_000)
    prediction = predicted(users, "create", stacks_added=["design", "office"])
    prediction["users"][::2] = [
        failed(each["user_name"], f"{each['user_name']} is number {number}")
        for number, each in enumerate(prediction["users"][::2])
    ]
    assert len(steps(users, prediction, 200)["batches"]) == 25
    lines = summarize([compact_result(prediction)], [user["user_name"] for user in users])["lines"]
    assert lines[-1] == "  and 4,990 more reasons"
    assert sum(map(len, lines)) < 3000


def test_l2_users_who_must_not_sign_in_are_a_line_of_the_summary() -> None:
    users = [{"user_name": ADA, "on_missing_user": "ignore"}, {"user_name": BEN}]
    line = f"must not sign in by the roster, so disabled or not created: 1 ({ADA})"
    assert blocked_lines(users) == [line]
    assert blocked_lines(users[1:]) == []


def test_notes_about_users_without_a_change_are_those_of_the_prediction() -> None:
    rows = [row(ADA, msg="noted"), row(BEN), row(CLEO, "create", msg="noted, too")]
    notes = unchanged_notes({"users": rows})
    assert [each["user_name"] for each in notes["users"]] == [ADA]
    assert summarize([notes], [ADA, BEN])["lines"] == ["unchanged: 2", f"  1 x noted [{ADA}]"]


def test_c9_what_a_batch_repeats_is_no_note() -> None:
    """A user of the journal is in a batch even without a change."""
    assert unchanged_notes({"users": [{**row(ADA, msg="noted"), "repaired": True}]})["users"] == []


def test_c6_names_that_differ_each_have_their_own_reason() -> None:
    rows = [
        failed(ADA, "last_name is 'Old', not 'New': another first or last name; so"),
        failed(BEN, "first_name is 'Ben', not 'Bob': another first or last name; so"),
    ]
    assert summarize([{"users": rows}])["failures"] == (
        "2 users failed: 2 x another first or last name; so"
        f" [{ADA} (last_name is 'Old', not 'New'), {BEN} (first_name is 'Ben', not 'Bob')]"
    )
    alone = summarize([{"users": rows[:1]}])["failures"]
    assert "1 x last_name is 'Old', not 'New': another first or last name; so [" in alone


def test_e6_nothing_in_a_summary_steers_the_terminal() -> None:
    odd = "a\x1b[2J\x9b@example.com"
    rows = [
        row(odd, "create", stacks_added=["design"]),
        row("b" + odd, msg=f"'{odd}' is odd\r\n"),
        failed("c" + odd, "DeleteUser: no\x1b[2J\n"),
    ]
    summary = summarize(
        [{"users": rows}, {"kind": "batch", "msg": "no\x1b[2J"}], [odd], planned=None
    )
    shown = [*summary["lines"], summary["failures"]]
    assert all(text.isprintable() for text in shown)
    assert sum(r"\x1b" in text for text in shown) >= 4


def test_a9_a_long_reason_takes_no_time_for_each_of_its_letters() -> None:
    """Were each "@" tried with all after it, this would take hours."""
    for text in ("'" + "a@" * 200_000, "'a@" * 200_000, "@" * 200_000):
        assert len(summarize([{"users": [failed(ADA, text)]}])["failures"]) < 1_000
