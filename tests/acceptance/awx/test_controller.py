# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""controller.yml, run for real with awx.awx against a stand-in of AWX, twice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from appstream_emulator import DEFAULT_ACCESS_KEY, SECRET
from controller_runs import Runs
from controller_stand_in import APPROVALS, NODES, TOKEN, Controller, Item

pytestmark = pytest.mark.xdist_group("controller")


@pytest.fixture(scope="module")
def controller(runs: Runs) -> Controller:
    return runs.controller


def test_a_second_run_changes_nothing(runs: Runs, controller: Controller) -> None:
    """It updates the project, which has not changed."""
    assert runs.writes[0]
    project = controller.named("projects", "AppStream")
    assert runs.writes[1] == [f"POST {project['url']}update/"]
    assert re.findall(r"changed=(\d+) ", runs.outputs[1]) == ["0"]


def test_no_secret_is_printed(runs: Runs) -> None:
    for output in runs.outputs:
        assert SECRET not in output
        assert TOKEN not in output


def test_the_credential_has_the_secrets(controller: Controller) -> None:
    credential = controller.named("credentials", "AppStream")
    assert credential["inputs"] == {"username": DEFAULT_ACCESS_KEY, "password": SECRET}


def test_the_organization_has_a_galaxy_credential(controller: Controller) -> None:
    (organization,) = controller.items["organizations"].values()
    found = controller.linked(organization, "galaxy_credentials")
    assert [credential["name"] for credential in found] == ["Ansible Galaxy"]


def test_the_inventory_comes_from_a_file_of_the_project(
    controller: Controller, example: Path
) -> None:
    (source,) = controller.items["inventory_sources"].values()
    assert source["source_project"] == controller.named("projects", "AppStream")["id"]
    assert (example / source["source_path"]).is_file()
    assert source["update_on_launch"]
    assert source["overwrite"]


TEMPLATES = {
    "AppStream: sync users": ("sync_users.yml", "run", "sync"),
    "AppStream: sync users (check)": ("sync_users.yml", "check", "sync"),
    "AppStream: offboard users": ("offboard_users.yml", "run", "offboard"),
    "AppStream: resend invitations": ("resend_invitations.yml", "run", "resend"),
    "AppStream: export users": ("export_users.yml", "run", "export"),
    "AppStream: access review": ("access_review.yml", "run", "review"),
    "AppStream: apply review": ("apply_review.yml", "run", "apply_review"),
}


def test_there_are_these_job_templates(controller: Controller) -> None:
    names = [template["name"] for template in controller.items["job_templates"].values()]
    assert sorted(names) == sorted(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_job_template(
    controller: Controller, example: Path, surveys: dict[str, Any], name: str
) -> None:
    playbook, job_type, survey = TEMPLATES[name]
    template = controller.named("job_templates", name)
    assert (template["playbook"], template["job_type"]) == (playbook, job_type)
    assert (example / playbook).is_file()
    assert controller.surveys[template["url"]] == surveys[survey]
    assert template["survey_enabled"]
    assert template["ask_limit_on_launch"]
    assert template["diff_mode"]
    assert template["project"] == controller.named("projects", "AppStream")["id"]
    assert template["inventory"] == controller.named("inventories", "AppStream pools")["id"]
    credentials = controller.linked(template, "credentials")
    assert [credential["name"] for credential in credentials] == ["AppStream"]
    mails = controller.linked(template, "notification_templates_error")
    assert [mail["name"] for mail in mails] == ["AppStream: mail"]


WORKFLOWS = {
    "AppStream: sync with approval": (
        "sync",
        {"check": ["approval"], "approval": ["run"], "run": []},
    ),
    "AppStream: offboard, then review": ("offboard", {"offboard": ["review"], "review": []}),
}


def nodes_of(controller: Controller, workflow: Item) -> dict[str, Item]:
    return {
        node["identifier"]: node
        for node in controller.items[NODES].values()
        if node["workflow_job_template"] == workflow["id"]
    }


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow(controller: Controller, surveys: dict[str, Any], name: str) -> None:
    survey, links = WORKFLOWS[name]
    workflow = controller.named("workflow_job_templates", name)
    assert controller.surveys[workflow["url"]] == surveys[survey]
    assert workflow["survey_enabled"]
    assert workflow["ask_limit_on_launch"]
    nodes = nodes_of(controller, workflow)
    found = {
        name: [after["identifier"] for after in controller.linked(node, "success_nodes")]
        for name, node in nodes.items()
    }
    assert found == links


def test_an_approval_stands_between_the_check_and_the_real_run(controller: Controller) -> None:
    workflow = controller.named("workflow_job_templates", "AppStream: sync with approval")
    nodes = nodes_of(controller, workflow)
    templates = controller.items["job_templates"]
    assert templates[nodes["check"]["unified_job_template"]]["job_type"] == "check"
    assert nodes["approval"]["unified_job_template"] in controller.items[APPROVALS]
    assert templates[nodes["run"]["unified_job_template"]]["job_type"] == "run"


def test_the_resend_is_scheduled_daily(controller: Controller) -> None:
    (schedule,) = controller.items["schedules"].values()
    resend = controller.named("job_templates", "AppStream: resend invitations")
    assert schedule["unified_job_template"] == resend["id"]
    assert "FREQ=DAILY" in schedule["rrule"]
    assert schedule["enabled"] is False  # nobody is mailed because somebody has set up AWX
    (hour,) = re.findall(r"DTSTART:\d{8}T(\d\d)\d{4}Z", schedule["rrule"])
    assert 2 <= int(hour) <= 21  # not around midnight UTC
