# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stand-in of AWX with the job templates of the example, for rulebooks that launch them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from awx_example import EXAMPLE, SURVEYS, load
from controller_jobs import Jobs
from controller_stand_in import TOKEN, Controller, Item

(PLAY,) = load(EXAMPLE / "controller.yml")


class Proxied(Controller):
    """Behind a proxy, which knows when it cannot be reached."""

    def __init__(self) -> None:
        super().__init__()
        self.reachable = True
        self.unanswered: list[str] = []

    def answer(
        self, method: str, path: str, filters: Item, body: Item, team: int | None = None
    ) -> Any:
        if not self.reachable:
            self.unanswered.append(path)
            return 503, {}
        return super().answer(method, path, filters, body, team)


class Awx:
    """What controller.yml defines, as far as rulebooks need it."""

    def __init__(self) -> None:
        self.controller = Proxied()
        self.jobs = Jobs(self.controller)
        organization = self.controller.create(
            "organizations", {"name": PLAY["vars"]["organization"]}
        )
        for template in PLAY["vars"]["job_templates"]:
            given = {"organization": organization["id"], "ask_limit_on_launch": True}
            made = self.controller.create("job_templates", {"name": template["name"], **given})
            self.controller.surveys[made["url"]] = SURVEYS[template["survey"]]

    def environment(self, url: str) -> dict[str, str]:
        return {
            "EDA_CONTROLLER_URL": url,
            "EDA_CONTROLLER_TOKEN": TOKEN,
            "EDA_JOB_TEMPLATE_REFRESH_DELAY": "0.2",
        }

    def launched(self) -> list[dict[str, Any]]:
        """The jobs, each of which succeeds."""
        jobs = list(self.controller.items.get("jobs", {}).values())
        for job in jobs:
            job["status"] = "successful"
        return jobs

    def answers(self) -> Iterator[dict[str, Any]]:
        for job in self.launched():
            yield json.loads(job["extra_vars"])
