# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pairs of a name and a value, wherever they stand: in entries, in cells, in text within them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.pairs import name_key
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.remarks import (
    may_hide_no_access,
)
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    errors,
    users,
)


@pytest.mark.parametrize(
    ("pair", "key"),
    [
        ({"name": "Badge", "key": "status", "value": "x"}, "name"),
        ({"label": "Badge", "name": None, "value": "x"}, "label"),
        ({"name": None, "value": "x"}, "name"),
        ({"name": "Ann", "address": "a@x.io"}, None),
        ({"type": "work", "value": "x"}, None),
    ],
)
def test_what_names_a_value(pair: dict[str, Any], key: str | None) -> None:
    assert name_key(pair) == key


@pytest.mark.parametrize("key", ["name", "Name", "Key", "label"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("enabled", "false"), ("custom:enabled", "false"), ("is_active", "no")),
        *(("EndDate", "2025-05-01"), ("custom:end_date", "2025-05-01"), ("Until", "1 May")),
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
    harmless = [{key: "is_active", "Value": "yes"}, {key: "Until", "Value": None}, team]
    for held in (json.dumps(harmless), str(harmless), [json.dumps(harmless), "x"]):
        assert users([{"email": "a@x.io", "tags": held}]) == [{"user_name": "a@x.io"}]


def test_addresses_with_labels_are_read() -> None:
    for key in ("name", "label"):
        emails = [{key: "work", "value": "a@x.io"}]
        assert users([{"emails": emails}]) == [{"user_name": "a@x.io"}]


def test_l2_a_pair_that_says_who_may_sign_in_is_read() -> None:
    fields = [{"label": "Team", "value": "x"}, {"label": "Active", "value": "No"}]
    (user,) = users([{"email": "a@x.io", "fields": fields}], ignore="fields.Team")
    assert user["enabled"] is False


def test_l1_an_address_may_be_verified_or_not() -> None:
    emails = [{"value": "a@x.io", "status": "VERIFIED", "type": "PRIMARY"}]
    phones = [{"value": "1", "status": "unverified"}, {"value": "2", "Status": "Verified"}]
    entry = {"emails": emails, "phones": phones, "more": [{"emails": emails}, {"phones": phones}]}
    assert users([entry]) == [{"user_name": "a@x.io"}]
    assert users([{"email": "a@x.io", "more": str(emails)}]) == [{"user_name": "a@x.io"}]
    (error,) = errors([{"email": "a@x.io", "user": [{"status": "unverified"}]}])
    assert "may say who must not have access" in error


def test_a9_pairs_within_each_other_take_no_time_for_each_other() -> None:
    """Were each value read twice, this would take years."""
    value: Any = "x"
    for _depth in range(45):
        value = [{"name": "a", "value": value}]
    assert not may_hide_no_access(value)
