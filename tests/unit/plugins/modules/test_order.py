# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order in results does not depend on the order of Python's sets, which each process has anew.

All other tests compare runs of one process, in which it is the same.
"""

from __future__ import annotations

from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._plan.prediction import Prediction
from ansible_collections.euc.appstream.plugins.modules import (
    appstream_user,
    appstream_user_info,
    appstream_user_stack_association,
)
from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    UserPool,
)
from ansible_collections.euc.appstream.tests.unit.plugins.modules.own_process import (
    results_of_process,
)

STACKS = ["design", "engineering", "office", "review", "studio"]
NAMES = [f"{name}@example.com" for name in ("ada", "ben", "cleo", "dan", "eva", "fay", "gus")]
PURGED: dict[str, Any] = {"stack_names": ["office", "studio"], "purge_stacks": True}
COMMON: dict[str, Any] = {"check_mode": True, "diff": True}
TASKS: list[tuple[Any, dict[str, Any]]] = [
    (
        appstream_user,
        {
            "users": [{"user_name": NAMES[0]}],
            "unlisted_users": "delete",
            "removal_limit": 100,
            **PURGED,
        },
    ),
    (
        appstream_user_stack_association,
        {"user_names": NAMES[:2], "purge_users": True, "removal_limit": 100, **PURGED},
    ),
    (appstream_user_info, {"include_associations": True}),
]


def test_a1_processes_have_the_same_results(pool: UserPool) -> None:
    users = [{"user_name": name, "stack_names": STACKS} for name in NAMES]
    pool.prepare(users, STACKS)
    tasks = [(module, {**pool.connection, **COMMON, **options}) for module, options in TASKS]
    first, second = [results_of_process(tasks, hash_seed) for hash_seed in ("1", "2")]
    assert len(first) == len(second) == len(tasks)
    for result, other in zip(first, second):
        assert not result["failed"], result
        for each in (result, other):
            if (
                "prediction" in each
            ):  # it has the time, and the order of its changes is that of rows
                each["prediction"] = list(Prediction.parse(each["prediction"]).changes.items())
        assert result == other
        assert len(result.get("users") or result["associations"]) >= len(NAMES)
