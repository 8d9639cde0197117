# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a refused or lost call means for its subject, and for the calls that were to follow."""

from __future__ import annotations

from dataclasses import replace

from .._model.change import Pair, Problem
from .._service.errors import AppStreamError


def call_problem(error: AppStreamError, mailing: bool = False, pair: Pair | None = None) -> Problem:
    """A failed call as a problem of what it was about, or of one of the pairs it was about.

    ``mailing``: a repeat could send a second mail.
    """
    subject, what = error.subject, error.call
    if pair is not None:
        subject = f"user '{pair.user_name}', stack '{pair.stack_name}'"
        what = f"{error.call} for stack '{pair.stack_name}'"
    problem = Problem(
        group=f"{what} {error.code}",
        reason=f"{what}: {error.reason}",
        text=f"{error.call} for {subject} failed: {error.reason}",
        code=error.code,
    )
    # Who is denied a call now was denied it before: then a lost answer was a refusal, too.
    return unknown(problem, mailing) if error.maybe_done and not error.denied else problem


def not_tried(error: AppStreamError, what: str) -> Problem:
    """A problem of what was not even tried, because ``error`` would have met it too."""
    return Problem(
        group=f"not tried {error.call} {error.code}",
        reason=f"not tried after {error.call}: {error.reason}",
        text=f"{what} was not tried, because {error}",
        code=error.code,
    )


def unknown(problem: Problem, mailing: bool = False) -> Problem:
    """The same problem of something that may have taken effect all the same."""
    if problem.maybe_done:
        return problem
    words = "; outcome unknown"
    if mailing:
        words += ", not repeated, since that could send a second mail"
    return replace(
        problem,
        group=problem.group + words,
        reason=problem.reason + words,
        text=problem.text + words,
        maybe_done=True,
    )


class Stops:
    """Refusals that further calls would meet too, and that therefore end them.

    A refusal that has nothing to do with its subject ends everything; a denied user call all calls
    of its kind; a denied batch call those for the same stack; a quota those that create. The first
    one counts, and calls that run side by side may all add theirs.
    """

    def __init__(self) -> None:
        self._all: AppStreamError | None = None
        self._kinds: dict[tuple[str, str | None], AppStreamError] = {}

    def add(self, error: AppStreamError, scope: str | None = None) -> None:
        """``scope``: the stack or the action to which it is limited."""
        if error.general:
            self._all = self._all or error
        else:
            self._kinds.setdefault((error.call, scope), error)

    def of(self, call: str, scope: str | None = None) -> AppStreamError | None:
        return self._all or self._kinds.get((call, None)) or self._kinds.get((call, scope))
