# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests and responses of the JSON 1.1 protocol, without a transport."""

from __future__ import annotations

import functools
import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from ._errors import ServiceError

CONTENT_TYPE = "application/x-amz-json-1.1"
_CBOR_PATH = re.compile(r"/service/[^/]+/operation/([^/]+)/?$")


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
    _read_target(request, call, target_prefix)
    _read_signature(request, call)
    if call.operation not in supported:
        _unknown(f"The operation {call.operation} is not emulated", supported)
    call.params = _read_body(request.body)


def _read_target(request: Request, call: Call, prefix: str) -> None:
    cbor = _CBOR_PATH.search(request.path)
    if cbor or "smithy-protocol" in request.headers:
        call.operation = cbor.group(1) if cbor else ""
        _unsupported(f"The protocol {request.headers.get('smithy-protocol', 'rpc-v2-cbor')}")
    if request.method != "POST":
        _unsupported(f"The method {request.method}")
    found_prefix, _dot, operation = request.headers.get("x-amz-target", "").rpartition(".")
    if not operation:
        _unsupported("A request without X-Amz-Target (the query protocol or REST)")
    call.operation = operation
    if found_prefix != prefix:
        _unsupported(f"The target {found_prefix}.{operation}", f"{prefix}.<Operation>")
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type != CONTENT_TYPE:
        _unsupported(f"The content type {content_type or '(none)'}")


def _unsupported(what: str, target: str = "PhotonAdminProxyService.<Operation>") -> NoReturn:
    raise ServiceError(
        "UnknownOperationException",
        f"{what} is not supported. The emulator supports the protocol JSON 1.1 only: "
        f"POST with X-Amz-Target: {target} and Content-Type: {CONTENT_TYPE}.",
    )


def _unknown(what: str, supported: list[str]) -> NoReturn:
    raise ServiceError(
        "UnknownOperationException", f"{what}. The emulator supports {', '.join(supported)}."
    )


def _read_signature(request: Request, call: Call) -> None:
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


def _read_body(body: bytes) -> dict[str, Any]:
    try:
        params = json.loads(body.decode("utf-8") or "{}", parse_constant=_no_constant)
    except (ValueError, RecursionError) as broken:
        raise ServiceError("SerializationException", f"The body is not JSON: {broken}") from broken
    if not isinstance(params, dict):
        raise ServiceError(
            "SerializationException", "The body must be a structure, that is, a JSON object."
        )
    return params


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not allowed")


def answer(body: dict[str, Any]) -> Response:
    """A response with a result."""
    return Response(200, _headers(CONTENT_TYPE), json.dumps(body).encode("ascii"))


def error_answer(request: Request, error: ServiceError, modeled: bool) -> Response:
    """A response with an error, in the protocol of the request if possible."""
    # Errors of the service have "Message", those of its framework "message".
    body = {"__type": error.code, "Message" if modeled else "message": error.message}
    if "smithy-protocol" in request.headers:
        # Supported only so that a client of this protocol can read the reason of the rejection.
        headers = {**_headers("application/cbor"), "smithy-protocol": "rpc-v2-cbor"}
        return Response(error.status, headers, _cbor_map(body))
    headers = {**_headers(CONTENT_TYPE), "x-amzn-ErrorType": error.code}
    return Response(error.status, headers, json.dumps(body).encode("ascii"))


def _headers(content_type: str) -> dict[str, str]:
    return {"Content-Type": content_type, "x-amzn-RequestId": str(uuid.uuid4())}


def _cbor_map(texts: dict[str, str]) -> bytes:
    parts = [bytes([0xA0 | len(texts)])]
    for text in (part for item in texts.items() for part in item):
        raw = text.encode("utf-8", "replace")
        parts += [b"\x79", len(raw).to_bytes(2, "big"), raw]
    return b"".join(parts)
