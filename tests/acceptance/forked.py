# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs Ansible's programs, and its modules, as forks of parents that have imported them already.

The imports of ``ansible-playbook`` take longer than most of our playbooks, and those of boto3
longer than most of our modules. ``prepared.py`` says what else the parents have ready. Each program
still is a process of its own, with its own arguments, environment, files and signals. With
``REAL_PROCESSES=1`` the programs are started as usual; ``make test-full`` does so.

Two parents, because Ansible's imports differ: one for the programs, one for the modules. A program
takes its settings when it is imported, so one that is asked for other settings is started as usual,
and only its modules are forked.

``forked_client.py`` stands in for the programs and for the Python of the modules.
"""

from __future__ import annotations

import array
import gc
import importlib
import marshal
import os
import runpy
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import prepared
import tasks_in_process
from kept import Kept

CLIENT = Path(__file__).with_name("forked_client.py")
VARIABLE = "APPSTREAM_TESTS_FORKED"  # the directory of sockets and clients, in the environment
# The settings that may differ. Each page of the documentation installs into a home of its own, and
# each job of AWX has its facts in a directory of its own. Plugins look up theirs when they run.
COLLECTIONS_PATH = "ANSIBLE_COLLECTIONS_PATH"
MAY_DIFFER = (
    COLLECTIONS_PATH,
    f"{COLLECTIONS_PATH}S",  # its old name, which Galaxy's importer sets, too
    "ANSIBLE_CACHE_PLUGIN_CONNECTION",
    "ANSIBLE_SHOW_CUSTOM_STATS",
)

PROGRAMS = {
    "ansible": "ansible.cli.adhoc",
    "ansible-doc": "ansible.cli.doc",
    "ansible-galaxy": "ansible.cli.galaxy",
    "ansible-inventory": "ansible.cli.inventory",
    "ansible-playbook": "ansible.cli.playbook",
}
KINDS = ("program", "module")


def settings(env: dict[str, str]) -> dict[str, str]:
    """What Ansible reads from an environment when it is imported. The client has the same rule."""
    return {
        name: value
        for name, value in env.items()
        if name.startswith("ANSIBLE_") and name not in MAY_DIFFER
    }


# ---- the side of the tests


@contextmanager
def forked(env: dict[str, str], *kinds: str, project: Path = Path("/")) -> Iterator[dict[str, str]]:
    """The same environment, in which Ansible's programs are forked, or only these kinds.

    The programs are found by ``PATH``. ``project``: the directory of the ``ansible.cfg`` that they
    read if the environment names none.
    """
    if os.environ.get("REAL_PROCESSES"):
        yield env
        return
    directory = Path(tempfile.mkdtemp(prefix="forked-"))
    parents = []
    try:
        for name in (*PROGRAMS, "python"):
            client = directory / name
            client.write_text(f"#!{sys.executable} -IS\n{CLIENT.read_text('utf-8')}", "utf-8")
            client.chmod(0o755)
        (directory / "settings").write_bytes(marshal.dumps((MAY_DIFFER, settings(env))))
        for kind in kinds or KINDS:
            command = [sys.executable, str(Path(__file__)), kind, str(directory)]
            parents.append(start(command, env, project))
        yield {**env, VARIABLE: str(directory), "PATH": f"{directory}:{env['PATH']}"}
    finally:
        for parent in parents:
            parent.communicate()  # closes its standard input, at which it ends


def start(command: list[str], env: dict[str, str], project: Path) -> subprocess.Popen[bytes]:
    """Start a parent, and wait until it listens."""
    parent = subprocess.Popen(
        command,
        cwd=project,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert parent.stdout
    if parent.stdout.readline() != b"ready\n":
        raise RuntimeError(f"did not start: {command}")
    return parent


# ---- the side of the parents


class Parent:
    """Forks a child for each request, and ends it if its client ends first."""

    def __init__(self, listener: socket.socket, work: Callable[[dict[str, Any]], int]) -> None:
        self._listener = listener
        self._work = work
        self._clients: dict[int, socket.socket] = {}  # by the child's ID
        self._selector = selectors.DefaultSelector()

    def serve(self) -> None:
        """Serve until standard input ends."""
        woken, wakes = socket.socketpair()
        wakes.setblocking(False)
        signal.set_wakeup_fd(wakes.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for source in (woken, self._listener, sys.stdin):
            self._selector.register(source, selectors.EVENT_READ, None)
        print("ready", flush=True)
        while True:
            for key, _events in self._selector.select():
                if key.fileobj is sys.stdin:
                    return
                if key.fileobj is self._listener:
                    self._fork(self._listener.accept()[0])
                elif key.fileobj is woken:
                    woken.recv(1024)
                    self._reap()
                else:  # the client was killed
                    self._kill(key.data)

    def _fork(self, client: socket.socket) -> None:
        try:
            request, files = receive(client)
        except EOFError:
            client.close()
            return
        child = os.fork()
        if not child:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for other in (client, self._listener, *self._clients.values()):
                other.close()
            run(request, files, self._work)
        for file in files:
            os.close(file)
        self._clients[child] = client
        self._selector.register(client, selectors.EVENT_READ, child)
        with suppress(BrokenPipeError):
            client.sendall(answer(child))

    def _reap(self) -> None:
        while self._clients:
            child, status = os.waitpid(-1, os.WNOHANG)
            if not child:
                return
            client = self._clients.pop(child)
            with suppress(KeyError):
                self._selector.unregister(client)
            with suppress(BrokenPipeError):
                client.sendall(answer(os.waitstatus_to_exitcode(status)))
            client.close()

    def _kill(self, child: int) -> None:
        if child in self._clients:
            self._selector.unregister(self._clients[child])
            os.kill(child, signal.SIGKILL)


def receive(client: socket.socket) -> tuple[dict[str, Any], array.array[int]]:
    """A request, and the standard files of its client. EOFError: it ended before that."""
    files = array.array("i", [0, 0, 0])
    space = socket.CMSG_SPACE(len(files) * files.itemsize)
    data, sent, _flags, _address = client.recvmsg(65536, space)
    while data and len(data) < 4 + int.from_bytes(data[:4], "big"):
        more = client.recv(65536)
        data = data + more if more else b""
    files = array.array("i")
    for _level, _type, numbers in sent:
        files.frombytes(numbers)
    try:
        request: dict[str, Any] = marshal.loads(data[4:])
    except EOFError:  # a pipe among them would not end
        for file in files:
            os.close(file)
        raise
    return request, files


def answer(number: int) -> bytes:
    """The ID of a process, or its status, as the client reads it."""
    return number.to_bytes(4, "big", signed=True)


def stay_nice() -> None:
    """Be as nice in a new session as before: Linux gives each of them the same weight."""
    if nice := os.nice(0):
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(nice), "utf-8")


def run(
    request: dict[str, Any], files: array.array[int], work: Callable[[dict[str, Any]], int]
) -> NoReturn:
    """In the child: become the process that was asked for."""
    status = 1
    try:
        if request["env"].get(COLLECTIONS_PATH) != os.environ.get(COLLECTIONS_PATH):
            prepared.forget()
        os.setsid()
        stay_nice()
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        os.environ.clear()
        os.environ.update(request["env"])
        os.chdir(request["directory"])
        os.umask(request["umask"])
        sys.argv = request["argv"]
        status = work(request)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def program(request: dict[str, Any]) -> int:
    """One of Ansible's programs, whose modules are forked, too."""
    from ansible import constants
    from ansible.utils import color

    color.ANSIBLE_COLOR = "ANSIBLE_FORCE_COLOR" in os.environ  # which is read when it is imported
    name = Path(request["argv"][0]).name
    main = importlib.import_module(PROGRAMS[name]).main
    if COLLECTIONS_PATH in os.environ:
        paths = os.environ[COLLECTIONS_PATH].split(":")
        constants.COLLECTIONS_PATHS = [os.path.abspath(path) for path in paths]  # as Ansible does
    sys.executable = str(Path(os.environ[VARIABLE], "python"))
    if tasks_in_process.VARIABLE in os.environ:
        tasks_in_process.install(f"{os.environ[VARIABLE]}/module.socket")
    with prepared.archives(Path(os.environ[VARIABLE])):
        main(request["argv"])
    return 0


def module(request: dict[str, Any]) -> int:
    """A Python script, from standard input if there are no arguments, as in pipelining."""
    script, *_arguments = sys.argv = request["argv"][1:] or [""]
    sys.path[0] = str(Path(script).parent) if script else ""
    for directory in filter(None, os.environ.get("PYTHONPATH", "").split(":")):
        if (customization := Path(directory, "sitecustomize.py")).is_file():
            prepared.forget()  # it may be what is customized
            runpy.run_path(str(customization))
    if script:
        runpy.run_path(script, run_name="__main__")
    else:
        exec(compile(sys.stdin.buffer.read(), "<stdin>", "exec"), {"__name__": "__main__"})
    return 0


def main(kind: str, directory: str) -> None:
    stay_nice()
    gc.disable()  # imports leave little; children end soon, and collections would copy the memory
    kept = Kept(Path(directory, "compiled"))
    if kind == "program":
        prepared.prepare_ansible(kept)
    else:
        prepared.prepare_botocore(kept)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{directory}/{kind}.socket")
        listener.listen(64)
        gc.collect()
        Parent(listener, program if kind == "program" else module).serve()
    shutil.rmtree(directory, ignore_errors=True)  # here, for the tests may have been killed


if __name__ == "__main__":
    main(*sys.argv[1:])
