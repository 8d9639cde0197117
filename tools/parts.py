# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs parts of ``make test`` in parallel, prints their output, and a summary at the end.

``python tools/parts.py MAKE SUMMARY_FILE PART...``. A part counts as one test, or as the
number that its pytest reports. The counts also go to SUMMARY_FILE, for ``.ci/run``.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

SHOWN = 20  # lines of a part that passed; a part that failed prints all
PYTEST_CLOSING = re.compile(
    r"^=+ (?=.*\d (?:passed|failed|errors?|skipped)\b)(.*) in [\d.]+s.* =+$", re.M
)
PYTEST_COUNT = re.compile(r"(\d+) (passed|failed|error|skipped)")


@dataclass(frozen=True)
class Part:
    """A command, by default with the environment of this process."""

    name: str
    command: list[str]
    environment: dict[str, str] | None = None


@dataclass(frozen=True)
class Result:
    part: str
    ok: bool
    seconds: float
    output: str

    @property
    def counts(self) -> tuple[int, int, int]:
        """The numbers of passed, failed and skipped tests."""
        closing = PYTEST_CLOSING.findall(self.output)
        if not closing:
            return int(self.ok), int(not self.ok), 0
        counted: dict[str, int] = {}
        for number, word in PYTEST_COUNT.findall(closing[-1]):
            counted[word] = counted.get(word, 0) + int(number)
        failed = counted.get("failed", 0) + counted.get("error", 0)
        skipped = counted.get("skipped", 0)
        return counted.get("passed", 0), failed if self.ok else max(failed, 1), skipped


def run(part: Part) -> Result:
    start = time.monotonic()
    process = subprocess.run(
        part.command,
        check=False,
        env=part.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return Result(part.name, process.returncode == 0, time.monotonic() - start, process.stdout)


def run_all(parts: list[Part], title: str, summary: Path) -> int:
    """Run the parts, started in this order; returns the exit status."""
    start = time.monotonic()
    results = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for future in as_completed([pool.submit(run, part) for part in parts]):
            result = future.result()
            results.append(result)
            lines = result.output.splitlines()
            print(f"\n----- {result.part} -----")
            print("\n".join(lines[-SHOWN:] if result.ok else lines), flush=True)

    print(f"\n----- summary, {title} -----")
    passed = failed = skipped = 0
    names = [part.name for part in parts]
    width = max(map(len, names), default=0)
    for result in sorted(results, key=lambda result: names.index(result.part)):
        ok, bad, left = result.counts
        passed, failed, skipped = passed + ok, failed + bad, skipped + left
        word = "ok" if result.ok else "FAILED"
        counts = f"{ok:4} passed {bad:3} failed {left:3} skipped {result.seconds:6.1f} s"
        print(f"{result.part:{width}} {word:7} {counts}")
    seconds = time.monotonic() - start
    print(f"{passed} passed, {failed} failed, {skipped} skipped in {seconds:.1f} s", flush=True)
    summary.write_text(f"{passed} {failed} {skipped}\n", encoding="utf-8")
    return int(failed > 0 or not passed)


def main(make: str, summary: Path, names: list[str]) -> int:
    parts = [Part(name, [make, "--no-print-directory", name]) for name in names]
    return run_all(parts, f"Python {platform.python_version()}", summary)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]))
