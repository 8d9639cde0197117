# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which teams have which roles on the templates of the stand-in of AWX."""

from __future__ import annotations

from typing import Any

FIELDS = {
    "job_templates": ("admin_role", "execute_role", "read_role"),
    "workflow_job_templates": ("admin_role", "execute_role", "read_role", "approval_role"),
}
# A role on a template includes others on it. A role on a workflow gives none on its jobs.
INCLUDED_IN = {
    "admin_role": set(),
    "execute_role": {"admin_role"},
    "approval_role": {"admin_role"},
    "read_role": {"admin_role", "execute_role", "approval_role"},
}


class Access:
    """The teams by the number of a role. Nobody, that is None, is the administrator."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self.teams: dict[int, list[int]] = {}

    def object_roles(self, endpoint: str, url: str) -> dict[str, Any]:
        roles = {}
        for field in FIELDS.get(endpoint, ()):
            number = self._numbers.setdefault((url, field), len(self._numbers) + 1)
            self.teams.setdefault(number, [])
            roles[field] = {"id": number}
        return roles

    def allows(self, team: int | None, url: str, field: str) -> bool:
        """Whether a team has a role on the template of this URL."""
        numbers = [self._numbers.get((url, f)) for f in {field} | INCLUDED_IN[field]]
        return team is None or any(team in self.teams[n] for n in numbers if n is not None)
