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


PASSWORD_LIFETIME = datetime.timedelta(days=7)  # of the temporary one in an invitation


def has_expired_password(created_time: str | None, now: datetime.datetime) -> bool:
    """Whether the temporary password of a pending user is dead, unless a later mail renewed it."""
    if created_time is None:
        return False
    return now - datetime.datetime.fromisoformat(created_time) > PASSWORD_LIFETIME


NEW_FOR = 24 * 3600  # seconds


def is_new(created_time: str | None, now: float) -> bool:
    """Whether a user was created less than 24 hours ago, so that the welcome mail may be that of a
    run that was interrupted. ``now``: in seconds since 1970."""
    if created_time is None:
        return False
    return now - datetime.datetime.fromisoformat(created_time).timestamp() < NEW_FOR


# Signs that programs put for others: apostrophes, dashes, full-width letters. A Greek sigma is
# written in another way at the end of a word, wherever lower() sees one.
_ONE_WAY = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u2032\u00b4`\uff07"), "'"),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"), "-"),
    **{0xFF00 + n: chr(0x20 + n) for n in range(1, 0x5F) if chr(0x20 + n) not in "'-"},
    0x03C2: "\u03c3",
}
# Greek and Cyrillic letters that look like Latin ones, small or in capitals. None of an alphabet
# look like the same, so its own names stay apart.
_ALIKE = {
    **dict(zip(map(ord, "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc"), "abezhikm")),
    **dict(zip(map(ord, "\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7"), "voptyx")),
    **dict(zip(map(ord, "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440"), "abekmhop")),
    **dict(zip(map(ord, "\u0441\u0442\u0443\u0445\u0456\u0458\u0455\u0501"), "ctyxijsd")),
    **dict(zip(map(ord, "\u04cf\u051b\u051d\u0451\u0457\u04bb"), "lqw\u00eb\u00efh")),
}
_PUNYCODE = "xn--"


def match_key(name: str) -> str:
    """The same key for names that are likely of one person: without capitals, and with accents,
    apostrophes, dashes, widths and domains written in one way, and Greek and Cyrillic letters that
    look like Latin ones as these (F3). Letters that become two in capitals stay apart: "weiss" and
    "weiß" are two mailboxes.
    """
    key = name.lower()
    if not key.isascii() or "`" in key:
        key = key.translate(_ONE_WAY).lower()
    if key.endswith(".") or _PUNYCODE in key:
        local, at, domain = key.rpartition("@")
        key = local + at + ".".join(map(_decoded, domain.rstrip(".").split(".")))
    return key if key.isascii() else unicodedata.normalize("NFC", key.translate(_ALIKE))


def has_letters_that_look_latin(name: str) -> bool:
    """Whether some of its letters look like Latin ones, and are not."""
    return not name.isascii() and any(ord(letter) in _ALIKE for letter in name.lower())


# Letters that people also write as two, or without their mark.
_WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe"}
)
_MARKED = str.maketrans({"ø": "o", "æ": "a", "œ": "o", "ł": "l", "đ": "d", "\u0131": "i"})
_LEFT_OUT = str.maketrans("", "", "'-")


def spelling_keys(name: str) -> frozenset[str]:
    """Keys of which two names share one if they may be of one person, though likely of two:
    "josé" and "jose", "müller" and "mueller", "o'brien" and "obrien". Not for what exists.
    """
    local, at, domain = match_key(name).rpartition("@")
    letters = local.casefold().translate(_LEFT_OUT)
    return frozenset(
        _without_marks(unicodedata.normalize("NFC", letters).translate(table)) + at + domain
        for table in (_WRITTEN_OUT, _MARKED)
    )


def _without_marks(text: str) -> str:
    return "".join(
        char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)
    )


def differs_by_case(name: str, other: str) -> bool:
    """Whether two similar names differ by capitals and accents only, and by no sign."""
    return _case_key(name) == _case_key(other)


def _case_key(name: str) -> str:
    return unicodedata.normalize("NFC", name.lower().replace("\u03c2", "\u03c3"))


def _decoded(label: str) -> str:
    """A part of a domain, with its letters instead of punycode."""
    if not label.startswith(_PUNYCODE):
        return label
    try:
        return label[len(_PUNYCODE) :].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


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
