# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The projects of the stand-in of AWX: it finds no playbooks until an update has succeeded."""

from __future__ import annotations

from typing import Any

from controller_stand_in import Controller, Item

REVISION = "5f2b9d1c"


class Projects:
    """Their updates. The test says what git answers."""

    def __init__(self, controller: Controller) -> None:
        self.controller = controller
        self.error = ""
        controller.after_create["projects"] = self._first_update
        controller.checks["job_templates"] = self._missing_playbook
        controller.actions["projects", "update"] = self._update
        controller.actions["project_updates", "events"] = self._events

    def _first_update(self, project: Item) -> None:
        """AWX starts it by itself. If it fails, the project is there all the same."""
        _status, update = self._update(project, {}, None)
        project["summary_fields"]["current_update"] = {"id": update["id"]}

    def _update(self, project: Item, _body: Item, _team: int | None) -> tuple[int, Any]:
        if not self.error:
            project["scm_revision"] = REVISION
        update = {
            "name": project["name"],
            "status": "failed" if self.error else "successful",
            "failed": bool(self.error),
            "event_processing_finished": True,
            "scm_revision": project["scm_revision"],
            "job_explanation": "",
            "said": self.error,
        }
        return 202, self.controller.create("project_updates", update)

    def _events(self, update: Item, _body: Item, _team: int | None) -> tuple[int, Any]:
        failed = [{"event": "runner_on_failed", "event_data": {"res": {"msg": update["said"]}}}]
        results = failed if update["failed"] else []
        return 200, {"count": len(results), "next": None, "previous": None, "results": results}

    def _missing_playbook(self, template: Item) -> Item:
        project = self.controller.items["projects"][template["project"]]
        return {} if project["scm_revision"] else {"playbook": ["Playbook not found for project."]}
