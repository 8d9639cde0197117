# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The CSV of an access review with the decisions of its reviewers, read completely. Pure values."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from ansible_collections.euc.appstream.plugins.module_utils._model.formulas import as_written
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import (
    InvalidInput,
    validate_stack_name,
    validate_user_name,
)

from .._bounded import brief
from .._roster.decoding import BadRoster
from .._roster.raw_text import as_text
from .._roster.tabular import Row, Table, read_csv, table_of, truncate, truncate_warning
from .._roster.workbook import read_workbook
from .output import COLUMNS, UNKNOWN_ACCOUNT
from .report import parse_time

KEEP = "keep"
REVOKE = "revoke"
NEEDED = (
    *("user_name", "stack_name", "decision", "reviewer"),
    *("reviewed_at", "pool", "pool_id"),
)
_HOW_TO_KEEP = "; to keep what rows without a decision list, set user_pool_undecided=keep"
_AHEAD = datetime.timedelta(days=1)  # clocks differ


class Decision(TypedDict):
    """A row: what becomes of a user's stack or, without ``stack_name``, of the user's access."""

    user_name: str
    stack_name: str
    decision: str
    """Empty if the row has none, and that is allowed."""
    reviewer: str


class Decisions(TypedDict):
    rows: list[Decision]
    """Empty if there are errors."""
    warnings: list[str]
    errors: list[str]
    """Each names its row by line."""


@dataclass(frozen=True)
class ReviewedPool:
    """The pool that a review must be of. ``account``: None if it is not known."""

    name: str
    region: str
    account: str | None = None


@dataclass(frozen=True)
class Rules:
    pool: ReviewedPool
    now: datetime.datetime
    max_age_days: int
    allow_undecided: bool = False
    user_names: Container[str] = ()
    """Those of the pool, which gives names of any form."""


def read_decisions(
    source: str, rules: Rules, encoding: str | None = None, sheet: str | None = None
) -> Decisions:
    """Read and check every row. Raises InvalidInput if the input as a whole cannot be read.

    ``source``: CSV as a spreadsheet saves it, or the bytes of a workbook.
    """
    try:
        table = _table(source, encoding, sheet)
    except BadRoster as error:
        raise InvalidInput(str(error)) from None
    headings = [heading.strip().casefold() for heading in table.columns]
    errors = [
        f"{place}: is not a row of the review: {brief(text)}" for place, text in table.remarks
    ]
    warnings = [*table.warnings, *_ignored(table.columns, headings)]
    wrong = _wrong_headings(headings) if headings else []  # without them, its rows say why
    reader = _Reader({name: n for n, name in enumerate(headings) if name in NEEDED}, rules)
    for row in table.rows:
        if not row.cells:
            errors.append(f"{row.place}: {', '.join(row.errors)}")
        elif not wrong:
            reader.add(row)
    errors += [*wrong, *reader.errors, *reader.errors_of_all()]
    if not errors and not reader.rows:
        errors.append("no row has a user")
    return {
        "rows": [] if errors else reader.rows,
        "warnings": [truncate_warning(warning) for warning in warnings],
        "errors": [truncate(error) for error in errors],
    }


def _table(source: str, encoding: str | None, sheet: str | None) -> Table:
    text = as_text(source, encoding)
    if isinstance(text, str):
        return read_csv(text, _is_user_name)
    _name, records, warnings = read_workbook(text, sheet)
    table = table_of(records, _is_user_name)
    return Table(table.rows, table.columns, [*warnings, *table.warnings], remarks=table.remarks)


def _is_user_name(heading: str) -> bool:
    return heading.strip().casefold() == "user_name"


def _ignored(columns: Sequence[str], headings: Sequence[str]) -> Iterator[str]:
    names = [repr(text) for text, heading in zip(columns, headings) if heading not in COLUMNS]
    if names:
        yield f"columns ignored: {', '.join(names)}"


def _wrong_headings(headings: Sequence[str]) -> list[str]:
    missing = [name for name in NEEDED if name not in headings]
    twice = [name for name in NEEDED if headings.count(name) > 1]
    return [
        *([f"there is no column {', '.join(missing)}"] if missing else []),
        *([f"there are several columns {', '.join(twice)}"] if twice else []),
    ]


class _Reader:
    """The rows read so far, and what is wrong with them."""

    def __init__(self, columns: Mapping[str, int], rules: Rules) -> None:
        self._columns = columns
        self._rules = rules
        self._places: dict[tuple[str, str], str] = {}
        self._others: dict[str, list[str]] = {}
        self._old: list[str] = []
        self._advised = False
        self.rows: list[Decision] = []
        self.errors: list[str] = []

    def add(self, row: Row) -> None:
        problems = list(row.errors)
        cells = {name: row.cells[n] for name, n in self._columns.items() if n < len(row.cells)}
        read = {name: _text(cell) for name, cell in cells.items()}
        user, stack = read.get("user_name", ""), read.get("stack_name", "")
        if not row.errors:
            problems += [*self._name_errors(cells, user, stack), *self._decision_errors(read)]
            problems += self._time_errors(row.place, cells["reviewed_at"])
            self._check_pool(row.place, read["pool"], read["pool_id"])
            key = user, stack
            if user and key in self._places:
                problems.append(f"is the same user and stack as {self._places[key]}")
            self._places.setdefault(key, row.place)
            self.rows.append(
                {
                    "user_name": user,
                    "stack_name": stack,
                    "decision": read["decision"].casefold(),
                    "reviewer": read["reviewer"],
                }
            )
        if problems:
            self.errors.append(f"{row.place} ({describe(user, stack)}): {', '.join(problems)}")

    def _name_errors(self, cells: Mapping[str, Any], user: str, stack: str) -> Iterator[str]:
        for name in ("user_name", "stack_name"):
            if not isinstance(cells[name], str):
                yield f"{name} is a date; format the column as text"
        if not user:
            yield "has no user_name"
        elif isinstance(cells["user_name"], str):
            yield from validate_user_name(user, self._rules.user_names, created=False)
        if stack:
            for error in validate_stack_name(stack):
                yield f"stack_name {brief(stack)}: {error}"

    def _decision_errors(self, read: Mapping[str, str]) -> Iterator[str]:
        decision = read["decision"].casefold()
        if decision and decision not in (KEEP, REVOKE):
            yield f"decision {brief(read['decision'])} is neither {KEEP} nor {REVOKE}"
        elif decision and not read["reviewer"]:
            yield "has a decision, but no reviewer"
        elif not decision and not self._rules.allow_undecided:
            advice = "" if self._advised else _HOW_TO_KEEP
            self._advised = True
            yield f"has no decision (user_pool_undecided){advice}"

    def _time_errors(self, place: str, cell: Any) -> Iterator[str]:
        try:
            age = self._rules.now - _time(cell)
        except InvalidInput as error:
            yield str(error)
            return
        if age > datetime.timedelta(days=self._rules.max_age_days):
            self._old.append(place)
        elif age < -_AHEAD:
            yield f"reviewed_at {brief(_text(cell))} is in the future"

    def _check_pool(self, place: str, name: str, pool_id: str) -> None:
        account, _slash, region = pool_id.rpartition("/")
        pool = self._rules.pool
        same = account == pool.account
        if account == UNKNOWN_ACCOUNT or pool.account is None:
            same = name == pool.name
        if not same or region.casefold() != pool.region.casefold():
            self._others.setdefault(f"{brief(name)}, {brief(pool_id)}", []).append(place)

    def errors_of_all(self) -> Iterator[str]:
        """What is wrong with many rows at once, and what contradicts another row."""
        pool = self._rules.pool
        mine = f"{pool.name!r}, '{pool.account or UNKNOWN_ACCOUNT}/{pool.region}'"
        for other, places in self._others.items():
            yield f"{_count(places)} of another pool ({other}), not of this one ({mine})"
        if self._old:
            days = self._rules.max_age_days
            yield (
                f"{_count(self._old)} of a review that is older than {days} days"
                " (user_pool_review_max_age_days)"
            )
        without = {row["user_name"] for row in self.rows if _revokes_access(row)}
        for row in self.rows:
            user, stack = row["user_name"], row["stack_name"]
            if stack and user in without and row["decision"] == KEEP:
                place, other = self._places[user, stack], self._places[user, ""]
                yield (
                    f"{place} ({describe(user, stack)}): the decision is {KEEP}, but {other}"
                    f" revokes the access of {user}"
                )


def _revokes_access(row: Decision) -> bool:
    return not row["stack_name"] and row["decision"] == REVOKE


def _count(places: Sequence[str]) -> str:
    if len(places) == 1:
        return f"{places[0]} is"
    return f"{places[0]} and {len(places) - 1:,} more are"


def describe(user_name: str, stack_name: str) -> str:
    return f"{user_name} on {stack_name}" if stack_name else user_name or "no user"


def _text(cell: Any) -> str:
    return as_written(str(cell).strip())


def _time(cell: Any) -> datetime.datetime:
    """Of a workbook, dates are those of the CSV, which are in UTC."""
    if isinstance(cell, datetime.datetime):
        return cell.replace(tzinfo=cell.tzinfo or datetime.timezone.utc)
    return parse_time(_text(cell), "reviewed_at")
