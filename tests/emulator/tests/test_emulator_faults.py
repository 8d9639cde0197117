# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fault rules: what they match, how often they hit and what they do."""

from __future__ import annotations

import pytest
from appstream_emulator import UsageError, _fault_checks, _faults
from appstream_emulator._operations import OPERATIONS
from botocore.exceptions import ConnectionClosedError
from helpers_emulator import USERPOOL, code_of, error_of, pair, scanned

THROTTLED = {"code": "ThrottlingException"}


def create(client, name="a"):
    return client.create_user(UserName=name, **USERPOOL)


def codes(answer):
    found = []
    for error in answer["errors"]:
        item = error["UserStackAssociation"]
        found.append((item["UserName"], item["StackName"], error["ErrorCode"]))
    return found


def attempts(client, count, call="describe_users", **params):
    """The results of repeated calls: '.' for success, 'x' for an error."""
    results = ""
    for _attempt in range(count):
        try:
            getattr(client, call)(**USERPOOL, **params)
            results += "."
        except client.exceptions.ClientError:
            results += "x"
    return results


def test_every_key_has_a_row_in_the_table():
    rows = {line.split(" ")[0] for line in _faults.__doc__.splitlines()}
    assert set(_fault_checks.KEYS) <= rows


# Errors.


def test_an_error_refuses_the_call_once_and_without_effect(bench):
    client = bench.client()
    bench.emu.add_fault(
        {
            "operation": "CreateUser",
            "error": {"code": "OperationNotPermittedException", "message": "No.", "status": 409},
        }
    )
    error = error_of(client.create_user, UserName="a", **USERPOOL)
    assert (error["Code"], error["Message"], error["Status"]) == (
        "OperationNotPermittedException",
        "No.",
        409,
    )
    assert error["Class"] == "OperationNotPermittedException"
    assert (scanned(client), bench.emu.mails) == ([], [])
    create(client)
    assert scanned(client) == ["a"]


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("ThrottlingException", 400, "Rate exceeded"),
        ("InternalFailure", 500, "internal failure"),
        ("ServiceUnavailable", 503, "unavailable"),
        ("LimitExceededException", 400, "limit"),
        ("ResourceNotFoundException", 404, "not found"),
        ("SomethingNewException", 400, "SomethingNewException"),
    ],
)
def test_well_known_codes_have_their_message_and_status(bench, code, status, words):
    bench.emu.add_fault({"operation": "*", "error": {"code": code}})
    error = error_of(bench.client().describe_users, **USERPOOL)
    assert (error["Code"], error["Status"]) == (code, status)
    assert words in error["Message"]
    assert (bench.emu.calls[-1]["status"], bench.emu.calls[-1]["error"]) == (status, code)


def test_the_status_of_an_error_is_that_of_the_model(client, emu):
    model = client.meta.service_model
    shapes = {
        shape.name: shape.metadata["error"]["httpStatusCode"]
        for operation in OPERATIONS
        for shape in model.operation_model(operation).error_shapes
    }
    assert shapes["ResourceNotFoundException"] == 404
    for code in shapes:
        emu.add_fault({"operation": "*", "error": {"code": code}})
        assert error_of(client.describe_users, **USERPOOL)["Status"] == shapes[code]


def test_access_denied_reads_as_in_the_live_service(client, emu):
    emu.add_fault({"operation": "CreateUser", "error": {"code": "AccessDeniedException"}})
    message = error_of(client.create_user, UserName="a", **USERPOOL)["Message"]
    assert message.startswith("User: arn:aws:iam::")
    assert "is not authorized to perform: appstream:CreateUser on resource: * because" in message


def test_a_denied_stack_refuses_the_whole_batch(client, emu):
    pool = emu.pool()
    pool.add_user("a")
    for stack in ("good", "bad"):
        pool.add_stack(stack)
    emu.add_fault(
        {
            "operation": "BatchAssociateUserStack",
            "stack": "bad",
            "times": None,
            "error": {"code": "AccessDeniedException"},
        }
    )
    call = client.batch_associate_user_stack
    error = error_of(call, UserStackAssociations=[pair("a", "good"), pair("a", "bad")])
    arn = f"arn:aws:appstream:eu-central-1:{pool.account}:stack/bad"
    assert error["Code"] == "AccessDeniedException"
    assert f"appstream:BatchAssociateUserStack on resource: {arn} because" in error["Message"]
    assert pool.associations == set()
    call(UserStackAssociations=[pair("a", "good")])
    assert pool.associations == {("a", "good")}


def test_an_error_after_the_effect_hides_what_was_done(bench):
    client = bench.client()
    bench.emu.add_fault(
        {"operation": "CreateUser", "error": {"code": "InternalFailure", "after_effect": True}}
    )
    assert error_of(client.create_user, UserName="a", **USERPOOL)["Status"] == 500
    assert scanned(client) == ["a"]
    assert len(bench.emu.mails) == 1


# Filters and counters.


def test_a_rule_hits_its_operation_only(client, emu):
    emu.add_fault({"operation": "EnableUser", "error": THROTTLED})
    create(client)
    assert code_of(client.enable_user, UserName="a", **USERPOOL) == "ThrottlingException"


def test_after_lets_calls_through_and_times_limits_the_hits(client, emu):
    emu.add_fault({"operation": "DescribeUsers", "after": 2, "times": 3, "error": THROTTLED})
    assert attempts(client, 7) == "..xxx.."
    assert (emu.faults[0]["matched"], emu.faults[0]["hits"]) == (7, 3)


def test_null_times_hits_for_ever(client, emu):
    emu.add_fault({"operation": "*", "times": None, "error": THROTTLED})
    assert attempts(client, 20) == "x" * 20


def test_a_user_filter_matches_single_calls_and_batch_items(client, emu):
    emu.pool().add_user("a")
    emu.pool().add_user("b")
    emu.add_fault({"operation": "*", "user": "b", "times": None, "error": THROTTLED})
    assert attempts(client, 1, "enable_user", UserName="a") == "."
    assert attempts(client, 1, "enable_user", UserName="b") == "x"
    assert attempts(client, 1) == "."
    assert attempts(client, 1, "describe_user_stack_associations", UserName="b") == "x"
    call = client.batch_associate_user_stack
    assert code_of(call, UserStackAssociations=[pair("a", "s"), pair("b", "s")])
    call(UserStackAssociations=[pair("a", "s")])


def test_a_user_and_a_stack_filter_match_one_and_the_same_item(client, emu):
    emu.add_fault({"operation": "*", "user": "a", "stack": "s", "times": None, "error": THROTTLED})
    call = client.batch_disassociate_user_stack
    call(UserStackAssociations=[pair("a", "t"), pair("b", "s")])
    assert code_of(call, UserStackAssociations=[pair("a", "t"), pair("a", "s")])


def test_a_stack_filter_matches_calls_on_the_stack_itself(client, emu):
    emu.add_fault({"operation": "*", "stack": "s", "times": None, "error": THROTTLED})
    assert code_of(client.create_stack, Name="s") == "ThrottlingException"
    assert code_of(client.describe_user_stack_associations, StackName="s") == "ThrottlingException"
    client.create_stack(Name="t")
    client.describe_users(**USERPOOL)


def test_a_region_filter_matches_its_region_only(bench):
    bench.emu.add_fault({"operation": "*", "region": "eu-west-1", "error": THROTTLED})
    assert attempts(bench.client("eu-central-1"), 1) == "."
    assert attempts(bench.client("eu-west-1"), 2) == "x."


def test_random_hits_are_the_same_for_the_same_seed(client, emu):
    def results(seed):
        emu.clear_faults()
        emu.add_fault(
            {
                "operation": "*",
                "probability": 0.5,
                "seed": seed,
                "times": None,
                "error": THROTTLED,
            }
        )
        return attempts(client, 100)

    first = results(1)
    assert results(1) == first
    assert results(2) != first
    assert 30 < first.count("x") < 70


def test_the_first_rule_that_ends_the_call_wins_and_the_next_is_kept(client, emu):
    emu.add_fault({"operation": "*", "error": {"code": "First"}})
    emu.add_fault({"operation": "*", "error": {"code": "Second"}})
    assert code_of(client.describe_users, **USERPOOL) == "First"
    assert code_of(client.describe_users, **USERPOOL) == "Second"
    assert attempts(client, 1) == "."


def test_a_request_that_the_model_refuses_uses_up_no_rule(client, emu):
    emu.add_fault({"operation": "CreateUser", "error": THROTTLED})
    assert code_of(client.create_user, UserName="a b", **USERPOOL) == "ValidationException"
    assert code_of(client.create_user, UserName="a", **USERPOOL) == "ThrottlingException"


# Items of a batch.


def test_an_item_error_fails_the_matching_items_only(bench):
    client, pool = bench.client(), bench.emu.pool()
    pool.add_stack("s")
    for name in "abc":
        pool.add_user(name)
    bench.emu.add_fault(
        {
            "operation": "BatchAssociateUserStack",
            "user": "b",
            "item_error": {"code": "USER_NAME_NOT_FOUND", "message": "not yet"},
        }
    )
    items = [pair(name, "s", SendEmailNotification=True) for name in "abc"]
    answer = client.batch_associate_user_stack(UserStackAssociations=items)
    assert codes(answer) == [("b", "s", "USER_NAME_NOT_FOUND")]
    assert answer["errors"][0]["ErrorMessage"] == "not yet"
    assert pool.associations == {("a", "s"), ("c", "s")}
    assert [mail["user_name"] for mail in bench.emu.mails] == ["a", "c"]
    answer = client.batch_associate_user_stack(UserStackAssociations=items[1:2])
    assert answer["errors"] == []


def test_an_item_error_counts_calls_that_name_a_matching_item(client, emu):
    for name in "ab":
        emu.pool().add_user(name)
    emu.pool().add_stack("s")
    emu.add_fault(
        {"operation": "*", "user": "b", "times": 2, "item_error": {"code": "INTERNAL_ERROR"}}
    )
    call = client.batch_associate_user_stack
    client.enable_user(UserName="b", **USERPOOL)
    assert codes(call(UserStackAssociations=[pair("a", "s")])) == []
    for _call in range(2):
        failed = codes(call(UserStackAssociations=[pair("b", "s"), pair("b", "s")]))
        assert failed == [("b", "s", "INTERNAL_ERROR")] * 2
    assert codes(call(UserStackAssociations=[pair("b", "s")])) == []


def test_an_item_error_without_filters_fails_every_item(client, emu):
    emu.add_fault(
        {"operation": "BatchDisassociateUserStack", "item_error": {"code": "INTERNAL_ERROR"}}
    )
    answer = client.batch_disassociate_user_stack(
        UserStackAssociations=[pair("a", "s"), pair("b", "s")]
    )
    assert len(answer["errors"]) == 2


def test_an_item_can_take_effect_although_it_is_reported_as_failed(client, emu):
    emu.pool().add_user("a")
    emu.pool().add_stack("s")
    emu.add_fault(
        {
            "operation": "BatchAssociateUserStack",
            "item_error": {"code": "INTERNAL_ERROR", "effect": True},
        }
    )
    item = pair("a", "s", SendEmailNotification=True)
    answer = client.batch_associate_user_stack(UserStackAssociations=[item])
    assert codes(answer) == [("a", "s", "INTERNAL_ERROR")]
    assert emu.pool().associations == {("a", "s")}
    assert len(emu.mails) == 1


# Connections.


@pytest.mark.parametrize(("when", "listed"), [("before", []), ("after", ["a"])])
def test_a_dropped_connection_is_an_error_of_botocore(bench, when, listed):
    client = bench.client()
    bench.emu.add_fault({"operation": "CreateUser", "drop": when})
    with pytest.raises(ConnectionClosedError):
        create(client)
    call = bench.emu.calls[-1]
    assert (call["operation"], call["status"], call["error"]) == ("CreateUser", None, None)
    assert scanned(client) == listed
    assert [mail["user_name"] for mail in bench.emu.mails] == listed


@pytest.mark.parametrize(
    ("when", "code"), [("before", None), ("after", "ResourceAlreadyExistsException")]
)
def test_botocore_itself_tries_a_dropped_call_again(bench, monkeypatch, when, code):
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _seconds: None)
    client = bench.client(retries=2)
    bench.emu.add_fault({"operation": "CreateUser", "drop": when})
    if code is None:
        assert create(client)["ResponseMetadata"]["RetryAttempts"] == 1
    else:
        assert code_of(client.create_user, UserName="a", **USERPOOL) == code
    assert bench.emu.counts() == {"CreateUser": 2}
    assert scanned(client) == ["a"]


def test_a_batch_can_fail_in_part_and_lose_its_answer(client, emu):
    for name in "ab":
        emu.pool().add_user(name)
    emu.pool().add_stack("s")
    emu.add_fault({"operation": "*", "drop": "after"})
    emu.add_fault({"operation": "*", "user": "a", "item_error": {"code": "INTERNAL_ERROR"}})
    with pytest.raises(ConnectionClosedError):
        client.batch_associate_user_stack(UserStackAssociations=[pair("a", "s"), pair("b", "s")])
    assert emu.pool().associations == {("b", "s")}


# Time.


def test_latency_rules_add_up_with_each_other_and_the_setting(bench):
    bench.emu.configure(latency=1)
    bench.emu.add_fault({"operation": "DescribeUsers", "latency": 2})
    bench.emu.add_fault({"operation": "*", "error": THROTTLED})
    bench.emu.add_fault({"operation": "*", "latency": 4, "times": None})
    assert attempts(bench.client(), 2) == "x."
    assert bench.time.slept == [7, 5]


def test_a_rate_throttles_what_comes_too_fast(bench):
    bench.emu.add_fault({"operation": "*", "rate": 2})
    client = bench.client()
    assert attempts(client, 3) == ".xx"
    assert bench.emu.calls[-1]["error"] == "ThrottlingException"
    assert bench.emu.calls[-1]["status"] == 400
    bench.time.sleep(0.5)
    assert attempts(client, 2) == ".x"
    bench.time.sleep(60)
    assert attempts(client, 2) == ".x"


def test_a_burst_is_saved_up(client, emu, fake_time):
    emu.add_fault({"operation": "*", "rate": 1, "burst": 3, "times": 1})
    assert attempts(client, 5) == "...xx"
    fake_time.sleep(2)
    assert attempts(client, 3) == "..x"


def test_calls_at_exactly_the_rate_all_pass(client, emu, fake_time):
    emu.add_fault({"operation": "*", "rate": 10})
    for _call in range(50):
        assert attempts(client, 1) == "."
        fake_time.sleep(0.1)


# Races.


def test_a_user_vanishes_just_before_the_call(bench):
    bench.emu.pool().add_user("a")
    bench.emu.pool().associate("a", "s")
    bench.emu.add_fault({"operation": "EnableUser", "user": "a", "vanish": True})
    client = bench.client()
    assert code_of(client.enable_user, UserName="a", **USERPOOL) == "ResourceNotFoundException"
    assert bench.emu.pool().associations == set()


def test_a_user_can_vanish_at_a_call_that_names_nobody(client, emu):
    for name in "ab":
        emu.pool().add_user(name)
    emu.add_fault({"operation": "DescribeUsers", "after": 1, "user": "a", "vanish": True})
    assert sorted(scanned(client)) == ["a", "b"]
    assert scanned(client) == ["b"]
    emu.clear_faults()
    emu.add_fault({"operation": "*", "user": "b", "vanish": True})
    assert scanned(client) == ["b"]
    assert code_of(client.disable_user, UserName="b", **USERPOOL) == "ResourceNotFoundException"


def test_a_user_appears_just_before_the_call(bench):
    bench.emu.add_fault(
        {
            "operation": "CreateUser",
            "appear": {"user_name": "a", "first_name": "Other", "status": "CONFIRMED"},
        }
    )
    client = bench.client()
    assert code_of(client.create_user, UserName="a", **USERPOOL) == "ResourceAlreadyExistsException"
    assert bench.emu.pool().users["a"].first_name == "Other"
    assert bench.emu.mails == []


def test_an_existing_user_does_not_appear_again(client, emu):
    arn = emu.pool().add_user("a").arn
    emu.add_fault({"operation": "*", "appear": {"user_name": "a", "enabled": False}})
    assert scanned(client) == ["a"]
    assert (emu.pool().users["a"].arn, emu.pool().users["a"].enabled) == (arn, True)


def test_an_appearing_user_is_read_with_the_lag_of_any_write(client, emu):
    emu.configure(lag_reads=1)
    emu.add_fault({"operation": "CreateUser", "appear": {"user_name": "a"}})
    assert code_of(client.create_user, UserName="a", **USERPOOL) == "ResourceAlreadyExistsException"
    assert scanned(client) == []
    assert scanned(client) == ["a"]


def test_nobody_appears_for_a_call_that_is_refused_by_an_earlier_rule(client, emu):
    emu.add_fault({"operation": "*", "error": THROTTLED})
    emu.add_fault({"operation": "*", "appear": {"user_name": "a"}})
    assert code_of(client.create_user, UserName="a", **USERPOOL) == "ThrottlingException"
    assert emu.pool().users == {}
    assert emu.faults[1]["matched"] == 0


# Wrong rules.


def test_a_rule_is_given_back_with_its_defaults(emu):
    rule = emu.add_fault({"operation": "CreateUser", "drop": "before"})
    assert rule == {
        "operation": "CreateUser",
        "drop": "before",
        "after": 0,
        "times": 1,
        "probability": 1,
        "seed": 0,
    }


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ([], "must be an object"),
        ({"drop": "before"}, "'operation' must be"),
        ({"operation": "CreateUsers", "drop": "before"}, "not 'CreateUsers'"),
        ({"operation": "*"}, "one effect .* found none"),
        ({"operation": "*", "drop": "before", "latency": 1}, "found drop and latency"),
        ({"operation": "*", "drop": "before", "name": "x"}, "unknown key 'name'"),
        ({"operation": "*", "drop": "now"}, "'drop' .* 'before' or 'after'"),
        ({"operation": "*", "drop": "before", "user": ""}, "'user'"),
        ({"operation": "*", "drop": "before", "stack": 5}, "'stack'"),
        ({"operation": "*", "drop": "before", "region": []}, "'region'"),
        ({"operation": "*", "drop": "before", "after": -1}, "'after'"),
        ({"operation": "*", "drop": "before", "times": "2"}, "'times'"),
        ({"operation": "*", "drop": "before", "probability": 2}, "'probability'"),
        ({"operation": "*", "drop": "before", "seed": "x"}, "'seed'"),
        ({"operation": "*", "drop": "before", "burst": 2}, "'burst' goes with 'rate'"),
        ({"operation": "*", "latency": -1}, "'latency'"),
        ({"operation": "*", "rate": 0}, "'rate'"),
        ({"operation": "*", "rate": 1, "burst": 0}, "'burst'"),
        ({"operation": "*", "error": "Throttling"}, "'error' must be an object"),
        ({"operation": "*", "error": {}}, "with a 'code'"),
        ({"operation": "*", "error": {"code": "X", "text": "y"}}, "unknown key 'text'"),
        ({"operation": "*", "error": {"code": "X", "message": 5}}, "'message'"),
        ({"operation": "*", "error": {"code": "X", "status": 200}}, "'status'"),
        ({"operation": "*", "error": {"code": "X", "after_effect": 1}}, "'after_effect'"),
        ({"operation": "*", "item_error": {"code": "X", "status": 400}}, "unknown key 'status'"),
        ({"operation": "*", "item_error": {"code": "X", "effect": "yes"}}, "'effect'"),
        ({"operation": "CreateUser", "item_error": {"code": "X"}}, "batch operation"),
        ({"operation": "*", "vanish": True}, "given with 'vanish'"),
        ({"operation": "*", "vanish": False, "user": "a"}, "'vanish'"),
        ({"operation": "*", "appear": {}}, "user_name"),
        ({"operation": "*", "appear": {"user_name": "a", "nick": "x"}}, "unknown key 'nick'"),
    ],
)
def test_a_wrong_rule_is_refused_with_what_is_wrong(emu, rule, words):
    with pytest.raises(UsageError, match=words):
        emu.add_fault(rule)
    assert emu.faults == []


def test_of_several_rules_one_wrong_one_keeps_all_out(emu):
    with pytest.raises(UsageError):
        emu.add_faults([{"operation": "*", "drop": "before"}, {"operation": "*"}])
    assert emu.faults == []
