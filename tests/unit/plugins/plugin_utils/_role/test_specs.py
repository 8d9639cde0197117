# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role's file of argument specs."""

from __future__ import annotations

from ansible_collections.euc.appstream.plugins.plugin_utils._role.specs import read_specs
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.specs import (
    SPECS,
    SPECS_FILE,
)


def test_they_are_read_once() -> None:
    assert read_specs(SPECS_FILE) == SPECS
    assert read_specs(SPECS_FILE) is read_specs(SPECS_FILE)
