# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Errors that further calls would meet too."""

from __future__ import annotations

from .._service.errors import AppStreamError


class CircuitBreaker:
    """Ends calls that would only be rejected again.

    An error that affects all calls ends everything; a denied user call all calls of its kind; a
    denied batch call those for the same stack; a quota those that create. The first error counts,
    and calls that run side by side may all trip the breaker.
    """

    def __init__(self) -> None:
        self._for_all: AppStreamError | None = None
        self._by_kind: dict[tuple[str, str | None], AppStreamError] = {}

    def trip(self, error: AppStreamError, scope: str | None = None) -> None:
        """``scope``: the stack or the action to which it is limited."""
        if error.affects_all_calls:
            self._for_all = self._for_all or error
        else:
            self._by_kind.setdefault((error.call, scope), error)

    def error_for(self, call: str, scope: str | None = None) -> AppStreamError | None:
        """The error that such a call would meet, if one is known."""
        return self._for_all or self._by_kind.get((call, None)) or self._by_kind.get((call, scope))
