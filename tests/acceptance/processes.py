# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Starts ansible-playbook, and finds in its output what it said about one host."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

# As the callback "default" prints them.
HEADER = re.compile(r"(?:PLAY|TASK|PLAY RECAP) .*\*{3,}$")
RESULT = re.compile(r"(?:ok|changed|skipping|failed|fatal|unreachable): \[([^] ]+)\]")
INCLUDED = re.compile(r"included: \S+ for ([^=]+)")
RECAP = re.compile(r"(\S+) +: ok=\d")
DIFF = "--- before"  # begins a diff, which is printed before the result that it belongs to


def run_playbook(
    arguments: Sequence[str], directory: Path, env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run ``ansible-playbook``, which is looked for in the PATH of ``env``."""
    return subprocess.run(
        ["ansible-playbook", *arguments],
        cwd=directory,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


def by_host(output: str, hosts: Iterable[str]) -> dict[str, str]:
    """The standard output of a run of several hosts as if each host had been alone in it."""
    parts: dict[str, list[str]] = {host: [] for host in hosts}
    header = ""
    headed: set[str] = set()
    named: list[str] = []
    diff: list[str] = []
    for line in output.splitlines():
        if HEADER.match(line):
            header, headed, named = line, set(), []
        elif found := hosts_in(line):
            named = [host for host in found if host in parts]
            for host in named:
                if host not in headed:
                    parts[host].append(f"\n{header}")
                parts[host] += diff
            headed.update(named)
            diff = []
        elif diff or line.startswith(DIFF):
            diff.append(line)
            continue
        for host in named:
            parts[host].append(line)
    return {host: "\n".join(lines) for host, lines in parts.items()}


def hosts_in(line: str) -> list[str]:
    """The hosts whose result begins with this line, if one does."""
    if found := RESULT.match(line) or RECAP.match(line):
        return [found[1]]
    if found := INCLUDED.match(line):
        return found[1].strip().split(", ")
    return []
