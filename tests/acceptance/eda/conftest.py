# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of the rulebooks share."""

from __future__ import annotations

import shutil

import pytest
from rulebooks import PROGRAM


@pytest.fixture(scope="session")
def ansible_rulebook() -> None:
    if not shutil.which("java"):
        pytest.skip("java is not installed")
    if not PROGRAM.exists():
        pytest.skip("make eda has not run here")
