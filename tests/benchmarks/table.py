# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The measurements as tables, and compared with the targets. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

BASELINE, TASK, LOOP, CLI, TERRAFORM = "baseline", "task", "loop", "cli", "terraform"
SYNC, EXPORT, REVIEW = "sync_users", "export_users", "access_review"
CONTENDERS = {
    BASELINE: "the fewest calls in plain boto3, by 10 threads",
    TASK: "one task of this collection with all users, in a playbook",
    SYNC: "the playbook, which predicts the changes first, then makes them",
    EXPORT: "the playbook, which reads the whole pool",
    REVIEW: "the playbook, which reads the whole pool",
    LOOP: "the same as `task`, as a loop over one user at a time",
    CLI: "a shell loop over the AWS CLI; it has no check mode",
    TERRAFORM: "Terraform's aws provider, by 10 threads; `init` is not timed",
}
FILL, AGAIN, CHECK, CHANGE = "fill", "again", "check", "change"
CASES = {
    FILL: "an empty pool is filled: each user is created and added to one of four stacks",
    AGAIN: "the same again: nothing to change",
    CHECK: "what filling the empty pool would do, in check mode",
    CHANGE: "1 % of the users, at least one, are to be disabled",
}
NONE = "-"


class Cell(NamedTuple):
    """The dimensions of a measurement."""

    latency: float  # milliseconds
    size: int
    case: str
    contender: str


@dataclass(frozen=True)
class Run:
    """One run: seconds, seconds of processor time, MB of the largest process, API calls."""

    seconds: float
    cpu: float
    memory: float
    calls: int


Runs = Mapping[Cell, list[Run]]


@dataclass(frozen=True)
class TargetResult:
    """A target, the measured value, and whether it meets the target; None if not measured."""

    target: str
    found: str
    met: bool | None

    def __str__(self) -> str:
        word = {None: "not measured", True: "met", False: "NOT MET"}[self.met]
        return f"| {self.target} | {self.found} | {word} |"


def seconds(runs: Runs, cell: Cell) -> float | None:
    """The median of a cell."""
    return median(run.seconds for run in runs[cell]) if runs.get(cell) else None


def cpu(runs: Runs, cell: Cell) -> float | None:
    """The median processor time of a cell."""
    return median(run.cpu for run in runs[cell]) if runs.get(cell) else None


def memory(runs: Runs, cell: Cell) -> float | None:
    """The maximum of a cell, in megabytes."""
    return max(run.memory for run in runs[cell]) if runs.get(cell) else None


def calls(runs: Runs, cell: Cell) -> int | None:
    """The median number of calls of a cell."""
    return round(median(run.calls for run in runs[cell])) if runs.get(cell) else None


def tables(runs: Runs) -> str:
    """All measurements, in Markdown."""

    def time(cell: Cell) -> str:
        found, least = seconds(runs, cell), seconds(runs, cell._replace(contender=BASELINE))
        if found is None:
            return NONE
        ratio = "" if cell.contender == BASELINE or not least else f" ({found / least:.1f} x)"
        return f"{found:.2f}{ratio}"

    def spread(cell: Cell) -> str:
        measured = [run.seconds for run in runs.get(cell, [])]
        return f"{len(measured)}: {min(measured):.2f}-{max(measured):.2f}" if measured else NONE

    def number(
        value: Callable[[Runs, Cell], float | None], digits: int = 0
    ) -> Callable[[Cell], str]:
        def shown(cell: Cell) -> str:
            found = value(runs, cell)
            return NONE if found is None else f"{found:,.{digits}f}"

        return shown

    parts = {
        "Seconds, median (ratio to the baseline)": time,
        "API calls": number(calls),
        "Seconds of processor time, all processes of the contender": number(cpu, 2),
        "Memory: MB, peak of the largest process": number(memory),
        "Number of runs: fastest-slowest, in seconds": spread,
    }
    return "\n\n".join(f"### {title}\n\n{_table(runs, cell)}" for title, cell in parts.items())


def _table(runs: Runs, shown: Callable[[Cell], str]) -> str:
    contenders = [name for name in CONTENDERS if any(cell.contender == name for cell in runs)]
    lines = ["latency, ms", "users", "case", *contenders]
    rows = [lines, ["---:", "---:", "---", *["---:"] * len(contenders)]]
    for latency, size, case in dict.fromkeys(cell[:3] for cell in runs):
        cells = (shown(Cell(latency, size, case, contender)) for contender in contenders)
        rows.append([f"{latency:g}", f"{size:,}", case, *cells])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def targets(runs: Runs, single: float | None) -> Iterable[TargetResult]:
    """The targets; ``single`` is the ratio of a task for one user to that of another module."""
    for case, allowed in ((FILL, 1.5), (AGAIN, 1.3)):
        ours, least = _both(runs, 20, 1_000, case, BASELINE)
        target = f"{case}, 1,000 users, 20 ms: at most {allowed} s more than the baseline"
        more = None if ours is None or least is None else ours - least
        yield _target_result(target, more, "{:.2f} s more", allowed)
    latencies = sorted({cell.latency for cell in runs if cell.size == 10_000}) or [20]
    for case, allowed in ((FILL, 1.4), (AGAIN, 2.2)):
        for latency in latencies:
            ours, least = _both(runs, latency, 10_000, case, BASELINE)
            target = f"{case}, 10,000 users, {latency:g} ms: at most {allowed} x the baseline"
            ratio = ours / least if ours and least else None
            yield _target_result(target, ratio, "{:.2f} x", allowed)
    for case, allowed in ((FILL, 1.5), (AGAIN, 1.6)):
        ours, least = _both(runs, 0, 20_000, case, SYNC)
        target = f"{case}, 20,000 users, 0 ms: `{SYNC}` at most {allowed} x `{TASK}`"
        yield _target_result(target, least / ours if ours and least else None, "{:.2f} x", allowed)
    for name in (EXPORT, REVIEW):
        cell = Cell(0, 20_000, AGAIN, name)
        target = f"20,000 users, 0 ms: `{name}` in at most 500 calls"
        yield _target_result(target, calls(runs, cell), "{:.0f} calls", 500)
        target = f"20,000 users, 0 ms: `{name}` in at most 40 s"
        yield _target_result(target, seconds(runs, cell), "{:.0f} s", 40)
    peaks = [memory(runs, c) for c in runs if c.size == 10_000 and c.contender == TASK]
    peak = max((found for found in peaks if found), default=None)
    yield _target_result("10,000 users: less than 400 MB", peak, "{:.0f} MB", 400)
    target = "a task for one user: at most 1.15 x a module of amazon.aws that makes one call"
    yield _target_result(target, single, "{:.2f} x", 1.15)
    for case in (FILL, AGAIN):
        ours, other = _both(runs, 20, 1_000, case, TERRAFORM)
        faster = other / ours if ours and other else None
        target = f"{case}, 1,000 users, 20 ms: at least 50 x faster than Terraform"
        yield _target_result(target, faster, "{:.0f} x", 50, at_least=True)


def _both(
    runs: Runs, latency: float, size: int, case: str, other: str
) -> tuple[float | None, float | None]:
    cell = Cell(latency, size, case, TASK)
    return seconds(runs, cell), seconds(runs, cell._replace(contender=other))


def _target_result(
    target: str, found: float | None, shown: str, bound: float, at_least: bool = False
) -> TargetResult:
    if found is None:
        return TargetResult(target, NONE, None)
    return TargetResult(target, shown.format(found), found >= bound if at_least else found <= bound)
