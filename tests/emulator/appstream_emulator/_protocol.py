# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests and responses of the service's protocols, JSON 1.1 and CBOR, without a transport."""

from __future__ import annotations

import functools
import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from ._encodings import CBOR, JSON, Encoding
from ._errors import ServiceError

_CBOR_PATH = re.compile(r"/service/([^/]+)/operation/([^/]+)")


@dataclass(frozen=True)
class Request:
    """An HTTP request. Header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Response:
    """An HTTP response."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Call:
    """A call, as far as it could be read: an invalid one is logged, too."""

    operation: str = ""
    protocol: str = ""
    account: str | None = None
    region: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


@functools.lru_cache
def account_of(access_key: str) -> str:
    """The 12-digit account of an access key, derived from the key."""
    number = int.from_bytes(hashlib.sha256(access_key.encode()).digest()[:8], "big")
    return str(10**11 + number % (9 * 10**11))


def read(request: Request, call: Call, target_prefix: str, supported: list[str]) -> None:
    """Fill in the call from the request; raises ServiceError if the request is invalid."""
    encoding = encoding_of(request)
    call.protocol = encoding.name
    read_target = _read_path if encoding is CBOR else _read_target
    call.operation, prefix = read_target(request)
    if prefix != target_prefix:
        _unsupported(f"The service {prefix}", target_prefix)
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type != encoding.content_type:
        _unsupported(f"The content type {content_type or '(none)'}")
    read_signature(request, call)
    if call.operation not in supported:
        _unknown(f"The operation {call.operation} is not emulated", supported)
    call.params = _read_body(encoding, request.body)


def encoding_of(request: Request) -> Encoding:
    """The encoding of the protocol that a request uses, or tries to use."""
    path = request.path.startswith("/service/")
    return CBOR if path or "smithy-protocol" in request.headers else JSON


def _read_target(request: Request) -> tuple[str, str]:
    """The operation and the name of the service in a JSON request."""
    if request.method != "POST":
        _unsupported(f"The method {request.method}")
    prefix, _dot, operation = request.headers.get("x-amz-target", "").rpartition(".")
    if not operation:
        _unsupported("A request without X-Amz-Target (the query protocol or REST)")
    return operation, prefix


def _read_path(request: Request) -> tuple[str, str]:
    """The same of a CBOR request."""
    found = _CBOR_PATH.fullmatch(request.path)
    if request.method != "POST":
        _unsupported(f"The method {request.method}")
    protocol = request.headers.get("smithy-protocol", "(none)")
    if protocol != CBOR.headers["smithy-protocol"]:
        _unsupported(f"The protocol {protocol}")
    if found is None:
        _unsupported(f"The path {request.path}")
    return found.group(2), found.group(1)


def _unsupported(what: str, service: str = "PhotonAdminProxyService") -> NoReturn:
    raise ServiceError(
        "UnknownOperationException",
        f"{what} is not supported. The emulator supports two protocols. JSON 1.1: "
        f"POST with X-Amz-Target: {service}.<Operation> and Content-Type: {JSON.content_type}. "
        f"CBOR: POST /service/{service}/operation/<Operation> with "
        f"smithy-protocol: {CBOR.headers['smithy-protocol']} and "
        f"Content-Type: {CBOR.content_type}.",
    )


def _unknown(what: str, supported: list[str]) -> NoReturn:
    raise ServiceError(
        "UnknownOperationException", f"{what}. The emulator supports {', '.join(supported)}."
    )


def read_signature(request: Request, call: Call) -> None:
    """Fill in the account and the Region of the credentials."""
    signature = request.headers.get("authorization")
    if not signature:
        raise ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token")
    found = re.search(r"Credential=([^,\s]+)", signature)
    # From the right, because a fake access key may contain a slash.
    scope = found.group(1).rsplit("/", 4) if found else []
    if len(scope) != 5 or not all(scope):
        raise ServiceError(
            "IncompleteSignature",
            "Authorization must hold Credential=<access key>/<date>/<region>/appstream/"
            "aws4_request; the signature itself is not verified.",
        )
    call.account, call.region = account_of(scope[0]), scope[2]


def _read_body(encoding: Encoding, body: bytes) -> dict[str, Any]:
    try:
        params = encoding.load(body)
    except (ValueError, RecursionError) as broken:
        message = f"The body is not {encoding.name.upper()}: {broken}"
        raise ServiceError("SerializationException", message) from broken
    if not isinstance(params, dict):
        raise ServiceError("SerializationException", "The body must be a structure.")
    return params


def answer(request: Request, body: dict[str, Any]) -> Response:
    """A response with a result."""
    return _response(encoding_of(request), 200, body, {})


def error_answer(request: Request, error: ServiceError, modeled: bool) -> Response:
    """A response with an error, in the protocol of the request."""
    encoding = encoding_of(request)
    # Errors of the service have "Message", those of its framework "message".
    body = {"__type": error.code, "Message" if modeled else "message": error.message}
    if encoding is JSON:
        return _response(JSON, error.status, body, {"x-amzn-ErrorType": error.code})
    # Names are qualified in CBOR. That of the framework was seen.
    namespace = "com.amazonaws.appstream" if modeled else "com.amazon.coral.service"
    body["__type"] = f"{namespace}#{error.code}"
    return _response(CBOR, error.status, body, {})


def _response(
    encoding: Encoding, status: int, body: dict[str, Any], headers: dict[str, str]
) -> Response:
    common = {"Content-Type": encoding.content_type, "x-amzn-RequestId": str(uuid.uuid4())}
    return Response(status, {**common, **encoding.headers, **headers}, encoding.dump(body))
