# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A user is deleted and cannot be created again; the values in the row repair the account."""

from __future__ import annotations

import re

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    BOTH_WAYS,
    UserPool,
    named,
)

KIM, LEE = "kim@example.com", "lee@example.com"


@BOTH_WAYS
def test_a2_a5_c7_the_row_repairs_the_account(pool: UserPool, switches: str) -> None:
    pool.prepare(
        users=[
            {
                "user_name": KIM,
                "first_name": "Kim",
                "last_name": "Old",
                "enabled": False,
                "stack_names": ["design", "office"],
            },
            {"user_name": LEE, "last_name": "Old", "stack_names": ["office"]},
        ],
        # the credentials expire between delete and create
        faults=[
            {
                "operation": "CreateUser",
                "user": KIM,
                "after": 1,
                "times": None,
                "error": {"code": "ExpiredTokenException"},
            }
        ],
        switches=switches,
    )
    removal = {"on_name_change": "recreate", "removal_limit": 2}
    lee = {"user_name": LEE, "last_name": "New"}

    # The row reports it, and the other user was not touched.
    halfway = pool.appstream_user(users=[{"user_name": KIM, "last_name": "New"}, lee], **removal)
    kim = halfway["users"][0]
    assert (halfway["failed"], halfway["changed"]) == (True, True)
    assert named(halfway["users"], "actions") == [["delete"], []]
    assert named(halfway["users"], "failed") == [True, True]
    assert re.search(
        "the user is deleted .kim@.*not recreated, because 'kim@example.com' "
        "could not be restored .lee@",
        halfway["msg"],
    )
    assert kim["user"] is None
    assert kim["previous_stack_names"] == ["design", "office"]
    assert not kim["previous_enabled"]
    assert kim["previous_first_name"] == "Kim"
    written = ["CreateUser", "BatchDisassociateUserStack", "DeleteUser"]
    assert list(dict.fromkeys(pool.writes)) == written
    assert pool.contents == ["lee@example.com office"]

    # Once the fault has ended, the values of the row bring the user back, and the other follows.
    pool.emulator.clear_faults()
    from_row = {
        "user_name": kim["user_name"],
        "first_name": kim["previous_first_name"],
        "last_name": "New",
        "stack_names": kim["previous_stack_names"],
        "enabled": kim["previous_enabled"],
    }
    repaired = pool.appstream_user(users=[from_row, lee], **removal)
    again = pool.appstream_user(users=[from_row, lee], **removal)
    assert named(repaired["users"], "actions") == [["create", "disable"], ["recreate"]]
    assert (repaired["failed"], again["failed"], again["changed"]) == (False, False, False)
    assert pool.contents == [
        "disabled kim@example.com",
        "kim@example.com design",
        "kim@example.com office",
        "lee@example.com office",
    ]
    assert set(named(pool.users, "last_name")) == {"New"}
    assert [name for name in named(pool.users, "first_name") if name] == ["Kim"]
    assert sorted(named(pool.mails, "user_name")) == [KIM, LEE]
