# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One botocore client for many tests: making one takes longer than most of them."""

from __future__ import annotations

from copy import copy
from typing import Any


class SharedClient:
    """A client that one test has after the other."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._attributes = dict(vars(client))
        self._handlers = client.meta.events._emitter

    def renewed(self) -> Any:
        """The client as it was made, without what the last test registered or replaced."""
        vars(self._client).clear()
        vars(self._client).update(self._attributes)
        self._client.meta.events._emitter = copy(self._handlers)
        return self._client
