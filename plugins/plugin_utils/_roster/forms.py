# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The forms in which rosters come, each read as a table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .comments import yaml_comments
from .decoding import bounded, detect_format, parse
from .documents import read_document
from .headings import Heading
from .raw_text import as_text
from .read_options import ReadOptions, names_heading
from .tabular import Table, read_csv, table_of
from .workbook import read_workbook


def read_table(
    source: Any, format: str | None, options: ReadOptions, names_alone: bool = False
) -> Table:
    """Read text, the bytes of a workbook, or a value. Raises BadRoster.

    ``names_alone``: whether the entries of a document may be user names, without keys.
    """
    if not isinstance(source, str):
        return read_document(bounded(source), names_alone)
    text = as_text(source, options.encoding)
    if isinstance(text, bytes):
        sheet, records, warnings = read_workbook(text, options.sheet)
        table = table_of(records, AddressColumn(options), bool(options.domain))
        remarks = [*table.remarks]
        if options.sheet is None:  # one that an option names is the one that is meant
            remarks.insert(0, ("the sheet", sheet))
        return replace(table, warnings=[*warnings, *table.warnings], remarks=remarks)
    format = format or detect_format(text)
    if format in ("yaml", "json"):
        table = read_document(_parse(text, format), names_alone)
        return replace(table, remarks=[*table.remarks, *yaml_comments(text)])
    return read_csv(text, AddressColumn(options), bool(options.domain))


def _parse(text: str, format: str) -> Any:
    """YAML or JSON, or one JSON object a line, as exports of directories have them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(line[0] == "{" and line[-1] == "}" for line in lines):
        return [parse(line, "json") for line in lines]
    return parse(text, format)


class AddressColumn:
    """Whether a heading is that of the addresses, by an option or by itself."""

    def __init__(self, options: ReadOptions) -> None:
        self._given = options.columns.get("user_name")
        self._known: dict[str, bool] = {}

    def __call__(self, heading: str) -> bool:
        if heading not in self._known:
            if self._given is not None:
                known = any(names_heading(given, heading) for given in self._given)
            else:
                known = Heading(heading).name_or_address[0] == "user_name"
            self._known[heading] = known
        return self._known[heading]
