# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the tasks of a playbook in its own process.

Ansible forks a process for each task of each host, which takes longer than most of our tasks. Here
a task gets copies of what it may change in that process, and its result is sent as usual. Hosts
take turns, however many ``forks`` there are, and no task can be killed by itself. What a plugin
prints, which Ansible hides or warns of, is shown; ruff forbids it in plugins.

Modules are pipelined, and come from the parent of modules without a shell and a client, which take
as long as the module itself.
"""

from __future__ import annotations

import copy
import io
import os
import shlex
import signal
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import forked_client

VARIABLE = "APPSTREAM_TESTS_TASKS_IN_PROCESS"


def asked(env: Mapping[str, str]) -> dict[str, str]:
    """The same environment, in which forked playbooks run their tasks in their own process."""
    return {**env, VARIABLE: "1"}


def install(modules: str) -> None:
    """Let the next playbook in this process run its tasks here. ``modules``: the socket of the
    parent of modules."""
    from ansible.executor.process import worker
    from ansible.plugins.connection import local

    def start(self: Any) -> None:
        task = self._task
        self._task = task.copy(exclude_parent=True)
        self._task._parent = task._parent
        self._task.loop_control = copy.copy(task.loop_control)
        self._host = copy.copy(self._host)
        self._task_vars = dict(self._task_vars)
        # The worker replaces its streams and handlers of signals. The playbook keeps its own.
        streams = {name: io.StringIO() for name in ("stdout", "stderr")}
        worker.sys = SimpleNamespace(stdin=sys.stdin, **streams)
        if hasattr(self, "_save_stdin"):  # before ansible-core 2.19
            self._save_stdin()
        self.run()

    process = worker.WorkerProcess
    process.start = start
    process._detach = lambda self: None
    process.is_alive = lambda self: False
    process.close = lambda self: None
    process.exitcode = 0
    worker.display.set_queue = lambda queue: None  # nothing is to be sent to itself
    numbers = {"SIGINT": signal.SIGINT, "SIGTERM": signal.SIGTERM}
    worker.signal = SimpleNamespace(signal=lambda number, handler: None, **numbers)

    os.environ.setdefault("ANSIBLE_PIPELINING", "1")
    by_shell = local.Connection.exec_command

    def run(
        self: Any, command: str, in_data: bytes | None = None, sudoable: bool = True
    ) -> tuple[int, bytes, bytes]:
        if in_data is None or (env := environment_of(command)) is None:
            return by_shell(self, command, in_data, sudoable)  # type: ignore[no-any-return]
        return run_module(modules, self.cwd or os.getcwd(), env, in_data)

    local.Connection.exec_command = run


def environment_of(command: str) -> dict[str, str] | None:
    """What a command that pipelines a module sets; None if it is another command."""
    if not command.startswith("/bin/sh -c "):
        return None
    script = shlex.split(command)[-1].removesuffix(" && sleep 0")  # which older releases add
    *assignments, python = shlex.split(script)
    pairs = [word.partition("=") for word in assignments]
    if python != sys.executable or not all(equals for _name, equals, _value in pairs):
        return None
    return {name: value for name, _equals, value in pairs}


def run_module(
    socket: str, directory: str, env: Mapping[str, str], script: bytes
) -> tuple[int, bytes, bytes]:
    """The status and output of a process of the parent of modules."""
    with (
        tempfile.TemporaryFile() as stdin,
        tempfile.TemporaryFile() as stdout,
        tempfile.TemporaryFile() as stderr,
    ):
        stdin.write(script)
        stdin.seek(0)
        files = (stdin.fileno(), stdout.fileno(), stderr.fileno())
        whole = {**os.environ, **env}
        with closing(
            forked_client.ask(socket, [sys.executable], directory, whole, files)
        ) as parent:
            forked_client.answer(parent)  # its ID
            status = forked_client.answer(parent)
        for output in (stdout, stderr):
            output.seek(0)
        # a shell says so of a process that was killed
        return status if status >= 0 else 128 - status, stdout.read(), stderr.read()
