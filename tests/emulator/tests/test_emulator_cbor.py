# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The protocol smithy-rpc-v2-cbor, byte by byte. What clients see of both is in the other tests."""

from __future__ import annotations

import cbor2
import pytest
from appstream_emulator import DEFAULT_ACCESS_KEY, Emulator
from appstream_emulator._protocol import Request, Response
from helpers_emulator import USERPOOL

HEADERS = {
    "authorization": "AWS4-HMAC-SHA256 "
    f"Credential={DEFAULT_ACCESS_KEY}/20260101/eu-central-1/appstream/aws4_request",
    "content-type": "application/cbor",
    "smithy-protocol": "rpc-v2-cbor",
}
PATH = "/service/PhotonAdminProxyService/operation/"


def ask(
    emu: Emulator,
    operation: str = "DescribeUsers",
    body: bytes | None = None,
    method: str = "POST",
    path: str = PATH,
    **headers: str,
) -> Response:
    """The answer to one request."""
    sent = {**HEADERS, **{name.replace("_", "-"): value for name, value in headers.items()}}
    request = Request(
        method,
        path + operation,
        {name: value for name, value in sent.items() if value},
        cbor2.dumps(USERPOOL) if body is None else body,
    )
    return emu.handle(request)


def test_an_answer_is_cbor_and_its_times_are_tagged_and_have_milliseconds(emu: Emulator) -> None:
    emu.seed(users=[{"user_name": "a", "created_time": 1790000000.1234}])
    response = ask(emu)
    assert response.status == 200
    assert response.headers["Content-Type"] == "application/cbor"
    assert response.headers["smithy-protocol"] == "rpc-v2-cbor"
    assert len(response.headers["x-amzn-RequestId"]) == 36
    # tag 1, and a float of eight bytes
    assert cbor2.dumps("CreatedTime") + b"\xc1\xfb" in response.body
    [user] = cbor2.loads(response.body)["Users"]
    assert user["CreatedTime"].timestamp() == 1790000000.123
    assert user["Enabled"] is True


@pytest.mark.parametrize(
    ("kind", "error", "key"),
    [
        ("SAML", "com.amazon.coral.service#InvalidParameterValueException", "message"),
        ("USERPOOL", "com.amazonaws.appstream#ResourceNotFoundException", "Message"),
    ],
)
def test_the_name_of_an_error_is_qualified(emu: Emulator, kind: str, error: str, key: str) -> None:
    body = cbor2.dumps({"UserName": "a", "AuthenticationType": kind})
    response = ask(emu, "DeleteUser", body)
    assert response.headers["Content-Type"] == "application/cbor"
    assert "x-amzn-ErrorType" not in response.headers
    found = cbor2.loads(response.body)
    assert found.keys() == {"__type", key}
    assert found["__type"] == error


@pytest.mark.parametrize(
    ("request_of", "words"),
    [
        ({"smithy_protocol": ""}, "protocol (none)"),
        ({"smithy_protocol": "rpc-v2-json"}, "protocol rpc-v2-json"),
        ({"content_type": ""}, "content type (none)"),
        ({"content_type": "application/x-amz-json-1.1"}, "x-amz-json-1.1"),
        ({"method": "GET"}, "method GET"),
        ({"path": "/", "operation": ""}, "path /"),
        ({"path": "/service/DynamoDB/operation/"}, "service DynamoDB"),
        ({"operation": "DescribeUsers/more"}, "path /service"),
        ({"operation": "DescribeFleets"}, "DescribeFleets is not emulated"),
    ],
)
def test_an_unknown_request_is_refused_in_cbor_with_what_is_supported(
    emu: Emulator, request_of: dict[str, str], words: str
) -> None:
    response = ask(emu, **request_of)  # type: ignore[arg-type]
    found = cbor2.loads(response.body)
    assert response.status == 400
    assert found["__type"] == "com.amazon.coral.service#UnknownOperationException"
    assert words in found["message"]
    assert "The emulator supports" in found["message"]
    assert [call["protocol"] for call in emu.calls] == ["cbor"]


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"\x80",  # a list
        b"\xa1",  # cut
        b"\xa0\x00",  # more than one item
        b"\xa1\x00\x00",  # a key that is not text
        b"\xa1\x61a\x61\xff",  # not UTF-8
        b"\xa1\x61a\x41a",  # bytes
        b"\xa1\x61a\xc1\x00",  # a time
        b"\xa1\x61a\xf9\x7e\x00",  # not a number
        b"\xa1\x61a\xf7",  # undefined
        b"\xa1\x61a\xd8\x1c\x81\xd8\x1d\x00",  # a list that holds itself
        b"\x81" * 100_000,
    ],
    ids=lambda body: body[:8].hex(),
)
def test_a_body_that_is_no_structure_of_cbor_is_refused(emu: Emulator, body: bytes) -> None:
    response = ask(emu, body=body)
    assert response.status == 400
    error = cbor2.loads(response.body)["__type"]
    assert error == "com.amazon.coral.service#SerializationException"


def test_a_signature_is_needed(emu: Emulator) -> None:
    response = ask(emu, authorization="")
    error = cbor2.loads(response.body)["__type"]
    assert response.status == 403
    assert error == "com.amazon.coral.service#MissingAuthenticationTokenException"
