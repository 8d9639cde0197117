# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A user as the service answers, with every key, and whether a password may still be set."""

from __future__ import annotations

import datetime

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.user import (
    USER_KEYS,
    User,
    is_pending,
)


def test_f5_a6_every_key_is_there_and_null_where_left_out() -> None:
    assert User.from_api({"AuthenticationType": "USERPOOL"}) == {
        **dict.fromkeys(USER_KEYS),
        "authentication_type": "USERPOOL",
    }


def test_a6_keys_are_the_api_names_in_snake_case() -> None:
    given = {
        "Arn": "arn:1",
        "AuthenticationType": "USERPOOL",
        "Enabled": False,
        "FirstName": "Ada",
        "LastName": "Example",
        "Status": "CONFIRMED",
        "UserName": "ada@example.com",
    }
    assert User.from_api(given) == {
        "arn": "arn:1",
        "authentication_type": "USERPOOL",
        "created_time": None,
        "enabled": False,
        "first_name": "Ada",
        "last_name": "Example",
        "status": "CONFIRMED",
        "user_name": "ada@example.com",
    }


@pytest.mark.parametrize("hours", [-8, 0, 2])
def test_a6_created_time_is_iso_in_utc_with_the_zone(hours: int) -> None:
    zone = datetime.timezone(datetime.timedelta(hours=hours))
    noon = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)
    assert User.from_api({"CreatedTime": noon.astimezone(zone)})["created_time"] == (
        "2026-01-31T12:00:00+00:00"
    )


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("CONFIRMED", False),
        ("ARCHIVED", False),
        ("COMPROMISED", False),
        ("UNCONFIRMED", True),
        ("FORCE_CHANGE_PASSWORD", True),
        ("UNKNOWN", True),
        ("RESET_REQUIRED", True),
        ("confirmed", True),
        (None, True),
    ],
)
def test_f6_pending_is_whoever_may_still_set_a_password(status: str | None, expected: bool) -> None:
    assert is_pending(User.from_api({"Status": status})) is expected
