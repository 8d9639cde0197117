# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What each column of a roster is read as: by its heading, and by its cells where several fit.

Nothing that may say who must not have access is ignored: such a column is read, waived by an
option, or an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .._column_options import ACCESS_UNTIL, DISABLED, PREVIOUS
from .column_plan import ColumnPlan, Source
from .headings import OTHER
from .read_options import ReadOptions
from .table_columns import TableColumns
from .tabular import MergedCell, Table
from .unread import refuse_unread
from .vocabulary import CONTROL, LOCKED, STATUS

_NAMES = ("user_name", PREVIOUS, "first_name", "last_name", "stack_names")
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


def plan_columns(table: Table, options: ReadOptions, of_leavers: bool = False) -> ColumnPlan:
    """Decide for every column. A table without columns has no plan to make.

    ``of_leavers``: whether the users of the table are to lose their access.
    """
    if table.plain:
        options = replace(options, columns={}, ignore=(), stack_columns=())
    return _Planner(table, options, of_leavers).plan()


class _Planner:
    def __init__(self, table: Table, options: ReadOptions, of_leavers: bool) -> None:
        self._columns = TableColumns(table)
        self._headings = self._columns.headings
        self._options = options
        self._free = {n for n, heading in enumerate(self._headings) if heading.text}
        self._plan = ColumnPlan(of_service=self._columns.of_service, of_leavers=of_leavers)
        self._own = False  # whether the roster is of this collection's own form
        self._read: list[str] = []
        self._said: list[str] = []
        self._waived: list[int] = []

    def plan(self) -> ColumnPlan:
        if self._headings:
            self._take_mapped()
            self._take_waived()
            self._take_stack_columns()
            self._refuse_merged()
            for kind in _NAMES:
                self._take_known(kind)
            self._take_name_beside_vorname()
            self._take_access()
            self._free = refuse_unread(self._columns, self._plan, self._free, self._options)
            self._warn()
        return self._plan

    # ---- what the options say

    def _take_mapped(self) -> None:
        for target, given in self._options.columns.items():
            found = [self._columns.find(heading) for heading in given]
            indexes = [n for each in found for n in each]
            unclear = [heading for heading, each in zip(given, found) if len(each) > 1]
            if unclear or not indexes:
                wrong = "names several columns" if unclear else "is not a column"
                shown = " or ".join(map(repr, unclear or given))
                self._miss(f"user_pool_roster_columns: {shown} {wrong}")
            self._free -= set(indexes)
            label = " or ".join(map(repr, given))
            source = Source(target, indexes, label, given=True)
            if len(target.replace(",", " ").split()) > 1:
                self._plan.splits.append(source)
            elif target in _NAMES:
                self._plan.names.append(source)
            else:
                self._plan.access += [replace(source, indexes=[n]) for n in indexes] or [source]
            self._say(indexes, target)

    def _miss(self, what: str) -> None:
        self._plan.errors.append(f"{what}; the columns are {self._columns.listed}")

    def _take_waived(self) -> None:
        for given in self._options.ignore:
            found = set(self._columns.find(given)) & self._free
            self._waived += sorted(found)
            self._free -= found

    def _refuse_merged(self) -> None:
        """Nobody knows whether what stands in merged cells is meant for each of the columns. One
        without a heading has no meaning of its own, and is a matter of layout.
        """
        areas: dict[str, list[int]] = {}
        for n, heading in enumerate(self._headings):
            if heading.text and n not in self._waived:
                cells = (cell for cell in self._columns.cells(n) if isinstance(cell, MergedCell))
                for area in dict.fromkeys(cell.area for cell in cells):
                    areas.setdefault(area, []).append(n)
        for area, covered in areas.items():
            texts = ", ".join(repr(self._headings[n].text) for n in covered)
            plural = "s" * (len(covered) > 1)
            advice = "split them"
            if self._free.issuperset(covered):
                advice += f", or name the column{plural} in user_pool_roster_ignore"
            self._plan.errors.append(
                f"cells {area} are merged over the column{plural} {texts}; {advice}"
            )

    def _take_stack_columns(self) -> None:
        for given in self._options.stack_columns:
            found = self._columns.find(given)
            if len(found) != 1:
                wrong = "names several columns" if found else "is not a column"
                self._miss(f"user_pool_stack_columns: {given!r} {wrong}")
            for n in found:
                if n in self._waived:
                    self._miss(f"user_pool_stack_columns: {given!r} is in user_pool_roster_ignore")
                self._plan.stacks.append(Source("mark", [n], self._headings[n].text))
            self._free -= set(found)

    # ---- what headings say

    def _take_known(self, kind: str) -> None:
        """The column that fits best; several that fit equally well must agree in all rows."""
        if any(source.kind == kind for source in self._plan.names):
            return
        if kind in ("first_name", "last_name") and self._plan.splits:
            return
        ranked = self._ranked(kind, must_hold_addresses=kind == "user_name") or self._ranked(kind)
        if not ranked:
            return
        rank = min(ranked)
        first, *others = ranked[rank]
        self._own = self._own or (kind == "user_name" and rank == 0)
        for other in others:
            if place := self._columns.difference(first, other):
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

    def _take_name_beside_vorname(self) -> None:
        """German lists have "Vorname" and "Name", which is the last name there, unless it is both
        names and repeats one of the first names.
        """
        taken = {source.kind: source.indexes for source in self._plan.names}
        keys = {n: self._headings[n].key for n in range(len(self._headings))}
        found = [n for n in sorted(self._free) if keys[n] == "name"]
        firsts = [n for n in taken.get("first_name", ()) if keys[n] == "vorname"]
        if self._plan.splits or "last_name" in taken or len(found) != 1 or not firsts:
            return
        if not self._columns.repeats(firsts[0], found[0]):
            self._plan.names.append(Source("last_name", found, "last_name"))
            self._free.discard(found[0])
            self._say(found, "last_name")

    def _ranked(self, kind: str, must_hold_addresses: bool = False) -> dict[int, list[int]]:
        """Columns by how well their headings fit. Logins without a domain are not addresses, but
        what is left of a roster without rows, or with bad ones only.
        """
        ranked: dict[int, list[int]] = {}
        for n in sorted(self._free):
            known, rank = self._headings[n].name_or_address
            if known == kind and (not must_hold_addresses or self._columns.holds_addresses(n)):
                ranked.setdefault(rank, []).append(n)
        return ranked

    def _take_access(self) -> None:
        """All columns that say who may sign in count: one that says no is enough."""
        for n in sorted(self._free):
            heading = self._headings[n]
            kind = heading.access
            if kind is None or heading.name_or_address[1] < OTHER:
                continue
            if kind == STATUS and (self._columns.is_of_service(n) or self._columns.is_place(n)):
                continue
            self._free.discard(n)
            exact = heading.exact == kind
            label = kind if exact else repr(heading.text)
            own = self._own and exact and kind == "enabled"
            self._plan.access.append(Source(kind, [n], label, own=own))
            if not exact:
                self._say([n], _READ_AS.get(kind, kind))

    def _say(self, indexes: Iterable[int], meaning: str) -> None:
        self._read += [f"{self._headings[n].text!r} read as {meaning}" for n in indexes]

    def _warn(self) -> None:
        if self._read:
            self._plan.warnings.append(", ".join(self._read))
        self._plan.warnings += self._said
        if self._waived:
            waived = ", ".join(self._headings[n].text for n in self._waived)
            self._plan.warnings.append(
                f"columns ignored because of user_pool_roster_ignore: {waived}"
            )
        ignored = [self._headings[n].text or f"number {n + 1}" for n in sorted(self._free)]
        if ignored:
            self._plan.warnings.append(f"columns ignored: {', '.join(ignored)}")
