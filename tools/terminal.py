# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ansible-playbook prints on the emulator, as pictures of a terminal."""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from appstream_emulator import CREDENTIALS, Emulator, serve
from rich.console import Console
from rich.text import Text
from tree import VENV, environment

REGION = "eu-central-1"
DIFF = "ansible-playbook roster.yml --check --diff"
CHECK = "ansible-playbook -i pools.yml euc.appstream.sync_users --check"
RUN = "ansible-playbook -i pools.yml euc.appstream.sync_users"
BEN = {"user_name": "ben@example.com", "first_name": "Ben", "last_name": "Sample"}
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
INVENTORY = """\
appstream_pools:
  hosts:
    frankfurt:
      user_pool_region: eu-central-1
      user_pool_endpoint_url: "{{ lookup('ansible.builtin.env', 'AWS_URL') }}"
      user_pool_default_roster: frankfurt.csv
"""
ROSTER = """\
email,first_name,last_name,stack_names,enabled
ada@example.com,Ada,Example,office;design,
ben@example.com,Ben,Sample,,false
"""
# Rich has a font fetched from a network; the picture does with what the reader's machine has.
FONT_FACE = re.compile(r"\s*@font-face \{.*?\}", re.S)
Env = Mapping[str, str] | None  # that has Ansible; without it, that of the checkout
LINE = re.compile(r'<text [^>]*clip-path="url\((#[\w-]+)\)">([^<]*)')
COMMAND_SECONDS, LINE_SECONDS = 1.2, 0.1  # until the next line appears


def print_in_color(env: Env, files: dict[str, str], *commands: str) -> list[str]:
    """What the commands print, one after the other on the same pool, in color."""
    emulator = Emulator()
    emulator.seed(region=REGION, users=[BEN], stacks=["design", "office"])
    printed = []
    with tempfile.TemporaryDirectory() as directory, serve(emulator) as url:
        for name, content in files.items():
            (Path(directory) / name).write_text(content, encoding="utf-8")
        env = {**(env or environment(VENV / "live")), **CREDENTIALS}
        for command in commands:
            process = subprocess.run(
                command.split(),
                cwd=directory,
                env={**env, "ANSIBLE_FORCE_COLOR": "1", "AWS_URL": url},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                check=True,
                encoding="utf-8",
            )
            printed.append(process.stdout)
    return printed


def task(printed: str, name: str) -> str:
    """What a task has printed, with its title."""
    tasks = re.split(r"\n(?=\n(?:TASK \[|PLAY RECAP))", printed)
    (found,) = (each for each in tasks if re.match(rf"\nTASK \[(?:\S+ : )?{name}\]", each))
    return found.strip()


def draw(name: str, title: str, content: str) -> str:
    """The picture of a terminal with this content."""
    console = Console(file=io.StringIO(), record=True, width=80)
    console.print(Text.from_ansi(content))
    svg = console.export_svg(title=title, unique_id=name)
    svg = FONT_FACE.sub("", svg).replace("\n", f"\n    <title>{title}</title>\n", 1)
    return svg.rstrip() + "\n"


def animate(svg: str) -> str:
    """The same, with lines that appear one after the other unless the reader wants no motion."""
    seconds, rules, seen = 0.0, [], ""
    for line, text in LINE.findall(svg):
        if line != seen:
            seen = line
            rules.append(f'text[clip-path="url({line})"] {{ animation-delay: {seconds:.1f}s }}')
            seconds += COMMAND_SECONDS if text.startswith("$") else LINE_SECONDS
    indented = "\n        ".join(["text[clip-path] { animation: appear 0.1s both }", *rules])
    style = f"""
    @media (prefers-reduced-motion: no-preference) {{
        @keyframes appear {{ from {{ opacity: 0 }} }}
        {indented}
    }}
    </style>"""
    return svg.replace("\n    </style>", style, 1)


def diff(env: Env = None) -> str:
    """A task in check mode, with its diff."""
    (printed,) = print_in_color(env, {"roster.yml": PLAY}, DIFF)
    shown = task(printed, "Bring the roster into the pool")
    return draw("diff", "What would the roster change?", f"$ {DIFF}\n\n{shown}")


def recording(env: Env = None) -> str:
    """A sync: the check, and the real run."""
    files = {"pools.yml": INVENTORY, "frankfurt.csv": ROSTER}
    commands = (CHECK, RUN)
    outputs = print_in_color(env, files, *commands)
    content = "\n\n".join(
        f"$ {command}\n...\n{task(printed, 'Summary')}"
        for command, printed in zip(commands, outputs, strict=True)
    )
    return animate(draw("run", "Preview, then apply", content))
