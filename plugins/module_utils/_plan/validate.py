# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Whether options, and entries of rosters, have the form that the service takes.

Each ``validate_...`` returns what is wrong, one sentence for each error.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from .._model.pool import is_account

NO_USER_NAME = "user_name is empty"
MAX_CONCURRENCY = 50
MAX_LENGTH = 128  # of a user name
NAME = re.compile(r"[A-Za-z0-9_\-\s]+", re.ASCII)
NOT_IN_ADDRESSES = '[]<>(),;"'
# What is not seen, although Unicode counts it as a letter, a mark or a sign.
INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
_FULL_WIDTH = re.compile(r"[\uff01-\uff5e]")
_NAMED_ADDRESS = re.compile(r"<([^<>\s]+@[^<>\s]+)>")
_SHEET_ERROR = re.compile(r"#(?:REF|N/A|NAME|VALUE|DIV/0|NULL|NUM|SPILL|CALC)[!?]?", re.IGNORECASE)
_CROSSED_OUT = "#*!~+-"  # in lists and in changes of them
STACK_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,100}")
LIMIT = re.compile(r"[0-9]{1,9}|(?:100|[0-9]{1,2})%", re.ASCII)


class InvalidInput(ValueError):
    """What the user gave cannot be carried out; the message names every bad entry."""


def raise_if_invalid(bad: list[str]) -> None:
    """Raise InvalidInput that names every bad entry, if there are any (C8)."""
    if bad:
        raise InvalidInput(f"Bad input, nothing was done. {len(bad)} found: " + "; ".join(bad))


def validate_entries(
    option: str, entries: Iterable[tuple[Any, list[str]]], same: str = "the same as"
) -> list[str]:
    """What is wrong with the entries of a list, and which of them are there twice.

    ``entries``: for each its key, one name or some, and what is wrong with its form. ``same``: how
    the message names an entry with the key of an earlier one.
    """
    bad = []
    first: dict[Any, int] = {}
    for index, (key, errors) in enumerate(entries):
        if first.setdefault(key, index) != index:
            errors = [*errors, f"{same} {option}[{first[key]}]"]
        if errors:
            what = repr(key) if isinstance(key, str) else " on ".join(map(repr, key))
            bad.append(f"{option}[{index}] ({what}): {', '.join(errors)}")
    return bad


def validate_user_name(name: str, known: Container[str] = (), created: bool = True) -> list[str]:
    """What is wrong with the form of a user name. ``known``: names that the pool itself gave; they
    have any form. ``created``: whether a user who is not in the pool may be created."""
    if name in known:
        return []
    errors = validate_impossible(name)
    if name:
        errors += _unlikely(name)
        if created and len(name) <= MAX_LENGTH:
            errors += _mistaken(name) or ([] if errors else _unusable(name))
    return errors


def validate_impossible(name: str) -> list[str]:
    """Why the service has no such name."""
    if not name:
        return [NO_USER_NAME]
    errors = []
    if len(name) > MAX_LENGTH:
        errors.append(f"user_name has {len(name)} characters, at most {MAX_LENGTH} are allowed")
    if any(char.isspace() for char in name):
        errors.append("user_name contains white space")
    elif any(unicodedata.category(char)[0] not in "LMSNP" for char in name):
        errors.append("user_name contains a character that cannot be printed")
    return errors


def _unlikely(name: str) -> list[str]:
    """Why this is likely no user name, though a pool may have it."""
    errors = []
    local, at, domain = name.rpartition("@")
    if not (local and at and domain):
        errors.append("user_name is not an email address")
    plain = domain if _is_quoted(local) else name
    strange = [char for char in NOT_IN_ADDRESSES if char in plain]
    if strange:  # often a list within a list, which Ansible makes a string of
        errors.append(f"user_name contains {' '.join(strange)}, so it is not an email address")
    return errors


def _mistaken(name: str) -> list[str]:
    """What somebody, or a program, likely wrote by mistake."""
    errors = []
    if found := _NAMED_ADDRESS.search(name):
        errors.append(f"write {found[1]!r}")
    if name.lower().startswith("mailto:"):
        errors.append(f"user_name begins with 'mailto:'; write {name.partition(':')[2]!r}")
    if name.startswith("'"):
        errors.append(f"user_name begins with a quotation mark; write {name[1:]!r}")
    if _SHEET_ERROR.match(name):
        errors.append("user_name is an error value of a spreadsheet")
    elif name[0] in _CROSSED_OUT:
        errors.append(f"user_name begins with {name[0]!r}, as if it were commented out")
    if not INVISIBLE.isdisjoint(name):
        errors.append("user_name contains a character that cannot be seen")
    if _FULL_WIDTH.search(name):
        errors.append("user_name contains full-width characters; write them as usual")
    return errors


def _unusable(name: str) -> list[str]:
    """Why no mail reaches an address that is one by its look."""
    errors = []
    local, _at, domain = name.rpartition("@")
    quoted = _is_quoted(local)
    if "@" in local and not quoted:
        errors.append("user_name has two @")
    if ".." in (domain if quoted else name):
        errors.append("user_name has two dots in a row")
    elif not quoted and (local[0] == "." or local[-1] == "."):
        errors.append("user_name has a dot at the start or the end of the part before @")
    elif domain[0] == "." or domain[-1] == ".":
        errors.append("user_name has a dot at the start or the end of its domain")
    elif "." not in domain:
        errors.append("user_name has no dot in its domain")
    return errors


def _is_quoted(local: str) -> bool:
    return len(local) > 2 and local[0] == local[-1] == '"'


def unlikely_names(names: Iterable[str], known: Container[str], created: bool = True) -> list[str]:
    """Those that look like no address, and that a pool may have all the same."""
    return [
        n for n in names if not validate_impossible(n) and validate_user_name(n, known, created)
    ]


class PossibleNames:
    """All names that a pool may have, whether or not they look like addresses."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and not validate_impossible(name)


def validate_user(entry: Mapping[str, Any], known: Container[str] = ()) -> list[str]:
    created = entry.get("on_missing_user") != "ignore"
    errors = validate_user_name(entry["user_name"], known, created)
    previous = entry.get("previous_user_name")
    if previous is not None:
        bad = validate_user_name(previous, known, created=False)
        errors += [error.replace("user_name", "previous_user_name", 1) for error in bad]
    for key in ("first_name", "last_name"):
        value = entry.get(key)
        if value is None:
            continue
        if not value:
            errors.append(f"{key} is empty")
        elif len(value) > 2048:
            errors.append(f"{key} has {len(value)} characters, at most 2048 are allowed")
        elif not NAME.fullmatch(value):
            errors.append(
                f"{key} {value!r} has characters other than A-Z, a-z, 0-9, '_', '-' and white"
                " space, which the service refuses"
            )
    return errors


def validate_stack_name(name: str) -> list[str]:
    """What is wrong with the form of a stack name."""
    if STACK_NAME.fullmatch(name):
        return []
    return ["not a stack name (a letter or digit, then up to 100 of A-Z, a-z, 0-9, '_.-')"]


def validate_stacks(names: list[str] | None, option: str = "stack_names") -> list[str]:
    """What is wrong with the entries of a list of stacks, each named by its index."""
    return [
        f"{option}[{index}] ({name!r}): {error}"
        for index, name in enumerate(names or ())
        for error in validate_stack_name(name)
    ]


def validate_common(params: Mapping[str, Any]) -> list[str]:
    """What is wrong with the options that both writing modules share."""
    errors = ["wait_timeout: must not be negative"] if params["wait_timeout"] < 0 else []
    errors += validate_concurrency(params["max_concurrency"])
    errors += validate_limit(params["removal_limit"])
    if params["mail_limit"] is not None and params["mail_limit"] < 0:
        errors.append("mail_limit: must not be negative")
    return errors


def validate_account(account: str | None) -> list[str]:
    """YAML makes a number of one that is not in quotes, without its zeros."""
    if account is None or is_account(account):
        return []
    return [f"account: {account!r} is not the number of an account, 12 digits in quotes"]


def validate_concurrency(max_concurrency: int) -> list[str]:
    if 1 <= max_concurrency <= MAX_CONCURRENCY:
        return []
    return [f"max_concurrency: must be from 1 to {MAX_CONCURRENCY}"]


def validate_limit(limit: str | None) -> list[str]:
    """What is wrong with the form of a limit: a number, or a percentage of the pool's users."""
    if limit is None or LIMIT.fullmatch(limit.strip().removesuffix(".0")):
        return []
    return [f"removal_limit: {limit!r} is neither a whole number nor a percentage such as 10%"]


def validate_removals(
    params: Mapping[str, Any], purges: Sequence[str], lists: Sequence[str]
) -> list[str]:
    """What is wrong with the options about removals (D6).

    ``purges``: the options, as they are given, that remove what is not listed. ``lists``: the
    options that must then not be empty.
    """
    if not purges:
        return []
    asked = " and ".join(purges)
    errors = []
    # The modules' required_if asks for the limit, too, but lets a null pass.
    if params["removal_limit"] is None:
        errors.append(f"removal_limit: required with {asked}")
    if params["state"] == "absent":
        errors.append(f"{asked}: cannot be combined with state=absent")
    errors += [f"{name}: must not be empty with {asked}" for name in lists if params[name] == []]
    return errors
