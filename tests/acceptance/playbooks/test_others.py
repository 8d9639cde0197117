# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The other playbooks, and several pools at once."""

from __future__ import annotations

import json
import stat
import time
from typing import Any

import pytest
import yaml

DAY = 86_400
USERS = [
    {"user_name": "ada@example.com", "stack_names": ["design", "office"]},
    {"user_name": "ben@example.com", "enabled": False},
    {"user_name": "cleo@example.com", "stack_names": ["office"]},
]


@pytest.mark.parametrize("action", ["disable", "delete"])
def test_offboard_in_check_mode_and_twice(work: Any, action: str) -> None:
    work.seed(USERS)
    names = work.file("leavers.txt", "ada@example.com\n\nben@example.com\ngone@example.com\n")
    options = {"user_pool_user_names": names, "user_pool_offboard_action": action}
    check = work.play("offboard_users", "--check", **options)
    assert (check.status, check.writes) == (0, [])
    run = work.play("offboard_users", **options)
    assert run.status == 0, run.output
    # D3
    if action == "disable":
        assert run.writes == ["BatchDisassociateUserStack", "DisableUser"]
        assert work.pool()["ada@example.com"] == (None, None, False)
    else:
        assert run.writes == ["BatchDisassociateUserStack", "DeleteUser", "DeleteUser"]
        assert list(work.pool()) == ["cleo@example.com"]
    assert work.pool()["cleo@example.com"] == (None, None, True, "office")
    assert run.mails == []
    assert "not in the pool: 1 (gone@example.com)" in run.summary()
    assert [line.replace("would be ", "") for line in check.summary()[1:]] == run.summary()[1:]
    again = work.play("offboard_users", **options)
    assert (again.status, again.writes, again.changed()) == (0, [], 0)  # D5


def test_offboard_reports_similar_names_and_fails_after_the_others(work: Any) -> None:
    work.seed([*USERS, {"user_name": "Dan@example.com"}, {"user_name": "dan@example.com"}])
    text = "email;name\nADA@example.com;Ada\nDan@example.com;Dan\ncleo@example.com;Cleo\n"
    run = work.play("offboard_users", user_pool_user_names=text)
    assert run.status == 2
    only = (
        "in the pool only with different capitals or accents, not changed: 1 (ADA@example.com (in"
        " the pool: ada@example.com))"
    )
    also = (
        "also in the pool with different capitals or accents, not changed: 1 (Dan@example.com (in"
        " the pool:"
    )
    assert only in run.summary()[-2]  # F3
    assert also in run.summary()[-1]
    assert {name for name, user in work.pool().items() if not user[2]} == {
        "ben@example.com",
        "cleo@example.com",
        "Dan@example.com",
    }


def test_offboard_refuses_bad_names_and_too_many(work: Any) -> None:
    work.seed(USERS)
    run = work.play(
        "offboard_users", user_pool_user_names="ada@example.com\nben at example.com\ncleo"
    )
    assert (run.status, run.calls) == (2, [])
    assert "line 2 ('ben'): user_name is no e-mail address" in run.output
    assert "line 3 ('cleo'): user_name is no e-mail address" in run.output
    names = ["ada@example.com", "cleo@example.com"]
    run = work.play("offboard_users", user_pool_user_names=names, user_pool_removal_limit="1")
    assert (run.status, run.writes) == (2, [])
    assert (
        "eu-central-1, nothing was done: user_pool_removal_limit is 1, but 2 users would be"
        " disabled or taken off stacks: ada@example.com, cleo@example.com"
    ) in run.output
    run = work.play("offboard_users", user_pool_user_names="", user_pool_offboard_action="")
    assert (run.status, run.calls) == (2, [])
    assert "user_pool_user_names: is required" in run.output
    assert "user_pool_offboard_action: '' is none of disable, delete" in run.output


def test_offboard_creates_nobody_who_is_deleted_meanwhile(work: Any) -> None:
    work.seed(USERS)
    work.emulator.add_fault(
        {"operation": "DescribeUsers", "after": 1, "vanish": True, "user": "ada@example.com"}
    )
    run = work.play("offboard_users", user_pool_user_names="ada@example.com cleo@example.com")
    assert run.status == 0, run.output
    assert "CreateUser" not in run.writes
    assert set(work.pool()) == {"ben@example.com", "cleo@example.com"}


def test_offboard_has_a_limit_by_default(work: Any) -> None:
    work.seed([{"user_name": f"u{n}@example.com"} for n in range(21)])
    work.seed([{"user_name": "off@example.com", "enabled": False}])
    names = [f"u{n}@example.com" for n in range(21)]
    for limit in ({}, {"user_pool_removal_limit": "95%"}):  # of 22 users
        run = work.play("offboard_users", user_pool_user_names=names, **limit)
        assert (run.status, run.writes) == (2, [])
        assert "but 21 users would be disabled or taken off stacks: u0@" in run.output
        assert "u19@example.com and 1 more" in run.output
    # disabled users who are on no stack do not count
    allowed = work.play("offboard_users", user_pool_user_names=[*names[:20], "off@example.com"])
    assert allowed.status == 0, allowed.output
    allowed = work.play("offboard_users", user_pool_user_names=names, user_pool_removal_limit="10%")
    assert allowed.status == 0, allowed.output


def test_offboard_takes_stacks_of_disabled_users_within_the_limit(work: Any) -> None:
    """D8: each user who loses something counts once."""
    names = [f"u{n}@example.com" for n in range(3)]
    off = [{"user_name": n, "enabled": False, "stack_names": ["design", "office"]} for n in names]
    work.seed([*off, *USERS])
    listed = {"user_pool_user_names": [*names, "ada@example.com", "ben@example.com"]}
    for arguments, title in (((), ", nothing was done"), (("--check",), ", in check mode")):
        run = work.play("offboard_users", *arguments, **listed, user_pool_removal_limit=3)
        assert (run.status, run.writes) == (2, [])
        limit = "user_pool_removal_limit is 3, but 4 users would be disabled or"
        assert f"eu-central-1{title}: {limit}" in run.output
    run = work.play("offboard_users", **listed, user_pool_removal_limit=4)
    assert run.status == 0, run.output
    assert work.pool()["u0@example.com"] == (None, None, False)
    assert work.pool()["cleo@example.com"] == (None, None, True, "office")
    again = work.play("offboard_users", **listed, user_pool_removal_limit=0)
    assert (again.status, again.writes) == (0, [])


@pytest.mark.parametrize("entry", ["offboard", "resend"])
def test_defaults_of_a_play_purge_nobody(work: Any, entry: str) -> None:
    work.seed([pending("new", 7), *USERS])
    purging = {"euc.appstream.appstream_user": {"unlisted_users": "delete", "removal_limit": 50}}
    run = work.own(entry, {"module_defaults": purging}, user_pool_user_names="new@example.com")
    assert run.status == 0, run.output
    assert len(work.pool()) == 4
    assert len(run.writes) == 1


def test_credentials_of_a_play_hold(work: Any) -> None:
    key = "AKIAOTHER00000000000"
    work.seed(USERS)
    work.seed([{"user_name": "other@example.com"}], access_key=key)
    group = {"access_key": key, "secret_key": "another-secret-that-is-long-enough"}
    run = work.own("export", {"module_defaults": {"group/euc.appstream.aws": group}})
    assert run.status == 0, run.output
    assert "other@example.com" in (work.directory / "users-eu-central-1.csv").read_text()


def test_everyday_variables_do_not_get_in_the_way(work: Any) -> None:
    names = "pools known places source spec given title files skipped number names summary"
    everyday: dict[str, Any] = {name: [] for name in names.split()}
    run = work.play("sync_users", "-i", inventory(work), **everyday)
    assert (run.status, run.calls) == (2, [])
    assert "are the same pool" in run.output
    run = work.play("offboard_users", user_pool_user_names="gone@example.com", **everyday)
    assert (run.status, run.writes) == (0, [])


def pending(name: str, days: int, **more: Any) -> dict[str, Any]:
    """A user created that many days ago, at the end of the day, as far as it has come today."""
    now = time.time()
    created = now - days * DAY if days == 0 else (now // DAY - days) * DAY + 86_399
    return {"user_name": f"{name}@example.com", "created_time": created, **more}


def test_resend_mails_users_whose_invitation_is_due(work: Any) -> None:
    work.seed(
        [
            pending("today", 0),
            pending("six", 6),
            pending("seven", 7),
            pending("eight", 8),
            pending("fortnight", 14),
            pending("off", 7, enabled=False),
            pending("set", 7, status="CONFIRMED"),
            pending("timeless", 7, omit=["CreatedTime"]),
        ]
    )
    check = work.play("resend_invitations", "--check")
    assert (check.status, check.writes, check.changed()) == (0, [], 1)  # C3
    run = work.play("resend_invitations")
    assert run.status == 0, run.output
    assert sorted(mail["user_name"] for mail in run.mails) == [
        "fortnight@example.com",
        "seven@example.com",
    ]
    assert run.summary() == [
        "eu-central-1",
        "invited again: 2 (fortnight@example.com, seven@example.com)",
        "unchanged: 6",
        "not mailed: 3, not due, invitations are repeated every 7 days after creation"
        " (eight@example.com, six@example.com, today@example.com)",
        "not mailed: 1, AWS does not report the creation date; set"
        " user_pool_resend_every_days=0 to mail all (timeless@example.com)",
    ]
    limited = work.play("resend_invitations", user_pool_mail_limit=1)
    assert (limited.status, limited.mails) == (2, [])
    assert (
        "user_pool_mail_limit is 1, but 2 users would be mailed; no mail was sent" in limited.output
    )
    daily = work.play("resend_invitations", user_pool_resend_every_days="3")
    assert [mail["user_name"] for mail in daily.mails] == ["six@example.com"]


def test_resend_to_named_users(work: Any) -> None:
    work.seed([pending("new", 3), pending("off", 7, enabled=False), pending("other", 7)])
    names = "new@example.com off@example.com\nnobody@example.com"
    run = work.play("resend_invitations", user_pool_user_names=names)
    assert (run.status, run.mails) == (2, [])
    run = work.play(
        "resend_invitations", user_pool_user_names=names, user_pool_resend_every_days="0"
    )
    assert run.status == 2
    assert run.writes == ["CreateUser"]  # never makes anybody (C3)
    assert [mail["user_name"] for mail in run.mails] == ["new@example.com"]
    assert "not mailed: 1, the user is not enabled (off@example.com)" in run.summary()
    assert "not in the pool: 1 (nobody@example.com)" in run.summary()


@pytest.mark.parametrize("roster_format", ["csv", "yaml"])
def test_an_export_is_a_roster_that_changes_nothing(work: Any, roster_format: str) -> None:
    work.seed(
        [
            *USERS,
            {"user_name": "Ada@example.com", "first_name": "Ada ", "last_name": "-1"},
            {"user_name": "=x'+1@example.com", "stack_names": ["design"]},
            {"user_name": "bare@example.com", "omit": ["Enabled", "Status", "CreatedTime"]},
        ]
    )
    check = work.play(
        "export_users", "--check", user_pool_dest="out", user_pool_roster_formats=roster_format
    )
    assert check.status == 0, check.output
    assert not (work.directory / "out").exists()
    assert check.summary()[0] == "eu-central-1, in check mode: 6 users"
    assert check.summary()[1].startswith("would be written: ")
    before = work.pool()
    run = work.play("export_users", user_pool_dest="out", user_pool_roster_formats=roster_format)
    assert run.status == 0, run.output
    file = work.directory / "out" / f"users-eu-central-1.{roster_format.replace('yaml', 'yml')}"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run.writes == []
    back = work.play(
        "sync_users",
        user_pool_roster=str(file),
        user_pool_unlisted_users="delete",
        user_pool_purge_stacks=True,
        user_pool_removal_limit=0,
    )
    assert (back.status, back.writes, back.changed()) == (0, [], 0), back.output
    assert work.pool() == before
    again = work.play(
        "export_users", user_pool_dest="out", user_pool_roster_formats=[roster_format]
    )
    assert (again.status, again.changed()) == (0, 0)


def test_an_omitted_directory_is_the_default(work: Any) -> None:
    work.seed(USERS)
    omitted = dict.fromkeys(
        ("user_pool_dest", "user_pool_profile"), "{{ nothing | default(omit) }}"
    )
    run = work.own("export", {"vars": omitted})
    assert run.status == 0, run.output
    assert (work.directory / "users-eu-central-1.csv").is_file()


def test_an_export_says_what_a_sync_will_refuse(work: Any) -> None:
    work.seed([{"user_name": "a,b@example.com"}])
    run = work.play("export_users")
    assert run.status == 0, run.output
    assert "sync_users will refuse line 2 ('a,b@example.com')" in run.summary()[-1]


def test_access_review(work: Any) -> None:
    work.seed([*USERS, {"user_name": "Ada@example.com"}, {"user_name": "<b>@example.com"}])
    check = work.play("access_review", "--check", user_pool_dest="reviews")
    assert check.status == 0, check.output
    assert not (work.directory / "reviews").exists()
    assert check.summary()[-1].startswith("in check mode, would be written: ")
    run = work.play(
        "access_review", user_pool_dest="reviews", user_pool_expected_stacks="design empty"
    )
    assert (run.status, run.writes) == (0, []), run.output
    assert (
        "User names that differ only by capitals or accents: 2. Ada@example.com / ada@example.com"
        in run.summary()
    )
    assert "Expected stacks without users: 1. empty" in run.summary()
    files = {f.suffix: f.read_text("utf-8") for f in (work.directory / "reviews").iterdir()}
    assert set(files) == {".html", ".csv", ".json"}
    assert "&lt;b&gt;@example.com" in files[".html"]
    assert "<b>" not in files[".html"]
    report = json.loads(files[".json"])
    assert report["users"][2]["stack_names"] == ["design", "office"]
    assert report["summary"]["disabled"] == 1
    assert files[".csv"].count("@example.com") == 5
    other = work.play("access_review", user_pool_report_formats=["pdf"])
    assert (other.status, other.calls) == (2, [])
    assert "user_pool_report_formats: 'pdf' is none of html, csv, json" in other.output


POOLS = {"ireland": "eu-west-1", "virginia": "us-east-1", "tokyo": "ap-northeast-1"}


def inventory(work: Any) -> str:
    hosts = {
        name: {"user_pool_region": region, "user_pool_default_roster": f"{name}.csv"}
        for name, region in POOLS.items()
    }
    for name, region in POOLS.items():
        work.seed([], region=region)
        work.file(f"{name}.csv", f"email,stack_names\nada@{name}.example.com,office\n")
    text = yaml.safe_dump({"all": {"children": {"appstream_pools": {"hosts": hosts}}}})
    return work.file("pools.yml", text)


def test_three_pools_one_of_which_fails(work: Any) -> None:
    pools = inventory(work)
    work.emulator.add_fault(
        {
            "operation": "DescribeUsers",
            "region": POOLS["tokyo"],
            "error": {"code": "AccessDeniedException"},
        }
    )
    run = work.play("sync_users", "-i", pools, region=False)
    assert run.status == 2
    for name in ("ireland", "virginia"):
        user = f"ada@{name}.example.com"
        assert work.pool(POOLS[name]) == {user: (None, None, True, "office")}
        assert f"created: 1 ({user})" in run.summary(name)
    assert work.pool(POOLS["tokyo"]) == {}
    assert run.summary("tokyo")[0] == "tokyo, nothing was done"
    work.emulator.clear_faults()
    run = work.play("sync_users", "-i", pools, region=False)
    assert (run.status, run.writes) == (0, ["CreateUser", "BatchAssociateUserStack"])


def test_two_hosts_are_never_the_same_pool(work: Any) -> None:
    play = {"hosts": "one,two", "vars": {"user_pool_region": "eu-central-1"}}
    run = work.own("export", play, "-i", "one,two,", region=False)
    assert (run.status, run.calls) == (2, [])
    assert "Several hosts of this run are the same pool, nothing was done: one" in run.output
    run = work.play("sync_users", "-i", inventory(work))  # the Region is an extra variable
    assert (run.status, run.calls) == (2, [])
    assert "Several hosts of this run are the same pool, nothing was done: ireland" in run.output


def test_lists_in_the_inventory_may_hold_dates(work: Any) -> None:
    """Before ansible-core 2.19, a template makes text of a list that holds one."""
    dated = "- {user_name: ada@example.com, start_date: 2026-01-31}\n"
    work.seed([])
    run = work.play(
        "sync_users", "-e", "@" + work.file("pool.yml", f"user_pool_default_roster:\n{dated}")
    )
    assert "columns ignored: start_date" in run.output
    assert (run.status, run.writes) == (0, ["CreateUser"])
    run = work.play(
        "offboard_users", "-e", "@" + work.file("pool.yml", f"user_pool_user_names:\n{dated}")
    )
    assert (run.status, run.writes) == (0, ["DisableUser"])


# ---- names of variables


ENTRIES = {
    "sync": "sync_users",
    "offboard": "offboard_users",
    "resend": "resend_invitations",
    "export": "export_users",
    "review": "access_review",
}
VALID = {"offboard": {"user_pool_user_names": "ada@example.com"}, "sync": {"user_pool_roster": []}}


@pytest.mark.parametrize("entry", ENTRIES)
def test_misspelled_options_are_refused_before_any_call(work: Any, entry: str) -> None:
    wrong = {"user_pool_max_concurency": 5, "max_concurrency": 5, "profiel": "x", "profile": "x"}
    run = work.play(ENTRIES[entry], region=False, **VALID.get(entry, {}), **wrong)
    assert (run.status, run.calls) == (2, [])
    assert (
        "Invalid options, nothing was done: user_pool_max_concurency: did you mean"
        " user_pool_max_concurrency?; max_concurrency: did you mean user_pool_max_concurrency?;"
        " profile: did you mean user_pool_profile?; user_pool_region: is required"
    ) in run.output


def test_a_role_in_a_play_of_ones_own_refuses_them_too(work: Any) -> None:
    work.seed(USERS)
    play = {"vars": {"user_pool_dst": "reviews"}}
    run = work.own("review", play, "-e", "@" + work.file("run.yml", "report_format: [csv]\n"))
    assert (run.status, run.calls) == (2, [])
    assert "user_pool_dst: did you mean user_pool_dest?" in run.output
    assert "report_format: did you mean user_pool_report_formats?" in run.output


def test_an_inventory_may_have_options_of_all_entry_points(work: Any) -> None:
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


def test_names_of_other_variables_may_be_no_text(work: Any) -> None:
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


def test_other_extra_variables_are_no_concern(work: Any) -> None:
    work.seed(USERS)
    other = {"env": "prod", "environment_name": "x", "aws_region": "x", "tower_user_name": "x"}
    run = work.play("export_users", "-e", "ticket=1 stack_name=x", **other)
    assert run.status == 0, run.output
