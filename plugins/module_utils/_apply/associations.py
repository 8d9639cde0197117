# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Associates and disassociates users and stacks until each has an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .._model.association import Association
from .._model.change import ASSOCIATE, DISASSOCIATE, Change
from .._model.error_codes import INTERNAL_ERROR
from .._model.outcome import Outcome, Result
from .._service.runtime import Runtime
from .batch_results import BatchOperation, error_code
from .batch_sender import BatchSender
from .circuit_breaker import CircuitBreaker
from .consistency import MissingUserPolicy
from .lost_responses import Verification, verify_associations


class AssociationWriter:
    """Sends associations in batches, and reads what became of lost ones (R8).

    ``missing_users`` decides how long the service is given to notice a user who was just created
    (R1), ``verify_timeout`` for how many seconds to read what became of lost responses; all sends
    share it. ``being_deleted`` are users of whom whatever is not found is as good as gone (D5).
    ``previously_present`` existed before this task took them: a late read may still show them, and
    proves nothing (R5).
    """

    def __init__(
        self,
        runtime: Runtime,
        missing_users: MissingUserPolicy,
        verify_timeout: float,
        breaker: CircuitBreaker,
        being_deleted: Iterable[str] = (),
        previously_present: Iterable[Association] = (),
    ) -> None:
        self._runtime = runtime
        self._missing_users = missing_users
        self._verify_deadline = runtime.deadline(verify_timeout)
        self._breaker = breaker
        self._being_deleted = frozenset(being_deleted)
        self._previously_present = frozenset(previously_present)

    def apply(self, changes: Sequence[Change]) -> list[Outcome]:
        """Associate first, then disassociate (D3). Outcomes in the order of the changes."""
        results: dict[tuple[str, Association | None], Result] = {}
        for action, send in ((ASSOCIATE, self.associate), (DISASSOCIATE, self.disassociate)):
            pending = [c.association for c in changes if c.action == action and c.association]
            results.update({(action, each): result for each, result in send(pending).items()})
        return [Outcome(change, results[change.action, change.association]) for change in changes]

    def associate(self, associations: Iterable[Association]) -> dict[Association, Result]:
        send = self._runtime.api.batch_associate
        operation = BatchOperation("BatchAssociateUserStack", send, removes=False)
        return self._send(associations, operation)

    def disassociate(self, associations: Iterable[Association]) -> dict[Association, Result]:
        """What the service does not find any more is gone, and no problem (D5)."""
        send = self._runtime.api.batch_disassociate
        operation = BatchOperation("BatchDisassociateUserStack", send, removes=True)
        return self._send(associations, operation)

    def _send(
        self, associations: Iterable[Association], operation: BatchOperation
    ) -> dict[Association, Result]:
        sender = BatchSender(
            self._runtime, operation, self._missing_users, self._breaker, self._being_deleted
        )
        results = sender.send(associations)
        verified = self._verify(results, sender, operation)
        if not verified.conclusive:
            return verified.results
        # What mails and failed inside the service may be sent again only now.
        again = {
            each
            for each, result in verified.results.items()
            if error_code(result) == INTERNAL_ERROR
            and each.send_email_notification
            and each not in sender.response_lost
        }
        results = {**verified.results, **sender.send(again)}
        return self._verify(results, sender, operation).results

    def _verify(
        self,
        results: Mapping[Association, Result],
        sender: BatchSender,
        operation: BatchOperation,
    ) -> Verification:
        return verify_associations(
            self._runtime,
            results,
            sender.internal_errors,
            operation.removes,
            self._previously_present,
            self._verify_deadline,
        )
