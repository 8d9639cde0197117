# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plays whose keywords, tags or includes would lift the guards of the role."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from appstream_emulator import DEFAULT_REGION
from rosters import USERS
from test_plays_and_pools import KEYS, OTHER_KEYS, PURGE, named_hosts, profiles, two_hosts
from workplace import Workplace, role

NAMES = [f"u{number}@example.com" for number in range(5)]

IGNORING = {
    "play": lambda entry: {"ignore_errors": True, "tasks": [role(entry)]},
    "import": lambda entry: {"tasks": [role(entry, ignore_errors=True)]},
    "apply": lambda entry: {
        "tasks": [role(entry, "include_role", {"apply": {"ignore_errors": True}})]
    },
    "block": lambda entry: {
        "tasks": [{"block": [role(entry, "include_role")], "ignore_errors": True}]
    },
}
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "limit": (
        "offboard",
        {"user_pool_user_names": NAMES, "user_pool_removal_limit": 2},
        "user_pool_removal_limit",
    ),
    "account": (
        "sync",
        {"user_pool_roster": "email\nnew@example.com\n", "user_pool_account": "444455556666"},
        "nothing was done: user_pool_account is 444455556666",
    ),
    "option": (
        "offboard",
        {"user_pool_user_names": NAMES, "user_pool_removal_limits": 2},
        "Invalid options, nothing was done",
    ),
    "file": (
        "sync",
        {
            "user_pool_roster": "email\nu0@example.com\n",
            "user_pool_unlisted_users": "delete",
            "user_pool_keep_users": "keep.csv",
        },
        "The file of user_pool_keep_users",
    ),
}


@pytest.mark.parametrize(
    ("way", "refused"),
    sorted({*((way, "limit") for way in IGNORING), *(("play", refused) for refused in REFUSED)}),
)
def test_p9_ignored_errors_stop_the_role(work: Workplace, way: str, refused: str) -> None:
    work.seed([{"user_name": name} for name in NAMES])
    work.file("keep.csv", "email,status\nu1@example.com,Active\n")
    entry, variables, said = REFUSED[refused]
    run = work.own(entry, IGNORING[way](entry), **variables)
    assert (run.status, run.writes) == (2, []), run.output
    assert said in " ".join(run.output.split())


def test_p9_ignored_errors_fail_the_run(work: Workplace) -> None:
    """The leaver keeps access."""
    work.seed([{"user_name": "Ada@example.com"}])
    names = {"user_pool_user_names": "ada@example.com"}
    run = work.own("offboard", {"ignore_errors": True}, **names)
    assert run.status == 2, run.output


def test_p1_p9_ignored_errors_merge_no_pools(work: Workplace) -> None:
    work.seed(USERS)
    rosters = ({"user_pool_default_roster": f"email\n{n}@example.com\n"} for n in ("one", "two"))
    play = {"hosts": "appstream_pools", "ignore_errors": True}
    run = work.own("sync", play, *two_hosts(work, *rosters), region=False, **PURGE)
    assert (run.status, run.calls) == (2, []), run.output


def one_by_one(entry: str) -> dict[str, Any]:
    """Each host by an include of its own."""
    tasks = [
        role(entry, "include_role", when=f"inventory_hostname == '{name}'")
        for name in ("one", "two")
    ]
    return {"hosts": "appstream_pools", "tasks": tasks}


def test_p1_hosts_of_several_includes_are_compared(work: Workplace) -> None:
    work.seed(USERS)
    rosters = ({"user_pool_default_roster": f"email\n{n}@example.com\n"} for n in ("one", "two"))
    hosts = two_hosts(work, *rosters)
    run = work.own("sync", one_by_one("sync"), *hosts, region=False, **PURGE)
    assert run.status == 2
    assert "are the same pool, nothing was done: one, two" in run.output
    assert list(work.pool()) == ["one@example.com"]


@pytest.mark.parametrize(("keys", "status"), [(KEYS, 2), (OTHER_KEYS, 0)], ids=["one", "two"])
def test_p1_accounts_distinguish_hosts_of_several_includes(
    work: Workplace, keys: str, status: int
) -> None:
    work.seed(USERS)
    profiles(work, keys)
    hosts = two_hosts(work, *({"user_pool_profile": name} for name in ("one", "two")))
    run = work.own("export", one_by_one("export"), *hosts, region=False)
    assert run.status == status, run.output
    assert ("Several hosts of this run are the same pool" in run.output) is (status != 0)


@pytest.mark.parametrize("keyword", ["import_role", "include_role"])
def test_p1_a_condition_that_leaves_out_the_first_host_hides_no_two_others(
    work: Workplace, keyword: str
) -> None:
    work.seed(USERS)
    same = {"user_pool_region": DEFAULT_REGION}
    tasks = [role("export", keyword, when="inventory_hostname != 'one'")]
    play = {"hosts": "appstream_pools", "tasks": tasks}
    run = work.own("export", play, *named_hosts(work, one={}, two=same, three=same), region=False)
    assert (run.status, run.calls) == (2, [])
    assert "are the same pool, nothing was done: three, two" in run.output


def test_p1_accounts_distinguish_hosts_of_turns_after_another_play(work: Workplace) -> None:
    """The other host has the options of that play yet, in which it is another pool."""
    work.seed(USERS)
    profiles(work, OTHER_KEYS)
    hosts = named_hosts(work, one={"user_pool_profile": "one"}, two={"user_pool_profile": "two"})
    plays = [
        {
            "hosts": "appstream_pools",
            "connection": "local",
            "gather_facts": False,
            "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
            "tasks": [role("export")],
        }
        for _number in range(2)
    ]
    plays[1].update(serial=1)
    plays[1]["vars"] |= {"user_pool_region": DEFAULT_REGION}
    run = work.play(work.file("plays.yml", yaml.safe_dump(plays)), *hosts, region=False)
    assert run.status == 0, run.output


@pytest.mark.parametrize(
    "way",
    [
        {"roles": [{"role": "euc.appstream.user_pool", "tasks_from": "offboard"}], "tasks": []},
        {"tasks": [{"ansible.builtin.import_role": {"name": "euc.appstream.user_pool"}}]},
        {"tasks": [{"ansible.builtin.include_role": {"name": "euc.appstream.user_pool"}}]},
    ],
    ids=["roles", "import", "include"],
)
def test_p10_the_role_without_an_entry_point_fails(work: Workplace, way: dict[str, Any]) -> None:
    """The keyword ``roles`` knows no tasks_from; the leaver would keep access."""
    work.seed(USERS)
    play = {"ignore_errors": True, **way}
    run = work.own("offboard", play, user_pool_user_names="ada@example.com")
    assert (run.status, run.calls) == (2, []), run.output
    for entry in ("sync", "offboard", "resend", "export", "review", "apply_review"):
        assert entry in run.output.partition("nothing was done: ")[2].partition("PLAY RECAP")[0]


@pytest.mark.parametrize(
    "arguments", [("--tags", "offboard"), ("--skip-tags", "all"), ("--skip-tags", "a,untagged")]
)
def test_p11_tags_that_leave_nothing_of_a_playbook_fail(
    work: Workplace, arguments: tuple[str, ...]
) -> None:
    work.seed(USERS)
    run = work.play("offboard_users", *arguments, user_pool_user_names="ada@example.com")
    assert run.status > 0
    assert run.calls == []
    assert f"{' '.join(arguments)}, nothing was done: the playbooks have no tags" in run.output


@pytest.mark.parametrize("keyword", ["import_role", "include_role"])
def test_p11_tags_of_a_play_select_the_role(work: Workplace, keyword: str) -> None:
    work.seed(USERS)
    play = {"tags": ["leavers"], "tasks": [role("offboard", keyword)]}
    names = {"user_pool_user_names": "ada@example.com"}
    run = work.own("offboard", play, "--tags", "leavers", **names)
    assert run.status == 0, run.output
    assert "DisableUser" in run.writes
