# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the lines of a progress file say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible_collections.euc.appstream.plugins.plugin_utils._progress import ProgressReader


def reader(path: Path, *events: Any) -> ProgressReader:
    path.write_text("".join(json.dumps(event) + "\n" for event in events))
    made = ProgressReader(str(path))
    made.update()
    return made


def test_before_there_is_a_plan_the_pool_is_read(tmp_path: Path) -> None:
    assert reader(tmp_path / "p").line(20) == "reading the pool, 20 s"


def test_before_anything_is_done_it_is_starting(tmp_path: Path) -> None:
    assert reader(tmp_path / "p", ["planned", {"create": 1}]).line(7) == "starting, 7 s, 0 failed"


def test_what_was_done_is_counted_against_the_plan(tmp_path: Path) -> None:
    made = reader(
        tmp_path / "p",
        ["planned", {"create": 20_000, "associate": 3, "delete": 1}],
        *(["done", "create", f"u{n}@x.org", None] for n in range(1_000)),
        ["done", "associate", "u1@x.org", "design"],
        ["failed", "u1@x.org"],
    )
    line = "created 1,000 of 20,000, added to stacks 1 of 3, 1 failed"
    assert made.line(30) == line


def test_more_may_be_done_than_was_planned(tmp_path: Path) -> None:
    """A user who appeared meanwhile is enabled instead of created."""
    made = reader(tmp_path / "p", ["planned", {"create": 1}], ["done", "enable", "ada@x.org", None])
    assert made.line(0) == "enabled 1 of 1, 0 failed"


def test_a_file_that_is_gone_says_nothing_new(tmp_path: Path) -> None:
    made = reader(tmp_path / "p", ["planned", {"create": 1}])
    (tmp_path / "p").unlink()
    made.update()
    assert made.line(3) == "starting, 3 s, 0 failed"
    assert not ProgressReader(str(tmp_path / "missing")).begun


def test_a_line_that_is_not_whole_yet_waits(tmp_path: Path) -> None:
    path = tmp_path / "p"
    made = reader(path, ["planned", {"create": 2}])
    with path.open("a") as file:
        file.write('["done", "create", "ad')
        file.flush()
        made.update()
        assert made.line(0) == "starting, 0 s, 0 failed"
        file.write('a@x.org", null]\n')
        file.flush()
        made.update()
    assert made.line(0) == "created 1 of 2, 0 failed"


def test_b5_what_was_done_is_listed_by_user(tmp_path: Path) -> None:
    made = reader(
        tmp_path / "p",
        ["planned", {}],
        ["done", "create", "ada@x.org", None],
        ["done", "disassociate", "ben@x.org", "lab"],
        ["done", "associate", "ada@x.org", "office"],
        ["done", "associate", "ada@x.org", "design"],
        ["done", "disable", "ada@x.org", None],
        ["failed", "ben@x.org"],
    )
    assert made.begun
    assert made.done_users() == [
        {
            "user_name": "ada@x.org",
            "failed": False,
            "actions": ["create", "disable"],
            "stacks_added": ["design", "office"],
            "stacks_removed": [],
        },
        {
            "user_name": "ben@x.org",
            "failed": True,
            "actions": [],
            "stacks_added": [],
            "stacks_removed": ["lab"],
        },
    ]
