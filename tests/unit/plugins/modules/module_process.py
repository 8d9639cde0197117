# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the modules in this process: options in, and out what they print before they exit.

All of it is real, from ``main()`` over amazon.aws and boto3 to botocore, which gets its answers
from the emulator. Its tests show that it answers the same with and without an HTTP server. Only
Ansible is not started, and tasks with the same settings have the same client.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from ansible.module_utils import basic
from ansible.module_utils.common import warnings
from ansible_collections.amazon.aws.plugins.module_utils import modules
from appstream_emulator import DEFAULT_ACCESS_KEY, SECRET, Emulator, attach

from ansible_collections.euc.appstream.plugins.module_utils._module import ENDING_SIGNALS
from ansible_collections.euc.appstream.plugins.module_utils._service import runtime
from ansible_collections.euc.appstream.plugins.module_utils._service.deadline import Clock
from ansible_collections.euc.appstream.plugins.modules import (
    appstream_user,
    appstream_user_info,
    appstream_user_stack_association,
)
from ansible_collections.euc.appstream.tests.unit.shared_client import (
    SharedClient,
    share_files,
)
from ansible_collections.euc.appstream.tests.unit.shared_time import SharedTime, TimedExecutor

REGION = "eu-west-1"
# of what is not known of the service
BOTH_WAYS = pytest.mark.parametrize("switches", ["one_way", "other_way"])

try:
    from ansible.module_utils.testing import patch_module_args
except ImportError:  # before ansible-core 2.19

    @contextlib.contextmanager
    def patch_module_args(args: dict[str, Any] | None = None) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            values = json.dumps({"ANSIBLE_MODULE_ARGS": args})
            patch.setattr(basic, "_ANSIBLE_ARGS", values.encode())
            yield


def share_botocore(monkeypatch: pytest.MonkeyPatch, attached: UserPool | None = None) -> None:
    """Each module makes a botocore session and a client, which takes longer than the rest of a
    short task: let modules with the same settings have the same client, one after the other, and
    all of them the megabytes of JSON that a session reads.

    Calls to the URL of an ``attached`` pool take no socket; those that a proxy passes on do.
    """
    real = modules.boto3_conn
    share_files(monkeypatch)

    def boto3_conn(module: Any, **settings: Any) -> Any:
        read = {k: v for k, v in os.environ.items() if k.startswith("AWS_") or "PROXY" in k.upper()}
        try:
            key = json.dumps([settings, read], sort_keys=True)
        except TypeError:  # botocore's configuration from the user
            return real(module, **settings)
        if key not in _CLIENTS:
            _CLIENTS[key] = SharedClient(real(module, **settings))
        client = _CLIENTS[key].renewed()
        if attached and client.meta.endpoint_url == attached.url:
            attach(client, attached.emulator)
        return client

    monkeypatch.setattr(modules, "boto3_conn", boto3_conn)


_CLIENTS: dict[str, SharedClient] = {}


def go_by(time: SharedTime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the modules go by this clock: waiting takes no time, however long it is."""
    clock = functools.partial(Clock, time.clock, time.sleep, time.clock)
    monkeypatch.setattr(runtime, "Clock", clock)
    monkeypatch.setattr(runtime, "BoundedExecutor", functools.partial(TimedExecutor, time=time))


@contextlib.contextmanager
def own_signals() -> Iterator[None]:
    """What a module does to signals ends with it."""
    handlers = {number: signal.getsignal(number) for number in ENDING_SIGNALS}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def as_if_alone() -> Iterator[None]:
    """What a process of its own gives a module: no warnings of others, its own signal handler."""
    for name in ("_global_warnings", "_global_deprecations"):
        getattr(warnings, name).clear()
    with own_signals(), pytest.MonkeyPatch.context() as patch:
        # tests of filters, in the same process, make ansible-core take it for the controller's
        if internal := sys.modules.get("ansible.module_utils._internal"):
            patch.setattr(internal, "is_controller", False, raising=False)
        yield


def run_module(
    module: Any, check_mode: bool = False, diff: bool = False, **options: Any
) -> dict[str, Any]:
    """The result of a module. Options that are None count as not given."""
    args = {name: value for name, value in options.items() if value is not None}
    args |= {"_ansible_check_mode": check_mode, "_ansible_diff": diff}
    output = io.StringIO()
    with (
        as_if_alone(),
        patch_module_args(args),
        contextlib.redirect_stdout(output),
        pytest.raises(SystemExit) as left,
    ):
        module.main()
    result: dict[str, Any] = {"failed": False, **json.loads(output.getvalue())}
    assert left.value.code == int(result["failed"])
    assert "exception" not in result
    # ansible-core 2.19 and newer wrap a warning, until the controller unwraps it
    result["warnings"] = [
        warning["event"]["msg"] if isinstance(warning, dict) else warning
        for warning in result.get("warnings", [])
    ]
    return result


class UserPool:
    """A user pool on the emulator, and the modules that manage it."""

    def __init__(self, emulator: Emulator, url: str, time: SharedTime) -> None:
        self.emulator = emulator
        self.url = url
        self.time = time
        self.connection = {
            "endpoint_url": url,
            "region": REGION,
            "access_key": DEFAULT_ACCESS_KEY,
            "secret_key": SECRET,
        }

    def prepare(
        self,
        users: Iterable[dict[str, Any]] = (),
        stacks: Iterable[str] = ("design", "office"),
        faults: Iterable[dict[str, Any]] = (),
        switches: str = "one_way",
        **settings: Any,
    ) -> None:
        """Begin anew."""
        self.emulator.reset()
        self.emulator.configure(switches=switches, **settings)
        self.emulator.seed(REGION, DEFAULT_ACCESS_KEY, list(users), list(stacks))
        self.emulator.add_faults(list(faults))

    def task(self, module: Any, **options: Any) -> dict[str, Any]:
        return run_module(module, **{**self.connection, **options})

    def appstream_user(self, **options: Any) -> dict[str, Any]:
        return self.task(appstream_user, **options)

    def appstream_user_info(self, **options: Any) -> dict[str, Any]:
        return self.task(appstream_user_info, **options)

    def appstream_user_stack_association(self, **options: Any) -> dict[str, Any]:
        return self.task(appstream_user_stack_association, **options)

    @property
    def calls(self) -> list[dict[str, Any]]:
        return self.emulator.calls

    @property
    def writes(self) -> list[str]:
        """The calls that write."""
        names = [call["operation"] for call in self.calls]
        return [name for name in names if not name.startswith("Describe")]

    @property
    def counts(self) -> dict[str, int]:
        return self.emulator.counts()

    @property
    def mails(self) -> list[dict[str, Any]]:
        return self.emulator.mails

    @property
    def mail_kinds(self) -> list[str]:
        return [mail["kind"] for mail in self.mails]

    @property
    def users(self) -> list[dict[str, Any]]:
        users: list[dict[str, Any]] = self._state["users"]
        return users

    @property
    def contents(self) -> list[str]:
        """The associations, the users without stacks, and the disabled users, sorted."""
        pairs = self._state["associations"]
        placed = {user_name for user_name, _stack_name in pairs}
        names = [user["user_name"] for user in self.users]
        disabled = [user["user_name"] for user in self.users if not user["enabled"]]
        return sorted(
            [" ".join(pair) for pair in pairs]
            + [name for name in names if name not in placed]
            + [f"disabled {name}" for name in disabled]
        )

    @property
    def _state(self) -> dict[str, Any]:
        return self.emulator.pool(REGION, DEFAULT_ACCESS_KEY).dump()


def named(rows: Iterable[dict[str, Any]], key: str) -> list[Any]:
    """One value of each row."""
    return [row[key] for row in rows]


def short(rows: Iterable[dict[str, Any]]) -> list[str]:
    """The names of users, without the domain."""
    return [row["user_name"].split("@")[0] for row in rows]
