# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of the pages share."""

from __future__ import annotations

import pytest
import tasks_in_process


@pytest.fixture(scope="session")
def programs(programs: dict[str, str]) -> dict[str, str]:
    """The environment of a user who has installed the collection."""
    return tasks_in_process.asked(programs)
