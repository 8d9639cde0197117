# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A pool with one user, and a stub of the service's responses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.stub import Stubber

from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._service.wire import (
    ADA,
)


@pytest.fixture
def ada(pool: Any) -> Any:
    """The pool with Ada, who is pending, enabled and on no stack."""
    pool.add_user(ADA)
    return pool


@pytest.fixture
def stubber(connection: Any) -> Iterator[Stubber]:
    with Stubber(connection) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()
