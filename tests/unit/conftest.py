# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The real botocore stack on an emulator without a socket, and a clock that only sleep moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import botocore.config
import botocore.session
import pytest
from appstream_emulator import DEFAULT_ACCESS_KEY, DEFAULT_REGION, Emulator, attach

from ansible_collections.euc.appstream.plugins.module_utils._apply import manage_users
from ansible_collections.euc.appstream.plugins.module_utils._client import AppStreamClient
from ansible_collections.euc.appstream.plugins.module_utils._module import ONE_ATTEMPT
from ansible_collections.euc.appstream.plugins.module_utils._pace import Pace
from ansible_collections.euc.appstream.plugins.module_utils._plan import Request


class FakeTime:
    """A clock that stands still but for those who sleep."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def emulator(time: FakeTime) -> Emulator:
    return Emulator(clock=time.clock, sleep=time.sleep)


@pytest.fixture
def pool(emulator: Emulator) -> Any:
    """The emulator's default pool, with the stacks "design" and "office"."""
    pool = emulator.pool()
    pool.add_stack("design")
    pool.add_stack("office")
    return pool


@pytest.fixture(scope="session")
def botocore_session() -> Any:
    """Loading the service model takes a while: once is enough."""
    session = botocore.session.Session()
    session.set_credentials(DEFAULT_ACCESS_KEY, "a-secret-key-that-is-long-and-fake")
    return session


@pytest.fixture
def connection(botocore_session: Any) -> Any:
    """A botocore client as AppStreamModule makes it."""
    return botocore_session.create_client(
        "appstream",
        region_name=DEFAULT_REGION,
        config=botocore.config.Config(retries=ONE_ATTEMPT),
    )


@pytest.fixture
def client(connection: Any, emulator: Emulator, time: FakeTime) -> AppStreamClient:
    """The client of this collection on the emulator."""
    attach(connection, emulator)
    return AppStreamClient(connection, Pace(clock=time.clock, sleep=time.sleep))


@dataclass
class Runner:
    """Runs appstream_user below its Ansible surface: options in, result and warnings out."""

    client: AppStreamClient
    warnings: list[str] = field(default_factory=list)

    def __call__(
        self, check_mode: bool = False, diff: bool = True, **params: Any
    ) -> dict[str, Any]:
        defaults = {
            "user_name": None,
            "users": None,
            "state": "present",
            "on_name_change": "fail",
            "first_name": None,
            "last_name": None,
            "enabled": None,
            "stack_names": None,
            "message_action": None,
            "send_email_notification": False,
            "wait": True,
            "wait_timeout": 60,
        }
        entry = dict.fromkeys(
            (
                "user_name",
                "first_name",
                "last_name",
                "enabled",
                "stack_names",
                "message_action",
                "send_email_notification",
            )
        )
        if params.get("users") is not None:
            params["users"] = [{**entry, **user} for user in params["users"]]
        self.warnings.clear()
        request = Request({**defaults, **params}, check_mode, diff, self.warnings.append)
        return manage_users(self.client, request)


@pytest.fixture
def run(client: AppStreamClient) -> Callable[..., dict[str, Any]]:
    return Runner(client)
