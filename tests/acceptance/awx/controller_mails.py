# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The emails of the stand-in of AWX.

A template that says nothing of an event gets a text of AWX's own, with all that was answered in the
surveys. Emails about approvals know the approval and the URL of its workflow, but not the job.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from controller_stand_in import Controller, Item
from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

EVENTS = ("started", "success", "error")
APPROVAL_EVENTS = ("running", "approved", "timed_out", "denied")
# AWX checks the texts with all names, although it does not have all of them for each email.
JOB = {"id": 42, "name": "a job", "status": "running", "url": "/api/v2/jobs/42/"}
SAMPLE = {
    "job": JOB,
    "job_friendly_name": "Job",
    "url": "https://awx.example.com/#/jobs/playbook/42",
    "job_metadata": "{}",
    "approval_status": "approved",
    "approval_node_name": "an approval",
    "workflow_url": "https://awx.example.com/#/jobs/workflow/42",
}
DEFAULT = {
    "message": "{{ job_friendly_name }} {{ job.id }}",
    "body": "{{ url }}\n\n{{ job_metadata }}",
}
APPROVAL_DEFAULT = {
    "message": "{{ approval_node_name }}",
    "body": "{{ workflow_url }}\n\n{{ job_metadata }}",
}


@dataclass(frozen=True)
class Mail:
    event: str
    subject: str
    body: str


class Mails:
    """Those that were sent."""

    def __init__(self, controller: Controller) -> None:
        self.controller = controller
        self.sent: list[Mail] = []
        controller.checks["notification_templates"] = _wrong_messages

    def about_job(self, job: Item, template: Item, event: str) -> None:
        kind = "playbook" if job["type"] == "job" else "workflow"
        context = {
            "job": {key: job[key] for key in JOB},
            "job_friendly_name": "Job" if kind == "playbook" else "Workflow Job",
            "url": f"https://awx.example.com/#/jobs/{kind}/{job['id']}",
            "job_metadata": json.dumps(job, indent=4),
        }
        for mail in self.controller.linked(template, f"notification_templates_{event}"):
            texts = (mail.get("messages") or {}).get(event) or {}
            self._send(event, {**DEFAULT, **texts}, context)

    def about_approval(self, approval: Item, job: Item, workflow: Item, event: str) -> None:
        context = {
            "approval_status": event,
            "approval_node_name": approval["name"],
            "workflow_url": f"https://awx.example.com/#/jobs/workflow/{job['id']}",
            "job_metadata": json.dumps(job, indent=4),
        }
        for mail in self.controller.linked(workflow, "notification_templates_approvals"):
            own = (mail.get("messages") or {}).get("workflow_approval") or {}
            self._send(event, {**APPROVAL_DEFAULT, **(own.get(event) or {})}, context)

    def _send(self, event: str, texts: dict[str, str], context: dict[str, Any]) -> None:
        subject, body = (_rendered(texts[part], context) for part in ("message", "body"))
        self.sent.append(Mail(event, subject, body))


def _rendered(text: str, context: dict[str, Any]) -> str:
    """AWX sends an empty text in place of one that has a name which it does not know."""
    try:
        return ImmutableSandboxedEnvironment().from_string(text).render(context)
    except UndefinedError:
        return ""


def _wrong_messages(template: Item) -> Item:
    errors = list(_wrong(template.get("messages") or {}))
    return {"messages": errors} if errors else {}


def _wrong(messages: dict[str, Any]) -> Iterator[str]:
    approvals = messages.get("workflow_approval") or {}
    yield from sorted(set(messages) - {*EVENTS, "workflow_approval"})
    yield from sorted(set(approvals) - set(APPROVAL_EVENTS))
    strict = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    for event in EVENTS + APPROVAL_EVENTS:
        texts = (messages if event in EVENTS else approvals).get(event) or {}
        yield from sorted(set(texts) - {"message", "body"})
        for part, text in texts.items():
            if part == "message" and "\n" in text:
                yield f"{event}: a newline"
            try:
                strict.from_string(text).render(SAMPLE)
            except TemplateError as error:
                yield f"{event}: {error}"
