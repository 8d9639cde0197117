# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Launches at the stand-in of AWX. It runs nothing: the test says what becomes of a job."""

from __future__ import annotations

import json
from typing import Any

from controller_answers import refused, with_defaults
from controller_mails import Mails
from controller_stand_in import FORBIDDEN, NODES, Controller, Item

TEMPLATES = {"jobs": "job_templates", "workflow_jobs": "workflow_job_templates"}
Response = tuple[int, Any]


class Jobs:
    """The jobs, the workflows and their approvals."""

    def __init__(self, controller: Controller) -> None:
        self.controller = controller
        self.mails = Mails(controller)
        controller.after_create["job_templates"] = self._complete
        for endpoint, templates in TEMPLATES.items():
            controller.actions[templates, "launch"] = self._launch
            controller.actions[endpoint, ""] = self._read
        controller.actions["jobs", "stdout"] = self._read
        controller.actions["workflow_approvals", "approve"] = self._approve
        controller.actions["workflow_approvals", "deny"] = self._deny

    def template_of(self, job: Item) -> Item:
        templates = self.controller.items[TEMPLATES[f"{job['type']}s"]]
        return templates[job["unified_job_template"]]

    def _complete(self, template: Item) -> None:
        """What AWX says of each job template, and ansible-rulebook reads."""
        for what in ("limit", "labels", "inventory", "variables"):
            template.setdefault(f"ask_{what}_on_launch", False)
        template["related"]["launch"] = f"{template['url']}launch/"
        organization = self.controller.items["organizations"][template["organization"]]
        template["summary_fields"]["organization"] = {"name": organization["name"]}

    def start(self, template: Item, answers: Item, limit: str = "") -> Item:
        endpoint = "jobs" if template["type"] == "job_template" else "workflow_jobs"
        job = {
            "name": template["name"],
            "unified_job_template": template["id"],
            "status": "running",
            "created": "2026-01-31T08:30:00Z",
            "limit": limit,
            "extra_vars": json.dumps(answers),
        }
        number = self.controller.create(endpoint, job)["id"]
        return self.controller.items[endpoint][number]

    def start_node(self, workflow_job: Item, identifier: str) -> Item:
        """The job of a node, with the answers of the workflow's survey, or its approval."""
        (node,) = (
            node
            for node in self.controller.items[NODES].values()
            if node["workflow_job_template"] == workflow_job["unified_job_template"]
            if node["identifier"] == identifier
        )
        template = self.controller.items["job_templates"].get(node["unified_job_template"])
        if template is not None:
            return self.start(template, json.loads(workflow_job["extra_vars"]))
        approvals = self.controller.items["workflow_approval_templates"]
        name = approvals[node["unified_job_template"]]["name"]
        made = {"name": name, "status": "pending", "workflow_job": workflow_job["id"]}
        number = self.controller.create("workflow_approvals", made)["id"]
        approval = self.controller.items["workflow_approvals"][number]
        self._report(approval, "running")
        return approval

    def finish(self, job: Item, status: str) -> None:
        job["status"] = status
        event = "success" if status == "successful" else "error"
        self.mails.about_job(job, self.template_of(job), event)

    def expire(self, approval: Item) -> None:
        self._end(approval, "timed_out")

    def _end(self, approval: Item, event: str) -> None:
        """An approval that is denied or expires has failed, and so has its workflow."""
        approval["status"] = "failed"
        self._report(approval, event)
        self.finish(self._workflow_job(approval), "failed")

    def _workflow_job(self, approval: Item) -> Item:
        return self.controller.items["workflow_jobs"][approval["workflow_job"]]

    def _report(self, approval: Item, event: str) -> None:
        job = self._workflow_job(approval)
        self.mails.about_approval(approval, job, self.template_of(job), event)

    def _launch(self, template: Item, body: Item, team: int | None) -> Response:
        if not self.controller.access.allows(team, template["url"], "execute_role"):
            return 403, FORBIDDEN
        spec = self.controller.surveys[template["url"]]["spec"]
        answers = body.get("extra_vars", {})
        errors = refused(spec, answers)
        if errors:
            return 400, errors
        return 201, self.start(template, with_defaults(spec, answers), body.get("limit", ""))

    def _read(self, job: Item, _body: Item, team: int | None) -> Response:
        url = self.template_of(job)["url"]
        return (
            (200, job)
            if self.controller.access.allows(team, url, "read_role")
            else (403, FORBIDDEN)
        )

    def _may_approve(self, approval: Item, team: int | None) -> bool:
        workflow = self.template_of(self._workflow_job(approval))
        return self.controller.access.allows(team, workflow["url"], "approval_role")

    def _approve(self, approval: Item, _body: Item, team: int | None) -> Response:
        if not self._may_approve(approval, team):
            return 403, FORBIDDEN
        approval["status"] = "successful"
        self._report(approval, "approved")
        return 204, None

    def _deny(self, approval: Item, _body: Item, team: int | None) -> Response:
        if not self._may_approve(approval, team):
            return 403, FORBIDDEN
        self._end(approval, "denied")
        return 204, None
