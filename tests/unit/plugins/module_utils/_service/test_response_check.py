# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What does not come from AWS, or not whole, is a lost response: never "none", never "done"."""

from __future__ import annotations

import json
from typing import Any

import botocore
import botocore.config
import botocore.exceptions
import botocore.model
import pytest
from appstream_emulator import DEFAULT_REGION, Emulator
from urllib3.exceptions import DecodeError

from ansible_collections.euc.appstream.plugins.module_utils._module import ONE_ATTEMPT
from ansible_collections.euc.appstream.plugins.module_utils._service import api
from ansible_collections.euc.appstream.plugins.module_utils._service.api import AppStreamClient
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import (
    AppStreamError,
)
from ansible_collections.euc.appstream.plugins.module_utils._service.retry import MAX_ATTEMPTS
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._service.wire import (
    ADA,
    AWS_HEADERS,
    BOB,
    EVERY,
    IDEMPOTENT,
    MAILING_WRITES,
    READS,
    USERPOOL,
    Answer,
    Call,
    Wire,
    associate,
    calls,
)

JSON = {"Content-Type": AWS_HEADERS["Content-Type"]}
HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGE = b"<html><body>Please sign in.</body></html>"
ADA_ON_DESIGN = {**USERPOOL, "UserName": ADA, "StackName": "design"}
LATIN_1 = "<html>\N{LATIN SMALL LETTER U WITH DIAERESIS}berwacht</html>".encode("latin-1")


def error(code: str, **more: Any) -> bytes:
    return json.dumps({"__type": code, **more}).encode()


# botocore before 1.36 parses a response before we see it, and fails at some of them.
EARLY = tuple(map(int, botocore.__version__.split(".")[:2])) < (1, 36)


def names(response: str, words: str) -> bool:
    """Whether a message says what came instead of an answer."""
    unnamed = "the SDK cannot read the response from https://appstream2"
    return words in response or (EARLY and response.startswith(unnamed))


# What came instead of an answer, and how the message names it.
SPOILED: dict[str, tuple[Answer, str]] = {
    "200 HTML": ((200, PAGE, HTML), "200 text/html from https://appstream2"),
    "200 HTML in another encoding": ((200, LATIN_1, HTML), "200 text/html from https://appstream2"),
    "200 HTML that claims to be of AWS": ((200, PAGE), "it is not an object"),
    "empty": ((200, b""), "it is not an object"),
    "empty, no headers": ((200, b"", {}), "200 without a content type"),
    "cut": ((200, b'{"Users": [{"UserNa'), "it is not an object"),
    "gzip that nobody announced": ((200, b"\x1f\x8b\x08\x00"), "it is not an object"),
    "broken gzip": (
        botocore.exceptions.HTTPClientError(error=DecodeError("Error -3 while decompressing")),
        "the SDK cannot read the response from https://appstream2",
    ),
    "204": ((204, b"", {}), "204 without a content type from https://appstream2"),
    "204 of AWS": ((204, b""), "it is not an object"),
    "a list": ((200, b"[]"), "it is not an object"),
    "null": ((200, b"null"), "it is not an object"),
    "too deep": ((200, b"[" * 100_000), "it is not an object"),
    "two": ((200, b"{}{}"), "it is not an object"),
    "no request ID": (
        (200, b'{"Users": [], "UserStackAssociations": []}', JSON),
        "200 application",
    ),
    "302": ((302, b"", {"Location": "https://portal"}), "302 without a content type"),
    "403 of a portal": ((403, PAGE, HTML), "403 text/html"),
    "403 as of AWS": ((403, error("AccessDeniedException"), JSON), "403 application/x-amz-json"),
    "404 of a portal": ((404, PAGE, HTML), "404 text/html"),
    "404 as of AWS": ((404, error("ResourceNotFoundException"), JSON), "404 application/x-amz"),
    "400 as of AWS": ((400, error("ResourceAlreadyExistsException"), JSON), "400 application/x"),
    "404 of an API gateway": (
        (404, b'{"message": "no"}', {**AWS_HEADERS, "Content-Type": "application/json"}),
        "404 application/json",
    ),
    "407": ((407, PAGE, HTML), "407 text/html"),
    "429 of a proxy": ((429, PAGE, HTML), "429 text/html"),
    "502": ((502, LATIN_1, HTML), "502 text/html"),
    "503 of AWS": ((503, b"{"), "it is not an object"),
    "an error without a code": ((400, b'{"message": "no"}'), "an error without a code"),
    "an error with a number as code": ((400, b'{"__type": 5}'), "__type is not text"),
    "an error with half a character": ((400, error("X", message="\ud800")), "message is not text"),
}


@calls(EVERY)
@pytest.mark.parametrize("name", SPOILED)
def test_e5_r3_r8_what_is_no_answer_of_aws_is_a_lost_one(
    client: AppStreamClient, connection: Any, operation: str, call: Call, name: str
) -> None:
    answer, words = SPOILED[name]
    wire = Wire(connection, answer)
    with pytest.raises(AppStreamError) as caught:
        call(client)
    failure = caught.value
    write = not operation.startswith("Describe")
    assert (failure.call, failure.code) == (operation, "UnreadableResponse")
    assert names(failure.response, words)
    assert (failure.outcome_unknown, failure.rejected, failure.denied) == (write, False, False)
    mails = (operation, call) in MAILING_WRITES
    assert len(wire.requests) == (1 if mails else MAX_ATTEMPTS)


@calls(IDEMPOTENT)
def test_e5_r3_after_a_spoiled_answer_comes_a_good_one(
    client: AppStreamClient,
    connection: Any,
    emulator: Emulator,
    ada: Any,
    operation: str,
    call: Call,
) -> None:
    """The service did what was asked both times; only the first answer was spoiled."""
    Wire(connection, (200, PAGE, HTML), None)
    again = {"CreateUser": "ResourceAlreadyExists", "DeleteUser": "ResourceNotFound"}
    if operation in again:
        with pytest.raises(AppStreamError, match=again[operation]) as caught:
            call(client)
        assert caught.value.outcome_unknown
    else:
        call(client)
    assert emulator.counts() == {operation: 2}


def test_e5_a_message_bears_no_credentials_and_no_query(botocore_session: Any, clock: Any) -> None:
    connection = botocore_session.create_client(
        "appstream",
        region_name=DEFAULT_REGION,
        endpoint_url="http://user:secret@proxy.example.com:8080/path?key=secret",
        config=botocore.config.Config(retries=ONE_ATTEMPT),
    )
    Wire(connection, (200, PAGE, HTML))
    with pytest.raises(AppStreamError) as caught:
        Runtime.over(connection, clock=clock).api.describe_users()
    assert caught.value.response == (
        "200 text/html from http://proxy.example.com:8080: a proxy or a wrong endpoint_url?"
    )


def test_e6_a_content_type_cannot_steer_the_terminal(
    client: AppStreamClient, connection: Any
) -> None:
    Wire(connection, (200, PAGE, {"Content-Type": "text/\x1b[2Jhtml" + "x" * 500}))
    with pytest.raises(AppStreamError, match=r"200 text/\\x1b\[2jhtmlx+\N{HORIZONTAL ELLIPSIS} "):
        client.describe_users()


# ---- wrong in the answer itself

USERS, PAIRS, STACKS = (call for _name, call in READS)


@pytest.mark.parametrize(
    ("call", "answer", "words"),
    [
        (USERS, {}, "Users is missing"),
        (USERS, {"Users": None}, "Users is missing"),
        (USERS, {"NextToken": "2"}, "Users is missing"),
        (USERS, {"users": []}, "Users is missing"),
        (USERS, {"Users": {}}, "Users is not a list"),
        (USERS, {"Users": ""}, "Users is not a list"),
        (USERS, {"Users": 5}, "Users is not a list"),
        (USERS, {"Users": [None]}, "Users[0] is not an object"),
        (USERS, {"Users": ["ada@example.com"]}, "Users[0] is not an object"),
        (USERS, {"Users": [{"UserName": ADA}, USERPOOL]}, "Users[1].UserName is missing"),
        (USERS, {"Users": [{"UserName": ""}]}, "Users[0].UserName is missing"),
        (USERS, {"Users": [{"UserName": 5}]}, "Users[0].UserName is not text"),
        (USERS, {"Users": [{"UserName": "\ud800"}]}, "Users[0].UserName is not text"),
        (USERS, {"Users": [{"UserName": ADA, "Status": []}]}, "Users[0].Status is not text"),
        (USERS, {"Users": [{"UserName": ADA, "FirstName": {}}]}, "Users[0].FirstName is not text"),
        (USERS, {"Users": [{"UserName": ADA, "Enabled": 1}]}, "Enabled is not true or false"),
        (USERS, {"Users": [{"UserName": ADA, "Enabled": "no"}]}, "Enabled is not true or false"),
        (USERS, {"Users": [{"UserName": ADA, "CreatedTime": "once"}]}, "CreatedTime is not a time"),
        (USERS, {"Users": [{"UserName": ADA, "CreatedTime": 1e300}]}, "CreatedTime is not a time"),
        (USERS, {"Users": [{"UserName": ADA, "CreatedTime": True}]}, "CreatedTime is not a time"),
        (USERS, {"Users": [{"UserName": ADA, "CreatedTime": []}]}, "CreatedTime is not a time"),
        (USERS, {"Users": [], "NextToken": 5}, "NextToken is not text"),
        (USERS, {"Users": [], "NextToken": ["2"]}, "NextToken is not text"),
        (PAIRS, {"Users": []}, "UserStackAssociations is missing"),
        (PAIRS, {"UserStackAssociations": [{"UserName": ADA}]}, "[0].StackName is missing"),
        (PAIRS, {"UserStackAssociations": [{"StackName": "design"}]}, "[0].UserName is missing"),
        (PAIRS, {"UserStackAssociations": [{**ADA_ON_DESIGN, "StackName": 1}]}, "is not text"),
        (STACKS, {"Users": []}, "Stacks is missing"),
        (STACKS, {"Stacks": {"Name": "design"}}, "Stacks is not a list"),
        (STACKS, {"Stacks": [{"Name": "design"}, {"Arn": "arn"}]}, "Stacks[1].Name is missing"),
        (STACKS, {"Stacks": [{"Name": ["design"]}]}, "Stacks[0].Name is not text"),
        (associate, {"errors": {}}, "errors is not a list"),
        (associate, {"errors": "none"}, "errors is not a list"),
        (associate, {"errors": [None]}, "errors[0] is not an object"),
        (associate, {"errors": [{"ErrorCode": 5}]}, "errors[0].ErrorCode is not text"),
        (associate, {"errors": [{"ErrorMessage": "\udfff"}]}, "errors[0].ErrorMessage is not text"),
        (
            associate,
            {"errors": [{"UserStackAssociation": ADA}]},
            "errors[0].UserStackAssociation is not an object",
        ),
        (
            associate,
            {"errors": [{"UserStackAssociation": {"UserName": 5}}]},
            "errors[0].UserStackAssociation.UserName is not text",
        ),
    ],
)
def test_e5_f5_what_is_wrong_in_an_answer_is_named_with_its_place(
    client: AppStreamClient, connection: Any, call: Call, answer: dict[str, Any], words: str
) -> None:
    Wire(connection, (200, json.dumps(answer).encode()))
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert "the response from https://appstream2." in caught.value.response
    assert names(caught.value.response, words)
    assert caught.value.outcome_unknown is (call is associate)


OWN_KEYS = {
    "DescribeUsers": "Users",
    "DescribeUserStackAssociations": "UserStackAssociations",
    "DescribeStacks": "Stacks",
    "BatchAssociateUserStack": "errors",
    "BatchDisassociateUserStack": "errors",
}
OTHERS: dict[str, Any] = {
    "__type": "InternalFailure",
    "message": "no",
    "Message": "no",
    "Users": [],
    "UserStackAssociations": [],
    "Stacks": [],
    "errors": [],
    "Errors": [{"ErrorCode": "STACK_NOT_FOUND"}],
}


@pytest.mark.parametrize(
    ("operation", "call", "key"),
    [(name, call, key) for name, call in EVERY for key in OTHERS if key != OWN_KEYS.get(name)],
)
def test_e5_an_error_or_the_answer_to_another_call_says_nothing_about_this_one(
    client: AppStreamClient, connection: Any, operation: str, call: Call, key: str
) -> None:
    """With status 200, and all that AWS sends beside it."""
    Wire(connection, (200, json.dumps({key: OTHERS[key]}).encode()))
    with pytest.raises(AppStreamError) as caught:
        call(client)
    write = not operation.startswith("Describe")
    assert (caught.value.code, caught.value.outcome_unknown) == ("UnreadableResponse", write)
    words = "is missing" if not write else f"{key} does not belong there"
    assert names(caught.value.response, words)


def test_e5_a_number_that_python_refuses_is_no_answer(
    client: AppStreamClient, connection: Any
) -> None:
    Wire(connection, (200, b'{"Users": [], "More": ' + b"1" * 5000 + b"}"))
    with pytest.raises(AppStreamError, match="it is not an object"):
        client.describe_users()


def test_f5_what_the_service_adds_or_leaves_out_is_no_mistake(
    client: AppStreamClient, connection: Any
) -> None:
    user = {"UserName": ADA, "Arn": None, "CreatedTime": "2026-01-31T12:00:00Z", "New": [5]}
    Wire(connection, (200, json.dumps({"Users": [user], "New": {}, "NextToken": None}).encode()))
    (found,) = client.describe_users()
    assert (found.user_name, found.created_time) == (ADA, "2026-01-31T12:00:00+00:00")


@pytest.mark.parametrize("key", ["UserName", "StackName"])
def test_e5_an_answer_to_another_question_is_none(
    client: AppStreamClient, connection: Any, key: str
) -> None:
    pair = {**ADA_ON_DESIGN, key: BOB}
    Wire(connection, (200, json.dumps({"UserStackAssociations": [pair]}).encode()))
    call = client.associations_of_user if key == "UserName" else client.associations_of_stack
    with pytest.raises(AppStreamError, match=f"is about another {key} than the request"):
        call(ADA if key == "UserName" else "design")


# ---- the other protocol, for the day on which botocore chooses it

CBOR_HEADERS = {"x-amzn-RequestId": "1-2-3", "Content-Type": "application/cbor"}


@pytest.fixture
def cbor_connection(botocore_session: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A client that speaks CBOR."""
    ours = ["smithy-rpc-v2-cbor", "json"]
    if not hasattr(botocore.model, "PRIORITY_ORDERED_SUPPORTED_PROTOCOLS"):
        pytest.skip("this version of botocore knows no other protocol for AppStream")
    monkeypatch.setattr(botocore.model, "PRIORITY_ORDERED_SUPPORTED_PROTOCOLS", ours)
    config = botocore.config.Config(retries=ONE_ATTEMPT)
    client = botocore_session.create_client("appstream", region_name=DEFAULT_REGION, config=config)
    if client.meta.service_model.resolved_protocol != ours[0]:
        pytest.skip("this version of botocore knows no other protocol for AppStream")
    return client


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, PAGE, HTML), "200 text/html from"),
        ((200, b"{}"), "200 application/x-amz-json-1.1 from"),
        ((200, b"", CBOR_HEADERS), "it is not an object"),
        ((200, b"\xa1\x65Use", CBOR_HEADERS), "it is not an object"),
        ((200, b"\x80", CBOR_HEADERS), "it is not an object"),
        ((200, b"\xa0\xa0", CBOR_HEADERS), "it is not an object"),
        ((200, b"\xa0", CBOR_HEADERS), "Users is missing"),
        ((200, b"\xa1\x65Users\xa0", CBOR_HEADERS), "Users is not a list"),
        ((200, b"\xa1\x65Users\x81\xa1\x68UserName\x05", CBOR_HEADERS), "UserName is not text"),
        ((404, b"\xa0", CBOR_HEADERS), "an error without a code"),
    ],
)
def test_e5_the_same_holds_for_cbor(
    cbor_connection: Any, clock: Any, answer: Answer, words: str
) -> None:
    Wire(cbor_connection, answer)
    with pytest.raises(AppStreamError) as caught:
        Runtime.over(cbor_connection, clock=clock).api.describe_users()
    assert words in caught.value.response


def test_f5_users_are_read_from_cbor(cbor_connection: Any, clock: Any) -> None:
    time = b"\x6bCreatedTime\xc1\xfb" + b"\x41\xda\x5b\x34\x10\x00\x00\x00"
    body = b"\xa1\x65Users\x81\xa2\x68UserName\x6fada@example.com" + time
    Wire(cbor_connection, (200, body, CBOR_HEADERS))
    (user,) = Runtime.over(cbor_connection, clock=clock).api.describe_users()
    assert user.user_name == ADA
    assert str(user.created_time).startswith("2026-")


# ---- every read has an end


def page(number: int, *names: str) -> bytes:
    users = [{**USERPOOL, "UserName": name} for name in names]
    return json.dumps({"Users": users, "NextToken": str(number)}).encode()


@pytest.mark.parametrize("names", [(), (ADA,)])
def test_f9_pages_without_end_that_bring_nothing_new(
    client: AppStreamClient, connection: Any, names: tuple[str, ...]
) -> None:
    wire = Wire(connection, *[(200, page(number, *names)) for number in range(200)])
    with pytest.raises(AppStreamError, match="100 pages in a row contained nothing new") as caught:
        client.describe_users()
    assert caught.value.code == "EndlessRead"
    assert len(wire.requests) == 100 + bool(names)


def test_f9_pages_without_end_that_bring_something_new(
    client: AppStreamClient, connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "MAX_PAGES", 20)
    pages = [(200, page(number, f"u{number}@example.com")) for number in range(40)]
    wire = Wire(connection, *pages)
    with pytest.raises(AppStreamError, match="after 21 pages there is still a NextToken"):
        client.describe_users()
    assert len(wire.requests) == 21


def test_f9_a_read_that_takes_too_long_ends(
    client: AppStreamClient, emulator: Emulator, pool: Any
) -> None:
    emulator.configure(page_size=1)
    emulator.add_fault({"operation": "*", "latency": 10, "times": None})
    for number in range(200):
        pool.add_user(f"u{number}@example.com")
    with pytest.raises(AppStreamError, match="after 91 pages there is still a NextToken"):
        client.describe_users()


def test_f1_empty_pages_in_between_are_no_end(
    client: AppStreamClient, emulator: Emulator, pool: Any
) -> None:
    emulator.configure(page_size=1, empty_pages=50)
    for number in range(5):
        pool.add_user(f"u{number}@example.com")
    assert len(client.describe_users()) == 5
