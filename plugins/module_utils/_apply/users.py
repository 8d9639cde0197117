# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls about single users, side by side, until each of them has an outcome."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Callable

from .._model.change import ENABLE, NOT_FOUND, QUOTA_REACHED, Change, Outcome
from .._plan.desired import Pool
from .._service.api import AppStreamClient
from .._service.errors import AppStreamError
from .._service.rate_limiter import Patience
from .circuit_breaker import Stops, call_problem, not_tried
from .reader import readings


class UserCalls:
    """``timeout``: seconds to wait for the service to show what was written."""

    def __init__(self, client: AppStreamClient, stops: Stops, timeout: float) -> None:
        self._client = client
        self._stops = stops
        self._timeout = timeout

    def make(
        self,
        changes: Iterable[Change],
        call: str,
        function: Callable[[str], None],
        scope: str | None = None,
    ) -> tuple[list[Outcome], list[tuple[Change, AppStreamError]]]:
        """Make one call for each change, unless a refusal has ended such calls.

        Returns the outcomes, and the changes that failed with an error that is to be judged.
        ``scope``: what a refusal of these calls is limited to, besides the call.
        """

        def attempt(change: Change) -> Outcome | AppStreamError:
            stop = self._stops.of(call, scope)
            if stop is not None:
                problem = not_tried(stop, f"{call} for user '{change.user_name}'")
                return Outcome(change, False, problem)
            try:
                function(change.user_name)
            except AppStreamError as error:
                if error.permanent:
                    self._stops.add(error)
                elif error.code == QUOTA_REACHED:
                    self._stops.add(error, scope)
                return error
            return Outcome(change, done=True)

        todo = list(changes)
        outcomes: list[Outcome] = []
        failed: list[tuple[Change, AppStreamError]] = []
        for change, answer in zip(todo, self._client.side_by_side(attempt, todo)):
            if isinstance(answer, Outcome):
                outcomes.append(answer)
            else:
                failed.append((change, answer))
        return outcomes, failed

    def switch(
        self, changes: Iterable[Change], wait: Patience, former_arn: str | None = None
    ) -> list[Outcome]:
        """Enable or disable. A user who is known to exist and is not found is waited for (R4).

        ``former_arn``: of a user with the same name who was deleted, and whom a late read may still
        show.
        """
        outcomes: list[Outcome] = []
        unsettled: list[tuple[Change, AppStreamError]] = []
        todo = list(changes)
        while todo:
            enable = todo[0].action == ENABLE
            call, switch = (
                ("EnableUser", self._client.enable_user)
                if enable
                else ("DisableUser", self._client.disable_user)
            )
            missing = []
            done, failed = self.make(todo, call, switch)
            outcomes += done
            for change, error in failed:
                if error.code == NOT_FOUND:
                    missing.append((change, error))
                elif error.permanent and not error.maybe_done:
                    outcomes.append(Outcome(change, False, call_problem(error)))
                else:
                    unsettled.append((change, error))
            if missing and not wait.again():
                outcomes += [Outcome(c, False, call_problem(error)) for c, error in missing]
                break
            todo = [change for change, _error in missing]

        def is_switched(change: Change, user: dict[str, Any] | None) -> bool:
            if user is None or (former_arn is not None and user["arn"] in (None, former_arn)):
                return False
            return user["enabled"] is (change.action == ENABLE)

        return outcomes + self._settle(unsettled, is_switched)

    def delete(self, changes: Iterable[Change]) -> list[Outcome]:
        """Delete; a user who is gone by now is no problem (D5)."""
        unsettled = []
        outcomes, failed = self.make(changes, "DeleteUser", self._client.delete_user)
        for change, error in failed:
            if error.code == NOT_FOUND:
                outcomes.append(Outcome(change, done=error.maybe_done))
            elif error.maybe_done:
                unsettled.append((change, error))
            else:
                outcomes.append(Outcome(change, False, call_problem(error)))
        return outcomes + self._settle(unsettled, lambda _change, user: user is None)

    def resend(self, changes: Iterable[Change]) -> list[Outcome]:
        """Never twice (R8)."""
        outcomes, failed = self.make(changes, "CreateUser", self._client.resend_invitation)
        problems = [(change, call_problem(error, mailing=True)) for change, error in failed]
        return outcomes + [Outcome(change, False, problem) for change, problem in problems]

    def _settle(
        self,
        unsettled: list[tuple[Change, AppStreamError]],
        as_wanted: Callable[[Change, dict[str, Any] | None], bool],
    ) -> list[Outcome]:
        """A refusal may mean that it is so already, and an answer may have been lost: look (R5)."""
        outcomes: list[Outcome] = []
        patience = self._client.pace.patience(self._timeout)
        if not unsettled:
            return outcomes
        for pool in readings(lambda: Pool(self._client.describe_users()), patience):
            left = []
            for change, error in unsettled:
                if as_wanted(change, pool.get(change.user_name)):
                    outcomes.append(Outcome(change, done=error.maybe_done))
                else:
                    left.append((change, error))
            unsettled = left
            if not any(error.maybe_done for _c, error in unsettled):
                break
        return outcomes + [Outcome(c, False, call_problem(error)) for c, error in unsettled]
