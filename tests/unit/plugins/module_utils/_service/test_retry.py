# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is sent again, and what never is: throttling, quotas, lost responses, lost connections."""

from __future__ import annotations

import socket
from typing import Any

import botocore.config
import botocore.exceptions
import pytest
from appstream_emulator import DEFAULT_REGION, Emulator, attach

from ansible_collections.euc.appstream.plugins.module_utils._module import ONE_ATTEMPT
from ansible_collections.euc.appstream.plugins.module_utils._service import retry
from ansible_collections.euc.appstream.plugins.module_utils._service.api import AppStreamClient
from ansible_collections.euc.appstream.plugins.module_utils._service.deadline import Clock
from ansible_collections.euc.appstream.plugins.module_utils._service.endpoint import Endpoint
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import (
    THROTTLED,
    AppStreamError,
    retry_after,
)
from ansible_collections.euc.appstream.plugins.module_utils._service.rate_limiter import (
    PacingLimiter,
)
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._service.wire import (
    ADA,
    BOB,
    EVERY,
    IDEMPOTENT,
    IDEMPOTENT_WRITES,
    MAILING_WRITES,
    READS,
    Call,
    Wire,
    calls,
    create,
    lost,
    unreachable,
)

# ---- throttling (E2)


@calls(EVERY)
def test_e2_throttling_is_tried_again_on_reads_and_writes(
    client: AppStreamClient, emulator: Emulator, ada: Any, operation: str, call: Call
) -> None:
    if call is create:
        ada.remove_user(ADA)
    emulator.add_fault(
        {"operation": operation, "error": {"code": "ThrottlingException"}, "times": 10}
    )
    call(client)
    assert emulator.counts() == {operation: 11}
    assert len(emulator.mails) <= 1


@pytest.mark.parametrize("status", [400, 503])
@pytest.mark.parametrize("code", sorted(THROTTLED))
def test_e2_every_code_of_throttling_counts_whatever_the_status(
    client: AppStreamClient, emulator: Emulator, ada: Any, code: str, status: int
) -> None:
    emulator.add_fault(
        {"operation": "CreateUser", "error": {"code": code, "status": status}, "times": 8}
    )
    client.resend_invitation(ADA)
    assert emulator.counts() == {"CreateUser": 9}


def test_e2_http_429_counts_whatever_the_code(
    client: AppStreamClient, emulator: Emulator, ada: Any
) -> None:
    emulator.add_fault(
        {"operation": "CreateUser", "error": {"code": "Slower", "status": 429}, "times": 8}
    )
    client.resend_invitation(ADA)
    assert emulator.counts() == {"CreateUser": 9}


@pytest.mark.parametrize("rate", [10, 1])
def test_e2_a_rate_limit_is_survived_in_about_the_time_that_it_allows(
    client: AppStreamClient, emulator: Emulator, pool: Any, time: Any, rate: int
) -> None:
    emulator.add_fault({"operation": "*", "rate": rate})
    begin = time.now
    for number in range(100):
        client.create_user(f"u{number}@example.com", None, None, suppress=True)
    assert len(pool.users) == 100
    assert time.now - begin <= 1.3 * 100 / rate
    assert emulator.counts()["CreateUser"] <= 200


@pytest.mark.parametrize("share", [0.2, 0.5])
def test_e2_random_throttling_is_survived(
    client: AppStreamClient, emulator: Emulator, pool: Any, time: Any, share: float
) -> None:
    emulator.configure(latency=0.05)
    emulator.add_fault(
        {
            "operation": "*",
            "error": {"code": "ThrottlingException"},
            "probability": share,
            "seed": 7,
            "times": None,
        }
    )
    begin = time.now
    for number in range(100):
        client.create_user(f"u{number}@example.com", None, None, suppress=True)
    assert len(pool.users) == 100
    # One thread at 20 calls a second has no faster calls to remember: see test_rate_sharing.py.
    assert time.now - begin <= (110 if share < 0.5 else 250)


@calls([READS[1], IDEMPOTENT_WRITES[0], MAILING_WRITES[1]])
def test_e2_endless_throttling_ends_in_an_error_that_affects_all_calls(
    client: AppStreamClient, emulator: Emulator, ada: Any, time: Any, operation: str, call: Call
) -> None:
    emulator.add_fault({"operation": "*", "error": {"code": "ThrottlingException"}, "times": None})
    begin = time.now
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert caught.value.code == "ThrottlingException"
    assert caught.value.affects_all_calls
    assert not caught.value.outcome_unknown
    assert 60 <= time.now - begin <= 180
    assert emulator.counts()[operation] <= 500


# ---- quotas (E2, E4)


@calls(EVERY)
def test_e4_a_quota_is_never_tried_again(
    client: AppStreamClient, emulator: Emulator, ada: Any, operation: str, call: Call
) -> None:
    error = {"code": "LimitExceededException"}
    emulator.add_fault({"operation": operation, "error": error, "times": None})
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert caught.value.code == "LimitExceededException"
    assert emulator.counts() == {operation: 1}


def test_e2_a_quota_is_no_throttling_whatever_the_status(
    client: AppStreamClient, emulator: Emulator, pool: Any
) -> None:
    error = {"code": "LimitExceededException", "status": 429}
    emulator.add_fault({"operation": "CreateUser", "error": error, "times": None})
    with pytest.raises(AppStreamError) as caught:
        create(client)
    assert not caught.value.affects_all_calls
    assert emulator.counts() == {"CreateUser": 1}


def test_e4_the_quota_is_named(client: AppStreamClient, emulator: Emulator, ada: Any) -> None:
    emulator.configure(user_quota=1)
    with pytest.raises(AppStreamError, match=r"limit of 1 users.*50 users.*L-6A8C9986") as caught:
        client.create_user(BOB, None, None, suppress=False)
    assert not caught.value.affects_all_calls
    assert emulator.counts() == {"CreateUser": 1}


# ---- lost responses (R3, R7, R8)

FAILURES = [
    {"drop": "before"},
    {"error": {"code": "InternalFailure", "status": 500}},
    {"error": {"code": "ServiceUnavailable", "status": 503}},
    {"error": {"code": "NobodyKnows", "status": 502}},
    {"error": {"code": "RequestTimeout", "status": 408}},
    {"error": {"code": "RequestTimeoutException", "status": 400}},
]
LOST_RESPONSES = [
    {"drop": "after"},
    {"error": {"code": "InternalFailure", "status": 500, "after_effect": True}},
]


@pytest.mark.parametrize("failure", FAILURES)
def test_r3_5xx_and_lost_connections_are_tried_again(
    client: AppStreamClient, emulator: Emulator, ada: Any, failure: dict[str, Any]
) -> None:
    emulator.add_fault({"operation": "EnableUser", **failure, "times": 5})
    client.enable_user(ADA)
    assert emulator.counts() == {"EnableUser": 6}


@calls(IDEMPOTENT)
def test_r3_so_are_reads_and_writes_that_mail_nothing(
    client: AppStreamClient, emulator: Emulator, ada: Any, operation: str, call: Call
) -> None:
    if call is create:
        ada.remove_user(ADA)
    emulator.add_fault({"operation": operation, "drop": "before", "times": 5})
    call(client)
    assert emulator.counts() == {operation: 6}


@calls(IDEMPOTENT)
@pytest.mark.parametrize("failure", FAILURES[:2])
def test_r3_six_times_at_the_most(
    client: AppStreamClient,
    emulator: Emulator,
    ada: Any,
    time: Any,
    operation: str,
    call: Call,
    failure: dict[str, Any],
) -> None:
    emulator.add_fault({"operation": operation, **failure, "times": None})
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert emulator.counts() == {operation: 6}
    assert caught.value.outcome_unknown is not operation.startswith("Describe")
    assert not caught.value.affects_all_calls
    assert 5 < sum(time.slept) < 15
    assert time.slept == sorted(time.slept)


@pytest.mark.parametrize("failure", LOST_RESPONSES)
def test_r7_a_create_whose_response_was_lost_says_that_it_may_be_ours(
    client: AppStreamClient, emulator: Emulator, pool: Any, failure: dict[str, Any]
) -> None:
    emulator.add_fault({"operation": "CreateUser", **failure})
    with pytest.raises(AppStreamError) as caught:
        create(client)
    assert (caught.value.code, caught.value.outcome_unknown) == (
        "ResourceAlreadyExistsException",
        True,
    )
    assert [mail["kind"] for mail in emulator.mails] == ["welcome"]


def test_r7_a_create_of_an_existing_user_is_not_ours(client: AppStreamClient, ada: Any) -> None:
    with pytest.raises(AppStreamError) as caught:
        create(client)
    assert (caught.value.code, caught.value.outcome_unknown) == (
        "ResourceAlreadyExistsException",
        False,
    )


@pytest.mark.parametrize("failure", LOST_RESPONSES)
def test_d5_a_delete_whose_response_was_lost_says_that_it_may_be_ours(
    client: AppStreamClient, emulator: Emulator, ada: Any, failure: dict[str, Any]
) -> None:
    emulator.add_fault({"operation": "DeleteUser", **failure})
    with pytest.raises(AppStreamError) as caught:
        client.delete_user(ADA)
    assert (caught.value.code, caught.value.outcome_unknown) == ("ResourceNotFoundException", True)


@calls(IDEMPOTENT_WRITES[2:])
@pytest.mark.parametrize("failure", LOST_RESPONSES)
def test_r3_a_repeat_of_something_harmless_ends_well(
    client: AppStreamClient,
    emulator: Emulator,
    ada: Any,
    operation: str,
    call: Call,
    failure: dict[str, Any],
) -> None:
    emulator.add_fault({"operation": operation, **failure})
    call(client)
    assert emulator.counts() == {operation: 2}
    assert emulator.mails == []


@calls(MAILING_WRITES)
@pytest.mark.parametrize("failure", FAILURES + LOST_RESPONSES)
def test_r8_what_mails_is_never_repeated_after_a_lost_response(
    client: AppStreamClient,
    emulator: Emulator,
    ada: Any,
    operation: str,
    call: Call,
    failure: dict[str, Any],
) -> None:
    emulator.add_fault({"operation": operation, **failure})
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert caught.value.outcome_unknown
    assert not caught.value.affects_all_calls
    assert emulator.counts() == {operation: 1}
    assert len(emulator.mails) <= 1


@calls(MAILING_WRITES)
def test_r8_throttled_first_and_lost_then_is_not_repeated(
    client: AppStreamClient, emulator: Emulator, ada: Any, operation: str, call: Call
) -> None:
    emulator.add_faults(
        [
            {"operation": operation, "error": {"code": "ThrottlingException"}},
            {"operation": operation, "drop": "after"},
        ]
    )
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert caught.value.outcome_unknown
    assert emulator.counts() == {operation: 2}
    assert len(emulator.mails) == 1


def test_r8_lost_first_and_throttled_then_has_an_unknown_outcome(
    client: AppStreamClient, emulator: Emulator, ada: Any
) -> None:
    emulator.add_faults(
        [
            {"operation": "DisableUser", "drop": "after"},
            {
                "operation": "DisableUser",
                "error": {"code": "ThrottlingException"},
                "times": None,
            },
        ]
    )
    with pytest.raises(AppStreamError) as caught:
        client.disable_user(ADA)
    assert (caught.value.code, caught.value.outcome_unknown) == ("ThrottlingException", True)


def test_e2_slow_failures_do_not_use_up_the_time_for_throttling(
    client: AppStreamClient, connection: Any, emulator: Emulator, ada: Any, time: Any
) -> None:
    """Two responses lost after a minute each, then throttled for the first time."""

    class Slow:
        left = 2

        def __call__(self, **_context: Any) -> None:
            if self.left:
                self.left -= 1
                time.now += 61.0
                raise lost()

    connection.meta.events.register_first("before-send.appstream", Slow())
    emulator.add_fault({"operation": "EnableUser", "error": {"code": "ThrottlingException"}})
    client.enable_user(ADA)
    assert emulator.counts() == {"EnableUser": 2}


@calls(EVERY)
@pytest.mark.parametrize(
    "error",
    [
        unreachable(),
        botocore.exceptions.ConnectTimeoutError(endpoint_url="https://example.com"),
        botocore.exceptions.ProxyConnectionError(proxy_url="http://proxy.example.com"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_r8_what_was_never_sent_is_tried_again_even_where_it_mails(
    client: AppStreamClient,
    connection: Any,
    emulator: Emulator,
    ada: Any,
    operation: str,
    call: Call,
    error: Exception,
) -> None:
    if call is create:
        ada.remove_user(ADA)
    Wire(connection, error, error, None)
    call(client)
    assert emulator.counts() == {operation: 1}


@calls(EVERY)
def test_r8_what_was_never_sent_never_has_an_unknown_outcome(
    client: AppStreamClient, connection: Any, operation: str, call: Call
) -> None:
    wire = Wire(connection, unreachable())
    with pytest.raises(AppStreamError) as caught:
        call(client)
    assert not caught.value.outcome_unknown
    assert caught.value.affects_all_calls  # no other user would fare better
    assert caught.value.call == operation
    assert len(wire.requests) == 6


def test_r8_unreachable_first_and_lost_then_is_not_repeated(
    client: AppStreamClient, connection: Any, ada: Any
) -> None:
    wire = Wire(connection, unreachable(), lost())
    with pytest.raises(AppStreamError) as caught:
        client.resend_invitation(ADA)
    assert caught.value.outcome_unknown
    assert len(wire.requests) == 2


def test_r8_lost_first_and_unreachable_then_has_an_unknown_outcome(
    client: AppStreamClient, connection: Any
) -> None:
    wire = Wire(connection, lost(), unreachable())
    with pytest.raises(AppStreamError) as caught:
        client.disable_user(ADA)
    assert caught.value.outcome_unknown
    assert len(wire.requests) == 6


@pytest.mark.parametrize("error", [unreachable(), lost()], ids=["unsent", "lost"])
def test_r3_delays_between_attempts_double(
    client: AppStreamClient, connection: Any, time: Any, error: Exception
) -> None:
    Wire(connection, error)
    with pytest.raises(AppStreamError):
        client.describe_users()
    for number, seconds in enumerate(time.slept):
        ideal = retry.BASE_DELAY * 2**number
        assert 0.75 * ideal <= seconds <= 1.25 * ideal
    assert len(time.slept) == 5


def test_a_refused_port_is_no_unknown_outcome(
    botocore_session: Any, time: Any, clock: Clock
) -> None:
    """Over a real socket: what botocore makes of it."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # and not listening
        connection = botocore_session.create_client(
            "appstream",
            region_name=DEFAULT_REGION,
            endpoint_url=f"http://127.0.0.1:{bound.getsockname()[1]}",
            config=botocore.config.Config(retries=ONE_ATTEMPT, proxies={}),
        )
        client = Runtime.over(connection, clock=clock).api
        with pytest.raises(AppStreamError, match="Could not connect to the endpoint") as caught:
            client.resend_invitation(ADA)
    assert (caught.value.outcome_unknown, caught.value.affects_all_calls) == (False, True)
    assert len(time.slept) == 5


# ---- botocore's own retries


@calls([READS[0], *MAILING_WRITES])
@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_r8_the_environment_cannot_bring_botocores_retries_back(
    botocore_session: Any,
    emulator: Emulator,
    ada: Any,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    operation: str,
    call: Call,
    mode: str,
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "5")
    monkeypatch.setenv("AWS_RETRY_MODE", mode)
    connection = botocore_session.create_client(
        "appstream",
        region_name=DEFAULT_REGION,
        config=botocore.config.Config(retries=ONE_ATTEMPT),
    )
    attach(connection, emulator)
    client = Runtime.over(connection, clock=clock).api
    monkeypatch.setattr(retry, "MAX_ATTEMPTS", 1)
    emulator.add_fault({"operation": operation, "drop": "after", "times": None})
    with pytest.raises(AppStreamError):
        call(client)
    assert emulator.counts() == {operation: 1}


# ---- the header x-amz-retry-after (E2)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("250", 0.25), ("0", 0.0), ("-5", 0.0), ("soon", 0.0), ("1.5", 0.0), (None, 0.0)],
)
def test_e2_the_wait_that_the_service_asks_for_is_read(header: str | None, seconds: float) -> None:
    headers = {} if header is None else {"x-amz-retry-after": header}
    error = botocore.exceptions.ClientError(
        {"Error": {"Code": "ThrottlingException"}, "ResponseMetadata": {"HTTPHeaders": headers}},
        "CreateUser",
    )
    assert retry_after(error) == seconds
    assert retry_after(botocore.exceptions.EndpointConnectionError(endpoint_url="x")) == 0.0


def test_e2_a_throttled_call_waits_as_long_as_the_service_asks(
    time: Any, clock: Clock, connection: Any
) -> None:
    headers = {"x-amz-retry-after": "3000"}
    answers: list[Any] = [
        botocore.exceptions.ClientError(
            {
                "Error": {"Code": "ThrottlingException"},
                "ResponseMetadata": {"HTTPHeaders": headers},
            },
            "DescribeUsers",
        ),
        {"Users": []},
    ]

    def call() -> Any:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    begin = time.now
    caller = retry.RetryingCaller(PacingLimiter(clock), clock, Endpoint(connection))
    assert caller.call("DescribeUsers", "the pool", call, {}) == ({"Users": []}, False)
    assert 3.0 <= time.now - begin <= 3.1
