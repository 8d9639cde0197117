# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Documents that are one page of several, or whose query failed: a purge would delete whom the
other pages list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .._bounded import brief
from .._values import is_empty
from .decoding import BadRoster
from .headings import heading_key
from .page_words import (
    ERRORS,
    FAILED,
    LAST_PAGE,
    LINKS,
    MORE,
    NEXT_PAGE,
    OFFSETS,
    OTHER_PAGES,
    PAGE_COUNTS,
    PAGE_NUMBERS,
    PARTIAL,
    STATES,
    STATUS_CODES,
    SUCCESS,
    TOTALS,
)

_NO = ("false", "no")


def refuse_page(value: Mapping[Any, Any], holds_users: Callable[[Any], bool]) -> None:
    """``holds_users``: whether a mapping is one of users, whose keys are about them."""
    for path, key, each in _keys(value, holds_users):
        if problem := _problem(path, key, each):
            raise BadRoster(problem)


def refuse_total(value: Mapping[Any, Any], found: int, holds_users: Callable[[Any], bool]) -> None:
    """A total may be beside the list or in a key such as ``meta``. ``found``: the users listed."""
    for path, key, each in _keys(value, holds_users):
        total = _number(each) if key in TOTALS else None
        if total is not None and total > found:
            raise BadRoster(
                f"has {found} of {brief(each)} users; fetch all pages, or remove {brief(path)} if"
                " it counts something else"
            )


def _keys(
    value: Mapping[Any, Any], holds_users: Callable[[Any], bool], prefix: str = ""
) -> Iterator[tuple[str, str, Any]]:
    """Each key outside the list with its path, and its form for comparison."""
    if holds_users(value):
        return
    for key, each in value.items():
        path = f"{prefix}{key}"
        yield path, heading_key(key), each
        if isinstance(each, Mapping):
            yield from _keys(each, holds_users, f"{path}.")
        elif heading_key(key) in LINKS and isinstance(each, (list, tuple)):
            yield from _links(path, each)


def _links(path: str, links: Any) -> Iterator[tuple[str, str, Any]]:
    """Of [{"rel": "next", "href": …}]."""
    for link in links:
        read = link if isinstance(link, Mapping) else {}
        relation = next((v for k, v in read.items() if heading_key(k) in ("rel", "relation")), "")
        if heading_key(relation) in OTHER_PAGES:
            yield f"{path}.{relation}", heading_key(relation), link


def _problem(path: str, key: str, value: Any) -> str | None:
    """Why a key says that users are missing."""
    key_shown, shown, number = brief(path), brief(value), _number(value) or 0
    flag = value is True or number > 0 or heading_key(value) in ("true", "yes")
    if (key in NEXT_PAGE and _is_filled(value)) or (key in MORE and flag):
        found = f"is one page of several, since it has {key_shown}"
    elif (key in OFFSETS and _is_filled(value)) or (key in PAGE_NUMBERS and number > 1):
        found = f"is one page of several, since {key_shown} is {shown}"
    elif key in PAGE_COUNTS and number > 1:
        found = f"is one page of {shown}, as {key_shown} says"
    elif key in LAST_PAGE and _says_no(value):
        found = f"is not the last page, since {key_shown} is false"
    elif key in PARTIAL and _is_filled(value):
        found = f"is not complete, since {key_shown} is {shown}"
    elif _says_failed(key, value):
        return (
            f"may lack users, since its query failed: {key_shown} is {shown}; run the query again,"
            " or remove this key if it is about something else"
        )
    else:
        return None
    return f"{found}; fetch all pages, or remove this key if it is about something else"


def _says_failed(key: str, value: Any) -> bool:
    return (
        (key in ERRORS and _is_filled(value))
        or (key in SUCCESS and _says_no(value))
        or (key in STATES and heading_key(value) in FAILED)
        or (key in STATUS_CODES and 400 <= (_number(value) or 0) < 600)
    )


def _is_filled(value: Any) -> bool:
    """Whether this says something, and not no or 0."""
    if isinstance(value, Mapping):
        return any(map(_is_filled, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_is_filled, value))
    return not (is_empty(value) or value is False or _number(value) == 0 or _is_no(value))


def _says_no(value: Any) -> bool:
    return value is False or _is_no(value)


def _is_no(value: Any) -> bool:
    return isinstance(value, str) and value.strip().lower() in _NO


def _number(value: Any) -> float | None:
    """A number, also as text."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 20:
        return int(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return None
