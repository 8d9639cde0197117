# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which pool an entry of the journal is about."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.previous_user import (
    PoolIdentity,
    account_of,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.user import User

HERE = PoolIdentity("eu-central-1", None, "123456789012")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (HERE, True),
        (PoolIdentity("eu-central-1"), True),  # nobody in the pool shows the account
        (PoolIdentity("eu-west-1", None, "123456789012"), False),
        (PoolIdentity("eu-central-1", "localhost", "123456789012"), False),
        (PoolIdentity("eu-central-1", None, "999999999999"), False),
    ],
)
def test_c9_pools_are_distinguished(other: PoolIdentity, same: bool) -> None:
    assert HERE.may_be(other) is same
    assert other.may_be(HERE) is same


def test_c9_the_account_is_that_of_the_users() -> None:
    def user(arn: str | None) -> User:
        return User("kim@example.com", arn=arn)

    arn = "arn:aws:appstream:eu-central-1:{}:user/userpool/1"
    assert account_of([]) is None
    assert account_of([user(None), user("strange"), user("")]) is None
    assert account_of([user(None), user(arn.format("1")), user(arn.format("1"))]) == "1"
    assert account_of([user(arn.format("1")), user(arn.format("2"))]) is None
