# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The file in which a task tells how far it is."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ansible_collections.euc.appstream.plugins.module_utils._model.change import (
    ASSOCIATE,
    CREATE,
    DELETE,
    RECREATE,
    Change,
)
from ansible_collections.euc.appstream.plugins.module_utils._service.progress import Progress


def events(path: Path) -> list[object]:
    return [json.loads(line) for line in path.read_text("ascii").splitlines()]


def test_each_line_is_an_event_and_each_event_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "progress"
    path.write_text('["earlier"]\n')
    progress = Progress(str(path))
    progress.planned({CREATE: 2, RECREATE: 1}, {"ben@x.org"})
    for _time in range(2):
        progress.done(Change(CREATE, "j\xf6@x.org"))
        progress.done(Change(ASSOCIATE, "j\xf6@x.org", "design"))
        progress.done(Change(DELETE, "ben@x.org"))  # on the way to being recreated
        progress.failed("cleo@x.org")
    progress.done(Change(RECREATE, "ben@x.org"))
    assert events(path) == [  # while it is still open
        ["earlier"],
        ["planned", {"create": 2, "recreate": 1}],
        ["done", "create", "j\xf6@x.org", None],
        ["done", "associate", "j\xf6@x.org", "design"],
        ["failed", "cleo@x.org"],
        ["done", "recreate", "ben@x.org", None],
    ]
    assert progress.error is None


def test_without_a_path_nothing_is_written() -> None:
    progress = Progress()
    progress.planned({CREATE: 1}, set())
    progress.done(Change(CREATE, "ada@x.org"))
    assert progress.error is None


def test_a_file_that_cannot_be_written_holds_up_nothing(tmp_path: Path) -> None:
    progress = Progress(str(tmp_path / "missing" / "file"))
    progress.planned({CREATE: 1}, set())
    progress.done(Change(CREATE, "ada@x.org"))
    assert progress.error is not None
    assert progress.error.endswith("cannot be written: No such file or directory")
    os.mkfifo(tmp_path / "pipe")  # nobody reads it
    pipe = Progress(str(tmp_path / "pipe"))
    pipe.planned({CREATE: 1}, set())
    assert pipe.error is not None
    full = Progress("/dev/full")
    full.planned({CREATE: 1}, set())
    full.done(Change(CREATE, "ada@x.org"))
    assert full.error == "progress_file: /dev/full cannot be written: No space left on device"
