# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the probe interprets and writes answers that the emulator cannot give."""

from __future__ import annotations

from typing import Any

import evidence
import learn
import pytest
from evidence import LEARNED, NEW, OPEN, Evidence, Failure, Learn, Reply, found, redacted
from report import answers, switches

from ansible_collections.euc.appstream.plugins.module_utils._service import errors

WORKED = Reply("Call")


def rejected(code: str, message: str = "", status: int = 400) -> Reply:
    return Reply("Call", code, message, status)


def failed(code: str) -> Reply:
    return Reply("Call", failures=(Failure("design", code, "No."),))


CASES: list[tuple[str, Learn, Evidence, str, Any]] = [
    ("enable_enabled", learn.error, Evidence(WORKED), LEARNED, None),
    ("enable_enabled", learn.error, Evidence(rejected("AnyException")), LEARNED, "AnyException"),
    # An error that any call may return does not answer the question.
    ("enable_enabled", learn.error, Evidence(rejected("AccessDeniedException")), OPEN, None),
    ("enable_enabled", learn.error, Evidence(rejected("LimitExceededException")), OPEN, None),
    ("enable_enabled", learn.error, Evidence(rejected("Odd", status=503)), OPEN, None),
    ("enable_enabled", learn.error, Evidence(rejected("Odd", status=429)), OPEN, None),
    ("enable_enabled", learn.error, Evidence(rejected("TooManyRequestsException")), OPEN, None),
    ("enable_enabled", learn.error, Evidence(rejected("ExpiredToken")), OPEN, None),
    ("enable_enabled", learn.error, Evidence(rejected("RequestTimeout")), OPEN, None),
    ("domain_joined", learn.error, Evidence(failed("STACK_NOT_FOUND")), OPEN, None),
    ("domain_joined", learn.error, Evidence(failed("NO_DIRECTORY")), LEARNED, "NO_DIRECTORY"),
    # An error of a kind that the switch cannot be set to.
    ("enable_enabled", learn.error, Evidence(rejected("NOT_ENABLED")), NEW, None),
    ("invalid_token", learn.error, Evidence(WORKED), NEW, None),
    ("create_other_capitals", learn.two_users, Evidence(WORKED, {"users": 1}), NEW, None),
    (
        "new_user_status",
        learn.status,
        Evidence(seen={"suppressed": "UNCONFIRMED", "mailed": "FORCE_CHANGE_PASSWORD"}),
        NEW,
        None,
    ),
    (
        "new_user_status",
        learn.status,
        Evidence(seen={"suppressed": "UNKNOWN", "mailed": "UNKNOWN"}),
        NEW,
        None,
    ),
    (
        "resend_absent",
        learn.resent_to_nobody,
        Evidence(WORKED, {"the user was made": True, "mails": 1}),
        NEW,
        None,
    ),
    (
        "resend_absent",
        learn.resent_to_nobody,
        Evidence(WORKED, {"the user was made": False, "mails": 1}),
        NEW,
        None,
    ),
    ("resend_disabled", learn.resent, Evidence(WORKED, {"mails": 0}), NEW, None),
    (
        "resend_confirmed",
        learn.resent,
        Evidence(WORKED, {"mails before": 1, "mails": 1}),
        NEW,
        None,
    ),
    ("associate_again_mails", learn.mails_again, Evidence(WORKED, {"mails": 0}), OPEN, None),
    (
        "partly_denied",
        learn.partly_denied,
        Evidence(rejected("AccessDeniedException"), {"the allowed pair was made": True}),
        NEW,
        None,
    ),
    (
        "partly_denied",
        learn.partly_denied,
        Evidence(WORKED, {"the allowed pair was made": True}),
        NEW,
        None,
    ),
    (
        "partly_denied",
        learn.partly_denied,
        Evidence(rejected("SlowDown"), {"the allowed pair was made": False}),
        OPEN,
        None,
    ),
    (
        "partly_denied",
        learn.partly_denied,
        Evidence(rejected("Odd", status=500), {"the allowed pair was made": True}),
        OPEN,
        None,
    ),
    ("hide_sensitive_values", learn.hides_values, Evidence(WORKED), NEW, None),
    ("hide_sensitive_values", learn.hides_values, Evidence(rejected("Other")), NEW, None),
    (
        "errors_when_none",
        learn.errors_when_none,
        Evidence(seen={"associate": "empty", "disassociate": "null"}),
        NEW,
        None,
    ),
    ("page_size", learn.page_size, Evidence(seen={"pages": [0, 60, 0, 58, 3]}), LEARNED, 60),
    ("page_size", learn.page_size, Evidence(seen={"pages": [60]}), OPEN, None),
    ("user_quota", learn.quota, Evidence(rejected("Other"), {"users": 9}), NEW, None),
    ("user_quota", learn.quota, Evidence(rejected("Odd", status=500), {"users": 9}), OPEN, None),
]


@pytest.mark.parametrize(("switch", "interpret", "came", "outcome", "value"), CASES)
def test_an_answer_is_interpreted(
    switch: str, interpret: Learn, came: Evidence, outcome: str, value: Any
) -> None:
    finding = found(switch, "sent", came, interpret)
    assert (finding.outcome, finding.value) == (outcome, value)
    assert bool(finding.reason) == (outcome != LEARNED)


@pytest.mark.parametrize("name", ["THROTTLED", "TIMED_OUT", "DENIED", "BAD_CREDENTIALS"])
def test_it_knows_the_errors_that_the_collection_knows(name: str) -> None:
    assert getattr(evidence, name) == getattr(errors, name)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("user me+x@example.com was", "user <address> was"),
        ("'me@example.com'", "'<address>'"),
        (
            "arn:aws:appstream:eu-west-1:123456789012:stack/a",
            "arn:aws:appstream:eu-west-1:<account>:stack/a",
        ),
        ("User: arn:aws:sts::123456789012:assumed-role/Admin/ada is", "User: <caller> is"),
        ("arn:aws-us-gov:iam::123456789012:user/ada", "<caller>"),
        ("1234567890123", "1234567890123"),
    ],
)
def test_accounts_callers_and_addresses_are_redacted(text: str, left: str) -> None:
    assert redacted(text) == left


def test_files_list_learned_and_open_questions() -> None:
    findings = [
        found("enable_enabled", "a", Evidence(rejected("XException", "a|b\n<c>")), learn.error),
        found("invalid_token", "b", Evidence(WORKED), learn.error),
        found("page_size", "c", Evidence(seen={"pages": [9]}), learn.page_size),
    ]
    text = answers("Title", findings, {"latency": "why"}, ["a note"])
    assert switches(findings) == {"enable_enabled": "XException"}
    assert r'| a | Call: XException: a\|b &lt;c&gt; | `enable_enabled` = `"XException"` |' in text
    assert "| b | Call: no error | `invalid_token`, new answer: null |" in text
    assert "| c | pages: [9] | `page_size`, open: all 9 came in one page" in text
    assert "| `latency` | why |" in text
    assert "- a note" in text
