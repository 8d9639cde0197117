# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module is killed in the middle of its calls, with kill -9. The next run completes what it has
begun, and no email is sent twice.

It is killed while its calls are in flight: they have had their effect, and get no response. With
other signals, it completes the users it has begun by itself.
"""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from appstream_emulator import Emulator, serve

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    UserPool,
    share_botocore,
)
from ansible_collections.euc.appstream.tests.unit.plugins.modules.own_process import (
    Started,
    fork_server,
    started,
)
from ansible_collections.euc.appstream.tests.unit.shared_time import WEDGED, SharedTime

USERS = [{"user_name": f"user{number:03}@example.com"} for number in range(200)]
OPTIONS = {"users": USERS, "stack_names": ["design"], "send_email_notification": True}


class Held:
    """An emulator that delays responses until it may go on."""

    def __init__(self) -> None:
        self.going_on = threading.Event()
        self.emulator = Emulator(sleep=self.going_on.wait)

    def kill(
        self,
        pool: UserPool,
        call: str,
        after: int,
        threads: int,
        dropped: bool = False,
        **options: Any,
    ) -> None:
        """Start the module, and kill it when all of its threads wait for the response to a call.

        ``dropped``: calls in flight have no effect.
        """
        rule = {"operation": call, "after": after, "times": None}
        self.emulator.add_fault({**rule, "latency": 10 * WEDGED})
        if dropped:
            self.emulator.add_fault({**rule, "drop": "before"})
        wanted = pool.counts.get(call, 0) + after + threads
        options = {**pool.connection, **OPTIONS, "max_concurrency": threads, **options}
        with started(options) as module:
            end = time.monotonic() + WEDGED
            while pool.counts.get(call, 0) < wanted and time.monotonic() < end:
                assert module.process.is_alive(), "it has ended by itself"
                time.sleep(0.02)
            module.process.kill()
        assert module.process.exitcode == -signal.SIGKILL
        assert pool.counts[call] == wanted
        self.emulator.clear_faults()
        self.going_on.set()
        self.going_on.clear()


@pytest.fixture(scope="module", autouse=True)
def forks() -> Iterator[None]:
    with fork_server():
        yield


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Held, UserPool]]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    share_botocore(monkeypatch)
    held = Held()
    with serve(held.emulator) as url:
        yield held, UserPool(held.emulator, url, SharedTime())


def test_a2_d5_r8_the_next_run_completes_it(held: tuple[Held, UserPool]) -> None:
    hold, pool = held
    pool.prepare()
    hold.kill(pool, "CreateUser", after=70, threads=10)
    # two of the eight batches have their responses, two are in flight
    hold.kill(pool, "BatchAssociateUserStack", after=2, threads=2)
    assert pool.counts["CreateUser"] == 200

    # All users exist, each with one email of each kind (A2, R8).
    finished = pool.appstream_user(**OPTIONS)
    again = pool.appstream_user(**OPTIONS)
    assert not finished["failed"]
    assert (finished["summary"]["create"], finished["summary"]["stacks_added"]) == (0, 100)
    assert not again["changed"]
    mails = [(mail["kind"], mail["user_name"]) for mail in pool.mails]
    assert len(mails) == len(set(mails)) == 400
    assert pool.contents == [f"{user['user_name']} design" for user in USERS]

    # No user remains (A2, D5).
    hold.kill(pool, "DeleteUser", after=70, threads=10, state="absent")
    deleted = pool.appstream_user(**OPTIONS, state="absent")
    again = pool.appstream_user(**OPTIONS, state="absent")
    assert not deleted["failed"]
    assert (deleted["summary"]["delete"], deleted["summary"]["unchanged"]) == (120, 80)
    assert not again["changed"]
    assert pool.contents == []
    assert len(pool.mails) == 400


KIM = {
    "user_name": "kim@example.com",
    "last_name": "Old",
    "enabled": False,
    "stack_names": ["design", "office"],
}


RECREATE = {
    "users": [{"user_name": KIM["user_name"], "last_name": "New"}],
    "on_name_change": "recreate",
    "removal_limit": 9,
    "stack_names": None,
    "send_email_notification": None,
}


@pytest.mark.parametrize(
    ("call", "after"),
    [
        ("CreateUser", 0),
        ("BatchDisassociateUserStack", 0),
        ("DeleteUser", 0),
        ("CreateUser", 1),
        ("BatchAssociateUserStack", 0),
        ("DisableUser", 0),
    ],
)
@pytest.mark.parametrize("dropped", [False, True])
def test_c9_a_recreate_that_was_killed_is_repaired_by_the_next_run(
    held: tuple[Held, UserPool], tmp_path: Path, call: str, after: int, dropped: bool
) -> None:
    """Whether or not the call in flight has its effect."""
    hold, pool = held
    pool.prepare(users=[KIM])
    journal = tmp_path / "state" / "pool.json"
    options = {**RECREATE, "journal": str(journal)}
    hold.kill(pool, call, after, threads=1, dropped=dropped, **options)
    [entry] = json.loads(journal.read_text(encoding="utf-8"))["users"]
    assert entry["user_name"] == KIM["user_name"]
    predicted = pool.appstream_user(**options, check_mode=True)
    repaired = pool.appstream_user(**options)
    again = pool.appstream_user(**options)
    assert not repaired["failed"]
    assert predicted["users"] == repaired["users"]
    assert not again["changed"]
    assert pool.contents == [
        "disabled kim@example.com",
        "kim@example.com design",
        "kim@example.com office",
    ]
    assert [user["last_name"] for user in pool.users] == ["New"]
    assert pool.mail_kinds == ["welcome"]
    assert not list(journal.parent.iterdir())


@pytest.mark.parametrize(
    "signals",
    [
        [signal.SIGHUP],
        [signal.SIGTERM],
        [signal.SIGINT],
        [signal.SIGHUP] * 9,
        [signal.SIGTERM] * 9,
        [signal.SIGINT] * 9,
        [signal.SIGINT, signal.SIGTERM, signal.SIGHUP] * 3,
    ],
    ids=lambda signals: f"{len(signals)} {signals[0].name}",
)
def test_c7_signals_end_the_task_when_the_user_at_hand_is_whole(
    monkeypatch: pytest.MonkeyPatch, signals: list[signal.Signals]
) -> None:
    """A terminal that is closed, and impatient people, who send one signal after the other."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    to_send = iter(signals)
    modules: list[Started] = []

    def send(_latency: float) -> None:
        """A signal comes while a call is in flight, until there are no more."""
        if sent := next(to_send, None):
            pid = modules[0].process.pid
            assert pid
            os.kill(pid, sent)

    emulator = Emulator(sleep=send)
    lee = {**KIM, "user_name": "lee@example.com"}
    with serve(emulator) as url:
        pool = UserPool(emulator, url, SharedTime())
        pool.prepare(users=[KIM, lee])
        writes = (
            "CreateUser",
            "BatchDisassociateUserStack",
            "DeleteUser",
            "BatchAssociateUserStack",
        )
        for call in (*writes, "DisableUser"):
            rule = {"operation": call, "times": None, "user": KIM["user_name"], "latency": 1}
            emulator.add_fault(rule)
        users = [{"user_name": each["user_name"], "last_name": "New"} for each in (KIM, lee)]
        with started({**pool.connection, **RECREATE, "users": users}) as module:
            modules.append(module)
            result = module.result()
    assert module.process.exitcode == 0, "it did not end by itself"
    assert "Interrupted" in result["msg"]
    assert pool.contents == sorted(
        line
        for name in ("kim", "lee")
        for line in (
            f"disabled {name}@example.com",
            f"{name}@example.com design",
            f"{name}@example.com office",
        )
    )
    names = {user["user_name"]: user["last_name"] for user in pool.users}
    assert names == {"kim@example.com": "New", "lee@example.com": "Old"}


def test_h1_the_record_of_a_killed_task_tells_who_exists_who_was_mailed_and_who_is_left(
    held: tuple[Held, UserPool], tmp_path: Path
) -> None:
    """To somebody who has nothing else: only what was in flight is open."""
    hold, pool = held
    pool.prepare()
    record = {"path": str(tmp_path / "pool")}
    hold.kill(pool, "CreateUser", after=70, threads=10, record={**record, "run": "1"})
    rows = _rows(tmp_path)
    assert [row["event"] for row in rows if "user_name" not in row] == ["started"]
    planned = {row["user_name"] for row in rows if row["event"] == "planned"}
    done = {row["user_name"] for row in rows if row["event"] == "done"}
    assert planned == {user["user_name"] for user in USERS}
    existing = {user["user_name"] for user in pool.users}
    mailed = {mail["user_name"] for mail in pool.mails}
    assert len(done) == 70
    assert done < existing == mailed <= planned
    assert len(existing - done) == 10  # the calls in flight

    finished = pool.appstream_user(**OPTIONS, record={**record, "run": "2"})
    assert not finished["failed"]
    second = [row for row in _rows(tmp_path) if row["run"] == "2"]
    assert [row["event"] for row in second if "user_name" not in row] == ["started", "ended"]
    created = [row for row in second if row.get("actions") == ["create"] and row["event"] == "done"]
    assert {row["user_name"] for row in created} == planned - existing
    welcomed = [row["user_name"] for row in _rows(tmp_path) if row.get("mails") == ["welcome"]]
    assert len(welcomed) == len(set(welcomed)) == 190
    on_stacks = [row["user_name"] for row in second if row.get("stacks_added") == ["design"]]
    assert sorted(set(on_stacks)) == sorted(planned)


def _rows(directory: Path) -> list[dict[str, Any]]:
    lines = (directory / "pool.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
