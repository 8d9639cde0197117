# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the tasks of a playbook in its own process.

Ansible forks a process for each task of each host, which takes longer than most of our tasks. Here
a task gets copies of what it may change in that process, and its result is sent as usual. Hosts
take turns, however many ``forks`` there are, and no task can be killed by itself. What a plugin
prints, which Ansible hides or warns of, is shown; ruff forbids it in plugins.
"""

from __future__ import annotations

import copy
import io
import signal
import sys
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

VARIABLE = "APPSTREAM_TESTS_TASKS_IN_PROCESS"


def asked(env: Mapping[str, str]) -> dict[str, str]:
    """The same environment, in which forked playbooks run their tasks in their own process."""
    return {**env, VARIABLE: "1"}


def install() -> None:
    """Let the next playbook in this process run its tasks here."""
    from ansible.executor.process import worker

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
