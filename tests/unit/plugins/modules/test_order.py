# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order in results does not depend on the order of Python's sets, which each process has anew.

All other tests compare runs of one process, in which it is the same.
"""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.modules import (
    appstream_user,
    appstream_user_info,
    appstream_user_stack_association,
)
from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    UserPool,
    own_environment,
    own_process,
)

STACKS = ["design", "engineering", "office", "review", "studio"]
NAMES = [f"{name}@example.com" for name in ("ada", "ben", "cleo", "dan", "eva", "fay", "gus")]
PURGED: dict[str, Any] = {"stack_names": ["office", "studio"], "purge_stacks": True}
TASKS = [
    pytest.param(
        appstream_user,
        {"users": [{"user_name": NAMES[0]}], "unlisted_users": "delete", **PURGED},
        id="appstream_user",
    ),
    pytest.param(
        appstream_user_stack_association,
        {"user_names": NAMES[:2], "purge_users": True, **PURGED},
        id="appstream_user_stack_association",
    ),
    pytest.param(appstream_user_info, {"include_associations": True}, id="appstream_user_info"),
]


def result_of(pool: UserPool, module: Any, options: dict[str, Any], seed: str) -> Any:
    options = {**pool.connection, **options, "check_mode": True, "diff": True}
    printed = subprocess.run(
        own_process(module),
        input=json.dumps(options),
        env=own_environment() | {"PYTHONHASHSEED": seed},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return json.loads(printed)


@pytest.mark.parametrize(("module", "options"), TASKS)
def test_a1_two_processes_have_the_same_result(
    pool: UserPool, module: Any, options: dict[str, Any]
) -> None:
    users = [{"user_name": name, "stack_names": STACKS} for name in NAMES]
    pool.prepare(users, STACKS)
    if module is not appstream_user_info:
        options = {**options, "removal_limit": 100}
    results = [result_of(pool, module, options, seed) for seed in ("1", "2", "3")]
    assert not results[0]["failed"], results[0]
    assert results[0] == results[1] == results[2]
    assert len(results[0].get("users") or results[0]["associations"]) >= len(NAMES)
