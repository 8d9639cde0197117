# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Documents that are one page of several, or whose query failed: a purge would delete whom the
other pages list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .._bounded import brief
from .._values import is_empty
from .decoding import BadRoster
from .headings import heading_key
from .page_words import (
    ABOUT_PAGES,
    AMBIGUOUS,
    COMPLETE,
    ERRORS,
    FAILED,
    LAST_PAGE,
    LINK_TARGETS,
    LINKS,
    MORE,
    NEXT_PAGE,
    NO,
    NO_ERROR,
    OFFSETS,
    OTHER_PAGES,
    OUTCOMES,
    PAGE_COUNTS,
    PAGE_NUMBERS,
    PARTIAL,
    SILENT,
    STATUS_CODES,
    SUCCESS,
    TOTALS,
    YES,
)
from .vocabulary import LIST_KEYS

_SHORT = 60  # characters: no mark of a page is longer
_INTEGER = re.compile(r"-?(?:\d+|\d{1,3}(?:[,.' \u00a0\u2019\u202f]\d{3})+)")
_PAGE_OF = re.compile(r"(?:page *)?\d+ *(?:of|/) *(\d+)", re.IGNORECASE)


Mark = tuple[str, str, Any]
"""A key that may be a mark: its path, its form for comparison and its value."""


def refuse_page(marks: Iterable[Mark]) -> None:
    for path, key, each in marks:
        if problem := _problem(path, key, each):
            raise BadRoster(problem)


def refuse_total(marks: Iterable[Mark], found: int) -> None:
    """A total may be beside the list or in a key such as ``meta``. ``found``: the users listed."""
    for path, key, each in marks:
        shown = _item(each, "value") if isinstance(each, Mapping) else each
        total = _number(shown) if key in TOTALS else None
        if total is not None and total > found:
            raise BadRoster(
                f"has {found} of {brief(shown)} users; fetch all pages, or remove {brief(path)} if"
                " it counts something else"
            )


def page_marks(value: Mapping[Any, Any], holds_users: Callable[[Any], bool]) -> Iterator[Mark]:
    """``holds_users``: whether a list or mapping is one of users, whose keys are about them."""
    if any(_short(key) in LIST_KEYS for key in value) or not holds_users(value):
        yield from _marks_in(value, holds_users, "", "", True)


def _marks_in(
    value: Mapping[Any, Any],
    holds_users: Callable[[Any], bool],
    prefix: str,
    parent: str,
    around: bool,
) -> Iterator[Mark]:
    """``around``: whether this is the document, or an envelope that may hold the users."""
    users = [key for key, each in value.items() if _lists_users(_short(key), each, holds_users)]
    ambiguous_too = around or bool(users) or parent in ABOUT_PAGES
    for name, each in value.items():
        key = _short(name)
        path = f"{prefix}{name if isinstance(name, str) and len(name) < _SHORT else brief(name)}"
        if ambiguous_too or key not in AMBIGUOUS:
            yield path, key, each
        if name in users:
            continue
        for part in each if isinstance(each, (list, tuple)) else (each,):
            if not isinstance(part, Mapping):
                continue
            if key in LINKS and (relation := _short(_item(part, "rel", "relation"))) in OTHER_PAGES:
                yield f"{path}.{relation}", relation, part
            envelope = around and not users and part is each
            yield from _marks_in(part, holds_users, f"{path}.", key, envelope)


def _lists_users(key: str, value: Any, holds_users: Callable[[Any], bool]) -> bool:
    is_list = value is None or isinstance(value, (list, tuple))
    return (is_list and key in LIST_KEYS) or holds_users(value)


def _problem(path: str, key: str, value: Any) -> str | None:
    """Why a key says that users are missing."""
    number = _number(value) or 0
    found = ""
    if (key in NEXT_PAGE and _leads_on(value)) or (key in MORE and _says_yes(value)):
        found = "is one page of several, since it has {key}"
    elif (key in OFFSETS and _leads_on(value)) or (key in PAGE_NUMBERS and _is_later(value)):
        found = "is one page of several, since {key} is {value}"
    elif key in PAGE_COUNTS and number > 1:
        found = "is one page of {value}, as {key} says"
    elif (key in LAST_PAGE and _says_no(value)) or (key in COMPLETE and _is_false(value)):
        found = "is not the last page, since {key} is false"
    elif key in PARTIAL and _is_filled(value, SILENT):
        found = "is not complete, since {key} is {value}"
    if found:
        found += "; fetch all pages, or remove this key if it is about something else"
    elif _says_failed(key, value):
        found = (
            "may lack users, since its query failed: {key} is {value}; run the query again,"
            " or remove this key if it is about something else"
        )
    return found.format(key=brief(path), value=brief(value)) if found else None


def _says_failed(key: str, value: Any) -> bool:
    return (
        (key in ERRORS and _is_filled(value, NO_ERROR))
        or (key in SUCCESS and _is_false(value))
        or (key in OUTCOMES and _short(value) in FAILED)
        or (key in STATUS_CODES and 400 <= (_number(value) or 0) < 600)
    )


def _leads_on(value: Any) -> bool:
    """Whether this is another page: of a link it is the address that says so."""
    if isinstance(value, Mapping):
        targets = [each for name, each in value.items() if _short(name) in LINK_TARGETS]
        return any(map(_leads_on, targets or value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_leads_on, value))
    return _is_filled(value, SILENT) and (_number(value) or 1) > 0


def _is_filled(value: Any, silent: frozenset[str]) -> bool:
    """Whether this says something, and none of the words that say nothing."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return any(_is_filled(each, silent) for each in value)
    return not (is_empty(value) or value is False or _number(value) == 0 or _word(value) in silent)


def _is_later(page: Any) -> bool:
    """Whether this is a page after the first one, or one of several."""
    pages = _PAGE_OF.fullmatch(_word(page))
    return (_number(pages[1] if pages else page) or 0) > 1


def _says_yes(value: Any) -> bool:
    return value is True or (_number(value) or 0) > 0 or _word(value) in YES


def _says_no(value: Any) -> bool:
    return value is False or _word(value) in NO


def _is_false(value: Any) -> bool:
    return _says_no(value) or _number(value) == 0


def _item(value: Mapping[Any, Any], *keys: str) -> Any:
    return next((each for name, each in value.items() if _short(name) in keys), None)


def _short(value: Any) -> str:
    """A short text as ``heading_key`` has it. Nothing else is one of our words."""
    return heading_key(value) if isinstance(value, str) and len(value) < _SHORT else ""


def _word(value: Any) -> str:
    """A short text in small letters, with its signs: "n/a"."""
    return (
        value.strip().rstrip(".!").lower() if isinstance(value, str) and len(value) < _SHORT else ""
    )


def _number(value: Any) -> float | None:
    """A number, also as text, where "1,234" has a thousand."""
    if isinstance(value, str) and len(value) < 20 and _INTEGER.fullmatch(value.strip()):
        return int(re.sub(r"[^\d-]", "", value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return None
