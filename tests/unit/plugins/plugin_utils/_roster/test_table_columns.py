# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the cells of columns have in common."""

from __future__ import annotations

from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    A,
    errors,
    plan,
    users,
)


def test_a_state_beside_a_city_is_part_of_an_address() -> None:
    assert plan({"email": A, "city": "Austin", "state": "TX"}).errors == []
    assert plan({"email": A, "state": "TX"}).warnings == ["columns ignored: state"]
    (error,) = errors("email,state\na@x.io,IN\n")
    assert "'state' 'IN' says neither that the user is active nor not" in error
    text = "email,city,state\na@x.io,Austin,suspended\n"
    assert users(text)[0]["enabled"] is False


def test_logins_without_a_domain_are_no_addresses() -> None:
    (source,) = plan({"login": "ada", "work email": A}).names
    assert source.indexes == [1]
