# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long an answer may take, and Regions that have no endpoint."""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

import botocore.config
import botocore.exceptions
import pytest
from appstream_emulator import DEFAULT_REGION

from ansible_collections.euc.appstream.plugins.module_utils._module import ONE_ATTEMPT
from ansible_collections.euc.appstream.plugins.module_utils._service.deadline import Clock
from ansible_collections.euc.appstream.plugins.module_utils._service.endpoint import (
    CallThread,
    Endpoint,
)
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import (
    AppStreamError,
    UnreadableResponse,
)
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._service.wire import (
    Wire,
    connect_timeout,
    lost,
    unreachable,
)
from ansible_collections.euc.appstream.tests.unit.shared_time import WEDGED


def test_f9_an_answer_that_comes_byte_by_byte_is_a_lost_one(connection: Any) -> None:
    """The timeout of botocore begins anew with each byte."""
    endpoint, gate = Endpoint(connection), threading.Event()
    endpoint.answer_timeout = 0
    try:
        with pytest.raises(UnreadableResponse, match="no complete response within 0 seconds from"):
            endpoint.call(lambda: {"late": gate.wait()}, {})
    finally:
        gate.set()


def test_f9_an_answer_may_take_twice_the_timeout_for_a_byte(botocore_session: Any) -> None:
    def timeout(**options: Any) -> float:
        config = botocore.config.Config(**options)
        client = botocore_session.create_client(
            "appstream", region_name=DEFAULT_REGION, config=config
        )
        return Endpoint(client).answer_timeout

    assert timeout() == 120
    assert timeout(read_timeout=7) == 14


def test_f9_a_call_that_goes_on_for_ever_holds_up_no_other(connection: Any) -> None:
    endpoint, begun, gate = Endpoint(connection), threading.Event(), threading.Event()

    def go_on() -> dict[str, Any]:
        begun.set()
        return {"late": gate.wait()}

    endpoint.answer_timeout = 0
    try:
        with pytest.raises(UnreadableResponse):
            endpoint.call(go_on, {})
        assert begun.wait(WEDGED)
        endpoint.answer_timeout = int(WEDGED)
        assert endpoint.call(lambda: {"late": gate.is_set()}, {}) == {"late": False}
    finally:
        gate.set()


def test_one_thread_makes_one_call_after_the_other(connection: Any) -> None:
    """To start a thread costs as much as a call. It is no longer busy when its answer is there."""
    endpoint = Endpoint(connection)

    def call(fail: bool) -> dict[str, Any]:
        if fail:
            raise lost()
        return {"thread": threading.current_thread(), "name": threading.current_thread().name}

    first = endpoint.call(call, {"fail": False})
    started = threading.enumerate()  # among them those of other tests, which may be idle by now
    with pytest.raises(botocore.exceptions.ReadTimeoutError):
        endpoint.call(call, {"fail": True})
    second = endpoint.call(call, {"fail": False})
    assert second["thread"] in started
    for made in (first, second):
        assert made["name"] == threading.current_thread().name
        assert made["thread"].daemon


def test_c7_the_call_is_there_when_its_thread_starts(
    connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupted while a thread starts, the write is made, and nobody waits in vain."""
    monkeypatch.setattr(CallThread, "_idle", [])
    start, calls = threading.Thread.start, list[str]()

    def interrupted(thread: threading.Thread) -> None:
        start(thread)
        raise KeyboardInterrupt

    def write() -> dict[str, Any]:
        calls.append("made")
        return {}

    endpoint = Endpoint(connection)
    endpoint.answer_timeout = int(WEDGED)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", interrupted)
        with pytest.raises(KeyboardInterrupt):
            endpoint.call(write, {}, write=True)
    assert calls == ["made"]


def test_e1_what_a_call_raises_comes_through(connection: Any) -> None:
    def fail() -> dict[str, Any]:
        raise lost()

    with pytest.raises(botocore.exceptions.ReadTimeoutError):
        Endpoint(connection).call(fail, {})


@pytest.mark.parametrize("write", [True, False])
def test_c7_r8_an_interrupted_task_lets_the_write_under_way_end(
    connection: Any, write: bool
) -> None:
    """Else it would say that it was finished, and it may be cut. A read is not waited for."""
    noticed, going_on, done = threading.Event(), threading.Event(), threading.Event()

    def interrupt(_signal: int, _frame: object) -> None:
        noticed.set()
        raise KeyboardInterrupt

    def method() -> dict[str, Any]:
        os.kill(os.getpid(), signal.SIGINT)
        noticed.wait()
        going_on.wait(0.05 if write else None)
        done.set()
        return {}

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            Endpoint(connection).call(method, {}, write)
        assert done.is_set() is write
    finally:
        signal.signal(signal.SIGINT, before)
        going_on.set()


# ---- Regions without the service (E7)


@pytest.mark.parametrize("error", [unreachable(), connect_timeout()])
@pytest.mark.parametrize(
    ("region", "url", "hinted"),
    [
        ("us-west-1", None, True),
        ("moon-1", None, True),
        ("us-gov-east-7", None, True),
        ("eu-west-1", None, False),
        ("moon-1", "https://example.com", False),
    ],
)
def test_e7_a_region_without_the_service_is_hinted_at(
    botocore_session: Any,
    clock: Clock,
    error: Exception,
    region: str,
    url: str | None,
    hinted: bool,
) -> None:
    config = botocore.config.Config(retries=ONE_ATTEMPT)
    connection = botocore_session.create_client(
        "appstream", region_name=region, endpoint_url=url, config=config
    )
    Wire(connection, error)
    with pytest.raises(AppStreamError) as caught:
        Runtime.over(connection, clock=clock).api.describe_users()
    words = f"'{region}' is none of the Regions that this version of the SDK knows for AppStream: "
    assert (words in caught.value.response) is hinted
    if hinted:
        known = caught.value.response.split(words)[1].split(", ")
        assert ("us-gov-west-1" if "gov" in region else "eu-west-1") in known


def test_e7_any_other_error_has_no_such_hint(botocore_session: Any, clock: Clock) -> None:
    config = botocore.config.Config(retries=ONE_ATTEMPT)
    connection = botocore_session.create_client("appstream", region_name="moon-1", config=config)
    Wire(connection, lost())
    with pytest.raises(AppStreamError) as caught:
        Runtime.over(connection, clock=clock).api.describe_users()
    assert "Regions" not in caught.value.response
