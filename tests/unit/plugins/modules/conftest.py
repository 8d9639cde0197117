# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The emulator, one for all tests, and a pool on it: attached to the client, or behind HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from appstream_emulator import Emulator, serve

from ansible_collections.euc.appstream.tests.unit.plugins.modules.journaled import WANTED, Run
from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    UserPool,
    go_by,
    share_botocore,
)
from ansible_collections.euc.appstream.tests.unit.shared_time import SharedTime


@pytest.fixture(scope="package")
def served() -> Iterator[UserPool]:
    shared = SharedTime()
    shared.now = time.time()  # appstream_user_info compares with today's date
    emulator = Emulator(clock=shared.clock)
    with serve(emulator) as url:
        yield UserPool(emulator, url, shared)


@pytest.fixture
def pool(served: UserPool, monkeypatch: pytest.MonkeyPatch) -> UserPool:
    """An empty pool with the stacks "design" and "office"."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    share_botocore(monkeypatch, attached=served)
    go_by(served.time, monkeypatch)
    served.prepare()
    return served


@pytest.fixture
def real_time_pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[UserPool]:
    """The same, where time really passes."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    share_botocore(monkeypatch)
    emulator = Emulator()
    with serve(emulator) as url:
        yield UserPool(emulator, url, SharedTime())


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "state" / "pool.json"


@pytest.fixture
def sync(pool: UserPool, journal: Path) -> Run:
    """Runs appstream_user with a journal, as the role does day by day."""

    def sync(**options: Any) -> dict[str, Any]:
        given = {"users": WANTED, "on_name_change": "recreate", "removal_limit": 2}
        return pool.appstream_user(**given | {"journal": str(journal)} | options)

    return sync
