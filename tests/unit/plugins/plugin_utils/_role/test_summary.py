# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The results of a run, in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.change import Change
from ansible_collections.euc.appstream.plugins.module_utils._model.messages import (
    NOT_TRIED_BECAUSE,
    THEREFORE_NOT_TRIED,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.safety import (
    enforce_mail_limit,
    enforce_removal_limit,
    reject_missing_kept,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.users import OTHER_NAME
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.plugin_utils._role.summary import (
    NO_RESULT,
    outcome_unknown,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.rows import (
    ADA,
    BEN,
    CLEO,
    failed,
    listed,
    predicted,
    row,
)
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.shown import (
    blocked_lines,
    summarize,
)


def test_nobody_was_touched() -> None:
    summary = summarize({"users": []}, requested=[ADA, BEN])
    assert summary == {"lines": ["unchanged: 2"], "failures": ""}
    assert summarize({"skipped": True}) == {"lines": ["unchanged: 0"], "failures": ""}


def test_c13_users_with_a_new_address_have_a_line() -> None:
    moved = row("new@x.io", "create", previous_user_name="old@x.io", stacks_added=["design"])
    again = row("ann@x.io", previous_user_name="eve@x.io", stacks_added=["design"])
    lines = summarize({"users": [moved, again]}, check=True)["lines"]
    assert lines[:2] == [
        "would be moved: 1 (new@x.io from old@x.io)",
        "would be created: 1 (new@x.io)",
    ]
    assert "ann@x.io from" not in str(lines)


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
    assert summarize({"users": rows}, (), asked, check) == {
        "lines": [
            f"{would}created: 1,000 {few}",
            f"{would}deleted and created again: 1 (ben@example.com)",
            f"{would}enabled: 1 (dan@x.io)",
            f"{would}disabled: 2 (ada@example.com, ben@example.com)",
            f"{would}deleted: 1 (cleo@example.com)",
            f"{would}invited again: 1 (dan@x.io)",
            f"{would}added to stacks (2,000 in all): 1,000 {few}",
            f"{would}removed from stacks (1 in all): 1 (ada@example.com)",
            f"{would}unchanged: 1",
        ],
        "failures": "",
    }


@pytest.mark.parametrize(("check", "would"), [(False, ""), (True, "would be ")])
def test_new_users_without_a_stack_are_counted(check: bool, would: str) -> None:
    rows = [
        row(ADA, "create"),
        row(BEN, "create", stacks_added=["design"]),
        row(CLEO, "disable"),
        row("dan@example.com", "create", previous_stack_names=["design"]),
        failed("eve@example.com", "associate 'design': AccessDenied", "create"),
    ]
    lines = summarize({"users": rows}, requested=[ADA, BEN, CLEO], check=check)["lines"]
    assert [line for line in lines if "without" in line] == [
        f"{would}created without a stack: 1 ({ADA})"
    ]
    assert lines[lines.index(f"{would}created without a stack: 1 ({ADA})") + 1].startswith(
        f"{would}unchanged: "
    )


def test_without_rows_nobody_is_known_to_have_no_stack() -> None:
    """The stacks may come after the record of the creation."""
    killed = {"msg": "", "done_users": [row(ADA, "create")], "outcome_unknown": True}
    assert "without a stack" not in str(summarize(killed, [{"user_name": ADA}], [ADA]))


def test_a5_failures_are_grouped_by_reason() -> None:
    refused = "create '{0}': AccessDenied: {0} may not"
    rows = [failed(f"u{n}@x.io", refused.format(f"u{n}@x.io")) for n in range(1000)]
    rows += [failed(ADA, "no such stack", "create"), row(BEN, "create")]
    summary = summarize({"users": rows, "msg": "1001 of 1002 failed"}, requested=[ADA, BEN])
    denied = (
        "1,000 x create <user>: AccessDenied: <user> may not "
        "[u0@x.io, u1@x.io, u2@x.io, u3@x.io, u4@x.io and 995 more]"
    )
    missing = "1 x no such stack [ada@example.com]"
    assert summary["failures"] == f"1,001 users failed: {denied}; {missing}"
    assert summary["lines"] == [
        "created: 2 (ada@example.com, ben@example.com)",
        "created without a stack: 1 (ben@example.com)",
        "unchanged: 0",
        "failed: 1,001 (ada@example.com, u0@x.io, u1@x.io, u2@x.io, u3@x.io and 996 more)",
        f"  {denied}",
        f"  {missing}",
    ]


def test_reasons_that_all_differ_are_not_all_shown() -> None:
    rows = [failed(f"u{n}@x.io", f"reason {n}") for n in range(1000)]
    summary = summarize({"users": rows})
    assert summary["failures"].endswith("1 x reason 2 [u2@x.io]; and 997 more reasons")
    assert summary["lines"][-1] == "  and 990 more reasons"


def test_a_result_without_rows_failed_as_a_whole() -> None:
    """The unchanged users are not known."""
    denied = {"msg": "AccessDenied", "failed": True, "outcome_unknown": False}
    assert summarize(denied, [{"user_name": ADA}], [ADA, BEN]) == {
        "lines": ["failed: AccessDenied"],
        "failures": "AccessDenied",
    }


def refused(call: Callable[..., None], *arguments: Any) -> str:
    """What the module says."""
    with pytest.raises(InvalidInput) as error:
        call(*arguments)
    return str(error.value)


MAILS = [Change("create", ADA, mail="welcome"), Change("resend", BEN, mail="invitation")]


@pytest.mark.parametrize(
    ("message", "options"),
    [
        *(
            (refused(enforce_removal_limit, limit, 10, {"users to be deleted": [ADA, BEN]}), 1)
            for limit in ("1", "10%")
        ),
        (refused(enforce_mail_limit, 1, MAILS), 1),
        (refused(reject_missing_kept, [ADA], "fail"), 2),
        (refused(reject_missing_kept, ["adm-*", "keep_users: x"], "fail"), 2),
    ],
)
def test_d8_the_guards_name_the_options_of_the_role(message: str, options: int) -> None:
    result = {"msg": message, "outcome_unknown": False}
    failures = summarize(result)["failures"]
    assert failures.count("user_pool_") == options
    assert failures.replace("user_pool_", "") == message
    assert failures.startswith("user_pool_")
    assert message.count(", so nothing was done. ") == 1
    expected = failures.replace(", so nothing was done. ", ". ")  # the title says the rest
    assert summarize(result, requested=[ADA], check=True) == {
        "lines": [f"failed: {expected}"],
        "failures": expected,
    }


@pytest.mark.parametrize(
    "message",
    [
        "removal_limit: required with purge_stacks",
        "keep_users: '' is no name",
        "account: the pool has users of the account 1, so nothing was done",
    ],
)
def test_other_messages_of_the_module_stay_as_they_are(message: str) -> None:
    for check in (False, True):
        assert summarize({"msg": message, "outcome_unknown": False}, check=check) == {
            "lines": [f"failed: {message}"],
            "failures": message,
        }


def test_reasons_that_differ_by_the_user_within_are_one() -> None:
    """E4: users who were not tried are counted with the user who met the quota."""
    rows = [
        failed(
            f"u{n}@x.io",
            f"create{NOT_TRIED_BECAUSE}CreateUser for user 'u{n % 3}@x.io' failed: no"
            f"; {THEREFORE_NOT_TRIED}associate 'design', disable",
        )
        for n in range(9)
    ]
    reason = f"create{NOT_TRIED_BECAUSE}CreateUser for user <user> failed: no"
    assert summarize({"users": rows})["failures"].startswith(
        f"9 users failed: 9 x {reason} [u0@x.io,"
    )


# ---- unknown outcomes

CRASHES: list[dict[str, Any]] = [
    {"changed": False},
    {"changed": False, "module_stderr": "Killed"},
    {"changed": False, "msg": "MODULE FAILURE", "rc": -9},
    {"changed": True, "msg": "Interrupted.", "outcome_unknown": True},
]


@pytest.mark.parametrize("result", CRASHES)
def test_b5_what_a_module_did_that_crashed_is_unknown(result: dict[str, Any]) -> None:
    """With failed_when, ansible-core 2.19 drops the message of a crash."""
    assert outcome_unknown(result)
    summary = summarize(result, [{"user_name": ADA}, {"user_name": BEN}], [ADA, BEN, CLEO])
    assert f"outcome unknown: 2 ({ADA}, {BEN})" in summary["lines"]
    assert not any(line.startswith("unchanged") for line in summary["lines"])
    assert summary["failures"].startswith(result.get("msg", NO_RESULT))
    assert summary["failures"].endswith("; run it again, first in check mode")
    check = summarize(result, [{"user_name": ADA}], [ADA], check=True)
    assert "unknown" not in " ".join(check["lines"])


@pytest.mark.parametrize("result", CRASHES)
def test_b5_what_a_module_finished_before_it_crashed_is_reported(result: dict[str, Any]) -> None:
    due = [
        row(ADA, "create", stacks_added=["design"]),
        row(BEN, "create", stacks_added=["design", "office"]),
        row(CLEO, "delete"),
        row("dan@x.io"),
    ]
    keys = ("user_name", "actions", "stacks_added", "stacks_removed")
    finished: list[dict[str, Any]]
    finished = [{"failed": False, **{key: each[key] for key in keys}} for each in due[:2]]
    finished[1]["stacks_added"] = ["office"]
    killed = {**result, "done_users": finished}
    lines = summarize(killed, due, [ADA, BEN])["lines"]
    assert lines[:2] == [
        f"created: 2 ({ADA}, {BEN})",
        f"added to stacks (2 in all): 2 ({ADA}, {BEN})",
    ]
    assert f"outcome unknown: 2 ({BEN}, {CLEO})" in lines
    # Of entries the last change is known. A user who failed is not finished.
    entries = [*listed(1), {"user_name": ADA}, {"user_name": BEN}]
    killed["done_users"][1]["failed"] = True
    lines = summarize(killed, entries, action="create")["lines"]
    assert f"outcome unknown: 2 (u0@example.com, {BEN})" in lines


@pytest.mark.parametrize(
    "result",
    [
        {"msg": "AccessDenied", "outcome_unknown": False},
        {"users": []},
        {"users": [], "msg": "1 of 1 users failed"},
        {"skipped": True},
    ],
)
def test_b5_a_module_that_says_what_it_did_is_believed(result: dict[str, Any]) -> None:
    assert not outcome_unknown(result)
    assert "unknown" not in " ".join(summarize(result, [{"user_name": ADA}])["lines"])


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
    summary = summarize({"users": rows, "msg": "3 of 4 failed"}, requested=[ADA, BEN])
    assert [line for line in summary["lines"] if line.startswith("to restore")] == [
        f"to restore the user, use this roster entry: {entry}" for entry in entries
    ]
    assert summary["failures"].endswith(
        f"to restore these users, use these roster entries: {', '.join(entries)}"
    )
    read = read_roster([json.loads(entry) for entry in entries])
    assert read["errors"] == []
    assert read["users"][0] == json.loads(entries[0])


def test_c9_repaired_users_are_counted() -> None:
    rows = [row(ADA, "recreate", repaired=True), row(BEN, repaired=True)]
    lines = summarize({"users": rows}, requested=[ADA, BEN])["lines"]
    assert lines == [
        f"deleted and created again: 1 ({ADA})",
        f"repaired after an earlier run: 1 ({ADA})",
        "unchanged: 1",
    ]


def test_notes_about_unchanged_users_are_shown() -> None:
    rows = [row(ADA, msg="not in the pool"), row(BEN, msg="not in the pool"), row(CLEO, "enable")]
    assert summarize({"users": rows}, requested=[ADA, BEN, CLEO])["lines"] == [
        "enabled: 1 (cleo@example.com)",
        "unchanged: 2",
        "  2 x not in the pool [ada@example.com, ben@example.com]",
    ]


def test_name_conflicts_are_one_reason_and_the_most_frequent_comes_first() -> None:
    rows = [failed(ADA, "no such stack")]
    rows += [
        failed(f"u{n}@x.io", f"last_name is 'Old{n}', not 'New': {OTHER_NAME}") for n in range(9)
    ]
    summary = summarize({"users": rows})["failures"]
    first, second = (f"u{n}@x.io (last_name is 'Old{n}', not 'New')" for n in (0, 1))
    assert summary.startswith(f"10 users failed: 9 x {OTHER_NAME} [{first}, {second},")


# ---- many


def test_ten_thousand_rows_are_summarized_in_a_few_lines() -> None:
    users = listed(10_000)
    prediction = predicted(users, "create", stacks_added=["design", "office"])
    prediction["users"][::2] = [
        failed(each["user_name"], f"{each['user_name']} is number {number}")
        for number, each in enumerate(prediction["users"][::2])
    ]
    lines = summarize(prediction, requested=[user["user_name"] for user in users])["lines"]
    assert lines[-1] == "  and 4,990 more reasons"
    assert sum(map(len, lines)) < 3000


def test_l2_users_who_must_not_sign_in_are_a_line_of_the_summary() -> None:
    users = [{"user_name": ADA, "on_missing_user": "ignore"}, {"user_name": BEN}]
    line = f"must not sign in by the roster, so disabled or not created: 1 ({ADA})"
    assert blocked_lines(users) == [line]
    assert blocked_lines(users[1:]) == []


def test_c6_names_that_differ_each_have_their_own_reason() -> None:
    rows = [
        failed(ADA, f"last_name is 'Old', not 'New': {OTHER_NAME}"),
        failed(BEN, f"first_name is 'Ben', not 'Bob': {OTHER_NAME}"),
    ]
    assert summarize({"users": rows})["failures"] == (
        f"2 users failed: 2 x {OTHER_NAME}"
        f" [{ADA} (last_name is 'Old', not 'New'), {BEN} (first_name is 'Ben', not 'Bob')]"
    )
    alone = summarize({"users": rows[:1]})["failures"]
    assert f"1 x last_name is 'Old', not 'New': {OTHER_NAME} [" in alone


def test_e6_nothing_in_a_summary_steers_the_terminal() -> None:
    odd = "a\x1b[2J\x9b@example.com"
    rows = [
        row(odd, "create", stacks_added=["design"]),
        row("b" + odd, msg=f"'{odd}' is odd\r\n"),
        failed("c" + odd, "DeleteUser: no\x1b[2J\n"),
    ]
    killed = {"msg": "no\x1b[2J", "done_users": [row(odd, "create")]}
    shown = []
    for summary in (summarize({"users": rows}), summarize(killed, [{"user_name": odd}])):
        shown += [*summary["lines"], summary["failures"]]
    assert all(text.isprintable() for text in shown)
    assert sum(r"\x1b" in text for text in shown) >= 4


def test_a9_a_long_reason_takes_no_time_for_each_of_its_letters() -> None:
    """Were each "@" tried with all after it, this would take hours."""
    for text in ("'" + "a@" * 200_000, "'a@" * 200_000, "@" * 200_000):
        assert len(summarize({"users": [failed(ADA, text)]})["failures"]) < 1_000


@pytest.mark.parametrize("check", [False, True])
def test_h1_a_record_that_is_not_complete_fails_the_run(check: bool) -> None:
    error = "record: /x/pool is not complete: No space left on device"
    result = {"users": [row(ADA, "create")], "msg": error, "record_error": error}
    summary = summarize(result, [{"user_name": ADA}], [ADA], check)
    assert summary["failures"] == error
    assert summary["lines"][0].endswith("created: 1 (ada@example.com)")
    assert summary["lines"][-1] == f"failed: {error}"
