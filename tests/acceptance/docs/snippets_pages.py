# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the snippets of a page from top to bottom, as a reader would, on an emulator."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appstream_emulator import (
    CREDENTIALS,
    DEFAULT_ACCESS_KEY,
    DEFAULT_REGION,
    SECRET,
    Emulator,
    serve,
)
from forked import COLLECTIONS_PATH, PROGRAMS
from snippets_blocks import Block, Step, steps
from tree import VENV, tree

STACKS = ["design", "engineering", "office"]
COMMAND_TIMEOUT = 600  # seconds; only ends what would hang: a busy machine may take long
# The port of the emulator that a page starts by itself. Another one is put in its place, since
# pages are run side by side.
PORT = "8123"
# A target of make is only looked for. With this shell not even those recipes are run that call
# make again, which --dry-run does not hold back.
MAKE = 'make() { command make --dry-run SHELL=true "$@" > /dev/null; }'


@dataclass(frozen=True)
class Seed:
    """What a page needs besides the three stacks."""

    users: list[dict[str, Any]] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    regions: tuple[str, ...] = (DEFAULT_REGION,)
    # AWS profiles, all of the same account
    profiles: tuple[str, ...] = ()


class Shell:
    """A shell that runs all commands of a page."""

    def __init__(self, directory: Path, env: dict[str, str]) -> None:
        self._script = directory / ".command"
        self._mark = secrets.token_hex(8)
        self._process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=directory,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            encoding="utf-8",
            errors="replace",
        )
        # no process may survive, even if the tests themselves are stopped
        self.run(f"{MAKE}\ntrap 'kill -9 0' EXIT")

    def run(self, command: str) -> tuple[int, str]:
        """The exit status and the output of a command."""
        if self._process.poll() is not None:
            return -1, "The shell had ended before.\n"
        self._script.write_text(f"{command}\n", encoding="utf-8")
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin
        assert stdout
        stdin.write(f"source {self._script} < /dev/null\nprintf '\\n%s %s\\n' {self._mark} $?\n")
        stdin.flush()
        lines: list[str] = []
        watchdog = threading.Timer(COMMAND_TIMEOUT, self.end)
        watchdog.start()
        for line in stdout:
            if line.startswith(self._mark):
                watchdog.cancel()
                return int(line.split()[1]), "".join(lines)
            lines.append(line)
        watchdog.cancel()
        self._process.wait()
        return -1, "".join([*lines, "The shell ended, or the command hung.\n"])

    def end(self) -> None:
        """Kill the shell and all its child processes."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        self.end()
        self._process.communicate()


class Page:
    """A working directory, and a shell in it."""

    def __init__(self, directory: Path, env: dict[str, str], seed: Seed) -> None:
        self._directory = directory
        self._home = Path(env["HOME"])
        self._shell = Shell(directory, env)
        self._port = _free_port()
        self._given = "given.json"
        self._write(self._given, json.dumps(seed.variables))
        for name, text in seed.files.items():
            self._write(name, text)

    def close(self) -> None:
        self._shell.close()

    def run(self, block: Block) -> str | None:
        """The error of a block, or None."""
        if block.file is not None:
            self._write(block.file, block.text)
            return None
        if block.language == "yaml":
            name = f"line-{block.line}.yml"
            self._write(name, as_playbook(block))
            return self._step(Step(f"ansible-playbook {name} -e @{self._given}"))
        if block.language == "console":
            return next(filter(None, map(self._step, steps(block.text))), None)
        return None

    def _write(self, name: str, text: str) -> None:
        path = self._directory / name.replace("~", str(self._home), 1)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(PORT, self._port), encoding="utf-8")

    def _step(self, step: Step) -> str | None:
        command = step.command.replace(PORT, self._port)
        status, output = self._shell.run(command)
        shown = f"\n$ {command}\n{output}"
        if status:
            return f"ended with status {status}:{shown}"
        if command.endswith("&") and not _listens(self._port):
            return f"started nothing that listens:{shown}"
        if (missing := first_missing(step.printed, output)) is not None:
            return f"did not print {missing!r}, or not in this order:{shown}"
        return None


def as_playbook(block: Block) -> str:
    """Plays unchanged; tasks as those of a play on localhost."""
    if block.kind == "playbooks":
        return f"---\n{block.text}"
    tasks = "".join(f"    {line}".rstrip() + "\n" for line in block.text.splitlines())
    return f"---\n- hosts: localhost\n  gather_facts: false\n  tasks:\n{tasks}"


def first_missing(expected: tuple[str, ...], output: str) -> str | None:
    """The first expected line that is not part of a separate line of the output, in order."""
    lines = iter(output.splitlines())
    return next(
        (
            wanted
            for wanted in expected
            if wanted != "..." and not any(wanted in line for line in lines)
        ),
        None,
    )


@contextmanager
def opened(seed: Seed, in_clone: bool, installs: bool, programs: dict[str, str]) -> Iterator[Page]:
    """A page ready to run, in an empty directory or in a clone of the repository.

    ``installs``: the page installs collections, and so into its own home. The others find the
    checkout where ``programs`` does, the environment in which they find Ansible, and share what its
    parents have ready.
    """
    with ExitStack() as stack:
        url = stack.enter_context(serve(_emulator(seed)))
        directory = stack.enter_context(_place(in_clone, programs))
        home = stack.enter_context(_home(seed))
        env = programs | CREDENTIALS
        env |= {
            "HOME": str(home),
            "AWS_ENDPOINT_URL": url,
            "AWS_URL": url,  # the variable that amazon.aws reads
        }
        if installs:  # into the first
            env[COLLECTIONS_PATH] = f"{home}/.ansible/collections:{env[COLLECTIONS_PATH]}"
        page = Page(directory, env, seed)
        stack.callback(page.close)
        yield page


def _emulator(seed: Seed) -> Emulator:
    emulator = Emulator()
    for region in seed.regions:
        emulator.seed(region=region, access_key=DEFAULT_ACCESS_KEY, users=seed.users, stacks=STACKS)
    return emulator


@contextmanager
def _place(in_clone: bool, programs: dict[str, str]) -> Iterator[Path]:
    if in_clone:
        with tree() as clone:
            _prepare(clone, programs)
            yield clone
    else:
        with tempfile.TemporaryDirectory() as directory:
            yield Path(directory)


def _prepare(clone: Path, programs: dict[str, str]) -> None:
    """Add what "make demo" and "make test" create in a clone: the collection and the tools.

    Ansible's programs in it are those that the environment finds.
    """
    venv = clone / ".venv"
    (venv / "bin").mkdir(parents=True)
    for path in VENV.iterdir():
        if path.name != "bin":
            (venv / path.name).symlink_to(path)
    for path in (VENV / "bin").iterdir():
        found = path
        if path.name in PROGRAMS:
            found = Path(str(shutil.which(path.name, path=programs["PATH"])))
        (venv / "bin" / path.name).symlink_to(found)
    (venv / "demo").unlink(missing_ok=True)
    (venv / "demo").symlink_to(VENV / "live")


@contextmanager
def _home(seed: Seed) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        (home / ".aws").mkdir()
        keys = f"aws_access_key_id = {DEFAULT_ACCESS_KEY}\naws_secret_access_key = {SECRET}\n"
        profiles = "".join(f"[{name}]\n{keys}" for name in seed.profiles)
        (home / ".aws" / "credentials").write_text(profiles, encoding="utf-8")
        yield home


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def _listens(port: str) -> bool:
    """Wait until the started program listens, as a reader does by typing the next command."""
    for _attempt in range(6000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", int(port))) == 0:
                return True
        time.sleep(0.1)
    return False
