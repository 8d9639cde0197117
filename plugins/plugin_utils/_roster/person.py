# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The rows of a table, read by the plan of its columns: one person each."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._bounded import brief
from .._column_options import ACCESS_UNTIL, PREVIOUS, split_targets
from .._values import is_empty
from .column_plan import ColumnPlan, Source
from .read_options import ReadOptions
from .remarks import may_be_no_name
from .values import ACCESS_PARSERS, parse_date, parse_mark, parse_stacks, parse_text

Parser = Callable[[Any], Any]
_PARSERS: dict[str, Parser] = {
    "user_name": parse_text,
    PREVIOUS: parse_text,
    "first_name": parse_text,
    "last_name": parse_text,
    "stack_names": parse_stacks,
}


@dataclass
class Person:
    """``values``: those of our columns that are filled. ``access``: whether any column says that
    the person may sign in; False if one says no. ``until``: the last day, if it is over.
    """

    values: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    access: bool | None = None
    enables: bool = False
    """Whether the column ``enabled`` of a roster of our own form gives access."""
    created_if_disabled: bool = True
    """Whether only the column ``enabled`` of a roster of our own form takes access away."""
    until: datetime.date | None = None


class PersonReader:
    def __init__(self, plan: ColumnPlan, options: ReadOptions) -> None:
        self._plan = plan
        self._options = options

    def read(self, cells: Sequence[Any]) -> Person:
        person = Person()
        for source in self._plan.names:
            value = _filled(cells, source.indexes)
            if value is not None:
                self._read_name(person, source, value)
        for source in self._plan.splits:
            value = _filled(cells, source.indexes)
            if value is not None:
                self._split(person, source, value)
        self._read_stacks(person, cells)
        for source in self._plan.access:
            value = _filled(cells, source.indexes)
            if value is not None:
                self._read_access(person, source, value)
        self._check_names(person)
        return person

    @staticmethod
    def _check_names(person: Person) -> None:
        """A remark beside a name, as in "Example (terminated)", is not part of it."""
        for key in ("first_name", "last_name"):
            name = person.values.get(key)
            if person.access is not False and may_be_no_name(name):
                person.errors.append(
                    f"{key} {brief(name)} may say that the user must not have access; write the"
                    " name alone"
                )

    def _read_name(self, person: Person, source: Source, value: Any) -> None:
        try:
            parsed = _PARSERS[source.kind](value)
        except ValueError as error:
            person.errors.append(f"{source.label} {brief(value)} {error}")
            return
        if source.kind == "user_name" and self._options.domain and "@" not in parsed:
            parsed += self._options.domain
        if parsed != []:  # a separator alone says no more than an empty cell
            person.values[source.kind] = parsed

    def _split(self, person: Person, source: Source, value: Any) -> None:
        """A whole name: at its comma, or of two words, in the order that the option gives."""
        comma = "," in source.kind
        text = str(value).strip()
        parts = [part.strip() for part in (text.split(",") if comma else text.split())]
        targets = split_targets(source.kind)
        if len(parts) != len(targets) or not all(parts):
            wanted = "one comma" if comma else "two words"
            person.errors.append(f"{source.label} {brief(text)} does not have {wanted} to split at")
            return
        person.values.update(zip(targets, parts))

    def _read_stacks(self, person: Person, cells: Sequence[Any]) -> None:
        marked = list(person.values.get("stack_names", ()))
        for source in self._plan.stacks:
            value = _filled(cells, source.indexes)
            try:
                if value is not None and parse_mark(value):
                    marked.append(source.label)
            except ValueError as error:
                person.errors.append(f"column {source.label!r}: {brief(value)} {error}")
        marked = list(dict.fromkeys(marked)) or list(self._options.stack_names)
        if marked:
            person.values["stack_names"] = marked

    def _read_access(self, person: Person, source: Source, value: Any) -> None:
        try:
            if source.kind == ACCESS_UNTIL:
                until = parse_date(value)
                says = None if until is None or until >= self._options.today else False
                if says is False:
                    person.until = until
            else:
                says = ACCESS_PARSERS[source.kind](value)
        except (ValueError, OverflowError) as error:
            person.errors.append(f"{source.label} {brief(value)} {error}")
            return
        own = self._plan.own and source.label == "enabled"
        person.enables = person.enables or (own and says is True)
        if says is False:
            person.created_if_disabled = person.created_if_disabled and own
        if says is not None:
            person.access = says and person.access is not False


def _filled(cells: Sequence[Any], indexes: Sequence[int]) -> Any:
    """The first cell that is filled, if there is one."""
    for index in indexes:
        if index < len(cells) and not is_empty(cells[index]):
            return cells[index]
    return None
