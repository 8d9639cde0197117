# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What the journal must know while users are taken apart and repaired."""

from __future__ import annotations

from dataclasses import replace

from .._model.change import CREATE
from .._model.outcome import Problem
from .._model.pool import PoolIdentity, account_of
from .._model.previous_user import PreviousUser
from .._model.user import UserIndex
from .._plan.user_plan import UserPlan
from .._service.journal import Journal, JournalError
from .._service.runtime import Runtime


class Journaling:
    """The journal, as far as it is about one pool.

    ``entries``: by user name, as they were when the task began. ``warnings``: entries that could
    not be removed, though their users are whole.
    """

    def __init__(self, runtime: Runtime, path: str | None, index: UserIndex) -> None:
        """Raises JournalError if the journal cannot be read."""
        self._clock = runtime.clock
        self.entries: dict[str, PreviousUser] = {}
        self._complete: dict[str, JournalError] = {}  # users whom the file still has
        self._journal: Journal | None = None
        if path is not None:
            self._journal = Journal(path)
            self._pool = PoolIdentity(*runtime.api.location, account_of(index))
            self.entries = self._journal.read(self._pool)

    def record(self, plan: UserPlan) -> Problem | None:
        """Record a user who is about to be replaced. Returns why that is not possible."""
        existing = plan.existing
        if self._journal is None or existing is None:
            return None
        entry = PreviousUser(
            pool=self._pool if plan.entry is None else plan.entry.pool,
            user_name=plan.user_name,
            recorded_at=self._clock.wall(),
            previous_arn=existing.arn,
            previous_enabled=plan.previous_enabled,
            previous_first_name=existing.first_name,
            previous_last_name=existing.last_name,
            previous_stack_names=tuple(sorted(plan.previous_stacks)),
            suppress=not plan.welcomes,
            **plan.names,
        )
        try:
            self._journal.record(entry)
        except JournalError as error:
            reason = f"{error}; nothing was deleted"
            return Problem("journal", reason, reason)
        return None

    def record_repairs(self, plans: list[UserPlan]) -> None:
        """Record that users are created again now. Raises JournalError if that is not possible."""
        for plan in plans:
            creates = any(change.action == CREATE for change in plan.changes)
            if self._journal is None or plan.entry is None or plan.replaced or not creates:
                continue
            now = replace(
                plan.entry,
                recorded_at=self._clock.wall(),
                suppress=not plan.welcomes,
                first_name=plan.names["first_name"],
                last_name=plan.names["last_name"],
            )
            self._journal.record(now)

    def forget(self, plan: UserPlan) -> None:
        """The user is complete again, or gone as desired."""
        if self._journal is None or (plan.entry is None and not plan.replaced):
            return
        pool = self._pool if plan.entry is None else plan.entry.pool
        try:
            self._journal.forget(pool, plan.user_name)
        except JournalError as error:
            self._complete[plan.user_name] = error

    def warnings(self, named: bool) -> list[str]:
        """What to do with users whom the file still has; ``named``: with their names."""
        return [
            f"{error}; {repr(name) if named else 'a user'} is complete again, so remove it from the"
            " file"
            for name, error in self._complete.items()
        ]
