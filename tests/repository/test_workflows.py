# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The workflows, which only GitHub can run: pinned actions, few permissions, existing targets."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").iterdir())
# the one step that may see a secret
PUBLISH = "ansible-galaxy collection publish"
# none that gives code of a pull request more than a pull request's rights
TRIGGERS = {"push", "pull_request", "schedule", "workflow_dispatch"}
# what a job may have beyond reading the code
RIGHTS = {"docs.yml": {"id-token": "write", "pages": "write"}}

pytestmark = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)


def load(workflow: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(workflow.read_text("utf-8"))
    return loaded


def steps(workflow: Path) -> Iterator[dict[str, Any]]:
    for job in load(workflow)["jobs"].values():
        yield from job["steps"]


def make_targets() -> set[str]:
    """The targets of the Makefile; the question about "help" prevents any other target."""
    printed = subprocess.run(
        ["make", "--print-data-base", "--question", "help"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},  # without the flags of a make that runs this test
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return set(re.findall(r"^([\w-]+):(?!=)", printed, re.M))


def test_every_action_is_pinned_by_its_hash_and_names_its_version(workflow: Path) -> None:
    used = re.findall(r"uses: *(.*)", workflow.read_text("utf-8"))
    assert len(used) == sum("uses" in step for step in steps(workflow)) > 0
    for line in used:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)


def test_the_default_permission_is_to_read_the_code(workflow: Path) -> None:
    assert load(workflow)["permissions"] == {"contents": "read"}
    for step in steps(workflow):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_only_known_triggers_and_required_permissions(workflow: Path) -> None:
    loaded = load(workflow)
    assert set(loaded[True]) <= TRIGGERS  # YAML reads "on" as a boolean
    for job in loaded["jobs"].values():
        assert job.get("permissions", RIGHTS.get(workflow.name)) == RIGHTS.get(workflow.name)


def test_no_command_contains_an_expression(workflow: Path) -> None:
    for step in steps(workflow):
        assert "${{" not in step.get("run", "")


def test_every_job_has_a_timeout(workflow: Path) -> None:
    assert "concurrency" in load(workflow)
    for job in load(workflow)["jobs"].values():
        assert job["timeout-minutes"] <= 60


def test_every_make_target_exists(workflow: Path) -> None:
    commands = re.findall(r"\bmake ((?:[a-z-]+ ?)+)", str([s.get("run") for s in steps(workflow)]))
    assert commands
    assert {name for command in commands for name in command.split()} <= make_targets()


def test_only_the_publishing_step_gets_a_secret(workflow: Path) -> None:
    in_steps = sum(str(step).count("secrets.") for step in steps(workflow))
    assert workflow.read_text("utf-8").count("secrets.") == in_steps
    for step in steps(workflow):
        if "secrets." in str(step):
            assert step["run"].startswith(PUBLISH)
            assert set(step) == {"run", "env"}
    for job in load(workflow)["jobs"].values():
        if "secrets." in str(job):
            assert "environment" in job
            assert "secrets." not in str({**job, "steps": []})
