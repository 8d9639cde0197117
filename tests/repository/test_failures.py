# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide to failed runs quotes messages as the modules write them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
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
    """A string that is formatted has the constants of its file in it, and ends at other values."""
    named = {
        node.targets[0].id: node.value.value
        for node in ast.iter_child_nodes(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    yield from _strings(tree, named)


def _strings(tree: ast.AST, named: Mapping[str, object]) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.JoinedStr):
            yield from "".join(_part(part, named) for part in node.values).split("\0")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield from _strings(node, named)


def _part(node: ast.expr, named: Mapping[str, object]) -> str:
    if isinstance(node, ast.FormattedValue):
        value = named.get(node.value.id) if isinstance(node.value, ast.Name) else None
        return value if isinstance(value, str) else "\0"
    return str(node.value) if isinstance(node, ast.Constant) else "\0"


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


def test_constants_of_a_file_are_parts_of_its_messages() -> None:
    tree = ast.parse('A = "a"\ndef f():\n    return f"{A} {f} b{A}"\n')
    assert list(strings(tree)) == ["a", "a ", " ba"]
