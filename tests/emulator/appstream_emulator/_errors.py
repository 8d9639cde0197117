# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the service, and errors in steering the emulator."""

from __future__ import annotations


class UsageError(ValueError):
    """The emulator was steered wrongly: an unknown setting, a broken fault rule, bad state."""


class ServiceError(Exception):
    """An error for the client, as the service would send it."""

    def __init__(self, code: str, message: str, status: int | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = default_status(code) if status is None else status


class ConnectionDropped(Exception):
    """Closes the connection without an answer."""


# All others are 400. ResourceNotFoundException is 404 in the model since botocore 1.43.55.
_STATUS = {
    "ResourceNotFoundException": 404,
    "InternalFailure": 500,
    "InternalServerError": 500,
    "InternalServiceException": 500,
    "ServiceUnavailable": 503,
    "ServiceUnavailableException": 503,
    "ExpiredTokenException": 403,
    "IncompleteSignature": 403,
    "InvalidClientTokenId": 403,
    "InvalidSignatureException": 403,
    "MissingAuthenticationTokenException": 403,
    "UnrecognizedClientException": 403,
}

_MESSAGES = {
    "AccessDeniedException": (
        "User: arn:{partition}:iam::{account}:user/emulated is not authorized to perform: "
        "appstream:{operation} on resource: {resource} because no identity-based policy allows "
        "the appstream:{operation} action"
    ),
    "ConcurrentModificationException": "The resource is being modified by another request.",
    "ExpiredTokenException": "The security token included in the request is expired",
    "InternalFailure": "An internal failure occurred. Try again.",
    "InvalidAccountStatusException": "The resource cannot be created: the account is restricted.",
    "LimitExceededException": "The requested limit exceeds the permitted limit for an account.",
    "OperationNotPermittedException": "The attempted operation is not permitted.",
    "ResourceAlreadyExistsException": "The specified resource already exists.",
    "ResourceInUseException": "The specified resource is in use.",
    "ResourceNotFoundException": "The specified resource was not found.",
    "ServiceUnavailable": "The service is unavailable. Try again later.",
    "ThrottlingException": "Rate exceeded",
    "UnrecognizedClientException": "The security token included in the request is invalid.",
}

ITEM_MESSAGES = {
    "ACCESS_DENIED": "Access to stack {stack} was denied.",
    "DIRECTORY_NOT_FOUND": "The directory for the user was not found.",
    "INTERNAL_ERROR": "An internal error occurred.",
    "STACK_NOT_FOUND": "Stack {stack} was not found.",
    "USER_NAME_NOT_FOUND": "User {user} was not found.",
}


def default_status(code: str) -> int:
    """The HTTP status that goes with an error code."""
    return _STATUS.get(code, 400)


def default_message(
    code: str, operation: str, partition: str, account: str | None, resource: str
) -> str:
    """The default message of an error code, for rules without a message."""
    return _MESSAGES.get(code, code).format(
        partition=partition, account=account, operation=operation, resource=resource
    )


def item_message(code: str, user: str, stack: str) -> str:
    """The message of a batch call about one failed item."""
    return ITEM_MESSAGES.get(code, code).format(user=user, stack=stack)
