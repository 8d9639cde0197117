# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task shows how far it is, while the module works on the controller."""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from forked import forked
from rosters import people
from tree import VENV, environment
from workplace import Workplace

pytestmark = [pytest.mark.task_processes, pytest.mark.xdist_group("progress")]

READING = re.compile(r"^localhost: reading the pool, \d+ s$", re.MULTILINE)
CREATED = re.compile(r"^localhost: created \d+ of 400", re.MULTILINE)


PLAY: dict[str, Any] = {
    "hosts": "localhost",
    "connection": "local",
    "gather_facts": False,
    "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
    "tasks": [
        {
            "euc.appstream.appstream_user": {
                "region": "eu-central-1",
                "endpoint_url": "{{ user_pool_endpoint_url }}",
                "user_name": "ada@example.com",
            },
        }
    ],
}


@pytest.fixture(scope="module")
def impatient_programs() -> Iterator[dict[str, str]]:
    """Programs that show their progress all the time."""
    folder = Path(__file__).parents[1] / "impatient"
    shown = {"ANSIBLE_CALLBACK_PLUGINS": str(folder), "ANSIBLE_CALLBACKS_ENABLED": "impatient"}
    with forked(environment(VENV / "live") | shown) as env:
        yield env


@pytest.fixture
def impatient(work: Workplace, impatient_programs: dict[str, str]) -> Workplace:
    work.programs = {**impatient_programs}
    return work


def test_d10_a_long_task_shows_how_far_it_is(impatient: Workplace) -> None:
    impatient.seed([])
    answers = {"user_pool_roster": people(400), "user_pool_mail_limit": 400}
    run = impatient.play("sync_users", user_pool_max_concurrency=1, **answers)
    assert run.status == 0, run.output
    assert READING.search(run.output)
    assert CREATED.search(run.output)
    again = impatient.play("sync_users", user_pool_roster=people(400))
    assert (again.status, again.writes) == (0, [])
    assert not CREATED.search(again.output)


def test_d10_the_file_is_gone_afterwards(impatient: Workplace) -> None:
    impatient.programs["ANSIBLE_LOCAL_TEMP"] = str(impatient.directory / "tmp")
    name = impatient.file("task.yml", yaml.safe_dump([PLAY]))
    run = impatient.play(name)
    assert (run.status, run.writes) == (0, ["CreateUser"]), run.output
    assert READING.search(run.output)
    assert not list((impatient.directory / "tmp").rglob("progress-*"))


@pytest.mark.parametrize("own", ["async", "become", "progress_file"])
def test_d10_elsewhere_the_module_is_the_same(impatient: Workplace, own: str) -> None:
    """In the background, as another user, and where the task has a file of its own."""
    play = copy.deepcopy(PLAY)
    [task] = play["tasks"]
    if own == "async":
        task.update({"async": 60, "poll": 1})
        play["vars"]["ansible_async_dir"] = str(impatient.directory / "jobs")
    elif own == "become":
        task["become"] = True
        task["vars"] = {"ansible_become_exe": shutil.which("env")}
    else:
        task["euc.appstream.appstream_user"]["progress_file"] = str(impatient.directory / "own")
    run = impatient.play(impatient.file("task.yml", yaml.safe_dump([play])))
    assert (run.status, run.writes) == (0, ["CreateUser"]), run.output
    assert not READING.search(run.output)
    assert (impatient.directory / "own").exists() is (own == "progress_file")


def test_b5_d10_outside_the_role_too_a_killed_module_says_what_it_did(work: Workplace) -> None:
    """It does its work and is killed before it can say so."""
    script = f"""#!/bin/sh
case "$*" in
*AnsiballZ_appstream_user.py*) '{work.python}' "$@" > /dev/null; kill -KILL $$ ;;
*) exec '{work.python}' "$@" ;;
esac
"""
    interpreter = work.directory / work.file("python", script)
    interpreter.chmod(0o755)
    said = {"ansible.builtin.debug": {"msg": "{{ task.changed }} {{ task.outcome_unknown }}"}}
    done = {"ansible.builtin.debug": {"msg": "{{ task.done_users | to_json }}"}}
    play = copy.deepcopy(PLAY)
    [module] = play["tasks"]
    module.update(register="task", ignore_errors=True)
    play["tasks"] += [said, done]
    name = work.file("task.yml", yaml.safe_dump([play]))
    run = work.play(name, ansible_python_interpreter=str(interpreter))
    assert (run.status, run.writes) == (0, ["CreateUser"]), run.output
    assert "True True" in run.output
    created = {"user_name": "ada@example.com", "failed": False, "actions": ["create"]}
    row = json.dumps({**created, "stacks_added": [], "stacks_removed": []})
    assert row in run.output.replace('\\"', '"')
