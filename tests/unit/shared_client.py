# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One botocore client for many tests, and its files: making one takes longer than most of them."""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import Any

import botocore.parsers
import botocore.session
import pytest
from botocore.auth import SigV4Auth
from botocore.hooks import HierarchicalEmitter
from botocore.utils import parse_timestamp as real_parser


class RenewableEmitter(HierarchicalEmitter):  # type: ignore[misc]
    """An emitter that can forget what was registered since: copying all takes 2 ms.

    What is unregistered stays so.
    """

    def __init__(self, original: Any) -> None:
        self.__dict__.update(vars(copy(original)))
        self._added: list[tuple[str, Any, Any]] = []

    def _register_section(
        self, event_name: str, handler: Any, unique_id: Any, *args: Any, **options: Any
    ) -> None:
        super()._register_section(event_name, handler, unique_id, *args, **options)
        self._added.append((event_name, handler, unique_id))

    def renew(self) -> None:
        while self._added:
            self.unregister(*self._added.pop())


class SharedClient:
    """A client that one test has after the other."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._attributes = dict(vars(client))
        self._emitter = RenewableEmitter(client.meta.events._emitter)
        client.meta.events._emitter = self._emitter

    def renewed(self) -> Any:
        """The client as it was made, without what the last test registered or replaced."""
        vars(self._client).clear()
        vars(self._client).update(self._attributes)
        self._emitter.renew()
        return self._client


def share_files(patch: pytest.MonkeyPatch) -> None:
    """Let all botocore sessions share the megabytes of JSON that they read, and the moments that
    they parse. They sign no text of the request: the emulator does not look at the signature."""
    real = botocore.session.create_loader
    patch.setattr(SigV4Auth, "canonical_request", lambda _auth, _request: "")
    patch.setattr(botocore.parsers, "DEFAULT_TIMESTAMP_PARSER", parse_timestamp)

    def create_loader(*args: Any) -> Any:
        loader = real(*args)
        loader._cache = _FILES.setdefault(args, {})
        return loader

    patch.setattr(botocore.session, "create_loader", create_loader)


def parse_timestamp(value: Any) -> Any:
    return _parse_number(value) if isinstance(value, (int, float)) else real_parser(value)


_parse_number = cache(real_parser)
_FILES: dict[Any, dict[Any, Any]] = {}
