# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What a task is to do and has done, line by line in a file, for those who wait for it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Collection, Mapping
from typing import Any

from .._model.change import RECREATE, Change
from .record import Record

# A pipe that nobody reads would hold up the task.
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK


class Progress:
    """Appends JSON arrays to a file, one per line: ``["planned", {action: number}]``, then
    ``["done", action, user_name, stack_name]`` and ``["failed", user_name]``, each once.

    Without a path there is no file. A file that cannot be written holds up nobody: ``error`` says
    why. Each change goes to the ``record``, too, once, with those on the way of a recreated user.
    Safe to share between threads.
    """

    def __init__(self, path: str | None = None, record: Record | None = None) -> None:
        self.error: str | None = None
        self._path = path
        self._record = record or Record()
        self._file: int | None = None  # its descriptor, until the task ends
        self._lock = threading.Lock()
        self._recreated: Collection[str] = ()
        self._written: set[str] = set()

    def planned(self, numbers: Mapping[str, int], recreated: Collection[str]) -> None:
        """How many changes there will be of each action. Users who are ``recreated`` are done when
        they have everything again; what is done to them on the way is left out."""
        self._recreated = recreated
        if self._path is None:
            return
        try:
            self._file = os.open(self._path, _FLAGS, 0o600)
        except OSError as error:
            self._give_up(error)
        self._append(("planned", dict(numbers)))

    def done(self, change: Change) -> None:
        """A change has taken effect."""
        event = ("done", change.action, change.user_name, change.stack_name)
        if not self._is_new(event):
            return
        if change.action != RECREATE:
            self._record.done(change)
        if change.action == RECREATE or change.user_name not in self._recreated:
            self._append(event)

    def failed(self, user_name: str) -> None:
        """Something has failed for good for a user."""
        event = ("failed", user_name)
        if self._is_new(event):
            self._append(event)

    def _is_new(self, event: tuple[Any, ...]) -> bool:
        with self._lock:
            key = repr(event)
            new = key not in self._written
            self._written.add(key)
            return new

    def _append(self, event: tuple[Any, ...]) -> None:
        with self._lock:
            if self._file is None:
                return
            try:
                os.write(self._file, json.dumps(event).encode("ascii") + b"\n")
            except OSError as error:
                os.close(self._file)
                self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        self._file = None
        self.error = f"progress_file: {self._path} cannot be written: {error.strerror}"
