# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Batches of pairs, and what the service's answer means for each pair. No calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Union

from .._model.change import INTERNAL_ERROR, Pair, PairError, Problem
from .._service.errors import DENIED, AppStreamError
from .circuit_breaker import unknown

BATCH_SIZE = 25


@dataclass(frozen=True)
class PairResult:
    """``done``: the pair was changed by us. Neither done nor a problem: there was nothing to do."""

    done: bool
    problem: Problem | None = None


# Of a pair that was sent: a result, or an error after which it may be sent again.
Verdict = Union[PairResult, PairError]


@dataclass(frozen=True)
class Answer:
    """What came of one batch: pairs not sent and why, pairs sent and what was said of them."""

    left_out: dict[Pair, AppStreamError]
    sent: list[Pair]
    said: list[PairError] | AppStreamError


@dataclass(frozen=True)
class Operation:
    """One of the two batch calls: its name, and how to make it."""

    call: str
    send: Callable[[list[Pair]], list[PairError]]
    removes: bool


def batches(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """Pairs sorted by stack, in lists of at most 25."""
    ordered = sorted(pairs)
    return [ordered[start : start + BATCH_SIZE] for start in range(0, len(ordered), BATCH_SIZE)]


def parts(batch: list[Pair], same_stack: bool) -> list[list[Pair]]:
    """A refused batch in parts: one per stack, and those of one stack in halves.

    ``same_stack``: what was refused to one pair of a stack is refused to all.
    """
    by_stack: dict[str, list[Pair]] = {}
    for pair in batch:
        by_stack.setdefault(pair.stack_name, []).append(pair)
    if len(by_stack) > 1:
        return list(by_stack.values())
    middle = 0 if same_stack else len(batch) // 2
    return [part for part in (batch[:middle], batch[middle:]) if part]


def verdict_code(verdict: Verdict) -> str | None:
    """The code of a failure, if it is one."""
    if isinstance(verdict, PairError):
        return verdict.code
    return verdict.problem.code if verdict.problem is not None else None


def is_unknown(result: PairResult) -> bool:
    return result.problem is not None and result.problem.maybe_done


def is_not_done(problem: Problem) -> bool:
    """Whether the last answer tells that a lost one was to a call without effect."""
    return problem.code in DENIED or str(problem.code).endswith("_NOT_FOUND")


def given_up(error: PairError, pair: Pair, operation: Operation) -> PairResult:
    said = f"{error.code}: {error.words}" if error.words else error.code
    if "DENIED" in error.code:
        said += f" (the IAM action needed is appstream:{operation.call})"
    problem = Problem(
        group=f"{operation.call} {pair.stack_name} {error.code}",
        reason=f"{operation.call} for stack '{pair.stack_name}': {said}",
        text=f"{operation.call} for user '{pair.user_name}', stack '{pair.stack_name}': {said}",
        code=error.code,
    )
    mailing = pair.send_email_notification
    if error.pair is None or (error.code == INTERNAL_ERROR and mailing):
        problem = unknown(problem, mailing)
    return PairResult(False, problem)
