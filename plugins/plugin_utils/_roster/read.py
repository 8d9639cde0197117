# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Rosters, read completely. Pure values, no files."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import Any, TypedDict

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import truncate_names
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import (
    NAME,
    unlikely_names,
    validate_stacks,
    validate_user,
)

from .._bounded import brief
from .._values import as_bool, is_empty
from .columns import STACK_SEPARATOR, ignored_columns, validate_columns
from .tabular import read_table, truncate

Parser = Callable[[Any], Any]


class Roster(TypedDict):
    users: list[dict[str, Any]]
    """As appstream_user takes them. Empty if there are errors."""
    warnings: list[str]
    errors: list[str]
    """Each names its row by line or number."""
    unlikely_user_names: list[str]
    """Those that are an error because they do not look like an address."""


def read_roster(
    source: Any,
    format: str | None = None,
    unsupported_names: str = "fail",
    known_user_names: Container[str] = (),
) -> Roster:
    """Read and check every row. Raises BadRoster if the input as a whole cannot be read.

    ``source``: text, or a list of mappings, or a mapping with such a list. ``format``: ``csv``,
    ``text``, ``yaml`` or ``json``; None detects YAML and JSON by their start, other text is CSV.
    ``unsupported_names``: ``fail`` or ``omit``. ``known_user_names``: names that the pool
    has, whose form is not checked. Users have no keys for empty values.
    """
    table = read_table(source, format)
    has_user_names = table.has_user_names
    errors = validate_columns(table.columns)
    warnings = [*table.warnings, *ignored_columns(table.columns)]
    users: list[dict[str, Any]] = []
    omitted: list[str] = []
    places: dict[str, str] = {}
    for row in table.rows:
        if not has_user_names or (row.errors and not row.values):
            if row.errors:  # all there is to say: the row holds no user
                errors.append(f"{row.describe()}: {', '.join(row.errors)}")
            continue
        user, problems = _parse_user(row.values)
        name = user.get("user_name", "")
        if unsupported_names == "omit":
            unsupported = {key: user.pop(key) for key in _unsupported_names(user)}
            omitted += [f"{name} ({key} {brief(value)})" for key, value in unsupported.items()]
        problems = [
            *row.errors,
            *problems,
            *validate_user({**user, "user_name": name}, known_user_names),
        ]
        problems += validate_stacks(user.get("stack_names"))
        if name and places.setdefault(name, row.place) != row.place:
            problems.append(f"the same user as in {places[name]}")
        if problems:
            errors.append(f"{row.describe()}: {', '.join(problems)}")
        users.append(user)
    if omitted:
        warnings.append(
            f"{len(omitted)} names omitted because the service rejects them:"
            f" {truncate_names(omitted)}"
        )
    return {
        "users": [] if errors else users,
        "warnings": warnings,
        "errors": [truncate(error) for error in errors],
        "unlikely_user_names": unlikely_names(places, known_user_names),
    }


def _unsupported_names(user: Mapping[str, Any]) -> list[str]:
    """The keys of names that the service rejects.

    A name with an address is none of them: where a quotation mark is not closed, it is another row.
    """
    return [
        key
        for key in ("first_name", "last_name")
        if key in user and not NAME.fullmatch(user[key]) and "@" not in user[key]
    ]


def _parse_user(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The user in a row, without empty values, and the problems of the values."""
    user: dict[str, Any] = {}
    problems: list[str] = []
    for key, value in values.items():
        if is_empty(value):
            continue
        parse: Parser = _PARSERS.get(key, _parse_text)
        try:
            parsed = parse(value)
        except ValueError as error:
            problems.append(f"{key} {brief(value)} {error}")
        else:
            if parsed != []:  # a separator alone says no more than an empty cell
                user[key] = parsed
    return user, problems


def _parse_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("is not text; put it in quotes")
    return value.strip()


def _parse_flag(value: Any) -> bool:
    try:
        return as_bool(value)
    except TypeError:
        raise ValueError("is neither true nor false") from None


def _parse_stacks(value: Any) -> list[str]:
    parts = value.split(STACK_SEPARATOR) if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)):
        parts = [parts]
    filled = [part for part in parts if not is_empty(part)]
    if not all(isinstance(part, str) for part in filled):
        raise ValueError("is neither text nor a list of texts")
    return list(dict.fromkeys(part.strip() for part in filled))


_PARSERS: dict[str, Parser] = {
    "enabled": _parse_flag,
    "stack_names": _parse_stacks,
}
