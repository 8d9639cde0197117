# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A runtime with as many calls side by side as a test asks for, and pools with users."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from appstream_emulator import attach

from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.replacing import Lab, many
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.side_by_side import (
    MakeScene,
    Scene,
    Watch,
    stack_names,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_runs import (
    ADA,
    BEN,
    CLEO,
    DAN,
    EVA,
)
from ansible_collections.euc.appstream.tests.unit.shared_time import SharedTime, timed_runtime


@pytest.fixture
def threads() -> int:
    """How many calls may run side by side; a parameter of tests that run several."""
    return 1


@pytest.fixture
def runtime(connection: Any, emulator: Any, time: SharedTime, threads: int) -> Runtime:
    """As the common one, with so many calls side by side."""
    attach(connection, emulator)
    return timed_runtime(connection, threads, time)


@pytest.fixture
def people(pool: Any) -> Any:
    """The pool with five users."""
    pool.add_user(ADA, "Ada", "Example")
    pool.add_user(BEN, "Ben", "Example", enabled=False, status="CONFIRMED")
    pool.add_user(CLEO, enabled=False)
    pool.add_user(DAN, "Dan", "Example", status="CONFIRMED")
    pool.add_user(EVA)
    for pair in ((ADA, "design"), (DAN, "design"), (DAN, "office")):
        pool.associate(*pair)
    return pool


@pytest.fixture
def lab(run: Any, emulator: Any, pool: Any, connection: Any, time: SharedTime) -> Lab:
    pool.add_user(ADA, "Ada", "Example", enabled=False, status="CONFIRMED")
    pool.add_user(BEN, "Ben", "Example")
    pool.add_user(CLEO)
    for stack in ("extra", *many(31)):
        pool.add_stack(stack)
    for pair in ((ADA, "design"), (ADA, "office"), (BEN, "design")):
        pool.associate(*pair)
    return Lab(run, emulator, pool, connection, time)


@pytest.fixture
def scene(make_threaded: Callable[..., Any], make_runner: Callable[..., Any]) -> MakeScene:
    def make(threads: int, stacks: int = 2, **settings: Any) -> Scene:
        watches: list[Watch] = []

        def around(connection: Any) -> Watch:
            watches.append(Watch(connection))
            return watches[0]

        runtime, emulator = make_threaded(threads, around)
        emulator.configure(**settings)
        for name in stack_names(stacks):
            emulator.pool().add_stack(name)
        return Scene(threads, emulator, runtime, watches[0], make_runner)

    return make
