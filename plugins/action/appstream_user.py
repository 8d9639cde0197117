# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the module appstream_user, and shows its progress while it works on the controller."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from ansible import constants as C
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.euc.appstream.plugins.plugin_utils._progress import ProgressReader

INTERVAL = 10.0  # seconds from one line to the next


class ActionModule(ActionBase):  # type: ignore[misc]
    """The module is the same without it: elsewhere and in the background it runs as it is."""

    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: str | None = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        args = {**self._task.args}
        if self._task.no_log:  # Ansible shows the warnings of a module nevertheless
            args["show_warnings"] = False
        in_background = bool(self._task.async_val)
        here = self._connection.transport == "local" and not self._play_context.become
        if in_background or not here or args.get("progress_file"):
            options = {"task_vars": task_vars, "wrap_async": in_background}
            result.update(self._execute_module(module_args=args, **options))
            if not in_background:
                self._remove_tmp_path(self._connection._shell.tmpdir)
            return result
        handle, path = tempfile.mkstemp(prefix="progress-", dir=C.DEFAULT_LOCAL_TMP)  # mode 0600
        os.close(handle)
        reader = ProgressReader(path)
        args["progress_file"] = path
        try:
            with _shown(reader, task_vars["inventory_hostname"]):
                result.update(self._execute_module(module_args=args, task_vars=task_vars))
            # A module that was killed or interrupted does not say what it did.
            if "users" not in result and result.get("outcome_unknown") is not False:
                reader.update()
                if reader.begun:
                    result.update(changed=True, outcome_unknown=True)
                    result["done_users"] = reader.done_users()
        finally:
            with suppress(OSError):
                os.unlink(path)
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result


@contextmanager
def _shown(reader: ProgressReader, host: str) -> Iterator[None]:
    """Show a line every ten seconds."""
    ended = threading.Event()
    start = time.monotonic()

    def show() -> None:
        while not ended.wait(INTERVAL):
            reader.update()
            line = f"{host}: {reader.line(round(time.monotonic() - start))}"
            Display().display(line, stderr=True)  # stdout may be a document, such as JSON

    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
