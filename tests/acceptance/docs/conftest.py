# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of the pages share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import tasks_in_process
from forked import forked
from tree import VENV, environment


@pytest.fixture(scope="session")
def programs() -> Iterator[dict[str, str]]:
    """The environment of a user who has installed the collection."""
    with forked(environment(VENV / "live")) as env:
        yield tasks_in_process.asked(env)
