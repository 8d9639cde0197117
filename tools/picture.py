# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Draws the picture of the README: the output of ``--check --diff`` on the emulator."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from appstream_emulator import CREDENTIALS, Emulator, serve
from rich.console import Console
from rich.text import Text
from tree import ROOT, VENV, environment

PICTURE = ROOT / "docs" / "diff.svg"
COMMAND = "ansible-playbook roster.yml --check --diff"
POOL = [{"user_name": "ben@example.com", "first_name": "Ben", "last_name": "Sample"}]
PLAY = """\
- name: The user pool
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Bring the roster into the pool
      euc.appstream.appstream_user:
        region: eu-central-1
        users:
          - user_name: ada@example.com
            first_name: Ada
            last_name: Example
          - user_name: ben@example.com
            enabled: false
"""
HEADER = """\
<!--
Copyright (c) 2026, euc.appstream contributors
GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later

Made by "make picture".
-->
"""
# Rich has a font fetched from a network; the picture does with what the reader's machine has.
FONT_FACE = re.compile(r"\s*@font-face \{.*?\}", re.S)


def run() -> str:
    """The task as ansible-playbook prints it, in color."""
    emulator = Emulator()
    emulator.seed(region="eu-central-1", users=POOL)
    with tempfile.TemporaryDirectory() as directory, serve(emulator) as url:
        (Path(directory) / "roster.yml").write_text(PLAY, encoding="utf-8")
        process = subprocess.run(
            COMMAND.split(),
            cwd=directory,
            env=environment(VENV / "live")
            | CREDENTIALS
            | {"ANSIBLE_FORCE_COLOR": "1", "AWS_URL": url},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            check=True,
            encoding="utf-8",
        )
    task = process.stdout.index("TASK [")
    return process.stdout[task : process.stdout.index("\nPLAY RECAP")].rstrip()


def draw(printed: str) -> str:
    """The picture of a terminal with this output."""
    console = Console(file=io.StringIO(), record=True, width=80)
    console.print(Text.from_ansi(f"$ {COMMAND}\n\n{printed}"))
    svg = console.export_svg(title="What would the roster change?", unique_id="diff")
    return HEADER + FONT_FACE.sub("", svg).rstrip() + "\n"


def main() -> int:
    PICTURE.write_text(draw(run()), encoding="utf-8")
    print(f"made: {PICTURE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
