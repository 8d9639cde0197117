# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which form a file has."""

from __future__ import annotations

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.forms import AddressColumn
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read_options import ReadOptions
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    names,
    users,
)


def test_one_object_a_line_is_a_list() -> None:
    text = '{"email": "a@x.io", "blocked": true}\n{"email": "b@x.io"}\n'
    assert [user["user_name"] for user in users(text, "json")] == ["a@x.io", "b@x.io"]
    assert names('{"email": "a@x.io"}\n\n{"email": "b@x.io"}') == ["a@x.io", "b@x.io"]


def test_the_column_of_addresses_is_known_by_itself_or_by_an_option() -> None:
    by_itself = AddressColumn(ReadOptions())
    assert by_itself("E-Mail [Required]")
    assert not by_itself("NetID")
    by_option = AddressColumn(ReadOptions.of({"columns": {"user_name": "Net ID"}}))
    assert by_option("NetID")
    assert not by_option("E-Mail")
