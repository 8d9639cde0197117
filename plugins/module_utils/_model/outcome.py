# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What became of a change, and why something failed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from .change import Change

OUTCOME_UNKNOWN = "; outcome unknown"
NOT_REPEATED = ", not repeated, since that could send a second email"


class Status(Enum):
    """What became of something that was to be done."""

    DONE = "done"  # by this task
    NOT_NEEDED = "not needed"  # it was so already
    FAILED = "failed"  # without effect
    UNKNOWN = "unknown"  # it failed, and may have taken effect all the same


@dataclass(frozen=True)
class Problem:
    """Why something failed.

    ``message`` names the subject. ``summary`` does so only in the service's own words; messages
    to the user show problems of the same ``group_key`` as one, with the summary of the first.
    """

    group_key: str
    summary: str
    message: str
    code: str | None = None
    outcome_unknown: bool = False

    def extended(self, text: str, detail: str = "") -> Problem:
        """The same problem with more text; ``detail`` goes into the message only."""
        return replace(
            self,
            group_key=self.group_key + text,
            summary=self.summary + text,
            message=self.message + text + detail,
        )


def mark_outcome_unknown(problem: Problem, sends_mail: bool = False) -> Problem:
    """The same problem of something that may have taken effect all the same.

    ``sends_mail``: repeating it could send a second mail (R8).
    """
    if problem.outcome_unknown:
        return problem
    text = OUTCOME_UNKNOWN + (NOT_REPEATED if sends_mail else "")
    return replace(problem.extended(text), outcome_unknown=True)


@dataclass(frozen=True)
class Result:
    """A status, and the problem if it failed."""

    status: Status
    problem: Problem | None = None

    @property
    def changed(self) -> bool:
        """An unknown outcome counts, since the pool may not be as it was."""
        return self.status in (Status.DONE, Status.UNKNOWN)


DONE = Result(Status.DONE)
NOT_NEEDED = Result(Status.NOT_NEEDED)


def failure(problem: Problem) -> Result:
    return Result(Status.UNKNOWN if problem.outcome_unknown else Status.FAILED, problem)


@dataclass(frozen=True)
class Outcome:
    """What became of a change."""

    change: Change
    result: Result

    @property
    def done(self) -> bool:
        return self.result.status is Status.DONE

    @property
    def changed(self) -> bool:
        return self.result.changed

    @property
    def problem(self) -> Problem | None:
        return self.result.problem


def any_failed(outcomes: Iterable[Outcome]) -> bool:
    return any(outcome.problem is not None for outcome in outcomes)


def predict_outcomes(changes: Iterable[Change]) -> list[Outcome]:
    """The outcomes of a run in check mode: everything succeeds."""
    return [Outcome(change, DONE) for change in changes]
