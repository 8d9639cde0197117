# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole runs of appstream_user in which calls fail or are throttled."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse, HeadersDict

from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._service.wire import (
    AWS_HEADERS,
    Body,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    CREATE,
    DISABLE,
    ENABLE,
    NOT_FOUND,
    PAIRS,
    USERS,
    fail,
    item_fail,
    mails,
    names,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_runs import (
    ADA,
    BEN,
    NEW,
    STEPS,
    by_name,
    failed_names,
    users,
    writes,
)

SUBJECTS = [
    pytest.param(CREATE, {"user_name": NEW}, id="create"),
    pytest.param(CREATE, {"user_name": ADA, "message_action": "resend"}, id="resend"),
    *STEPS[3:],
]
CODES = [
    "AccessDeniedException",
    "BrandNewException",
    "ConcurrentModificationException",
    "ExpiredTokenException",
    "InvalidAccountStatusException",
    "InvalidParameterCombinationException",
    "InvalidParameterValueException",
    "LimitExceededException",
    "OperationNotPermittedException",
    "ResourceAlreadyExistsException",
    "ResourceNotFoundException",
    "SerializationException",
    "UnknownOperationException",
    "ValidationException",
]


@pytest.mark.parametrize(
    ("operation", "params", "code"),
    [
        pytest.param(*subject.values, code, id=f"{subject.id}-{code}")
        for subject in SUBJECTS
        for code in CODES
        if (subject.id, code) != ("delete", NOT_FOUND)  # gone is gone (D5)
    ],
)
def test_e1_every_error_ends_in_a_clear_message(
    run: Any, emulator: Any, people: Any, operation: str, params: dict[str, Any], code: str
) -> None:
    fail(emulator, operation, code, times=None)
    answer = run(**params)
    row = answer["users"][0]
    assert (row["failed"], row["changed"], answer["changed"]) == (True, False, False)
    for message in (row["msg"], answer["msg"]):
        assert operation in message
        assert f"{code}: the words of the service" in message
    assert params["user_name"] in answer["msg"]


@pytest.mark.parametrize("code", ["DIRECTORY_NOT_FOUND", "STACK_NOT_FOUND", "BRAND_NEW"])
def test_e1_every_error_of_an_item_ends_in_a_clear_message(
    run: Any, emulator: Any, people: Any, code: str
) -> None:
    item_fail(emulator, code, item_error={"message": "some words"})
    answer = run(user_name=BEN, stack_names=["design"])
    row = answer["users"][0]
    assert (row["failed"], row["changed"]) == (True, False)
    for message in (row["msg"], answer["msg"]):
        assert (
            f"BatchAssociateUserStack for {'user ' if message == row['msg'] else 'stack '}"
            in message
        )
        assert f"{code}: some words" in message
        assert BEN in message
        assert "'design'" in message


@pytest.mark.parametrize("code", ["AccessDeniedException", "BrandNewException"])
@pytest.mark.parametrize(
    ("operation", "subject"), [(USERS, "the user pool"), (PAIRS, "user 'ben@example.com'")]
)
def test_e1_a_failed_read_fails_before_the_first_write(
    run: Any, emulator: Any, people: Any, operation: str, subject: str, code: str
) -> None:
    fail(emulator, operation, code, times=None)
    with pytest.raises(AppStreamError) as caught:
        run(user_name=BEN, stack_names=["design"], enabled=True)
    for part in (operation, subject, code, "the words of the service"):
        assert part in str(caught.value)
    assert writes(emulator) == []


def busy(run: Any, pool: Any) -> dict[str, Any]:
    """A task with some 40 calls of many kinds: 10 users to make, 10 who are there."""
    for name in names(10):
        pool.add_user(name, enabled=False)
    new = [f"new-{name}" for name in names(10)]
    answer: dict[str, Any] = run(
        users=[{"user_name": n, "enabled": False} for n in new]
        + [{"user_name": n, "enabled": True, "message_action": "resend"} for n in names(10)],
        stack_names=["design", "office"],
        send_email_notification=True,
    )
    return answer


def assert_all_done_once(emulator: Any, answer: dict[str, Any]) -> None:
    assert "msg" not in answer
    assert answer["summary"] == {
        "create": 10,
        "recreate": 0,
        "enable": 10,
        "disable": 10,
        "delete": 0,
        "resend": 10,
        "stacks_added": 40,
        "stacks_removed": 0,
        "unchanged": 0,
        "failed": 0,
    }
    kinds = Counter(kind for kind, _user, _stack in mails(emulator))
    assert kinds == {"welcome": 10, "assignment": 40, "invitation": 10}
    assert max(Counter(mails(emulator)).values()) == 1


@pytest.mark.parametrize("rate", [1, 3, 10])
def test_e2_a_rate_limit_is_kept_in_bounded_time(
    run: Any, emulator: Any, pool: Any, time: Any, rate: int
) -> None:
    emulator.add_fault({"operation": "*", "rate": rate})
    started = time.now
    answer = busy(run, pool)
    assert_all_done_once(emulator, answer)
    accepted = sum(call["error"] is None for call in emulator.calls)
    assert time.now - started < 2 * accepted / rate + 5


@pytest.mark.parametrize("seed", range(6))
def test_e2_random_refusals_are_outlived_in_bounded_time(
    run: Any, emulator: Any, pool: Any, time: Any, seed: int
) -> None:
    fail(emulator, "*", "ThrottlingException", None, probability=0.5, seed=seed)
    started = time.now
    answer = busy(run, pool)
    assert_all_done_once(emulator, answer)
    assert time.now - started < 60


@pytest.mark.parametrize("operation", [USERS, PAIRS, CREATE, ENABLE, DISABLE, ASSOCIATE])
def test_e2_reads_and_writes_are_tried_again(
    run: Any, emulator: Any, pool: Any, operation: str
) -> None:
    fail(emulator, operation, "ThrottlingException", times=10)
    assert_all_done_once(emulator, busy(run, pool))


def test_e2_throttling_without_end_ends_and_the_rest_is_not_tried(
    run: Any, emulator: Any, pool: Any, time: Any
) -> None:
    fail(emulator, "*", "ThrottlingException", None, after=4)
    started = time.now
    answer = run(users=users(*names(5)), stack_names=["design"])
    assert answer["summary"]["create"] == 2
    assert failed_names(answer) == names(5)
    assert time.now - started < 200
    assert "ThrottlingException" in answer["msg"]
    assert "not tried" in by_name(answer)[names(5)[0]]["msg"]


def test_e1_credentials_that_expire_before_the_read_fail_the_task(
    run: Any, emulator: Any, pool: Any
) -> None:
    fail(emulator, "*", "ExpiredTokenException", times=None)
    with pytest.raises(AppStreamError, match="ExpiredTokenException"):
        run(user_name=NEW)
    assert emulator.counts() == {USERS: 1}


def spoil_batches(connection: Any, answer: dict[str, Any]) -> None:
    """From now on this comes back from batches, whatever the service does."""

    def send(request: Any, **_context: Any) -> AWSResponse:
        headers = HeadersDict(AWS_HEADERS)
        return AWSResponse(request.url, 200, headers, Body(json.dumps(answer).encode()))

    connection.meta.events.register_first(f"before-send.appstream.{ASSOCIATE}", send)


@pytest.mark.parametrize(
    "answer",
    [{"errors": [{"ErrorCode": 5}]}, {"errors": "none"}, {"errors": [{"ErrorCode": "\ud800"}]}],
)
def test_e5_a_strange_answer_loses_no_row_of_what_was_done_before(
    run: Any, people: Any, connection: Any, answer: dict[str, Any]
) -> None:
    spoil_batches(connection, answer)
    result = run(users=[{"user_name": NEW, "stack_names": ["design"]}, *users(ADA)])
    rows = by_name(result)
    assert rows[NEW]["actions"] == ["create"]
    assert (rows[NEW]["failed"], rows[NEW]["changed"], rows[ADA]["failed"]) == (False, True, False)
    assert rows[NEW]["stacks_added"] == ["design"]  # which a read has shown


def test_e5_what_no_read_shows_is_an_unknown_outcome(
    run: Any, people: Any, emulator: Any, connection: Any
) -> None:
    refused = {"code": "OperationNotPermittedException"}
    emulator.add_fault({"operation": ASSOCIATE, "error": refused, "times": None})
    spoil_batches(connection, {"errors": {}})
    result = run(users=[{"user_name": NEW, "stack_names": ["design"]}, *users(ADA)])
    row = by_name(result)[NEW]
    assert (row["failed"], row["changed"], row["actions"]) == (True, True, ["create"])
    assert "errors is not a list" in row["msg"]
    assert "outcome unknown" in row["msg"]
