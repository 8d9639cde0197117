# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role's argument specs are read once, and are what the file says."""

from __future__ import annotations

from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.euc.appstream.plugins.plugin_utils._role.argument_specs import parse_specs
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.specs import (
    SPECS,
    TEXT,
)


def test_they_are_what_the_file_says() -> None:
    assert parse_specs(TEXT) == SPECS
    assert parse_specs("argument_specs: {sync: {}}") == {"sync": {}}


def test_the_text_may_be_that_of_a_lookup() -> None:
    """Before ansible-core 2.19, of a class of its own, which PyYAML's scanner refuses."""
    assert parse_specs(wrap_var(TEXT + "\n")) == SPECS


def test_the_same_text_is_read_once() -> None:
    assert parse_specs(TEXT) is parse_specs("".join(TEXT))
