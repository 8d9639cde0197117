# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The cells of a roster: flags, words, dates and stacks. Each function raises ValueError."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

from .._column_options import ACCESS_UNTIL, DISABLED
from .._values import as_bool, is_empty
from .cell_words import (
    ACCEPTED,
    ACCEPTED_STATUS,
    ACTIVE,
    MARKS,
    NEITHER,
    NEVER,
    NO_MARKS,
    NOT_ACTIVE,
    NOT_ACTIVE_AT_FIRST,
)
from .headings import heading_key
from .vocabulary import (
    CONTROL,
    LOCKED,
    STATUS,
)

STACK_SEPARATOR = ";"  # the one that is written
_STACK_SEPARATORS = re.compile(r"[;,|/\s]+")
_ACCOUNT_DISABLED = 0x2  # of userAccountControl
_DAY_ZERO = datetime.datetime(1601, 1, 1)  # of accountExpires, in steps of 100 ns
_YEARS = range(2000, 10_000)
_ISO = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]\d\d:?\d\d.*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: \d{1,2}:\d\d.*)?")
_DAY_MONTH = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ ,-]+(\d{4}|\d\d)")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})")
_MONTH_YEAR = re.compile(r"([A-Za-z]{3,9})\.?[ -](?:19|20)\d\d")
# What is surely a date, though not always one that is read.
_ANY_DATE = re.compile(
    r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[T ]\d.*)?|\d{4} ?[\u5e74\ub144] ?\d\d? ?[\u6708\uc6d4].*"
    r"|(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-/.](?:19|20)\d\d"
)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


def parse_text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        raise ValueError("has several values; keep one")
    if not isinstance(value, str):
        raise ValueError("is not text; put it in quotes")
    return value.strip()


def parse_stacks(value: Any) -> list[str]:
    """Several stacks in a cell are separated by what no name of a stack has."""
    if isinstance(value, str):
        parts: Any = _STACK_SEPARATORS.split(value)
    else:
        parts = value if isinstance(value, (list, tuple)) else [value]
    filled = [part for part in parts if not is_empty(part)]
    if not all(isinstance(part, str) for part in filled):
        raise ValueError("is neither text nor a list of texts")
    return list(dict.fromkeys(part.strip() for part in filled))


def parse_mark(value: Any) -> bool:
    """Whether a cell of a stack's column is marked."""
    text = str(value).strip().lower()
    if text in MARKS:
        return True
    if text in NO_MARKS or value is None:
        return False
    raise ValueError("does not mark a stack; accepted are x, 1, yes, true, and 0, no, false")


def is_mark(value: Any) -> bool:
    return str(value).strip().lower() in MARKS


def states_access(value: Any) -> bool:
    """Whether a cell is a word of a status, of whatever kind."""
    return isinstance(value, str) and heading_key(value) in ACTIVE | NOT_ACTIVE


def _word(value: Any) -> bool | None:
    """What a word such as "Active" says of access. Raises KeyError if it is none."""
    if not isinstance(value, str):
        raise KeyError(value)
    key = heading_key(value)
    if key in ACTIVE:
        return True
    if key in NOT_ACTIVE:
        return False
    if key in NEITHER:
        return None
    if value.split(maxsplit=1)[0].strip(",;:-").lower() in NOT_ACTIVE_AT_FIRST:
        return False
    raise KeyError(value)


def _flag(value: Any) -> bool:
    """Also of a number that a spreadsheet has written."""
    return as_bool(value.strip().removesuffix(".0") if isinstance(value, str) else value)


def _parse_enabled(value: Any) -> bool | None:
    try:
        return _flag(value)
    except TypeError:
        pass
    try:
        return _word(value)
    except KeyError:
        raise ValueError(f"is neither true nor false {ACCEPTED}") from None


def _parse_disabled(value: Any) -> bool | None:
    """A mark such as x is sure here: a user without one keeps what there is."""
    if is_mark(value):
        return False
    try:
        return not _flag(value)
    except TypeError:
        return _parse_enabled(value)


def _parse_status(value: Any) -> bool | None:
    """Numbers do not say a status: what is 1 in one directory is 0 in another."""
    if isinstance(value, bool) or str(value).strip().lower() in ("true", "false"):
        return as_bool(value)
    if isinstance(value, str) and value.strip().lower() in ("present", "absent"):
        raise ValueError(
            "is not a state of a roster's entry: set enabled: false for a user who leaves, or list"
            " the user for euc.appstream.offboard_users; users who stay need no state"
        )
    try:
        return _word(value)
    except KeyError:
        message = f"says neither that the user is active nor not {ACCEPTED_STATUS}"
        raise ValueError(message) from None


def _parse_locked(value: Any) -> bool | None:
    """A lock after wrong passwords is lifted by itself, another one is not; so is it with leave."""
    try:
        locked = _flag(value)
    except TypeError:
        raise ValueError("is neither true nor false") from None
    if locked:
        raise ValueError(
            "does not say whether the user must lose access: say that the column means disabled in"
            " user_pool_roster_columns, or name it in user_pool_roster_ignore"
        )
    return None


def _parse_control(value: Any) -> bool | None:
    """The flags of an account in Active Directory."""
    text = str(value).strip()
    if isinstance(value, bool) or not text.isdecimal() or len(text) > 10:
        raise ValueError("is not a number, as userAccountControl must be")
    return not int(text) & _ACCOUNT_DISABLED


ACCESS_PARSERS: dict[str, Callable[[Any], bool | None]] = {
    "enabled": _parse_enabled,
    DISABLED: _parse_disabled,
    STATUS: _parse_status,
    LOCKED: _parse_locked,
    CONTROL: _parse_control,
}


def parse_date(value: Any) -> datetime.date | None:
    """The last day of access; None for a word such as "never"."""
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return _plausible(value)
    text = str(value).strip()
    if text.lower() in NEVER:
        return None
    found = _read_date(text)
    if found is None:
        of_excel = text.isdecimal() and len(text) == 5
        hint = "; format the column as dates, and save the file again" if of_excel else ""
        raise ValueError(f"({ACCESS_UNTIL}) is not a date such as 2026-01-31{hint}")
    return _plausible(found)


def says_access(kind: str, value: Any) -> bool:
    """Whether a cell says yes or no, of a column that is read as this kind."""
    try:
        read: Any = parse_date(value) if kind == ACCESS_UNTIL else ACCESS_PARSERS[kind](value)
    except (ValueError, OverflowError):
        return False
    return read is not None


def denies_access(kind: str, value: Any) -> bool:
    """Whether a cell says no, or what cannot be read; an end of access may be one."""
    try:
        if kind == ACCESS_UNTIL:
            return parse_date(value) is not None
        return ACCESS_PARSERS[kind](value) is False
    except (ValueError, OverflowError):
        return True


def _read_date(text: str) -> datetime.date | None:
    if found := _ISO.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        return _date(*map(int, found.groups()))
    if found := _NUMBERS.fullmatch(text):
        first, second, year = (int(found[group]) for group in (1, 3, 4))
        if first != second and max(first, second) <= 12:
            raise ValueError(
                f"({ACCESS_UNTIL}) may be two dates, since day and month are not distinct; write"
                " 2026-01-31"
            )
        month, day = sorted((first, second))
        return _date(year, month, day)
    if found := _DAY_MONTH.fullmatch(text):
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        return _date(year, _month(found[2]), int(found[1]))
    if found := _MONTH_DAY.fullmatch(text):
        return _date(int(found[3]), _month(found[1]), int(found[2]))
    if text.isdecimal() and len(text) == 18:  # accountExpires: the moment after the last day
        return (_DAY_ZERO + datetime.timedelta(microseconds=int(text) // 10 - 1)).date()
    return None


def is_date(value: Any) -> bool:
    if isinstance(value, datetime.date):
        return True
    text = str(value).strip()
    return bool(
        _ISO.fullmatch(text)
        or _ANY_DATE.fullmatch(text)
        or ((found := _DAY_MONTH.fullmatch(text)) and _month(found[2]))
        or ((found := _MONTH_DAY.fullmatch(text)) and _month(found[1]))
        or ((found := _MONTH_YEAR.fullmatch(text)) and _month(found[1]))
    )


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    """The number of a month, or 0 for other words."""
    return next(
        (number for number, full in enumerate(_MONTHS, 1) if full.startswith(name.lower())), 0
    )


def _plausible(date: datetime.date) -> datetime.date:
    """Directories write "never" as a day in the past, too: of 1601, of 1970."""
    if date.year not in _YEARS:
        raise ValueError(
            f"({ACCESS_UNTIL}) is before the year 2000; write never, or leave it empty"
        )
    return date
