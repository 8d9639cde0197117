# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What writes associations, and a pool with three users."""

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
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._apply.sending import (
    ADA,
    BOB,
    EVE,
    WriterMaker,
)


@pytest.fixture
def breaker() -> CircuitBreaker:
    return CircuitBreaker()


@pytest.fixture
def make_writer(runtime: Runtime, breaker: CircuitBreaker) -> WriterMaker:
    def make(timeout: float = 60.0) -> AssociationWriter:
        policy = WaitForAll(runtime.deadline(timeout))
        return AssociationWriter(runtime, policy, timeout, breaker)

    return make


@pytest.fixture
def writer(make_writer: WriterMaker) -> AssociationWriter:
    return make_writer()


@pytest.fixture
def known_users(pool: Any) -> Any:
    """The pool with Ada, Bob and Eve on no stack."""
    for name in (ADA, BOB, EVE):
        pool.add_user(name)
    return pool
