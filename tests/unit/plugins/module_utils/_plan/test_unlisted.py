# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The users whom unlisted_users concerns (D13)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.user import User, UserIndex
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import ReconcileOptions
from ansible_collections.euc.appstream.plugins.module_utils._plan.unlisted import (
    names_in_scope,
    scope_warnings,
    unlisted_users,
)

ADA, BEN, OFF = "ada@x.io", "ben@x.io", "off@x.io"
UPPER, STAR = "BEN@x.io", "b*n@x.io"
INDEX = UserIndex(
    [User(name, enabled=name != OFF) for name in (ADA, BEN, OFF, UPPER, STAR)],
)


def options(*scope: str, **more: Any) -> ReconcileOptions:
    given = {"unlisted_users": "delete", **more}
    return ReconcileOptions(unlisted_users_scope=frozenset(scope) if scope else None, **given)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ((), [UPPER, STAR, BEN, OFF]),
        (("*",), [UPPER, STAR, BEN, OFF]),
        (("ben@*",), [BEN]),
        (("b*n@*",), [STAR, BEN]),
        ((UPPER, ADA), [UPPER]),
        (("nobody@x.io",), []),
    ],
)
def test_d13_who_is_not_listed_and_in_the_scope(
    scope: tuple[str, ...], expected: list[str]
) -> None:
    assert unlisted_users([ADA], INDEX, options(*scope)) == sorted(expected)
    names = [user.user_name for user in INDEX if user.user_name != ADA]
    assert set(names_in_scope(names, options(*scope))) == set(expected)


def test_d13_an_empty_scope_is_nobody() -> None:
    """It is refused before; should one come through, it is not everybody."""
    empty = ReconcileOptions(unlisted_users="delete", unlisted_users_scope=frozenset())
    assert unlisted_users([ADA], INDEX, empty) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (options("*"), []),
        (
            options("ada@x.io", "ben@*"),
            ["only with other capitals, accents or signs: 1 (BEN@x.io)"],
        ),
        (options("*@X.io"), ["nobody", "signs: 4 (BEN@x.io, b*n@x.io, ben@x.io, off", "outside"]),
        (options("*@X.io", unlisted_users="disable"), ["nobody", "signs: 3 (BEN@x.io", "outside"]),
        (options("a*", "z*"), ["entries that fit nobody, neither in the pool nor listed: 1 (z*)"]),
        (options("off@*"), ["listed users who are outside it, and would stay if they were not"]),
        (options("ada@x.io", "ben@*", keep_users=frozenset([UPPER])), []),
    ],
)
def test_d13_what_a_scope_leaves_out_is_said(given: ReconcileOptions, words: list[str]) -> None:
    found = scope_warnings([ADA], INDEX, given)
    assert len(found) == len(words)
    for message, expected in zip(found, words):
        assert expected in message
    assert scope_warnings([ADA], INDEX, options()) == []
