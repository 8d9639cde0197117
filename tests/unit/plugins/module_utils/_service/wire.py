# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of the client, and responses below botocore."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any, Union

import botocore.config
import botocore.exceptions
import pytest
from botocore.awsrequest import AWSResponse, HeadersDict

from ansible_collections.euc.appstream.plugins.module_utils._model.association import (
    Association,
    AssociationError,
)
from ansible_collections.euc.appstream.plugins.module_utils._service.api import AppStreamClient

ADA = "ada@example.com"
BOB = "bob@example.com"
USERPOOL = {"AuthenticationType": "USERPOOL"}
ADA_USERPOOL = {"UserName": ADA, **USERPOOL}

Call = Callable[[AppStreamClient], Any]


def create(client: AppStreamClient) -> None:
    client.create_user(ADA, None, None, suppress=False)


def associate(client: AppStreamClient) -> list[AssociationError]:
    return client.batch_associate([Association("design", ADA)])


def associate_with_mail(client: AppStreamClient) -> list[AssociationError]:
    return client.batch_associate(
        [Association("design", ADA, True), Association("office", ADA, False)]
    )


def disassociate(client: AppStreamClient) -> list[AssociationError]:
    return client.batch_disassociate([Association("design", ADA)])


READS: list[tuple[str, Call]] = [
    ("DescribeUsers", lambda client: client.describe_users()),
    ("DescribeUserStackAssociations", lambda client: client.associations_of_user(ADA)),
    ("DescribeStacks", lambda client: client.describe_stacks()),
]
IDEMPOTENT_WRITES: list[tuple[str, Call]] = [
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
IDEMPOTENT = READS + IDEMPOTENT_WRITES
WRITES = IDEMPOTENT_WRITES + MAILING_WRITES
EVERY = READS + WRITES


def calls(rows: list[tuple[str, Call]]) -> pytest.MarkDecorator:
    names = [f"{operation}-{number}" for number, (operation, _call) in enumerate(rows)]
    return pytest.mark.parametrize(("operation", "call"), rows, ids=names)


class Body(io.BytesIO):
    """The little of a urllib3 response that botocore reads."""

    def stream(self, *_args: Any, **_options: Any) -> Iterator[bytes]:
        yield self.getvalue()


AWS_HEADERS = {"x-amzn-RequestId": "1-2-3", "Content-Type": "application/x-amz-json-1.1"}

Answer = Union[tuple[int, bytes], tuple[int, bytes, dict[str, str]], Exception, None]


class Wire:
    """Answers requests below botocore: with a status, bytes and headers, those of AWS if there are
    none, by raising, or with None for the emulator.

    The last of the answers is given for ever.
    """

    def __init__(self, connection: Any, *answers: Answer) -> None:
        self.requests: list[bytes] = []
        self._answers = list(answers)
        connection.meta.events.register_first("before-send.appstream", self._send)

    def _send(self, request: Any, **_context: Any) -> Any:
        self.requests.append(request.body)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if answer is None:
            return None
        if isinstance(answer, Exception):
            raise answer
        status, body, headers = answer if len(answer) == 3 else (*answer, AWS_HEADERS)
        return AWSResponse(request.url, status, HeadersDict(headers), Body(body))


def unreachable() -> Any:
    """No connection, and so no request."""
    return botocore.exceptions.EndpointConnectionError(endpoint_url="https://example.com")


def connect_timeout() -> Any:
    """An address that never answers."""
    return botocore.exceptions.ConnectTimeoutError(endpoint_url="https://example.com")


def lost() -> Any:
    """A response that never came, to a request that was sent."""
    return botocore.exceptions.ReadTimeoutError(endpoint_url="https://example.com")
