# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What stops the run among the columns that are not read: nothing that matters is ignored."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from typing import Any

from .._bounded import brief
from .column_plan import ColumnPlan, Source
from .person import PersonReader
from .read_options import ReadOptions
from .remarks import (
    answers,
    are_row_numbers,
    is_answer,
    may_hide_no_access,
    may_order_removal,
)
from .stays import may_stay
from .table_columns import TableColumns
from .tabular import Table
from .titles import may_list_leavers, may_list_others
from .values import is_date, is_mark, says_access
from .vocabulary import EXACT, LOCKED

SIMILARITY_CUTOFF = 0.8  # a column this similar to a missing one counts as a misspelling
_SAY = (
    "say what it means with user_pool_roster_columns (enabled, disabled or access_until), or name"
    " it in user_pool_roster_ignore"
)
_MAY_STAY = "may say who is to stay"
_NAME_IT = "give it a heading, or remove it"


def refuse_unread(
    columns: TableColumns, plan: ColumnPlan, free: set[int], options: ReadOptions
) -> set[int]:
    """Add an error to the plan for each column that may not be ignored; returns the others.

    ``free``: the columns with a heading that are not read and not waived. Without one, a column is
    ignored, too, if it has a cell.
    """
    if not plan.has_user_names:
        plan.errors.append(_no_user_names(columns, free))
        return free
    plan.tells = any(_tells(columns, source) for source in plan.access)
    unnamed = {n for n, heading in enumerate(columns.headings) if not heading.text}
    kinds = {source.kind for source in (*plan.names, *plan.access)}
    missing = [name for name in EXACT if EXACT[name] not in kinds]
    reader = PersonReader(plan, options)
    left = set()
    for n in sorted(free | unnamed):
        text = columns.headings[n].text
        if text and (error := _error(columns, plan, n, missing, reader)):
            plan.errors.append(f"column {text!r} {error}")
        elif not text and (error := _unnamed(columns, plan, n, reader)):
            plan.errors.append(f"column {n + 1}, which has no heading, {error}")
        elif text or columns.filled(n):
            left.add(n)
    return left


def doubtful_remarks(table: Table, plan: ColumnPlan, selection: str = "active") -> list[str]:
    """Remarks that the file may list others than those who are meant, where no column tells."""
    if plan.tells:
        return []
    doubtful, what = {
        "active": (may_list_leavers, "must not have access"),
        "inactive": (may_list_others, "are to stay"),
    }[selection]
    addresses = [each for each in plan.names if each.kind == "user_name" and not each.given]
    headings = [("the heading", table.columns[each.indexes[0]]) for each in addresses]
    return [
        f"{place} {brief(text)} may say that the file lists users who {what}; if it does not, "
        + ("name it in user_pool_roster_sheet" if place == "the sheet" else "remove these words")
        for place, text in (*table.remarks, *headings)
        if doubtful(text)
    ]


def _error(
    columns: TableColumns, plan: ColumnPlan, n: int, missing: list[str], reader: PersonReader
) -> str | None:
    heading = columns.headings[n]
    if similar := _misspelled(heading.text, missing):
        return f"looks like {similar!r}; rename or remove it, or name it in user_pool_roster_ignore"
    cells = columns.filled(n)
    if not cells:
        return None
    place = columns.is_place(n)  # where a word such as "state" hints at nothing
    of_service = columns.is_of_service(n)
    if of_service and heading.access is None:  # such as our own findings
        return None
    known = of_service or place or (heading.is_detail and plan.tells)
    if heading.may_be_access and not known:
        return f"may say who must not have access; {_SAY}"
    if not heading.is_second_factor and (found := _gone(columns, plan, n, reader)):
        return f"may say who must not have access ({found}); {_SAY}"
    if place:
        return None
    if plan.of_leavers and (found := _stays(columns, plan, n, reader)):
        return f"{_MAY_STAY} ({found}); remove such users, {_SAY}"
    if heading.may_be_stack and all(map(is_mark, cells)):
        return (
            "looks like a stack with marks; name it in user_pool_stack_columns, or in"
            " user_pool_roster_ignore"
        )
    asked = not (plan.tells or of_service) or heading.asks_about_access
    if asked and not heading.is_known and (found := _answers(columns, n)):
        return f"may say who must not have access ({found}); {_SAY}"
    return None


def _answers(columns: TableColumns, n: int) -> str | None:
    """The first cell that is a date or says yes or no, under a heading that nobody knows to be of
    other things. "No" may be the answer to anything.
    """
    heading, rows = columns.headings[n], list(columns.filled_rows(n))
    cells = [row.cells[n] for row in rows]
    found = answers(cells, heading.asks_about_access, heading.names_date)
    if not found or (heading.may_number_rows and are_row_numbers(cells)):
        return None
    dated = any(is_date(cells[index]) for index in found)
    if heading.has_dates_of_others if dated else heading.has_flags_of_others:
        return None
    return f"{rows[found[0]].place}: {brief(cells[found[0]])}"


def _gone(columns: TableColumns, plan: ColumnPlan, n: int, reader: PersonReader) -> str | None:
    """The first cell with a word of no access, of somebody who is not known to have none. In a list
    of leavers, a request to remove somebody says nothing new.
    """
    heading = columns.headings[n]

    def may_be_gone(value: Any) -> bool:
        ordered = not plan.of_leavers and may_order_removal(heading, value)
        return ordered or may_hide_no_access(value, plan.of_leavers)

    return _first(columns, n, may_be_gone, lambda cells: reader.read(cells).access is not False)


def _stays(columns: TableColumns, plan: ColumnPlan, n: int, reader: PersonReader) -> str | None:
    """The first cell that says of somebody in a list of leavers that they stay. Where an option
    says what a column about access means, only those are meant who have none by it.
    """
    heading = columns.headings[n]
    mapped = any(source.given for source in plan.access)
    return _first(
        columns,
        n,
        lambda value: may_stay(heading, value),
        lambda cells: not mapped or reader.read(cells).access is False,
    )


def _first(
    columns: TableColumns,
    n: int,
    is_doubtful: Callable[[Any], bool],
    counts: Callable[[Sequence[Any]], bool],
) -> str | None:
    """The first cell that is doubtful, in a row that counts. Many rows have the same text."""
    harmless = set[str]()
    for row in columns.filled_rows(n):
        cell = row.cells[n]
        if isinstance(cell, str) and cell in harmless:
            continue
        if not is_doubtful(cell):
            if isinstance(cell, str):
                harmless.add(cell)
        elif counts(row.cells):
            return f"{row.place}: {brief(cell)}"
    return None


def _unnamed(columns: TableColumns, plan: ColumnPlan, n: int, reader: PersonReader) -> str | None:
    """Without a heading, marks say nothing of what they are for."""
    rows = list(columns.filled_rows(n))
    found = _gone(columns, plan, n, reader)
    if not found and plan.of_leavers and (stays := _stays(columns, plan, n, reader)):
        return f"{_MAY_STAY} ({stays}); remove such users, {_NAME_IT}"
    cells = [row.cells[n] for row in rows]
    if not found and rows and all(map(is_answer, cells)) and not are_row_numbers(cells):
        found = f"{rows[0].place}: {brief(cells[0])}"
    return f"may say who must not have access ({found}); {_NAME_IT}" if found else None


def _tells(columns: TableColumns, source: Source) -> bool:
    """Whether a column says of anybody that they may sign in, or not. A lock says neither, and
    what the pool says is not what it is to be.
    """
    return source.kind != LOCKED and any(
        says_access(source.kind, cell)
        for n in source.indexes
        if source.given or not columns.is_of_service(n)
        for cell in columns.filled(n)
    )


def _misspelled(text: str, missing: list[str]) -> str | None:
    """The column that is missing and that this was likely meant to be."""
    name = text.lower().replace(" ", "_")
    similar = difflib.get_close_matches(name, missing, 1, SIMILARITY_CUTOFF)
    # stack_names_old, for example, has another meaning
    return similar[0] if similar and not name.startswith(f"{similar[0]}_") else None


def _no_user_names(columns: TableColumns, free: set[int]) -> str:
    texts = [columns.headings[n].text for n in sorted(free) if columns.holds_addresses(n)]
    with_addresses = ", ".join(repr(text) for text in texts if "@" not in text)
    hint = "name the right one in user_pool_roster_columns, such as user_name=Heading"
    if with_addresses:
        hint = f"addresses are in {with_addresses}; {hint}"
    return (
        f"no column 'user_name' or 'email'; the columns are {columns.listed}; {hint}; logins"
        " without a domain need user_pool_roster_domain, too"
    )
