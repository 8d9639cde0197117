# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The columns of a table: their headings, and what their cells have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from .._values import is_empty
from .headings import Heading, plain_letters
from .read_options import names_heading
from .tabular import Row, Table
from .values import states_access
from .vocabulary import ADDRESS_PARTS, AMBIGUOUS_STATES, SERVICE_COLUMNS, SERVICE_KEYS, STATES


class TableColumns:
    def __init__(self, table: Table) -> None:
        self._rows = table.rows
        self.headings = [Heading(text) for text in table.columns]

    @cached_property
    def of_service(self) -> bool:
        """Whether the rows are the service's own."""
        return SERVICE_KEYS.issubset(heading.key for heading in self.headings)

    def is_of_service(self, n: int) -> bool:
        """Whether this is a column of such rows that the service knows, too."""
        return self.of_service and self.headings[n].key in SERVICE_COLUMNS

    @property
    def listed(self) -> str:
        return ", ".join(repr(heading.text) for heading in self.headings)

    def find(self, given: str) -> list[int]:
        """The columns that an option names: by the same spelling, or else by any."""
        same = [n for n, heading in enumerate(self.headings) if heading.text == given.strip()]
        return same or [
            n for n, heading in enumerate(self.headings) if names_heading(given, heading.text)
        ]

    def cells(self, n: int) -> Iterable[Any]:
        return (row.cells[n] for row in self._rows if n < len(row.cells))

    def filled(self, n: int) -> list[Any]:
        return [cell for cell in self.cells(n) if not is_empty(cell)]

    def filled_rows(self, n: int) -> Iterable[Row]:
        return (r for r in self._rows if n < len(r.cells) and not is_empty(r.cells[n]))

    def holds_addresses(self, n: int) -> bool:
        """In a column of logins without a domain, none of the cells is an address."""
        return any("@" in str(cell) for cell in self.cells(n))

    def difference(self, first: int, second: int) -> str | None:
        """Where two columns differ, if they do."""
        for row in self._rows:
            if row.cells and _plain(row.cells, first) != _plain(row.cells, second):
                return row.place
        return None

    def repeats(self, first: int, second: int) -> bool:
        """Whether a cell of the second column has a word of that beside it in the first one."""
        return any(
            not _words_of(row, first).isdisjoint(_words_of(row, second))
            for row in self.filled_rows(first)
        )

    def is_place(self, n: int) -> bool:
        """Whether "state" is a part of an address, by its codes or by the columns beside it."""
        if self.headings[n].keys[-1:] != ["state"]:
            return False
        cells = {str(cell).strip() for cell in self.filled(n)}
        codes = bool(cells) and cells <= STATES and not cells <= AMBIGUOUS_STATES
        keys = {key for heading in self.headings for key in heading.keys}
        beside = not ADDRESS_PARTS.isdisjoint(keys)
        return codes or (beside and not any(map(states_access, cells)))


def _words_of(row: Row, n: int) -> set[str]:
    return set(plain_letters(str(row.cells[n])).split()) if n < len(row.cells) else set()


def _plain(cells: Sequence[Any], n: int) -> Any:
    value = cells[n] if n < len(cells) else None
    if is_empty(value):
        return None
    return value.strip() if isinstance(value, str) else value
