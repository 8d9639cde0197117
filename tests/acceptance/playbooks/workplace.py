# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A pool with runs of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml
from appstream_emulator import DEFAULT_REGION, SECRET, serve
from forked import VARIABLE
from pool_hosts import ENVIRONMENT, Pool, Run
from processes import run_playbook


def role(
    tasks_from: str, keyword: str = "import_role", how: dict[str, Any] | None = None, **task: Any
) -> dict[str, Any]:
    """A task with an entry point of the role. ``how``: more options of the task's module."""
    names = {"name": "euc.appstream.user_pool", "tasks_from": tasks_from}
    return {f"ansible.builtin.{keyword}": {**names, **(how or {})}, **task}


class Workplace(Pool):
    """An empty directory and a pool, with runs of its own."""

    def __init__(self, directory: Path, programs: dict[str, str]) -> None:
        """``programs``: the environment in which runs find Ansible."""
        super().__init__(directory)
        self.programs = programs

    @property
    def python(self) -> str:
        """An interpreter for modules, as ``ansible_playbook_python`` is."""
        forked = self.programs.get(VARIABLE)
        return f"{forked}/python" if forked else sys.executable

    def own(
        self,
        tasks_from: str,
        play: dict[str, Any],
        *arguments: str,
        region: bool = True,
        **variables: Any,
    ) -> Run:
        """Run an entry point of the role, or the tasks of the play, in a play of one's own."""
        tasks = [role(tasks_from)]
        given = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
        own = {"hosts": "localhost", "connection": "local", "gather_facts": False, "vars": given}
        whole = {"tasks": tasks, **own, **play, "vars": given | play.get("vars", {})}
        name = self.file("own.yml", yaml.safe_dump([whole]))
        return self.play(name, *arguments, region=region, **variables)

    def play(
        self,
        playbook: str,
        *arguments: str,
        region: bool = True,
        endpoint: str = "URL",
        **variables: Any,
    ) -> Run:
        """Run a playbook; the variables are extra variables, in JSON as AWX gives them.

        ``endpoint``: what is given as the endpoint; URL stands for that of the emulator.
        """
        if region:
            variables = {"user_pool_region": DEFAULT_REGION, **variables}
        name = playbook if playbook.endswith(".yml") else f"euc.appstream.{playbook}"
        self.emulator.clear_log()
        with serve(self.emulator, self.port) as url:
            given = endpoint.replace("URL", url)
            extra = json.dumps({**variables, "user_pool_endpoint_url": given})
            env = {**ENVIRONMENT, **self.programs}
            process = run_playbook([name, *arguments, "-e", extra], self.directory, env)
        output = process.stdout + process.stderr
        assert SECRET not in output
        return Run(process.returncode, output, self.emulator.calls, self.emulator.mails)


POOLS = {"ireland": "eu-west-1", "virginia": "us-east-1", "tokyo": "ap-northeast-1"}


def three_pools(work: Workplace) -> str:
    """An inventory of three pools without users, and a roster with one user for each."""
    hosts = {
        name: {"user_pool_region": region, "user_pool_default_roster": f"{name}.csv"}
        for name, region in POOLS.items()
    }
    for name, region in POOLS.items():
        work.seed([], region=region)
        work.file(f"{name}.csv", f"email,stack_names\nada@{name}.example.com,office\n")
    text = yaml.safe_dump({"all": {"children": {"appstream_pools": {"hosts": hosts}}}})
    return work.file("pools.yml", text)
