# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cells: flags, words, dates and stacks."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.values import (
    ACCESS_PARSERS,
    parse_date,
    parse_stacks,
)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("enabled", "TRUE", True),
        ("enabled", " Yes ", True),
        ("enabled", "t", True),
        ("enabled", "1.0", True),
        ("enabled", 0, False),
        ("enabled", "0.0", False),
        ("enabled", "Active", True),
        ("enabled", "DEPROVISIONED", False),
        ("disabled", "False", True),
        ("disabled", "Yes", False),
        ("disabled", "Suspended", False),
        ("disabled", "Active", True),
        ("disabled", "x", False),
        ("disabled", "1", False),
        ("status", "Active", True),
        ("status", "PASSWORD_EXPIRED", True),
        ("status", "Staged", False),
        ("status", "terminated", False),
        ("status", "Full-time", None),
        ("status", "Terminated - voluntary", False),
        ("status", "FORCE_CHANGE_PASSWORD", None),
        ("status", "No longer employed", False),
        ("status", "Active - Payroll Eligible", True),
        ("status", "aktiv", True),
        ("status", "ausgeschieden", False),
        ("status", "D\u00e9sactiv\u00e9", False),
        ("status", True, True),
        ("status", "false", False),
        ("locked", "False", None),
        ("userAccountControl", "512", True),
        ("userAccountControl", "66050", False),
        ("userAccountControl", 514, False),
    ],
)
def test_who_may_sign_in(kind: str, value: Any, expected: bool | None) -> None:
    assert ACCESS_PARSERS[kind](value) is expected


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("enabled", "WAHR", "is neither true nor false (accepted: true, false"),
        ("enabled", "On leave", "is neither true nor false"),
        ("enabled", "x", "is neither true nor false"),  # whoever has none would be created
        ("disabled", "perhaps", "is neither true nor false"),
        ("status", "1", "says neither that the user is active nor not (accepted: words such as"),
        ("status", "On leave", "says neither that the user is active nor not"),
        ("status", "LOCKED_OUT", "says neither that the user is active nor not"),
        ("status", "Baja", "says neither"),  # ended, or on sick leave
        ("status", "present", "is not a state of a roster's entry"),
        ("locked", "True", "does not say whether the user must lose access"),
        ("locked", "maybe", "is neither true nor false"),
        ("userAccountControl", "x", "is not a number"),
    ],
)
def test_l7_what_is_not_sure_is_an_error(kind: str, value: Any, reason: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        ACCESS_PARSERS[kind](value)
    assert str(caught.value).startswith(reason)


DAY = datetime.date(2024, 8, 30)


@pytest.mark.parametrize(
    "value",
    [
        "2024-08-30",
        "20240830",
        "2024-08-30T23:59:59.000Z",
        "2024-08-30 00:00:00",
        "2024/08/30",
        "8/30/2024",
        "30.08.2024",
        "30/8/2024",
        "8/30/2024 12:00:00 AM",
        "30-Aug-24",
        "30 August 2024",
        "Aug 30, 2024",
        DAY,
        datetime.datetime(2024, 8, 30, 12),
        "133695252000000000",  # of accountExpires, within the day after
    ],
)
def test_dates(value: Any) -> None:
    assert parse_date(value) == DAY


@pytest.mark.parametrize("value", ["never", "N/A", "-", "0", "9223372036854775807"])
def test_no_date(value: str) -> None:
    assert parse_date(value) is None


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("08/05/2024", "may be two dates"),
        ("5.8.2024", "may be two dates"),
        ("soon", "is not a date such as 2026-01-31"),
        ("45382", "is not a date such as 2026-01-31; format the column as dates, and save the"),
        ("45534", "is not a date"),
        ("31.02.2024", "is not a date"),
        ("30/08/24", "is not a date"),
        ("30 Foo 2024", "is not a date"),
        ("1970-01-01", "is before the year 2000"),
        ("0001-01-01T00:00:00", "is before the year 2000"),
    ],
)
def test_l7_dates_are_never_guessed(value: str, reason: str) -> None:
    with pytest.raises(ValueError, match=r"^\(access_until\)") as caught:
        parse_date(value)
    assert reason in str(caught.value)


def test_a_day_that_is_its_month_is_one_date() -> None:
    assert parse_date("05/05/2024") == datetime.date(2024, 5, 5)


@pytest.mark.parametrize("text", ["a;b", "a, b", "a|b", "a\nb", "a / b", "a/b", "a b", "; a ;b;;a"])
def test_stacks_in_a_cell(text: str) -> None:
    assert parse_stacks(text) == ["a", "b"]
