# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A user whose name the list has in another spelling is not removed for a second account (D6)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import UserPool

JOSE, ACCENT = "jose@example.com", "jos\u00e9@example.com"


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("action", ["disable", "delete"])
def test_d6_another_spelling_makes_no_second_account_instead_of_the_first(
    pool: UserPool, check_mode: bool, action: str
) -> None:
    pool.prepare(users=[{"user_name": JOSE}])
    task: dict[str, Any] = {"unlisted_users": action, "removal_limit": 5, "check_mode": check_mode}
    refused = pool.appstream_user(users=[{"user_name": ACCENT}], **task)
    assert (refused["failed"], pool.writes, pool.mails) == (True, [], [])
    assert f"'{JOSE}' ({ACCENT} is listed, and new)" in refused["msg"]


def test_d6_two_persons_who_are_there_are_two(pool: UserPool) -> None:
    pool.prepare(users=[{"user_name": JOSE}, {"user_name": ACCENT}])
    task = {"unlisted_users": "delete", "removal_limit": 5}
    done = pool.appstream_user(users=[{"user_name": ACCENT}], **task)
    assert (done["failed"], done["summary"]["delete"]) == (False, 1)
