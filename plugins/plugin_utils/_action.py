# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What the action plugins of the modules share: no_log hides warnings, too (H3).

A module cannot do that. It does not know whether no_log was set for its task, or a setting keeps
all tasks out of the log of the system.
"""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase


class ModuleAction(ActionBase):  # type: ignore[misc]
    """Runs the module of its name."""

    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: str | None = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        result.update(self.run_module(task_vars))
        if self._task.no_log:  # warnings name users, and Ansible shows them nevertheless
            result.pop("warnings", None)
        return result

    def run_module(self, task_vars: Any) -> dict[str, Any]:
        """As it is run without an action plugin."""
        in_background = bool(self._task.async_val)
        result: dict[str, Any] = self._execute_module(task_vars=task_vars, wrap_async=in_background)
        if not in_background:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result
