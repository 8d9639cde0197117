# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Lists of users by their addresses, read completely. Pure values, no files."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import Any, TypedDict

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import (
    number_of,
    truncate_names,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import (
    unlikely_names,
    validate_user_name,
)

from .._bounded import brief
from .._column_options import PREVIOUS
from .._values import SEPARATORS, is_empty
from .column_plan import ColumnPlan, Source
from .columns import plan_columns
from .decoding import detect_format, numbered_lines
from .forms import AddressColumn, read_table
from .headings import heading_key
from .person import Person, PersonReader
from .raw_text import as_text
from .read_options import ReadOptions, names_heading
from .tabular import DELIMITERS, Row, Table, truncate, truncate_warning
from .unread import doubtful_remarks
from .vocabulary import OTHER_ADDRESSES, SERVICE_COLUMNS

# The users whom a list with a column about access selects: those with access, or those without.
SELECTIONS = ("active", "inactive")
# Ada Example <ada@example.com>; tried once for each run of letters, however long (A9)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_NAMED = re.compile(r"(?<![^,;\r\n<>])[^,;\r\n<>]*<[^<>@\r\n]*@[^<>@\r\n]*>")


class UserList(TypedDict):
    user_names: list[str]
    """Each once. Empty if there are errors."""
    warnings: list[str]
    errors: list[str]
    """Each names its entry by line or number."""
    unlikely_user_names: list[str]
    """Those that are an error because they do not look like an address."""


def read_user_list(
    source: Any,
    format: str | None = None,
    options: ReadOptions | None = None,
    selection: str | None = None,
    known_user_names: Container[str] = (),
) -> UserList:
    """Read and check every address. Raises BadRoster if the input as a whole cannot be read.

    ``source``: a list of addresses; or text with addresses separated by lines, commas, semicolons
    or blanks; or any roster. ``selection``: what a column about access selects, where an option
    says what it means. ``known_user_names``: names that the pool has; their form is not checked.
    """
    options = options or ReadOptions()
    table = _read(source, format, options)
    plan = plan_columns(table, options, selection == "inactive")
    doubts = doubtful_remarks(table, plan, selection) if selection else []
    errors = [*doubts, *plan.errors, *_unexplained(table, plan, selection)]
    errors += _other_addresses(table, plan, options) if selection else []
    readable = not table.columns or plan.has_user_names
    selects = selection if any(source.given for source in plan.access) else None
    reader = PersonReader(plan, options)
    names: dict[str, None] = {}
    others: dict[str, None] = {}
    for row in table.rows:
        if row.errors and not row.cells:
            errors.append(f"{row.place}: {', '.join(row.errors)}")
        elif readable:
            person = reader.read(row.cells)
            name = person.values.get("user_name", "")
            if problems := _problems(row, person, name, known_user_names):
                shown = f"{row.place} ({brief(name)})" if name else row.place
                errors.append(f"{shown}: {', '.join(problems)}")
            (names if _selected(person, selects) else others)[name] = None
    both = sorted(names.keys() & others.keys())
    errors += [f"{brief(name)} is listed twice, as active and as not active" for name in both]
    warnings = [*table.warnings, *plan.warnings]
    if others:
        state = "not marked as inactive" if selects == "inactive" else "marked as inactive"
        warnings.append(
            f"{number_of(len(others), 'users')} skipped, {state}: {truncate_names(list(others))}"
        )
    return {
        "user_names": [] if errors else list(names),
        "warnings": [truncate_warning(each) for each in warnings],
        "errors": [truncate(error) for error in errors],
        "unlikely_user_names": unlikely_names([*names, *others], known_user_names),
    }


def _problems(row: Row, person: Person, name: str, known: Container[str]) -> list[str]:
    """First names and stacks are not used here, but whom a row is about must be clear."""
    if not name and person.errors:
        return [*row.errors, *person.errors]
    return [*row.errors, *person.errors, *validate_user_name(name, known)]


def _selected(person: Person, selection: str | None) -> bool:
    return selection is None or (person.access is False) is (selection == "inactive")


def _unexplained(table: Table, plan: ColumnPlan, selection: str | None) -> list[str]:
    """A file that says who is active may list others than those who are meant."""
    errors = []
    for source in plan.access:
        own = plan.of_service and heading_key(table.columns[source.indexes[0]]) in SERVICE_COLUMNS
        if (source.given and selection) or (own and not source.given):
            continue
        if not _is_filled(table, source):
            continue
        advice = (
            "say what it means with user_pool_roster_columns (enabled, disabled or access_until),"
            " or name it in user_pool_roster_ignore"
        )
        if source.given:  # without a selection, which playbooks always make
            advice = "set selection to active or inactive, or name it in ignore instead of columns"
        errors.append(
            f"column {_headings(table, source)} says who may sign in, so the file may list other"
            f" users, too; {advice}"
        )
    for source in plan.names:
        if source.kind == PREVIOUS and selection == "inactive" and _is_filled(table, source):
            errors.append(
                f"column {_headings(table, source)} has other addresses of the users; name the"
                " right column in user_pool_roster_columns (user_name), or this one in"
                " user_pool_roster_ignore"
            )
    return errors


def _is_filled(table: Table, source: Source) -> bool:
    return any(
        n < len(row.cells) and not is_empty(row.cells[n])
        for n in source.indexes
        for row in table.rows
    )


def _headings(table: Table, source: Source) -> str:
    return " or ".join(repr(table.columns[index]) for index in source.indexes)


def _other_addresses(table: Table, plan: ColumnPlan, options: ReadOptions) -> Iterator[str]:
    """In the answers to a form, one address may be that of the person who filled it in."""
    known = next((each for each in plan.names if each.kind == "user_name"), None)
    if table.plain or known is None or known.given:
        return
    first = known.indexes[0]
    read = {n for source in plan.names for n in source.indexes}
    for n, text in enumerate(table.columns):
        waived = any(names_heading(given, text) for given in options.ignore)
        if n in read or waived or OTHER_ADDRESSES.search(heading_key(text)):
            continue
        place = next((row.place for row in table.rows if _differ(row.cells, first, n)), None)
        if place:
            yield (
                f"columns {table.columns[first]!r} and {text!r} have different addresses in"
                f" {place}; say which one counts with user_pool_roster_columns, such as"
                " user_name=Heading, or name the other one in user_pool_roster_ignore"
            )


def _differ(cells: Sequence[Any], *columns: int) -> bool:
    """Whether these are addresses, and not the same."""
    found = [cells[n].strip().lower() for n in columns if n < len(cells) and _is_text(cells[n])]
    addresses = [text for text in found if _ADDRESS.fullmatch(text)]
    return len(addresses) == len(columns) and len(set(addresses)) > 1


def _is_text(cell: Any) -> bool:
    return isinstance(cell, str)


def _read(source: Any, format: str | None, options: ReadOptions) -> Table:
    if format == "text":
        format = None
    if isinstance(source, str) and format is None:
        text = as_text(source, options.encoding)
        if isinstance(text, str) and _is_plain(text, options):
            return Table(list(_text_rows(text)), ["user_name"], plain=True)
    return read_table(source, format, options, names_alone=True)


def _is_plain(text: str, options: ReadOptions) -> bool:
    return detect_format(text) is None and not _has_header(text, AddressColumn(options))


def _has_header(text: str, is_address_column: AddressColumn) -> bool:
    """Whether a line names a column for the users before any address, so that the text is CSV."""
    for _number, line in numbered_lines(text):
        cells = [cell.strip().strip('"') for cell in re.split(f"[{DELIMITERS}]", line)]
        if any(map(is_address_column, cells)):
            return True
        if "@" in line:
            return False
    return False


def _text_rows(text: str) -> Iterator[Row]:
    for number, line in numbered_lines(text):
        named = _NAMED.findall(line)
        for name in filter(
            None, [*map(str.strip, named), *SEPARATORS.split(_NAMED.sub(" ", line))]
        ):
            yield Row(f"line {number}", [name])
