# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which users of a pool are meant, and which are invited again today."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.user import USER_KEYS
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.shown import (
    due_invitations,
    find_users,
)

ADA, BEN, CLEO = "ada@example.com", "ben@example.com", "cleo@example.com"
TODAY = datetime.date(2026, 3, 31)


def user(name: str = ADA, **known: Any) -> dict[str, Any]:
    return {**dict.fromkeys(USER_KEYS), "user_name": name, **known}


def invited(created_time: str | None = "2026-03-24T12:00:00+00:00", **known: Any) -> dict[str, Any]:
    pending = {"status": "FORCE_CHANGE_PASSWORD", "enabled": True, "created_time": created_time}
    return user(**{**pending, **known})


# ---- finding


def test_without_names_all_are_found() -> None:
    pool = [user(BEN), user(ADA)]
    assert find_users(pool, None) == {
        "rows": pool,
        "users": [{"user_name": BEN}, {"user_name": ADA}],
        "gone": [],
        "lines": [],
        "missing": "",
        "similar": "",
    }


def test_with_an_empty_list_nobody_is_found() -> None:
    found = find_users([user(ADA)], [])
    assert found["users"] == found["rows"] == found["lines"] == []


def test_f2_f3_names_match_exactly_and_similar_ones_are_reported() -> None:
    pool = [user(ADA), user("Ben@example.com"), user("BEN@example.com")]
    found = find_users(pool, [BEN, ADA, CLEO])
    assert found["rows"] == [pool[0]]
    assert found["gone"] == [{"user_name": CLEO}]
    assert found["users"] == [{"user_name": ADA}]
    similar = (
        "in the pool only with different capitals, accents or signs, not changed: 1 "
        "(ben@example.com (in the pool: BEN@example.com, Ben@example.com))"
    )
    assert found["lines"] == ["not in the pool: 1 (cleo@example.com)", similar]
    assert found["similar"] == similar
    assert found["missing"] == f"not in the pool: 1 (cleo@example.com); {similar}"


def test_f3_another_apostrophe_is_similar_and_the_line_is_true() -> None:
    found = find_users([user("o'brien@example.com")], ["o\u2019brien@example.com"])
    assert "in the pool only with different capitals, accents or signs" in found["similar"]


def test_f3_another_way_to_write_an_accent_is_similar() -> None:
    """The two look the same, and disabling one would leave the other."""
    found = find_users([user("Zoe\u0301@example.com")], ["zo\u00e9@example.com"])
    assert found["users"] == []
    assert found["similar"].endswith(
        "1 (zo\u00e9@example.com (in the pool: Zoe\u0301@example.com))"
    )
    assert found["missing"] == found["similar"]


def test_f3_a_name_that_is_listed_in_both_ways_is_not_similar_to_itself() -> None:
    found = find_users([user(ADA)], [ADA, "Ada@example.com"])
    assert found["users"] == [{"user_name": ADA}]
    assert found["missing"] == "not in the pool: 1 (Ada@example.com)"
    assert found["similar"] == ""


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("jos\u00e9@example.com", "jose@example.com"),
        ("m\u00fcller@example.com", "mueller@example.com"),
        ("o'brien@example.com", "obrien@example.com"),
    ],
)
def test_f3_a_name_that_is_there_in_another_spelling_is_not_simply_gone(
    asked: str, there: str
) -> None:
    found = find_users([user(there)], [asked])
    assert (found["rows"], found["gone"]) == ([], [])
    assert found["similar"].endswith(f"1 ({asked} (in the pool: {there}))")
    assert find_users([user(there), user(asked)], [asked])["similar"] == ""  # two persons
    assert find_users([user(there)], [there, asked])["similar"] == ""


def test_a_thousand_missing_users_are_counted_and_not_listed() -> None:
    found = find_users([], [f"u{n}@example.com" for n in range(1000)])
    assert found["missing"].startswith("not in the pool: 1,000 (u0@example.com, u1@")
    assert found["missing"].endswith(" and 995 more)")


# ---- inviting


@pytest.mark.parametrize(
    ("created", "every", "due"),
    [
        ("2026-03-24T00:00:00+00:00", 7, True),
        ("2026-03-24T23:59:59.999000+00:00", 7, True),
        ("2026-03-17T12:00:00+00:00", 7, True),
        ("2026-03-25T00:00:00+00:00", 7, False),
        ("2026-03-23T23:59:59+00:00", 7, False),
        ("2026-03-31T00:00:00+00:00", 7, False),
        ("2026-03-31T00:00:00+00:00", 1, False),
        ("2026-03-30T23:59:59+00:00", 1, True),
        ("2026-04-07T00:00:00+00:00", 7, False),
        ("2026-03-25T01:00:00+02:00", 7, True),  # the 24th in UTC
        ("2026-03-23T20:00:00-05:00", 7, True),
        ("2025-03-31T12:00:00+00:00", 365, True),
        ("2026-03-31T00:00:00+00:00", 0, True),
        ("2026-03-28T00:00:00+00:00", 0, True),
        (None, 0, True),
        (None, 7, False),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_due_on_each_multiple_of_days(
    named: bool, created: str | None, every: int, due: bool
) -> None:
    """On the day of creation nobody is due, except with 0, which mails all."""
    answer = due_invitations([invited(created)], every, TODAY, named)
    assert answer["users"] == [{"user_name": ADA}] * due
    assert len(answer["lines"]) == (not due)


@pytest.mark.parametrize("status", ["FORCE_CHANGE_PASSWORD", "UNKNOWN", "SOMETHING_NEW", None])
def test_f5_f6_any_status_but_three_is_pending(status: str | None) -> None:
    assert due_invitations([invited(status=status)], 7, TODAY, False)["users"]


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ({"status": "CONFIRMED"}, "the user is CONFIRMED"),
        ({"status": "ARCHIVED"}, "the user is ARCHIVED"),
        ({"status": "COMPROMISED"}, "the user is COMPROMISED"),
        ({"enabled": False}, "the user is not enabled"),
        ({"enabled": None}, "the user is not enabled"),
    ],
)
@pytest.mark.parametrize("every", [0, 7])
def test_c2_others_are_skipped_and_mentioned_only_if_listed(
    every: int, known: dict[str, Any], why: str
) -> None:
    users = [invited(**known)]
    expected = {"users": [], "names": [], "lines": [f"not mailed: 1, {why} (ada@example.com)"]}
    assert due_invitations(users, every, TODAY, named=True) == expected
    assert due_invitations(users, every, TODAY, named=False) == {
        "users": [],
        "names": [],
        "lines": [],
    }


def test_skipped_users_are_grouped_by_reason() -> None:
    users = [invited("2026-03-30T00:00:00+00:00", user_name=f"u{n}@x.io") for n in range(1000)]
    users += [invited(), invited(None, user_name=BEN), invited(user_name=CLEO, status="ARCHIVED")]
    assert due_invitations(users, 7, TODAY, named=True) == {
        "users": [{"user_name": ADA}],
        "names": [ADA],
        "lines": [
            "not mailed: 1,000, not due, invitations are repeated every 7 days after creation "
            "(u0@x.io, u1@x.io, u2@x.io, u3@x.io, u4@x.io and 995 more)",
            "not mailed: 1, AWS does not report the creation date; "
            "set user_pool_resend_every_days=0 to mail all (ben@example.com)",
            "not mailed: 1, the user is ARCHIVED (cleo@example.com)",
        ],
    }


def test_e6_names_are_shown_without_control_characters() -> None:
    odd = "a\x1b[2J\x9b@example.com"
    users = [{**invited(), "user_name": odd}, {**invited(enabled=False), "user_name": odd}]
    due = due_invitations(users, 7, TODAY, named=True)
    assert due["users"] == [{"user_name": odd}]
    found = find_users([{"user_name": odd}], ["b\x1b", odd.upper()])
    shown = [*due["names"], *due["lines"], *found["lines"], found["missing"], found["similar"]]
    assert len(shown) == 6
    assert all(text.isprintable() and r"\x1b" in text for text in shown)
