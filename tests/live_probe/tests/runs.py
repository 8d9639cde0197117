# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the probe on an emulator, for its tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import probe
from appstream_emulator import DEFAULT_REGION, Emulator
from lab import Person
from questions import QUESTIONS

MANY = {"user_quota", "page_size", "association_default_results", "association_page_size"}
ASKED = {question.switch for question in QUESTIONS}
DENIED = {"code": "AccessDeniedException"}


@dataclass(frozen=True)
class Run:
    """The results of a dry run."""

    status: int
    learned: dict[str, Any]
    answers: str
    emulator: Emulator

    @property
    def is_clean(self) -> bool:
        pool = self.emulator.pool()
        return not pool.users and not pool.associations

    def actual(self) -> dict[str, Any]:
        """The emulator's values of the switches that were learned."""
        return {name: self.emulator.settings[name] for name in self.learned}


class ProbeRunner:
    """Starts dry runs on an emulator that the test prepares."""

    def __init__(self, directory: Path) -> None:
        self.clock = probe.Clock()
        self.emulator = Emulator(self.clock.monotonic, self.clock.sleep)
        self.directory = directory

    def __call__(self, *arguments: str, person: Person | None = None) -> Run:
        options = probe.parsed(["--dry-run", "--output", str(self.directory), *arguments])
        status = probe.dry_run(options, self.emulator, self.clock, person)
        return self.run(status)

    def run(self, status: int) -> Run:
        switches, answers = self.directory / "switches.json", self.directory / "answers.md"
        learned = json.loads(switches.read_text("utf-8")) if switches.exists() else {}
        text = answers.read_text("utf-8") if answers.exists() else ""
        return Run(status, learned, text, self.emulator)


def arguments(probe_runner: ProbeRunner) -> list[str]:
    """The arguments of a run against AWS, without waiting for writes."""
    given = {
        "--region": DEFAULT_REGION,
        "--stack": "probe",
        "--mail": "me+{}@example.com",
        "--settle-timeout": "0",
        "--output": str(probe_runner.directory),
    }
    return [part for option in given.items() for part in option]
