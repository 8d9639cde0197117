# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Sends associations in batches, until the service has settled each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .._model.association import Association, AssociationError
from .._model.change import ASSOCIATE, DISASSOCIATE, Change
from .._model.error_codes import (
    DIRECTORY_NOT_FOUND,
    INTERNAL_ERROR,
    QUOTA_REACHED,
    STACK_NOT_FOUND,
    USER_NAME_NOT_FOUND,
)
from .._model.messages import name_association
from .._model.outcome import DONE, NOT_NEEDED, Result, failure, mark_outcome_unknown
from .._service.errors import AppStreamError, skipped, to_problem
from .._service.retry import BASE_DELAY, MAX_ATTEMPTS
from .._service.runtime import Runtime
from .batch_results import (
    BATCH_SIZE,
    BatchOperation,
    BatchResponse,
    ItemResult,
    chunk,
    error_code,
    item_failure,
    proves_no_effect,
    split_batch,
)
from .circuit_breaker import CircuitBreaker
from .consistency import MissingUserPolicy


class BatchSender:
    """One send of associations: each is sent again as long as that cannot send a second mail.

    ``response_lost`` and ``internal_errors`` are the associations that may be done although an
    attempt failed: a response about them was lost, or they failed inside the service.
    """

    def __init__(
        self,
        runtime: Runtime,
        operation: BatchOperation,
        missing_users: MissingUserPolicy,
        breaker: CircuitBreaker,
        being_deleted: frozenset[str],
    ) -> None:
        """``being_deleted``: users of whom whatever is not found is as good as gone (D5)."""
        self.response_lost: set[Association] = set()
        self.internal_errors: set[Association] = set()
        self._runtime = runtime
        self._operation = operation
        self._missing_users = missing_users
        self._breaker = breaker
        self._being_deleted = being_deleted
        self._rejected_stacks: set[tuple[str, str]] = set()  # stack and code

    def send(self, associations: Iterable[Association]) -> dict[Association, Result]:
        """A result for each association. What failed may have an unknown outcome."""
        results = self._retry_until_settled(set(associations))
        for each in self.response_lost & results.keys():
            problem = results[each].problem
            if problem is not None and not proves_no_effect(problem):
                results[each] = failure(mark_outcome_unknown(problem, each.send_email_notification))
        return results

    def _retry_until_settled(self, unsettled: set[Association]) -> dict[Association, Result]:
        results: dict[Association, Result] = {}
        attempts: Counter[Association] = Counter()
        while unsettled:
            missing: dict[Association, AssociationError] = {}
            failed: dict[Association, AssociationError] = {}  # inside the service, or lost
            for each, item in self._send_batches(chunk(unsettled)).items():
                if isinstance(item, Result):
                    results[each] = item
                elif item.code == USER_NAME_NOT_FOUND:
                    missing[each] = item
                else:
                    failed[each] = item
            attempts.update(list(failed))
            self.internal_errors.update(failed)
            for each in [each for each in failed if attempts[each] >= MAX_ATTEMPTS]:
                results[each] = item_failure(failed.pop(each), each, self._operation)
            again = self._missing_users.worth_retrying(missing) if missing else set()
            for each in missing.keys() - again:
                results[each] = item_failure(missing[each], each, self._operation)
            if failed and not again:
                most = max(attempts[each] for each in failed)
                self._runtime.clock.sleep(BASE_DELAY * 2 ** (most - 1))
            unsettled = again | failed.keys()
        return results

    def _send_batches(self, batches: list[list[Association]]) -> dict[Association, ItemResult]:
        """Send batches side by side, then classify the responses one after the other."""
        items: dict[Association, ItemResult] = {}
        for response in self._runtime.executor.map(self._send_batch, batches):
            items.update(self._classify_batch(response))
        return items

    def _send_batch(self, batch: list[Association]) -> BatchResponse:
        """Send one batch, without what would only be rejected again."""
        call = self._operation.call
        skip = {
            each: error
            for each in batch
            if (error := self._breaker.error_for(call, each.stack_name)) is not None
        }
        sent = [each for each in batch if each not in skip]
        response: list[AssociationError] | AppStreamError = []
        try:
            if sent:
                response = self._operation.send(sent)
        except AppStreamError as error:
            response = error
            if error.affects_all_calls:
                self._breaker.trip(error)
            elif error.denied and len({each.stack_name for each in sent}) == 1:
                self._breaker.trip(error, sent[0].stack_name)
        else:
            self._report_done(sent, response)
        return BatchResponse(skip, sent, response)

    def _report_done(self, sent: list[Association], errors: list[AssociationError]) -> None:
        failed = {error.association for error in errors}
        if None in failed:  # it may concern any of them
            return
        action = DISASSOCIATE if self._operation.removes else ASSOCIATE
        for each in sent:
            if each not in failed:
                mail = (
                    "assignment" if each.send_email_notification and action == ASSOCIATE else None
                )
                self._runtime.progress.done(Change(action, each.user_name, each.stack_name, mail))

    def _classify_batch(self, batch: BatchResponse) -> dict[Association, ItemResult]:
        if batch.response_lost:
            self.response_lost.update(batch.sent)
        items: dict[Association, ItemResult] = {}
        for each, error in batch.skipped.items():
            what = f"{self._operation.call} for {name_association(each)}"
            items[each] = failure(skipped(error, what))
        if isinstance(batch.response, AppStreamError):
            return {**items, **self._classify_rejected(batch.sent, batch.response)}
        errors = {error.association: error for error in batch.response}
        for each in batch.sent:
            # An error that names no association may concern any of them.
            found = errors.get(each) or errors.get(None)
            items[each] = DONE if found is None else self._classify_item(each, found)
        return items

    def _classify_item(self, association: Association, error: AssociationError) -> ItemResult:
        gone = error.code in (USER_NAME_NOT_FOUND, STACK_NOT_FOUND) or (
            error.code == DIRECTORY_NOT_FOUND and association.user_name in self._being_deleted
        )
        if error.association is None:
            return item_failure(error, association, self._operation)
        if self._operation.removes and gone:
            ours = association in self.response_lost | self.internal_errors
            return DONE if ours else NOT_NEEDED
        again = error.code == USER_NAME_NOT_FOUND or (
            error.code == INTERNAL_ERROR and not association.send_email_notification
        )
        return error if again else item_failure(error, association, self._operation)

    def _classify_rejected(
        self, batch: list[Association], error: AppStreamError
    ) -> dict[Association, ItemResult]:
        """The whole call failed. What that means for its associations."""
        if error.rejected and not error.affects_all_calls and error.code != QUOTA_REACHED:
            return self._send_in_parts(batch, error)
        mailing = any(each.send_email_notification for each in batch)
        return {
            each: (
                # Lost together with mails, and therefore not repeated yet.
                AssociationError(each, error.code, error.response)
                if error.outcome_unknown and mailing and not each.send_email_notification
                else failure(to_problem(error, each.send_email_notification, each))
            )
            for each in batch
        }

    def _send_in_parts(
        self, batch: list[Association], error: AppStreamError
    ) -> dict[Association, ItemResult]:
        """One item is enough to have a call rejected: send the others without it (E3).

        A stack that had a full batch rejected, item by item, is not taken apart again. To learn
        that from the first such batch, the parts are sent one after the other.
        """
        stack = (batch[0].stack_name, error.code)
        parts = split_batch(batch, same_stack=error.denied or stack in self._rejected_stacks)
        if len(parts) < 2:
            return {each: failure(to_problem(error, association=each)) for each in batch}
        items: dict[Association, ItemResult] = {}
        for part in parts:
            items.update(self._classify_batch(self._send_batch(part)))
        if len(batch) == BATCH_SIZE and all(
            (each.stack_name, error_code(items[each])) == stack for each in batch
        ):
            self._rejected_stacks.add(stack)
        return items
