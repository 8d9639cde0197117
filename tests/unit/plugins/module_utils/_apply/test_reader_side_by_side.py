# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is read of several users or stacks, side by side, and what an error among the reads does."""

from __future__ import annotations

import threading
from itertools import count
from typing import Any

import pytest
from appstream_emulator import Emulator

from ansible_collections.euc.appstream.plugins.module_utils._apply.reader import (
    associations_of_stacks,
    associations_of_users,
    read_associations,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._apply.sending import (
    ADA,
    BOB,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    DENIED,
    NOT_FOUND,
    PAIRS,
    STACKS,
    USERS,
    fail,
    hide_stacks,
    names,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.side_by_side import (
    READS,
    THREADS,
    MakeScene,
    Options,
    entries,
    stack_names,
)
from ansible_collections.euc.appstream.tests.unit.shared_time import WEDGED


@pytest.mark.parametrize("threads", [1, 10])
def test_several_users_or_stacks_are_read_with_a_call_for_each(
    runtime: Runtime, emulator: Emulator, known_users: Any
) -> None:
    known_users.associate(ADA, "design")
    known_users.associate(BOB, "office")
    everything = {Association("design", ADA), Association("office", BOB)}
    assert associations_of_users(runtime, [ADA, BOB]) == everything
    assert associations_of_stacks(runtime, ["design", "office"]) == everything
    assert associations_of_users(runtime, []) == set()
    assert emulator.counts() == {PAIRS: 4}


@pytest.mark.parametrize("threads", [1, 10])
def test_f8_only_an_unknown_user_who_must_exist_is_an_error(
    runtime: Runtime, emulator: Emulator, known_users: Any
) -> None:
    known_users.associate(ADA, "design")
    fail(emulator, PAIRS, NOT_FOUND, None, user=BOB)
    found = associations_of_users(runtime, [ADA, BOB], must_exist={ADA})
    assert found == {Association("design", ADA)}
    with pytest.raises(AppStreamError, match=f"'{BOB}' failed: {NOT_FOUND}"):
        associations_of_users(runtime, [ADA, BOB], must_exist={BOB})


@pytest.mark.parametrize("threads", [1])
@pytest.mark.parametrize("code", ["InvalidParameterCombinationException", NOT_FOUND])
def test_f8_of_a_listed_user_an_error_of_the_question_is_one(
    runtime: Runtime, emulator: Emulator, known_users: Any, code: str
) -> None:
    fail(emulator, PAIRS, code, None, user=BOB)
    assert associations_of_users(runtime, [BOB]) == set()
    for read in (
        lambda: associations_of_users(runtime, [BOB], listed=True),
        lambda: read_associations(runtime, [BOB], ["design", "office"], listed=True),
    ):
        if code == NOT_FOUND:
            assert read() == set()
        else:
            with pytest.raises(AppStreamError, match=f"'{BOB}' failed: {code}"):
                read()


READ_TASKS: list[tuple[str, Options]] = [
    ("users", {"users": entries(names(200)), "state": "absent"}),
    ("pairs", {"user_names": names(200), "stack_names": stack_names(250)}),
    ("info", {"include_associations": True}),
]


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize(("task", "params"), READ_TASKS)
def test_an_error_of_one_read_ends_the_reading_before_any_write(
    scene: MakeScene, threads: int, task: str, params: Options
) -> None:
    """The other reads under way are held up, and the thread of the failed one begins no more."""
    here = scene(threads)
    hide_stacks(here.emulator)
    here.fill(names(200))
    bad = names(200)[min(threads, 5) - 1]
    here.fail(PAIRS, DENIED, user=bad)
    failing: list[str] = []  # the thread of the failed read; its calls bear its name
    more: list[frozenset[str]] = []  # its reads after that
    goes_on = threading.Event()
    full = threading.Barrier(threads)
    numbers = count()

    def before(call: str, about: frozenset[str]) -> None:
        if call in (USERS, STACKS):
            return
        if next(numbers) < threads:
            full.wait(WEDGED)
            if bad in about:
                failing.append(threading.current_thread().name)
            else:
                goes_on.wait(0.05)
        elif threading.current_thread().name in failing:
            more.append(about)
            goes_on.set()

    here.watch.before = before
    with pytest.raises(AppStreamError, match=f"'{bad}' failed: {DENIED}"):
        here.run(task, **params)
    assert here.counts().keys() <= READS
    assert more == []
