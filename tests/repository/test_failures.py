# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide to failed runs quotes messages as the modules write them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "docsite" / "rst" / "guide_failures.rst"
# The table about messages ends at the next heading. Its first column has code and quotations.
TABLE = re.compile(r"- The message says\n(.*?)\n\n\S", re.S)
CELL = re.compile(r"^   \* - (.+)$", re.M)
QUOTED = re.compile(r'``(\w+)``|"([^"]+)"')


def quoted(guide: str) -> dict[str, list[str]]:
    """By cell, the messages that it quotes."""
    found = TABLE.search(guide)
    assert found
    cells = CELL.findall(found[1])
    return {cell: [code or text for code, text in QUOTED.findall(cell)] for cell in cells}


@cache
def texts() -> frozenset[str]:
    """The parts of strings that may be in a message: all but docstrings."""
    return frozenset(
        text
        for path in (ROOT / "plugins" / "module_utils").rglob("*.py")
        for text in strings(ast.parse(path.read_text("utf-8")))
    )


def strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield from strings(node)


CELLS = quoted(GUIDE.read_text("utf-8"))


def test_the_table_is_read() -> None:
    assert len(CELLS) > 8


@pytest.mark.parametrize("cell", CELLS)
def test_a_module_writes_what_the_guide_quotes(cell: str) -> None:
    messages = CELLS[cell]
    assert messages, f"{cell} quotes nothing"
    for message in messages:
        assert any(message in text for text in texts()), f"no module says {message!r}"


def test_docstrings_do_not_count() -> None:
    tree = ast.parse('"""A."""\ndef f():\n    """B."""\n    return f"c {1} d" + "e"\n')
    assert list(strings(tree)) == ["c ", " d", "e"]
