# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The real botocore stack on an emulator without a socket, and a clock that only sleep moves."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import botocore.config
import botocore.session
import pytest

# ansible-test cannot install the emulator: its pip runs in a temporary directory, so requirements
# cannot name a path in the collection.
if not importlib.util.find_spec("appstream_emulator"):
    sys.path.append(str(Path(__file__).parents[1] / "emulator"))

from appstream_emulator import (
    DEFAULT_ACCESS_KEY,
    DEFAULT_REGION,
    SECRET,
    Emulator,
    attach,
)

from ansible_collections.euc.appstream.plugins.module_utils._model.task_context import TaskContext
from ansible_collections.euc.appstream.plugins.module_utils._module import ONE_ATTEMPT
from ansible_collections.euc.appstream.plugins.module_utils._service.api import AppStreamClient
from ansible_collections.euc.appstream.plugins.module_utils._service.deadline import Clock
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.plugins.module_utils._tasks.associations import (
    manage_associations,
)
from ansible_collections.euc.appstream.plugins.module_utils._tasks.users import manage_users
from ansible_collections.euc.appstream.plugins.modules import (
    appstream_user,
    appstream_user_stack_association,
)
from ansible_collections.euc.appstream.tests.unit.shared_client import (
    SharedClient,
    share_files,
)
from ansible_collections.euc.appstream.tests.unit.shared_time import SharedTime, timed_runtime


@pytest.fixture(scope="session", autouse=True)
def shared_files() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        share_files(patch)
        yield


@pytest.fixture
def time() -> SharedTime:
    return SharedTime()


@pytest.fixture
def emulator(time: SharedTime) -> Emulator:
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
    """Loads the service model only once, because that is slow."""
    session = botocore.session.Session()
    session.set_credentials(DEFAULT_ACCESS_KEY, SECRET)
    return session


@pytest.fixture(scope="session")
def shared_client(botocore_session: Any) -> SharedClient:
    """A botocore client as AppStreamModule makes it."""
    connection = botocore_session.create_client(
        "appstream",
        region_name=DEFAULT_REGION,
        config=botocore.config.Config(retries=ONE_ATTEMPT),
    )
    return SharedClient(connection)


@pytest.fixture
def connection(shared_client: SharedClient) -> Any:
    """A botocore client for one test."""
    return shared_client.renewed()


@pytest.fixture
def clock(time: SharedTime) -> Clock:
    return Clock(now=time.clock, sleep=time.sleep, wall=time.clock)


@pytest.fixture
def runtime(connection: Any, emulator: Emulator, clock: Clock) -> Runtime:
    """The API of this collection on the emulator, one call after the other."""
    attach(connection, emulator)
    return Runtime.over(connection, clock=clock)


@pytest.fixture
def client(runtime: Runtime) -> AppStreamClient:
    """The client of this collection on the emulator."""
    return runtime.api


def filled(spec: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Options as Ansible hands them over: all of them, at their defaults where left out, and text
    where the option is text."""
    options = {name: option.get("default") for name, option in spec.items()} | given
    for name, option in spec.items():
        if "options" in option and options[name] is not None:
            options[name] = [filled(option["options"], entry) for entry in options[name]]
        if option["type"] == "str" and isinstance(options[name], int):
            options[name] = str(options[name])
    return options


@dataclass
class Runner:
    """Runs a module below its Ansible surface: options in, result, warnings and prediction out."""

    runtime: Runtime
    spec: dict[str, Any]
    task: Callable[[Runtime, TaskContext], dict[str, Any]]
    warnings: list[str] = field(default_factory=list)
    prediction: str | None = None  # of the last run, in check mode

    def __call__(
        self, check_mode: bool = False, diff: bool = True, **params: Any
    ) -> dict[str, Any]:
        self.warnings.clear()
        context = TaskContext(filled(self.spec, params), check_mode, diff, self.warnings.append)
        result = self.task(self.runtime, context)
        self.prediction = result.pop("prediction", None)
        return result


@pytest.fixture
def run(runtime: Runtime) -> Callable[..., dict[str, Any]]:
    """Runs appstream_user."""
    return Runner(runtime, appstream_user.ARGUMENT_SPEC, manage_users)


@pytest.fixture
def associate(runtime: Runtime) -> Callable[..., dict[str, Any]]:
    """Runs appstream_user_stack_association."""
    spec = appstream_user_stack_association.ARGUMENT_SPEC
    return Runner(runtime, spec, manage_associations)


@pytest.fixture
def make_threaded(shared_client: SharedClient) -> Callable[..., tuple[Runtime, Emulator]]:
    """Runtimes with several threads, each on an emulator of its own. They share a client, so a new
    one ends the use of the last.

    ``around`` may put something before the botocore client.
    """

    def make(max_concurrency: int, around: Callable[[Any], Any]) -> tuple[Runtime, Emulator]:
        connection = shared_client.renewed()
        time = SharedTime()
        runtime = timed_runtime(around(connection), max_concurrency, time)
        emulator = Emulator(clock=time.clock, sleep=time.sleep)
        attach(connection, emulator)
        return runtime, emulator

    return make


@pytest.fixture(scope="session")
def make_runner() -> Callable[..., Runner]:
    """Runs any module of the collection, with a client from the test."""
    return Runner
