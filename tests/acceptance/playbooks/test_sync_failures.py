# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""sync_users with bad rosters and answers, and on a pool that fails."""

from __future__ import annotations

import json

import pytest
from pool_hosts import Host
from rosters import HEAD, people
from workplace import Workplace

pytestmark = pytest.mark.xdist_group("sync")

# How the reason begins of users whose removal was not tried.
SKIPPED = "  1 x skipped, because something else failed and removals come last"

# So that a stack that does not exist fails its users, and not the whole run (G3).
STACKS_DENIED = {
    "operation": "DescribeStacks",
    "error": {"code": "AccessDeniedException"},
    "times": None,
}


async def test_bad_rows_are_named_by_line_before_any_call(host: Host) -> None:
    roster = people(40).splitlines()
    roster[6] = "u6@example.com,José,Last6,,"
    roster[16] = "u16 @example.com,First,Last16,,"
    roster[26] = "u6@example.com,First,Last26,,perhaps"
    run = await host.play("sync_users", user_pool_roster=host.file("people.csv", "\n".join(roster)))
    assert run.status == 2
    for line in (
        "line 7 ('u6@example.com'): first_name 'José' has characters other than",
        "line 17 ('u16 @example.com'): user_name contains white space",
        "line 27 ('u6@example.com'): enabled 'perhaps' is neither true nor false (accepted: true, ",
        "Staged), the same user as in line 7, with other values; rows of one user may differ",
    ):
        assert line in run.output
    assert "The roster has 3 errors, nothing was done" in run.output
    assert run.calls == []  # C8


async def test_bad_answers_are_all_named_before_any_call(host: Host) -> None:
    run = await host.play(
        "sync_users",
        region=False,
        user_pool_region=" ",
        user_pool_roster="nowhere.csv",
        user_pool_purge_stacks="perhaps",
        user_pool_removal_limit="ten",
        user_pool_max_concurrency="51",
    )
    assert (run.status, run.calls) == (2, [])
    for words in (
        "user_pool_region: is required",
        "nowhere.csv",
        "user_pool_purge_stacks: 'perhaps' is neither true nor false",
        "user_pool_removal_limit: 'ten' is neither a whole number nor a percentage such as 10%",
        "user_pool_max_concurrency: must be from 1 to 50, not 51",
    ):
        assert words in run.output
    run = await host.play("sync_users", region=False, user_pool_roster=[])  # AWS_REGION is set
    assert (run.status, run.calls) == (2, [])
    assert "user_pool_region: is required" in run.output
    run = await host.play("sync_users", user_pool_roster="", user_pool_default_roster="")
    assert (run.status, run.calls) == (2, [])
    assert "There is no roster" in run.output


async def test_conflicts_fail_before_anything_is_written(host: Host) -> None:
    host.seed(
        [
            {"user_name": "ada@example.com", "first_name": "Ada", "last_name": "Old"},
            {"user_name": "ben@example.com"},
        ]
    )
    text = HEAD + "ada@example.com,Ada,New,,\nBEN@example.com,,,,\nnew@example.com,,,,\n"
    roster = host.file("people.csv", text)
    run = await host.play("sync_users", user_pool_roster=roster)
    assert (run.status, run.writes, run.changed()) == (2, [], 0)
    assert run.summary()[0].startswith(f"{host}, nothing was done, FAILED: ")
    assert "would be created: 1 (new@example.com)" in run.summary()
    assert "1 x last_name is 'Old', not 'New'" in run.output  # C6
    assert "ben@example.com; no second account is created [BEN@example.com]" in run.output  # F3
    text = text.replace("BEN", "ben")
    host.file("people.csv", text)
    run = await host.play("sync_users", user_pool_roster=roster, user_pool_on_name_change="ignore")
    assert (run.status, run.writes) == (0, ["CreateUser"])


async def test_a_failed_user_holds_up_removals_but_no_user(host: Host) -> None:
    host.seed([{"user_name": "gone@example.com"}])
    host.emulator.add_fault(STACKS_DENIED)
    text = people(300).replace(";design", "", 150).replace(";design", ";no-such-stack")
    run = await host.play(
        "sync_users",
        user_pool_roster=text,
        user_pool_mail_limit=300,
        user_pool_unlisted_users="delete",
        user_pool_removal_limit=5,
    )
    assert run.status == 2
    assert run.writes.count("CreateUser") == 300
    assert "DeleteUser" not in run.writes
    assert any(line.startswith(SKIPPED) and "gone@example.com" in line for line in run.summary())
    reason = "150 x BatchAssociateUserStack for user <user>, stack 'no-such-stack': STACK_NOT_FOUND"
    assert run.output.count(reason) <= 3  # the summary, and the failed task as Ansible shows it
    assert "u299@example.com" not in run.output  # A5: no row for each


async def test_nothing_at_all_can_be_done_after_the_prediction(host: Host) -> None:
    host.seed([])
    # the prediction reads the pool once; then the permission is gone
    host.emulator.add_fault(
        {"operation": "DescribeUsers", "error": {"code": "AccessDeniedException"}, "after": 1}
    )
    run = await host.play("sync_users", user_pool_roster=people(30))
    assert (run.status, run.writes) == (2, [])
    assert "the IAM action needed is appstream:DescribeUsers" in run.summary()[-1]  # E3


async def test_the_quota_ends_creates_and_is_reported_once(host: Host) -> None:
    host.seed([{"user_name": "old@example.com"}])
    host.emulator.configure(user_quota=6)
    roster = people(40) + "old@example.com,,,office,\n"
    run = await host.play("sync_users", user_pool_roster=roster, user_pool_max_concurrency=2)
    assert run.status == 2
    refused = run.writes.count("CreateUser") - 5
    assert 1 <= refused <= 2  # E4: those under way
    assert host.pool()["old@example.com"][3:] == ("office",)
    lines = run.summary()
    assert lines[1].startswith("created: 5 (u1@")
    assert [line for line in lines if line.startswith("failed: 35 (u")]
    assert sum("L-6A8C9986" in line for line in lines) <= 2
    assert len("".join(lines)) < 2500


async def test_a_user_is_disabled_although_a_removal_is_skipped(host: Host) -> None:
    host.seed([{"user_name": "off@example.com", "stack_names": ["office"]}])
    host.emulator.add_fault(STACKS_DENIED)
    roster = HEAD + "off@example.com,,,design,false\nnew@example.com,,,no-such-stack,\n"
    run = await host.play(
        "sync_users",
        user_pool_roster=roster,
        user_pool_purge_stacks=True,
        user_pool_removal_limit=5,
    )
    assert run.status == 2
    assert host.pool()["off@example.com"] == (None, None, False, "design", "office")
    assert any(line.startswith(SKIPPED) and "off@example.com" in line for line in run.summary())
    roster = roster.replace("no-such-stack", "")
    run = await host.play(
        "sync_users",
        user_pool_roster=roster,
        user_pool_purge_stacks=True,
        user_pool_removal_limit=5,
    )
    assert (run.status, run.writes) == (0, ["BatchDisassociateUserStack"])


async def test_a_denied_create_is_not_tried_user_after_user(host: Host) -> None:
    host.seed([])
    rule = {"operation": "CreateUser", "error": {"code": "AccessDeniedException"}, "after": 12}
    host.emulator.add_fault(rule)
    run = await host.play("sync_users", user_pool_roster=people(60), user_pool_max_concurrency=2)
    assert run.status == 2
    # the other thread may have begun one or two more before it hears of the denial
    assert run.writes.count("CreateUser") < 20  # E3
    failed = 60 - len(host.pool())
    assert any(line.startswith(f"failed: {failed} (u") for line in run.summary()), run.summary()


async def test_unlisted_users_are_not_disabled_if_something_failed(host: Host) -> None:
    host.seed([{"user_name": "gone@example.com"}])
    host.emulator.add_fault(STACKS_DENIED)
    roster = HEAD + "new@example.com,,,no-such-stack,\n"
    run = await host.play("sync_users", user_pool_roster=roster, user_pool_unlisted_users="disable")
    assert (run.status, run.writes) == (2, ["CreateUser", "BatchAssociateUserStack"])
    assert any(line.startswith(SKIPPED) and "gone@example.com" in line for line in run.summary())


async def test_a_typing_error_in_a_stack_stops_a_sync_before_anybody_is_created(host: Host) -> None:
    """G3: in check mode, and for real."""
    host.seed([])
    roster = HEAD + "new@example.com,,,office,\nnew2@example.com,,,desing,\n"
    for arguments in (("--check",), ()):
        run = await host.play("sync_users", *arguments, user_pool_roster=roster)
        assert (run.status, run.writes, run.mails) == (2, [], [])
        assert "desing: did you mean design?" in run.output


EXPIRED = {"times": None, "error": {"code": "ExpiredTokenException"}}


async def test_the_next_run_restores_what_a_recreate_took(host: Host) -> None:
    """C7, C9: a user who was disabled, on three stacks."""
    host.seed(
        [
            {
                "user_name": "kim@example.com",
                "last_name": "Old",
                "enabled": False,
                "stack_names": ["design", "office"],
            },
            {"user_name": "lee@example.com"},
        ]
    )
    variables = {
        "user_pool_roster": HEAD + "kim@example.com,,New,,\nlee@example.com,,,,\n",
        "user_pool_on_name_change": "recreate",
        "user_pool_journal_dir": str(host.directory / "state"),
    }
    host.emulator.add_fault({"operation": "CreateUser", "after": 1, **EXPIRED})
    run = await host.play("sync_users", **variables)
    assert (run.status, list(host.pool())) == (2, ["lee@example.com"])
    before = {
        "user_name": "kim@example.com",
        "stack_names": ["design", "office"],
        "enabled": False,
    }
    assert f"to restore the user, use this roster entry: {json.dumps(before)}" in run.summary()

    # Neither a list without the user nor check mode makes it forgotten.
    host.emulator.clear_faults()
    others = {**variables, "user_pool_roster": HEAD + "lee@example.com,,,,\n"}
    run = await host.play("sync_users", **others)
    line = "not restored after an earlier run, and not on the roster: kim@example.com"
    assert (run.status, run.writes) == (0, []), run.output
    assert line in run.summary()
    predicted = await host.play("sync_users", "--check", **variables)
    assert "would be disabled: 1 (kim@example.com)" in predicted.summary()
    assert predicted.writes == []

    run = await host.play("sync_users", **variables)
    assert run.status == 0
    assert host.pool()["kim@example.com"] == (None, "New", False, "design", "office")
    assert [mail["kind"] for mail in run.mails] == ["welcome"]
    said = [line.removeprefix("would be ") for line in predicted.summary()[1:]]
    assert run.summary()[1:] == said
    assert "repaired after an earlier run: 1 (kim@example.com)" in run.summary()
    assert not list((host.directory / "state").iterdir())
    run = await host.play("sync_users", **variables)
    assert (run.status, run.writes) == (0, [])


async def test_who_is_offboarded_gets_nothing_back(host: Host) -> None:
    """C9: whoever has the same address later is somebody else."""
    kim = {"user_name": "kim@example.com", "last_name": "Old", "stack_names": ["design"]}
    host.seed([kim, {"user_name": "lee@example.com"}])
    state = {"user_pool_journal_dir": str(host.directory / "kept")}
    roster = HEAD + "kim@example.com,,New,,\nlee@example.com,,,,\n"
    host.emulator.add_fault({"operation": "CreateUser", "after": 1, **EXPIRED})
    recreate = {"user_pool_roster": roster, "user_pool_on_name_change": "recreate"}
    run = await host.play("sync_users", **recreate, **state)
    assert (run.status, list(host.pool())) == (2, ["lee@example.com"])
    host.emulator.clear_faults()
    leavers = {"user_pool_user_names": "kim@example.com"}
    run = await host.play("offboard_users", "--check", **leavers, **state)
    assert list((host.directory / "kept").iterdir())
    run = await host.play("offboard_users", **leavers, **state)
    assert (run.status, run.writes, run.changed()) == (0, [], 0), run.output
    assert "not in the pool: 1 (kim@example.com)" in run.summary()
    assert not list((host.directory / "kept").iterdir())
    run = await host.play("sync_users", user_pool_roster=roster, **state)
    assert run.status == 0
    assert host.pool()["kim@example.com"] == (None, "New", True)


@pytest.mark.parametrize("gone", [True, False])
async def test_p7_unassign_repairs_nobody_and_forgets_nothing(host: Host, gone: bool) -> None:
    """The journal has what an interrupted recreate took."""
    kim = {"user_name": "kim@example.com", "last_name": "Old", "stack_names": ["design", "office"]}
    host.seed([kim, {"user_name": "lee@example.com", "stack_names": ["office"]}])
    state = {"user_pool_journal_dir": str(host.directory / "open")}
    recreate = {
        "user_pool_roster": HEAD + "kim@example.com,,New,,\n",
        "user_pool_on_name_change": "recreate",
    }
    fault = "CreateUser" if gone else "BatchAssociateUserStack"
    host.emulator.add_fault({"operation": fault, "after": int(gone), **EXPIRED})
    run = await host.play("sync_users", **recreate, **state)
    assert (run.status, "kim@example.com" in host.pool()) == (2, not gone)
    host.emulator.clear_faults()
    unassign = {
        "user_pool_user_names": "kim@example.com lee@example.com",
        "user_pool_offboard_action": "unassign",
        "user_pool_stack_names": "office",
    }
    run = await host.play("offboard_users", **unassign, **state)
    assert (run.status, run.writes) == (2, []), run.output
    assert "interrupted while it replaced kim@example.com; run sync_users" in run.output
    assert list((host.directory / "open").iterdir())
    only_lee = {**unassign, "user_pool_user_names": "lee@example.com"}
    run = await host.play("offboard_users", **only_lee, **state)
    assert (run.status, run.writes) == (0, ["BatchDisassociateUserStack"]), run.output


@pytest.mark.parametrize("action", ["delete", "unassign"])
@pytest.mark.parametrize("end", ["kill -KILL $$", "echo {}"])
@pytest.mark.task_processes
def test_b5_a_journal_that_is_not_read_stops_an_offboarding(
    work: Workplace, action: str, end: str
) -> None:
    """The module that forgets or finds an interrupted user is killed, or its result is empty."""
    kim = {"user_name": "kim@example.com", "last_name": "Old", "stack_names": ["office"]}
    work.seed([kim, {"user_name": "lee@example.com", "stack_names": ["office"]}])
    state = {"user_pool_journal_dir": str(work.directory / "kept")}
    roster = HEAD + "kim@example.com,,New,,\n"
    work.emulator.add_fault({"operation": "CreateUser", "after": 1, **EXPIRED})
    recreate = {"user_pool_roster": roster, "user_pool_on_name_change": "recreate"}
    run = work.play("sync_users", **recreate, **state)
    assert (run.status, list(work.pool())) == (2, ["lee@example.com"])
    work.emulator.clear_faults()
    run = work.play(
        "offboard_users",
        user_pool_user_names="kim@example.com lee@example.com",
        user_pool_offboard_action=action,
        user_pool_stack_names="office" if action == "unassign" else "",
        ansible_python_interpreter=python_for_modules(work, f"{end}; exit 0"),
        **state,
    )
    assert (run.status, run.writes) == (2, []), run.output
    assert run.summary()[0].endswith(", nothing was done, FAILED")
    assert list((work.directory / "kept").iterdir())


def killed_after(work: Workplace, modules: int) -> str:
    """An interpreter in which appstream_user, after so many times, does all its work and is then
    killed before it can say so."""
    count = work.directory / "count"
    script = f"""echo >> '{count}'
[ "$(wc -l < '{count}')" -le {modules} ] && exec '{work.python}' "$@"
'{work.python}' "$@" > /dev/null
kill -KILL $$"""
    return python_for_modules(work, script)


def python_for_modules(work: Workplace, script: str) -> str:
    """An interpreter which does what the script says if it is to run appstream_user."""
    lines = f"""#!/bin/sh
case "$*" in
*AnsiballZ_appstream_user.py*) ;;
*) exec '{work.python}' "$@" ;;
esac
{script}
"""
    path = work.directory / work.file("python", lines)
    path.chmod(0o755)
    return str(path)


@pytest.mark.task_processes
def test_b5_of_a_task_that_was_killed_what_it_finished_is_reported(work: Workplace) -> None:
    """Six users exist and have their mail, and no row says so."""
    work.seed([{"user_name": "old@example.com"}])
    denied = {"operation": "CreateUser", "error": {"code": "AccessDeniedException"}, "after": 6}
    work.emulator.add_fault(denied)
    run = work.play(
        "sync_users",
        user_pool_roster=people(10) + "old@example.com,,,,\n",
        user_pool_max_concurrency=1,
        ansible_python_interpreter=killed_after(work, modules=1),
    )
    assert (run.status, len(work.pool())) == (2, 7)
    assert run.changed() == 1
    shown = "u1@example.com, u2@example.com, u3@example.com, u4@example.com, u5@example.com"
    assert f"created: 6 ({shown} and 1 more)" in run.summary()
    assert f"added to stacks (12 in all): 6 ({shown} and 1 more)" in run.summary()
    names = "u7@example.com, u8@example.com, u9@example.com, u10@example.com"
    assert f"outcome unknown: 4 ({names})" in run.summary()


@pytest.mark.parametrize("action", ["disable", "delete"])
@pytest.mark.task_processes
def test_b5_what_a_killed_offboarding_finished_is_reported(work: Workplace, action: str) -> None:
    work.seed([{"user_name": "ada@example.com", "stack_names": ["office"]}])
    run = work.play(
        "offboard_users",
        user_pool_user_names="ada@example.com",
        user_pool_offboard_action=action,
        ansible_python_interpreter=killed_after(work, modules=0),
    )
    assert (run.status, run.changed()) == (2, 1)
    assert f"{action}d: 1 (ada@example.com)" in run.summary()
    assert run.calls[-1]["operation"] == "DescribeUsers"  # P5: nobody else knows who has access now
    assert not [line for line in run.summary() if "unknown" in line]


@pytest.mark.task_processes
def test_b5_nobody_is_mailed_again_because_a_resend_was_killed(work: Workplace) -> None:
    """The summary says who was mailed, and nobody of them is named for another run."""
    work.seed([{"user_name": f"{name}@example.com"} for name in ("ada", "ben")])
    denied = {"operation": "CreateUser", "error": {"code": "AccessDeniedException"}, "after": 1}
    work.emulator.add_fault(denied)
    run = work.play(
        "resend_invitations",
        user_pool_resend_every_days=0,
        user_pool_user_names="ada@example.com, ben@example.com",
        user_pool_max_concurrency=1,
        ansible_python_interpreter=killed_after(work, modules=0),
    )
    assert (run.status, run.changed()) == (2, 1)
    assert "invited again: 1 (ada@example.com)" in run.summary()
    assert "outcome unknown: 1 (ben@example.com)" in run.summary()


@pytest.mark.task_processes
def test_b5_h2_a_task_that_was_killed_in_spite_of_check_was_not_in_check_mode(
    work: Workplace,
) -> None:
    work.seed([{"user_name": "ada@example.com"}])
    options = {
        "user_pool_user_names": "ada@example.com",
        "ansible_python_interpreter": killed_after(work, modules=0),
    }
    run = work.own("offboard", {}, "--check", **options)
    assert (run.status, run.writes) == (2, [])
    assert run.summary()[0].startswith("eu-central-1, in check mode, FAILED: ")
    run = work.own("offboard", {"check_mode": False}, "--check", **options)
    assert (run.status, run.writes) == (2, ["DisableUser"])
    assert run.summary()[0].startswith("eu-central-1, not in check mode")
    assert "disabled: 1 (ada@example.com)" in run.summary()


@pytest.mark.task_processes
def test_a_prediction_that_crashed_is_reported(work: Workplace) -> None:
    work.seed([])
    run = work.play(
        "sync_users",
        user_pool_roster=people(1),
        ansible_python_interpreter=killed_after(work, modules=0),
    )
    assert (run.status, run.writes) == (2, [])
    assert ", nothing was done, FAILED: " in run.summary()[0]
    assert run.summary()[1].startswith("failed: ")


@pytest.mark.parametrize(
    "template",
    ["{{ lookup('ansible.builtin.file', 'missing.csv') }}", "{{ nobody_set_this }}"],
    ids=["file", "variable"],
)
async def test_h7_a_template_that_fails_is_one_sentence(host: Host, template: str) -> None:
    host.seed([])
    said = "missing.csv" if "missing.csv" in template else "'nobody_set_this' is undefined"
    run = await host.play(
        "sync_users", user_pool_default_roster=template, user_pool_mail_limit="many"
    )
    assert (run.status, run.calls) == (2, [])
    heading, *errors = run.summary()
    assert heading == f"{host}, nothing was done, FAILED"
    assert [error.partition(":")[0] for error in errors] == [
        "user_pool_default_roster",
        "user_pool_mail_limit",
    ]
    assert errors[0].startswith("user_pool_default_roster: cannot be evaluated: ")
    assert said in errors[0]
    assert "Finalization" not in run.output
    assert "templating" not in run.output


@pytest.mark.parametrize(
    ("playbook", "options"),
    [
        ("sync_users", {"user_pool_roster": people(1)}),
        ("offboard_users", {"user_pool_user_names": "ada@example.com"}),
        (
            "offboard_users",
            {"user_pool_user_names": "ada@example.com", "user_pool_offboard_action": "delete"},
        ),
        ("resend_invitations", {"user_pool_user_names": "ada@example.com"}),
    ],
    ids=["sync", "disable", "delete", "resend"],
)
@pytest.mark.task_processes
def test_b5_an_empty_result_is_no_success(
    work: Workplace, playbook: str, options: dict[str, str]
) -> None:
    work.seed([{"user_name": "ada@example.com", "stack_names": ["office"]}])
    interpreter = python_for_modules(work, "echo {}")
    interpreted = {"ansible_python_interpreter": interpreter, "__user_pool_delay": 0}
    run = work.play(playbook, **interpreted, **options)
    assert (run.status, run.writes) == (2, []), run.output
    assert "FAILED" in run.summary()[0]
