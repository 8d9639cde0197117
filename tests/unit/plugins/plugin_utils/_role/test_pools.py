# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts that are the same pool."""

from __future__ import annotations

from ansible_collections.euc.appstream.plugins.plugin_utils._role.pools import (
    hosts_to_compare,
    same_pool,
)

REGION = "eu-central-1"
ONE = {"account": "111122223333"}
TWO = {"account": "444455556666"}


def test_p1_the_account_tells_hosts_of_one_region_apart() -> None:
    here = {"region": REGION, "endpoint_url": None}
    hosts = {"a": here, "b": here, "c": {**here, "region": "eu-west-1"}, "failed": {}}
    assert hosts_to_compare(hosts) == ["a", "b"]
    assert same_pool(hosts, {"a": ONE, "b": ONE, "c": {}}) == ["a", "b"]
    assert same_pool(hosts, {"a": ONE, "b": TWO}) == []


def test_p1_an_account_that_nobody_asked_for_may_be_any() -> None:
    """The host took another include; one that has failed at the question goes no further."""
    here = {"region": REGION, "endpoint_url": None}
    hosts = {"a": here, "b": here, "c": {**here, "region": "eu-west-1"}}
    assert same_pool(hosts, {"a": ONE, "b": {}, "c": {}}) == ["a", "b"]
    assert same_pool(hosts, {"a": ONE}) == ["a", "b"]
    assert same_pool(hosts, {"a": ONE, "b": {"failed": True}}) == []


def test_p1_capitals_of_a_region_do_not_tell_hosts_apart() -> None:
    hosts = {host: {"region": host, "endpoint_url": None} for host in (REGION, REGION.upper())}
    assert hosts_to_compare(hosts) == [*hosts]
    assert same_pool(hosts, dict.fromkeys(hosts, ONE)) == [*hosts]
