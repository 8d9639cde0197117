# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What sends batches of pairs, and a pool with three users."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._apply.associations import (
    AssociationWriter,
)
from ansible_collections.euc.appstream.plugins.module_utils._apply.circuit_breaker import (
    CircuitBreaker,
)
from ansible_collections.euc.appstream.plugins.module_utils._apply.consistency import WaitForAll
from ansible_collections.euc.appstream.plugins.module_utils._service.api import AppStreamClient
from ansible_collections.euc.appstream.plugins.module_utils._service.deadline import Deadline
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._apply.sending import (
    ADA,
    BOB,
    EVE,
    SenderMaker,
)


@pytest.fixture
def stops() -> CircuitBreaker:
    return CircuitBreaker()


@pytest.fixture
def make_sender(client: AppStreamClient, time: Any, stops: CircuitBreaker) -> SenderMaker:
    def make(timeout: float = 60.0) -> AssociationWriter:
        return AssociationWriter(
            client, WaitForAll(Deadline(timeout, time.clock, time.sleep)), timeout, stops
        )

    return make


@pytest.fixture
def sender(make_sender: SenderMaker) -> AssociationWriter:
    return make_sender()


@pytest.fixture
def known_users(pool: Any) -> Any:
    """The pool with Ada, Bob and Eve on no stack."""
    for name in (ADA, BOB, EVE):
        pool.add_user(name)
    return pool
