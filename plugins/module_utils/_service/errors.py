# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What the SDK's exceptions mean: whether to try again, and the words of an error."""

from __future__ import annotations

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError

from .._model.association import Association
from .._model.error_codes import NOT_FOUND, QUOTA_REACHED
from .._model.messages import (
    NOT_TRIED_BECAUSE,
    iam_hint,
    name_association,
    name_call_for_stack,
    printable,
)
from .._model.outcome import Problem, mark_outcome_unknown

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


UNREADABLE = "UnreadableResponse"  # the code of a response that is not one of AWS


class UnreadableResponse(Exception):
    """A response that is not one of AWS, or not all of one. The message says what it is."""


class AppStreamError(AnsibleAWSError):  # type: ignore[misc]
    """A call that failed for good.

    ``call``: the API's name of it. ``subject``: what it was about. ``code``: the service's error
    code or the name of botocore's exception. ``response``: what the service or botocore said.
    ``outcome_unknown``: it is a write, and a response to it was lost, so it may have taken effect.
    ``rejected``: the last response was not lost, it says no. ``affects_all_calls``: the reason has
    nothing to do with the subject, every further call would fail alike.
    """

    def __init__(
        self,
        call: str,
        subject: str,
        code: str,
        response: str,
        outcome_unknown: bool = False,
        rejected: bool = False,
        affects_all_calls: bool = False,
        exception: Exception | None = None,
    ) -> None:
        self.call = call
        self.subject = subject
        self.code = code
        self.response = response
        self.outcome_unknown = outcome_unknown
        self.rejected = rejected
        self.affects_all_calls = affects_all_calls
        super().__init__(message=f"{call} for {subject} failed: {self.reason}", exception=exception)

    def __str__(self) -> str:
        return str(self.message)

    @property
    def denied(self) -> bool:
        return self.code in DENIED

    @property
    def non_retryable(self) -> bool:
        """Whether the same call would fail alike again, whatever it is about."""
        return self.denied or self.affects_all_calls

    @property
    def reason(self) -> str:
        """Code, response and, where we know it, what to do; without the subject."""
        text = f"{self.code}: {self.response}" if self.response else self.code
        if self.denied:
            text += iam_hint(self.call)
        elif self.code == QUOTA_REACHED:
            text += f" ({QUOTA})"
        return text


def to_problem(
    error: AppStreamError,
    sends_mail: bool = False,
    association: Association | None = None,
    proven_without_effect: bool = False,
) -> Problem:
    """A failed call as a problem of its subject, or of one of the associations it was about.

    ``sends_mail``: a repeat could send a second mail. ``proven_without_effect``: a read has shown
    that the call did nothing.
    """
    subject, what = error.subject, error.call
    if association is not None:
        subject = name_association(association)
        what = name_call_for_stack(error.call, association.stack_name)
    problem = Problem(
        group_key=f"{what} {error.code}",
        summary=f"{what}: {error.reason}",
        message=f"{error.call} for {subject} failed: {error.reason}",
        code=error.code,
    )
    # A call that is denied now was denied before: then a lost response said no, too.
    if error.outcome_unknown and not error.denied and not proven_without_effect:
        return mark_outcome_unknown(problem, sends_mail)
    return problem


def skipped(error: AppStreamError, what: str) -> Problem:
    """A problem of what was not even tried, because ``error`` would have met it too."""
    return Problem(
        group_key=f"not tried {error.call} {error.code}",
        summary=f"not tried after {error.call}: {error.reason}",
        message=f"{what}{NOT_TRIED_BECAUSE}{error}",
        code=error.code,
    )


def means_gone(error: AppStreamError) -> bool:
    """Whether a Describe call says that there is none of what another has just shown. What might
    as well be said of a wrong question does not (F8)."""
    return error.code == NOT_FOUND


def means_not_found(error: AppStreamError) -> bool:
    """Whether a Describe call says so that there is none; how it does is not documented."""
    return error.code == NOT_FOUND or (
        error.call == "DescribeUserStackAssociations" and error.code.startswith("InvalidParameter")
    )


def _code(error: Exception) -> str:
    if isinstance(error, ClientError):
        return printable(str(error.response.get("Error", {}).get("Code") or "Unknown"))
    return UNREADABLE if cannot_be_read(error) else type(error).__name__


def _status(error: Exception) -> int:
    if isinstance(error, ClientError):
        return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)
    return 0


def cannot_be_read(error: Exception) -> bool:
    """Whether there was a response, but neither we nor botocore can read it.

    botocore's parsers fail with anything on a strange answer, and it wraps what cannot be
    decompressed into the very class of all errors of HTTP.
    """
    return error.__class__ is HTTPClientError or not isinstance(error, (BotoCoreError, ClientError))


def is_throttled(error: Exception) -> bool:
    code = _code(error)
    return code in THROTTLED or (_status(error) == 429 and code != QUOTA_REACHED)


def retry_after(error: Exception) -> float:
    """The seconds for which the service asks to wait, as botocore's standard mode reads them."""
    metadata = error.response.get("ResponseMetadata", {}) if isinstance(error, ClientError) else {}
    asked = str(metadata.get("HTTPHeaders", {}).get("x-amz-retry-after", ""))
    return int(asked) / 1000 if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0.0


def not_sent(error: Exception) -> bool:
    """Whether no connection came about, so that nothing can have happened."""
    return isinstance(error, (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError))


def response_lost(error: Exception) -> bool:
    """Whether the service may have done what was asked, all the same."""
    if isinstance(error, ClientError):
        return _status(error) >= 500 or _code(error) in TIMED_OUT
    if isinstance(error, SSLError):
        return "CERTIFICATE_VERIFY_FAILED" not in str(error)  # before anything was sent
    return isinstance(error, (HTTPClientError, IncompleteReadError)) or not isinstance(
        error, BotoCoreError
    )


def translate_error(
    call: str,
    subject: str,
    error: Exception,
    outcome_unknown: bool,
    rejected: bool,
    stalled: bool,
    hint: str = "",
) -> AppStreamError:
    """An exception of botocore as one of ours. ``stalled``: no call at all gets a response."""
    if isinstance(error, ClientError):
        response = str(error.response.get("Error", {}).get("Message") or "")
        affects_all_calls = _code(error) in BAD_CREDENTIALS
    elif cannot_be_read(error):
        ours = isinstance(error, UnreadableResponse)
        response = str(error) if ours else "the SDK cannot read the response"
        affects_all_calls = False
    else:
        response = str(error)
        affects_all_calls = not response_lost(error) and not isinstance(error, ParamValidationError)
    return AppStreamError(
        call,
        subject,
        _code(error),
        printable(response, keep="\n" if isinstance(error, ParamValidationError) else "") + hint,
        outcome_unknown=outcome_unknown,
        rejected=rejected,
        affects_all_calls=affects_all_calls or stalled,
        exception=error,
    )
