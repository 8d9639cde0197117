# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A forked program is like one that was started."""

from __future__ import annotations

import array
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from forked import CLIENT, COLLECTIONS_PATH, VARIABLE, answer, forked, receive
from tree import VENV, environment

pytestmark = pytest.mark.xdist_group("forked")  # they share parents

SHOWN = """\
import json, os, sys
print(json.dumps({
    "directory": os.getcwd(),
    "variable": os.environ.get("SHOWN"),
    "arguments": sys.argv[1:],
    "input": sys.stdin.read(),
    "leader": os.getsid(0) == os.getpid(),
    "controller": "ansible.cli" in sys.modules,
    "collections": "ansible_collections" in sys.modules,
    "prepared": "boto3" in sys.modules,
}))
print("to the other stream", file=sys.stderr)
os.close(os.open("file", os.O_CREAT | os.O_WRONLY, 0o666))
sys.exit(3)
"""
ENDLESS = """\
import os, time
open("pid", "w").write(str(os.getpid()))
time.sleep(600)
"""
PLAY = """\
- hosts: localhost
  gather_facts: false
  tasks: [{ansible.builtin.debug: {msg: "modules run by {{ ansible_playbook_python }}."}}]
"""


@pytest.fixture(scope="module")
def env() -> Iterator[dict[str, str]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("REAL_PROCESSES", raising=False)
        with forked(environment(VENV / "live")) as env:
            yield env


def python(env: dict[str, str], directory: Path, text: str) -> list[str]:
    (directory / "script.py").write_text(text, "utf-8")
    return [str(Path(env[VARIABLE], "python")), "script.py", "one", "two words"]


def program(env: dict[str, str]) -> str:
    path = shutil.which("ansible-playbook", path=env["PATH"])
    assert path
    return path


def test_a_script_has_its_own_arguments_environment_files_and_status(
    env: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        python(env, tmp_path, SHOWN),
        cwd=tmp_path,
        env=env | {"SHOWN": "yes"},
        input="given",
        capture_output=True,
        check=False,
        text=True,
        umask=0o077,
    )
    assert done.returncode == 3
    assert done.stderr == "to the other stream\n"
    assert json.loads(done.stdout) == {
        "directory": str(tmp_path),
        "variable": "yes",
        "arguments": ["one", "two words"],
        "input": "given",
        "leader": True,
        "controller": False,
        "collections": False,
        "prepared": True,
    }
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


def test_without_arguments_the_script_is_read_from_standard_input(
    env: dict[str, str], tmp_path: Path
) -> None:
    """As Ansible starts modules with pipelining."""
    done = subprocess.run(
        [str(Path(env[VARIABLE], "python"))],
        cwd=tmp_path,
        env=env,
        input="import os\ndef done(): os._exit(4 if __name__ == '__main__' else 1)\ndone()\n",
        check=False,
        text=True,
    )
    assert done.returncode == 4


SHARED = """\
import sys
shared = [name for name in sys.modules if name.startswith("ansible_collections.")]
print(sorted({name.split(".plugins.")[1].split(".")[0] for name in shared}))
"""


def test_what_modules_share_is_imported_unless_it_is_to_be_another(
    env: dict[str, str], tmp_path: Path
) -> None:
    customized = tmp_path / "customized"
    customized.mkdir()
    (customized / "sitecustomize.py").touch()
    collections = f"{tmp_path}:{env[COLLECTIONS_PATH]}"
    for more, expected in [
        ({}, ["module_utils"]),
        ({COLLECTIONS_PATH: collections}, []),
        ({"PYTHONPATH": str(customized)}, []),
    ]:
        command = python(env, tmp_path, SHARED)
        shown = subprocess.check_output(command, cwd=tmp_path, env=env | more, text=True)
        assert shown == f"{expected}\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_signal_ends_the_script(env: dict[str, str], tmp_path: Path, number: int) -> None:
    with subprocess.Popen(python(env, tmp_path, ENDLESS), cwd=tmp_path, env=env) as process:
        written = tmp_path / "pid"
        wait_for(lambda: written.exists() and written.read_text("utf-8"))
        process.send_signal(number)
        assert process.wait() == -number
        wait_for(lambda: not alive(int(written.read_text("utf-8"))))


def wait_for(condition: Any) -> None:
    """The limit only ends what would hang: a busy machine may take long."""
    for _attempt in range(12000):
        if condition():
            return
        time.sleep(0.01)
    raise TimeoutError


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_traceback_is_a_failure(env: dict[str, str], tmp_path: Path) -> None:
    command = python(env, tmp_path, "1 / 0")
    done = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, check=False, text=True
    )
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr


@pytest.mark.parametrize("callback", ["default", "minimal"])
def test_a_playbook_runs_with_its_own_settings(
    env: dict[str, str], tmp_path: Path, callback: str
) -> None:
    """The second is not among the settings that the parent has read. Modules are forked anyway."""
    (tmp_path / "play.yml").write_text(PLAY, "utf-8")
    more = {} if callback == "default" else {"ANSIBLE_STDOUT_CALLBACK": callback}
    done = subprocess.run(
        [program(env), "play.yml"],
        cwd=tmp_path,
        env=env | more,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    mark = "PLAY RECAP" if callback == "default" else "localhost | SUCCESS"
    assert mark in done.stdout
    assert f"modules run by {env[VARIABLE]}/python." in done.stdout


def test_a_playbook_that_is_missing_is_an_error(env: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [program(env), "missing.yml"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 1
    assert "missing.yml could not be found" in done.stderr


# ---- if one side ends before the other


@pytest.mark.parametrize(
    "sent",
    [b"", b"\0\0", answer(os.getpid()), answer(os.getpid()) + b"\0\0"],
    ids=["nothing", "half an ID", "no status", "half a status"],
)
def test_a_parent_that_ends_is_a_failure_of_its_clients(sent: bytes) -> None:
    """Nobody knows how the child ended, and a missing answer must not be status 0."""
    with tempfile.TemporaryDirectory() as directory, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{directory}/module.socket")
        listener.listen()
        listener.settimeout(120)  # only ends what would hang
        client = Path(directory, "python")
        shutil.copy(CLIENT, client)
        command = [sys.executable, "-IS", str(client), "script.py"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            connection, _address = listener.accept()
            with connection:
                request, files = receive(connection)
                connection.sendall(sent)
            for file in files:
                os.close(file)
            said = process.communicate()[1]
    assert request["argv"] == [str(client), "script.py"]
    assert process.returncode == 1
    assert said == f"{client}: the parent of forked processes has ended\n"


@pytest.mark.parametrize("sent", [b"", (9).to_bytes(4, "big") + b"part"], ids=["nothing", "a part"])
def test_a_client_that_ends_before_its_request_is_none_and_its_files_are_closed(
    sent: bytes,
) -> None:
    client, parent = socket.socketpair()
    reads, writes = os.pipe()
    files = array.array("i", [writes] * 3)
    with client:
        if sent:
            client.sendmsg([sent], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
    os.close(writes)
    with parent, pytest.raises(EOFError):
        receive(parent)
    os.set_blocking(reads, False)
    assert os.read(reads, 1) == b""
    os.close(reads)


def test_a_parent_serves_others_after_a_client_that_ended(
    env: dict[str, str], tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(f"{env[VARIABLE]}/module.socket")
    command = python(env, tmp_path, "raise SystemExit(5)")
    assert subprocess.run(command, cwd=tmp_path, env=env, check=False).returncode == 5
