# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A project that cannot be updated, and the options of controller.yml (W3, W4)."""

from __future__ import annotations

from pathlib import Path

import pytest
from appstream_emulator import DEFAULT_ACCESS_KEY, SECRET
from controller_runs import Runs
from controller_stand_in import Item

pytestmark = pytest.mark.xdist_group("controller-repair")

SAID = "fatal: repository 'https://git.example.com/appstream-pools.git/' not found"
NEW_SECRET = "another-secret-of-the-same-access-key"
RENEWED = {"AWS_SECRET_ACCESS_KEY": NEW_SECRET}
ONE_AT_A_TIME = {"instances": ["awx-1"]}


@pytest.fixture(scope="module")
def failed(shell_environment: dict[str, str], example: Path) -> Runs:
    """Two runs with a URL of the project that is wrong, the second with another secret."""
    runs = Runs(example, shell_environment)
    runs.projects.error = SAID
    assert runs.run() != 0
    assert runs.run(environment=RENEWED) != 0
    return runs


@pytest.mark.parametrize("number", [0, 1])
def test_w3_a_project_that_is_not_updated_stops_the_run_with_what_git_says(
    failed: Runs, number: int
) -> None:
    """Also in the next run, where the project itself is as it should be."""
    assert SAID in failed.outputs[number]
    assert "Playbook not found" not in failed.outputs[number]
    assert failed.controller.items.get("job_templates", {}) == {}


def test_w3_secrets_are_renewed_if_asked_for(failed: Runs) -> None:
    def secret() -> Item:
        inputs: Item = failed.controller.named("credentials", "AppStream")["inputs"]
        return inputs

    assert secret() == {"username": DEFAULT_ACCESS_KEY, "password": SECRET}
    assert failed.run({"renew_secrets": True}, RENEWED) != 0
    assert secret() == {"username": DEFAULT_ACCESS_KEY, "password": NEW_SECRET}
    assert NEW_SECRET not in "".join(failed.outputs)


def test_w3_a_missing_galaxy_credential_stops_the_run(failed: Runs) -> None:
    assert failed.run({"galaxy_credential": "no-such-credential"}) != 0
    assert failed.writes[-1] == []
    assert "no-such-credential" in failed.outputs[-1]


@pytest.fixture(scope="module")
def repaired(failed: Runs) -> Runs:
    """The run after the URL is right, with a credential of the project and a group of instances."""
    failed.projects.error = ""
    variables = {"project_credential": "git.example.com", "one_at_a_time": ONE_AT_A_TIME}
    assert failed.run(variables) == 0, failed.outputs[-1][-3000:]
    return failed


def test_w3_the_run_after_a_failed_update_defines_the_rest(repaired: Runs) -> None:
    names = [item["name"] for item in repaired.controller.items["job_templates"].values()]
    assert "AppStream: sync users" in names
    assert repaired.controller.items["workflow_job_templates"]


def test_w3_a_private_project_has_its_credential(repaired: Runs) -> None:
    project = repaired.controller.named("projects", "AppStream")
    credential = repaired.controller.named("credentials", "git.example.com")
    assert project["credential"] == credential["id"]


def test_w4_one_group_keeps_all_templates_apart(repaired: Runs) -> None:
    """AWX would use the next group if one has no capacity left, unless that is prevented."""
    controller = repaired.controller
    group = controller.named("instance_groups", "AppStream: one at a time")
    assert group["max_concurrent_jobs"] == 1
    assert [i["hostname"] for i in controller.linked(group, "instances")] == ["awx-1"]
    for template in controller.items["job_templates"].values():
        assert controller.linked(template, "instance_groups") == [group]
        assert template["prevent_instance_group_fallback"]
