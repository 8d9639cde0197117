# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""A user of the pool, and all of them by name."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

NOT_PENDING = frozenset(("CONFIRMED", "ARCHIVED", "COMPROMISED"))


def is_pending(status: str | None) -> bool:
    """Whether a user with this status has not set a password yet. It is a free string (F6)."""
    return status not in NOT_PENDING


def match_key(name: str) -> str:
    """The same key for names that are likely of one person: without capitals, and with accents
    written in one way (F3). Letters that only look alike, or become two in capitals, stay apart:
    "weiss" and "weiß" are two mailboxes.
    """
    # a Greek sigma is written in another way at the end of a word, wherever lower() sees one
    return unicodedata.normalize("NFC", name.lower().replace("\u03c2", "\u03c3"))


@dataclass(frozen=True)
class User:
    """A user as the service describes it. None: the service left it out (F5).

    ``created_time`` is ISO 8601 in UTC with the zone. A name that the service gives as empty is
    None.
    """

    user_name: str
    arn: str | None = None
    authentication_type: str | None = None
    created_time: str | None = None
    enabled: bool | None = None
    first_name: str | None = None
    last_name: str | None = None
    status: str | None = None

    @classmethod
    def from_api(cls, answer: Mapping[str, Any]) -> User:
        """From an entry of DescribeUsers."""
        created = answer.get("CreatedTime")
        if isinstance(created, datetime.datetime):
            created = created.astimezone(datetime.timezone.utc).isoformat()
        return cls(
            user_name=answer["UserName"],
            arn=answer.get("Arn"),
            authentication_type=answer.get("AuthenticationType"),
            created_time=created,
            enabled=answer.get("Enabled"),
            first_name=answer.get("FirstName") or None,
            last_name=answer.get("LastName") or None,
            status=answer.get("Status"),
        )

    @property
    def pending(self) -> bool:
        """Whether the user has not set a password yet."""
        return is_pending(self.status)

    def as_result(self) -> dict[str, Any]:
        """The user as modules return it: all keys, in the order of the alphabet."""
        return dict(sorted(asdict(self).items()))


USER_KEYS = tuple(sorted(field.name for field in fields(User)))


class UserIndex:
    """The users of a pool by their exact, case-sensitive names."""

    def __init__(self, users: Iterable[User]) -> None:
        self._by_name: dict[str, User] = {}
        self._by_match_key: dict[str, set[str]] = {}
        for user in users:
            name = user.user_name
            self._by_name[name] = user
            self._by_match_key.setdefault(match_key(name), set()).add(name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __iter__(self) -> Iterator[User]:
        return (self._by_name[name] for name in sorted(self._by_name))

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def get(self, name: str) -> User | None:
        return self._by_name.get(name)

    def similar_names(self, name: str) -> tuple[str, ...]:
        """The other names that are likely of the same person (F3)."""
        return tuple(sorted(self._by_match_key.get(match_key(name), set()) - {name}))
