# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The guard of everything that takes something away, and of names that are likely of one person."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from .._model.change import Change
from .._model.messages import CASE_SENSITIVE, number_of, truncate_names
from .._model.outcome import Outcome, Problem, failure
from .._model.pool import accounts_of
from .._model.user import User, UserIndex, match_key, spelling_keys
from .name_patterns import matches
from .validate import InvalidInput

REMOVED_SHOWN = 20  # names of what would be removed or mailed
# The role looks for these, to name its own options.
OVER_REMOVAL_LIMIT = "removal_limit is "
OVER_MAIL_LIMIT = "mail_limit is "
KEEP_USERS = "keep_users"
NOTHING_DONE = ", so nothing was done"
PROTECT_NOBODY = f" nobody{NOTHING_DONE}"


def reject_other_account(account: str | None, users: Iterable[User]) -> None:
    """Reject the pool of another account, as far as its users show it (P3)."""
    others = sorted(accounts_of(users) - {account}) if account is not None else []
    if others:
        raise InvalidInput(
            f"account: the pool has users of the account {truncate_names(others)}, not of"
            f" {account}; nothing was done"
        )


def reject_ambiguous_names(names: Iterable[str], index: UserIndex) -> None:
    """Reject listed names that are likely of one person, unless each has a user (F3)."""
    by_key: dict[str, list[str]] = {}
    for name in names:
        by_key.setdefault(match_key(name), []).append(name)
    bad = [
        " and ".join(repr(name) for name in similar)
        for similar in by_key.values()
        if len(similar) > 1 and any(index.get(name) is None for name in similar)
    ]
    if bad:
        raise InvalidInput(
            "Listed names differ only by capitals, accents or signs, and are not all in the pool."
            f" Nothing was done, because {CASE_SENSITIVE}: {'; '.join(bad)}"
        )


def reject_confusable_removals(
    removed: Iterable[str], protected: Iterable[str], patterns: Iterable[str] = ()
) -> None:
    """Reject the removal of a name that differs only by capitals from one that stays (D6).

    ``patterns``: names that fit one of them stay as well (D11).
    """
    loose = {pattern: loose_match_key(pattern) for pattern in patterns}
    by_key: dict[str, set[str]] = {}
    for name in protected:
        by_key.setdefault(loose_match_key(name), set()).add(name)

    def similar_to(name: str) -> set[str]:
        key = loose_match_key(name)
        fits = {pattern for pattern, loosely in loose.items() if matches(loosely, key)}
        return (by_key.get(key, set()) | fits) - {name}

    bad = [
        f"{name!r} ({', '.join(sorted(similar))} is listed or kept)"
        for name in sorted(set(removed))
        if (similar := similar_to(name))
    ]
    if bad:
        raise InvalidInput(
            "This would remove users whose names differ only by capitals, accents or signs from"
            " names that are listed or kept."
            f" Nothing was done, because {CASE_SENSITIVE}: {'; '.join(bad)}"
        )


def reject_respelled_removals(removed: Iterable[str], new: Iterable[str]) -> None:
    """Reject the removal of somebody whose name may be another spelling of a new one (D6): it
    would be a second account, and the first would be gone."""
    by_key = {key: name for name in new for key in spelling_keys(name)}
    bad = []
    for name in sorted(set(removed)):
        found = sorted({by_key[key] for key in spelling_keys(name) if key in by_key})
        if found:
            bad.append(f"{name!r} ({', '.join(found)} is listed, and new)")
    if bad:
        raise InvalidInput(
            "This would remove users whose names may be another spelling of new ones, so nothing"
            " was done. List the name that the pool has, or, if these are two persons, remove the"
            f" user first: {'; '.join(bad)}"
        )


def reject_missing_kept(missing: list[str], keep_users_missing: str) -> None:
    """Reject removals where an entry of keep_users protects nobody: likely a typing error (D12)."""
    if missing and keep_users_missing == "fail":
        protect = "entry protects" if len(missing) == 1 else "entries protect"
        raise InvalidInput(
            f"{KEEP_USERS}: {len(missing)} {protect}{PROTECT_NOBODY}. Correct the list, or set"
            f" {KEEP_USERS}_missing to ignore: {truncate_names(missing, REMOVED_SHOWN)}"
        )


def loose_match_key(name: str) -> str:
    """Less evidence protects a name from removal: STRASSE may be the capitals of straße."""
    return match_key(unicodedata.normalize("NFD", match_key(name)).casefold())


def allowed_removals(limit: str, users: int) -> int:
    """How many removals a valid limit allows: a number, or a percentage of users, rounded down."""
    if limit.endswith("%"):
        return users * int(limit[:-1]) // 100
    return int(limit)


def describe_limit(limit: str, users: int, within: str = "") -> str:
    """The limit, and how many removals a percentage of these users is."""
    if not limit.endswith("%"):
        return limit
    return f"{limit} ({allowed_removals(limit, users)} of {users} users{within})"


def enforce_removal_limit(
    limit: str | None, users: int, removals: Mapping[str, list[str]], within: str = ""
) -> None:
    """Reject more removals than the limit allows (D6).

    ``removals``: for each kind of removal, the names concerned. The limit is of all together.
    ``users``: the number of users that a percentage is of: those of the pool, or ``within``.
    """
    total = sum(map(len, removals.values()))
    if limit is None or total <= allowed_removals(limit, users):
        return
    kinds = [
        f"{number_of(len(names), kind)}: {truncate_names(sorted(names), REMOVED_SHOWN)}"
        for kind, names in removals.items()
        if names
    ]
    raise InvalidInput(
        f"{OVER_REMOVAL_LIMIT}{describe_limit(limit, users, within)}, but {total} would be removed"
        f"{NOTHING_DONE}. {'; '.join(kinds)}"
    )


def enforce_mail_limit(limit: int | None, changes: Iterable[Change]) -> None:
    """Reject more mails than the limit allows (C10). ``limit``: None for any number."""
    mailed: dict[str, list[str]] = {}
    for change in changes:
        if change.mail is not None:
            where = "" if change.stack_name is None else f" on {change.stack_name}"
            mailed.setdefault(change.mail, []).append(f"{change.user_name}{where}")
    total = sum(map(len, mailed.values()))
    if limit is None or total <= limit:
        return
    kinds = [
        f"{len(names)} {mail}: {truncate_names(sorted(names), REMOVED_SHOWN)}"
        for mail, names in mailed.items()
    ]
    raise InvalidInput(
        f"{OVER_MAIL_LIMIT}{limit}, but {total} email{'s' * (total != 1)} would be sent"
        f"{NOTHING_DONE}. To send them, set it to {total}. {'; '.join(kinds)}"
    )


def skipped_removal(change: Change) -> Outcome:
    """A removal comes last, and is skipped when something else failed (D6)."""
    reason = "skipped, because something else failed and removals come last"
    return Outcome(change, failure(Problem("skipped removal", reason, reason)))
