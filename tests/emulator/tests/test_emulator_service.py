# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated service without faults, over both transports."""

from __future__ import annotations

import re

import pytest
from appstream_emulator._contents import Pairs
from helpers_emulator import USERPOOL, code_of, error_of, names, pair, scanned


def test_a_created_user_is_enabled_and_pending_and_gets_a_welcome_mail(bench):
    client = bench.client()
    answer = client.create_user(UserName="ann@x.org", FirstName="Ann", LastName="Lee", **USERPOOL)
    assert set(answer) == {"ResponseMetadata"}
    [user] = client.describe_users(**USERPOOL)["Users"]
    arn = user.pop("Arn")
    account = bench.emu.pool().account
    assert re.fullmatch(
        rf"arn:aws:appstream:eu-central-1:{account}:user/userpool/[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}"
        r"-[0-9a-f]{12}",
        arn,
    )
    assert re.fullmatch(r"\d{12}", account)
    created = user.pop("CreatedTime")
    assert created.timestamp() == bench.time.now
    assert created.tzinfo is not None
    assert user == {
        "UserName": "ann@x.org",
        "FirstName": "Ann",
        "LastName": "Lee",
        "Enabled": True,
        "Status": "FORCE_CHANGE_PASSWORD",
        "AuthenticationType": "USERPOOL",
    }
    assert bench.emu.mails == [
        {
            "kind": "welcome",
            "user_name": "ann@x.org",
            "stack_name": None,
            "account": account,
            "region": "eu-central-1",
        }
    ]


def test_suppress_sends_no_mail(client, emu):
    client.create_user(UserName="a", MessageAction="SUPPRESS", **USERPOOL)
    assert scanned(client) == ["a"]
    assert emu.mails == []


def test_an_existing_user_is_left_alone(bench):
    client = bench.client()
    client.create_user(UserName="a", FirstName="Old", **USERPOOL)
    before = bench.emu.state()
    bench.emu.clear_log()
    error = error_of(client.create_user, UserName="a", FirstName="New", **USERPOOL)
    assert (error["Code"], error["Status"]) == ("ResourceAlreadyExistsException", 400)
    assert error["Class"] == "ResourceAlreadyExistsException"
    assert "a" in error["Message"]
    assert bench.emu.state() == before
    assert bench.emu.mails == []


def test_names_with_other_capitals_are_other_users(client, emu):
    client.create_user(UserName="Ann", **USERPOOL)
    client.create_user(UserName="ann", **USERPOOL)
    client.delete_user(UserName="Ann", **USERPOOL)
    assert scanned(client) == ["ann"]


def test_a_user_created_again_has_another_arn(client, emu):
    client.create_user(UserName="a", **USERPOOL)
    first = emu.pool().users["a"].arn
    client.delete_user(UserName="a", **USERPOOL)
    client.create_user(UserName="a", **USERPOOL)
    assert emu.pool().users["a"].arn != first


def test_resend_invites_a_pending_enabled_user_and_ignores_names(client, emu):
    emu.pool().add_user("a", first_name="Old")
    client.create_user(UserName="a", FirstName="New", MessageAction="RESEND", **USERPOOL)
    assert [(mail["kind"], mail["user_name"]) for mail in emu.mails] == [("invitation", "a")]
    assert emu.pool().users["a"].first_name == "Old"


@pytest.mark.parametrize("status", ["FORCE_CHANGE_PASSWORD", "UNCONFIRMED", "UNKNOWN"])
def test_resend_works_for_every_pending_status(client, emu, status):
    emu.pool().add_user("a", status=status)
    client.create_user(UserName="a", MessageAction="RESEND", **USERPOOL)
    assert len(emu.mails) == 1


@pytest.mark.parametrize(
    ("seed", "code"),
    [
        ({"status": "CONFIRMED"}, "InvalidParameterCombinationException"),
        ({"status": "ARCHIVED"}, "InvalidParameterCombinationException"),
        ({"status": "COMPROMISED"}, "InvalidParameterCombinationException"),
        ({"enabled": False}, "InvalidParameterCombinationException"),
        (None, "ResourceNotFoundException"),
    ],
)
def test_resend_is_refused_for_others_and_makes_nobody(client, emu, seed, code):
    if seed is not None:
        emu.pool().add_user("a", **seed)
    before = emu.state()["pools"]
    assert code_of(client.create_user, UserName="a", MessageAction="RESEND", **USERPOOL) == code
    assert emu.mails == []
    assert [p["users"] for p in before if p["users"]] == [
        p["users"] for p in emu.state()["pools"] if p["users"]
    ]


def test_disable_and_enable_change_the_user_and_leave_associations(bench):
    client = bench.client()
    bench.emu.pool().add_user("a")
    bench.emu.pool().associate("a", "s")
    client.disable_user(UserName="a", **USERPOOL)
    assert client.describe_users(**USERPOOL)["Users"][0]["Enabled"] is False
    client.disable_user(UserName="a", **USERPOOL)
    client.enable_user(UserName="a", **USERPOOL)
    client.enable_user(UserName="a", **USERPOOL)
    assert client.describe_users(**USERPOOL)["Users"][0]["Enabled"] is True
    assert bench.emu.pool().associations == {("a", "s")}


def test_delete_removes_the_associations(client, emu):
    emu.pool().add_user("a")
    emu.pool().associate("a", "s")
    client.delete_user(UserName="a", **USERPOOL)
    assert emu.pool().users == {}
    assert emu.pool().associations == set()


@pytest.mark.parametrize("call", ["enable_user", "disable_user", "delete_user"])
def test_an_unknown_user_is_not_found(bench, call):
    error = error_of(getattr(bench.client(), call), UserName="a", **USERPOOL)
    assert (error["Code"], error["Status"]) == ("ResourceNotFoundException", 404)
    assert error["Class"] == "ResourceNotFoundException"


def test_users_are_listed_in_one_order_that_is_not_the_alphabet(client, emu):
    expected = [f"u{number:02}" for number in range(30)]
    for name in expected:
        emu.pool().add_user(name)
    found = scanned(client)
    assert sorted(found) == expected
    assert found not in (expected, expected[::-1])
    assert scanned(client) == found


def test_members_that_are_null_are_left_out(client, emu):
    emu.pool().add_user("a", status=None, omit=("Arn", "Enabled", "CreatedTime", "UserName"))
    assert client.describe_users(**USERPOOL)["Users"] == [{"AuthenticationType": "USERPOOL"}]


def test_batches_answer_200_and_list_what_failed(bench):
    client, pool = bench.client(), bench.emu.pool()
    pool.add_user("a")
    pool.add_stack("s")
    answer = client.batch_associate_user_stack(
        UserStackAssociations=[
            pair("a", "s"),
            pair("a", "no", SendEmailNotification=True),
            pair("nobody", "s"),
        ]
    )
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    found = [(e["UserStackAssociation"], e["ErrorCode"]) for e in answer["errors"]]
    assert found == [
        (pair("a", "no", SendEmailNotification=True), "STACK_NOT_FOUND"),
        (pair("nobody", "s"), "USER_NAME_NOT_FOUND"),
    ]
    assert all(e["ErrorMessage"] for e in answer["errors"])
    assert pool.associations == {("a", "s")}
    assert bench.emu.mails == []


def test_an_assignment_is_mailed_when_asked_for_and_again_when_asked_again(client, emu):
    emu.pool().add_user("a")
    emu.pool().add_stack("s")
    for notify in (True, False, True):
        item = pair("a", "s", SendEmailNotification=notify)
        assert client.batch_associate_user_stack(UserStackAssociations=[item])["errors"] == []
    assert [(m["kind"], m["user_name"], m["stack_name"]) for m in emu.mails] == [
        ("assignment", "a", "s"),
        ("assignment", "a", "s"),
    ]


def test_disassociating_works_also_for_a_pair_that_is_not_associated(client, emu):
    emu.pool().add_user("a")
    emu.pool().associate("a", "s")
    for _time in range(2):
        answer = client.batch_disassociate_user_stack(UserStackAssociations=[pair("a", "s")])
        assert answer["errors"] == []
        assert emu.pool().associations == set()
    answer = client.batch_disassociate_user_stack(
        UserStackAssociations=[pair("b", "s"), pair("a", "t")]
    )
    codes = [error["ErrorCode"] for error in answer["errors"]]
    assert codes == ["USER_NAME_NOT_FOUND", "STACK_NOT_FOUND"]


def test_associations_are_found_by_stack_by_user_and_by_both(bench):
    client, pool = bench.client(), bench.emu.pool()
    for user, stack in (("a", "s"), ("a", "t"), ("b", "s")):
        pool.users.get(user) or pool.add_user(user)
        pool.associate(user, stack)

    def found(**params):
        answer = client.describe_user_stack_associations(**params)
        return sorted((i["UserName"], i["StackName"]) for i in answer["UserStackAssociations"])

    assert found(StackName="s") == [("a", "s"), ("b", "s")]
    assert found(UserName="a", **USERPOOL) == [("a", "s"), ("a", "t")]
    assert found(StackName="t", UserName="a", **USERPOOL) == [("a", "t")]
    assert found(StackName="t", UserName="b", **USERPOOL) == []
    assert found(StackName="unknown") == []
    assert found(UserName="unknown", **USERPOOL) == []


@pytest.mark.parametrize(
    "params", [{}, {"UserName": "a"}, {"UserName": "a", "StackName": "s"}, USERPOOL]
)
def test_a_user_without_authentication_type_or_nothing_at_all_is_a_bad_combination(client, params):
    code = code_of(client.describe_user_stack_associations, **params)
    assert code == "InvalidParameterCombinationException"


@pytest.mark.parametrize(
    ("call", "params", "words"),
    [
        ("create_user", {"UserName": "a"}, "Cannot create a user with 'SAML' authentication type"),
        ("delete_user", {"UserName": "a"}, "Cannot delete a user with 'SAML' authentication type"),
        ("enable_user", {"UserName": "a"}, "Cannot enable a user with 'SAML' authentication type"),
        ("disable_user", {"UserName": "a"}, "Cannot disable a user with"),
        ("describe_users", {}, "Cannot describe users with 'SAML' authentication type"),
        ("describe_user_stack_associations", {"StackName": "s"}, "Cannot describe the stack"),
    ],
)
def test_only_userpool_is_taken(client, call, params, words):
    error = error_of(getattr(client, call), **params, AuthenticationType="SAML")
    assert error["Code"] == "InvalidParameterValueException"
    assert words in error["Message"]


def test_one_item_of_another_authentication_type_refuses_the_batch(client, emu):
    emu.pool().add_user("a")
    emu.pool().add_stack("s")
    items = [pair("a", "s"), {**pair("a", "s"), "AuthenticationType": "API"}]
    for call in (client.batch_associate_user_stack, client.batch_disassociate_user_stack):
        assert code_of(call, UserStackAssociations=items) == "InvalidParameterValueException"
    assert emu.pool().associations == set()


def test_a_stack_is_made_once(bench):
    client = bench.client()
    made = client.create_stack(Name="s", Description="d", Tags={"team": "x"})["Stack"]
    arn = f"arn:aws:appstream:eu-central-1:{bench.emu.pool().account}:stack/s"
    assert (made["Arn"], made["Name"], made["Description"]) == (arn, "s", "d")
    assert list(bench.emu.pool().stacks) == ["s"]
    assert code_of(client.create_stack, Name="s") == "ResourceAlreadyExistsException"


def test_stacks_are_listed_as_they_were_made(bench):
    client = bench.client()
    bench.emu.configure(stack_page_size=2)
    made = [client.create_stack(Name=name, Description="d")["Stack"] for name in ("c", "a", "b")]
    pages = list(client.get_paginator("describe_stacks").paginate())
    assert [len(page["Stacks"]) for page in pages] == [2, 1]
    listed = [stack for page in pages for stack in page["Stacks"]]
    assert listed == sorted(made, key=lambda stack: stack["Name"])
    named = client.describe_stacks(Names=["c"])["Stacks"]
    assert [stack["Name"] for stack in named] == ["c"]
    assert code_of(client.describe_stacks, Names=["c", "d"]) == "ResourceNotFoundException"


def test_a_deleted_stack_takes_its_associations_along(bench):
    client = bench.client()
    pool = bench.emu.seed(stacks=["s", "t"], users=[{"user_name": "a", "stack_names": ["s", "t"]}])
    client.delete_stack(Name="s")
    assert set(pool.stacks) == {"t"}
    assert pool.associations == {("a", "t")}
    assert code_of(client.delete_stack, Name="s") == "ResourceNotFoundException"


def test_tags_of_a_stack(bench):
    client = bench.client()
    tagged = client.create_stack(Name="s", Tags={"team": "x"})["Stack"]["Arn"]
    bare = client.create_stack(Name="t")["Stack"]["Arn"]
    assert client.list_tags_for_resource(ResourceArn=tagged)["Tags"] == {"team": "x"}
    assert client.list_tags_for_resource(ResourceArn=bare)["Tags"] == {}
    unknown = tagged[:-1] + "u"
    found = code_of(client.list_tags_for_resource, ResourceArn=unknown)
    assert found == "ResourceNotFoundException"


def test_associations_of_one_user_or_stack_are_found_without_looking_at_all(bench, monkeypatch):
    users = [{"user_name": name, "stack_names": ["s", name]} for name in ("a", "b")]
    bench.emu.seed(users=users)
    monkeypatch.delattr(Pairs, "__iter__")
    client = bench.client()
    by_user = client.describe_user_stack_associations(UserName="a", **USERPOOL)
    assert {pair["StackName"] for pair in by_user["UserStackAssociations"]} == {"a", "s"}
    by_stack = client.describe_user_stack_associations(StackName="s")
    assert {pair["UserName"] for pair in by_stack["UserStackAssociations"]} == {"a", "b"}


def test_two_regions_and_two_access_keys_are_separate(bench):
    where = [("eu-central-1", "AKIAONE"), ("eu-west-1", "AKIAONE"), ("eu-central-1", "AKIATWO")]
    for number, (region, key) in enumerate(where):
        bench.client(region, key).create_user(UserName=f"u{number}", **USERPOOL)
    for number, (region, key) in enumerate(where):
        answer = bench.client(region, key).describe_users(**USERPOOL)
        assert names(answer) == [f"u{number}"]
        assert list(bench.emu.pool(region, key).users) == [f"u{number}"]
        assert f":{region}:{bench.emu.pool(region, key).account}:" in answer["Users"][0]["Arn"]
    accounts = {bench.emu.pool(*at).account for at in where}
    assert len(accounts) == 2


def test_arns_name_the_partition_of_the_region(emu):
    assert emu.pool("cn-north-1").add_stack("s").arn.startswith("arn:aws-cn:appstream:cn-north-1:")
    assert emu.pool("us-gov-west-1").add_user("a").arn.startswith("arn:aws-us-gov:appstream:")
