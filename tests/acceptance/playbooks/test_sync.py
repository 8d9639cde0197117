# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""sync_users."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

HEAD = "user_name,first_name,last_name,stack_names,enabled\n"
DASH = "\N{EN DASH}"


def people(count: int) -> str:
    """A CSV roster; every tenth is to be disabled."""
    rows = [
        f'u{n}@example.com,First,Last{n},"office;design",{"false" if n % 10 == 0 else ""}\n'
        for n in range(1, count + 1)
    ]
    return HEAD + "".join(rows)


def test_a_roster_in_batches_in_check_mode_and_twice(work: Any) -> None:
    work.seed([])
    roster = work.file("people.csv", people(450))
    check = work.play("sync_users", "--check", user_pool_roster=roster)
    assert (check.status, check.writes) == (0, []), check.output  # A1
    run = work.play("sync_users", user_pool_roster=roster)
    assert run.status == 0, run.output
    for label in ("1-200", "201-400", "401-450"):
        assert f"eu-central-1: users {label.replace('-', DASH)} of 450" in run.output
    assert run.writes.count("CreateUser") == 450
    assert run.writes.count("BatchAssociateUserStack") == 16 + 16 + 4  # B4, batch by batch
    assert run.summary()[1:] == [
        "created: 450 (u1@example.com, u2@example.com, u3@example.com, u4@example.com,"
        " u5@example.com and 445 more)",
        "disabled: 45 (u10@example.com, u20@example.com, u30@example.com, u40@example.com,"
        " u50@example.com and 40 more)",
        "put on stacks (900 in all): 450 (u1@example.com, u2@example.com, u3@example.com,"
        " u4@example.com, u5@example.com and 445 more)",
        "unchanged: 0",
    ]
    assert [line.replace("would be ", "") for line in check.summary()[1:]] == run.summary()[1:]
    assert work.pool()["u450@example.com"] == ("First", "Last450", False, "design", "office")
    again = work.play("sync_users", user_pool_roster=roster)
    assert (again.status, again.writes, again.changed()) == (0, [], 0)  # A2
    assert again.summary()[1:] == ["unchanged: 450"]
    reads = [call["operation"] for call in again.calls]
    assert reads.count("DescribeUsers") == 8  # one scan: without a change there is no batch (F4)


def test_bad_rows_are_named_by_line_before_any_call(work: Any) -> None:
    roster = people(40).splitlines()
    roster[6] = "u6@example.com,José,Last6,,"
    roster[16] = "u16 @example.com,First,Last16,,"
    roster[26] = "u6@example.com,First,Last26,,perhaps"
    run = work.play("sync_users", user_pool_roster=work.file("people.csv", "\n".join(roster)))
    assert run.status == 2
    for line in (
        "line 7 ('u6@example.com'): first_name 'José' has characters other than",
        "line 17 ('u16 @example.com'): user_name contains white space",
        "line 27 ('u6@example.com'): enabled 'perhaps' is neither true nor false, "
        "the same user as in line 7",
    ):
        assert line in run.output
    assert "The roster has 3 errors, nothing was done" in run.output
    assert run.calls == []  # C8


def test_conflicts_fail_before_anything_is_written(work: Any) -> None:
    work.seed(
        [
            {"user_name": "ada@example.com", "first_name": "Ada", "last_name": "Old"},
            {"user_name": "ben@example.com"},
        ]
    )
    text = HEAD + "ada@example.com,Ada,New,,\nBEN@example.com,,,,\nnew@example.com,,,,\n"
    roster = work.file("people.csv", text)
    run = work.play("sync_users", user_pool_roster=roster)
    assert (run.status, run.writes, run.changed()) == (2, [], 0)
    assert run.summary()[0] == "eu-central-1, nothing was done"
    assert "would be created: 1 (new@example.com)" in run.summary()
    assert "1 x last_name is 'Old', not 'New'" in run.output  # C6
    assert "ben@example.com; no second account is made [BEN@example.com]" in run.output  # F3
    text = text.replace("BEN", "ben")
    work.file("people.csv", text)
    run = work.play("sync_users", user_pool_roster=roster, user_pool_on_name_change="ignore")
    assert (run.status, run.writes) == (0, ["CreateUser"])


def test_removals_come_last_and_keep_users_are_kept(work: Any) -> None:
    work.seed(
        [
            {"user_name": "admin@example.com", "stack_names": ["office"]},
            {"user_name": "gone@example.com", "stack_names": ["office"]},
            {"user_name": "empty@example.com", "stack_names": ["design", "office"]},
            {"user_name": "ada@example.com", "stack_names": ["design", "office"]},
            {"user_name": "off@example.com", "stack_names": ["design", "office"]},
        ]
    )
    text = HEAD + (
        "empty@example.com,,,,\nada@example.com,,,office,\noff@example.com,,,office,no\n"
        "new@example.com,,,office,\n"
    )
    answers = {
        "user_pool_roster": text,
        "user_pool_unlisted_users": "delete",
        "user_pool_purge_stacks": True,
        "user_pool_keep_users": "admin@example.com\nroot@example.com",
    }
    refused = work.play("sync_users", user_pool_removal_limit="3", **answers)
    assert (refused.status, refused.writes) == (2, [])  # D6
    assert (
        "eu-central-1, nothing was done: user_pool_removal_limit is 3, but 4 would be removed. 1"
    ) in refused.output
    check = work.play("sync_users", "--check", user_pool_removal_limit="4", **answers)
    assert (check.status, check.writes) == (0, [])
    run = work.play("sync_users", user_pool_removal_limit="4", **answers)
    assert run.status == 0, run.output
    # D3: a user who loses stacks and is disabled, in that order
    assert run.writes[:2] == ["CreateUser", "BatchAssociateUserStack"]
    assert run.writes.index("BatchDisassociateUserStack") < run.writes.index("DisableUser")
    assert run.writes.count("DeleteUser") == 1
    assert [line.replace("would be ", "") for line in check.summary()[1:]] == run.summary()[1:]
    assert work.pool() == {
        "ada@example.com": (None, None, True, "office"),
        "admin@example.com": (None, None, True, "office"),
        # an empty cell strips nobody of stacks
        "empty@example.com": (None, None, True, "design", "office"),
        "new@example.com": (None, None, True, "office"),
        "off@example.com": (None, None, False, "office"),
    }
    again = work.play("sync_users", user_pool_removal_limit="0", **answers)
    assert (again.status, again.writes) == (0, [])


def test_a_failed_batch_holds_up_removals_but_no_batch(work: Any) -> None:
    work.seed([{"user_name": "gone@example.com"}])
    text = people(300).replace(";design", "", 150).replace(";design", ";no-such-stack")
    run = work.play(
        "sync_users",
        user_pool_roster=text,
        user_pool_unlisted_users="delete",
        user_pool_removal_limit=5,
        user_pool_batch_size="100",
    )
    assert run.status == 2
    assert run.writes.count("CreateUser") == 300
    assert "DeleteUser" not in run.writes
    assert f"eu-central-1: users 101{DASH}200 of 300, 50 of them failed" in run.output
    assert "skipped because something failed: not deleted: 1 (gone@example.com)" in run.summary()
    reason = "150 x BatchAssociateUserStack for user <user>, stack 'no-such-stack': STACK_NOT_FOUND"
    assert run.output.count(reason) <= 3  # the summary, and the failed task as Ansible shows it
    assert "u299@example.com" not in run.output  # A5: no row for each


def test_nothing_at_all_can_be_done_after_the_first_batch(work: Any) -> None:
    work.seed([])
    # the check reads the pool once, the first batch too; then the permission is gone
    work.emulator.add_fault(
        {"operation": "DescribeUsers", "error": {"code": "AccessDeniedException"}, "after": 2}
    )
    run = work.play("sync_users", user_pool_roster=people(30), user_pool_batch_size=10)
    assert run.status == 2
    assert run.writes.count("CreateUser") == 10
    assert "the IAM action needed is appstream:DescribeUsers" in run.summary()[-2]  # E3
    assert "not processed: 20 (u11@example.com" in run.summary()[-1]
    assert "created: 10 " in run.summary()[1]  # what was done is reported (B5)


@pytest.mark.parametrize("lag", [{"lag_reads": 1}, {"lag_seconds": 8}])
def test_nobody_is_mailed_or_replaced_twice_although_reads_lag(
    work: Any, lag: dict[str, Any]
) -> None:
    """R5, R8: a purge after the batches, when the service does not yet show what they did."""
    work.seed(
        [
            {"user_name": "gone@example.com", "stack_names": ["office"]},
            {"user_name": "ben@example.com", "stack_names": ["design"]},
            {
                "user_name": "ada@example.com",
                "first_name": "Ada",
                "last_name": "Old",
                "stack_names": ["design"],
            },
        ]
    )
    work.emulator.configure(**lag)
    run = work.play(
        "sync_users",
        user_pool_roster=HEAD
        + "ada@example.com,Ada,New,office,\nben@example.com,,,office,\nnew@x.io,,,office,\n",
        user_pool_on_name_change="recreate",
        user_pool_unlisted_users="delete",
        user_pool_purge_stacks="true",
        user_pool_removal_limit=4,
        user_pool_send_email_notification="true",
    )
    assert run.status == 0, run.output
    assert run.writes.count("DeleteUser") == 2  # ada, who is recreated, and gone
    mails = [(mail["user_name"], mail["kind"], mail["stack_name"]) for mail in run.mails]
    assert len(mails) == len(set(mails)), mails
    assert work.pool() == {
        "ada@example.com": ("Ada", "New", True, "office"),
        "ben@example.com": (None, None, True, "office"),
        "new@x.io": (None, None, True, "office"),
    }


def test_the_quota_ends_creates_and_is_reported_once(work: Any) -> None:
    work.seed([{"user_name": "old@example.com"}])
    work.emulator.configure(user_quota=6)
    roster = people(40) + "old@example.com,,,office,\n"
    run = work.play(
        "sync_users", user_pool_roster=roster, user_pool_batch_size=10, user_pool_max_concurrency=2
    )
    assert run.status == 2
    refused = run.writes.count("CreateUser") - 5
    assert 1 <= refused <= 2  # E4: those under way
    assert work.pool()["old@example.com"][3:] == ("office",)
    lines = run.summary()
    assert lines[1].startswith("created: 5 (u1@")
    assert [line for line in lines if line.startswith("skipped")] == [
        "skipped because something failed: not processed: 30 (u11@example.com, u12@example.com,"
        " u13@example.com, u14@example.com, u15@example.com and 25 more)"
    ]
    assert sum("L-6A8C9986" in line for line in lines) <= 2
    assert len("".join(lines)) < 2500


def test_a_play_in_check_mode_writes_nothing(work: Any) -> None:
    work.seed([{"user_name": "gone@example.com", "stack_names": ["office"]}])
    options = {"user_pool_roster": people(3), "user_pool_unlisted_users": "delete"}
    run = work.own("sync", {"check_mode": True}, **options)
    assert (run.status, run.writes) == (0, []), run.output
    run = work.own("offboard", {"check_mode": True}, user_pool_user_names="gone@example.com")
    assert (run.status, run.writes) == (0, []), run.output


def test_a_user_is_disabled_although_a_removal_is_skipped(work: Any) -> None:
    work.seed([{"user_name": "off@example.com", "stack_names": ["office"]}])
    roster = HEAD + "off@example.com,,,design,false\nnew@example.com,,,no-such-stack,\n"
    run = work.play(
        "sync_users",
        user_pool_roster=roster,
        user_pool_purge_stacks=True,
        user_pool_removal_limit=5,
    )
    assert run.status == 2
    assert work.pool()["off@example.com"] == (None, None, False, "design", "office")
    words = "skipped because something failed: not taken off stacks: 1 (off@example.com)"
    assert run.summary()[-1] == words
    roster = roster.replace("no-such-stack", "")
    run = work.play(
        "sync_users",
        user_pool_roster=roster,
        user_pool_purge_stacks=True,
        user_pool_removal_limit=5,
    )
    assert (run.status, run.writes) == (0, ["BatchDisassociateUserStack"])


def test_d6_only_users_of_the_prediction_are_replaced(work: Any) -> None:
    """Somebody else creates the user, with another name, between the check and the batch."""
    work.seed([])
    appearing = {"user_name": "u1@example.com", "first_name": "Other"}
    work.emulator.add_fault({"operation": "DescribeUsers", "after": 1, "appear": appearing})
    run = work.play(
        "sync_users",
        user_pool_roster=people(1),
        user_pool_on_name_change="recreate",
        user_pool_removal_limit=9,
    )
    assert (run.status, run.writes) == (2, []), run.output
    assert "another first or last name" in run.output


def test_only_users_of_the_prediction_are_created(work: Any) -> None:
    """Somebody else deletes the user between the prediction and the batch."""
    work.seed([{"user_name": f"{name}@example.com"} for name in ("ada", "ben", "cleo")])
    work.emulator.add_fault(
        {"operation": "DescribeUsers", "after": 1, "vanish": True, "user": "ada@example.com"}
    )
    roster = HEAD + (
        "ada@example.com,,,office,\nben@example.com,,,office,\nnew@example.com,,,office,\n"
        "cleo@example.com,,,,false\n"
    )
    run = work.play("sync_users", user_pool_roster=roster)
    assert run.status == 0, run.output
    assert [mail["user_name"] for mail in run.mails] == ["new@example.com"]
    assert work.pool() == {
        "ben@example.com": (None, None, True, "office"),
        "cleo@example.com": (None, None, False),
        "new@example.com": (None, None, True, "office"),
    }
    assert run.summary()[-2:] == [
        "unchanged: 1",
        "  1 x not in the pool, and not created [ada@example.com]",
    ]
    work.emulator.clear_faults()
    again = work.play("sync_users", user_pool_roster=roster)
    assert [mail["user_name"] for mail in again.mails] == ["ada@example.com"]


def test_a_denied_create_is_not_tried_batch_after_batch(work: Any) -> None:
    work.seed([])
    rule = {"operation": "CreateUser", "error": {"code": "AccessDeniedException"}, "after": 12}
    work.emulator.add_fault(rule)
    run = work.play(
        "sync_users",
        user_pool_roster=people(60),
        user_pool_batch_size=10,
        user_pool_max_concurrency=2,
    )
    assert run.status == 2
    # the other thread may have begun one or two more before it hears of the denial
    assert run.writes.count("CreateUser") < 20  # E3
    assert "skipped because something failed: not processed: 40 (u21@" in run.summary()[-1]


def test_a_removal_that_fails_as_a_whole_names_the_skipped_users(work: Any) -> None:
    work.seed([{"user_name": "gone@example.com"}])
    # the check, the batch; then the permission is gone
    rule = {"operation": "DescribeUsers", "error": {"code": "AccessDeniedException"}, "after": 2}
    work.emulator.add_fault(rule)
    run = work.play(
        "sync_users",
        user_pool_roster=people(1),
        user_pool_unlisted_users="delete",
        user_pool_removal_limit=1,
    )
    assert run.status == 2
    assert "skipped because something failed: not deleted: 1 (gone@example.com)" in run.summary()


def test_recreate(work: Any) -> None:
    work.seed(
        [
            {
                "user_name": "ada@example.com",
                "first_name": "Ada",
                "last_name": "Old",
                "stack_names": ["design", "office"],
            }
        ]
    )
    text = HEAD + "ada@example.com,Ada,New,,\n"
    run = work.play(
        "sync_users",
        user_pool_roster=text,
        user_pool_on_name_change="recreate",
        user_pool_removal_limit=1,
    )
    assert run.status == 0, run.output
    assert work.pool() == {"ada@example.com": ("Ada", "New", True, "design", "office")}
    assert run.summary()[1] == "deleted and created again: 1 (ada@example.com)"


ADA = {"user_name": "ada@example.com", "first_name": "Ada", "stack_names": ["office"]}
BEN = {
    "user_name": "ben@example.com",
    "first_name": None,
    "stack_names": [],
    "enabled": "",
    "id": 7,
}


@pytest.mark.parametrize("kind", ["list", "text", "yaml", "json"])
def test_other_forms_of_a_roster(work: Any, kind: str) -> None:
    work.seed([{"user_name": "ben@example.com", "first_name": "Ben", "stack_names": ["office"]}])
    entries = [ADA, BEN]
    roster: Any = {
        "list": entries,
        "text": json.dumps(entries),
        "yaml": work.file("people.yml", yaml.safe_dump({"roster": entries})),
        "json": work.file("people.json", json.dumps(entries, indent="\t")),
    }[kind]
    run = work.play(
        "sync_users",
        user_pool_roster=roster,
        user_pool_message_action="suppress",
        user_pool_purge_stacks="true",
        user_pool_removal_limit=9,
    )
    assert run.status == 0, run.output
    assert (run.writes, run.mails) == (["CreateUser", "BatchAssociateUserStack"], [])
    assert "columns ignored: id" in run.output
    assert work.pool()["ben@example.com"] == ("Ben", None, True, "office")


def test_unsupported_names_are_omitted_on_request(work: Any) -> None:
    work.seed([])
    text = HEAD + "ada@example.com,Ada,O'Brien,,\nben@example.com,Ben,Pérez,,\n"
    run = work.play("sync_users", user_pool_roster=text, user_pool_unsupported_names="omit")
    assert run.status == 0, run.output
    assert work.pool()["ben@example.com"] == ("Ben", None, True)
    assert "ben@example.com (last_name 'Pérez')" in run.output


def test_bad_answers_are_all_named_before_any_call(work: Any) -> None:
    run = work.play(
        "sync_users",
        region=False,
        user_pool_region=" ",
        user_pool_roster="nowhere.csv",
        user_pool_purge_stacks="perhaps",
        user_pool_removal_limit="ten",
        user_pool_batch_size=0,
        user_pool_max_concurrency="51",
    )
    assert (run.status, run.calls) == (2, [])
    for words in (
        "user_pool_region: is required",
        "nowhere.csv",
        "user_pool_purge_stacks: 'perhaps' is neither true nor false",
        "user_pool_removal_limit: 'ten' is neither a whole number nor a percentage such as 10%",
        "user_pool_batch_size: must be 1 or more, not 0",
        "user_pool_max_concurrency: must be from 1 to 50, not 51",
    ):
        assert words in run.output
    run = work.play("sync_users", region=False, user_pool_roster=[])  # AWS_REGION is set
    assert (run.status, run.calls) == (2, [])
    assert "user_pool_region: is required" in run.output
    run = work.play("sync_users", user_pool_roster="", user_pool_default_roster="")
    assert (run.status, run.calls) == (2, [])
    assert "There is no roster" in run.output


def test_a_roster_is_never_a_template(work: Any) -> None:
    work.seed([])
    roster = work.file("people.csv", "email,stack_names\n{{x}}@example.com,office\n")
    run = work.play("sync_users", user_pool_roster=roster, x="ada")
    assert run.status == 0, run.output
    assert list(work.pool()) == ["{{x}}@example.com"]


@pytest.mark.parametrize("limit", ["2", "34%"])
def test_unlisted_users_are_disabled_within_the_limit(work: Any, limit: str) -> None:
    work.seed(
        [
            {"user_name": "gone@example.com", "stack_names": ["office"]},
            {"user_name": "left@example.com"},
            {"user_name": "off@example.com", "enabled": False},
            {"user_name": "root@example.com"},
            {"user_name": "ada@example.com"},
            {"user_name": "ben@example.com"},
        ]
    )
    roster = HEAD + "ada@example.com,,,,\nben@example.com,,,,\nnew@example.com,,,,\n"
    options = {
        "user_pool_roster": roster,
        "user_pool_unlisted_users": "disable",
        "user_pool_keep_users": "root@example.com",
    }
    refused = work.play("sync_users", user_pool_removal_limit="1", **options)
    assert (refused.status, refused.writes) == (2, [])
    assert "gone@example.com, left@example.com" in refused.output
    check = work.play("sync_users", "--check", user_pool_removal_limit=limit, **options)
    assert (check.status, check.writes) == (0, []), check.output
    run = work.play("sync_users", user_pool_removal_limit=limit, **options)
    assert run.status == 0, run.output
    assert run.writes == ["CreateUser", "DisableUser", "DisableUser"]
    assert work.pool()["gone@example.com"] == (None, None, False, "office")
    assert work.pool()["root@example.com"] == (None, None, True)
    assert "disabled: 2 (gone@example.com, left@example.com)" in run.summary()
    assert [line.replace("would be ", "") for line in check.summary()[1:]] == run.summary()[1:]
    again = work.play("sync_users", user_pool_removal_limit="0", **options)
    assert (again.status, again.writes) == (0, [])


def test_unlisted_users_are_not_disabled_if_something_failed(work: Any) -> None:
    work.seed([{"user_name": "gone@example.com"}])
    roster = HEAD + "new@example.com,,,no-such-stack,\n"
    run = work.play("sync_users", user_pool_roster=roster, user_pool_unlisted_users="disable")
    assert (run.status, run.writes) == (2, ["CreateUser", "BatchAssociateUserStack"])
    line = "skipped because something failed: not disabled as unlisted: 1 (gone@example.com)"
    assert line in run.summary()


def test_a_roster_that_disables_everybody_is_refused(work: Any) -> None:
    names = [f"u{n}@example.com" for n in range(30)]
    work.seed([{"user_name": name} for name in names])
    roster = HEAD + "".join(f"{name},,,,false\n" for name in names)
    for arguments in ((), ("--check",)):
        run = work.play("sync_users", *arguments, user_pool_roster=roster)
        assert (run.status, run.writes) == (2, [])
        assert "user_pool_removal_limit is 20, but 30 would be removed" in run.output
        assert "30 users to be disabled: u0@example.com, u10@example.com" in run.output
    run = work.play("sync_users", user_pool_roster=roster, user_pool_removal_limit="100%")
    assert run.status == 0, run.output
    assert run.writes == ["DisableUser"] * 30


def test_an_empty_answer_does_not_hide_the_default_roster(work: Any) -> None:
    work.seed([])
    roster = work.file("people.csv", people(1))
    host = {"user_pool_region": "eu-central-1", "user_pool_default_roster": roster}
    text = yaml.safe_dump({"all": {"children": {"appstream_pools": {"hosts": {"one": host}}}}})
    run = work.play(
        "sync_users",
        *("-i", work.file("pools.yml", text)),
        region=False,
        user_pool_roster="",
        user_pool_message_action="welcome",
    )
    assert run.status == 0, run.output
    assert [mail["kind"] for mail in run.mails] == ["welcome"]
