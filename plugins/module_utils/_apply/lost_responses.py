# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Settles by reading what became of writes whose response was lost, or that failed unclearly."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Callable

from .._model.association import Association
from .._model.change import Change
from .._model.error_codes import INTERNAL_ERROR
from .._model.outcome import DONE, NOT_NEEDED, Outcome, Result, failure, mark_outcome_unknown
from .._model.user import User
from .._service.deadline import Deadline
from .._service.errors import AppStreamError, to_problem
from .._service.runtime import Runtime
from .batch_results import error_code, has_unknown_outcome
from .reader import read_associations, read_users, repeated_reads

FailedChanges = list[tuple[Change, AppStreamError]]


def settle_users(
    runtime: Runtime,
    failed: FailedChanges,
    achieved: Callable[[Change, User | None], bool],
    timeout: float,
) -> list[Outcome]:
    """An error may mean that it is so already, and a response may have been lost (R5, R8).

    ``achieved``: whether the pool shows a change as done. ``timeout``: seconds to read again while
    it does not.
    """
    outcomes: list[Outcome] = []
    if not failed:
        return outcomes
    for index in repeated_reads(lambda: read_users(runtime), runtime.deadline(timeout)):
        still = []
        for change, error in failed:
            if achieved(change, index.get(change.user_name)):
                outcomes.append(Outcome(change, DONE if error.outcome_unknown else NOT_NEEDED))
            else:
                still.append((change, error))
        failed = still
        if not any(error.outcome_unknown for _change, error in failed):
            break
    return outcomes + [Outcome(c, failure(to_problem(error))) for c, error in failed]


@dataclass(frozen=True)
class Verification:
    """Results after reading what became of them. ``conclusive``: there was time for the service to
    show an effect, and the last read succeeded."""

    results: dict[Association, Result]
    conclusive: bool


def verify_associations(
    runtime: Runtime,
    results: Mapping[Association, Result],
    internal_errors: Collection[Association],
    removes: bool,
    previously_present: frozenset[Association],
    deadline: Deadline,
) -> Verification:
    """Read what became of associations that may be done although they failed (R8).

    ``internal_errors``: those that failed inside the service once. ``previously_present``: a late
    read may still show them, and proves nothing (R5).
    """
    verified = dict(results)
    unclear = {each for each in results if _is_unclear(results[each], each in internal_errors)}
    for each in unclear & previously_present:
        problem = results[each].problem
        if problem is not None:
            unknown = mark_outcome_unknown(problem, each.send_email_notification)
            verified[each] = failure(unknown)
    unclear -= previously_present
    waited = readable = False
    while unclear:
        try:
            visible = _visible(runtime, unclear)
            readable = True
        except AppStreamError as error:
            if error.non_retryable:
                return Verification(verified, conclusive=False)
            visible, readable = set(), False
        if readable:
            done = unclear - visible if removes else visible
            verified.update(dict.fromkeys(done, DONE))
            unclear -= done
        waiting = any(has_unknown_outcome(verified[each]) for each in unclear)
        if not waiting or not deadline.wait_next():
            break
        waited = True
    return Verification(verified, conclusive=waited and readable)


def _is_unclear(result: Result, internal_error: bool) -> bool:
    """Whether it may be done, although it failed."""
    return result.problem is not None and (
        internal_error or error_code(result) == INTERNAL_ERROR or has_unknown_outcome(result)
    )


def _visible(runtime: Runtime, associations: set[Association]) -> set[Association]:
    """Which of the associations the service shows."""
    users = {each.user_name for each in associations}
    stacks = {each.stack_name for each in associations}
    return associations & read_associations(runtime, users, stacks)
