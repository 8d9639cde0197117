# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The workflows, which only GitHub can run: pinned actions, few permissions, existing targets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tarfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
import yaml
from tree import environment

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").iterdir())
# the one step that may see a secret
PUBLISH = "ansible-galaxy collection publish"
# none that gives code of a pull request more than a pull request's rights
TRIGGERS = {"push", "pull_request", "schedule", "workflow_dispatch"}
# what a job may have beyond reading the code
RIGHTS = {
    ("docs.yml", "publish"): {"id-token": "write", "pages": "write"},
    ("release.yml", "build"): {"attestations": "write", "contents": "read", "id-token": "write"},
}
RELEASE = ROOT / ".github" / "workflows" / "release.yml"
REQUIREMENTS = "tests/requirements-release.txt"

each_workflow = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)


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


@each_workflow
def test_every_action_is_pinned_by_its_hash_and_names_its_version(workflow: Path) -> None:
    used = re.findall(r"uses: *(.*)", workflow.read_text("utf-8"))
    assert len(used) == sum("uses" in step for step in steps(workflow)) > 0
    for line in used:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)


@each_workflow
def test_the_default_permission_is_to_read_the_code(workflow: Path) -> None:
    assert load(workflow)["permissions"] == {"contents": "read"}
    for step in steps(workflow):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@each_workflow
def test_only_known_triggers_and_required_permissions(workflow: Path) -> None:
    loaded = load(workflow)
    assert set(loaded[True]) <= TRIGGERS  # YAML reads "on" as a boolean
    for name, job in loaded["jobs"].items():
        assert job.get("permissions") == RIGHTS.get((workflow.name, name))


@each_workflow
def test_no_command_contains_an_expression(workflow: Path) -> None:
    for step in steps(workflow):
        assert "${{" not in step.get("run", "")


@each_workflow
def test_every_job_has_a_timeout(workflow: Path) -> None:
    assert "concurrency" in load(workflow)
    for job in load(workflow)["jobs"].values():
        everything = any("test-full" in step.get("run", "") for step in job["steps"])
        assert 60 < job["timeout-minutes"] <= 240 if everything else job["timeout-minutes"] <= 60


@each_workflow
def test_every_make_target_exists(workflow: Path) -> None:
    commands = re.findall(r"\bmake ((?:[a-z-]+ ?)+)", str([s.get("run") for s in steps(workflow)]))
    assert commands
    assert {name for command in commands for name in command.split()} <= make_targets()


@each_workflow
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


def commands(job: str) -> str:
    return "\n".join(step.get("run", "") for step in load(RELEASE)["jobs"][job]["steps"])


def test_a_release_is_built_and_published_with_hashed_packages_and_nothing_else() -> None:
    for job in ("build", "publish"):
        installed = re.findall(r"\b(?:install|make)\b.*", commands(job))
        assert installed == [f"install --quiet --require-hashes -r {REQUIREMENTS}"]
    for package in re.split(r"^(?=\w)", (ROOT / REQUIREMENTS).read_text("utf-8"), flags=re.M)[1:]:
        assert re.fullmatch(r"[\w-]+==[\w.]+( \\\n    --hash=sha256:[0-9a-f]{64})+\n", package)


def test_what_is_published_is_what_was_built_and_attested_after_the_tests() -> None:
    jobs = load(RELEASE)["jobs"]
    assert [(name, job.get("needs")) for name, job in jobs.items()] == [
        ("test", None),
        ("build", "test"),
        ("publish", "build"),
    ]
    actions = [step.get("uses", "").split("@")[0] for step in jobs["build"]["steps"]]
    attested = actions.index("actions/attest-build-provenance")
    uploaded = actions.index("actions/upload-artifact")
    paths = jobs["build"]["steps"][attested]["with"]["subject-path"]
    assert jobs["build"]["steps"][uploaded]["with"]["path"] == paths == "dist/*.tar.gz"
    assert "ansible-galaxy collection build" not in commands("publish")


class Galaxy(BaseHTTPRequestHandler):
    """As much of Galaxy as publishing needs; notes the tokens that it is given."""

    tokens: ClassVar[list[str | None]] = []

    def reply(self, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        if "imports" in self.path:
            self.reply({"state": "completed", "finished_at": "2026-01-01T00:00:00Z"})
        else:
            self.reply({"available_versions": {"v3": "v3/"}})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.tokens.append(self.headers["Authorization"])
        self.reply({"task": "/api/v3/imports/collections/tasks/1/"})

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""


def test_the_token_reaches_galaxy_from_the_environment(tmp_path: Path) -> None:
    (step,) = (step for step in steps(RELEASE) if step.get("run", "").startswith(PUBLISH))
    assert "$" not in step["run"]  # nothing of the environment becomes an argument
    (tmp_path / "dist").mkdir()
    with tarfile.open(tmp_path / "dist" / "euc-appstream-1.0.0.tar.gz", "w:gz"):
        pass
    with ThreadingHTTPServer(("127.0.0.1", 0), Galaxy) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        given = {**step["env"], "ANSIBLE_GALAXY_SERVER_GALAXY_TOKEN": "a-token"}
        assert given["ANSIBLE_GALAXY_SERVER_GALAXY_URL"] == "https://galaxy.ansible.com"
        given["ANSIBLE_GALAXY_SERVER_GALAXY_URL"] = url
        subprocess.run(
            ["bash", "-c", step["run"]],
            cwd=tmp_path,
            env=environment(tmp_path) | given,
            check=True,
            stdin=subprocess.DEVNULL,
            timeout=120,
        )
        server.shutdown()
    assert Galaxy.tokens == ["Token a-token"]
