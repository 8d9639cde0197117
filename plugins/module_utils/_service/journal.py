# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The journal: a file of the users whom a task is taking apart, or could not put together again.

It is written before a user is deleted, so that it outlives a process that is killed.
"""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import Any

from .._model.pool import PoolIdentity
from .._model.previous_user import PreviousUser

VERSION = 1
END_OF_TIME = 253402300800  # the year 10000, in seconds


_TEXT, _OPTIONAL_TEXT, _FLAG = (str,), (str, type(None)), (bool,)
_TYPES: dict[str, tuple[type, ...]] = {
    "user_name": _TEXT,
    "recorded_at": (int, float),
    "previous_arn": _OPTIONAL_TEXT,
    "previous_enabled": (bool, type(None)),
    "previous_first_name": _OPTIONAL_TEXT,
    "previous_last_name": _OPTIONAL_TEXT,
    "previous_stack_names": (list,),
    "first_name": _OPTIONAL_TEXT,
    "last_name": _OPTIONAL_TEXT,
    "suppress": _FLAG,
    "pool": (dict,),
}
_POOL_TYPES = {"region": _TEXT, "endpoint": _OPTIONAL_TEXT, "account": _OPTIONAL_TEXT}


class JournalError(Exception):
    """The journal cannot be read or written."""


class Journal:
    """The entries of one file. Each method reads the file anew, under a lock: several threads, and
    several runs, may share it."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file = os.path.realpath(path)  # a link stays one

    def read(self, pool: PoolIdentity) -> dict[str, PreviousUser]:
        """The entries of a pool by user name."""
        return {each.user_name: each for each in self._load() if each.pool.may_be(pool)}

    def record(self, user: PreviousUser) -> None:
        """Keep a user; when this returns, the entry is on the disk."""
        with self._changing() as entries:
            entries[user.key] = user

    def forget(self, pool: PoolIdentity, user_name: str) -> None:
        """Remove the entry of a user."""
        with self._changing() as entries:
            entries.pop((pool, user_name), None)

    @contextmanager
    def _changing(self) -> Iterator[dict[Any, PreviousUser]]:
        directory = os.path.dirname(self._file)
        try:
            os.makedirs(directory, mode=0o700, exist_ok=True)
            locked = os.open(directory, os.O_RDONLY)
        except OSError as error:
            raise self._error("written", error) from None
        try:
            fcntl.flock(locked, fcntl.LOCK_EX)
            before = {user.key: user for user in self._load()}
            entries = dict(before)
            yield entries
            if entries != before:
                self._store(list(entries.values()), directory)
                os.fsync(locked)  # the name, too, is on the disk
        except OSError as error:
            raise self._error("written", error) from None
        finally:
            os.close(locked)

    def _store(self, users: list[PreviousUser], directory: str) -> None:
        """Replace the file as a whole; it is gone when nobody is in it."""
        if not users:
            os.unlink(self._file)
            return
        content = {"version": VERSION, "users": [asdict(user) for user in users]}
        handle, temporary = tempfile.mkstemp(prefix=".journal-", dir=directory)  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                json.dump(content, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self._file)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise

    def _load(self) -> list[PreviousUser]:
        try:
            with open(self._file, encoding="utf-8") as file:
                content = json.load(file)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._error("read", error) from None
        except (ValueError, RecursionError):
            raise self._error("read", "it is not JSON") from None
        try:
            return _parse(content)
        except ValueError as error:
            raise self._error("read", str(error)) from None

    def _error(self, what: str, error: OSError | str) -> JournalError:
        reason = error if isinstance(error, str) else error.strerror
        return JournalError(f"journal: {self._path} cannot be {what}: {reason}")


def _parse(content: Any) -> list[PreviousUser]:
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise ValueError(f"it is not a journal of version {VERSION}")
    users = content.get("users")
    if content.keys() != {"version", "users"} or not isinstance(users, list):
        raise ValueError("it has no list of users")
    parsed = [_parse_user(number, user) for number, user in enumerate(users)]
    if len({user.key for user in parsed}) < len(parsed):
        raise ValueError("it lists a user twice")
    return parsed


def _parse_user(number: int, entry: Any) -> PreviousUser:
    _check(f"users[{number}]", entry, _TYPES)
    _check(f"users[{number}].pool", entry["pool"], _POOL_TYPES)
    if not 0 <= entry["recorded_at"] < END_OF_TIME:
        raise ValueError(f"users[{number}].recorded_at is not a time")
    stacks = entry["previous_stack_names"]
    if not all(isinstance(stack, str) for stack in stacks):
        raise ValueError(f"users[{number}].previous_stack_names is not a list of names")
    pool = PoolIdentity(**entry["pool"])
    return PreviousUser(**{**entry, "pool": pool, "previous_stack_names": tuple(stacks)})


def _check(where: str, entry: Any, types: dict[str, tuple[type, ...]]) -> None:
    if not isinstance(entry, dict) or entry.keys() != types.keys():
        raise ValueError(f"{where} has keys other than {', '.join(types)}")
    wrong = [key for key, kinds in types.items() if type(entry[key]) not in kinds]
    if wrong:
        raise ValueError(f"{where}.{wrong[0]} has the wrong type")
