# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the SDK's exceptions mean: whether to try again, and the words of an error."""

from __future__ import annotations

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError

from .._model.change import NOT_FOUND, QUOTA_REACHED

try:
    from botocore.exceptions import (
        BotoCoreError,
        ClientError,
        ConnectTimeoutError,
        EndpointConnectionError,
        HTTPClientError,
        IncompleteReadError,
        ParamValidationError,
        ProxyConnectionError,
        SSLError,
    )
except ImportError:
    pass  # AnsibleAWSModule reports it

QUOTA = "50 users a Region by default, quota L-6A8C9986 in Service Quotas"

THROTTLED = frozenset(
    (
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "TooManyRequestsException",
        "RequestLimitExceeded",
        "SlowDown",
    )
)
DENIED = frozenset(
    ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized")
)
BAD_CREDENTIALS = frozenset(
    (
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "IncompleteSignatureException",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "OptInRequired",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    )
)
TIMED_OUT = frozenset(("RequestTimeout", "RequestTimeoutException"))


class AppStreamError(AnsibleAWSError):  # type: ignore[misc]
    """A call that failed for good.

    ``call``: the API's name of it. ``subject``: what it was about. ``code``: the service's error
    code or the name of botocore's exception. ``words``: what was said. ``maybe_done``: it is a
    write, and an answer to it was lost, so it may have taken effect. ``refused``: the last answer
    was not lost, it says no. ``general``: it has nothing to do with the subject, every further call
    would fail alike.
    """

    def __init__(
        self,
        call: str,
        subject: str,
        code: str,
        words: str,
        maybe_done: bool = False,
        refused: bool = False,
        general: bool = False,
        exception: Exception | None = None,
    ) -> None:
        self.call = call
        self.subject = subject
        self.code = code
        self.words = words
        self.maybe_done = maybe_done
        self.refused = refused
        self.general = general
        super().__init__(message=f"{call} for {subject} failed: {self.reason}", exception=exception)

    def __str__(self) -> str:
        return str(self.message)

    @property
    def denied(self) -> bool:
        return self.code in DENIED

    @property
    def permanent(self) -> bool:
        """Whether the same call would fail alike again, whatever it is about."""
        return self.denied or self.general

    @property
    def reason(self) -> str:
        """Code, words and, where we know it, what to do; without the subject."""
        text = f"{self.code}: {self.words}" if self.words else self.code
        if self.denied:
            text += f" (the IAM action needed is appstream:{self.call})"
        elif self.code == QUOTA_REACHED:
            text += f" ({QUOTA})"
        return text


def says_unknown(error: AppStreamError) -> bool:
    """Whether a Describe call says so that there is none; how it does is not documented."""
    return error.code == NOT_FOUND or (
        error.call == "DescribeUserStackAssociations" and error.code.startswith("InvalidParameter")
    )


def _code(error: Exception) -> str:
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code") or "Unknown")
    return type(error).__name__


def _status(error: Exception) -> int:
    if isinstance(error, ClientError):
        return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)
    return 0


def is_throttled(error: Exception) -> bool:
    code = _code(error)
    return code in THROTTLED or (_status(error) == 429 and code != QUOTA_REACHED)


def is_unsent(error: Exception) -> bool:
    """Whether no connection came about, so that nothing can have happened."""
    return isinstance(error, (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError))


def is_unanswered(error: Exception) -> bool:
    """Whether the service may have done what was asked, all the same."""
    if isinstance(error, ClientError):
        return _status(error) >= 500 or _code(error) in TIMED_OUT
    if isinstance(error, SSLError):
        return "CERTIFICATE_VERIFY_FAILED" not in str(error)  # before anything was sent
    return isinstance(error, (HTTPClientError, IncompleteReadError)) or not isinstance(
        error, BotoCoreError
    )


def call_error(
    call: str, subject: str, error: Exception, maybe_done: bool, refused: bool, hopeless: bool
) -> AppStreamError:
    if isinstance(error, ClientError):
        words = str(error.response.get("Error", {}).get("Message") or "")
        general = _code(error) in BAD_CREDENTIALS
    elif isinstance(error, BotoCoreError):
        words = str(error)
        general = not is_unanswered(error) and not isinstance(error, ParamValidationError)
    else:
        words = f"the answer could not be read: {error}"
        general = False
    return AppStreamError(
        call,
        subject,
        _code(error),
        words,
        maybe_done=maybe_done,
        refused=refused,
        general=general or hopeless,
        exception=error,
    )
