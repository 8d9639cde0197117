# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""max_concurrency of the three tasks: how many calls run at once, and that no error is lost.

The threads are real. Time is not: it goes on when all threads sleep.
"""

from __future__ import annotations

import threading
from itertools import count
from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    DISASSOCIATE,
    ENABLE,
    PAIRS,
    names,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.side_by_side import (
    RECREATE,
    MakeScene,
    Options,
    Scene,
    entries,
    stack_names,
)

# ---- how many at once

OFF, ON, ALL = names(20, "off"), names(25, "on"), names(25, "all")
OVERLAPS: list[tuple[str, str, Options]] = [  # 20 calls each
    (CREATE, "users", {"users": entries(names(20))}),
    (ENABLE, "users", {"users": entries(OFF), "enabled": True}),
    (DISABLE, "users", {"users": entries(ON[:20]), "enabled": False}),
    (DELETE, "users", {"users": entries(ON[:20]), "state": "absent"}),
    (PAIRS, "users", {"users": entries(ON[:20]), "state": "absent"}),
    (CREATE, "users", {"users": entries(ON[:20]), "message_action": "resend"}),
    (ASSOCIATE, "users", {"users": entries(names(20)), "stack_names": stack_names(25)}),
    (ASSOCIATE, "pairs", {"user_names": OFF, "stack_names": stack_names(25)}),
    (PAIRS, "pairs", {"user_names": ON, "stack_names": stack_names(20)}),
    (DISASSOCIATE, "pairs", {"user_names": ALL, "stack_names": stack_names(20), "state": "absent"}),
    (PAIRS, "info", {"user_names": OFF, "include_associations": True}),
    (PAIRS, "info", {"stack_names": stack_names(20)}),
]


def fill_overlapping(here: Scene) -> None:
    here.fill(ON)
    here.fill(OFF, enabled=False)
    here.fill(ALL, stack_names(20))


@pytest.mark.parametrize("threads", [1, 10])
@pytest.mark.parametrize(("call", "task", "params"), OVERLAPS)
def test_calls_of_one_kind_run_side_by_side(
    scene: MakeScene, threads: int, call: str, task: str, params: Options
) -> None:
    """No call goes on before as many as may run at once are there."""
    here = scene(threads, 25)
    fill_overlapping(here)
    here.watch.meet(call, threads)
    assert "msg" not in here.run(task, **params)
    assert here.counts()[call] == 20
    assert here.watch.peak[call] == here.watch.peak[""] == threads


def test_no_more_threads_than_calls(scene: MakeScene) -> None:
    here = scene(50)
    here.watch.meet(CREATE, 4)
    here.run("users", users=entries(names(4)))
    assert here.watch.peak[CREATE] == 4


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_a_replacement_of_users_on_many_stacks_keeps_within_max_concurrency(
    scene: MakeScene, threads: int
) -> None:
    """Three batches for each user, of whom as many as are allowed are on their way already."""
    here = scene(threads, 60)
    here.fill(names(7), stack_names(60), first_name="Old")
    here.watch.linger()
    answer = here.run("users", users=entries(names(7), first_name="New"), **RECREATE)
    assert "msg" not in answer
    assert answer["summary"]["recreate"] == 7
    assert here.watch.peak[""] <= threads


# ---- errors of our own


@pytest.mark.parametrize("threads", [1, 10])
@pytest.mark.parametrize(
    "method", ["create_user", "enable_user", "batch_associate", "_associations"]
)
def test_an_unexpected_error_is_not_swallowed(
    scene: MakeScene, monkeypatch: pytest.MonkeyPatch, threads: int, method: str
) -> None:
    here = scene(threads, 30)
    here.fill(names(30), enabled=False)
    real = getattr(here.runtime.api, method)
    numbers = count()

    def strange(*args: Any, **options: Any) -> Any:
        if next(numbers) == 6:
            raise ZeroDivisionError("unexpected")
        return real(*args, **options)

    monkeypatch.setattr(here.runtime.api, method, strange)
    with pytest.raises(ZeroDivisionError, match="unexpected"):
        here.run(
            "users",
            users=entries(names(30), enabled=True) + entries(names(20, "new")),
            stack_names=stack_names(30),
        )
    assert not [t for t in threading.enumerate() if "ThreadPool" in t.name]
