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
from .remarks import may_be_no_name, may_hide_no_access
from .stays import may_name_who_stays
from .values import ACCESS_PARSERS, parse_date, parse_mark, parse_stacks, parse_text

Parser = Callable[[Any], Any]
_PARSERS: dict[str, Parser] = {
    "user_name": parse_text,
    PREVIOUS: parse_text,
    "first_name": parse_text,
    "last_name": parse_text,
    "stack_names": parse_stacks,
}
_PERSONAL = ("first_name", "last_name")


@dataclass
class Person:
    """``values``: those of our columns that are filled. ``access``: whether any column says that
    the person may sign in; False if one says no. ``until``: the last day, if it is over.
    """

    values: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    """About the user name, and whether the person may sign in."""
    detail_errors: list[str] = field(default_factory=list)
    """About other names and about stacks, which a list of users does not use."""
    access: bool | None = None
    enables: bool = False
    """Whether the column ``enabled`` of a roster of our own form gives access."""
    created_if_disabled: bool = True
    """Whether only the column ``enabled`` of a roster of our own form takes access away."""
    until: datetime.date | None = None
    written_names: dict[str, Any] = field(default_factory=dict)
    """First and last names, or both in one, as they are written: also those that are errors."""


class PersonReader:
    def __init__(self, plan: ColumnPlan, options: ReadOptions) -> None:
        self._plan = plan
        self._options = options
        self._all_leave = plan.of_leavers and not any(source.given for source in plan.access)

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

    def _check_names(self, person: Person) -> None:
        """A remark beside a name, as in "Example (terminated)", is not part of it. Of somebody who
        is to lose access it says nothing new, and "Example (keep)" does.
        """
        leaves = person.access is False or self._all_leave
        for label, name in person.written_names.items():
            if not leaves and _may_be_gone(name):
                person.errors.append(
                    f"{label} {brief(name)} may say that the user must not have access; write the"
                    " name alone"
                )
            elif leaves and self._plan.of_leavers and may_name_who_stays(name):
                person.errors.append(
                    f"{label} {brief(name)} may say that the user is to stay; remove the user, or"
                    " write the name alone"
                )

    def _read_name(self, person: Person, source: Source, value: Any) -> None:
        if source.kind in _PERSONAL:
            person.written_names[source.label] = value
        try:
            parsed = _PARSERS[source.kind](value)
        except ValueError as error:
            errors = person.errors if source.kind == "user_name" else person.detail_errors
            errors.append(f"{source.label} {brief(value)} {error}")
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
            person.detail_errors.append(
                f"{source.label} {brief(text)} does not have {wanted} to split at"
            )
            person.written_names[source.label] = value
            return
        person.values.update(zip(targets, parts))
        person.written_names.update(zip(targets, parts))

    def _read_stacks(self, person: Person, cells: Sequence[Any]) -> None:
        marked = list(person.values.get("stack_names", ()))
        for source in self._plan.stacks:
            value = _filled(cells, source.indexes)
            try:
                if value is not None and parse_mark(value):
                    marked.append(source.label)
            except ValueError as error:
                person.detail_errors.append(f"column {source.label!r}: {brief(value)} {error}")
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
        person.enables = person.enables or (source.own and says is True)
        if says is False:
            person.created_if_disabled = person.created_if_disabled and source.own
        if says is not None:
            person.access = says and person.access is not False


def _filled(cells: Sequence[Any], indexes: Sequence[int]) -> Any:
    """The first cell that is filled, if there is one."""
    for index in indexes:
        if index < len(cells) and not is_empty(cells[index]):
            return cells[index]
    return None


def _may_be_gone(name: Any) -> bool:
    return may_be_no_name(name) if isinstance(name, str) else may_hide_no_access(name)
