# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A failure of the role stops it, whatever the play says (P9)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

TASKS = Path(__file__).resolve().parents[2] / "roles" / "user_pool" / "tasks"
ENTRIES = [path for path in sorted(TASKS.glob("*.yml")) if path.name != "run.yml"]
OTHERS = [path for path in sorted(TASKS.rglob("*.yml")) if path not in ENTRIES]


def tasks_of(tasks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for task in tasks:
        yield task
        for part in ("block", "rescue", "always"):
            yield from tasks_of(task.get(part, []))


def read(path: Path) -> list[dict[str, Any]]:
    return list(tasks_of(yaml.safe_load(path.read_text("utf-8"))))


def test_the_files_are_found() -> None:
    assert len(ENTRIES) > 4
    assert len(OTHERS) > 10


@pytest.mark.parametrize("path", ENTRIES, ids=lambda path: path.name)
def test_p9_no_entry_point_ignores_errors(path: Path) -> None:
    """All tasks of the role inherit it, whether they are imported or included."""
    (task,) = read(path)
    assert task["ignore_errors"] is False


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_p9_no_task_ignores_errors(path: Path) -> None:
    assert not [task for task in read(path) if "ignore_errors" in task]
