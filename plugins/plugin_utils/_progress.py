# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Reads the progress_file of appstream_user, while the module writes it and afterwards."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.change import (
    ASSOCIATE,
    DONE_WORDS,
)


class ProgressReader:
    """What the lines of the file say so far. A last line that is not whole yet waits."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._offset = 0  # bytes read
        self._planned: dict[str, int] | None = None
        self._done: dict[str, list[tuple[str, str | None]]] = {}
        self._numbers: Counter[str] = Counter()
        self._failed: set[str] = set()

    def update(self) -> None:
        """Read what is new. If somebody has removed the file, nothing is."""
        try:
            with open(self._path, "rb") as file:
                file.seek(self._offset)
                new = file.read()
        except OSError:
            return
        whole = new[: new.rfind(b"\n") + 1]
        self._offset += len(whole)
        for line in whole.splitlines():
            kind, *values = json.loads(line)
            if kind == "planned":
                self._planned = values[0]
            elif kind == "failed":
                self._failed.add(values[0])
            else:
                action, user_name, stack_name = values
                self._numbers[action] += 1
                self._done.setdefault(user_name, []).append((action, stack_name))

    @property
    def begun(self) -> bool:
        """Whether anything may have been written to the pool."""
        return self._planned is not None

    def line(self, seconds: int) -> str:
        """How far the task is, ``seconds`` after it began."""
        if self._planned is None:
            return f"reading the pool, {seconds} s"
        parts = [
            f"{words} {number:,} of {max(number, self._planned.get(action, 0)):,}"
            for action, words in DONE_WORDS.items()
            if (number := self._numbers[action])
        ]
        parts = parts or [f"starting, {seconds} s"]
        return ", ".join([*parts, f"{len(self._failed):,} failed"])

    def done_users(self) -> list[dict[str, Any]]:
        """What was done, by user, in the form of the module's rows."""
        return [
            {
                "user_name": user_name,
                "failed": user_name in self._failed,
                "actions": [action for action, stack_name in done if stack_name is None],
                "stacks_added": sorted(s for a, s in done if s is not None and a == ASSOCIATE),
                "stacks_removed": sorted(s for a, s in done if s is not None and a != ASSOCIATE),
            }
            for user_name, done in self._done.items()
        ]
