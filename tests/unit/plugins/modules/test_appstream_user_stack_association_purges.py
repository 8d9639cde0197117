# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Purges of stacks and users.

Each step is predicted and applied, and if it changes something, applied and predicted again. The
next step starts from the result.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Any

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    UserPool,
    named,
    short,
)

ANN, ADMIN = "ann@example.com", "admin@example.com"
ASSOCIATE, DISASSOCIATE = "BatchAssociateUserStack", "BatchDisassociateUserStack"


def without_messages(result: dict[str, Any]) -> list[dict[str, Any]]:
    rows = result.get("associations", [])
    return [{key: value for key, value in row.items() if key != "msg"} for row in rows]


def step(
    pool: UserPool,
    user_names: list[str],
    stack_names: list[str],
    message: str | None = None,
    rows: Sequence[str] = (),
    failed: bool = False,
    writes: Sequence[str] = (),
    tried: Sequence[str] = (),
    mails: Sequence[str] = (),
    **options: Any,
) -> None:
    """``message``: of a step that fails; ``tried``: calls without an effect."""
    writes_before, mails_before = len(pool.writes), len(pool.mails)
    task = functools.partial(
        pool.appstream_user_stack_association,
        user_names=user_names,
        stack_names=stack_names,
        wait=False,
        diff=True,
        **options,
    )
    predicted = task(check_mode=True)
    done = task()
    second = task() if writes else done
    second_predicted = task(check_mode=True) if writes else second
    seen = done.get("associations", [])
    assert done["failed"] == (message is not None), done
    assert re.search(message or "^$", done.get("msg", "")), done["msg"]
    words = zip(short(seen), named(seen, "stack_name"), named(seen, "action"))
    assert [" ".join(word) for word in words] == list(rows)
    assert named(seen, "failed") == [failed] * len(rows)
    assert done.get("changed", False) == bool(writes)
    # A1; for a rejected user the real run has the message of the service
    for key in ("failed", "changed", "summary", "diff"):
        assert predicted.get(key) == done.get(key), key
    assert without_messages(predicted) == without_messages(done)
    assert re.search(message or "^$", predicted.get("msg", ""))
    # A2
    assert not second.get("changed", False)
    assert second["failed"] == done["failed"]
    assert second_predicted.get("associations") == second.get("associations")
    assert pool.writes[writes_before:] == [*writes, *tried]
    assert pool.mail_kinds[mails_before:] == list(mails)


def test_d3_d6_d8_purges(pool: UserPool) -> None:
    pool.prepare(
        users=[
            {"user_name": ANN, "stack_names": ["design", "office"]},
            {"user_name": "ben@example.com", "stack_names": ["design"]},
            {"user_name": "Cara@example.com", "stack_names": ["design"]},
            {"user_name": "dora@example.com", "stack_names": ["office"]},
            {"user_name": "eve@example.com"},
            {"user_name": ADMIN, "stack_names": ["design", "office"]},
        ]
    )
    purge: dict[str, Any] = {"purge_users": True, "keep_users": [ADMIN]}
    pairs = ".*Cara@example.com on design.*ben@example.com on design"

    # more removals than the limit are rejected (D8)
    said = "removal_limit is 1, but 2 would be removed" + pairs
    step(pool, [ANN], ["design"], said, **purge, removal_limit=1)
    # a percentage of the six users is rounded down (D8)
    said = "removal_limit is 33%.* 2 would be removed" + pairs
    step(pool, [ANN], ["design"], said, **purge, removal_limit="33%")
    # removing a user who is listed with different case is rejected (D6)
    said = "'Cara@example.com' .cara@example.com is listed or kept"
    listed = [ANN, "cara@example.com"]
    step(pool, listed, ["design"], said, purge_users=True, removal_limit=9)
    # removals are skipped if something else failed (D6, A5)
    step(
        pool,
        ["EVE@example.com"],
        ["office"],
        r"4 of 4 associations failed.*3 x \w+, because something else failed",
        purge_users=True,
        removal_limit=9,
        rows=[
            "EVE office associate",
            "admin office disassociate",
            "ann office disassociate",
            "dora office disassociate",
        ],
        failed=True,
        tried=[ASSOCIATE],
    )
    # a stack gets exactly these users, and keeps protected ones (D3, D6)
    step(
        pool,
        [ANN, "eve@example.com"],
        ["design"],
        **purge,
        send_email_notification=True,
        removal_limit="34%",  # two of six
        rows=[
            "ann design none",
            "eve design associate",
            "Cara design disassociate",
            "ben design disassociate",
        ],
        writes=[ASSOCIATE, DISASSOCIATE],
        mails=["assignment"],
    )
    # users get exactly these stacks (D3, D6)
    step(
        pool,
        [ANN, "dora@example.com", ADMIN],
        ["design"],
        purge_stacks=True,
        keep_users=[ADMIN],
        removal_limit=2,
        rows=[
            "ann design none",
            "dora design associate",
            "admin design none",
            "ann office disassociate",
            "dora office disassociate",
        ],
        writes=[ASSOCIATE, DISASSOCIATE],
    )
    # the users and associations that remain (D6)
    assert pool.contents == [
        "Cara@example.com",
        "admin@example.com design",
        "admin@example.com office",
        "ann@example.com design",
        "ben@example.com",
        "dora@example.com design",
        "eve@example.com design",
    ]
