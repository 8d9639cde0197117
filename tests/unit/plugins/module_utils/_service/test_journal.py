# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The file of the journal."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.pool import PoolIdentity
from ansible_collections.euc.appstream.plugins.module_utils._model.previous_user import PreviousUser
from ansible_collections.euc.appstream.plugins.module_utils._service import journal as module
from ansible_collections.euc.appstream.plugins.module_utils._service.journal import (
    Journal,
    JournalError,
)

HERE = PoolIdentity("eu-central-1", None, "123456789012")


def taken(name: str = "kim@example.com", pool: PoolIdentity = HERE) -> PreviousUser:
    """KIM, whose surrogate no encoding knows."""
    return PreviousUser(
        pool=pool,
        user_name=name,
        recorded_at=1.7e9,
        previous_arn="arn",
        previous_enabled=None,
        previous_first_name=None,
        previous_last_name="\ud800",
        previous_stack_names=("design", "office"),
        first_name="Kim",
        last_name=None,
        suppress=True,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a" / "b" / "pool.json"


def test_c9_what_is_recorded_is_read(path: Path) -> None:
    journal = Journal(str(path))
    assert journal.read(HERE) == {}
    assert not path.parent.exists()
    journal.record(taken())
    assert Journal(str(path)).read(HERE) == {"kim@example.com": taken()}
    newer = dataclasses.replace(taken(), recorded_at=1.8e9)
    journal.record(newer)
    assert journal.read(HERE) == {"kim@example.com": newer}
    journal.forget(HERE, "lee@example.com")
    assert path.stat().st_mode & 0o777 == 0o600
    journal.forget(HERE, "kim@example.com")
    assert list(path.parent.iterdir()) == []


def test_c9_entries_of_threads_are_all_kept(path: Path) -> None:
    journal = Journal(str(path))
    names = [f"u{number}@example.com" for number in range(50)]
    with ThreadPoolExecutor(10) as executor:
        list(executor.map(lambda name: journal.record(taken(name)), names))
    assert sorted(journal.read(HERE)) == sorted(names)
    with ThreadPoolExecutor(10) as executor:
        list(executor.map(lambda name: journal.forget(HERE, name), names[1:]))
    assert list(journal.read(HERE)) == names[:1]


def test_c9_the_entry_is_on_the_disk_before_anything_is_taken(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The content before the name, the name before the directory."""
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(handle: int) -> None:
        steps.append("directory" if os.path.isdir(f"/proc/self/fd/{handle}") else "content")
        fsync(handle)

    def noted_replace(source: Any, target: Any) -> None:
        steps.append("name")
        replace(source, target)

    monkeypatch.setattr(module.os, "fsync", noted_fsync)
    monkeypatch.setattr(module.os, "replace", noted_replace)
    Journal(str(path)).record(taken())
    assert steps == ["content", "name", "directory"]


def test_c9_a_write_that_fails_leaves_the_old_content(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(str(path))
    journal.record(taken())

    def fail(*_arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.os, "replace", fail)
    with pytest.raises(JournalError, match=r"cannot be written: .*No space left"):
        journal.record(taken("lee@example.com"))
    assert list(journal.read(HERE)) == ["kim@example.com"]
    assert [each.name for each in path.parent.iterdir()] == ["pool.json"]


def test_c9_a_process_that_is_killed_holds_no_lock(path: Path) -> None:
    program = f"""
import fcntl, os, signal
os.makedirs({str(path.parent)!r})
fcntl.flock(os.open({str(path.parent)!r}, os.O_RDONLY), fcntl.LOCK_EX)
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    Journal(str(path)).record(taken())
