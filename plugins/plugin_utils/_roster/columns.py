# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What each column of a roster is read as: by its heading, and by its cells where several fit.

Nothing that may say who must not have access is ignored: such a column is read, waived by an
option, or an error.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .._values import is_empty
from .headings import OTHER, Heading
from .read_options import ReadOptions, names_heading
from .tabular import Table
from .values import is_mark, states_access, states_no_access
from .vocabulary import (
    ACCESS_UNTIL,
    ADDRESS_PARTS,
    AMBIGUOUS_STATES,
    CONTROL,
    DISABLED,
    EXACT,
    HINTS,
    LOCKED,
    SERVICE_KEYS,
    STATES,
    STATUS,
)

SIMILARITY_CUTOFF = 0.8  # a column this similar to a missing one counts as a misspelling
_NAMES = ("user_name", "first_name", "last_name", "stack_names")
_SAY = (
    "say what it means with user_pool_roster_columns (enabled, disabled or access_until), or name"
    " it in user_pool_roster_ignore"
)
_CHOOSE = (
    "say which one counts with user_pool_roster_columns, or name the others in"
    " user_pool_roster_ignore"
)
_READ_AS = {
    DISABLED: "the opposite of enabled",
    STATUS: "enabled",
    LOCKED: "enabled",
    CONTROL: "enabled",
    ACCESS_UNTIL: "the last day of access",
}


@dataclass(frozen=True)
class Source:
    """What to read from the ``indexes`` of a row; the first cell that is filled counts.

    ``kind``: one of our columns, or how to read who may sign in. ``label``: for messages.
    """

    kind: str
    indexes: Sequence[int]
    label: str
    given: bool = False
    """Whether an option says what the column means."""


@dataclass
class ColumnPlan:
    names: list[Source] = field(default_factory=list)
    access: list[Source] = field(default_factory=list)
    splits: list[Source] = field(default_factory=list)
    """``kind`` is the order, such as "last_name first_name"."""
    stacks: list[Source] = field(default_factory=list)
    """``label`` is the name of the stack."""
    own: bool = False
    """Whether the roster is of this collection's own form, so that its column ``enabled`` may ask
    for a user who is created and then disabled."""
    of_service: bool = False
    """Whether the rows are the service's own, whose users are all in the pool."""
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def has_user_names(self) -> bool:
        return any(source.kind == "user_name" for source in self.names)


def plan_columns(table: Table, options: ReadOptions) -> ColumnPlan:
    """Decide for every column. A table without columns has no plan to make."""
    if table.plain:
        options = replace(options, columns={}, ignore=(), stack_columns=())
    return _Planner(table, options).plan()


class _Planner:
    def __init__(self, table: Table, options: ReadOptions) -> None:
        self._table = table
        self._options = options
        self._headings = [Heading(text) for text in table.columns]
        self._free = {n for n, heading in enumerate(self._headings) if heading.text}
        self._plan = ColumnPlan()
        self._read: list[str] = []
        self._said: list[str] = []
        self._waived: list[str] = []
        keys = {heading.key for heading in self._headings}
        self._plan.of_service = keys >= SERVICE_KEYS

    def plan(self) -> ColumnPlan:
        if self._headings:
            self._take_mapped()
            self._take_waived()
            self._take_stack_columns()
            for kind in _NAMES:
                self._take_known(kind)
            self._take_access()
            if not self._plan.has_user_names:
                self._miss_user_names()
            else:
                self._refuse_misspelled()
                self._refuse_hints()
                self._refuse_marks()
            self._warn()
        return self._plan

    # ---- what the options say

    def _find(self, given: str) -> list[int]:
        same = [n for n, heading in enumerate(self._headings) if heading.text == given.strip()]
        return same or [
            n for n, heading in enumerate(self._headings) if names_heading(given, heading.text)
        ]

    def _take_mapped(self) -> None:
        for target, given in self._options.columns.items():
            found = [self._find(heading) for heading in given]
            indexes = [n for each in found for n in each]
            unclear = [heading for heading, each in zip(given, found) if len(each) > 1]
            if unclear or not indexes:
                wrong = "names several columns" if unclear else "is no column"
                shown = " or ".join(map(repr, unclear or given))
                self._plan.errors.append(
                    f"user_pool_roster_columns: {shown} {wrong}; the columns are {self._listed()}"
                )
            self._free -= set(indexes)
            source = Source(target, indexes, " or ".join(map(repr, given)), given=True)
            if len(target.replace(",", " ").split()) > 1:
                self._plan.splits.append(source)
            elif target in _NAMES:
                self._plan.names.append(source)
            else:
                self._plan.access.append(source)
            self._say(indexes, target)

    def _take_waived(self) -> None:
        for given in self._options.ignore:
            found = set(self._find(given)) & self._free
            self._waived += [self._headings[n].text for n in sorted(found)]
            self._free -= found

    def _take_stack_columns(self) -> None:
        for given in self._options.stack_columns:
            found = self._find(given)
            if len(found) != 1:
                wrong = "names several columns" if found else "is no column"
                self._plan.errors.append(
                    f"user_pool_stack_columns: {given!r} {wrong}; the columns are {self._listed()}"
                )
            for n in found:
                self._plan.stacks.append(Source("mark", [n], self._headings[n].text))
            self._free -= set(found)

    # ---- what headings say

    def _take_known(self, kind: str) -> None:
        """The column that fits best; several that fit equally well must agree in all rows."""
        if any(source.kind == kind for source in self._plan.names):
            return
        if kind in ("first_name", "last_name") and self._plan.splits:
            return
        ranked: dict[int, list[int]] = {}
        for n in sorted(self._free):
            known, rank = self._headings[n].name_or_address
            if known == kind and (kind != "user_name" or self._may_hold_addresses(n)):
                ranked.setdefault(rank, []).append(n)
        if not ranked:
            ranked = self._without_addresses(kind)
        if not ranked:
            return
        rank = min(ranked)
        first, *others = ranked[rank]
        self._plan.own = self._plan.own or (kind == "user_name" and rank == 0)
        for other in others:
            if place := self._difference(first, other):
                texts = " and ".join(repr(self._headings[n].text) for n in ranked[rank])
                self._plan.errors.append(
                    f"columns {texts} both mean {kind}, and differ in {place}; {_CHOOSE}"
                )
                break
        self._plan.names.append(Source(kind, [first], kind))
        self._free.discard(first)
        if rank:
            self._say([first], kind)
        left = [n for group in ranked.values() for n in group if n != first]
        if kind == "user_name" and left:
            texts = ", ".join(repr(self._headings[n].text) for n in left)
            self._said.append(
                f"user_name is read from {self._headings[first].text!r}, not from {texts}"
            )

    def _may_hold_addresses(self, n: int) -> bool:
        """In a column of logins without a domain, none of the cells is an address."""
        return any("@" in str(cell) for cell in self._cells(n))

    def _without_addresses(self, kind: str) -> dict[int, list[int]]:
        """Columns by their heading alone: of a roster without rows, or with bad ones only."""
        ranked: dict[int, list[int]] = {}
        for n in sorted(self._free):
            known, rank = self._headings[n].name_or_address
            if known == kind:
                ranked.setdefault(rank, []).append(n)
        return ranked

    def _difference(self, first: int, second: int) -> str | None:
        """Where two columns differ, if they do."""
        for row in self._table.rows:
            if row.cells and _plain(row.cells, first) != _plain(row.cells, second):
                return row.place
        return None

    def _take_access(self) -> None:
        """All columns that say who may sign in count: one that says no is enough."""
        others = {key for heading in self._headings for key in heading.keys}
        for n in sorted(self._free):
            heading = self._headings[n]
            kind = heading.access
            if kind is None or heading.name_or_address[1] < OTHER:
                continue
            if kind == STATUS and (self._plan.of_service or self._is_place(n, others)):
                continue
            self._free.discard(n)
            own = heading.exact == kind
            self._plan.access.append(Source(kind, [n], kind if own else repr(heading.text)))
            if not own:
                self._say([n], _READ_AS.get(kind, kind))

    def _is_place(self, n: int, others: Iterable[str]) -> bool:
        heading = self._headings[n]
        if heading.keys[-1:] != ["state"]:
            return False
        cells = {str(cell).strip() for cell in self._cells(n) if not is_empty(cell)}
        codes = bool(cells) and cells <= STATES and not cells <= AMBIGUOUS_STATES
        beside = not ADDRESS_PARTS.isdisjoint(others)
        return codes or (beside and not any(map(states_access, cells)))

    # ---- what nobody has said anything about

    def _miss_user_names(self) -> None:
        errors = self._plan.errors
        with_addresses = [
            repr(self._headings[n].text)
            for n in sorted(self._free)
            if self._may_hold_addresses(n) and "@" not in self._headings[n].text
        ]
        hint = "name the right one in user_pool_roster_columns, such as user_name=Heading"
        if with_addresses:
            hint = f"addresses are in {', '.join(with_addresses)}; {hint}"
        errors.append(
            f"no column 'user_name' or 'email'; the columns are {self._listed()}; {hint}; logins"
            " without a domain need user_pool_roster_domain, too"
        )

    def _refuse_misspelled(self) -> None:
        found = {source.kind for source in (*self._plan.names, *self._plan.access)}
        missing = [name for name in EXACT if EXACT[name] not in found]
        for n in sorted(self._free):
            name = self._headings[n].text.lower().replace(" ", "_")
            similar = difflib.get_close_matches(name, missing, 1, SIMILARITY_CUTOFF)
            # enabled_by, for example, has another meaning
            if similar and not name.startswith(f"{similar[0]}_"):
                self._plan.errors.append(
                    f"column {self._headings[n].text!r} looks like {similar[0]!r}; rename or remove"
                    " it, or name it in user_pool_roster_ignore"
                )
                self._free.discard(n)

    def _refuse_hints(self) -> None:
        others = {key for heading in self._headings for key in heading.keys}
        for n in sorted(self._free):
            heading = self._headings[n]
            cells = [cell for cell in self._cells(n) if not is_empty(cell)]
            if not cells or self._is_place(n, others):
                continue
            known = self._plan.of_service or (heading.is_detail and self._plan.access)
            hinted = heading.may_be_access and not known
            if hinted or any(map(states_no_access, cells)) or any(map(_hides_access, cells)):
                self._plan.errors.append(
                    f"column {heading.text!r} may say who must not have access; {_SAY}"
                )
                self._free.discard(n)

    def _refuse_marks(self) -> None:
        for n in sorted(self._free):
            heading = self._headings[n]
            cells = [cell for cell in self._cells(n) if not is_empty(cell)]
            if cells and heading.may_be_stack and all(map(is_mark, cells)):
                self._plan.errors.append(
                    f"column {heading.text!r} looks like a stack with marks; name it in"
                    " user_pool_stack_columns, or in user_pool_roster_ignore"
                )
                self._free.discard(n)

    # ---- helpers

    def _cells(self, n: int) -> Iterable[Any]:
        return (row.cells[n] for row in self._table.rows if n < len(row.cells))

    def _listed(self) -> str:
        return ", ".join(repr(heading.text) for heading in self._headings)

    def _say(self, indexes: Iterable[int], meaning: str) -> None:
        self._read += [f"{self._headings[n].text!r} read as {meaning}" for n in indexes]

    def _warn(self) -> None:
        if self._read:
            self._plan.warnings.append(", ".join(self._read))
        self._plan.warnings += self._said
        if self._waived:
            waived = ", ".join(self._waived)
            self._plan.warnings.append(
                f"columns ignored because of user_pool_roster_ignore: {waived}"
            )
        ignored = [self._headings[n].text for n in sorted(self._free)]
        if ignored:
            self._plan.warnings.append(f"columns ignored: {', '.join(ignored)}")


def _hides_access(cell: Any) -> bool:
    """Whether a cell is JSON that may say who must not have access."""
    return isinstance(cell, str) and cell[:1] in ("{", "[") and bool(HINTS.search(cell.lower()))


def _plain(cells: Sequence[Any], n: int) -> Any:
    value = cells[n] if n < len(cells) else None
    if is_empty(value):
        return None
    return value.strip() if isinstance(value, str) else value
