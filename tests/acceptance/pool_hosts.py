# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pools as the hosts of one run of a playbook, and what the run did to each of them.

For the role a host is a pool, so pools that have nothing to do with each other can share a process.
Each has an emulator, options and files of its own.
"""

from __future__ import annotations

import json
import re
import socket
import weakref
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tasks_in_process
import yaml
from appstream_emulator import (
    CREDENTIALS,
    DEFAULT_ACCESS_KEY,
    DEFAULT_REGION,
    SECRET,
    Emulator,
    Spoiling,
    serve,
    spoil,
)
from processes import by_host, run_playbook

# The Regions are given to the playbooks; this one must have no effect.
ENVIRONMENT = CREDENTIALS | {"AWS_REGION": "eu-north-1"}


@dataclass(frozen=True)
class Run:
    """What a run left behind, as far as it concerns one host, if not all of it."""

    status: int
    output: str
    calls: list[dict[str, Any]]
    mails: list[dict[str, Any]]
    host: str = "localhost"

    @property
    def writes(self) -> list[str]:
        names = [call["operation"] for call in self.calls]
        return [name for name in names if not name.startswith("Describe")]

    def summaries(self, host: str | None = None) -> Iterator[list[str]]:
        mark = f"ok: [{host or self.host}] => "
        for part in self.output.split(" : Summary]")[1:]:
            shown = part.split("\nTASK [")[0]
            if mark in shown:
                start = shown.index(mark) + len(mark)
                yield json.JSONDecoder().raw_decode(shown[start:])[0]["msg"]

    def summary(self, host: str | None = None) -> list[str]:
        """The lines of the summary of a pool."""
        for lines in self.summaries(host):
            return lines
        raise AssertionError(f"no summary of {host or self.host}: {self.output}")

    def counted(self, what: str) -> int:
        """A number of the recap."""
        return int(re.findall(rf"^{self.host} .* {what}=(\d+) ", self.output, re.M)[-1])

    def changed(self) -> int:
        """How many tasks say that they changed something."""
        return self.counted("changed")


def reserve_port() -> socket.socket:
    """Hold a port that nobody else is given, and that a server may listen at."""
    reserved = socket.socket()
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reserved.bind(("127.0.0.1", 0))
    return reserved


class Pool:
    """An emulator with a pool, and a directory for the files of its runs."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.emulator = Emulator()
        self._reserved = reserve_port()
        weakref.finalize(self, self._reserved.close)
        self.spoilings: list[Spoiling] = []  # by a proxy before it

    @property
    def port(self) -> int:
        """The emulator's in each run: another one would be another pool."""
        return int(self._reserved.getsockname()[1])

    def file(self, name: str, text: str) -> str:
        """Write a file; returns its path as the playbooks find it."""
        (self.directory / name).write_text(text, encoding="utf-8")
        return self.path(name)

    def path(self, name: str) -> str:
        return name

    def seed(self, users: list[dict[str, Any]], **more: Any) -> None:
        self.emulator.seed(users=users, stacks=["design", "office"], **more)

    def pool(self, region: str = DEFAULT_REGION) -> dict[str, Any]:
        """Each user of the pool: names, whether enabled, stacks."""
        return {
            user["user_name"]: (
                user["first_name"],
                user["last_name"],
                user["enabled"],
                *user["stack_names"],
            )
            for user in self.emulator.pool(region, DEFAULT_ACCESS_KEY).roster()
        }


@dataclass(frozen=True)
class Request:
    """A run that somebody waits for: ``await`` it, and whoever drives the coroutine runs it."""

    playbook: str
    arguments: tuple[str, ...]
    variables: dict[str, Any]

    @property
    def kind(self) -> tuple[str, tuple[str, ...]]:
        """Requests of the same kind can share a run."""
        return self.playbook, self.arguments

    def __await__(self) -> Generator[Request, Run, Run]:
        return (yield self)


class Host(Pool):
    """A pool that is one of the hosts of a run. The run starts in the directory above its own."""

    def __init__(self, name: str, directory: Path) -> None:
        (directory / name).mkdir()
        super().__init__(directory / name)
        self.name = name

    def __str__(self) -> str:
        return self.name

    def path(self, name: str) -> str:
        return f"{self.name}/{name}"

    async def play(
        self, playbook: str, *arguments: str, region: bool = True, **variables: Any
    ) -> Run:
        """Run a playbook; the variables are those of the host in the inventory."""
        if region:
            variables = {"user_pool_region": DEFAULT_REGION, **variables}
        return await Request(f"euc.appstream.{playbook}", arguments, variables)


class Unsafe(yaml.SafeDumper):
    """Writes variables as AWX does: no text of an answer is a template."""

    def represent_data(self, data: Any) -> yaml.Node:
        if isinstance(data, str):
            return self.represent_scalar("!unsafe", data)
        return super().represent_data(data)


def play_together(
    playbook: str,
    arguments: Sequence[str],
    asked: Mapping[Host, Mapping[str, Any]],
    env: Mapping[str, str],
    dumper: type[yaml.SafeDumper] = yaml.SafeDumper,
) -> dict[Host, Run]:
    """Run a playbook once, with these variables of each host."""
    directory = next(iter(asked)).directory.parent
    inventory = directory / "hosts.yml"
    with ExitStack() as stack:
        hosts = {}
        for host, variables in asked.items():
            host.emulator.clear_log()
            url = stack.enter_context(serve(host.emulator, host.port))
            if host.spoilings:
                url = stack.enter_context(spoil(url, host.spoilings))
            hosts[host.name] = {**variables, "user_pool_endpoint_url": url}
        text = yaml.dump({"appstream_pools": {"hosts": hosts}}, Dumper=dumper)
        inventory.write_text(text, encoding="utf-8")
        command = [playbook, *arguments, "-i", str(inventory)]
        process = run_playbook(command, directory, tasks_in_process.asked({**env, **ENVIRONMENT}))
    assert SECRET not in process.stdout + process.stderr
    outputs = by_host(process.stdout, hosts)
    runs = {}
    for host in asked:
        output = outputs[host.name]
        assert output, f"nothing about {host}: {process.stdout}{process.stderr}"
        output += f"\n{process.stderr}"  # which names no hosts
        run = Run(0, output, host.emulator.calls, host.emulator.mails, host.name)
        failed = run.counted("failed") or run.counted("unreachable")
        runs[host] = Run(2 if failed else 0, output, run.calls, run.mails, host.name)
    statuses = {run.status for run in runs.values()}
    assert process.returncode == max(statuses), process.stderr
    return runs
