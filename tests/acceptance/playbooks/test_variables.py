# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of variables, and how playbooks are run by hand: on localhost, with extra variables."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from rosters import USERS, pending, people, reviewed
from workplace import Workplace, three_pools

ENTRIES = {
    "sync": "sync_users",
    "offboard": "offboard_users",
    "resend": "resend_invitations",
    "export": "export_users",
    "review": "access_review",
    "apply_review": "apply_review",
}
VALID = {
    "offboard": {"user_pool_user_names": "ada@example.com"},
    "sync": {"user_pool_roster": USERS[:1]},
    "apply_review": {"user_pool_review": reviewed("ada@example.com,design,revoke")},
}
WRITES = {
    "offboard": ["BatchDisassociateUserStack", "DisableUser"],
    "resend": ["CreateUser"],
    "apply_review": ["BatchDisassociateUserStack"],
}
WRITTEN = {"export": {"users-eu-central-1"}, "review": {"access-review-eu-central-1"}}


def test_everyday_variables_do_not_get_in_the_way(work: Workplace) -> None:
    names = "pools known places source spec given title files skipped number names summary"
    everyday: dict[str, Any] = {name: [] for name in names.split()}
    run = work.play("sync_users", "-i", three_pools(work), **everyday)
    assert (run.status, run.calls) == (2, [])
    assert "are the same pool" in run.output
    run = work.play("offboard_users", user_pool_user_names="gone@example.com", **everyday)
    assert (run.status, run.writes) == (0, [])


@pytest.mark.parametrize("entry", ENTRIES)
def test_misspelled_options_are_refused_before_any_call(work: Workplace, entry: str) -> None:
    wrong = {"user_pool_max_concurency": 5, "max_concurrency": 5, "profiel": "x", "profile": "x"}
    run = work.play(ENTRIES[entry], region=False, **VALID.get(entry, {}), **wrong)
    assert (run.status, run.calls) == (2, [])
    assert (
        "Invalid options, nothing was done: user_pool_max_concurency: did you mean"
        " user_pool_max_concurrency?; max_concurrency: did you mean user_pool_max_concurrency?;"
        " profile: did you mean user_pool_profile?; and more, all listed above"
    ) in run.output
    assert run.summary()[-1] == "user_pool_region: is required"


def test_a_role_in_a_play_of_ones_own_refuses_them_too(work: Workplace) -> None:
    work.seed(USERS)
    play = {"vars": {"user_pool_dst": "reviews"}}
    run = work.own("review", play, "-e", "@" + work.file("run.yml", "report_format: [csv]\n"))
    assert (run.status, run.calls) == (2, [])
    assert "user_pool_dst: did you mean user_pool_dest?" in run.output
    assert "report_format: did you mean user_pool_report_formats?" in run.output


def test_an_inventory_may_have_options_of_all_entry_points(work: Workplace) -> None:
    """Given with the run, an option of another entry point was meant for this one."""
    work.seed([])
    more = {"user_pool_dest": "out", "user_pool_mail_limit": 5, "roster": "of something else"}
    host = {"user_pool_region": "eu-central-1", **more, "user_pool_offboard_action": "delete"}
    text = yaml.safe_dump({"all": {"children": {"appstream_pools": {"hosts": {"one": host}}}}})
    pools = work.file("pools.yml", text)
    run = work.play("export_users", "-i", pools, region=False)
    assert run.status == 0, run.output
    run = work.play("export_users", "-i", pools, region=False, user_pool_offboard_action="delete")
    assert (run.status, run.calls) == (2, [])
    assert "user_pool_offboard_action is an option of offboard, not of export" in run.output
    # AWX hands the answers of a workflow's survey to all of its jobs
    given = {"user_pool_offboard_action": "delete", "awx_workflow_job_id": 7}
    run = work.play("export_users", "-i", pools, region=False, **given)
    assert run.status == 0, run.output
    host["user_pool_offbord_action"] = "delete"
    text = yaml.safe_dump({"all": {"children": {"appstream_pools": {"hosts": {"one": host}}}}})
    run = work.play("export_users", "-i", work.file("pools.yml", text), region=False)
    assert (run.status, run.calls) == (2, [])
    assert "did you mean user_pool_offboard_action, an option of offboard?" in run.output


def test_names_of_other_variables_may_be_no_text(work: Workplace) -> None:
    """In YAML, "on" is a flag."""
    work.seed(USERS)
    (work.directory / "group_vars").mkdir()
    work.file("group_vars/all.yml", "on: x\n2026: x\n")
    pools = work.file("pools.yml", "all: {hosts: {localhost: {ansible_connection: local}}}")
    run = work.play("export_users", "-i", pools, "-e", "{1: 2, off: x}")
    assert run.status == 0, run.output
    run = work.play("export_users", "-i", pools, "-e", "{1: 2, user_pool_dst: x}")
    assert (run.status, run.calls) == (2, [])
    assert "user_pool_dst: did you mean user_pool_dest?" in run.output


@pytest.mark.parametrize("entry", ENTRIES)
def test_other_extra_variables_are_no_concern(work: Workplace, entry: str) -> None:
    work.seed([pending("new", 7), *USERS])
    other = {"env": "prod", "environment_name": "x", "aws_region": "x", "tower_user_name": "x"}
    given = VALID.get(entry, {}) | other
    run = work.play(ENTRIES[entry], "-e", "ticket=1 stack_name=x", **given)
    assert run.status == 0, run.output
    assert "eu-central-1" in run.summary()[0]  # localhost is called by its Region
    assert run.writes == WRITES.get(entry, [])
    files = {file.stem for file in work.directory.iterdir()}
    assert files == WRITTEN.get(entry, set())


def test_an_empty_answer_does_not_hide_the_default_roster(work: Workplace) -> None:
    """An answer is an extra variable, which wins over those of the inventory."""
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


def test_a_value_that_ansible_cuts_at_a_blank_is_refused(work: Workplace) -> None:
    work.seed([{"user_name": f"{name}@example.com"} for name in ("ada", "ben")])
    names = "user_pool_user_names=ada@example.com ben@example.com"
    run = work.play("offboard_users", "-e", names)
    assert (run.status, run.calls) == (2, [])
    assert "text that is not name=value" in run.output
    run = work.play("offboard_users", "-e", names.replace("=", "='") + "'")
    assert run.status == 0, run.output
    assert "disabled: 2 (ada@example.com, ben@example.com)" in run.summary()
