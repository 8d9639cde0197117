# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an error of a call says, and what it is: messages, codes, credentials, garbage."""

from __future__ import annotations

import json
from typing import Any

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


# ---- what the service says is shown, not obeyed (E6)


@calls(EVERY)
def test_e6_the_words_of_an_error_cannot_steer_the_terminal(
    client: AppStreamClient, emulator: Emulator, ada: Any, operation: str, call: Call
) -> None:
    error = {"code": "Odd\x1b[31m", "message": "no\x1b[2J\r\nok: \x9b1A\u202edone\u2028"}
    emulator.add_fault({"operation": operation, "error": error, "times": None})
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert caught.value.code == r"Odd\x1b[31m"
    assert caught.value.response == r"no\x1b[2J\r\nok: \x9b1A\u202edone\u2028"


def test_e6_nor_can_those_of_an_item(client: AppStreamClient, connection: Any) -> None:
    item = {"ErrorCode": "ODD\x1b", "ErrorMessage": "a\x07b\nc"}
    Wire(connection, (200, json.dumps({"errors": [item]}).encode()))
    (error,) = associate(client)
    assert (error.code, error.message) == (r"ODD\x1b", r"a\x07b\nc")
