# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The eight calls: their requests, paging, what is tried again, and error words."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

import botocore.config
import botocore.exceptions
import pytest
from appstream_emulator import DEFAULT_REGION, Emulator, attach
from botocore.awsrequest import AWSResponse
from botocore.stub import Stubber

from ansible_collections.euc.appstream.plugins.module_utils._apply.batch_results import batches
from ansible_collections.euc.appstream.plugins.module_utils._model.change import Pair, PairError
from ansible_collections.euc.appstream.plugins.module_utils._module import ONE_ATTEMPT
from ansible_collections.euc.appstream.plugins.module_utils._service.api import AppStreamClient
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import (
    BAD_CREDENTIALS,
    THROTTLED,
    AppStreamError,
)
from ansible_collections.euc.appstream.plugins.module_utils._service.rate_limiter import Pace

ADA = "ada@example.com"
BOB = "bob@example.com"
USERPOOL = {"AuthenticationType": "USERPOOL"}
ADA_USERPOOL = {"UserName": ADA, **USERPOOL}

Call = Callable[[AppStreamClient], Any]


def create(client: AppStreamClient) -> None:
    client.create_user(ADA, None, None, suppress=False)


def associate(client: AppStreamClient) -> list[PairError]:
    return client.batch_associate([Pair("design", ADA)])


def associate_with_mail(client: AppStreamClient) -> list[PairError]:
    return client.batch_associate([Pair("design", ADA, True), Pair("office", ADA, False)])


def disassociate(client: AppStreamClient) -> list[PairError]:
    return client.batch_disassociate([Pair("design", ADA)])


READS: list[tuple[str, Call]] = [
    ("DescribeUsers", lambda client: client.describe_users()),
    ("DescribeUserStackAssociations", lambda client: client.associations_of_users([ADA])),
]
REPEATABLE_WRITES: list[tuple[str, Call]] = [
    ("CreateUser", create),
    ("DeleteUser", lambda client: client.delete_user(ADA)),
    ("EnableUser", lambda client: client.enable_user(ADA)),
    ("DisableUser", lambda client: client.disable_user(ADA)),
    ("BatchAssociateUserStack", associate),
    ("BatchDisassociateUserStack", disassociate),
]
# Those of which each repeat may be another mail.
MAILING_WRITES: list[tuple[str, Call]] = [
    ("CreateUser", lambda client: client.resend_invitation(ADA)),
    ("BatchAssociateUserStack", associate_with_mail),
]
REPEATABLE = READS + REPEATABLE_WRITES
WRITES = REPEATABLE_WRITES + MAILING_WRITES
EVERY = READS + WRITES


def calls(rows: list[tuple[str, Call]]) -> pytest.MarkDecorator:
    names = [f"{operation}-{number}" for number, (operation, _call) in enumerate(rows)]
    return pytest.mark.parametrize(("operation", "call"), rows, ids=names)


class Body(io.BytesIO):
    """The little of a urllib3 response that botocore reads."""

    def stream(self, *_args: Any, **_options: Any) -> Iterator[bytes]:
        yield self.getvalue()


class Wire:
    """Answers requests below botocore: with bytes, by raising, or with None for the emulator.

    The last of the answers is given for ever.
    """

    def __init__(self, connection: Any, *answers: tuple[int, bytes] | Exception | None) -> None:
        self.requests: list[dict[str, Any]] = []
        self._answers = list(answers)
        connection.meta.events.register_first("before-send.appstream", self._send)

    def _send(self, request: Any, **_context: Any) -> Any:
        self.requests.append(json.loads(request.body))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if answer is None:
            return None
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        return AWSResponse(request.url, status, {}, Body(body))


def unreachable() -> Any:
    """No connection, and so no request."""
    return botocore.exceptions.EndpointConnectionError(endpoint_url="https://example.com")


def lost() -> Any:
    """An answer that never came, of a request that was sent."""
    return botocore.exceptions.ReadTimeoutError(endpoint_url="https://example.com")


@pytest.fixture
def ada(pool: Any) -> Any:
    """The pool with Ada, who is pending, enabled and on no stack."""
    pool.add_user(ADA)
    return pool


@pytest.fixture
def stubber(connection: Any) -> Iterator[Stubber]:
    with Stubber(connection) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


# ---- the requests


@pytest.mark.parametrize(
    ("call", "method", "request_"),
    [
        (lambda c: c.describe_users(), "describe_users", USERPOOL),
        (
            lambda c: c.associations_of_users([ADA]),
            "describe_user_stack_associations",
            {**ADA_USERPOOL, "MaxResults": 500},
        ),
        (
            lambda c: c.associations_of_stack("design"),
            "describe_user_stack_associations",
            {"StackName": "design", "MaxResults": 500},
        ),
        (
            lambda c: c.association(Pair("design", ADA)),
            "describe_user_stack_associations",
            {**ADA_USERPOOL, "StackName": "design", "MaxResults": 500},
        ),
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
            lambda c: c.batch_associate([Pair("design", ADA, True), Pair("office", BOB, False)]),
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
            lambda c: c.batch_disassociate([Pair("design", ADA, True)]),
            "batch_disassociate_user_stack",
            {"UserStackAssociations": [{**ADA_USERPOOL, "StackName": "design"}]},
        ),
    ],
)
def test_f7_c1_c5_each_request_is_exactly_this(
    connection: Any, stubber: Stubber, call: Call, method: str, request_: dict[str, Any]
) -> None:
    stubber.add_response(method, {}, request_)
    call(AppStreamClient(connection))


# ---- answers and paging


def test_the_users_come_as_the_service_gives_them(connection: Any, stubber: Stubber) -> None:
    """F5: only AuthenticationType is sure to be there."""
    users = [{**USERPOOL, "UserName": ADA, "Status": "NEW_ONE"}, USERPOOL]
    stubber.add_response("describe_users", {"Users": users})
    assert AppStreamClient(connection).describe_users() == users


def test_f1_a_user_on_page_three_behind_empty_pages_is_found(
    connection: Any, stubber: Stubber
) -> None:
    stubber.add_response("describe_users", {"Users": [], "NextToken": "2"}, USERPOOL)
    stubber.add_response("describe_users", {"NextToken": "3"}, {**USERPOOL, "NextToken": "2"})
    stubber.add_response(
        "describe_users",
        {"Users": [{**USERPOOL, "UserName": ADA}]},
        {**USERPOOL, "NextToken": "3"},
    )
    assert [user["UserName"] for user in AppStreamClient(connection).describe_users()] == [ADA]


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
    found = AppStreamClient(connection).associations_of_stack("design")
    assert found == {Pair("design", ADA), Pair("design", BOB)}


def test_f4_one_scan_reads_each_page_once(
    client: AppStreamClient, emulator: Emulator, pool: Any
) -> None:
    emulator.configure(page_size=10, empty_pages=1)
    for number in range(35):
        pool.add_user(f"u{number}@example.com")
    names = {user["UserName"] for user in client.describe_users()}
    assert names == set(pool.users)
    assert emulator.counts() == {"DescribeUsers": 8}


@pytest.mark.parametrize("tokens", [("same", "same"), ("a", "b", "a")])
def test_f1_a_repeated_token_is_an_error_and_no_loop(
    connection: Any, stubber: Stubber, tokens: tuple[str, ...]
) -> None:
    for token in tokens:
        stubber.add_response("describe_users", {"Users": [], "NextToken": token})
    with pytest.raises(AppStreamError, match=r"DescribeUsers .* same NextToken twice"):
        AppStreamClient(connection).describe_users()


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
        lambda c: c.associations_of_users([ADA]),
        lambda c: c.associations_of_stack("design"),
        lambda c: c.association(Pair("design", ADA)),
    ],
)
def test_f8_no_such_user_or_stack_means_no_associations(
    client: AppStreamClient, emulator: Emulator, ada: Any, call: Call, code: str
) -> None:
    emulator.add_fault({"operation": "DescribeUserStackAssociations", "error": {"code": code}})
    assert call(client) == set()


def test_f8_an_empty_list_means_no_associations(client: AppStreamClient, pool: Any) -> None:
    assert client.associations_of_users([ADA]) == set()
    assert client.associations_of_stack("nowhere") == set()
    assert client.association(Pair("design", ADA)) == set()


def test_f4_one_association_is_read_alone(
    client: AppStreamClient, emulator: Emulator, ada: Any
) -> None:
    for stack in ("design", "office"):
        ada.associate(ADA, stack)
    assert client.association(Pair("design", ADA)) == {Pair("design", ADA)}
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


def test_a6_a_token_refused_half_way_does_not_mean_no_associations(
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


def test_several_users_or_stacks_are_read_one_by_one(
    client: AppStreamClient, emulator: Emulator, ada: Any
) -> None:
    ada.add_user(BOB)
    ada.associate(ADA, "design")
    ada.associate(BOB, "office")
    everything = {Pair("design", ADA), Pair("office", BOB)}
    assert client.associations_of_users([ADA, BOB]) == everything
    assert client.associations_of_stacks(["design", "office"]) == everything
    assert client.associations_of_users([]) == set()
    assert emulator.counts() == {"DescribeUserStackAssociations": 4}


# ---- batches


@pytest.mark.parametrize("answer", [b"{}", b'{"errors": null}', b'{"errors": []}', b""])
@pytest.mark.parametrize("call", [associate, disassociate])
def test_b3_missing_or_null_errors_mean_none(
    client: AppStreamClient, connection: Any, call: Call, answer: bytes
) -> None:
    wire = Wire(connection, (200, answer))
    assert call(client) == []
    assert len(wire.requests) == 1


def test_b1_each_error_names_its_pair(
    client: AppStreamClient, emulator: Emulator, ada: Any
) -> None:
    ghost, typo, good = Pair("design", BOB), Pair("desing", ADA), Pair("office", ADA)
    errors = client.batch_associate([ghost, typo, good])
    assert {(error.pair, error.code) for error in errors} == {
        (ghost, "USER_NAME_NOT_FOUND"),
        (typo, "STACK_NOT_FOUND"),
    }
    assert all(error.words for error in errors)
    assert ada.associations == {(ADA, "office")}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({}, PairError(None, "UNKNOWN_ERROR", "")),
        ({"ErrorCode": "INTERNAL_ERROR"}, PairError(None, "INTERNAL_ERROR", "")),
        (
            {
                "UserStackAssociation": {**ADA_USERPOOL, "StackName": "other"},
                "ErrorCode": "NEW_CODE",
                "ErrorMessage": "words",
            },
            PairError(None, "NEW_CODE", "words"),
        ),
        (
            {"UserStackAssociation": {**ADA_USERPOOL, "StackName": "design"}},
            PairError(Pair("design", ADA), "UNKNOWN_ERROR", ""),
        ),
    ],
)
def test_b1_an_error_item_may_lack_anything(
    client: AppStreamClient, connection: Any, item: dict[str, Any], expected: PairError
) -> None:
    Wire(connection, (200, json.dumps({"errors": [item]}).encode()))
    assert associate(client) == [expected]


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (25, [25]), (26, [25, 1]), (53, [25, 25, 3])]
)
def test_b4_53_pairs_are_three_batches(count: int, sizes: list[int]) -> None:
    pairs = [Pair("design", f"u{number:02}") for number in range(count)]
    assert [len(batch) for batch in batches(reversed(pairs))] == sizes
    assert [pair for batch in batches(pairs) for pair in batch] == pairs


def test_e3_batches_are_sorted_by_stack() -> None:
    pairs = [Pair(stack, f"u{number:02}") for number in range(20) for stack in ("b", "a")]
    stacks = [[pair.stack_name for pair in batch] for batch in batches(pairs)]
    assert stacks == [["a"] * 20 + ["b"] * 5, ["b"] * 15]


def test_b6_a_pair_is_the_same_whatever_is_mailed() -> None:
    assert len({Pair("design", ADA, True), Pair("design", ADA, False)}) == 1
    assert len({Pair("design", ADA), Pair("design", ADA.upper())}) == 2


# ---- throttling (E2)


@calls(EVERY)
def test_e2_throttling_is_tried_again_on_reads_and_writes(
    client: AppStreamClient, emulator: Emulator, ada: Any, operation: str, call: Call
) -> None:
    if call is create:
        ada.remove_user(ADA)
    emulator.add_fault(
        {"operation": operation, "error": {"code": "ThrottlingException"}, "times": 10}
    )
    call(client)
    assert emulator.counts() == {operation: 11}
    assert len(emulator.mails) <= 1


@pytest.mark.parametrize("status", [400, 503])
@pytest.mark.parametrize("code", sorted(THROTTLED))
def test_e2_every_code_of_throttling_counts_whatever_the_status(
    client: AppStreamClient, emulator: Emulator, ada: Any, code: str, status: int
) -> None:
    emulator.add_fault(
        {"operation": "CreateUser", "error": {"code": code, "status": status}, "times": 8}
    )
    client.resend_invitation(ADA)
    assert emulator.counts() == {"CreateUser": 9}


def test_e2_http_429_counts_whatever_the_code(
    client: AppStreamClient, emulator: Emulator, ada: Any
) -> None:
    emulator.add_fault(
        {"operation": "CreateUser", "error": {"code": "Slower", "status": 429}, "times": 8}
    )
    client.resend_invitation(ADA)
    assert emulator.counts() == {"CreateUser": 9}


@pytest.mark.parametrize("rate", [10, 1])
def test_e2_a_rate_limit_is_survived_in_about_the_time_that_it_allows(
    client: AppStreamClient, emulator: Emulator, pool: Any, time: Any, rate: int
) -> None:
    emulator.add_fault({"operation": "*", "rate": rate})
    begin = time.now
    for number in range(100):
        client.create_user(f"u{number}@example.com", None, None, suppress=True)
    assert len(pool.users) == 100
    assert time.now - begin <= 1.3 * 100 / rate
    assert emulator.counts()["CreateUser"] <= 200


@pytest.mark.parametrize("share", [0.2, 0.5])
def test_e2_random_refusals_are_survived(
    client: AppStreamClient, emulator: Emulator, pool: Any, time: Any, share: float
) -> None:
    emulator.configure(latency=0.05)
    emulator.add_fault(
        {
            "operation": "*",
            "error": {"code": "ThrottlingException"},
            "probability": share,
            "seed": 7,
            "times": None,
        }
    )
    begin = time.now
    for number in range(100):
        client.create_user(f"u{number}@example.com", None, None, suppress=True)
    assert len(pool.users) == 100
    assert time.now - begin <= 60


@calls([READS[1], REPEATABLE_WRITES[0], MAILING_WRITES[1]])
def test_e2_endless_throttling_ends_in_a_general_error(
    client: AppStreamClient, emulator: Emulator, ada: Any, time: Any, operation: str, call: Call
) -> None:
    emulator.add_fault({"operation": "*", "error": {"code": "ThrottlingException"}, "times": None})
    begin = time.now
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert caught.value.code == "ThrottlingException"
    assert caught.value.general
    assert not caught.value.maybe_done
    assert 60 <= time.now - begin <= 180
    assert emulator.counts()[operation] <= 500


# ---- quotas (E2, E4)


@calls(EVERY)
def test_e4_a_quota_is_never_tried_again(
    client: AppStreamClient, emulator: Emulator, ada: Any, operation: str, call: Call
) -> None:
    error = {"code": "LimitExceededException"}
    emulator.add_fault({"operation": operation, "error": error, "times": None})
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert caught.value.code == "LimitExceededException"
    assert emulator.counts() == {operation: 1}


def test_e2_a_quota_is_no_throttling_whatever_the_status(
    client: AppStreamClient, emulator: Emulator, pool: Any
) -> None:
    error = {"code": "LimitExceededException", "status": 429}
    emulator.add_fault({"operation": "CreateUser", "error": error, "times": None})
    with pytest.raises(AppStreamError) as caught:
        create(client)
    assert not caught.value.general
    assert emulator.counts() == {"CreateUser": 1}


def test_e4_the_quota_is_named(client: AppStreamClient, emulator: Emulator, ada: Any) -> None:
    emulator.configure(user_quota=1)
    with pytest.raises(AppStreamError, match=r"limit of 1 users.*50 users.*L-6A8C9986") as caught:
        client.create_user(BOB, None, None, suppress=False)
    assert not caught.value.general
    assert emulator.counts() == {"CreateUser": 1}


# ---- lost answers (R3, R7, R8)


FAILURES = [
    {"drop": "before"},
    {"error": {"code": "InternalFailure", "status": 500}},
    {"error": {"code": "ServiceUnavailable", "status": 503}},
    {"error": {"code": "NobodyKnows", "status": 502}},
    {"error": {"code": "RequestTimeout", "status": 408}},
    {"error": {"code": "RequestTimeoutException", "status": 400}},
]
LOST_ANSWERS = [
    {"drop": "after"},
    {"error": {"code": "InternalFailure", "status": 500, "after_effect": True}},
]


@pytest.mark.parametrize("failure", FAILURES)
def test_r3_5xx_and_lost_connections_are_tried_again(
    client: AppStreamClient, emulator: Emulator, ada: Any, failure: dict[str, Any]
) -> None:
    emulator.add_fault({"operation": "EnableUser", **failure, "times": 5})
    client.enable_user(ADA)
    assert emulator.counts() == {"EnableUser": 6}


@calls(REPEATABLE)
def test_r3_so_are_reads_and_writes_that_mail_nothing(
    client: AppStreamClient, emulator: Emulator, ada: Any, operation: str, call: Call
) -> None:
    if call is create:
        ada.remove_user(ADA)
    emulator.add_fault({"operation": operation, "drop": "before", "times": 5})
    call(client)
    assert emulator.counts() == {operation: 6}


@calls(REPEATABLE)
@pytest.mark.parametrize("failure", FAILURES[:2])
def test_r3_six_times_at_the_most(
    client: AppStreamClient,
    emulator: Emulator,
    ada: Any,
    time: Any,
    operation: str,
    call: Call,
    failure: dict[str, Any],
) -> None:
    emulator.add_fault({"operation": operation, **failure, "times": None})
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert emulator.counts() == {operation: 6}
    assert caught.value.maybe_done is not operation.startswith("Describe")
    assert not caught.value.general
    assert 5 < sum(time.slept) < 15
    assert time.slept == sorted(time.slept)


@pytest.mark.parametrize("failure", LOST_ANSWERS)
def test_r7_a_create_whose_answer_was_lost_says_that_it_may_be_ours(
    client: AppStreamClient, emulator: Emulator, pool: Any, failure: dict[str, Any]
) -> None:
    emulator.add_fault({"operation": "CreateUser", **failure})
    with pytest.raises(AppStreamError) as caught:
        create(client)
    assert (caught.value.code, caught.value.maybe_done) == ("ResourceAlreadyExistsException", True)
    assert [mail["kind"] for mail in emulator.mails] == ["welcome"]


def test_r7_a_create_of_an_existing_user_is_not_ours(client: AppStreamClient, ada: Any) -> None:
    with pytest.raises(AppStreamError) as caught:
        create(client)
    assert (caught.value.code, caught.value.maybe_done) == ("ResourceAlreadyExistsException", False)


@pytest.mark.parametrize("failure", LOST_ANSWERS)
def test_d5_a_delete_whose_answer_was_lost_says_that_it_may_be_ours(
    client: AppStreamClient, emulator: Emulator, ada: Any, failure: dict[str, Any]
) -> None:
    emulator.add_fault({"operation": "DeleteUser", **failure})
    with pytest.raises(AppStreamError) as caught:
        client.delete_user(ADA)
    assert (caught.value.code, caught.value.maybe_done) == ("ResourceNotFoundException", True)


@calls(REPEATABLE_WRITES[2:])
@pytest.mark.parametrize("failure", LOST_ANSWERS)
def test_r3_a_repeat_of_something_harmless_ends_well(
    client: AppStreamClient,
    emulator: Emulator,
    ada: Any,
    operation: str,
    call: Call,
    failure: dict[str, Any],
) -> None:
    emulator.add_fault({"operation": operation, **failure})
    call(client)
    assert emulator.counts() == {operation: 2}
    assert emulator.mails == []


@calls(MAILING_WRITES)
@pytest.mark.parametrize("failure", FAILURES + LOST_ANSWERS)
def test_r8_what_mails_is_never_repeated_after_a_lost_answer(
    client: AppStreamClient,
    emulator: Emulator,
    ada: Any,
    operation: str,
    call: Call,
    failure: dict[str, Any],
) -> None:
    emulator.add_fault({"operation": operation, **failure})
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert caught.value.maybe_done
    assert not caught.value.general
    assert emulator.counts() == {operation: 1}
    assert len(emulator.mails) <= 1


@calls(MAILING_WRITES)
def test_r8_throttled_first_and_lost_then_is_not_repeated(
    client: AppStreamClient, emulator: Emulator, ada: Any, operation: str, call: Call
) -> None:
    emulator.add_faults(
        [
            {"operation": operation, "error": {"code": "ThrottlingException"}},
            {"operation": operation, "drop": "after"},
        ]
    )
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert caught.value.maybe_done
    assert emulator.counts() == {operation: 2}
    assert len(emulator.mails) == 1


def test_r8_lost_first_and_throttled_then_may_be_done(
    client: AppStreamClient, emulator: Emulator, ada: Any
) -> None:
    emulator.add_faults(
        [
            {"operation": "DisableUser", "drop": "after"},
            {
                "operation": "DisableUser",
                "error": {"code": "ThrottlingException"},
                "times": None,
            },
        ]
    )
    with pytest.raises(AppStreamError) as caught:
        client.disable_user(ADA)
    assert (caught.value.code, caught.value.maybe_done) == ("ThrottlingException", True)


def test_e2_slow_failures_do_not_use_up_the_patience_with_throttling(
    client: AppStreamClient, connection: Any, emulator: Emulator, ada: Any, time: Any
) -> None:
    """Two answers lost after a minute each, then one refusal: the first, to be tried again."""

    class Slow:
        left = 2

        def __call__(self, **_context: Any) -> None:
            if self.left:
                self.left -= 1
                time.now += 61.0
                raise lost()

    connection.meta.events.register_first("before-send.appstream", Slow())
    emulator.add_fault({"operation": "EnableUser", "error": {"code": "ThrottlingException"}})
    client.enable_user(ADA)
    assert emulator.counts() == {"EnableUser": 2}


@calls(EVERY)
@pytest.mark.parametrize(
    "error",
    [
        unreachable(),
        botocore.exceptions.ConnectTimeoutError(endpoint_url="https://example.com"),
        botocore.exceptions.ProxyConnectionError(proxy_url="http://proxy.example.com"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_r8_what_was_never_sent_is_tried_again_even_where_it_mails(
    client: AppStreamClient,
    connection: Any,
    emulator: Emulator,
    ada: Any,
    operation: str,
    call: Call,
    error: Exception,
) -> None:
    if call is create:
        ada.remove_user(ADA)
    Wire(connection, error, error, None)
    call(client)
    assert emulator.counts() == {operation: 1}


@calls(EVERY)
def test_r8_what_was_never_sent_is_never_maybe_done(
    client: AppStreamClient, connection: Any, operation: str, call: Call
) -> None:
    wire = Wire(connection, unreachable())
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert not caught.value.maybe_done
    assert caught.value.general  # no other user would fare better
    assert caught.value.call == operation
    assert len(wire.requests) == 6


def test_r8_unreachable_first_and_lost_then_is_not_repeated(
    client: AppStreamClient, connection: Any, ada: Any
) -> None:
    wire = Wire(connection, unreachable(), lost())
    with pytest.raises(AppStreamError) as caught:
        client.resend_invitation(ADA)
    assert caught.value.maybe_done
    assert len(wire.requests) == 2


def test_r8_lost_first_and_unreachable_then_may_be_done(
    client: AppStreamClient, connection: Any
) -> None:
    wire = Wire(connection, lost(), unreachable())
    with pytest.raises(AppStreamError) as caught:
        client.disable_user(ADA)
    assert caught.value.maybe_done
    assert len(wire.requests) == 6


@pytest.mark.parametrize("error", [unreachable(), lost()], ids=["unsent", "lost"])
def test_r3_breaks_between_tries_double(
    client: AppStreamClient, connection: Any, time: Any, error: Exception
) -> None:
    Wire(connection, error)
    with pytest.raises(AppStreamError):
        client.describe_users()
    for number, seconds in enumerate(time.slept):
        ideal = client.FIRST_BREAK * 2**number
        assert 0.75 * ideal <= seconds <= 1.25 * ideal
    assert len(time.slept) == 5


def test_a_refused_port_is_not_maybe_done(botocore_session: Any, time: Any) -> None:
    """Over a real socket: what botocore makes of it."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # and not listening
        connection = botocore_session.create_client(
            "appstream",
            region_name=DEFAULT_REGION,
            endpoint_url=f"http://127.0.0.1:{bound.getsockname()[1]}",
            config=botocore.config.Config(retries=ONE_ATTEMPT, proxies={}),
        )
        client = AppStreamClient(connection, Pace(clock=time.clock, sleep=time.sleep))
        with pytest.raises(AppStreamError, match="Could not connect to the endpoint") as caught:
            client.resend_invitation(ADA)
    assert (caught.value.maybe_done, caught.value.general) == (False, True)
    assert len(time.slept) == 5


# ---- what is not tried again


@calls(EVERY)
def test_a_certificate_that_is_not_trusted_is_not_tried_again(
    client: AppStreamClient, connection: Any, operation: str, call: Call
) -> None:
    reason = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate"
    error = botocore.exceptions.SSLError(endpoint_url="https://example.com", error=reason)
    wire = Wire(connection, error)
    with pytest.raises(AppStreamError, match="certificate verify failed") as caught:
        call(client)
    assert (caught.value.maybe_done, caught.value.general) == (False, True)
    assert len(wire.requests) == 1


def test_r8_any_other_tls_error_may_have_come_after_the_request(
    client: AppStreamClient, connection: Any
) -> None:
    reason = "[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol"
    error = botocore.exceptions.SSLError(endpoint_url="https://example.com", error=reason)
    wire = Wire(connection, error)
    with pytest.raises(AppStreamError) as caught:
        client.resend_invitation(ADA)
    assert caught.value.maybe_done
    assert len(wire.requests) == 1


@pytest.mark.parametrize("code", sorted(BAD_CREDENTIALS))
def test_bad_credentials_are_general_and_not_tried_again(
    client: AppStreamClient, emulator: Emulator, ada: Any, code: str
) -> None:
    emulator.add_fault(
        {"operation": "EnableUser", "error": {"code": code, "status": 403}, "times": None}
    )
    with pytest.raises(AppStreamError) as caught:
        client.enable_user(ADA)
    assert (caught.value.code, caught.value.general) == (code, True)
    assert emulator.counts() == {"EnableUser": 1}


@pytest.mark.parametrize(
    "error",
    [
        botocore.exceptions.NoCredentialsError(),
        botocore.exceptions.PartialCredentialsError(provider="env", cred_var="secret"),
        botocore.exceptions.CredentialRetrievalError(provider="sso", error_msg="no"),
        botocore.exceptions.TokenRetrievalError(provider="sso", error_msg="expired"),
        botocore.exceptions.UnauthorizedSSOTokenError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_missing_credentials_are_general_and_not_tried_again(
    client: AppStreamClient, connection: Any, error: Exception
) -> None:
    wire = Wire(connection, error)
    with pytest.raises(AppStreamError) as caught:
        client.enable_user(ADA)
    assert (caught.value.code, caught.value.general) == (type(error).__name__, True)
    assert not caught.value.maybe_done
    assert len(wire.requests) == 1


def test_e1_a_request_that_botocore_refuses_is_no_general_error(
    client: AppStreamClient, emulator: Emulator
) -> None:
    with pytest.raises(AppStreamError, match=r"(?s)DeleteUser for user '' .*UserName") as caught:
        client.delete_user("")
    assert (caught.value.code, caught.value.general) == ("ParamValidationError", False)
    assert emulator.calls == []


# ---- error words (E1, E3)


@calls(EVERY)
@pytest.mark.parametrize(
    "code",
    [
        "OperationNotPermittedException",  # modelled
        "ConcurrentModificationException",  # modelled, but for none of the eight calls
        "BrandNewException",
    ],
)
def test_e1_every_code_ends_in_clear_words(
    client: AppStreamClient, emulator: Emulator, ada: Any, operation: str, call: Call, code: str
) -> None:
    emulator.add_fault(
        {"operation": operation, "error": {"code": code, "message": "Not today."}, "times": None}
    )
    with pytest.raises(AppStreamError) as caught:
        call(client)
    error = caught.value
    assert (error.call, error.code, error.words) == (operation, code, "Not today.")
    assert (error.maybe_done, error.general, error.denied) == (False, False, False)
    assert str(error) == f"{operation} for {error.subject} failed: {code}: Not today."
    assert error.reason == f"{code}: Not today."
    assert isinstance(error.exception, botocore.exceptions.ClientError)
    assert emulator.counts() == {operation: 1}


@pytest.mark.parametrize(
    ("call", "subject"),
    [
        (lambda c: c.describe_users(), "the user pool"),
        (lambda c: c.associations_of_users([ADA]), f"user '{ADA}'"),
        (lambda c: c.associations_of_stack("design"), "stack 'design'"),
        (lambda c: c.association(Pair("design", ADA)), f"user '{ADA}', stack 'design'"),
        (create, f"user '{ADA}'"),
        (lambda c: c.resend_invitation(ADA), f"user '{ADA}' (MessageAction RESEND)"),
        (lambda c: c.delete_user(ADA), f"user '{ADA}'"),
        (lambda c: c.enable_user(ADA), f"user '{ADA}'"),
        (lambda c: c.disable_user(ADA), f"user '{ADA}'"),
        (associate_with_mail, "2 pair(s) of user and stack, stack(s) 'design', 'office'"),
        (disassociate, "1 pair(s) of user and stack, stack(s) 'design'"),
    ],
)
def test_e1_the_subject_is_named(
    client: AppStreamClient, emulator: Emulator, ada: Any, call: Call, subject: str
) -> None:
    emulator.add_fault({"operation": "*", "error": {"code": "OperationNotPermittedException"}})
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert caught.value.subject == subject
    assert subject in str(caught.value)


@calls(EVERY[2:])
def test_e1_a_code_that_the_model_lacks_is_told_from_writes(
    client: AppStreamClient, emulator: Emulator, ada: Any, operation: str, call: Call
) -> None:
    emulator.add_fault(
        {"operation": operation, "error": {"code": "InvalidParameterValueException"}}
    )
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert caught.value.code == "InvalidParameterValueException"


@calls(EVERY)
@pytest.mark.parametrize("code", ["AccessDeniedException", "AccessDenied"])
def test_e3_the_missing_iam_action_is_named(
    client: AppStreamClient, emulator: Emulator, ada: Any, operation: str, call: Call, code: str
) -> None:
    emulator.add_fault({"operation": operation, "error": {"code": code, "message": ""}})
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert caught.value.denied
    assert f"appstream:{operation})" in caught.value.reason
    assert f"appstream:{operation})" in str(caught.value)
    assert not caught.value.general  # other calls may be allowed
    assert emulator.counts() == {operation: 1}


def error_of(client: AppStreamClient, call: Call) -> AppStreamError | None:
    """What a call failed with, if it did. Any other exception gets through."""
    try:
        call(client)
    except AppStreamError as error:
        return error
    return None


GARBAGE = [
    b"<html><body>Bad Gateway</body></html>",
    "<html>\N{LATIN SMALL LETTER U WITH DIAERESIS}berwacht</html>".encode("latin-1"),
    b"\x1f\x8b\x08\x00",
    b"{",
    b"[]",
    b"null",
]


@calls([READS[0], REPEATABLE_WRITES[0], *MAILING_WRITES])
@pytest.mark.parametrize("body", GARBAGE)
def test_e1_garbage_of_a_gateway_ends_in_clear_words(
    client: AppStreamClient, connection: Any, operation: str, call: Call, body: bytes
) -> None:
    """As any 5xx: R3 for those that may be repeated, R8 for those that mail."""
    wire = Wire(connection, (502, body))
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert caught.value.call == operation
    assert len(wire.requests) == (1 if (operation, call) in MAILING_WRITES else 6)


@calls([READS[0], REPEATABLE_WRITES[0], *MAILING_WRITES])
@pytest.mark.parametrize("body", GARBAGE)
def test_e1_garbage_in_a_good_answer_raises_nothing_else(
    client: AppStreamClient, connection: Any, operation: str, call: Call, body: bytes
) -> None:
    """botocore takes some of it for an empty answer; what it chokes on is a lost answer (R8)."""
    Wire(connection, (200, body))
    error = error_of(client, call)
    read = operation.startswith("Describe")
    assert error is None or (error.call, error.maybe_done) == (operation, not read)


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (READS[0][1], {"Users": 5}),
        (READS[0][1], {"Users": [{"CreatedTime": "once"}]}),
        (READS[1][1], {"UserStackAssociations": [None]}),
        (associate, {"errors": [None]}),
    ],
)
def test_e1_an_answer_of_the_wrong_shape_raises_nothing_else(
    client: AppStreamClient, connection: Any, call: Call, answer: dict[str, Any]
) -> None:
    Wire(connection, (200, json.dumps(answer).encode()))
    error = error_of(client, call)
    assert error is None or error.words


def test_e1_an_answer_that_botocore_cannot_read_is_a_lost_one(
    client: AppStreamClient, connection: Any, emulator: Emulator, pool: Any
) -> None:
    wire = Wire(
        connection, botocore.exceptions.IncompleteReadError(actual_bytes=1, expected_bytes=2)
    )
    with pytest.raises(AppStreamError) as caught:
        client.resend_invitation(ADA)
    assert caught.value.maybe_done
    assert len(wire.requests) == 1


# ---- botocore's own retries


@calls([READS[0], *MAILING_WRITES])
@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_r8_the_environment_cannot_bring_botocores_retries_back(
    botocore_session: Any,
    emulator: Emulator,
    ada: Any,
    time: Any,
    monkeypatch: pytest.MonkeyPatch,
    operation: str,
    call: Call,
    mode: str,
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "5")
    monkeypatch.setenv("AWS_RETRY_MODE", mode)
    connection = botocore_session.create_client(
        "appstream",
        region_name=DEFAULT_REGION,
        config=botocore.config.Config(retries=ONE_ATTEMPT),
    )
    attach(connection, emulator)
    client = AppStreamClient(connection, Pace(clock=time.clock, sleep=time.sleep))
    client.TRIES = 1
    emulator.add_fault({"operation": operation, "drop": "after", "times": None})
    with pytest.raises(AppStreamError):
        call(client)
    assert emulator.counts() == {operation: 1}
