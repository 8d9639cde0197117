# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Cells of tables for spreadsheets, which would run formulas."""

from __future__ import annotations

# What starts a formula. Some spreadsheets accept full-width signs, too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


_MARK = "'"


def without_formula(text: str) -> str:
    """The text as a spreadsheet shows it, and never runs it: one apostrophe more before a formula,
    and before what looks as if it had one already."""
    return _MARK + text if _is_formula(text) else text


def as_written(cell: str) -> str:
    """The opposite. A spreadsheet may have taken the apostrophe away."""
    return cell[len(_MARK) :] if cell.startswith(_MARK) and _is_formula(cell) else cell


def _is_formula(text: str) -> bool:
    return text.lstrip(_MARK).startswith(FORMULA_STARTS)
