# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switches for undocumented behavior of the service, with all their values."""

from __future__ import annotations

import pytest
from appstream_emulator import ONE_WAY, OTHER_WAY, Emulator, UsageError, _settings
from botocore.exceptions import ClientError
from helpers_emulator import USERPOOL, code_of, error_of, pair, scanned

EXISTS = "ResourceAlreadyExistsException"
NOT_FOUND = "ResourceNotFoundException"
BAD_COMBINATION = "InvalidParameterCombinationException"
NOT_PERMITTED = "OperationNotPermittedException"
BAD_STATUS = "InvalidAccountStatusException"


def outcome(call, **params):
    """The error code of a call, or None."""
    try:
        call(**params)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


def batch(call, *items):
    """The code of each failed item, or that of the refused call."""
    try:
        answer = call(UserStackAssociations=list(items))
    except ClientError as error:
        return error.response["Error"]["Code"]
    return [
        (error["UserStackAssociation"]["UserName"], error["ErrorCode"])
        for error in answer.get("errors", [])
    ]


def described(client, **params):
    answer = client.describe_user_stack_associations(**params)
    return [(item["UserName"], item["StackName"]) for item in answer["UserStackAssociations"]]


@pytest.fixture
def pool(emu):
    """Ann is on the stack "s"; Bob is disabled and on none."""
    pool = emu.pool()
    pool.add_user("ann")
    pool.add_user("bob", enabled=False)
    pool.associate("ann", "s")
    return pool


# All of them.


def test_the_ways_differ_in_every_switch():
    assert set(ONE_WAY) == set(OTHER_WAY)
    assert [name for name in ONE_WAY if ONE_WAY[name] == OTHER_WAY[name]] == []


def test_every_setting_has_a_row_in_the_table():
    rows = {line.split(" ")[0] for line in _settings.__doc__.splitlines()}
    assert set(_settings.SETTINGS) <= rows


def test_the_defaults_are_one_way_and_can_all_be_turned(emu):
    def switches():
        return {name: emu.settings[name] for name in ONE_WAY}

    assert switches() == ONE_WAY
    emu.configure(switches="other_way", page_size=7)
    assert (switches(), emu.settings["page_size"]) == (OTHER_WAY, 7)
    emu.configure(enable_enabled=None, switches="other_way")
    assert switches() == {**OTHER_WAY, "enable_enabled": None}
    emu.reset()
    assert switches() == ONE_WAY


def test_a_reset_goes_back_to_the_switches_at_the_start():
    emu = Emulator(switches="other_way")
    start = dict(emu.settings)
    assert {name: start[name] for name in OTHER_WAY} == OTHER_WAY
    emu.configure(switches="one_way", page_size=1)
    emu.reset()
    assert dict(emu.settings) == start
    with pytest.raises(UsageError, match="both_ways"):
        Emulator(switches="both_ways")


@pytest.mark.parametrize("way", ["one_way", "other_way"])
def test_every_value_of_a_way_is_taken(emu, way):
    for name, value in {"one_way": ONE_WAY, "other_way": OTHER_WAY}[way].items():
        emu.configure(**{name: value})


def test_what_was_seen_of_the_service_is_no_switch(client, emu):
    emu.configure(switches="other_way")
    pool = emu.pool()
    pool.add_stack("s")
    assert client.describe_users(**USERPOOL)["Users"] == []
    client.create_user(UserName="ann", **USERPOOL)
    assert client.describe_users(**USERPOOL)["Users"][0]["Status"] == "FORCE_CHANGE_PASSWORD"
    answer = client.batch_associate_user_stack(UserStackAssociations=[pair("ann", "s")])
    assert answer["errors"] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("switches", "both_ways"),
        ("switches", []),
        ("switches", None),
        ("create_other_capitals", False),
        ("enable_enabled", "INTERNAL_ERROR"),
        ("disable_disabled", ""),
        ("associate_again", True),
        ("associate_again", "not a code"),
        ("associate_again_mails", 1),
        ("partly_denied", NOT_PERMITTED),
        ("associations_of_deleted", "keep"),
        ("errors_when_none", []),
        ("names_when_none", None),
        ("new_user_status", "CONFIRMED"),
        ("user_leaves_out", ["AuthenticationType"]),
        ("user_leaves_out", "Status"),
        ("domain_joined_stacks", "s"),
        ("domain_joined_stacks", [5]),
        ("invalid_token", None),
        ("hide_sensitive_values", None),
    ],
)
def test_wrong_values_are_refused_by_name(emu, name, value):
    before = dict(emu.settings)
    with pytest.raises(UsageError, match=f"'{name}' must be"):
        emu.configure(**{"empty_pages": 3, name: value})
    assert emu.settings == before


# Users.


@pytest.mark.parametrize("code", [None, EXISTS])
def test_create_other_capitals(client, emu, pool, code):
    emu.configure(create_other_capitals=code)
    assert outcome(client.create_user, UserName="Ann", **USERPOOL) == code
    assert ("Ann" in pool.users) is (code is None)
    assert outcome(client.create_user, UserName="Cid", **USERPOOL) is None


@pytest.mark.parametrize("status", ["FORCE_CHANGE_PASSWORD", "UNCONFIRMED"])
def test_new_user_status(client, emu, status):
    emu.configure(new_user_status=status)
    emu.add_fault({"operation": "CreateUser", "appear": {"user_name": "other"}})
    client.create_user(UserName="ann", **USERPOOL)
    users = client.describe_users(**USERPOOL)["Users"]
    assert [user["Status"] for user in users] == [status, status]


@pytest.mark.parametrize(
    ("switch", "seed", "default"),
    [
        ("resend_absent", None, NOT_FOUND),
        ("resend_confirmed", {"status": "CONFIRMED"}, BAD_COMBINATION),
        ("resend_confirmed", {"status": "ARCHIVED"}, BAD_COMBINATION),
        ("resend_disabled", {"enabled": False}, BAD_COMBINATION),
    ],
)
@pytest.mark.parametrize("way", ["default", None, "AnyException"])
def test_resend(client, emu, switch, seed, default, way):
    code = default if way == "default" else way
    if way != "default":
        emu.configure(**{switch: way})
    if seed is not None:
        emu.pool().add_user("cid", **seed)
    assert outcome(client.create_user, UserName="cid", MessageAction="RESEND", **USERPOOL) == code
    mailed = [mail["user_name"] for mail in emu.mails]
    assert mailed == ([] if code or seed is None else ["cid"])
    assert set(emu.pool().users) == (set() if seed is None else {"cid"})


@pytest.mark.parametrize("code", [None, BAD_STATUS])
def test_enable_enabled(client, emu, pool, code):
    emu.configure(enable_enabled=code)
    assert outcome(client.enable_user, UserName="ann", **USERPOOL) == code
    assert outcome(client.enable_user, UserName="bob", **USERPOOL) is None


@pytest.mark.parametrize("code", [None, NOT_PERMITTED])
def test_disable_disabled(client, emu, pool, code):
    emu.configure(disable_disabled=code)
    assert outcome(client.disable_user, UserName="bob", **USERPOOL) == code
    assert outcome(client.disable_user, UserName="ann", **USERPOOL) is None


@pytest.mark.parametrize(
    ("way", "listed_without", "listed_again"),
    [
        ("go", False, False),
        ("stay", True, True),
        ("orphaned", True, False),
        ("hidden", False, True),
    ],
)
@pytest.mark.parametrize("by_another", [False, True])
def test_associations_of_deleted(client, emu, pool, way, listed_without, listed_again, by_another):
    emu.configure(associations_of_deleted=way)
    if by_another:
        emu.add_fault({"operation": "DescribeUsers", "user": "ann", "vanish": True})
        assert scanned(client) == ["bob"]
    else:
        client.delete_user(UserName="ann", **USERPOOL)
    assert described(client, StackName="s") == [("ann", "s")] * listed_without
    if by_another:
        emu.add_fault({"operation": "DescribeUsers", "appear": {"user_name": "ann"}})
        assert sorted(scanned(client)) == ["ann", "bob"]
    else:
        client.create_user(UserName="ann", **USERPOOL)
    assert described(client, StackName="s") == [("ann", "s")] * listed_again
    assert described(client, UserName="ann", **USERPOOL) == [("ann", "s")] * listed_again


@pytest.mark.parametrize("code", [None, NOT_FOUND])
def test_describe_empty_pool(client, emu, code):
    emu.configure(describe_empty_pool=code)
    assert outcome(client.describe_users, **USERPOOL) == code
    emu.pool().add_user("ann")
    assert scanned(client) == ["ann"]


def test_a_scan_goes_on_although_the_pool_became_empty(client, emu, pool):
    emu.configure(describe_empty_pool=NOT_FOUND, page_size=1)
    token = client.describe_users(**USERPOOL)["NextToken"]
    pool.remove_user("ann")
    pool.remove_user("bob")
    assert len(client.describe_users(NextToken=token, **USERPOOL)["Users"]) == 1


@pytest.mark.parametrize("code", [None, NOT_FOUND, BAD_COMBINATION])
@pytest.mark.parametrize(
    ("switch", "unknown"),
    [
        ("describe_unknown_stack", {"StackName": "no"}),
        ("describe_unknown_stack", {"StackName": "no", "UserName": "ann", **USERPOOL}),
        ("describe_unknown_user", {"UserName": "no", **USERPOOL}),
        ("describe_unknown_user", {"StackName": "s", "UserName": "no", **USERPOOL}),
    ],
)
def test_describe_unknown(client, emu, pool, switch, unknown, code):
    emu.configure(**{switch: code})
    if code is None:
        assert described(client, **unknown) == []
    else:
        assert code_of(client.describe_user_stack_associations, **unknown) == code
    assert described(client, StackName="s", UserName="ann", **USERPOOL) == [("ann", "s")]


def test_a_pair_of_which_both_are_gone_is_an_empty_list_whatever_one_alone_is(client, emu, pool):
    emu.configure(describe_unknown_stack=NOT_FOUND, describe_unknown_user=BAD_COMBINATION)
    assert described(client, StackName="no", UserName="no", **USERPOOL) == []
    for unknown in ({"StackName": "no"}, {"UserName": "no", **USERPOOL}):
        assert outcome(client.describe_user_stack_associations, **unknown) is not None


def test_names_when_none_and_user_leaves_out(client, emu):
    emu.pool().add_user("ann", first_name="Ann")
    emu.pool().add_user("bob", omit=["FirstName"])

    def shown(**settings):
        emu.configure(**settings)
        users = client.describe_users(**USERPOOL)["Users"]
        return {user["UserName"]: set(user.items()) for user in users}

    plain = shown()
    assert {key for key, _value in plain["ann"]} == {
        "Arn",
        "UserName",
        "Enabled",
        "Status",
        "FirstName",
        "CreatedTime",
        "AuthenticationType",
    }
    # boto3 omits null values
    assert shown(names_when_none="null") == plain
    empty = shown(names_when_none="empty")
    assert empty["ann"] - plain["ann"] == {("LastName", "")}
    assert empty["bob"] - plain["bob"] == {("LastName", "")}
    left = shown(names_when_none="left_out", user_leaves_out=["Status", "CreatedTime"])
    assert {key for key, _value in plain["ann"] - left["ann"]} == {"Status", "CreatedTime"}


# Batches.


@pytest.mark.parametrize("code", [None, "INTERNAL_ERROR", NOT_PERMITTED])
@pytest.mark.parametrize(
    ("settings", "again"),
    [
        ("associate_again", pair("ann", "s")),
        ("associate_disabled", pair("bob", "s")),
        ("domain_joined", pair("ann", "joined")),
    ],
)
def test_associate_in_question(client, emu, pool, settings, again, code):
    pool.add_user("cid")
    pool.add_stack("joined")
    emu.configure(domain_joined_stacks=["joined"], **{settings: code})
    before = set(pool.associations)
    # an item before and one after
    items = [pair("cid", "s"), again, pair("ann", "no")]
    failed = batch(client.batch_associate_user_stack, *items)
    if code == NOT_PERMITTED:
        assert failed == code
        assert pool.associations == before
    else:
        item_failed = [] if code is None else [(again["UserName"], code)]
        assert failed == [*item_failed, ("ann", "STACK_NOT_FOUND")]
        made = {("cid", "s")}
        if code is None:
            made.add((again["UserName"], again["StackName"]))
        assert pool.associations == before | made


def test_domain_joined_is_refused_by_default(client, emu, pool):
    emu.configure(domain_joined_stacks=["s"])
    pool.add_user("cid")
    failed = batch(client.batch_associate_user_stack, pair("cid", "s"))
    assert failed == [("cid", "DIRECTORY_NOT_FOUND")]


@pytest.mark.parametrize("mails", [True, False])
def test_associate_again_mails(client, emu, pool, mails):
    emu.configure(associate_again_mails=mails)
    pool.add_stack("t")
    for stack in ("s", "t"):
        item = pair("ann", stack, SendEmailNotification=True)
        assert batch(client.batch_associate_user_stack, item) == []
    assert [mail["stack_name"] for mail in emu.mails] == (["s", "t"] if mails else ["t"])


def test_an_error_for_associating_again_sends_no_mail(client, emu, pool):
    emu.configure(associate_again="INTERNAL_ERROR")
    item = pair("ann", "s", SendEmailNotification=True)
    assert batch(client.batch_associate_user_stack, item) == [("ann", "INTERNAL_ERROR")]
    assert emu.mails == []


def test_a_fault_of_an_item_comes_before_what_would_refuse_the_call(client, emu, pool):
    emu.configure(associate_again=NOT_PERMITTED)
    emu.add_fault({"operation": "*", "user": "ann", "item_error": {"code": "INTERNAL_ERROR"}})
    failed = batch(client.batch_associate_user_stack, pair("ann", "s"), pair("bob", "s"))
    assert failed == [("ann", "INTERNAL_ERROR")]
    assert ("bob", "s") in pool.associations


@pytest.mark.parametrize("code", [None, "USER_NAME_NOT_FOUND", NOT_PERMITTED])
def test_disassociate_unassociated(client, emu, pool, code):
    emu.configure(disassociate_unassociated=code)
    items = [pair("ann", "s"), pair("bob", "s")]
    failed = batch(client.batch_disassociate_user_stack, *items)
    if code == NOT_PERMITTED:
        assert failed == code
        assert pool.associations == {("ann", "s")}
    else:
        assert failed == ([] if code is None else [("bob", code)])
        assert pool.associations == set()


@pytest.mark.parametrize("code", ["USER_NAME_NOT_FOUND", None, NOT_PERMITTED])
def test_disassociate_absent_user(client, emu, pool, code):
    emu.configure(disassociate_absent_user=code, associations_of_deleted="stay")
    client.delete_user(UserName="ann", **USERPOOL)
    failed = batch(client.batch_disassociate_user_stack, pair("ann", "s"))
    assert failed == {"USER_NAME_NOT_FOUND": [("ann", code)], None: [], NOT_PERMITTED: code}[code]
    assert pool.associations == (set() if code is None else {("ann", "s")})
    if code is None:
        emu.configure(disassociate_unassociated="INTERNAL_ERROR")
        failed = batch(client.batch_disassociate_user_stack, pair("ann", "s"))
        assert failed == [("ann", "INTERNAL_ERROR")]


@pytest.mark.parametrize("code", [None, "ACCESS_DENIED"])
def test_partly_denied(client, emu, pool, code):
    emu.configure(partly_denied=code)
    for stack in ("s", "t"):
        pool.add_stack(stack)
        denied = {"code": "AccessDeniedException"}
        emu.add_fault({"operation": "*", "stack": stack, "error": denied, "times": None})
    pool.add_stack("open")
    items = [pair("bob", "s"), pair("bob", "open"), pair("bob", "t")]
    failed = batch(client.batch_associate_user_stack, *items)
    if code is None:
        assert failed == "AccessDeniedException"
        assert pool.associations == {("ann", "s")}
    else:
        assert failed == [("bob", code), ("bob", code)]
        assert pool.associations == {("ann", "s"), ("bob", "open")}
    # if all pairs are denied, the call is
    whole = batch(client.batch_associate_user_stack, pair("bob", "s"), pair("ann", "s"))
    assert whole == "AccessDeniedException"


@pytest.mark.parametrize(
    ("way", "shown"), [("empty", {"errors": []}), ("null", {}), ("left_out", {})]
)
@pytest.mark.parametrize("call", ["batch_associate_user_stack", "batch_disassociate_user_stack"])
def test_errors_when_none(client, emu, pool, call, way, shown):
    emu.configure(errors_when_none=way)
    answer = getattr(client, call)(UserStackAssociations=[pair("ann", "s")])
    answer.pop("ResponseMetadata")
    # boto3 omits null values
    assert answer == shown
    failed = batch(getattr(client, call), pair("ann", "no"))
    assert failed == [("ann", "STACK_NOT_FOUND")]


@pytest.mark.parametrize("hidden", [False, True])
def test_hide_sensitive_values(raw_client, emu, hidden):
    emu.configure(hide_sensitive_values=hidden)
    error = error_of(raw_client.create_user, UserName="a b", FirstName="J.", **USERPOOL)
    assert error["Code"] == "ValidationException"
    assert ("'a b'" in error["Message"]) is ("'J.'" in error["Message"]) is not hidden


# Sizes and tokens.


def test_sizes_and_the_token_error_can_be_set(client, emu):
    for number in range(3):
        emu.pool().add_user(f"u{number}")
        emu.pool().associate(f"u{number}", "s")
    emu.configure(association_default_results=2, invalid_token="NoException")
    assert len(described(client, StackName="s")) == 2
    assert len(described(client, StackName="s", MaxResults=3)) == 3
    assert code_of(client.describe_users, NextToken="nonsense", **USERPOOL) == "NoException"
