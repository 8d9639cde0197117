# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of addresses, read complete. Pure values, no files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import validate_user_name

from .._values import SEPARATORS, is_empty
from .decoding import clean, form_of, lines_of, parsed
from .tabular import (
    Table,
    canonical,
    column_faults,
    has_names,
    inner_list,
    read_table,
    shortened,
)


def read_addresses(source: Any, form: str | None = None) -> dict[str, Any]:
    """Addresses -> ``user_names``, each once, and ``faults``, which name each bad one by its place.

    ``source``: a list of addresses; or text with addresses separated by lines, commas, semicolons
    or blanks; or any roster.
    """
    places: dict[str, str] = {}
    faults = []
    for place, name, bad in _addresses(source, form):
        bad = bad or validate_user_name(name)
        if bad:
            where = f"{place} ({name!r}): " if name else f"{place}: " if place else ""
            faults.append(where + ", ".join(bad))
        places.setdefault(name, place)
    return {
        "user_names": [] if faults else list(places),
        "faults": [shortened(fault) for fault in faults],
    }


def _addresses(source: Any, form: str | None) -> Iterator[tuple[str, str, list[str]]]:
    """Place, address, and what is wrong with its form."""
    if isinstance(source, str):
        text = clean(source)
        if form in (None, "text"):
            form = form_of(text)
        if form in ("yaml", "json"):
            source = parsed(text, form)
        elif form == "csv" or _has_head(text):
            source = read_table(text, "csv")
        else:
            yield from _from_text(text)
            return
    entries = inner_list(source)
    if isinstance(entries, (list, tuple)) and not any(isinstance(e, Mapping) for e in entries):
        for number, entry in enumerate(entries, 1):
            if isinstance(entry, str) and entry.strip():
                yield f"entry {number}", entry.strip(), []
            elif not is_empty(entry):
                yield f"entry {number}", "", [f"{entry!r} is no text"]
        return
    yield from _from_table(source if isinstance(source, Table) else read_table(source, None))


def _has_head(text: str) -> bool:
    """Whether the text is CSV: its first line names a column for the users."""
    first = next((line for _number, line in lines_of(text) if line.strip()), "")
    return any(
        canonical(head.strip().strip('"')) == "user_name" for head in re.split("[,;]", first)
    )


def _from_text(text: str) -> Iterator[tuple[str, str, list[str]]]:
    for number, line in lines_of(text):
        for part in filter(None, SEPARATORS.split(line)):
            yield f"line {number}", part, []


def _from_table(table: Table) -> Iterator[tuple[str, str, list[str]]]:
    faults = column_faults(table.columns, ("user_name",))
    if faults:
        yield "", "", faults
    for row in table.rows:
        name = row.values.get("user_name")
        if isinstance(name, str):
            yield row.place, name.strip(), row.faults
        elif row.faults or has_names(table):
            lacks = "has no user_name" if name is None else f"user_name {name!r} is no text"
            yield row.place, "", row.faults or [lacks]
