# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Rosters, read completely. Pure values, no files."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any, TypedDict

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import (
    number_of,
    truncate_names,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import (
    NO_USER_NAME,
    unlikely_names,
    validate_stacks,
    validate_user,
)

from .._bounded import brief
from .._column_options import PREVIOUS
from .columns import plan_columns
from .forms import read_table
from .names import is_supported, transliterate
from .person import Person, PersonReader
from .read_options import ReadOptions
from .tabular import Row, truncate, truncate_warning
from .unread import doubtful_remarks

User = dict[str, Any]

_HOW_TO_GO_ON = (
    "; correct such names, or set user_pool_unsupported_names (unsupported_names of the filter)"
    " to transliterate or omit"
)


class Roster(TypedDict):
    users: list[User]
    """As appstream_user takes them. Empty if there are errors."""
    warnings: list[str]
    errors: list[str]
    """Each names its row by line or number."""
    unlikely_user_names: list[str]
    """Those that are an error because they do not look like an address."""


def read_roster(
    source: Any,
    format: str | None = None,
    options: ReadOptions | None = None,
    known_user_names: Container[str] = (),
) -> Roster:
    """Read and check every row. Raises BadRoster if the input as a whole cannot be read.

    ``source``: text, or a list of mappings, or a mapping with such a list. ``format``: ``csv``,
    ``text``, ``yaml`` or ``json``; None detects YAML and JSON by their start, other text is CSV.
    ``known_user_names``: names that the pool has, whose form is not checked. Users have no keys for
    empty values.
    """
    options = options or ReadOptions()
    table = read_table(source, format, options)
    plan = plan_columns(table, options)
    readable = not table.columns or plan.has_user_names
    users = _Users(options, known_user_names)
    reader = PersonReader(plan, options)
    for row in table.rows:
        if row.errors and not row.cells:  # all there is to say: the row holds no user
            users.errors.append(truncate(f"{row.place}: {', '.join(row.errors)}"))
        elif readable:
            users.add(row, reader.read(row.cells))
    doubtful = map(truncate, (*doubtful_remarks(table, plan), *plan.errors))
    errors = [*doubtful, *users.errors]
    return {
        "users": [] if errors else users.read(),
        "warnings": [
            truncate_warning(each) for each in (*table.warnings, *plan.warnings, *users.warnings())
        ],
        "errors": errors,
        "unlikely_user_names": users.unlikely_names,
    }


class _Users:
    """The users read so far. Rows of one user are joined, if they differ by their stacks only."""

    def __init__(self, options: ReadOptions, known: Container[str]) -> None:
        self._options = options
        self._known = known
        self._users: dict[str, User] = {}
        self._places: dict[str, str] = {}
        self._joined: dict[str, None] = {}
        self._changed: list[str] = []
        self._ended: list[str] = []
        self._advised = False
        self.errors: list[str] = []
        self.unlikely_names: list[str] = []

    def add(self, row: Row, person: Person) -> None:
        user, problems = person.values, [*row.errors, *person.errors, *person.detail_errors]
        name = user.get("user_name", "")
        problems += self._supported(name, user)
        gives = person.enables or self._options.enabled_by == "any"
        if person.access is False or (person.access and gives):
            user["enabled"] = person.access
        if person.access is False and not person.created_if_disabled:
            user["on_missing_user"] = "ignore"
        unread = not name and person.errors  # what cannot be read may be the name
        invalid = validate_user({**user, "user_name": name}, self._known)
        problems += [each for each in invalid if not (unread and each == NO_USER_NAME)]
        problems += validate_stacks(user.get("stack_names"))
        if name in self._users and not self._join(name, user):
            problems.append(
                f"the same user as in {self._places[name]}, with other values; rows of one user"
                " may differ in their stacks only"
            )
        elif name and name not in self._users:
            self._users[name] = user
            self._places[name] = row.place
            self._note(name, person)
            created = "on_missing_user" not in user
            self.unlikely_names += unlikely_names([name], self._known, created)
            previous = filter(None, [user.get(PREVIOUS)])
            self.unlikely_names += unlikely_names(previous, self._known, created=False)
        if problems:
            shown = f"{row.place} ({brief(name)})" if name else row.place
            self.errors.append(truncate(f"{shown}: {', '.join(problems)}") + self._advice(user))

    def _join(self, name: str, user: User) -> bool:
        """Add the stacks of another row of this user, if nothing else differs."""
        first = self._users[name]
        stacks = [*first.get("stack_names", ()), *user.get("stack_names", ())]
        if {**first, "stack_names": None} != {**user, "stack_names": None}:
            return False
        self._joined[name] = None
        if stacks:
            first["stack_names"] = list(dict.fromkeys(stacks))
        return True

    def _note(self, name: str, person: Person) -> None:
        if person.until is not None:
            self._ended.append(f"{name} ({person.until.isoformat()})")

    def _advice(self, user: User) -> str:
        """What to do about names that the service rejects, in the first error about one."""
        fails = self._options.unsupported_names == "fail"
        if self._advised or not fails or not list(_unsupported(user)):
            return ""
        self._advised = True
        return _HOW_TO_GO_ON

    def _supported(self, user_name: str, user: User) -> list[str]:
        """Omit or rewrite names that the service rejects, as the option says."""
        problems: list[str] = []
        how = self._options.unsupported_names
        if how == "fail":
            return problems
        for key, value in list(_unsupported(user)):
            if how == "omit":
                del user[key]
                self._changed.append(f"{user_name} ({key} {brief(value)})")
                continue
            try:
                user[key] = transliterate(value)
            except ValueError as error:
                del user[key]
                problems.append(f"{key} {brief(value)} {error}")
            else:
                self._changed.append(f"{user_name} ({key} {brief(value)} as {user[key]!r})")
        return problems

    def read(self) -> list[User]:
        return list(self._users.values())

    def warnings(self) -> list[str]:
        done = "omitted" if self._options.unsupported_names == "omit" else "transliterated"
        return [
            f"{number_of(len(names), what)}: {truncate_names(names)}"
            for what, names in _counted(
                (f"names {done} because the service rejects them", self._changed),
                ("users in several rows, joined", list(self._joined)),
                ("users whose last day is over", self._ended),
            )
        ]


def _unsupported(user: User) -> Iterator[tuple[str, str]]:
    """The names that the service rejects, each with its key.

    A name with an address is none of them: where a quotation mark is not closed, it is another row.
    """
    for key in ("first_name", "last_name"):
        value = user.get(key)
        if value is not None and not is_supported(value) and "@" not in value:
            yield key, value


def _counted(*groups: tuple[str, Sequence[str]]) -> list[tuple[str, Sequence[str]]]:
    return [(what, names) for what, names in groups if names]
