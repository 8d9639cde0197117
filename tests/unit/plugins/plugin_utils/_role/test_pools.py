# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts that are the same pool."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._role.pools import (
    endpoint_key,
    hosts_to_compare,
    same_pool,
)

REGION = "eu-central-1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (None, ""),
        (None, f"https://appstream2.{REGION}.amazonaws.com"),
        (None, f"https://APPSTREAM2-FIPS.{REGION}.amazonaws.com:443/"),
        (None, f"https://vpce-0a.appstream.api.{REGION}.vpce.amazonaws.com"),
        (None, "https://appstream2.eusc-de-east-1.amazonaws.eu"),
        ("http://[bad", "http://[bad"),
        ("http://127.0.0.1:80", "http://127.0.0.1/"),
        ("http://emulator:8123", "HTTP://Emulator.:8123//"),
    ],
)
def test_p1_endpoints_with_the_same_pools(one: str | None, other: str) -> None:
    assert endpoint_key(one) == endpoint_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (None, "http://127.0.0.1:8123"),
        (None, "https://amazonaws.com.example"),
        ("http://127.0.0.1:8123", "http://127.0.0.1:8124"),
        ("http://127.0.0.1/a", "http://127.0.0.1/b"),
        ("http://127.0.0.1:a", "http://127.0.0.1:b"),
    ],
)
def test_p1_endpoints_with_other_pools(one: str | None, other: str) -> None:
    assert endpoint_key(one) != endpoint_key(other)


def test_p1_the_account_tells_hosts_of_one_region_apart() -> None:
    here = {"region": REGION, "endpoint_url": None}
    hosts = {"a": here, "b": here, "c": {**here, "region": "eu-west-1"}, "failed": {}}
    assert hosts_to_compare(hosts) == ["a", "b"]
    assert same_pool(hosts, {"a": "1", "b": "1", "c": ""}) == ["a", "b"]
    assert same_pool(hosts, {"a": "1", "b": "2"}) == []
