# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings: paging, lag, quota and latency."""

from __future__ import annotations

import pytest
from appstream_emulator import UsageError
from helpers_emulator import USERPOOL, code_of, names, pair, scan, scanned


def fill(emu, count, stack=None):
    pool = emu.pool()
    for number in range(count):
        pool.add_user(f"u{number}")
        if stack:
            pool.associate(f"u{number}", stack)
    return pool


def described(client, stack="s"):
    answer = client.describe_user_stack_associations(StackName=stack)
    return [item["UserName"] for item in answer["UserStackAssociations"]]


def test_users_come_60_a_page_by_default(client, emu):
    fill(emu, 121)
    assert [len(page["Users"]) for page in scan(client)] == [60, 60, 1]


def test_a_full_last_page_has_no_token(client, emu):
    fill(emu, 60)
    assert [len(page["Users"]) for page in scan(client)] == [60]


def test_page_size_sets_the_page_and_max_results_can_only_lower_it(bench):
    fill(bench.emu, 7)
    bench.emu.configure(page_size=3)
    client = bench.client()
    assert [len(page["Users"]) for page in scan(client)] == [3, 3, 1]
    assert [len(page["Users"]) for page in scan(client, MaxResults=2)] == [2, 2, 2, 1]
    assert [len(page["Users"]) for page in scan(client, MaxResults=5)] == [3, 3, 1]
    assert [len(page["Users"]) for page in scan(client, MaxResults=0)] == [3, 3, 1]


def test_associations_come_50_a_page_unless_more_are_asked_for(client, emu):
    fill(emu, 120, "s")
    describe = client.describe_user_stack_associations

    def size(**params):
        return len(describe(StackName="s", **params)["UserStackAssociations"])

    assert size() == 50
    assert size(MaxResults=0) == 50
    assert size(MaxResults=500) == 120
    emu.configure(association_page_size=10)
    assert size() == size(MaxResults=500) == 10
    assert size(MaxResults=7) == 7


def test_botocores_paginators_find_everything(bench):
    fill(bench.emu, 25, "s")
    bench.emu.configure(page_size=4, association_page_size=4, empty_pages=1)
    client = bench.client()
    users = client.get_paginator("describe_users").paginate(**USERPOOL)
    assert sum(len(page["Users"]) for page in users) == 25
    pairs = client.get_paginator("describe_user_stack_associations").paginate(StackName="s")
    assert sum(len(page["UserStackAssociations"]) for page in pairs) == 25


def test_empty_pages_come_before_each_real_page(client, emu):
    fill(emu, 5)
    emu.configure(page_size=3, empty_pages=2)
    assert [len(page["Users"]) for page in scan(client)] == [0, 0, 3, 0, 0, 2]


def test_empty_pages_come_also_where_nothing_is_listed(client, emu):
    emu.configure(empty_pages=1)
    pages = scan(client)
    assert [len(page["Users"]) for page in pages] == [0, 0]
    assert ["NextToken" in page for page in pages] == [True, False]


def test_a_token_can_be_used_again(client, emu):
    fill(emu, 5)
    emu.configure(page_size=2)
    token = client.describe_users(**USERPOOL)["NextToken"]
    second = client.describe_users(**USERPOOL, NextToken=token)
    assert names(client.describe_users(**USERPOOL, NextToken=token)) == names(second)


def test_a_token_is_good_for_its_own_question_only(bench):
    fill(bench.emu, 5, "s")
    bench.emu.configure(page_size=2, association_page_size=2)
    client = bench.client()
    token = client.describe_users(**USERPOOL)["NextToken"]
    bad = "InvalidParameterCombinationException"
    assert code_of(client.describe_users, NextToken="nonsense", **USERPOOL) == bad
    describe = client.describe_user_stack_associations
    assert code_of(describe, StackName="s", NextToken=token) == bad
    of_stack = describe(StackName="s")["NextToken"]
    assert code_of(describe, StackName="t", NextToken=of_stack) == bad
    elsewhere = bench.client("eu-west-1")
    assert code_of(elsewhere.describe_users, NextToken=token, **USERPOOL) == bad
    bench.emu.load_state(bench.emu.state())
    assert code_of(client.describe_users, NextToken=token, **USERPOOL) == bad


def test_a_scan_goes_on_with_the_list_it_began_with(client, emu):
    pool = fill(emu, 6)
    emu.configure(page_size=2)
    order = scanned(client)
    first = client.describe_users(**USERPOOL)
    pool.remove_user(order[0])
    pool.add_user("new")
    rest = []
    token = first["NextToken"]
    while token:
        page = client.describe_users(**USERPOOL, NextToken=token)
        rest += names(page)
        token = page.get("NextToken")
    assert names(first) + rest == order


def test_the_next_reads_lag_behind_a_write(bench):
    fill(bench.emu, 1)
    bench.emu.configure(lag_reads=2)
    client = bench.client()
    client.create_user(UserName="new", **USERPOOL)
    assert scanned(client) == ["u0"]
    assert scanned(client) == ["u0"]
    assert sorted(scanned(client)) == ["new", "u0"]


def test_every_describe_call_of_the_pool_counts_as_a_read(client, emu, benches):
    pool = fill(emu, 1)
    pool.add_stack("s")
    emu.configure(lag_reads=2)
    client.batch_associate_user_stack(UserStackAssociations=[pair("u0", "s")])
    benches["in_process json"].client("eu-west-1").describe_users(**USERPOOL)
    assert described(client) == []
    client.describe_users(**USERPOOL)
    assert described(client) == ["u0"]


def test_each_write_has_its_own_lag(client, emu):
    emu.configure(lag_reads=2)
    client.create_user(UserName="a", **USERPOOL)
    assert scanned(client) == []
    client.create_user(UserName="b", **USERPOOL)
    assert scanned(client) == []
    assert scanned(client) == ["a"]
    assert sorted(scanned(client)) == ["a", "b"]


def test_writes_see_the_truth_while_reads_lag(client, emu):
    emu.pool().add_stack("s")
    emu.configure(lag_reads=9)
    client.create_user(UserName="a", **USERPOOL)
    assert code_of(client.create_user, UserName="a", **USERPOOL) == "ResourceAlreadyExistsException"
    answer = client.batch_associate_user_stack(UserStackAssociations=[pair("a", "s")])
    assert answer["errors"] == []
    client.disable_user(UserName="a", **USERPOOL)
    assert scanned(client) == []
    assert emu.pool().users["a"].enabled is False


def test_every_kind_of_write_lags(client, emu):
    pool = fill(emu, 2, "s")
    emu.configure(lag_reads=1)
    client.disable_user(UserName="u0", **USERPOOL)
    assert all(user["Enabled"] for user in client.describe_users(**USERPOOL)["Users"])
    assert not all(user["Enabled"] for user in client.describe_users(**USERPOOL)["Users"])
    client.batch_disassociate_user_stack(UserStackAssociations=[pair("u0", "s")])
    assert sorted(described(client)) == ["u0", "u1"]
    assert described(client) == ["u1"]
    client.delete_user(UserName="u1", **USERPOOL)
    assert sorted(scanned(client)) == ["u0", "u1"]
    assert (scanned(client), described(client)) == (["u0"], [])
    assert pool.associations == set()


def test_a_write_without_effect_does_not_lag(client, emu):
    fill(emu, 1)
    emu.configure(lag_reads=5)
    client.enable_user(UserName="u0", **USERPOOL)
    emu.configure(lag_reads=0)
    client.create_user(UserName="a", **USERPOOL)
    assert sorted(scanned(client)) == ["a", "u0"]


def test_reads_lag_for_some_seconds(client, emu, fake_time):
    emu.configure(lag_seconds=3.0)
    client.create_user(UserName="a", **USERPOOL)
    for _read in range(5):
        assert scanned(client) == []
    fake_time.sleep(2.9)
    assert scanned(client) == []
    fake_time.sleep(0.2)
    assert scanned(client) == ["a"]


def test_a_scan_of_old_data_is_not_disturbed_when_the_lag_ends(client, emu):
    fill(emu, 4)
    emu.configure(page_size=1, lag_reads=2)
    client.create_user(UserName="new", **USERPOOL)
    assert sorted(scanned(client)) == ["u0", "u1", "u2", "u3"]
    assert "new" in scanned(client)


def test_seeding_is_seen_at_once_while_reads_lag(client, emu):
    emu.configure(lag_reads=3)
    client.create_user(UserName="a", **USERPOOL)
    emu.pool().add_user("b")
    emu.pool().associate("b", "s")
    assert (scanned(client), described(client)) == (["b"], ["b"])
    emu.pool().remove_user("b")
    assert scanned(client) == []
    assert scanned(client) == ["a"]


def test_the_quota_refuses_the_user_above_it(bench):
    bench.emu.configure(user_quota=2)
    client = bench.client()
    client.create_user(UserName="a", **USERPOOL)
    client.create_user(UserName="b", **USERPOOL)
    assert code_of(client.create_user, UserName="c", **USERPOOL) == "LimitExceededException"
    assert code_of(client.create_user, UserName="a", **USERPOOL) == "ResourceAlreadyExistsException"
    client.create_user(UserName="a", MessageAction="RESEND", **USERPOOL)
    client.delete_user(UserName="a", **USERPOOL)
    client.create_user(UserName="c", **USERPOOL)
    assert sorted(scanned(client)) == ["b", "c"]


def test_latency_is_slept_on_each_call(bench):
    bench.emu.configure(latency=0.25)
    scanned(bench.client())
    code_of(bench.client().delete_user, UserName="a", **USERPOOL)
    assert bench.time.slept == [0.25, 0.25]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page_size", 0),
        ("page_size", "5"),
        ("page_size", True),
        ("association_page_size", -1),
        ("empty_pages", 1.5),
        ("lag_reads", None),
        ("lag_seconds", "1"),
        ("user_quota", -1),
        ("latency", float("nan")),
    ],
)
def test_wrong_values_are_refused_by_name(emu, name, value):
    before = dict(emu.settings)
    with pytest.raises(UsageError, match=name):
        emu.configure(**{"empty_pages": 3, name: value})
    with pytest.raises(UsageError, match=name):
        emu.settings[name] = value
    assert emu.settings == before


def test_unknown_settings_are_refused_by_name(emu):
    with pytest.raises(UsageError, match=r"page_sise.*known settings.*page_size"):
        emu.configure(page_sise=5)


def test_settings_can_be_changed_in_place(client, emu):
    fill(emu, 2)
    emu.settings["page_size"] = 1
    assert len(scan(client)) == 2
