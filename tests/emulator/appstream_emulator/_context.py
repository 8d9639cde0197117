# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by all operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ._errors import ServiceError
from ._paging import Pages
from ._pool import Pool

Params = dict[str, Any]
Answer = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """The objects that an operation may use."""

    pool: Pool
    options: Mapping[str, Any]
    pages: Pages
    mail: Callable[[str, str, str | None], None]
    item_fault: Callable[[str, str], dict[str, Any] | None]

    def refuse(self, gap: str, message: str) -> None:
        """Apply the switch of an open question: raise its error, or return if the call works."""
        code = self.options[gap]
        if code is not None:
            raise ServiceError(code, message)

    def page(
        self,
        params: Params,
        key: str,
        items: Callable[[], list[Any]],
        size: int,
        shown: Callable[[Any], Answer] = lambda item: item,
    ) -> Answer:
        """The answer that lists some of the items under a key, and a token if there are more."""
        question = {k: v for k, v in params.items() if k not in ("NextToken", "MaxResults")}
        found, token = self.pages.page(
            (self.pool.account, self.pool.region, key, repr(sorted(question.items()))),
            items,
            params.get("NextToken"),
            size,
            self.options["empty_pages"],
            self.options["invalid_token"],
        )
        answer: Answer = {key: [shown(item) for item in found]}
        if token is not None:
            answer["NextToken"] = token
        return answer


def userpool_only(params: Params, what: str) -> None:
    """Reject any other authentication type than USERPOOL."""
    kind = params.get("AuthenticationType")
    if kind is not None and kind != "USERPOOL":
        raise ServiceError(
            "InvalidParameterValueException", f"Cannot {what} with '{kind}' authentication type"
        )


def nothing(way: str, empty: Any, *keys: str) -> Answer:
    """The part of an answer for keys without a value."""
    return {} if way == "left_out" else dict.fromkeys(keys, None if way == "null" else empty)
