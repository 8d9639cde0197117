# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folders of plugins are layers: their allowed imports, and no import cycles."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
OURS = "ansible_collections.euc.appstream.plugins."
AWS = re.compile(r"boto3|botocore|ansible_collections\.amazon\.")

# The allowed imports of each folder, or of each file next to folders, besides itself.
MODEL = {"module_utils/_model"}
PLAN = {*MODEL, "module_utils/_plan"}
SERVICE = {*MODEL, "module_utils/_service"}
DESK = {*PLAN, "plugin_utils/_untrusted.py"}
MAY_IMPORT: dict[str, set[str]] = {
    "doc_fragments": set(),
    "modules": {"module_utils/_module.py", "module_utils/_tasks"},
    "filter": {
        *PLAN,
        "plugin_utils/_access_review",
        "plugin_utils/_role",
        "plugin_utils/_roster",
        "plugin_utils/_untrusted.py",
    },
    "module_utils/_module.py": {*PLAN, *SERVICE},
    "module_utils/_tasks": {*PLAN, *SERVICE, "module_utils/_apply", "module_utils/_report"},
    "module_utils/_apply": {*PLAN, *SERVICE},
    "module_utils/_report": PLAN,
    "module_utils/_service": MODEL,
    "module_utils/_plan": MODEL,
    "module_utils/_model": set(),
    "plugin_utils/_access_review": DESK,
    "plugin_utils/_role": DESK,
    "plugin_utils/_roster": {*DESK, "plugin_utils/_role"},
    "plugin_utils/_untrusted.py": set(),
}


def folder(path: str) -> str:
    """The entry of ``MAY_IMPORT`` to which a file belongs."""
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0].endswith("_utils") else parts[0]


def imports(file: Path) -> set[str]:
    """All imports of a file, at any depth; our own modules by their path in ``plugins``."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = file.relative_to(PLUGINS).parts[: -node.level] if node.level else ()
            origin = OURS + ".".join(package) if node.level else ""
            origin = ".".join(filter(None, [origin.rstrip("."), node.module]))
            names |= {origin, *(f"{origin}.{alias.name}" for alias in node.names)}
    return {
        f"{name.removeprefix(OURS).replace('.', '/')}.py" if name.startswith(OURS) else name
        for name in names
    }


FILES = sorted(path.relative_to(PLUGINS).as_posix() for path in PLUGINS.rglob("*.py"))
IMPORTS = {file: imports(PLUGINS / file) for file in FILES}


def test_every_folder_has_a_rule() -> None:
    assert {folder(file) for file in FILES} == MAY_IMPORT.keys()


@pytest.mark.parametrize("file", FILES)
def test_a_file_imports_only_what_its_folder_may(file: str) -> None:
    used = {folder(name) for name in IMPORTS[file].intersection(FILES)}
    assert used <= MAY_IMPORT[folder(file)] | {folder(file)}


def test_nothing_goes_in_circles() -> None:
    needs = {file: used.intersection(FILES) for file, used in IMPORTS.items()}
    while ready := {file for file, needed in needs.items() if not needed}:
        needs = {file: needed - ready for file, needed in needs.items() if file not in ready}
    assert needs == {}


def test_only_errors_and_the_connection_know_aws() -> None:
    knowing = {file for file in FILES if any(AWS.match(name) for name in IMPORTS[file])}
    assert knowing == {"module_utils/_service/errors.py", "module_utils/_module.py"}
