# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a playbook of the example as a job of AWX does: with ansible-runner, on the emulator.

As in AWX, the inventory is a script, credentials are environment variables, no Region and no
profile is among them, and the answers of the survey are extra variables that are never templates.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from ansible_runner.config.runner import RunnerConfig
from appstream_emulator import CREDENTIALS, SECRET, Emulator, serve
from awx_example import EXAMPLE, POOLS
from pool_hosts import Unsafe

SECRETS = {
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "AWS_SESSION_TOKEN": "not-a-token-but-long-enough-never-to-occur-by-chance",
}
# The variables that AWX adds to the answers of each job.
META = {
    "awx_job_id": 42,
    "awx_job_launch_type": "manual",
    "awx_job_template_name": "AppStream",
    "awx_inventory_name": "AppStream pools",
    "awx_project_revision": "0123456789abcdef",
    "awx_user_name": "operator",
    "awx_user_email": "operator@example.com",
    "tower_user_name": "operator",
}


@dataclass(frozen=True)
class Job:
    """The result of a job."""

    status: int
    events: list[dict[str, Any]]
    emulator: Emulator
    project: Path
    output: str
    artifacts: str

    @property
    def failures(self) -> list[str]:
        """The messages of the tasks that failed."""
        return [
            str(event["event_data"]["res"].get("msg") or event["event_data"]["res"])
            for event in self.events
            if event["event"] in ("runner_on_failed", "runner_on_unreachable")
        ]

    @property
    def summaries(self) -> dict[str, Any]:
        """What each pool's task "Summary" showed."""
        return {
            event["event_data"]["host"]: event["event_data"]["res"]["msg"]
            for event in self.events
            if event["event"] == "runner_on_ok" and event["event_data"]["task"] == "Summary"
        }

    @property
    def writes(self) -> list[str]:
        calls = [call["operation"] for call in self.emulator.calls]
        return [name for name in calls if not name.startswith("Describe")]

    @property
    def secrets(self) -> list[str]:
        """The secrets that can be read in the result."""
        return [n for n, value in SECRETS.items() if value in self.output + self.artifacts]


def inventory_script(pools: dict[str, Any], url: str) -> str:
    """The inventory as AWX hands it to a job."""
    hosts = {
        name: {**variables, "user_pool_endpoint_url": url, "remote_tower_enabled": "true"}
        for name, variables in pools.items()
    }
    data: dict[str, Any] = {"_meta": {"hostvars": hosts}, "all": {"children": ["appstream_pools"]}}
    if hosts:
        data["appstream_pools"] = {"hosts": sorted(hosts)}
    return f"#!{sys.executable} -IS\nprint({json.dumps(data)!r})\n"


@cache
def engine_settings() -> dict[str, str]:
    """The settings of Ansible with which ansible-runner starts each job."""
    with TemporaryDirectory() as directory:
        job = RunnerConfig(directory, playbook="any.yml")
        job.prepare()
        names = {name for name in job.env if name.startswith("ANSIBLE_")} - os.environ.keys()
        return {name: job.env[name] for name in names}


def run_job(
    directory: Path,
    environment: dict[str, str],
    playbook: str,
    answers: dict[str, Any],
    seed: Callable[[Emulator], None],
    options: str = "",
    pools: dict[str, Any] | None = None,
) -> Job:
    """Run a playbook with the answers of its survey; ``options`` are those of ansible-playbook.

    As in AWX, the environment names no file of settings: the only ones are those of the project.
    """
    emulator = Emulator()
    seed(emulator)
    shutil.copytree(EXAMPLE, directory / "project")
    for name in ("env", "inventory"):
        (directory / name).mkdir()
    extra = yaml.dump({**answers, **META}, Dumper=Unsafe)
    (directory / "env" / "extravars").write_text(extra, "utf-8")
    credentials = json.dumps({**CREDENTIALS, **SECRETS})
    (directory / "env" / "envvars").write_text(credentials, "utf-8")
    script = directory / "inventory" / "hosts"
    command = [sys.executable, "-m", "ansible_runner", "run", str(directory), "-p", playbook]
    with serve(emulator) as url:
        script.write_text(inventory_script(POOLS if pools is None else pools, url), "utf-8")
        script.chmod(0o700)
        done = subprocess.run(
            [*command, "--ident", "job", f"--cmdline={options}"],
            env=environment,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
    artifacts = directory / "artifacts" / "job"
    events = [json.loads(file.read_text("utf-8")) for file in artifacts.glob("job_events/*.json")]
    # "command" is ansible-runner's own note of the environment that it was given.
    files = [file for file in artifacts.rglob("*") if file.is_file() and file.name != "command"]
    texts = [file.read_text("utf-8") for file in files]
    events.sort(key=lambda event: event["counter"])
    project = directory / "project"
    return Job(done.returncode, events, emulator, project, done.stdout, "\n".join(texts))
