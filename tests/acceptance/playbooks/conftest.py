# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the playbooks as a user does, by their full names, on an emulator over HTTP."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from appstream_emulator import (
    CREDENTIALS,
    DEFAULT_ACCESS_KEY,
    DEFAULT_REGION,
    SECRET,
    Emulator,
    serve,
)
from tree import VENV, environment


@dataclass(frozen=True)
class Run:
    """What a run left behind."""

    status: int
    output: str
    calls: list[dict[str, Any]]
    mails: list[dict[str, Any]]

    @property
    def writes(self) -> list[str]:
        names = [call["operation"] for call in self.calls]
        return [name for name in names if not name.startswith("Describe")]

    def summary(self, host: str = "localhost") -> list[str]:
        """The lines of the summary of a pool."""
        mark = f"ok: [{host}] => "
        for part in self.output.split(" : Summary]")[1:]:
            shown = part.split("\nTASK [")[0]
            if mark in shown:
                start = shown.index(mark) + len(mark)
                lines: list[str] = json.JSONDecoder().raw_decode(shown[start:])[0]["msg"]
                return lines
        raise AssertionError(f"no summary of {host}: {self.output}")

    def changed(self, host: str = "localhost") -> int:
        """How many tasks say that they changed something."""
        return int(re.findall(rf"^{host} .* changed=(\d+) ", self.output, re.M)[-1])


class Workplace:
    """An empty directory, an emulator, and playbooks that run there."""

    def __init__(self, directory: Path, emulator: Emulator, url: str) -> None:
        self.directory = directory
        self.emulator = emulator
        self.url = url

    def file(self, name: str, text: str) -> str:
        path = self.directory / name
        path.write_text(text, encoding="utf-8")
        return name

    def seed(self, users: list[dict[str, Any]], **more: Any) -> None:
        self.emulator.seed(users=users, stacks=["design", "office"], **more)

    def pool(self, region: str = DEFAULT_REGION) -> dict[str, Any]:
        """Each user of the pool: names, whether enabled, stacks."""
        return {
            user["user_name"]: (
                user["first_name"],
                user["last_name"],
                user["enabled"],
                *user["stack_names"],
            )
            for user in self.emulator.pool(region, DEFAULT_ACCESS_KEY).roster()
        }

    def own(
        self,
        tasks_from: str,
        play: dict[str, Any],
        *arguments: str,
        region: bool = True,
        **variables: Any,
    ) -> Run:
        """Run an entry point of the role in a play of one's own."""
        role = {"name": "euc.appstream.user_pool", "tasks_from": tasks_from}
        tasks = [{"ansible.builtin.import_role": role}]
        given = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
        own = {"hosts": "localhost", "connection": "local", "gather_facts": False, "vars": given}
        whole = {**own, **play, "vars": given | play.get("vars", {}), "tasks": tasks}
        name = self.file("own.yml", yaml.safe_dump([whole]))
        return self.play(name, *arguments, region=region, **variables)

    def play(self, playbook: str, *arguments: str, region: bool = True, **variables: Any) -> Run:
        """Run a playbook; the variables go in as AWX gives them, as JSON."""
        if region:
            variables = {"user_pool_region": DEFAULT_REGION, **variables}
        variables["user_pool_endpoint_url"] = self.url
        command = [
            str(VENV / "bin" / "ansible-playbook"),
            playbook if playbook.endswith(".yml") else f"euc.appstream.{playbook}",
        ]
        command += [*arguments, "-e", json.dumps(variables)]
        env = environment(VENV / "live") | CREDENTIALS
        env["AWS_REGION"] = "eu-north-1"  # must have no effect
        self.emulator.clear_log()
        process = subprocess.run(
            command,
            cwd=self.directory,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        output = process.stdout + process.stderr
        assert SECRET not in output
        return Run(process.returncode, output, self.emulator.calls, self.emulator.mails)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Workplace]:
    emulator = Emulator()
    with serve(emulator) as url:
        yield Workplace(tmp_path, emulator, url)
