# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Removals: unlisted users, purged stacks, disabled and recreated users.

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

KEPT = ["admin@example.com", "kim@example.com", "lee@example.com"]
ANN: dict[str, Any] = {"user_name": "ann@example.com"}
KIM: dict[str, Any] = {"user_name": "kim@example.com"}
LEE: dict[str, Any] = {"user_name": "lee@example.com"}
ADMIN: dict[str, Any] = {"user_name": "admin@example.com"}
ENABLE, DISABLE, DELETE = "EnableUser", "DisableUser", "DeleteUser"
CREATE = "CreateUser"
ASSOCIATE, DISASSOCIATE = "BatchAssociateUserStack", "BatchDisassociateUserStack"


def prepare(pool: UserPool) -> None:
    pool.prepare(
        users=[
            {**ANN, "first_name": "Ann", "stack_names": ["office"]},
            {
                "user_name": "ben@example.com",
                "enabled": False,
                "stack_names": ["design", "office"],
            },
            {"user_name": "Cara@example.com"},
            {**ADMIN, "stack_names": ["design"]},
            {
                **KIM,
                "first_name": "Kim",
                "last_name": "Old",
                "stack_names": ["design", "office"],
            },
            {
                **LEE,
                "first_name": "Lee",
                "last_name": "Old",
                "enabled": False,
                "stack_names": ["office"],
            },
        ]
    )


def step(
    pool: UserPool,
    users: list[dict[str, Any]],
    message: str | None = None,
    rows: Sequence[str] = (),
    failed: Sequence[bool] | None = None,
    actions: Sequence[list[str]] | None = None,
    notes: Sequence[str | None] | None = None,
    added: Sequence[list[str]] | None = None,
    removed: Sequence[list[str]] | None = None,
    writes: Sequence[str] = (),
    mails: Sequence[str] = (),
    second_rows: Sequence[str] | None = None,
    **options: Any,
) -> None:
    """``message``: of a step that fails; ``rows``: the users in them, without the domain."""
    writes_before, mails_before = len(pool.writes), len(pool.mails)
    task = functools.partial(pool.appstream_user, users=users, diff=True, **options)
    predicted = task(check_mode=True)
    done = task()
    second = task() if writes else done
    second_predicted = task(check_mode=True) if writes else second
    seen = done.get("users", [])
    assert done["failed"] == (message is not None), done
    assert re.search(message or "^$", done.get("msg", "")), done["msg"]
    assert short(seen) == list(rows)
    assert named(seen, "failed") == list(failed or [False] * len(rows))
    assert named(seen, "actions") == list(actions or [[]] * len(rows))
    assert notes is None or named(seen, "msg") == list(notes)
    assert named(seen, "stacks_added") == list(added or [[]] * len(rows))
    assert named(seen, "stacks_removed") == list(removed or [[]] * len(rows))
    assert done.get("changed", False) == bool(writes)
    # A1
    for key in ("failed", "changed", "users", "msg", "diff"):
        assert predicted.get(key) == done.get(key), key
    # A2
    assert not second.get("changed", False)
    assert second["failed"] == done["failed"]
    remaining = [row for row in seen if row["user"] is not None]
    wanted = short(remaining) if second_rows is None else list(second_rows)
    assert short(second.get("users", [])) == wanted
    assert second_predicted.get("users") == second.get("users")
    assert pool.writes[writes_before:] == list(writes)
    assert pool.mail_kinds[mails_before:] == list(mails)


def refused(pool: UserPool) -> None:
    """What is rejected before anything is done."""
    delete: dict[str, Any] = {"unlisted_users": "delete", "keep_users": KEPT}
    disable: dict[str, Any] = {"unlisted_users": "disable", "keep_users": KEPT}
    cara = [{"user_name": "cara@example.com"}]
    # more deletions than the limit (D8)
    step(
        pool,
        [ANN],
        "removal_limit is 1, but 2 would be removed, so nothing was done. 2 users to be deleted"
        ".*Cara@example.com, ben@example.com",
        **delete,
        removal_limit=1,
    )
    # a percentage of the six users is rounded down (D8)
    step(pool, [ANN], "removal_limit is 33%.* 2 would be removed", **delete, removal_limit="33%")
    # disabling more users than the limit; disabled users do not count (D1, D7, D8)
    said = r"removal_limit is 0\b(?!.*ben@).*Cara@example.com"
    step(pool, [ANN], said, **disable, removal_limit=0)
    # a user who is listed with different case (D6)
    said = "'Cara@example.com' .cara@example.com is listed or kept"
    step(pool, cara, said, **disable, removal_limit=9)
    step(pool, cara, said, **delete, removal_limit=9)


def skipped(pool: UserPool) -> None:
    """Removals and disabling are skipped if something else failed (D6, A5)."""
    step(
        pool,
        [
            {**ANN, "first_name": "Anna", "stack_names": ["design"]},
            {**KIM, "stack_names": ["design"]},
        ],
        r"4 of 4 users failed.*1 x another first or last name"
        r".*3 x \w+, because something else failed",
        unlisted_users="delete",
        purge_stacks=True,
        keep_users=["admin@example.com", "lee@example.com"],
        removal_limit=9,
        rows=["ann", "kim", "Cara", "ben"],
        failed=[True, True, True, True],
    )
    step(
        pool,
        [{**ANN, "first_name": "Anna"}],
        r"2 of 2 users failed.*1 x another first or last name"
        r".*1 x \w+, because something else failed",
        unlisted_users="disable",
        keep_users=KEPT,
        removal_limit=1,
        rows=["ann", "Cara"],
        failed=[True, True],
    )


def disabled(pool: UserPool) -> None:
    # unlisted users keep their stacks, except disabled and protected ones (D1, D4, D6, D7)
    note = "not listed (unlisted_users=disable)"
    step(
        pool,
        [ANN],
        unlisted_users="disable",
        keep_users=["admin@example.com", "lee@example.com"],
        removal_limit="34%",  # two of six
        rows=["ann", "Cara", "kim"],
        notes=[None, note, note],
        actions=[[], ["disable"], ["disable"]],
        writes=[DISABLE, DISABLE],
        second_rows=["ann"],
    )
    assert pool.contents == [
        "Cara@example.com",
        "admin@example.com design",
        "ann@example.com office",
        "ben@example.com design",
        "ben@example.com office",
        "disabled Cara@example.com",
        "disabled ben@example.com",
        "disabled kim@example.com",
        "disabled lee@example.com",
        "kim@example.com design",
        "kim@example.com office",
        "lee@example.com office",
    ]
    # listed users count, unless they are disabled already, and as many as the limit are (D1, D8)
    some = [{**ANN, "enabled": False}, {**KIM, "enabled": True}, {**LEE, "enabled": False}]
    said = r"removal_limit is 0\b(?!.*lee@).*ann@example.com"
    step(pool, some, said, removal_limit=0)
    step(
        pool,
        some,
        removal_limit=1,
        rows=["ann", "kim", "lee"],
        actions=[["disable"], ["enable"], []],
        writes=[ENABLE, DISABLE],
    )


def deleted(pool: UserPool) -> None:
    """Unlisted users are deleted last, except protected ones (D3, D6, D7)."""
    note = "not listed (unlisted_users=delete)"
    step(
        pool,
        [{**ANN, "enabled": True}],
        unlisted_users="delete",
        keep_users=KEPT,
        removal_limit=2,
        rows=["ann", "Cara", "ben"],
        notes=[None, note, note],
        actions=[["enable"], ["delete"], ["delete"]],
        removed=[[], [], ["design", "office"]],
        writes=[ENABLE, DISASSOCIATE, DELETE, DELETE],
    )


def purged(pool: UserPool) -> None:
    # only within the scope, and not of protected users (D3, D6)
    step(
        pool,
        [
            {**ANN, "stack_names": ["design"]},
            {**KIM, "stack_names": []},
            {**ADMIN, "stack_names": []},
        ],
        purge_stacks=True,
        purge_stacks_scope=["design"],
        keep_users=["admin@example.com"],
        removal_limit=1,
        rows=["ann", "kim", "admin"],
        added=[["design"], [], []],
        removed=[[], ["design"], []],
        writes=[ASSOCIATE, DISASSOCIATE],
    )
    # purged stacks and disabled users count together (D8)
    some = [{**ANN, "stack_names": ["design"], "enabled": False}, KIM]
    said = "removal_limit is 1, but 2 would be removed"
    step(pool, some, said, purge_stacks=True, removal_limit=1)
    # all stacks of users with a list, before a user is disabled (D3, D6)
    step(
        pool,
        some,
        purge_stacks=True,
        removal_limit=2,
        rows=["ann", "kim"],
        actions=[["disable"], []],
        removed=[["office"], []],
        writes=[DISASSOCIATE, DISABLE],
    )


def recreated(pool: UserPool) -> None:
    new = [{**KIM, "last_name": "New"}, {**LEE, "last_name": "New"}]
    # more than the limit are rejected (C6, D8)
    said = (
        "removal_limit is 1, but 2 would be removed"
        ".*2 users to be recreated. kim@example.com, lee@example.com"
    )
    step(pool, new, said, on_name_change="recreate", removal_limit=1)
    # recreated users and their purged stacks count together (C6, D8)
    said = "removal_limit is 1, but 2 would be removed"
    kim = {**new[0], "stack_names": ["design"]}
    step(pool, [kim], said, on_name_change="recreate", purge_stacks=True, removal_limit=1)
    # protected users are not recreated (C6, D6)
    step(
        pool,
        [new[0], LEE],
        "1 of 2 users failed.*another first or last name",
        on_name_change="recreate",
        keep_users=["kim@example.com"],
        removal_limit=1,
        rows=["kim", "lee"],
        failed=[True, False],
    )
    # with their stacks, state and the name that is not set (C6, C7)
    step(
        pool,
        [kim, new[1]],
        on_name_change="recreate",
        removal_limit=2,
        rows=["kim", "lee"],
        actions=[["recreate"], ["recreate"]],
        added=[["design"], []],
        # for each user, the first call shows that the service would accept the second
        writes=[*[CREATE, DISASSOCIATE, DELETE, CREATE, ASSOCIATE] * 2, DISABLE],
        mails=["welcome", "welcome"],
    )


def test_d6_d8_removals(pool: UserPool) -> None:
    prepare(pool)
    for part in (refused, skipped, disabled, deleted, purged, recreated):
        part(pool)
    # the users and associations that remain (D6, C7)
    assert pool.contents == [
        "admin@example.com design",
        "ann@example.com design",
        "disabled ann@example.com",
        "disabled lee@example.com",
        "kim@example.com design",
        "kim@example.com office",
        "lee@example.com office",
    ]
    anew = [user for user in pool.users if user["last_name"] == "New"]
    assert sorted(named(anew, "first_name")) == ["Kim", "Lee"]
