# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pairs of a name and a value, wherever they stand: in entries, in cells, in text within them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.pairs import names_of
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.remarks import (
    may_hide_no_access,
)
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    errors,
    users,
)


@pytest.mark.parametrize(
    ("pair", "names"),
    [
        ({"name": "Badge", "key": "status", "value": "x"}, ["Badge", "status"]),
        ({"label": "Badge", "name": None, "value": "x"}, ["Badge"]),
        ({"name": None, "value": "x"}, []),
        ({"name": "Ann", "address": "a@x.io"}, []),
        ({"type": "work", "value": "x"}, []),
    ],
)
def test_what_names_a_value(pair: dict[str, Any], names: list[str]) -> None:
    assert names_of(pair) == names


@pytest.mark.parametrize("key", ["name", "Name", "Key", "label"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("enabled", "false"), ("custom:enabled", "false"), ("is_active", "no")),
        *(("EndDate", "2025-05-01"), ("custom:end_date", "2025-05-01"), ("Until", "2025-05-01")),
        *(("Vertragsende", "2025-05-01"), ("Account status", "closed on 1 May")),
    ],
)
def test_l1_what_a_pair_is_about_counts_wherever_it_stands(key: str, name: str, value: str) -> None:
    pair = {key: name, "Value": value, "type": "x"}
    team, plain = {key: "team", "Value": "sales"}, {"value": "sales"}
    for pairs in ([pair], [team, pair], [pair, team], [plain, pair], [{**team, key: None}, pair]):
        cells = json.dumps(pairs), str(pairs), [{"ext": pairs}], [json.dumps(pairs)]
        for held in (pairs, *cells, [{"raw": json.dumps({"inner": str(pairs)})}, "x"]):
            (error,) = errors([{"email": "a@x.io", "tags": held}])
            assert "may say who must not have access" in error


@pytest.mark.parametrize("key", ["Key", "label"])
def test_l6_tags_are_judged_and_waived_as_one_column(key: str) -> None:
    harmless = [{key: "is_active", "Value": "yes"}, {key: "Until", "Value": None}]
    assert users([{"email": "a@x.io", "Tags": harmless}]) == [{"user_name": "a@x.io"}]
    tags = [{key: "enabled", "Value": "false"}, {key: "Backup", "Value": "true"}]
    (error,) = errors([{"email": "a@x.io", "Tags": tags}])
    assert "column 'Tags' may say who must not have access" in error
    assert users([{"email": "a@x.io", "Tags": tags}], ignore="Tags") == [{"user_name": "a@x.io"}]


def test_addresses_with_labels_are_read() -> None:
    for key in ("name", "label"):
        emails = [{key: "work", "value": "a@x.io"}]
        assert users([{"emails": emails}]) == [{"user_name": "a@x.io"}]


def test_l1_an_address_may_be_verified_or_not() -> None:
    emails = [{"value": "a@x.io", "status": "VERIFIED", "type": "PRIMARY"}]
    phones = [{"value": "1", "status": "unverified"}, {"value": "2", "Status": "Verified"}]
    entry = {"emails": emails, "phones": phones, "more": [{"emails": emails}, {"phones": phones}]}
    assert users([entry]) == [{"user_name": "a@x.io"}]
    (error,) = errors([{"email": "a@x.io", "user": [{"status": "unverified"}]}])
    assert "may say who must not have access" in error


def test_a9_pairs_within_each_other_take_no_time_for_each_other() -> None:
    """Were each value read twice, this would take years."""
    value: Any = "x"
    for _depth in range(45):
        value = [{"name": "a", "value": value}]
    assert not may_hide_no_access(value)
