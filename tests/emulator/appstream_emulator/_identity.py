# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer of STS to GetCallerIdentity: whose credentials these are.

Clients with the endpoint of an emulator ask it there. amazon.aws then asks IAM for the alias of the
account, which it may not know. These calls are not about a pool, so they are not logged.
"""

from __future__ import annotations

import uuid
from urllib.parse import parse_qs

from ._errors import ServiceError
from ._protocol import Call, Request, Response, read_signature

_CONTENT_TYPE = "application/x-www-form-urlencoded"
_IDENTITY = """\
<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>arn:aws:iam::{account}:user/emulated</Arn>
    <UserId>AIDAEMULATED000000000</UserId>
    <Account>{account}</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>
</GetCallerIdentityResponse>
"""
_DENIED = """\
<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error>
  <RequestId>{request_id}</RequestId>
</ErrorResponse>
"""
_ANSWERS = {"GetCallerIdentity": (200, _IDENTITY), "ListAccountAliases": (403, _DENIED)}


def caller_identity(request: Request) -> Response | None:
    """The answer, or None if this is another request or an unsigned one."""
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type != _CONTENT_TYPE:
        return None
    action = parse_qs(request.body.decode("latin-1")).get("Action", [""])[0]
    if action not in _ANSWERS:
        return None
    call = Call()
    try:
        read_signature(request, call)
    except ServiceError:
        return None
    status, text = _ANSWERS[action]
    request_id = str(uuid.uuid4())
    body = text.format(account=call.account, request_id=request_id).encode("ascii")
    return Response(status, {"Content-Type": "text/xml", "x-amzn-RequestId": request_id}, body)
