# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the teams of the example may launch, read and approve (W2)."""

from __future__ import annotations

import re

import pytest
from awx_example import ROOT
from controller_answers import needed
from controller_runs import Runs, job_url

pytestmark = pytest.mark.xdist_group("controller")

TEAMS = ("operators", "approvers", "auditors")
WORKFLOW = "AppStream: sync with approval"
CHECK = "AppStream: sync users (check)"
REAL = "AppStream: sync users"


def rights(runs: Runs, name: str, team: str) -> str:
    """What the stand-in lets a member of a team do, as the guide says it."""
    found = []
    spec = runs.controller.surveys[runs.template(name)["url"]]["spec"]
    status, _answer = runs.launch(name, needed(spec), team)
    assert status in (201, 403)
    if status == 201:
        found.append("launch")
    job = runs.jobs.start(runs.template(name), {})
    status, _answer = runs.request("GET", job_url(job), {}, team)
    assert status in (200, 403)
    if status == 200:
        found.append("read")
    if name == WORKFLOW:
        approval = runs.jobs.start_node(job, "approval")
        status, _answer = runs.request("POST", job_url(approval, "approve/"), {}, team)
        assert status in (204, 403)
        if status == 204:
            found.append("approve")
    return ", ".join(found) or "nothing"


def table() -> dict[str, list[str]]:
    """The rights of the teams by the template, as the guide has them."""
    guide = (ROOT / "docs" / "docsite" / "rst" / "guide_awx_access.rst").read_text("utf-8")
    rows = re.findall(r"^   \* - \*?(.*?)\*?\n     - (.*)\n     - (.*)\n     - (.*)$", guide, re.M)
    return {name: list(cells) for name, *cells in rows}


def test_w2_the_guide_says_who_may_do_what(runs: Runs) -> None:
    items = runs.controller.items
    names = [
        item["name"]
        for endpoint in ("job_templates", "workflow_job_templates")
        for item in items[endpoint].values()
    ]
    documented = table()
    for name in names:
        row = documented.get(name.removeprefix("AppStream: "), documented["All others"])
        assert {name: [rights(runs, name, team) for team in TEAMS]} == {name: row}


def test_w2_approvers_read_the_check_that_they_approve(runs: Runs) -> None:
    job = runs.jobs.start_node(runs.jobs.start(runs.template(WORKFLOW), {}), "check")
    status, _output = runs.request("GET", job_url(job, "stdout/"), {}, "approvers")
    assert status == 200
    assert runs.launch(CHECK, {}, "approvers")[0] == 403


def test_w2_operators_read_the_real_run_and_cannot_launch_it(runs: Runs) -> None:
    job = runs.jobs.start_node(runs.jobs.start(runs.template(WORKFLOW), {}), "run")
    status, _output = runs.request("GET", job_url(job, "stdout/"), {}, "operators")
    assert status == 200
    assert runs.launch(REAL, {}, "operators")[0] == 403


def test_w2_operators_approve_nothing(runs: Runs) -> None:
    job = runs.jobs.start(runs.template(WORKFLOW), {})
    approval = runs.jobs.start_node(job, "approval")
    assert runs.request("POST", job_url(approval, "approve/"), {}, "operators")[0] == 403
    assert approval["status"] == "pending"
