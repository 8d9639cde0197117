# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the action plugin makes of the module's result."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.action.appstream_user import ActionModule


class Action(ActionModule):
    """On another machine, without a connection. The module returns what it is called with."""

    def __init__(self, no_log: bool, async_val: int) -> None:
        self._task = SimpleNamespace(
            no_log=no_log,
            async_val=async_val,
            check_mode=False,
            args={"state": "absent"},
            diff=False,
        )
        self._play_context = SimpleNamespace(check_mode=False, become=False)
        self._connection = SimpleNamespace(transport="ssh", _shell=SimpleNamespace(tmpdir="x"))
        self.removed: list[str] = []

    def _execute_module(self, **options: Any) -> dict[str, Any]:
        return {"changed": True, **options}

    def _remove_tmp_path(self, tmp_path: str, force: bool = False) -> None:
        self.removed.append(tmp_path)


@pytest.mark.parametrize("no_log", [True, False])
@pytest.mark.parametrize("async_val", [0, 30])
def test_h3_no_log_hides_warnings(no_log: bool, async_val: int) -> None:
    action = Action(no_log, async_val)
    result = action.run(task_vars={"x": 1})
    hidden = {"show_warnings": False} if no_log else {}
    assert (result["changed"], result["module_args"]) == (True, {"state": "absent", **hidden})
    assert action._task.args == {"state": "absent"}  # a task with a loop runs again with them
    assert (result["task_vars"], result["wrap_async"]) == ({"x": 1}, bool(async_val))
    assert action.removed == ([] if async_val else ["x"])
