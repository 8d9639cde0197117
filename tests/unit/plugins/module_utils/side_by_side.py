# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks whose calls run side by side, on an emulator of their own."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import sleep as really_sleep
from typing import Any

from appstream_emulator import Emulator

from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.plugins.module_utils._tasks.associations import (
    manage_associations,
)
from ansible_collections.euc.appstream.plugins.module_utils._tasks.user_info import describe_pool
from ansible_collections.euc.appstream.plugins.module_utils._tasks.users import manage_users
from ansible_collections.euc.appstream.plugins.modules import (
    appstream_user,
    appstream_user_info,
    appstream_user_stack_association,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    PAIRS,
    STACKS,
    USERS,
    names,
)
from ansible_collections.euc.appstream.tests.unit.shared_time import WEDGED

READS = {USERS, PAIRS, STACKS}

Counts = dict[str, int]
Options = dict[str, Any]

PURGE_USERS: Options = {"unlisted_users": "delete", "purge_stacks": True, "removal_limit": 200}
PURGE_ASSOCIATIONS: Options = {"purge_users": True, "purge_stacks": True, "removal_limit": 200}
RECREATE: Options = {"on_name_change": "recreate", "removal_limit": 200}

THREADS = [1, 10, 50]


@dataclass(frozen=True)
class Moment:
    """A call began or ended. ``about``: the users, or the stacks if there are none."""

    began: bool
    call: str
    about: frozenset[str]


class Watch:
    """Stands before a botocore client and sees the calls come and go."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._inside: Counter[str] = Counter()
        self.peak: Counter[str] = Counter()  # at once, of one call and of all ("")
        self.trail: list[Moment] = []
        self.before: Callable[[str, frozenset[str]], Any] = lambda _call, _about: None

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._connection, name)
        if name == "meta":
            return method
        call = "".join(part.title() for part in name.split("_"))

        def watched(**params: Any) -> Any:
            items = params.get("UserStackAssociations") or [params]
            about = frozenset(item.get("UserName") or item.get("StackName", "") for item in items)
            self._note(Moment(True, call, about), 1)
            try:
                self.before(call, about)
                return method(**params)
            finally:
                self._note(Moment(False, call, about), -1)

        return watched

    def _note(self, moment: Moment, more: int) -> None:
        with self._lock:
            self.trail.append(moment)
            for name in ("", moment.call):
                self._inside[name] += more
                self.peak[name] = max(self.peak[name], self._inside[name])

    def meet(self, call: str, party: int) -> None:
        """From now on, such calls only go on when so many are there."""
        gate = threading.Barrier(party)

        def before(called: str, _about: frozenset[str]) -> None:
            if called == call:
                gate.wait(WEDGED)

        self.before = before

    def linger(self) -> None:
        """From now on, calls take long enough to meet each other where they can."""
        self.before = lambda _call, _about: really_sleep(0.002)


TASKS = {
    "users": (appstream_user.ARGUMENT_SPEC, manage_users),
    "pairs": (appstream_user_stack_association.ARGUMENT_SPEC, manage_associations),
    "info": (appstream_user_info.ARGUMENT_SPEC, describe_pool),
}


@dataclass
class Scene:
    """An emulator of its own, and the three modules on it."""

    threads: int
    emulator: Emulator
    runtime: Runtime
    watch: Watch
    make_runner: Callable[..., Any]
    warnings: list[str] = field(default_factory=list)

    def run(self, task: str, **params: Any) -> dict[str, Any]:
        spec, function = TASKS[task]
        answer: dict[str, Any] = self.make_runner(self.runtime, spec, function, self.warnings)(
            **params, max_concurrency=self.threads
        )
        return answer

    @property
    def pool(self) -> Any:
        return self.emulator.pool()

    def fill(self, users: Iterable[str], stacks: Iterable[str] = (), **fields: Any) -> None:
        """Users who are there already, on these stacks."""
        for name in users:
            self.pool.add_user(name, **fields)
            for stack in stacks:
                self.pool.associate(name, stack)

    def fail(self, operation: str, code: str, times: int | None = None, **rule: Any) -> None:
        error = {"code": code, "message": "the words of the service", **rule.pop("error", {})}
        self.emulator.add_fault({"operation": operation, "error": error, "times": times, **rule})

    def fault(self, operation: str, times: int | None = None, **rule: Any) -> None:
        self.emulator.add_fault({"operation": operation, "times": times, **rule})

    def calls(self, operation: str | None = None, error: str | None = None) -> list[dict[str, Any]]:
        """The calls of this kind, and with this answer."""
        return [
            call
            for call in self.emulator.calls
            if operation in (None, call["operation"]) and error in (None, call["error"])
        ]

    def counts(self) -> Counts:
        return self.emulator.counts()

    def mails(self) -> Counter[tuple[str, str, str | None]]:
        return Counter((m["kind"], m["user_name"], m["stack_name"]) for m in self.emulator.mails)

    def end(self) -> dict[str, Any]:
        """What is in the pool at the end, except what depends on the moment."""
        users = {
            user.user_name: (user.first_name, user.last_name, user.enabled)
            for user in self.pool.users.values()
        }
        return {"users": users, "pairs": sorted(self.pool.associations)}


MakeScene = Callable[..., Scene]


def stack_names(count: int) -> list[str]:
    return [f"stack{number:02}" for number in range(count)]


def entries(users: Iterable[str], **fields: Any) -> list[dict[str, Any]]:
    return [{"user_name": name, **fields} for name in users]


def failed(answer: dict[str, Any], key: str = "users") -> list[dict[str, Any]]:
    return [row for row in answer[key] if row["failed"]]


def crowd(here: Scene) -> dict[str, Any]:
    """A task for 200 users, of whom 30 are there."""
    here.fill(names(30), enabled=False)
    return here.run(
        "users",
        users=[
            *entries(names(30), enabled=True),
            *entries(names(170)[30:]),
            *entries(names(200)[170:], enabled=False),
        ],
        stack_names=["stack00", "stack01"],
        send_email_notification=True,
    )


def assert_done_once(here: Scene, answer: dict[str, Any]) -> None:
    assert "msg" not in answer
    counts = {key: times for key, times in answer["summary"].items() if times}
    assert counts == {"create": 170, "enable": 30, "disable": 30, "stacks_added": 400}
    assert [row["user_name"] for row in answer["users"]] == names(200)
    assert {user.user_name: user.enabled for user in here.pool.users.values()} == {
        name: name < "u170" for name in names(200)
    }
    assert len(here.pool.associations) == 400
    assert set(here.mails().values()) == {1}
    kinds = Counter(kind for kind, _user, _stack in here.mails())
    assert kinds == {"welcome": 170, "assignment": 400}
