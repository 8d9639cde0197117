# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Batches of associations, and what the answer to one means for each of them. Pure: no calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Union

from .._model.association import Association, AssociationError
from .._model.error_codes import INTERNAL_ERROR
from .._model.messages import iam_hint, name_association, name_call_for_stack
from .._model.outcome import Problem, Result, Status, failure, mark_outcome_unknown
from .._service.errors import DENIED, AppStreamError

BATCH_SIZE = 25

# Of an association that was sent: its result, or an error after which it may be sent again.
ItemResult = Union[Result, AssociationError]


@dataclass(frozen=True)
class BatchOperation:
    """One of the two batch calls: its name, and how to make it."""

    call: str
    send: Callable[[Sequence[Association]], list[AssociationError]]
    removes: bool


@dataclass(frozen=True)
class BatchResponse:
    """What came of one batch: associations that were not sent and why, those that were sent, and
    the response."""

    skipped: dict[Association, AppStreamError]
    sent: list[Association]
    response: list[AssociationError] | AppStreamError

    @property
    def response_lost(self) -> bool:
        """Whether a response about what was sent has been lost."""
        if isinstance(self.response, AppStreamError):
            return self.response.outcome_unknown
        return any(error.response_lost for error in self.response)


def chunk(associations: Iterable[Association]) -> list[list[Association]]:
    """Associations sorted by stack, in lists of at most 25."""
    ordered = sorted(associations)
    return [ordered[start : start + BATCH_SIZE] for start in range(0, len(ordered), BATCH_SIZE)]


def split_batch(batch: list[Association], same_stack: bool) -> list[list[Association]]:
    """A rejected batch in parts: one per stack, and those of one stack in halves.

    ``same_stack``: what is rejected for one user of a stack is rejected for all.
    """
    by_stack: dict[str, list[Association]] = {}
    for each in batch:
        by_stack.setdefault(each.stack_name, []).append(each)
    if len(by_stack) > 1:
        return list(by_stack.values())
    middle = 0 if same_stack else len(batch) // 2
    return [part for part in (batch[:middle], batch[middle:]) if part]


def error_code(item: ItemResult) -> str | None:
    """The code of a failure, if it is one."""
    if isinstance(item, AssociationError):
        return item.code
    return item.problem.code if item.problem is not None else None


def has_unknown_outcome(result: Result) -> bool:
    return result.status is Status.UNKNOWN


def proves_no_effect(problem: Problem) -> bool:
    """Whether the last response shows that a lost one was to a call without effect."""
    return problem.code in DENIED or str(problem.code).endswith("_NOT_FOUND")


def item_failure(
    error: AssociationError, association: Association, operation: BatchOperation
) -> Result:
    """The failure of an association that is not sent again."""
    reason = f"{error.code}: {error.message}" if error.message else error.code
    if "DENIED" in error.code:
        reason += iam_hint(operation.call)
    problem = Problem(
        group_key=f"{operation.call} {association.stack_name} {error.code}",
        summary=f"{name_call_for_stack(operation.call, association.stack_name)}: {reason}",
        message=f"{operation.call} for {name_association(association)}: {reason}",
        code=error.code,
    )
    sends_mail = association.send_email_notification
    if error.association is None or (error.code == INTERNAL_ERROR and sends_mail):
        problem = mark_outcome_unknown(problem, sends_mail)
    return failure(problem)
