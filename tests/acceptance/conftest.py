# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of whole processes share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from forked import forked
from processes import environment
from tree import VENV


@pytest.fixture(scope="session")
def programs() -> Iterator[dict[str, str]]:
    """An environment in which ``ansible-playbook`` starts fast, and finds the checkout."""
    with forked(environment(VENV / "live")) as env:
        yield env
