# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The layers of the architecture page are those of the imports."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"
PAGE = ROOT / "docs" / "site" / "architecture.rst"
OURS = "ansible_collections.euc.appstream.plugins."
AWS = re.compile(r"boto3|botocore|ansible_collections\.amazon\.")


def layers() -> dict[str, tuple[set[str], set[str]]]:
    """Each layer of the page, from the top: the layers that it uses, and its files."""
    parts = re.split(r"^(.+)\n~~~+\n", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    found = {}
    for title, text in zip(parts[::2], parts[1::2], strict=True):
        uses = re.search(r"Uses: ([^.]+)\.", text)
        assert uses, f"{title} does not say what it uses"
        names = set(re.split(r",\s+", uses[1])) - {"nothing"}
        found[title] = (names, set(re.findall(r"^   \* - ``(\w+/\w+\.py)``", text, re.MULTILINE)))
    return found


def imports(file: Path) -> set[str]:
    """What a file imports, wherever in it; our own modules by their path in ``plugins``."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = [OURS + file.parent.name] if node.level else []
            origin = ".".join([*package, *([node.module] if node.module else [])])
            names |= {origin, *(f"{origin}.{alias.name}" for alias in node.names)}
    return {
        f"{name.removeprefix(OURS).replace('.', '/')}.py" if name.startswith(OURS) else name
        for name in names
    }


LAYERS = layers()
LAYER_OF = {file: title for title, (_uses, files) in LAYERS.items() for file in files}
FILES = sorted(path.relative_to(PLUGINS).as_posix() for path in PLUGINS.rglob("*.py"))


def test_every_file_is_on_the_page_once() -> None:
    assert sorted(file for _uses, files in LAYERS.values() for file in files) == FILES


@pytest.mark.parametrize("title", LAYERS)
def test_a_layer_uses_only_layers_further_down(title: str) -> None:
    below = list(LAYERS)[list(LAYERS).index(title) + 1 :]
    assert LAYERS[title][0] <= set(below)


@pytest.mark.parametrize("title", LAYERS)
def test_a_layer_imports_from_the_layers_that_it_uses(title: str) -> None:
    uses, files = LAYERS[title]
    imported = {
        LAYER_OF[name] for file in files for name in imports(PLUGINS / file) if name in LAYER_OF
    }
    assert imported - {title} == uses


def test_within_a_layer_nothing_goes_in_circles() -> None:
    needs = {file: imports(PLUGINS / file).intersection(FILES) for file in FILES}
    while ready := {file for file, needed in needs.items() if not needed}:
        needs = {file: needed - ready for file, needed in needs.items() if file not in ready}
    assert needs == {}


def test_only_errors_and_the_connection_know_aws() -> None:
    knowing = {file for file in FILES if any(AWS.match(name) for name in imports(PLUGINS / file))}
    assert knowing == {"module_utils/_errors.py", "module_utils/_module.py"}
