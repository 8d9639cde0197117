# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an error of a call says, and what it is: messages, codes, credentials, garbage."""

from __future__ import annotations

import json
from typing import Any

import botocore.config
import botocore.exceptions
import pytest
from appstream_emulator import Emulator

from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association
from ansible_collections.euc.appstream.plugins.module_utils._service.api import AppStreamClient
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import (
    BAD_CREDENTIALS,
    AppStreamError,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._service.wire import (
    ADA,
    EVERY,
    IDEMPOTENT_WRITES,
    MAILING_WRITES,
    READS,
    Call,
    Wire,
    associate,
    associate_with_mail,
    calls,
    create,
    disassociate,
)

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
    assert (caught.value.outcome_unknown, caught.value.affects_all_calls) == (False, True)
    assert len(wire.requests) == 1


def test_r8_any_other_tls_error_may_have_come_after_the_request(
    client: AppStreamClient, connection: Any
) -> None:
    reason = "[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol"
    error = botocore.exceptions.SSLError(endpoint_url="https://example.com", error=reason)
    wire = Wire(connection, error)
    with pytest.raises(AppStreamError) as caught:
        client.resend_invitation(ADA)
    assert caught.value.outcome_unknown
    assert len(wire.requests) == 1


@pytest.mark.parametrize("code", sorted(BAD_CREDENTIALS))
def test_bad_credentials_affect_all_calls_and_are_not_tried_again(
    client: AppStreamClient, emulator: Emulator, ada: Any, code: str
) -> None:
    emulator.add_fault(
        {"operation": "EnableUser", "error": {"code": code, "status": 403}, "times": None}
    )
    with pytest.raises(AppStreamError) as caught:
        client.enable_user(ADA)
    assert (caught.value.code, caught.value.affects_all_calls) == (code, True)
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
def test_missing_credentials_affect_all_calls_and_are_not_tried_again(
    client: AppStreamClient, connection: Any, error: Exception
) -> None:
    wire = Wire(connection, error)
    with pytest.raises(AppStreamError) as caught:
        client.enable_user(ADA)
    assert (caught.value.code, caught.value.affects_all_calls) == (type(error).__name__, True)
    assert not caught.value.outcome_unknown
    assert len(wire.requests) == 1


def test_e1_a_request_that_botocore_rejects_does_not_affect_all_calls(
    client: AppStreamClient, emulator: Emulator
) -> None:
    with pytest.raises(AppStreamError, match=r"(?s)DeleteUser for user '' .*UserName") as caught:
        client.delete_user("")
    assert (caught.value.code, caught.value.affects_all_calls) == ("ParamValidationError", False)
    assert emulator.calls == []


# ---- messages (E1, E3)


@calls(EVERY)
@pytest.mark.parametrize(
    "code",
    [
        "OperationNotPermittedException",  # in the model
        "ConcurrentModificationException",  # in the model, for none of the eight calls
        "BrandNewException",
    ],
)
def test_e1_every_code_ends_in_a_clear_message(
    client: AppStreamClient, emulator: Emulator, ada: Any, operation: str, call: Call, code: str
) -> None:
    emulator.add_fault(
        {"operation": operation, "error": {"code": code, "message": "Not today."}, "times": None}
    )
    with pytest.raises(AppStreamError) as caught:
        call(client)
    error = caught.value
    assert (error.call, error.code, error.response) == (operation, code, "Not today.")
    assert (error.outcome_unknown, error.affects_all_calls, error.denied) == (False, False, False)
    assert str(error) == f"{operation} for {error.subject} failed: {code}: Not today."
    assert error.reason == f"{code}: Not today."
    assert isinstance(error.exception, botocore.exceptions.ClientError)
    assert emulator.counts() == {operation: 1}


@pytest.mark.parametrize(
    ("call", "subject"),
    [
        (lambda c: c.describe_users(), "the user pool"),
        (lambda c: c.associations_of_user(ADA), f"user '{ADA}'"),
        (lambda c: c.associations_of_stack("design"), "stack 'design'"),
        (lambda c: c.association(Association("design", ADA)), f"user '{ADA}', stack 'design'"),
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
def test_e1_a_code_that_the_model_lacks_is_reported_from_writes(
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
    assert not caught.value.affects_all_calls  # other calls may be allowed
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


@calls([READS[0], IDEMPOTENT_WRITES[0], *MAILING_WRITES])
@pytest.mark.parametrize("body", GARBAGE)
def test_e1_garbage_of_a_gateway_ends_in_a_clear_message(
    client: AppStreamClient, connection: Any, operation: str, call: Call, body: bytes
) -> None:
    """As any 5xx: R3 for those that may be repeated, R8 for those that mail."""
    wire = Wire(connection, (502, body))
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert caught.value.call == operation
    assert len(wire.requests) == (1 if (operation, call) in MAILING_WRITES else 6)


@calls([READS[0], IDEMPOTENT_WRITES[0], *MAILING_WRITES])
@pytest.mark.parametrize("body", GARBAGE)
def test_e1_garbage_in_a_good_response_raises_nothing_else(
    client: AppStreamClient, connection: Any, operation: str, call: Call, body: bytes
) -> None:
    """botocore takes some of it for an empty response; what it chokes on is a lost one (R8)."""
    Wire(connection, (200, body))
    error = error_of(client, call)
    read = operation.startswith("Describe")
    assert error is None or (error.call, error.outcome_unknown) == (operation, not read)


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (READS[0][1], {"Users": 5}),
        (READS[0][1], {"Users": [{"CreatedTime": "once"}]}),
        (READS[1][1], {"UserStackAssociations": [None]}),
        (associate, {"errors": [None]}),
    ],
)
def test_e1_a_response_of_the_wrong_shape_raises_nothing_else(
    client: AppStreamClient, connection: Any, call: Call, answer: dict[str, Any]
) -> None:
    Wire(connection, (200, json.dumps(answer).encode()))
    error = error_of(client, call)
    assert error is None or error.response


def test_e1_a_response_that_botocore_cannot_read_is_a_lost_one(
    client: AppStreamClient, connection: Any, emulator: Emulator, pool: Any
) -> None:
    wire = Wire(
        connection, botocore.exceptions.IncompleteReadError(actual_bytes=1, expected_bytes=2)
    )
    with pytest.raises(AppStreamError) as caught:
        client.resend_invitation(ADA)
    assert caught.value.outcome_unknown
    assert len(wire.requests) == 1
