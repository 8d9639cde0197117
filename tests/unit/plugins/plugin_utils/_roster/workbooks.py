# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shared by the tests of workbooks: how to make one, and how other programs write it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def book(rows: list[list[Any]], **more: list[list[Any]]) -> str:
    """A workbook as Ansible's file lookup returns it. ``more``: other sheets."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Staff"
    for row in rows:
        sheet.append(row)
    for title, cells in more.items():
        other = made.create_sheet(title)
        for row in cells:
            other.append(row)
    return saved(made)


def saved(made: openpyxl.Workbook) -> str:
    out = io.BytesIO()
    made.save(out)
    return as_text(out.getvalue())


def edited(rows: list[list[Any]], edit: Callable[[Any], None], **more: list[list[Any]]) -> str:
    """A workbook whose first sheet is edited after its rows were written."""
    made = openpyxl.load_workbook(io.BytesIO(as_bytes(book(rows, **more))))
    edit(made.worksheets[0])
    return saved(made)


def rewritten(text: str, pattern: str, other: str, part: str = r"xl/worksheets/") -> str:
    """A workbook of another program: the XML of the parts whose names match is replaced.

    Each replacement must find something, or a test would prove nothing.
    """
    count = 0
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_bytes(text))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            xml = old.read(name).decode()
            if re.match(part, name):
                xml, found = re.subn(pattern, other, xml)
                count += found
            new.writestr(name, xml)
    assert count
    return as_text(out.getvalue())


def renamed(text: str, name: str, other: str) -> str:
    """A workbook one of whose parts has another name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_bytes(text))) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.namelist():
            xml = old.read(each).decode()
            new.writestr(other if each == name else each, xml.replace(name, other))
    return as_text(out.getvalue())


def with_shared_texts(text: str, items: str) -> str:
    """A workbook with texts that its sheets share, as Excel has them. openpyxl writes none."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    out = io.BytesIO(as_bytes(rewritten(text, "</Types>", override, "\\[Content_Types")))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{items}</sst>')
    return as_text(out.getvalue())


def prefixed(text: str) -> str:
    """A workbook with a prefix before each tag, as programs for .NET write it."""
    parts = r"xl/(worksheets/|styles|sharedStrings)"
    tags = rewritten(text, r"<(/?)([a-zA-Z])", r"<\1x:\2", parts)
    return rewritten(tags, f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"', parts)


def as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def as_text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
