# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole modules behind a proxy that spoils the answers of one call: no result is a lie.

A row without a failure shows what the pool has, one that is not changed stands for a user to whom
nothing was done, and when the proxy is gone the same task completes the work, without a second
mail.

Each call of each task is spoiled in two of the ways, and in all of them with ``--cold``: what makes
a failure of an answer knows no tasks, and has its own tests with each way and each call.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from appstream_emulator import WAYS, Spoiling, spoil
from appstream_emulator._proxy import BY_ITSELF

from ansible_collections.euc.appstream.plugins.modules import (
    appstream_user,
    appstream_user_info,
    appstream_user_stack_association,
)
from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import UserPool

LATER = 60.0  # seconds
NEW, OFF, ON, OLD, LEFT = (f"{name}@example.com" for name in ("new", "off", "on", "old", "left"))
STACKS = ["design", "office"]
POOL: list[dict[str, Any]] = [
    {"user_name": OFF, "enabled": False, "stack_names": ["office"]},
    {"user_name": ON, "stack_names": STACKS},
    {"user_name": OLD, "last_name": "Maiden", "stack_names": STACKS},
    {"user_name": LEFT, "stack_names": STACKS},
]

# One task in which a user is created, one enabled, one disabled, and one replaced.
USERS: dict[str, Any] = {
    "users": [
        {"user_name": NEW, "stack_names": ["design"]},
        {"user_name": OFF, "enabled": True},
        {"user_name": ON, "enabled": False},
        {"user_name": OLD, "last_name": "Married", "stack_names": STACKS},
    ],
    "on_name_change": "recreate",
    "removal_limit": 5,
    "send_email_notification": True,
}
LEAVERS: dict[str, Any] = {"users": [{"user_name": LEFT}, {"user_name": ON}], "state": "absent"}
PAIRS: dict[str, Any] = {
    "associations": [
        {"user_name": OFF, "stack_name": "design"},
        {"user_name": ON, "stack_name": "design"},
    ],
    "purge_users": True,
    "removal_limit": 5,
    "send_email_notification": True,
}
INVITED: dict[str, Any] = {"users": [{"user_name": OLD, "message_action": "resend"}]}

DESCRIBE = ["DescribeUsers", "DescribeUserStackAssociations"]
BATCHES = ["BatchAssociateUserStack", "BatchDisassociateUserStack"]
TASKS: list[tuple[Any, dict[str, Any], list[str]]] = [
    (
        appstream_user,
        USERS,
        [*DESCRIBE, *BATCHES, "CreateUser", "EnableUser", "DisableUser", "DeleteUser"],
    ),
    (appstream_user, LEAVERS, [*DESCRIBE, "BatchDisassociateUserStack", "DeleteUser"]),
    (appstream_user, INVITED, ["DescribeUsers", "CreateUser"]),
    (appstream_user_stack_association, PAIRS, [DESCRIBE[1], *BATCHES]),
]
RESULTS: dict[int, dict[str, Any]] = {}
CALLS = [
    (number, module, options, call)
    for number, (module, options, operations) in enumerate(TASKS)
    for call in operations
]
CALLED = [call for *_task, call in CALLS]


def some_ways(call: str, before: int) -> list[str]:
    """Two of the ways, others for the next call, and for each task that makes the same call."""
    ways = [*WAYS]
    half = len(ways) // 2
    place = ([*dict.fromkeys(CALLED)].index(call) + before) % half
    return [ways[place], ways[place + half]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "options" in metafunc.fixturenames:
        cold = metafunc.config.getoption("--cold", default=False)
        rows = [
            pytest.param(module, options, call, way, id=f"{number}-{call}-{way}")
            for place, (number, module, options, call) in enumerate(CALLS)
            for way in (WAYS if cold else some_ways(call, CALLED[:place].count(call)))
        ]
        metafunc.parametrize(("module", "options", "call", "way"), rows)


def test_each_call_reaches_the_service_in_one_way_and_not_in_another() -> None:
    for call in CALLED:
        one, other = some_ways(call, 0)
        assert (one in BY_ITSELF) != (other in BY_ITSELF), call


@pytest.fixture(scope="module")
def proxy(served: UserPool) -> Iterator[tuple[str, list[Spoiling]]]:
    """Its URL, and what it spoils."""
    found: list[Spoiling] = []
    with spoil(served.connection["endpoint_url"], found) as url:
        yield url, found


@pytest.fixture
def spoilings(
    pool: UserPool, proxy: tuple[str, list[Spoiling]], monkeypatch: pytest.MonkeyPatch
) -> list[Spoiling]:
    """What the proxy before the pool spoils."""
    url, found = proxy
    found.clear()
    monkeypatch.setitem(pool.connection, "endpoint_url", url)
    return found


def state_of(pool: UserPool) -> dict[str, Any]:
    stacks: dict[str, list[str]] = {}
    for user_name, stack_name in pool._state["associations"]:
        stacks.setdefault(user_name, []).append(stack_name)
    return {
        user["user_name"]: (user["enabled"], user["last_name"], stacks.get(user["user_name"], []))
        for user in pool.users
    }


def undisturbed(pool: UserPool, module: Any, options: dict[str, Any]) -> dict[str, Any]:
    """What the pool is like after the task without a proxy."""
    if id(options) not in RESULTS:
        pool.prepare(POOL)
        result = pool.task(module, **options)
        assert not result["failed"], result
        RESULTS[id(options)] = state_of(pool)
    return RESULTS[id(options)]


def rows_of(result: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in result.get("users") or result.get("associations") or []:
        rows.setdefault(row["user_name"], []).append(row)
    return rows


def test_e5_r8_no_result_is_a_lie(
    pool: UserPool,
    spoilings: list[Spoiling],
    module: Any,
    options: dict[str, Any],
    call: str,
    way: str,
) -> None:
    wanted = undisturbed(pool, module, options)
    pool.prepare(POOL)
    before = state_of(pool)
    spoilings.append(Spoiling(call, way))
    result = pool.task(module, **options)
    after, rows = state_of(pool), rows_of(result)
    assert spoilings[0].hits
    assert result.get("changed", False) or after == before
    for name in before.keys() | after.keys():
        own = rows.get(name, [])
        if not any(row["failed"] for row in own) and (own or not result["failed"]):
            assert after.get(name) == wanted.get(name), result
        if not any(row["changed"] for row in own):
            assert after.get(name) == before.get(name), result
    if not result["failed"]:
        assert after == wanted
    if call in DESCRIBE or options is INVITED:  # nothing shows what became of an invitation
        assert (result["failed"], result.get("changed", False)) == (True, call not in DESCRIBE)
    assert "object has no attribute" not in str(result)

    spoilings.clear()
    pool.time.sleep(LATER)
    if options is not INVITED:
        again = pool.task(module, **options)
        assert not again["failed"], again
        assert state_of(pool) == wanted
    assert len(set(map(str, pool.mails))) == len(pool.mails)


@pytest.mark.parametrize("call", DESCRIBE)
@pytest.mark.parametrize("way", WAYS)
def test_e5_a_pool_that_cannot_be_read_is_no_empty_pool(
    pool: UserPool, spoilings: list[Spoiling], call: str, way: str
) -> None:
    pool.prepare(POOL)
    spoilings.append(Spoiling(call, way))
    result = pool.task(appstream_user_info, include_associations=True)
    assert result["failed"]
    assert result["msg"].startswith(f"{call} for ")
    assert "http://127.0.0.1:" in result["msg"]
    assert "users" not in result


@pytest.mark.parametrize("way", WAYS)
def test_e5_f1_nor_is_its_second_page(pool: UserPool, spoilings: list[Spoiling], way: str) -> None:
    pool.prepare(POOL, page_size=2)
    before = state_of(pool)
    spoilings.append(Spoiling("DescribeUsers", way, after=1))
    assert pool.appstream_user(**LEAVERS)["failed"]
    assert state_of(pool) == before


@pytest.mark.parametrize(
    "call", sorted({call for _task, _options, calls in TASKS for call in calls})
)
def test_e5_after_one_spoiled_answer_all_is_done(
    pool: UserPool, spoilings: list[Spoiling], call: str
) -> None:
    """Nothing that mails is tried again without knowing, see above."""
    options = {**USERS, "send_email_notification": False}
    wanted = undisturbed(pool, appstream_user, USERS)
    for way in ("html", "gzip"):
        pool.prepare(POOL)
        spoilings[:] = [Spoiling(call, way, times=1)]
        result = pool.appstream_user(**options)
        assert (result["failed"], spoilings[0].hits) == (False, 1), result
        assert state_of(pool) == wanted
