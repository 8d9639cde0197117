# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Lists of user names that may have ``*`` for any characters. Pure: no calls.

An entry without ``*`` is a name. A name of the pool that has a ``*`` matches itself.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable

from .validate import validate_impossible, validate_user_name

WILDCARD = "*"
NO_WILDCARDS = "?[]"


def matches(entry: str, name: str) -> bool:
    """Whether the name is the entry, or fits it. Linear, whatever the number of wildcards."""
    if WILDCARD not in entry:
        return entry == name
    first, *middle, last = entry.split(WILDCARD)
    if len(name) < len(first) + len(last) or not (name.startswith(first) and name.endswith(last)):
        return False
    rest = name[len(first) : len(name) - len(last)]
    for part in middle:
        _before, found, rest = rest.partition(part) if part else ("", WILDCARD, rest)
        if not found:
            return False
    return True


def patterns_of(entries: Iterable[str]) -> list[str]:
    return sorted(entry for entry in entries if WILDCARD in entry)


def with_matches(entries: Collection[str], names: Iterable[str]) -> frozenset[str]:
    """The entries, and all names that fit one of them."""
    patterns = patterns_of(entries)
    if not patterns:
        return frozenset(entries)
    found = frozenset(n for n in names if any(matches(pattern, n) for pattern in patterns))
    return found.union(entries)


def without_match(entries: Iterable[str], names: Collection[str]) -> list[str]:
    """The entries that no name fits, sorted."""
    known = set(names)
    return sorted(
        entry
        for entry in set(entries)
        if entry not in known
        and (WILDCARD not in entry or not any(matches(entry, name) for name in known))
    )


def validate_name_patterns(
    option: str, entries: Iterable[str], known: Container[str] = ()
) -> list[str]:
    """What is wrong with the form of entries, each named by its index (C8)."""
    entries = list(entries)
    bullets = [
        f"{option}[{index}] ({entry!r}): fits everybody, so it must be the only entry"
        for index, entry in enumerate(entries)
        if set(entry) == {WILDCARD} and len(entries) > 1
    ]
    return bullets + [
        f"{option}[{index}] ({entry!r}): {error}"
        for index, entry in enumerate(entries)
        for error in _validate_entry(entry, known)
    ]


def _validate_entry(entry: str, known: Container[str]) -> list[str]:
    if entry in known:
        return []
    pattern = WILDCARD in entry
    errors = validate_impossible(entry) if pattern else validate_user_name(entry)
    strange = [char for char in NO_WILDCARDS if char in entry]
    if strange:
        errors.append(
            f"contains {' '.join(strange)}, and no user of the pool has this name; only * stands"
            " for any characters"
        )
    return errors


def validate_kept(names: Iterable[str], keep: Iterable[str]) -> list[str]:
    """Users who are listed for removal and in ``keep_users``."""
    listed = frozenset(names)
    both = sorted(listed & with_matches(frozenset(keep), listed))
    return [f"{name!r} is in keep_users, and listed with state=absent" for name in both]
