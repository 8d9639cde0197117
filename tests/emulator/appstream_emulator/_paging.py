# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of a list, and the opaque tokens between them."""

from __future__ import annotations

import base64
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from ._errors import ServiceError

# Enough for any test, and few enough for a server that runs for a long time.
_TOKENS_KEPT = 10_000


class _Position(NamedTuple):
    scan: Hashable
    items: list[Any]
    offset: int
    empty_left: int


class Pages:
    """Remembers where each token continues.

    A scan keeps its initial list, so that writes and lag in between cannot shift its pages. A token
    can be used again, as a client does after a lost answer.
    """

    def __init__(self) -> None:
        self._positions: OrderedDict[str, _Position] = OrderedDict()
        self._given = 0

    def clear(self) -> None:
        """Make every token invalid."""
        self._positions.clear()

    def page(
        self,
        scan: Hashable,
        items: Callable[[], list[Any]],
        token: str | None,
        size: int,
        empty_pages: int,
        token_error: str,
    ) -> tuple[list[Any], str | None]:
        """One page and the token of the next.

        `scan` identifies the request: a token is valid for the same request only. `items` creates
        the list when a scan begins.
        """
        if token is None:
            position = _Position(scan, items(), 0, empty_pages)
        else:
            found = self._positions.get(token)
            if found is None or found.scan != scan:
                raise ServiceError(token_error, "The NextToken is invalid or has expired.")
            position = found
        if position.empty_left > 0:
            return [], self._token(position._replace(empty_left=position.empty_left - 1))
        end = position.offset + size
        page = position.items[position.offset : end]
        if end >= len(position.items):
            return page, None
        return page, self._token(position._replace(offset=end, empty_left=empty_pages))

    def _token(self, position: _Position) -> str:
        self._given += 1
        digest = hashlib.sha256(f"{id(self)}/{self._given}".encode()).digest()
        token = base64.b64encode(digest).decode("ascii")
        self._positions[token] = position
        if len(self._positions) > _TOKENS_KEPT:
            self._positions.popitem(last=False)
        return token
