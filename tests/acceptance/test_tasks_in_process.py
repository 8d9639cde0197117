# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks in the process of their playbook do and say what tasks in processes of their own do."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import tasks_in_process
from appstream_emulator import DEFAULT_REGION
from forked import forked
from pool_hosts import Host, play_together
from tasks_in_process import asked, environment_of
from tree import VENV, environment

pytestmark = pytest.mark.xdist_group("tasks-in-process")  # they share parents

INVENTORY = """\
pools:
  vars: {ansible_connection: local, ansible_python_interpreter: "{{ ansible_playbook_python }}"}
  hosts:
    one: {names: [a, b], word: first}
    two: {names: [c], word: second}
    three: {names: [], word: third}
"""
PLAY = """\
- hosts: pools
  gather_facts: false
  tasks:
    - ansible.builtin.set_fact: {kept: "{{ word }}, of {{ inventory_hostname }}"}
    - ansible.builtin.debug: {msg: "{{ item }} of {{ word }}"}
      loop: "{{ names }}"
      loop_control: {label: "{{ item }} in {{ word }}", index_var: number}
    - ansible.builtin.command: {cmd: "echo {{ item }}"}
      loop: "{{ names }}"
      register: said
      changed_when: said.stdout == 'b'
      vars: {unseen: "{{ word }}"}
    - ansible.builtin.fail: {msg: "{{ kept }}"}
      when: word == 'second'
    - ansible.builtin.command: {cmd: "sh -c 'echo $VARIABLE; exit 3'"}
      environment: {VARIABLE: "{{ word }}"}
      register: ended
      failed_when: ended.rc != 3
      delegate_to: localhost
      no_log: "{{ word == 'third' }}"
    - ansible.builtin.include_tasks: more.yml
      when: word != 'third'
    - ansible.builtin.debug:
        msg: "{{ [kept, ended.stdout, said.results | map(attribute='changed')] }}"
    - ansible.builtin.assert: {that: unseen is not defined}
    - ansible.builtin.debug: {msg: "{{ no_such_variable }}"}
      ignore_errors: true
  handlers:
    - name: the handler
      ansible.builtin.debug: {msg: "of {{ word }}"}
"""
MORE = """\
- ansible.builtin.command: {cmd: "true"}
  register: done
  until: done.attempts > 1
  retries: 3
  delay: 0
  notify: the handler
"""


@pytest.fixture(scope="module")
def env() -> Iterator[dict[str, str]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("REAL_PROCESSES", raising=False)
        with forked(environment(VENV / "live") | {"ANSIBLE_FORKS": "1"}) as env:
            yield env


def run(env: Mapping[str, str], directory: Path, *options: str) -> tuple[int, str, str]:
    done = subprocess.run(
        ["ansible-playbook", "-i", "pools.yml", "play.yml", *options],
        cwd=directory,
        env=env,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    # what differs from run to run
    shown = re.sub(r'"(start|end|delta)": .*|\b[0-9]+\.[0-9]+\b', "", done.stdout)
    # a thread shows items, another the hosts
    return done.returncode, "\n".join(sorted(shown.splitlines())), done.stderr


ALONE = [("--check",), ("-vv",)]


@pytest.mark.parametrize("options", [(), ("--check", "-vv"), *ALONE])
def test_they_do_and_say_the_same(
    env: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest, options: tuple[str, ...]
) -> None:
    if options in ALONE and not request.config.getoption("--cold"):
        pytest.skip("with --cold only")
    for name, text in {"pools.yml": INVENTORY, "play.yml": PLAY, "more.yml": MORE}.items():
        (tmp_path / name).write_text(text, "utf-8")
    expected = run(env, tmp_path, *options)
    found = run(asked(env), tmp_path, *options)
    assert found == expected
    assert "b in first" in expected[1]
    if "--check" not in options:  # commands are skipped
        assert expected[0] == 2  # two has failed
        assert "RETRYING: [one]" in expected[1]
        assert "RUNNING HANDLER" in expected[1]


ROSTER = "email,stack_names\nada@example.com,office\nben@example.com,{}\n"


def test_so_do_those_of_the_role(
    env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sync(directory: Path) -> list[tuple[int, str, list[str]]]:
        directory.mkdir()
        asked = {}
        for name, stack in {"one": "office", "two": "no-such-stack"}.items():
            host = Host(name, directory)
            host.seed([{"user_name": "old@example.com"}])
            roster = host.file("roster.csv", ROSTER.format(stack))
            asked[host] = {"user_pool_region": DEFAULT_REGION, "user_pool_roster": roster}
        runs = play_together("euc.appstream.sync_users", ["--diff"], asked, env)
        return [(run.status, run.output, run.writes) for run in runs.values()]

    found = sync(tmp_path / "in_process")
    monkeypatch.setattr(tasks_in_process, "asked", dict)
    expected = sync(tmp_path / "forked")
    assert found == expected
    assert [status for status, *_more in expected] == [0, 2]
    assert expected[0][2]


COUNTING = """\
- hosts: pools
  gather_facts: false
  tasks:
    - ansible.builtin.debug: {msg: "{{ lookup('ansible.builtin.pipe', 'echo $PPID') }}"}
"""


@pytest.mark.parametrize("in_process", [False, True])
def test_it_is_the_process_of_the_playbook(
    env: dict[str, str], tmp_path: Path, in_process: bool
) -> None:
    (tmp_path / "pools.yml").write_text(INVENTORY, "utf-8")
    (tmp_path / "play.yml").write_text(COUNTING, "utf-8")
    status, output, errors = run(asked(env) if in_process else env, tmp_path)
    assert status == 0, errors
    processes = {json.loads(found) for found in re.findall(r'"msg": ("\d+")', output)}
    assert len(processes) == (1 if in_process else 3)


PYTHON = sys.executable


@pytest.mark.parametrize(
    ("command", "env"),
    [
        (f"/bin/sh -c {PYTHON}", {}),
        (f"/bin/sh -c 'A=1 {PYTHON} && sleep 0'", {"A": "1"}),
        (f"/bin/sh -c 'A=1 B='\"'\"'x $y'\"'\"' {PYTHON}'", {"A": "1", "B": "x $y"}),
        (f"/bin/sh -c '{PYTHON} /tmp/AnsiballZ_x.py && sleep 0'", None),
        (f"/bin/sh -c 'sudo {PYTHON}'", None),
        ("/bin/sh -c /usr/bin/python3", None),
        ("/bin/sh -c 'echo ~root && sleep 0'", None),
        (f"/usr/bin/sudo -n {PYTHON}", None),
    ],
)
def test_only_what_pipelines_a_module_needs_no_shell(
    command: str, env: dict[str, str] | None
) -> None:
    assert environment_of(command) == env


KILLING = """\
- hosts: localhost
  gather_facts: false
  vars: {ansible_pipelining: true}
  tasks:
    - ansible.builtin.command: {cmd: "sh -c 'kill -KILL $PPID'"}
      register: killed
      failed_when: killed.rc != 137
"""


@pytest.mark.parametrize("in_process", [False, True])
def test_a_killed_module_has_the_status_that_a_shell_gives_it(
    env: dict[str, str], tmp_path: Path, in_process: bool
) -> None:
    (tmp_path / "pools.yml").write_text(INVENTORY, "utf-8")
    (tmp_path / "play.yml").write_text(KILLING, "utf-8")
    status, output, errors = run(asked(env) if in_process else env, tmp_path)
    assert status == 0, output + errors
