# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cells that a spreadsheet would run."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.formulas import (
    FORMULA_STARTS,
    as_written,
    without_formula,
)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\uff1d1", "'\uff1d1"),
        ("\tx", "'\tx"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_h1_no_cell_is_a_formula(text: str, cell: str) -> None:
    assert without_formula(text) == cell


TEXTS = ["", "'", "ada@example.com", "o'hara@example.com", "'quoted'", "''"]
FORMULAS = [f"{marks}{start}x" for start in FORMULA_STARTS for marks in ("", "'", "''")]


@pytest.mark.parametrize("text", TEXTS + FORMULAS)
def test_v1_a_cell_is_read_back_as_it_was_written(text: str) -> None:
    assert as_written(without_formula(text)) == text
    assert not without_formula(text).startswith(FORMULA_STARTS)


@pytest.mark.parametrize("text", TEXTS)
def test_other_text_stays(text: str) -> None:
    assert without_formula(text) == text


def test_v1_a_spreadsheet_may_take_the_apostrophe_away() -> None:
    assert as_written("=x@example.com") == "=x@example.com"
