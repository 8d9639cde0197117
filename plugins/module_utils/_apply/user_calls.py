# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Calls about single users, side by side, until each of them has an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable

from .._model.change import ENABLE, Change
from .._model.error_codes import NOT_FOUND, QUOTA_REACHED
from .._model.messages import name_user
from .._model.outcome import DONE, NOT_NEEDED, Outcome, failure
from .._model.user import User
from .._service.deadline import Deadline
from .._service.errors import AppStreamError, skipped, to_problem
from .._service.runtime import Runtime
from .circuit_breaker import CircuitBreaker
from .lost_responses import FailedChanges, settle_users


class UserWriter:
    """Deletes, enables, disables and invites users. ``timeout``: seconds to wait for the service to
    show what was written."""

    def __init__(self, runtime: Runtime, breaker: CircuitBreaker, timeout: float) -> None:
        self._runtime = runtime
        self._breaker = breaker
        self._timeout = timeout

    def call_each(
        self,
        changes: Sequence[Change],
        call: str,
        function: Callable[[str], None],
        scope: str | None = None,
    ) -> tuple[list[Outcome], FailedChanges]:
        """Make one call for each change, unless an error has ended such calls.

        Returns the outcomes, and the changes that failed with an error that is to be classified.
        ``scope``: what an error of these calls is limited to, besides the call.
        """

        def attempt(change: Change) -> Outcome | AppStreamError:
            known = self._breaker.error_for(call, scope)
            if known is not None:
                self._runtime.progress.failed(change.user_name)
                problem = skipped(known, f"{call} for {name_user(change.user_name)}")
                return Outcome(change, failure(problem))
            try:
                function(change.user_name)
            except AppStreamError as error:
                if error.non_retryable:
                    self._breaker.trip(error)
                elif error.code == QUOTA_REACHED:
                    self._breaker.trip(error, scope)
                if error.non_retryable and not error.outcome_unknown:  # others may be settled yet
                    self._runtime.progress.failed(change.user_name)
                return error
            self._runtime.progress.done(change)
            return Outcome(change, DONE)

        outcomes: list[Outcome] = []
        failed: FailedChanges = []
        for change, answer in zip(changes, self._runtime.executor.map(attempt, changes)):
            if isinstance(answer, Outcome):
                outcomes.append(answer)
            else:
                failed.append((change, answer))
        return outcomes, failed

    def set_enabled(
        self,
        changes: Sequence[Change],
        wait: Deadline | None,
        previous_arn: str | None = None,
    ) -> list[Outcome]:
        """Enable or disable. A user who is known to exist and is not found is waited for (R4).

        Without ``wait``, a user who is gone by now is not a problem (D5). ``previous_arn``: of a
        user with the same name who was deleted, and whom a late read may still show.
        """
        outcomes: list[Outcome] = []
        unsettled: FailedChanges = []
        while changes:
            enable = changes[0].action == ENABLE
            call, function = (
                ("EnableUser", self._runtime.api.enable_user)
                if enable
                else ("DisableUser", self._runtime.api.disable_user)
            )
            missing: FailedChanges = []
            done, failed = self.call_each(changes, call, function)
            outcomes += done
            for change, error in failed:
                if error.code == NOT_FOUND and wait is None:
                    outcomes.append(Outcome(change, NOT_NEEDED))
                elif error.code == NOT_FOUND:
                    missing.append((change, error))
                elif error.non_retryable and not error.outcome_unknown:
                    outcomes.append(Outcome(change, failure(to_problem(error))))
                else:
                    unsettled.append((change, error))
            if missing and wait is not None and not wait.wait_next():
                outcomes += [Outcome(c, failure(to_problem(error))) for c, error in missing]
                break
            changes = [change for change, _error in missing]

        def achieved(change: Change, user: User | None) -> bool:
            if user is None or (previous_arn is not None and user.arn in (None, previous_arn)):
                return False
            return user.enabled is (change.action == ENABLE)

        return outcomes + settle_users(self._runtime, unsettled, achieved, self._timeout)

    def delete(self, changes: Sequence[Change]) -> list[Outcome]:
        """Delete; a user who is gone by now is not a problem (D5)."""
        unsettled = []
        outcomes, failed = self.call_each(changes, "DeleteUser", self._runtime.api.delete_user)
        for change, error in failed:
            if error.code == NOT_FOUND:
                outcomes.append(Outcome(change, DONE if error.outcome_unknown else NOT_NEEDED))
            elif error.outcome_unknown:
                unsettled.append((change, error))
            else:
                outcomes.append(Outcome(change, failure(to_problem(error))))
        return outcomes + settle_users(
            self._runtime, unsettled, lambda _change, user: user is None, self._timeout
        )

    def resend(self, changes: Sequence[Change]) -> list[Outcome]:
        """Never twice (R8)."""
        resend = self._runtime.api.resend_invitation
        outcomes, failed = self.call_each(changes, "CreateUser", resend)
        problems = [(change, to_problem(error, sends_mail=True)) for change, error in failed]
        return outcomes + [Outcome(change, failure(problem)) for change, problem in problems]
