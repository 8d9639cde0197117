# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The answers of the service, and the findings that follow from them. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from appstream_emulator import UsageError
from appstream_emulator._settings import Settings

LEARNED, NEW, OPEN = "learned", "new answer", "not asked"

# Codes of errors. plugins/module_utils/_service/errors.py has the same lists, but can be imported
# only where all that the tests need is set up.
QUOTA_REACHED = "LimitExceededException"
THROTTLED = {
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "SlowDown",
}
TIMED_OUT = {"RequestTimeout", "RequestTimeoutException"}
DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized"}
BAD_CREDENTIALS = {
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
}
OF_ANY_CALL = THROTTLED | TIMED_OUT | DENIED | BAD_CREDENTIALS | {QUOTA_REACHED}


class Unanswered(Exception):
    """The reason why a question stays open."""


class NewAnswer(Exception):
    """An answer that no value of the switch represents."""


class Failure(NamedTuple):
    """An item of a batch that failed."""

    stack: str
    code: str
    message: str


@dataclass(frozen=True)
class Reply:
    """The answer to one call."""

    operation: str
    code: str | None = None  # of the error that rejected the whole call
    message: str = ""
    status: int = 200
    failures: tuple[Failure, ...] = ()
    body: Mapping[str, Any] = field(default_factory=dict)  # as sent: boto3 hides what is null

    @property
    def error(self) -> str | None:
        """The code of the call, or of its first item that failed."""
        return self.code or (self.failures[0].code if self.failures else None)

    @property
    def throttled(self) -> bool:
        """Whether the call came too soon after others."""
        return self.code in THROTTLED or (self.status == 429 and self.code != QUOTA_REACHED)

    @property
    def rejected(self) -> bool:
        """Whether the call had no effect at all; unknown after an internal error of the service."""
        return self.code is not None and self.status < 500 and self.code not in TIMED_OUT

    @property
    def is_unspecific(self) -> bool:
        """Whether any call may get this answer, whatever it asks."""
        return self.throttled or self.status >= 500 or self.code in OF_ANY_CALL

    def __str__(self) -> str:
        if self.code:
            return f"{self.operation}: {self.code}: {self.message}"
        failed = [f"item {each.code}: {each.message}" for each in self.failures]
        return f"{self.operation}: {'; '.join(failed) or 'no error'}"


@dataclass(frozen=True)
class Evidence:
    """The decisive reply, and further observations."""

    reply: Reply | None = None
    seen: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        seen = [f"{what}: {json.dumps(value)}" for what, value in self.seen.items()]
        return "; ".join([str(self.reply)] * (self.reply is not None) + seen)


@dataclass(frozen=True)
class Finding:
    """The result of a question: the value if it was learned, else the reason."""

    switch: str
    sent: str
    came: str
    outcome: str
    value: Any = None
    reason: str = ""


Learn = Callable[[Evidence], Any]


def found(switch: str, sent: str, evidence: Evidence, learn: Learn) -> Finding:
    """Interpret the evidence: a value counts only if the emulator accepts it as a setting."""
    came = redacted(str(evidence))
    try:
        value = learn(evidence)
        Settings.check({switch: value})
    except Unanswered as why:
        return Finding(switch, sent, came, OPEN, reason=redacted(str(why)))
    except NewAnswer as why:
        return Finding(switch, sent, came, NEW, reason=redacted(str(why)))
    except UsageError:
        return Finding(switch, sent, came, NEW, reason=redacted(json.dumps(value)))
    return Finding(switch, sent, came, LEARNED, value)


_SECRETS = {
    # Error messages name the caller, often by the name of a person.
    r"arn:[\w-]+:(?:iam|sts)::\d+:\S+": "<caller>",
    r"(?<!\d)\d{12}(?!\d)": "<account>",
    r"[^\s'\"<>]+@[^\s'\"<>]+": "<address>",
}


def redacted(text: str) -> str:
    """A text without account ids, callers and addresses."""
    for pattern, instead in _SECRETS.items():
        text = re.sub(pattern, instead, text)
    return text
