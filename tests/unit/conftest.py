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
from ansible_collections.euc.appstream.plugins.module_utils._associations import (
    manage_associations,
)
from ansible_collections.euc.appstream.plugins.module_utils._client import AppStreamClient
from ansible_collections.euc.appstream.plugins.module_utils._module import ONE_ATTEMPT
from ansible_collections.euc.appstream.plugins.module_utils._pace import Pace
from ansible_collections.euc.appstream.plugins.module_utils._plan import Request
from ansible_collections.euc.appstream.plugins.modules import (
    appstream_user,
    appstream_user_stack_association,
)


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


def filled(spec: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Options as Ansible hands them over: all of them, at their defaults where left out."""
    options = {name: option.get("default") for name, option in spec.items()} | given
    for name, option in spec.items():
        if "options" in option and options[name] is not None:
            options[name] = [filled(option["options"], entry) for entry in options[name]]
    return options


@dataclass
class Runner:
    """Runs a module below its Ansible surface: options in, result and warnings out."""

    client: AppStreamClient
    spec: dict[str, Any]
    task: Callable[[AppStreamClient, Request], dict[str, Any]]
    warnings: list[str] = field(default_factory=list)

    def __call__(
        self, check_mode: bool = False, diff: bool = True, **params: Any
    ) -> dict[str, Any]:
        self.warnings.clear()
        request = Request(filled(self.spec, params), check_mode, diff, self.warnings.append)
        return self.task(self.client, request)


@pytest.fixture
def run(client: AppStreamClient) -> Callable[..., dict[str, Any]]:
    """Runs appstream_user."""
    return Runner(client, appstream_user.ARGUMENT_SPEC, manage_users)


@pytest.fixture
def associate(client: AppStreamClient) -> Callable[..., dict[str, Any]]:
    """Runs appstream_user_stack_association."""
    spec = appstream_user_stack_association.ARGUMENT_SPEC
    return Runner(client, spec, manage_associations)
