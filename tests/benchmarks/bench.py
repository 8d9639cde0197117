# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Benchmarks the collection on the emulator, next to other tools for the same work.

``make bench``, or ``make bench BENCH="--sizes 1,100 --latencies 0"``. Every run is a separate
process, and so is the emulator. All contenders get the same page sizes: 60 users, and up to 500
associations. After each run the pool must be in the state that the case requires.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import table
from appstream_emulator import CREDENTIALS
from artifact import build
from contenders import (
    BENCH,
    Baseline,
    Cli,
    Contender,
    Playbook,
    Reading,
    Sync,
    Terraform,
    terraform,
)
from single import OTHERS, OURS, compare
from table import CASES, CHANGE, CHECK, CONTENDERS, EXPORT, FILL, LOOP, REVIEW, TASK, Cell, Run
from tree import VENV, installed
from work import REGION, Emulator, Work, emulator, people, roster

# For all contenders, in addition to the path of the collection.
ENVIRONMENT = {
    **CREDENTIALS,
    "AWS_REGION": REGION,
    "AWS_DEFAULT_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
}


class Failed(Exception):
    """A contender did not do its work."""


class Benchmark:
    """Runs contenders and keeps the measurements."""

    def __init__(self, options: argparse.Namespace, directory: Path, env: dict[str, str]) -> None:
        self._options = options
        self._directory = directory
        self._env = env
        self.runs: dict[Cell, list[Run]] = {}

    def timed(self, command: list[str]) -> dict[str, float]:
        """Run a command: seconds and megabytes."""
        report, log = self._directory / "report.json", self._directory / "log.txt"
        wrapped = [sys.executable, "-I", "-S", str(BENCH / "measure.py"), str(report), *command]
        with (
            log.open("wb") as file,
            subprocess.Popen(
                wrapped, env=self._env, stdout=file, stderr=file, start_new_session=True
            ) as process,
        ):
            try:
                process.wait()
            except BaseException:  # interrupted: no child process may survive
                os.killpg(process.pid, signal.SIGTERM)
                raise
        found: dict[str, float] = json.loads(report.read_text("utf-8"))
        if found["status"]:
            tail = "\n".join(log.read_text("utf-8", "replace").splitlines()[-30:])
            raise Failed(f"{' '.join(command)} ended with {found['status']}:\n{tail}")
        return found

    def all(self, contenders: list[Contender], target: Emulator) -> None:
        """Run all cases, each with all contenders in turn."""
        for size in self._options.sizes:
            full, empty = target.pool(roster(size)), target.pool([])
            for latency in self._options.latencies:
                for case in self._options.cases:
                    users = roster(size, max(1, size // 100) if case == CHANGE else 0)
                    start = empty if case in (FILL, CHECK) else full
                    work = Work(case, users, self._file(users), start, target.url)
                    able = [each for each in contenders if each.can(work)]
                    self._case(able, work, latency, target)

    def _file(self, users: list[dict[str, Any]]) -> Path:
        file = self._directory / "roster.json"
        file.write_text(json.dumps({"roster": users}), "utf-8")
        return file

    def _case(
        self, contenders: list[Contender], work: Work, latency: float, target: Emulator
    ) -> None:
        spent = dict.fromkeys(contenders, 0.0)
        for number in range(self._options.runs):
            for each in contenders:
                if number and spent[each] * (number + 1) / number > self._options.time_budget:
                    continue
                if isinstance(each, Terraform) and each.needs_filling(work):
                    users, empty = roster(work.size), target.pool([])
                    filling = Work(FILL, users, self._file(users), empty, work.url)
                    self._run(each, filling, 0, target)
                    self._file(work.users)
                cell = Cell(latency, work.size, work.case, each.name)
                print(*cell, f"run {number + 1}: ", end="", file=sys.stderr, flush=True)
                run = self._run(each, work, latency, target)
                print(f"{run.seconds:.2f} s, {run.calls} calls", file=sys.stderr, flush=True)
                self.runs.setdefault(cell, []).append(run)
                spent[each] += run.seconds

    def _run(self, contender: Contender, work: Work, latency: float, target: Emulator) -> Run:
        begin = contender.start(work)
        target.begin(begin, latency)
        found = self.timed(contender.command(work))
        calls, end = target.calls(), target.state()
        if people(end) != (people(begin) if work.check else work.users):
            raise Failed(f"{contender.name}: the pool is not as it should be after {work.case!r}")
        if isinstance(contender, Terraform) and work.case == FILL:
            contender.filled(work, end)
        return Run(found["seconds"], found["cpu"], found["memory"], calls)


def parsed(arguments: list[str]) -> argparse.Namespace:
    """The options; all have defaults."""

    def some(kind: Any) -> Any:
        return lambda text: [kind(part) for part in text.split(",")]

    def names(known: dict[str, str]) -> dict[str, Any]:
        return {"type": some(str), "default": list(known), "help": ",".join(known)}

    parser = argparse.ArgumentParser(prog="make bench BENCH=...", description=__doc__)
    add = parser.add_argument
    add("--sizes", type=some(int), default=[1, 100, 1_000, 10_000, 20_000], help="users: 1,100,...")
    add("--latencies", type=some(float), default=[0.0, 20.0], help="ms of each call: 0,20,...")
    add("--cases", **names(CASES))
    add("--contenders", **names(CONTENDERS))
    add("--runs", type=int, default=5, help="maximum of each cell (%(default)s)")
    add("--time-budget", type=float, default=15, help="of a cell, in seconds (%(default)s)")
    for name in ("loop", "cli", "terraform"):
        add(f"--{name}-size", type=int, default=100, help="its largest size (%(default)s)")
    add("--terraform-mirror", default="", help="directory with Terraform's aws provider")
    add("--artifact", type=Path, help="a built collection to benchmark instead of the checkout")
    add("--no-single", action="store_true", help="skip the task for one user")
    return parser.parse_args(arguments)


def contenders(
    options: argparse.Namespace, directory: Path, env: dict[str, str], notes: list[str]
) -> list[Contender]:
    """The contenders that are selected and can run."""
    wanted: list[Contender] = [
        Baseline(),
        Playbook(TASK, "task.yml"),
        Sync(),
        Reading(EXPORT),
        Reading(REVIEW),
        Playbook(LOOP, "loop.yml", options.loop_size),
        Cli(options.cli_size),
    ]
    if table.TERRAFORM in options.contenders:
        mirror, largest = options.terraform_mirror, options.terraform_size
        found = terraform(directory / "terraform", env, mirror, largest)
        if isinstance(found, Terraform):
            wanted.append(found)
        else:
            notes.append(f"Terraform was skipped: {found}.")
    chosen = [each for each in wanted if each.name in options.contenders]
    for each in chosen:
        if each.largest is not None:
            notes.append(f"`{each.name}` is not run beyond {each.largest:,} users.")
    return chosen


def main(arguments: list[str]) -> int:
    options = parsed(arguments)
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    directory = VENV / "benchmarks"
    directory.mkdir(exist_ok=True)
    begun = time.monotonic()
    env = installed(options.artifact or build(directory / "dist"), directory) | ENVIRONMENT
    notes = [f"`{name}`: {what}." for name, what in (CONTENDERS | CASES).items()]
    chosen = contenders(options, directory, env, notes)
    singles = {}
    with emulator(directory) as target:
        benchmark = Benchmark(options, directory, env)
        try:
            if not options.no_single:
                singles = compare(benchmark.timed, target)
            benchmark.all(chosen, target)
        except Failed as failure:
            print(f"\nBenchmark failed. {failure}", file=sys.stderr)
            return 1
    notes += [
        f"{options.runs} runs of a cell, or as many as fit into {options.time_budget:g} s.",
        "`-`: not run.",
        "Pages of DescribeUsers have 60 users, associations up to 500, for all contenders.",
        f"{os.cpu_count()} cores, Python {platform.python_version()},"
        f" {(time.monotonic() - begun) / 60:.0f} minutes.",
    ]
    print(table.tables(benchmark.runs))
    print("\n" + "\n".join(f"- {note}" for note in notes))
    if singles:
        print("\n### A task that makes one call, in seconds\n")
        print("| module | playbook with one | each further one |\n|---|---:|---:|")
        for module, (whole, further) in singles.items():
            print(f"| {module} | {whole:.2f} | {further:.3f} |")
    # Compared with the fastest of the others.
    ratio = singles[OURS][1] / min(singles[name][1] for name in OTHERS) if singles else None
    print("\n### Targets\n\n| target | found | |\n|---|---:|---|")
    print("\n".join(str(result) for result in table.targets(benchmark.runs, ratio)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
