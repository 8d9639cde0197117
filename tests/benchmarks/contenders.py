# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The contenders: the tools that sync a roster to a pool."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from table import AGAIN, BASELINE, CASES, CHECK, CLI, FILL, SYNC, TERRAFORM
from tree import ROOT
from work import REGION, State, Work

BENCH = ROOT / "tests" / "benchmarks"
THREADS = 10  # of the baseline; the default of the modules and of Terraform


class Contender:
    """A tool, as a command to measure."""

    name: str
    largest: int | None = None  # the largest size with an acceptable run time
    cases = tuple(CASES)

    def can(self, work: Work) -> bool:
        return work.case in self.cases and (self.largest is None or work.size <= self.largest)

    def start(self, work: Work) -> State:
        """The initial state of the emulator; creating it is not measured."""
        return work.start

    def command(self, work: Work) -> list[str]:
        raise NotImplementedError


class Playbook(Contender):
    """A playbook with a module of this collection."""

    def __init__(self, name: str, playbook: str, largest: int | None = None) -> None:
        self.name, self.largest = name, largest
        self._playbook = playbook

    def command(self, work: Work) -> list[str]:
        command = ["ansible-playbook", str(BENCH / self._playbook), "-e", f"file={work.file}"]
        return [*command, "-e", f"url={work.url}", *(["--check"] if work.check else [])]


class Sync(Contender):
    """The playbook that applies a roster."""

    name = SYNC

    def command(self, work: Work) -> list[str]:
        file = work.file.with_name("people.json")
        file.write_text(json.dumps(work.users), "utf-8")
        given = {"roster": str(file), "removal_limit": "100%", "mail_limit": str(work.size)}
        return [*_of_role("sync_users", work, **given), *(["--check"] if work.check else [])]


class Reading(Contender):
    """A playbook that reads a full pool, and changes nothing."""

    cases = (AGAIN,)

    def __init__(self, name: str) -> None:
        self.name = name

    def command(self, work: Work) -> list[str]:
        return _of_role(self.name, work, dest=str(work.file.parent / "reports"))


def _of_role(playbook: str, work: Work, **options: str) -> list[str]:
    given = {"region": REGION, "endpoint_url": work.url, **options}
    variables = json.dumps({f"user_pool_{name}": value for name, value in given.items()})
    return ["ansible-playbook", f"euc.appstream.{playbook}", "-e", variables]


class Baseline(Contender):
    """The fewest calls, in plain boto3."""

    name = BASELINE

    def command(self, work: Work) -> list[str]:
        command = [
            "python",
            str(BENCH / "boto3_baseline.py"),
            work.url,
            str(work.file),
            str(THREADS),
        ]
        return [*command, *(["--check"] if work.check else [])]


class Cli(Contender):
    """A shell loop over the AWS CLI, which has no check mode."""

    name = CLI
    cases = tuple(case for case in CASES if case != CHECK)

    def __init__(self, largest: int) -> None:
        self.largest = largest

    def command(self, work: Work) -> list[str]:
        file = work.file.with_suffix(".tsv")
        keys = ("user_name", "first_name", "last_name", "enabled")
        lines = ([*(str(u[key]) for key in keys), *u["stack_names"]] for u in work.users)
        file.write_text("".join("\t".join(line) + "\n" for line in lines), "utf-8")
        script = 'exec bash "$0" "$1" < "$2"'
        return ["sh", "-c", script, str(BENCH / "cli.sh"), work.url, str(file)]


class Terraform(Contender):
    """Terraform's aws provider. ``init`` is not measured; check mode is ``plan``."""

    name = TERRAFORM

    def __init__(self, program: str, directory: Path, env: Mapping[str, str], largest: int) -> None:
        self.largest = largest
        self._program = program
        self._directory = directory
        self._env = env
        # By size, the states of Terraform and of the emulator after Terraform filled the pool.
        self._filled: dict[int, tuple[str, State]] = {}
        self._state_file = directory / "terraform.tfstate"

    def start(self, work: Work) -> State:
        if work.case in (FILL, CHECK):
            self._state_file.unlink(missing_ok=True)
            return work.start
        text, state = self._filled[work.size]
        self._state_file.write_text(text, "utf-8")
        return state

    def filled(self, work: Work, state: State) -> None:
        """Keep the states after filling, for the cases that need a full pool."""
        self._filled[work.size] = self._state_file.read_text("utf-8"), state

    def needs_filling(self, work: Work) -> bool:
        return work.case not in (FILL, CHECK) and work.size not in self._filled

    def command(self, work: Work) -> list[str]:
        command = [self._program, f"-chdir={self._directory}"]
        command += ["plan"] if work.check else ["apply", "-auto-approve"]
        command += ["-input=false", "-no-color", f"-parallelism={THREADS}"]
        return [*command, f"-var=url={work.url}", f"-var-file={work.file}"]


def terraform(directory: Path, env: dict[str, str], mirror: str, largest: int) -> Terraform | str:
    """Terraform, ready to run, or the reason why it is not."""
    program = shutil.which("terraform")
    if program is None:
        return "there is no program terraform"
    shutil.rmtree(directory, ignore_errors=True)
    shutil.copytree(BENCH / "terraform", directory)
    given = os.environ.get("TF_CLI_CONFIG_FILE") or os.path.expanduser("~/.terraformrc")
    if mirror:
        given = str(directory / "terraformrc")
        path = json.dumps(os.path.abspath(mirror))
        block = f"filesystem_mirror {{\n    path = {path}\n  }}"
        Path(given).write_text(f"provider_installation {{\n  {block}\n}}\n", "utf-8")
    elif not os.path.isfile(given) or "provider_installation" not in Path(given).read_text("utf-8"):
        return "no mirror of its aws provider: give BENCH_TF_MIRROR=DIRECTORY"
    env |= {"TF_CLI_CONFIG_FILE": given, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    command = [program, f"-chdir={directory}", "init", "-input=false", "-no-color"]
    process = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if process.returncode:
        return f"terraform init failed: {' '.join(process.stderr.split())}"
    return Terraform(program, directory, env, largest)
