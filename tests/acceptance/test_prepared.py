# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What parents have ready replaces nothing that a playbook brings along."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import tasks_in_process
from forked import COLLECTIONS_PATH, forked
from tree import VENV, environment

pytestmark = pytest.mark.xdist_group("prepared")  # else the projects have different parents

MODULE = """\
from ansible.module_utils.basic import AnsibleModule
AnsibleModule({{}}).exit_json(msg="module of {}")
"""
FILTER = """\
class FilterModule:
    def filters(self):
        return {{"own": lambda value: "filter of {}"}}
"""
PLAY = """\
- hosts: localhost
  gather_facts: false
  tasks:
    - {0}:
      register: task
    - ansible.builtin.debug:
        msg: "{{{{ task.msg }}}}, {{{{ 1 | {0} }}}}"
"""


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("REAL_PROCESSES", raising=False)
        own = {"ANSIBLE_LOCAL_TEMP": str(tmp_path_factory.mktemp("local"))}
        with forked(environment(VENV / "live") | own) as env:
            yield tasks_in_process.asked(env)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def run(env: dict[str, str], project: Path, name: str) -> str:
    write(project / "play.yml", PLAY.format(name))
    command = ["ansible-playbook", "play.yml", "-i", "localhost,", "-c", "local"]
    return subprocess.check_output(command, cwd=project, env=env, text=True)


@pytest.mark.parametrize("project", ["one", "two"])
def test_a_project_has_its_own_module_and_filter(
    env: dict[str, str], tmp_path: Path, project: str
) -> None:
    write(tmp_path / "library" / "own.py", MODULE.format(project))
    write(tmp_path / "filter_plugins" / "own.py", FILTER.format(project))
    assert f'"module of {project}, filter of {project}"' in run(env, tmp_path, "own")


@pytest.mark.parametrize("path", ["one", "two"])
def test_a_path_of_collections_has_its_own_module_and_filter(
    env: dict[str, str], tmp_path: Path, path: str
) -> None:
    plugins = tmp_path / "ansible_collections" / "some" / "where" / "plugins"
    write(plugins / "modules" / "own.py", MODULE.format(path))
    write(plugins / "filter" / "own.py", FILTER.format(path))
    own = {**env, COLLECTIONS_PATH: f"{tmp_path}:{env[COLLECTIONS_PATH]}"}
    assert f'"module of {path}, filter of {path}"' in run(own, tmp_path, "some.where.own")


def test_a_filter_of_a_role_replaces_one_that_was_found(
    env: dict[str, str], tmp_path: Path
) -> None:
    filters = FILTER.format("the role").replace("own", "basename")
    write(tmp_path / "roles" / "later" / "filter_plugins" / "own.py", filters)
    tell = {"ansible.builtin.debug": {"msg": "{{ 'a/x' | basename }}"}}
    tasks = [tell, {"ansible.builtin.include_role": {"name": "later"}}, tell]
    play = {"hosts": "localhost", "gather_facts": False, "tasks": tasks}
    write(tmp_path / "play.yml", json.dumps([play]))
    shown = subprocess.check_output(
        ["ansible-playbook", "play.yml"], cwd=tmp_path, env=env, text=True
    )
    assert re.findall('"msg": "(.*)"', shown) == ["x", "filter of the role"]


def test_a_program_leaves_no_temporary_directory(env: dict[str, str], tmp_path: Path) -> None:
    local = Path(env["ANSIBLE_LOCAL_TEMP"])
    before = {*local.iterdir()}
    write(tmp_path / "library" / "own.py", MODULE.format("x"))
    write(tmp_path / "filter_plugins" / "own.py", FILTER.format("x"))
    run(env, tmp_path, "own")
    assert {*local.iterdir()} == before
