# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs of controller.yml against the stand-in of AWX."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from appstream_emulator import CREDENTIALS
from controller_jobs import Jobs
from controller_projects import Projects
from controller_stand_in import PREFIX, TOKEN, Controller, Item, serve
from processes import run_playbook

VARIABLES = {
    "project_url": "https://git.example.com/appstream-pools.git",
    "ee_image": "registry.example.com/appstream-ee:1",
    "mail_to": ["euc@example.com"],
}


class Runs:
    """The stand-in, and what each run printed and wrote."""

    def __init__(self, example: Path, environment: Mapping[str, str]) -> None:
        self.example = example
        self.environment = {
            **environment,
            **CREDENTIALS,
            "CONTROLLER_OAUTH_TOKEN": TOKEN,
            # HTTP needs none of the certificates that the modules would load for each request.
            "SSL_CERT_FILE": os.devnull,
        }
        self.controller = Controller()
        self.projects = Projects(self.controller)
        self.jobs = Jobs(self.controller)
        self.outputs: list[str] = []
        self.writes: list[list[str]] = []

    def run(
        self, variables: Item | None = None, environment: Mapping[str, str] | None = None
    ) -> int:
        """The exit status."""
        command = ["controller.yml", "-vvv", "-e", json.dumps({**VARIABLES, **(variables or {})})]
        with serve(self.controller) as url:
            env = {**self.environment, "CONTROLLER_HOST": url, **(environment or {})}
            done = run_playbook(command, self.example, env)
        self.outputs.append(done.stdout + done.stderr)
        self.writes.append(self.controller.writes[:])
        self.controller.writes.clear()
        return done.returncode

    def template(self, name: str) -> Item:
        """A job template or a workflow."""
        for endpoint in ("job_templates", "workflow_job_templates"):
            for item in self.controller.items[endpoint].values():
                if item["name"] == name:
                    return item
        raise LookupError(name)

    def request(self, method: str, url: str, body: Item, team: str) -> tuple[int, Any]:
        """What a member of a team gets."""
        number = self.controller.named("teams", f"AppStream: {team}")["id"]
        status, answer = self.controller.answer(method, url, {}, body, number)
        return status, answer

    def launch(self, name: str, answers: Item, team: str) -> tuple[int, Any]:
        url = f"{self.template(name)['url']}launch/"
        return self.request("POST", url, {"extra_vars": answers}, team)


def job_url(job: Item, part: str = "") -> str:
    assert str(job["url"]).startswith(PREFIX)
    return f"{job['url']}{part}"
