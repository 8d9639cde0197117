# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plays of one's own with the role, and runs in which several pools meet."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest
import yaml
from appstream_emulator import DEFAULT_ACCESS_KEY, DEFAULT_REGION, SECRET, Spoiling, spoil
from rosters import USERS, pending, people, reviewed
from workplace import POOLS, Workplace, three_pools

PLAYBOOKS = [
    *("sync_users", "offboard_users", "resend_invitations", "export_users", "access_review"),
    "apply_review",
]


@pytest.mark.parametrize("entry", ["offboard", "resend"])
def test_defaults_of_a_play_purge_nobody(work: Workplace, entry: str) -> None:
    work.seed([pending("new", 7), *USERS])
    purging = {"euc.appstream.appstream_user": {"unlisted_users": "delete", "removal_limit": 50}}
    run = work.own(entry, {"module_defaults": purging}, user_pool_user_names="new@example.com")
    assert run.status == 0, run.output
    assert len(work.pool()) == 4
    assert len(run.writes) == 1


def test_credentials_of_a_play_hold(work: Workplace) -> None:
    key = "AKIAOTHER00000000000"
    work.seed(USERS)
    work.seed([{"user_name": "other@example.com"}], access_key=key)
    group = {"access_key": key, "secret_key": "another-secret-that-is-long-enough"}
    run = work.own("export", {"module_defaults": {"group/euc.appstream.aws": group}})
    assert run.status == 0, run.output
    assert "other@example.com" in (work.directory / "users-eu-central-1.csv").read_text()


def test_a_play_in_check_mode_writes_nothing(work: Workplace) -> None:
    work.seed([{"user_name": "gone@example.com", "stack_names": ["office"]}])
    options = {"user_pool_roster": people(3), "user_pool_unlisted_users": "delete"}
    run = work.own("sync", {"check_mode": True}, **options)
    assert (run.status, run.writes) == (0, []), run.output
    run = work.own("offboard", {"check_mode": True}, user_pool_user_names="gone@example.com")
    assert (run.status, run.writes) == (0, []), run.output
    assert "would be disabled: 1 (gone@example.com)" in run.summary()


def test_h2_a_play_that_writes_in_spite_of_check_says_so(work: Workplace) -> None:
    """As everywhere in Ansible, "check_mode: false" is stronger than --check."""
    work.seed([{"user_name": "gone@example.com", "stack_names": ["office"]}])
    review = reviewed("gone@example.com,office,revoke")
    listed = {"user_pool_user_names": "gone@example.com"}
    for entry, options, writes, done in (
        (
            "resend",
            {**listed, "user_pool_resend_every_days": 0},
            ["CreateUser"],
            "invited again: 1",
        ),
        (
            "apply_review",
            {"user_pool_review": review},
            ["BatchDisassociateUserStack"],
            "removed from stacks (1 in all): 1",
        ),
        ("offboard", listed, ["DisableUser"], "disabled: 1"),
    ):
        run = work.own(entry, {"check_mode": False}, "--check", **options)
        assert (run.status, run.writes) == (0, writes), run.output
        heading, *lines = run.summary()
        assert heading.startswith("eu-central-1, not in check mode: 1")
        assert lines[0] == f"{done} (gone@example.com)"


def test_an_omitted_directory_is_the_default(work: Workplace) -> None:
    work.seed(USERS)
    omitted = dict.fromkeys(
        ("user_pool_dest", "user_pool_profile"), "{{ nothing | default(omit) }}"
    )
    run = work.own("export", {"vars": omitted})
    assert run.status == 0, run.output
    assert (work.directory / "users-eu-central-1.csv").is_file()


def test_three_pools_one_of_which_fails(work: Workplace) -> None:
    pools = three_pools(work)
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
    assert run.summary("tokyo")[0].startswith("tokyo, nothing was done, FAILED: ")
    work.emulator.clear_faults()
    run = work.play("sync_users", "-i", pools, region=False)
    assert (run.status, run.writes) == (0, ["CreateUser", "BatchAssociateUserStack"])


def test_p1_two_hosts_are_never_the_same_pool(work: Workplace) -> None:
    play = {"hosts": "one,two", "vars": {"user_pool_region": "eu-central-1"}}
    run = work.own("export", play, "-i", "one,two,", region=False)
    assert (run.status, run.calls) == (2, [])
    assert "Several hosts of this run are the same pool, nothing was done: one, two" in run.output
    run = work.play("sync_users", "-i", three_pools(work))  # the Region is an extra variable
    assert (run.status, run.calls) == (2, [])
    assert "Several hosts of this run are the same pool, nothing was done: ireland" in run.output


KEYS = f"aws_access_key_id={DEFAULT_ACCESS_KEY}\naws_secret_access_key={SECRET}\n"
OTHER_KEYS = f"aws_access_key_id=AKIAOTHER00000000000\naws_secret_access_key={SECRET}\n"


def profiles(work: Workplace, other: str) -> None:
    """Two profiles; access keys of the environment would be refused beside them."""
    name = work.file("credentials", f"[one]\n{KEYS}[two]\n{other}")
    work.programs = work.programs | {
        "AWS_SHARED_CREDENTIALS_FILE": str(work.directory / name),
        "AWS_ACCESS_KEY_ID": "",
        "AWS_SECRET_ACCESS_KEY": "",
    }


def two_hosts(work: Workplace, one: dict[str, Any], two: dict[str, Any]) -> tuple[str, ...]:
    hosts = {name: {"user_pool_region": DEFAULT_REGION} for name in ("one", "two")}
    hosts["one"] |= one
    hosts["two"] |= two
    return "-i", work.file("two.yml", yaml.safe_dump({"appstream_pools": {"hosts": hosts}}))


def named_hosts(work: Workplace, **hosts: dict[str, Any]) -> tuple[str, ...]:
    """Pools of several Regions."""
    regions = ("eu-west-1", "us-east-1", "eu-central-1")
    pools = {n: {"user_pool_region": r, **hosts[n]} for n, r in zip(hosts, regions, strict=False)}
    return "-i", work.file("named.yml", yaml.safe_dump({"appstream_pools": {"hosts": pools}}))


PURGE = {"user_pool_unlisted_users": "delete", "user_pool_removal_limit": "100%"}


def test_p1_the_same_keys_by_two_profiles_are_one_pool(work: Workplace) -> None:
    work.seed(USERS)
    profiles(work, KEYS)
    rosters = (
        {"user_pool_profile": n, "user_pool_default_roster": f"email\n{n}@example.com\n"}
        for n in ("one", "two")
    )
    run = work.play("sync_users", *two_hosts(work, *rosters), region=False, **PURGE)
    assert (run.status, run.calls) == (2, [])
    assert "are the same pool, nothing was done: one, two" in run.output


def test_p1_two_profiles_of_two_accounts_are_two_pools(work: Workplace) -> None:
    work.seed(USERS)
    profiles(work, OTHER_KEYS)
    hosts = two_hosts(work, *({"user_pool_profile": name} for name in ("one", "two")))
    run = work.play("export_users", *hosts, region=False)
    assert run.status == 0, run.output
    assert (run.summary("one")[0], run.summary("two")[0]) == ("one: 3 users", "two: 0 users")


def test_p1_an_account_that_cannot_be_read_stops_its_host(work: Workplace) -> None:
    work.seed(USERS)
    profiles(work, "")
    hosts = two_hosts(work, *({"user_pool_profile": name} for name in ("one", "two")))
    run = work.play("export_users", *hosts, region=False)
    assert (run.status, {call["account"] for call in run.calls}) == (
        2,
        {work.emulator.pool().account},
    )
    assert "Failed to retrieve caller identity" in run.output


def test_p1_a_slash_at_the_end_of_an_endpoint_makes_no_other_pool(work: Workplace) -> None:
    work.seed(USERS)
    arguments = two_hosts(work, {"slash": ""}, {"slash": "/"})
    run = work.play("export_users", *arguments, region=False, endpoint="URL{{ slash }}")
    assert (run.status, run.calls) == (2, []), run.output
    assert "are the same pool, nothing was done: one, two" in run.output


@pytest.mark.parametrize("strategy", ["free", "host_pinned"])
def test_p2_hosts_that_do_not_run_in_step_are_refused(work: Workplace, strategy: str) -> None:
    work.seed(USERS)
    regions = ({"user_pool_region": region} for region in ("eu-west-1", "eu-central-1"))
    arguments = two_hosts(work, *regions)
    names = {"user_pool_user_names": "ada@example.com"}
    play = {"hosts": "appstream_pools", "strategy": strategy}
    run = work.own("offboard", play, *arguments, "--forks", "1", region=False, **names)
    assert run.status != 0
    assert run.calls == []
    assert "not supported in the free strategy" in run.output
    run = work.own("offboard", play, *arguments, "--limit", "two", region=False, **names)
    assert run.status == 0, run.output  # alone, it meets nobody


def test_p2_turns_are_in_step(work: Workplace) -> None:
    work.seed(USERS)
    regions = ({"user_pool_region": region} for region in ("eu-west-1", "eu-central-1"))
    play = {"hosts": "appstream_pools", "serial": 1}
    run = work.own("export", play, *two_hosts(work, *regions), region=False)
    assert run.status == 0, run.output
    assert (run.summary("one")[0], run.summary("two")[0]) == ("one: 0 users", "two: 3 users")


TURN = "nothing was done in this turn of serial (earlier turns, if any, have run): "


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("same", ["pool", "files"])
def test_p1_p4_hosts_of_a_turn_are_compared_when_it_comes(
    work: Workplace, same: str, first: bool
) -> None:
    """Two turns of two hosts; those of one are not to meet."""
    regions = {"pool": ("eu-west-1", "eu-west-1"), "files": ("eu-west-1", "eu-central-1")}[same]
    directories = {"pool": ("a", "b"), "files": ("c", "c")}[same]
    equal = dict(zip(("a/b", "a_b"), zip(regions, directories, strict=True), strict=True))
    others = {"one": ("us-east-1", "d"), "two": ("us-west-2", "d")}
    hosts = {
        name: {"user_pool_region": region, "user_pool_dest": directory}
        for name, (region, directory) in (
            {**equal, **others} if first else {**others, **equal}
        ).items()
    }
    pools = work.file(
        "turns.yml", yaml.safe_dump({"appstream_pools": {"hosts": hosts}}, sort_keys=False)
    )
    run = work.own("export", {"hosts": "appstream_pools", "serial": 2}, "-i", pools, region=False)
    assert run.status == 2
    assert f"the same {same}, {TURN}a/b, a_b" in run.output
    read = [] if first else ["us-east-1", "us-west-2"]
    assert sorted({call["region"] for call in run.calls}) == read
    assert (work.directory / "d").exists() is not first


@pytest.mark.parametrize("arguments", [(), ("--check",)])
@pytest.mark.parametrize("playbook", ["sync_users", "offboard_users", "export_users"])
def test_p3_another_account_is_refused(work: Workplace, playbook: str, arguments: Any) -> None:
    """An empty pool, too, which shows no account."""
    listed = {
        "sync_users": {"user_pool_roster": "email\nada@example.com\n"},
        "offboard_users": {"user_pool_user_names": "ada@example.com"},
        "apply_review": {"user_pool_review": reviewed("ada@example.com,,revoke")},
    }
    variables = {"user_pool_account": "444455556666", **listed.get(playbook, {})}
    run = work.play(playbook, *arguments, **variables)
    assert (run.status, run.calls) == (2, [])
    assert "nothing was done: user_pool_account is 444455556666, but the credentials" in run.output


def test_p3_the_account_of_the_credentials_is_accepted(work: Workplace) -> None:
    account = work.emulator.pool().account
    roster = "email\nada@example.com\n"
    run = work.play("sync_users", user_pool_account=account, user_pool_roster=roster)
    assert (run.status, run.writes) == (0, ["CreateUser"]), run.output


OTHER_KEY = {"access_key": "AKIAOTHER00000000000", "secret_key": SECRET}


def account_of(work: Workplace, **access: str) -> str:
    return str(work.emulator.pool(DEFAULT_REGION, **access).account)


def test_p3_credentials_of_amazon_aws_alone_do_not_count(work: Workplace) -> None:
    """The pool is empty, so it shows no account."""
    names = ("amazon.aws.aws_caller_info", "group/amazon.aws.aws", "group/aws")
    defaults = dict.fromkeys(names, OTHER_KEY)
    other = account_of(work, access_key=OTHER_KEY["access_key"])
    options = {"user_pool_account": other, "user_pool_roster": "email\nada@example.com\n"}
    run = work.own("sync", {"module_defaults": defaults}, **options)
    assert (run.status, run.calls) == (2, [])
    said = f"user_pool_account is {other}, but the credentials belong to the account"
    assert f"{said} {account_of(work)}" in " ".join(run.output.split())


def test_p3_credentials_for_the_pool_count(work: Workplace) -> None:
    """Those of single modules have no effect."""
    other = account_of(work, access_key=OTHER_KEY["access_key"])
    options = {"user_pool_roster": "email\nada@example.com\n"}
    names = ("appstream_user", "appstream_user_info")
    defaults = {f"euc.appstream.{name}": OTHER_KEY for name in names}
    run = work.own("sync", {"module_defaults": defaults}, user_pool_account=other, **options)
    assert (run.status, run.calls) == (2, [])
    run = work.own(
        "sync", {"module_defaults": defaults}, user_pool_account=account_of(work), **options
    )
    assert (run.status, list(work.pool())) == (0, ["ada@example.com"])
    group = {"group/euc.appstream.aws": OTHER_KEY}
    run = work.own("sync", {"module_defaults": group}, user_pool_account=other, **options)
    assert (run.status, {call["account"] for call in run.calls}) == (0, {other})


@pytest.mark.parametrize("arguments", [(), ("--check",)])
@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_p3_a_pool_whose_users_are_of_another_account_is_refused(
    work: Workplace, playbook: str, arguments: tuple[str, ...]
) -> None:
    """As behind a gateway that signs with credentials of its own."""
    work.seed([pending("ada@example.com", 7), {"user_name": "ben@example.com"}])
    pool = work.emulator.pool()
    for name, user in pool.users.items():
        arn = user.arn.replace(pool.account, "444455556666")
        pool.users[name] = dataclasses.replace(user, arn=arn)
    listed = {
        "sync_users": {"user_pool_roster": "email\nnew@example.com\n"},
        "offboard_users": {"user_pool_user_names": "ada@example.com"},
        "apply_review": {"user_pool_review": reviewed("ada@example.com,,revoke")},
    }
    variables = {"user_pool_account": pool.account, **listed.get(playbook, {})}
    run = work.play(playbook, *arguments, **variables)
    assert (run.status, run.writes) == (2, [])
    said = f"the pool has users of the account 444455556666, not of {pool.account}; nothing was"
    assert said in " ".join(run.output.split())
    assert not list(work.directory.glob("*.csv"))


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://appstream2-fips.us-west-2.amazonaws.com",
        "https://vpce-0a-1b.appstream.api.eu-central-1.vpce.amazonaws.com/",
        "https://appstream2.cn-north-1.amazonaws.com.cn",
    ],
)
def test_p3_an_endpoint_of_aws_is_not_asked_for_the_account(work: Workplace, endpoint: str) -> None:
    """That of STS is, as the SDK has it: the emulator by an environment variable."""
    url = f"http://127.0.0.1:{work.port}"
    work.programs = work.programs | {"AWS_ENDPOINT_URL_STS": url, "AWS_ENDPOINT_URL_IAM": url}
    run = work.play("export_users", endpoint=endpoint, user_pool_account="444455556666")
    assert (run.status, run.calls) == (2, [])
    assert f"belong to the account {account_of(work)}" in " ".join(run.output.split())


@pytest.mark.parametrize("endpoint", ["URL", "URL/", "URL/gateway"])
def test_p3_an_endpoint_that_is_not_of_aws_is_asked_for_the_account(
    work: Workplace, endpoint: str
) -> None:
    work.seed(USERS)
    own = account_of(work)
    run = work.play("export_users", endpoint=endpoint, user_pool_account="444455556666")
    assert (run.status, run.calls) == (2, [])
    assert f"belong to the account {own}" in " ".join(run.output.split())


@pytest.mark.parametrize("way", ["html", "empty", "cut", "no_content", "forbidden"])
def test_p1_p3_an_endpoint_that_says_no_account_stops_the_run(work: Workplace, way: str) -> None:
    """A proxy that answers by itself. Two hosts of one pool must not go on, either."""
    work.seed(USERS)
    with spoil(f"http://127.0.0.1:{work.port}", [Spoiling("*", way)]) as proxy:
        alone = work.play("export_users", endpoint=proxy, user_pool_account=account_of(work))
        hosts = two_hosts(work, {}, {})
        two = work.play("export_users", *hosts, endpoint=proxy, region=False)
    for run in (alone, two):
        assert (run.status, run.calls) == (2, [])
        tasks = re.findall(r"^TASK \[.* : (.*)\]", run.output, re.M)
        assert tasks[-1] == "Read the account of the credentials"


@pytest.mark.parametrize("playbook", ["export_users", "access_review"])
def test_p4_hosts_with_the_same_files_are_refused(work: Workplace, playbook: str) -> None:
    work.seed(USERS)
    for names in (("\u6771\u4eac", "\u5927\u962a"), ("a/b", "a_b"), ("Dublin", "dublin")):
        arguments = named_hosts(work, **{name: {} for name in (*names, "other")})
        for check in ((), ("--check",)):
            run = work.play(playbook, *arguments, *check, region=False, user_pool_dest="out")
            assert (run.status, run.calls) == (2, [])
            assert f"the same files, nothing was done: {', '.join(sorted(names))}." in run.output
    assert not (work.directory / "out").exists()


def test_p4_directories_of_their_own_are_no_same_files(work: Workplace) -> None:
    arguments = named_hosts(work, **{"a/b": {"user_pool_dest": "one"}, "a_b": {}})
    run = work.play("export_users", *arguments, region=False)
    assert run.status == 0, run.output
    assert (work.directory / "one" / "users-a_b.csv").is_file()
    assert (work.directory / "users-a_b.csv").is_file()


def test_p3_the_account_may_be_in_the_path_of_the_roster(work: Workplace) -> None:
    """It is that of the credentials, and of the users."""
    work.seed(USERS)
    account = account_of(work)
    pool = {"user_pool_account": account, "user_pool_dest": "exported/{{ user_pool_account }}"}
    run = work.play("export_users", *named_hosts(work, ireland=pool, virginia=pool), region=False)
    assert run.status == 0, run.output
    written = sorted(path.name for path in (work.directory / "exported" / account).iterdir())
    assert written == ["users-ireland.csv", "users-virginia.csv"]


def test_p4_the_same_journal_is_refused(work: Workplace) -> None:
    arguments = named_hosts(work, **{"a/b": {}, "a_b": {}})
    run = work.play("offboard_users", *arguments, region=False, user_pool_user_names="ada@x.org")
    assert (run.status, run.calls) == (2, [])


def pools_and_another(work: Workplace) -> str:
    hosts = {name: {"user_pool_region": region} for name, region in POOLS.items()}
    groups = {"appstream_pools": {"hosts": hosts}, "others": {"hosts": {"web": {}}}}
    return work.file("more.yml", yaml.safe_dump(groups))


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_p8_a_limit_that_leaves_no_pool_fails(work: Workplace, playbook: str) -> None:
    work.seed(USERS)
    run = work.play(playbook, "-i", pools_and_another(work), "--limit", "web", region=False)
    assert run.status > 0
    assert run.calls == []
    assert "TASK" not in run.output
    named = "the hosts of the group appstream_pools are ireland, tokyo, virginia"
    assert f"--limit, nothing was done: web leaves none of the pools; {named}" in run.output


@pytest.mark.parametrize("limit", ["tokyo,irelnad", "all:!irelnad", "@failed"])
@pytest.mark.parametrize("arguments", [(), ("--check",), ("--list-hosts",)])
def test_p8_a_mistyped_limit_fails(work: Workplace, limit: str, arguments: tuple[str, ...]) -> None:
    """The others would be offboarded, or also the one to be left out."""
    work.file("failed", "tokyo\nirelnad\n")
    arguments += ("-i", pools_and_another(work), "--limit", limit)
    run = work.play("offboard_users", *arguments, region=False, user_pool_user_names="a@x.org")
    assert run.status > 0
    assert run.calls == []
    assert "nothing was done: the inventory has no host and no group " in run.output
    assert "irelnad; the hosts of the group" in run.output


def test_p8_a_limit_says_which_pools_run(work: Workplace) -> None:
    arguments = ("-i", pools_and_another(work), "--limit", "web,@failed,!virginia")
    work.file("failed", "tokyo\n")
    run = work.play("export_users", *arguments, region=False)
    assert run.status == 0, run.output
    assert {call["region"] for call in run.calls} == {POOLS["tokyo"]}


def test_p8_a_limit_without_an_inventory(work: Workplace) -> None:
    work.seed(USERS)
    run = work.play("export_users", "--limit", "tokyo")
    assert run.status > 0
    assert "has no group appstream_pools, so the only pool is localhost" in run.output
    assert run.calls == []
    run = work.play("export_users", "--limit", "localhost")
    assert run.status == 0, run.output


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_p8_an_inventory_without_pools_is_not_localhost(work: Workplace, playbook: str) -> None:
    """Which would be the pool of the variables for all hosts."""
    work.seed(USERS)
    pools = {"hosts": {"dublin": {}, "tokyo": {}}}
    every = {"vars": {"user_pool_region": DEFAULT_REGION, "user_pool_default_roster": "email\na@x"}}
    for group, said in (
        ({"appstream_pool": pools}, "no group appstream_pools (did you mean its group appstr"),
        ({"appstream_pools": {"hosts": {}}}, "no host in the group appstream_pools; "),
    ):
        inventory = work.file("no.yml", yaml.safe_dump({"all": {**every, "children": group}}))
        run = work.play(playbook, "-i", inventory, region=False, user_pool_user_names="ada@x.org")
        assert run.status > 0
        assert run.calls == []
        assert f"nothing was done: the inventory has {said}" in " ".join(run.output.split())
    run = work.play("export_users", "-i", "localhost,")
    assert run.status == 0, run.output


@pytest.mark.parametrize("arguments", [("--limit", ","), ("-i", "typo.yml")])
def test_p8_what_names_nothing_is_not_everything(
    work: Workplace, arguments: tuple[str, str]
) -> None:
    inventory = ("-i", three_pools(work)) if "--limit" in arguments else ()
    run = work.play("offboard_users", *inventory, *arguments, user_pool_user_names=["a@x.io"])
    assert (run.status != 0, run.calls) == (True, []), run.output
    assert "nothing was done" in run.output


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_p8_a_part_of_an_inventory_that_cannot_be_read_fails(
    work: Workplace, playbook: str
) -> None:
    """Ansible warns and goes on with the other pools: a leaver would keep access in these."""
    broken = work.file("us.yml", "appstream_pools: {hosts: [")
    sources = ("-i", three_pools(work), "-i", broken)
    run = work.play(playbook, *sources, region=False, user_pool_user_names=["a@x.io"])
    assert (run.status != 0, run.calls) == (True, []), run.output
    assert "nothing was done: a part of the inventory cannot be read: " in run.output
