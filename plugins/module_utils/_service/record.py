# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The record of a task: what it is to do and has done, appended to two files while it works."""

from __future__ import annotations

import csv
import datetime
import errno
import fcntl
import io
import json
import os
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from .._model.change import ASSOCIATE, Change, mails_of
from .._model.formulas import without_formula
from .._model.pool import PoolIdentity

# What the caller says of the run, the same in all rows.
GIVEN = ("run", "playbook", "launched_by", "pool")
COLUMNS = (
    "time",
    *GIVEN,
    "account",
    "region",
    "check_mode",
    "event",
    "user_name",
    "actions",
    "stacks_added",
    "stacks_removed",
    "mails",
    "previous_user_name",
    "reason",
    "previous_enabled",
    "previous_first_name",
    "previous_last_name",
    "previous_stack_names",
)
# Events about the task, and about a user. A task without "ended" was killed.
STARTED, ENDED = "started", "ended"
PREDICTED, PLANNED, DONE, FAILED, NOTED = "predicted", "planned", "done", "failed", "noted"

# A pipe that nobody reads would hold up the task.
_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC
_LIST_SEPARATOR = ";"
Row = Mapping[str, Any]


class RecordError(Exception):
    """The record cannot be written. The message says why."""


class Record:
    """Appends rows to ``path.csv`` and, with the same content, to ``path.jsonl``, a JSON object per
    line without the keys that say nothing. Each row is written at once, so a task that is killed
    leaves what it did. Two tasks may append to the same files. Safe to share between threads.

    ``options``: ``path``, and what GIVEN lists. Without them it does nothing. ``error``: why the
    rest of the record is missing, if it is; a task under way is not held up.
    """

    def __init__(self, options: Mapping[str, Any] | None = None, check_mode: bool = False) -> None:
        self.error: str | None = None
        self._options = options
        self._lock = threading.Lock()
        self._files: list[int] = []
        self._common: Row = {}
        self._common_cells: Mapping[str, str] = {}
        self._check_mode = check_mode

    @property
    def active(self) -> bool:
        return self._options is not None

    def start(self, region: str) -> None:
        """Before anything is done. Raises RecordError if the files cannot be written."""
        if self._options is None:
            return
        given = {key: self._options[key] for key in GIVEN if self._options.get(key)}
        self._set_common({**given, "region": region, "check_mode": self._check_mode})
        path = self._options["path"]
        try:
            self._files = [_open_csv(f"{path}.csv"), _open_after_whole_line(f"{path}.jsonl")]
        except OSError as error:
            raise RecordError(f"record: {path} cannot be written: {error.strerror}") from None
        self._write({"event": STARTED})
        if self.error is not None:
            raise RecordError(self.error)

    def of_pool(self, pool: PoolIdentity) -> None:
        """The account, from here on."""
        if pool.account is not None:
            self._set_common({**self._common, "account": pool.account})

    def plan(self, rows: Iterable[Row]) -> None:
        """What is to be done to each user, before the first write, or in check mode."""
        event = PREDICTED if self._check_mode else PLANNED
        for row in rows:
            self._write({"event": event, **row})

    def done(self, change: Change) -> None:
        """A change has taken effect."""
        if change.stack_name is None:
            row: dict[str, Any] = {"actions": [change.action]}
        elif change.action == ASSOCIATE:
            row = {"stacks_added": [change.stack_name]}
        else:
            row = {"stacks_removed": [change.stack_name]}
        row["mails"] = mails_of([change])
        self._write({"event": DONE, "user_name": change.user_name, **row})

    def end(self, result: Mapping[str, Any]) -> None:
        """``result``: of the module, with its rows if it has any."""
        if self._options is None or not self._files:
            return
        for row in result.get("users") or result.get("associations") or ():
            if row["msg"]:
                stack = f"{row['stack_name']}: " if "stack_name" in row else ""
                self._write(
                    {
                        "event": FAILED if row["failed"] else NOTED,
                        "user_name": row["user_name"],
                        "reason": f"{stack}{row['msg']}",
                    }
                )
        numbers = [f"{key} {number}" for key, number in result.get("summary", {}).items() if number]
        reason = "; ".join(filter(None, [", ".join(numbers), result.get("msg")]))
        self._write({"event": ENDED, "reason": reason})
        for file in self._files:
            os.close(file)
        self._files = []

    def _set_common(self, row: Row) -> None:
        self._common, self._common_cells = row, _cells(row)

    def _write(self, row: Row) -> None:
        filled = {key: value for key, value in row.items() if _says_something(key, value)}
        with self._lock:
            if not self._files:
                return
            time = {"time": _now()}
            cells = {**time, **self._common_cells, **_cells(filled)}
            lines = (_csv_line(cells), _json_line({**time, **self._common, **filled}))
            try:
                for file, line in zip(self._files, lines):
                    _write_whole(file, line)
            except OSError as error:
                self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        for file in self._files:
            os.close(file)
        self._files = []
        path = self._options["path"] if self._options else ""
        self.error = f"record: {path} is not complete: {error.strerror}"


def _now() -> str:
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")


def _says_something(key: str, value: Any) -> bool:
    """That a user was on no stack is known, if it is said."""
    return value not in (None, "", []) or (value == [] and key.startswith("previous_"))


def _write_whole(file: int, line: bytes) -> None:
    if os.write(file, line) < len(line):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _open_csv(path: str) -> int:
    """With its header. Two tasks may begin at once."""
    file = _open_after_whole_line(path)
    fcntl.flock(file, fcntl.LOCK_EX)
    header = ",".join(COLUMNS).encode("ascii") + b"\n"
    found = os.pread(file, len(header), 0)
    if not found:
        os.write(file, header)
    elif found != header:
        os.close(file)
        raise OSError(0, "it has other columns")
    fcntl.flock(file, fcntl.LOCK_UN)
    return file


def _open_after_whole_line(path: str) -> int:
    """A task that was killed, or a full disk, may have left a part of a line, which could hide the
    next ones: it is cut off."""
    file = os.open(path, _FLAGS, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX)
    end = os.fstat(file).st_size
    while end and (end_of_line := os.pread(file, 1, end - 1)) != b"\n":
        end -= len(end_of_line)
    if end < os.fstat(file).st_size:
        os.ftruncate(file, end)
    fcntl.flock(file, fcntl.LOCK_UN)
    return file


def _json_line(row: Row) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _csv_line(cells: Mapping[str, str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([cells.get(key, "") for key in COLUMNS])
    return out.getvalue().encode("utf-8", "backslashreplace")


def _cells(row: Row) -> dict[str, str]:
    return {key: _cell(value) for key, value in row.items()}


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):  # each, since a spreadsheet may split at the semicolon
        return _LIST_SEPARATOR.join(map(_cell, value))
    return without_formula(str(value))
