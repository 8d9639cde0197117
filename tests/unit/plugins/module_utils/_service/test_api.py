# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The eight calls: their requests, responses and paging."""

from __future__ import annotations

import json
from typing import Any

import pytest
from appstream_emulator import Emulator
from botocore.stub import Stubber

from ansible_collections.euc.appstream.plugins.module_utils._model.association import (
    Association,
    AssociationError,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.user import User
from ansible_collections.euc.appstream.plugins.module_utils._service.api import AppStreamClient
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._service.wire import (
    ADA,
    ADA_USERPOOL,
    BOB,
    READS,
    USERPOOL,
    Call,
    Wire,
    associate,
    disassociate,
)

# ---- the requests

ANSWERS: dict[str, dict[str, Any]] = {
    "describe_users": {"Users": []},
    "describe_user_stack_associations": {
        "UserStackAssociations": [{**ADA_USERPOOL, "StackName": "design"}]
    },
    "describe_stacks": {"Stacks": [{"Name": "design"}]},
}


@pytest.mark.parametrize(
    ("call", "method", "request_"),
    [
        (lambda c: c.describe_users(), "describe_users", USERPOOL),
        (
            lambda c: c.associations_of_user(ADA),
            "describe_user_stack_associations",
            {**ADA_USERPOOL, "MaxResults": 500},
        ),
        (
            lambda c: c.associations_of_stack("design"),
            "describe_user_stack_associations",
            {"StackName": "design", "MaxResults": 500},
        ),
        (
            lambda c: c.association(Association("design", ADA)),
            "describe_user_stack_associations",
            {**ADA_USERPOOL, "StackName": "design", "MaxResults": 500},
        ),
        (lambda c: c.describe_stacks(), "describe_stacks", {}),
        (lambda c: c.create_user(ADA, None, None, False), "create_user", ADA_USERPOOL),
        (
            lambda c: c.create_user(ADA, "Ada", "Byron", False),
            "create_user",
            {**ADA_USERPOOL, "FirstName": "Ada", "LastName": "Byron"},
        ),
        (
            lambda c: c.create_user(ADA, None, "Byron", True),
            "create_user",
            {**ADA_USERPOOL, "LastName": "Byron", "MessageAction": "SUPPRESS"},
        ),
        # C1: the three of them alone
        (
            lambda c: c.resend_invitation(ADA),
            "create_user",
            {**ADA_USERPOOL, "MessageAction": "RESEND"},
        ),
        (lambda c: c.delete_user(ADA), "delete_user", ADA_USERPOOL),
        (lambda c: c.enable_user(ADA), "enable_user", ADA_USERPOOL),
        (lambda c: c.disable_user(ADA), "disable_user", ADA_USERPOOL),
        # C5: false is sent as false
        (
            lambda c: c.batch_associate(
                [Association("design", ADA, True), Association("office", BOB, False)]
            ),
            "batch_associate_user_stack",
            {
                "UserStackAssociations": [
                    {**ADA_USERPOOL, "StackName": "design", "SendEmailNotification": True},
                    {
                        "UserName": BOB,
                        **USERPOOL,
                        "StackName": "office",
                        "SendEmailNotification": False,
                    },
                ]
            },
        ),
        (
            lambda c: c.batch_disassociate([Association("design", ADA, True)]),
            "batch_disassociate_user_stack",
            {"UserStackAssociations": [{**ADA_USERPOOL, "StackName": "design"}]},
        ),
    ],
)
def test_f7_c1_c5_each_request_is_exactly_this(
    connection: Any, stubber: Stubber, call: Call, method: str, request_: dict[str, Any]
) -> None:
    stubber.add_response(method, ANSWERS.get(method, {}), request_)
    call(Runtime.over(connection).api)


# ---- responses and paging


def test_f5_the_users_come_as_the_service_gives_them(connection: Any, stubber: Stubber) -> None:
    """Only AuthenticationType and the name are sure to be there."""
    users = [{**USERPOOL, "UserName": ADA, "Status": "NEW_ONE"}]
    stubber.add_response("describe_users", {"Users": users})
    assert Runtime.over(connection).api.describe_users() == [
        User(ADA, authentication_type="USERPOOL", status="NEW_ONE")
    ]


def test_f1_a_user_on_page_three_behind_empty_pages_is_found(
    connection: Any, stubber: Stubber
) -> None:
    stubber.add_response("describe_users", {"Users": [], "NextToken": "2"}, USERPOOL)
    empty = {"Users": [], "NextToken": "3"}
    stubber.add_response("describe_users", empty, {**USERPOOL, "NextToken": "2"})
    stubber.add_response(
        "describe_users",
        {"Users": [{**USERPOOL, "UserName": ADA}]},
        {**USERPOOL, "NextToken": "3"},
    )
    assert [user.user_name for user in Runtime.over(connection).api.describe_users()] == [ADA]


def test_f1_every_page_of_associations_asks_the_same_question(
    connection: Any, stubber: Stubber
) -> None:
    row = {**USERPOOL, "StackName": "design"}
    question = {"StackName": "design", "MaxResults": 500}
    method = "describe_user_stack_associations"
    stubber.add_response(
        method,
        {"UserStackAssociations": [{**row, "UserName": ADA}], "NextToken": "2"},
        question,
    )
    stubber.add_response(
        method,
        {"UserStackAssociations": [{**row, "UserName": BOB}]},
        {**question, "NextToken": "2"},
    )
    found = Runtime.over(connection).api.associations_of_stack("design")
    assert found == {Association("design", ADA), Association("design", BOB)}


def test_g1_the_stacks_of_all_pages_are_listed(
    client: AppStreamClient, emulator: Emulator, pool: Any
) -> None:
    emulator.configure(stack_page_size=2, empty_pages=1)
    pool.add_stack("Design")
    assert client.describe_stacks() == ["Design", "design", "office"]
    assert emulator.counts() == {"DescribeStacks": 4}


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "AccessDeniedException"])
@pytest.mark.parametrize("after", [0, 1])
def test_g1_no_error_means_that_there_are_no_stacks(
    client: AppStreamClient, emulator: Emulator, pool: Any, code: str, after: int
) -> None:
    emulator.configure(stack_page_size=1)
    emulator.add_fault({"operation": "DescribeStacks", "error": {"code": code}, "after": after})
    with pytest.raises(AppStreamError) as caught:
        client.describe_stacks()
    assert caught.value.code == code


def test_g5_pairs_of_other_kinds_of_users_are_no_pairs_of_the_pool(
    connection: Any, stubber: Stubber
) -> None:
    """Not even of one who has the same name, whichever comes first."""
    saml, userpool = ({"AuthenticationType": kind} for kind in ("SAML", "USERPOOL"))
    rows = [(ADA, userpool), (ADA, saml), (BOB, saml)]
    for several in (rows, rows[::-1]):
        pairs = [{"UserName": name, "StackName": "design", **kind} for name, kind in several]
        answer = {"UserStackAssociations": pairs}
        stubber.add_response("describe_user_stack_associations", answer)
    client = Runtime.over(connection).api
    for _order in range(2):
        assert client.associations_of_stack("design") == {Association("design", ADA)}


def test_g5_a_user_whose_pairs_are_of_another_kind_was_not_asked_for(
    connection: Any, stubber: Stubber
) -> None:
    pair = {"UserName": ADA, "StackName": "design", "AuthenticationType": "SAML"}
    answer = {"UserStackAssociations": [pair]}
    stubber.add_response("describe_user_stack_associations", answer)
    with pytest.raises(AppStreamError, match="another AuthenticationType than the request"):
        Runtime.over(connection).api.associations_of_user(ADA)


def test_g2_no_such_stack_is_an_error_where_the_stack_must_exist(
    client: AppStreamClient, emulator: Emulator, pool: Any
) -> None:
    emulator.add_fault(
        {
            "operation": "DescribeUserStackAssociations",
            "error": {"code": "ResourceNotFoundException"},
        }
    )
    with pytest.raises(AppStreamError):
        client.associations_of_stack("design", lambda _error: False)


def test_f4_one_scan_reads_each_page_once(
    client: AppStreamClient, emulator: Emulator, pool: Any
) -> None:
    emulator.configure(page_size=10, empty_pages=1)
    for number in range(35):
        pool.add_user(f"u{number}@example.com")
    names = {user.user_name for user in client.describe_users()}
    assert names == set(pool.users)
    assert emulator.counts() == {"DescribeUsers": 8}


@pytest.mark.parametrize("tokens", [("same", "same"), ("a", "b", "a")])
def test_f1_a_repeated_token_is_an_error_and_no_loop(
    connection: Any, stubber: Stubber, tokens: tuple[str, ...]
) -> None:
    for token in tokens:
        stubber.add_response("describe_users", {"Users": [], "NextToken": token})
    with pytest.raises(AppStreamError, match=r"DescribeUsers .* same NextToken twice"):
        Runtime.over(connection).api.describe_users()


@pytest.mark.parametrize(
    "code",
    [
        "ResourceNotFoundException",
        "InvalidParameterCombinationException",
        "InvalidParameterValueException",
    ],
)
@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.associations_of_user(ADA),
        lambda c: c.associations_of_stack("design"),
        lambda c: c.association(Association("design", ADA)),
    ],
)
def test_f8_no_such_user_or_stack_means_no_associations(
    client: AppStreamClient, emulator: Emulator, ada: Any, call: Call, code: str
) -> None:
    emulator.add_fault({"operation": "DescribeUserStackAssociations", "error": {"code": code}})
    assert call(client) == set()


def test_f8_an_empty_list_means_no_associations(client: AppStreamClient, pool: Any) -> None:
    assert client.associations_of_user(ADA) == set()
    assert client.associations_of_stack("nowhere") == set()
    assert client.association(Association("design", ADA)) == set()


def test_f4_one_association_is_read_alone(
    client: AppStreamClient, emulator: Emulator, ada: Any
) -> None:
    for stack in ("design", "office"):
        ada.associate(ADA, stack)
    assert client.association(Association("design", ADA)) == {Association("design", ADA)}
    assert emulator.counts() == {"DescribeUserStackAssociations": 1}


def test_f8_no_pool_means_no_users(client: AppStreamClient, emulator: Emulator) -> None:
    emulator.add_fault(
        {"operation": "DescribeUsers", "error": {"code": "ResourceNotFoundException"}}
    )
    assert client.describe_users() == []


@pytest.mark.parametrize(
    ("operation", "call", "code"),
    [
        (*READS[0], "InvalidParameterCombinationException"),
        (*READS[0], "OperationNotPermittedException"),
        (*READS[1], "OperationNotPermittedException"),
        (*READS[1], "AccessDeniedException"),
    ],
)
def test_f8_any_other_error_of_a_read_is_an_error(
    client: AppStreamClient, emulator: Emulator, operation: str, call: Call, code: str
) -> None:
    emulator.add_fault({"operation": operation, "error": {"code": code}})
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert caught.value.code == code


def test_a6_a_token_rejected_half_way_does_not_mean_no_associations(
    client: AppStreamClient, emulator: Emulator, pool: Any
) -> None:
    """F8 speaks of unknown users and stacks; this one was known when the first page came."""
    emulator.configure(association_page_size=2)
    for number in range(5):
        pool.add_user(f"u{number}@example.com")
        pool.associate(f"u{number}@example.com", "design")
    emulator.add_fault(
        {
            "operation": "DescribeUserStackAssociations",
            "error": {"code": "InvalidParameterCombinationException"},
            "after": 1,
        }
    )
    with pytest.raises(AppStreamError):
        client.associations_of_stack("design")


@pytest.mark.parametrize(
    "code",
    [
        "ResourceNotFoundException",
        "InvalidParameterCombinationException",
        "InvalidParameterValueException",
    ],
)
def test_f8_no_such_user_is_an_error_where_the_user_must_exist(
    client: AppStreamClient, emulator: Emulator, ada: Any, code: str
) -> None:
    ada.associate(ADA, "design")
    emulator.add_fault({"operation": "DescribeUserStackAssociations", "error": {"code": code}})
    with pytest.raises(AppStreamError) as caught:
        client.associations_of_user(ADA, lambda _error: False)
    assert caught.value.code == code
    found = client.associations_of_user(ADA, lambda _error: False)
    assert found == {Association("design", ADA)}


# ---- batches


@pytest.mark.parametrize("answer", [b"{}", b'{"errors": null}', b'{"errors": []}'])
@pytest.mark.parametrize("call", [associate, disassociate])
def test_b3_missing_or_null_errors_mean_none(
    client: AppStreamClient, connection: Any, call: Call, answer: bytes
) -> None:
    wire = Wire(connection, (200, answer))
    assert call(client) == []
    assert len(wire.requests) == 1


def test_b1_each_error_names_its_association(
    client: AppStreamClient, emulator: Emulator, ada: Any
) -> None:
    ghost, typo, good = (
        Association("design", BOB),
        Association("desing", ADA),
        Association("office", ADA),
    )
    errors = client.batch_associate([ghost, typo, good])
    assert {(error.association, error.code) for error in errors} == {
        (ghost, "USER_NAME_NOT_FOUND"),
        (typo, "STACK_NOT_FOUND"),
    }
    assert all(error.message for error in errors)
    assert ada.associations == {(ADA, "office")}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({}, AssociationError(None, "UNKNOWN_ERROR", "")),
        ({"ErrorCode": "INTERNAL_ERROR"}, AssociationError(None, "INTERNAL_ERROR", "")),
        (
            {
                "UserStackAssociation": {**ADA_USERPOOL, "StackName": "other"},
                "ErrorCode": "NEW_CODE",
                "ErrorMessage": "the message",
            },
            AssociationError(None, "NEW_CODE", "the message"),
        ),
        (
            {"UserStackAssociation": {**ADA_USERPOOL, "StackName": "design"}},
            AssociationError(Association("design", ADA), "UNKNOWN_ERROR", ""),
        ),
    ],
)
def test_b1_an_error_item_may_lack_anything(
    client: AppStreamClient, connection: Any, item: dict[str, Any], expected: AssociationError
) -> None:
    Wire(connection, (200, json.dumps({"errors": [item]}).encode()))
    assert associate(client) == [expected]
