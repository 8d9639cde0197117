# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lints the YAML snippets of all pages in one run: ansible-lint is slow to start."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import Any

from snippets_blocks import Block
from tree import ROOT, VENV, environment

SETTINGS = (".ansible-lint", ".yamllint", ".gitignore")


def lint(blocks: list[Block], directory: Path) -> dict[Block, list[str]]:
    """The findings of ansible-lint in each block, with the settings of the repository."""
    for name in SETTINGS:
        shutil.copy(ROOT / name, directory)
    files = {str(_place(block)): block for block in blocks}
    for name, block in files.items():
        path = directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\n{block.text}", encoding="utf-8")
    process = subprocess.run(
        [str(VENV / "bin" / "ansible-lint"), "--nocolor", "--format", "json", *files],
        cwd=directory,
        env=environment(VENV / "live"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    if not process.stdout:
        raise RuntimeError(process.stderr)
    found = defaultdict(list)
    for issue in json.loads(process.stdout):
        block = files[issue["location"]["path"]]
        found[block].append(_message(issue, block))
    return found


def _place(block: Block) -> Path:
    """A file name from which ansible-lint detects the kind of the file."""
    name = f"{block.page.replace('/', '-')}-{block.line}.yml"
    return Path(name) if block.kind == "file" else Path(block.kind, name)


def _message(issue: dict[str, Any], block: Block) -> str:
    location = issue["location"]
    begin = location.get("lines", {}).get("begin") or location["positions"]["begin"]["line"]
    line = block.text.splitlines()[max(begin - 2, 0)].strip()
    return f"{issue['check_name']}: {issue['description']} (at: {line})"
