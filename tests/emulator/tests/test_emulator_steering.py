# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steering from Python: pools, state, logs and reset."""

from __future__ import annotations

import json
import threading

import pytest
from appstream_emulator import DEFAULT_ACCESS_KEY, DEFAULT_REGION, Emulator, UsageError
from helpers_emulator import USERPOOL, code_of, pair, scanned


def test_the_log_has_all_details_of_a_call(bench):
    client = bench.client()
    client.create_user(UserName="a", **USERPOOL)
    code_of(client.create_user, UserName="a", **USERPOOL)
    first, second = bench.emu.calls
    agent = first.pop("user_agent")
    assert agent.startswith("Boto3/")
    assert first == {
        "operation": "CreateUser",
        "protocol": bench.protocol,
        "account": bench.emu.pool().account,
        "region": "eu-central-1",
        "params": {"UserName": "a", **USERPOOL},
        "status": 200,
        "error": None,
        "time": bench.time.now,
    }
    assert (second["status"], second["error"]) == (400, "ResourceAlreadyExistsException")


def test_counts_name_only_what_was_called(client, emu):
    assert emu.counts() == {}
    scanned(client)
    scanned(client)
    client.create_stack(Name="s")
    assert emu.counts() == {"DescribeUsers": 2, "CreateStack": 1}


def test_clear_log_keeps_state_faults_and_settings(client, emu):
    client.create_user(UserName="a", **USERPOOL)
    emu.configure(page_size=5)
    emu.add_fault({"operation": "*", "drop": "before"})
    emu.clear_log()
    assert (emu.calls, emu.mails, emu.counts()) == ([], [], {})
    assert "a" in emu.pool().users
    assert emu.settings["page_size"] == 5
    assert len(emu.faults) == 1


def test_reset_brings_everything_back_to_the_start(client, emu):
    start = (emu.state(), dict(emu.settings))
    client.create_user(UserName="a", **USERPOOL)
    emu.configure(page_size=5, lag_reads=5)
    emu.add_fault({"operation": "*", "drop": "before"})
    emu.reset()
    assert (emu.state(), dict(emu.settings)) == start
    assert (emu.calls, emu.mails, emu.faults) == ([], [], [])


def test_a_pool_in_hand_survives_reset_and_load_state(client, emu):
    pool = emu.pool()
    pool.add_user("a")
    saved = emu.state()
    emu.reset()
    assert pool.users == {}
    emu.load_state(saved)
    assert list(pool.users) == ["a"]
    emu.reset()
    pool.add_user("b")
    assert scanned(client) == ["b"]


def test_pool_without_arguments_is_the_only_one_or_else_the_default(emu):
    other = emu.pool("eu-west-1", "AKIAOTHER")
    assert emu.pool() is other
    default = emu.pool(access_key=DEFAULT_ACCESS_KEY)
    assert (default.region, emu.pool(DEFAULT_REGION)) == (DEFAULT_REGION, default)
    assert emu.pool() is default
    emu.reset()
    assert emu.pool() is default


def test_seeding_sends_no_mail_and_is_no_call(emu):
    pool = emu.pool()
    pool.add_user("a")
    pool.associate("a", "s")
    pool.remove_user("a")
    pool.remove_user("a")
    assert (emu.calls, emu.mails, pool.users, set(pool.stacks)) == ([], [], {}, {"s"})


def test_adding_a_user_again_replaces_the_record_and_keeps_the_stacks(emu):
    pool = emu.pool()
    pool.add_user("a")
    pool.associate("a", "s")
    pool.add_user("a", status="CONFIRMED", enabled=False, created_time=5.0)
    assert (pool.users["a"].status, pool.users["a"].enabled) == ("CONFIRMED", False)
    assert pool.users["a"].created_time == 5.0
    assert pool.associations == {("a", "s")}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "user_name"),
        ({"name": 5}, "user_name"),
        ({"name": "a", "enabled": "yes"}, "'enabled'"),
        ({"name": "a", "status": 5}, "'status'"),
        ({"name": "a", "created_time": True}, "'created_time'"),
        ({"name": "a", "omit": "Arn"}, "'omit'"),
        ({"name": "a", "omit": ["AuthenticationType"]}, "'omit' takes"),
    ],
)
def test_wrong_seeds_are_refused_with_what_is_wrong(emu, fields, words):
    with pytest.raises(UsageError, match=words):
        emu.pool().add_user(**fields)
    assert emu.pool().users == {}


def test_a_roster_of_the_pool_is_what_seeds_it(emu):
    names = {"first_name": "A", "last_name": None}
    users = [
        {"user_name": "a", **names, "enabled": True, "stack_names": ["r", "s"]},
        {"user_name": "b", **names, "enabled": False, "stack_names": []},
    ]
    assert emu.seed(users=users[::-1]).roster() == users


def test_an_unknown_user_cannot_be_associated(emu):
    with pytest.raises(UsageError, match="no user 'a'"):
        emu.pool().associate("a", "s")


def test_state_makes_the_round_trip_through_json(client, emu):
    pool = emu.pool()
    pool.add_user("a", first_name="A", status="CONFIRMED", enabled=False, omit=["LastName"])
    pool.associate("a", "s")
    client.create_stack(Name="t")
    emu.pool("eu-west-1", "AKIAOTHER").add_user("b")
    state = json.loads(json.dumps(emu.state()))
    copy = Emulator()
    copy.load_state(state)
    assert copy.state() == emu.state()
    loaded = copy.pool(DEFAULT_REGION)
    assert loaded.users == pool.users
    assert loaded.stacks == pool.stacks
    assert loaded.associations == {("a", "s")}
    # A user created after loading must not get the ARN of one created before.
    arns = {user.arn for user in pool.users.values()}
    assert loaded.add_user("a").arn not in arns


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ([], "'version'"),
        ({}, "'version'"),
        ({"version": 1}, "'pools'"),
        ({"version": 1, "pools": [{}]}, "pool 0 .* broken"),
        ({"version": 1, "pools": [{"account": "1", "region": "r", "users": [{}]}]}, "user_name"),
        ({"version": 1, "pools": [{"account": 1, "region": "r"}]}, "account"),
        ({"version": 1, "pools": [{"account": "1", "region": "r", "users": 5}]}, "pool 0"),
        ({"version": 1, "pools": [{"account": "1", "region": "r", "stacks": [{"x": 1}]}]}, "name"),
    ],
)
def test_broken_state_changes_nothing(emu, state, words):
    emu.pool().add_user("a")
    before = emu.state()
    with pytest.raises(UsageError, match=words):
        emu.load_state(state)
    assert emu.state() == before


def test_many_threads_may_call_at_once(bench):
    client = bench.client()
    bench.emu.pool().add_stack("s")
    problems = []

    def work(number):
        try:
            for step in range(5):
                name = f"u{number}-{step}"
                client.create_user(UserName=name, **USERPOOL)
                answer = client.batch_associate_user_stack(UserStackAssociations=[pair(name, "s")])
                assert answer["errors"] == []
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(bench.emu.pool().users) == len(bench.emu.pool().associations) == 50
    assert bench.emu.counts() == {"CreateUser": 50, "BatchAssociateUserStack": 50}


def test_an_emulator_of_its_own_is_empty(emu):
    emu.pool().add_user("a")
    assert Emulator().state() == {"version": 1, "pools": []}
