# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Options of the role, converted: AWX and the command line give strings, some of them empty."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import yaml

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import printable
from ansible_collections.euc.appstream.plugins.module_utils._model.pool import is_account
from ansible_collections.euc.appstream.plugins.module_utils._plan.name_patterns import WILDCARD
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import validate_limit

from .._bounded import OutOfBounds, brief, check_value, load_yaml
from .._column_options import as_columns, as_domain
from .._values import SEPARATORS, as_bool, as_headings, as_texts, is_empty
from .argument_specs import Specs
from .names_shown import read_names_shown
from .unknown_options import PREFIX, unknown_options
from .user_files import check_directories, check_files, kept_file, pattern_errors, read_source
from .variables import Unreadable

# What an integer must be at least, and at most.
RANGES: dict[str, tuple[int, int | None]] = {
    "user_pool_mail_limit": (0, None),
    "user_pool_max_concurrency": (1, 50),
    "user_pool_resend_every_days": (0, None),
    "user_pool_review_max_age_days": (1, None),
}

OMIT_PREFIX = "__omit_place_holder__"
OMIT_TYPE = "_OmitType"

SCOPE = "user_pool_purge_stacks_scope"
STACKS = "user_pool_stack_names"
UNLISTED_SCOPE = "user_pool_unlisted_users_scope"
NO_ROSTER = "There is no roster: set user_pool_roster, or user_pool_default_roster in the inventory"
# An answer that was left empty would replace what an inventory says of them.
GUARDS = (
    "user_pool_account",
    "user_pool_default_roster",
    "user_pool_endpoint_url",
    "user_pool_journal_dir",
    "user_pool_keep_users",
    "user_pool_profile",
    "user_pool_removal_limit",
    "user_pool_result_dest",
    "user_pool_roster_sheet",
)

Option = Mapping[str, Any]
Reader = Callable[[Any], Any]


def read_options(
    given: Mapping[str, Any],
    entry: str,
    specs: Specs,
    variables: Iterable[str] = (),
    extra_variables: Iterable[str] = (),
    playbook_dir: str | None = None,
) -> dict[str, Any]:
    """Convert and check the options of an entry point.

    ``given``: the values of these options. ``specs``: the role's argument specs. ``variables``: the
    names of all variables. ``extra_variables``: the names of those given with the run.
    ``playbook_dir``: the files of the project are below it, or below the current directory. A value
    may be Unreadable. No file is read, but those that are named must be there. Returns
    ``options``, whose keys are the names without ``user_pool_``, and ``errors``, a sentence for
    each invalid name or value, and ``region``, if it is valid. With errors, ``options`` is empty.
    ``omit`` counts as not given, and so does empty text where an option takes text. An option
    without value and default is None.
    """
    read: dict[str, Any] = {}
    extra = set(extra_variables)
    known = {name: each["options"] for name, each in specs.items()}
    errors = unknown_options(entry, known, variables, extra)
    for name, option in specs[entry]["options"].items():
        try:
            read[name.removeprefix(PREFIX)] = _read(name, option, given.get(name))
        except ValueError as error:
            errors.append(f"{name}: {error}")
    if entry == "sync" and {"roster", "default_roster"} <= read.keys() and not _has_roster(read):
        errors.append(NO_ROSTER)
    errors += _check_unassign(read, extra)
    empty = {name for name, value in given.items() if _is_omitted(value) or is_empty(value)}
    errors += [
        f"{name}: is empty, which would hide the value in the inventory; do not set it"
        for name in GUARDS
        if name in extra & empty
    ]
    errors += _check_scopes(read, extra, extra.union(variables) & empty)
    if read.get("purge_stacks_scope") == [WILDCARD]:
        read["purge_stacks_scope"] = None
    errors += check_files(read, extra, [os.getcwd(), *filter(None, [playbook_dir])])
    errors += check_directories(read, extra.union(variables))
    return {
        "options": {} if errors else read,
        "errors": [printable(error) for error in errors],
        "region": read.get("region"),
    }


def _has_roster(read: Mapping[str, Any]) -> bool:
    return read["roster"] is not None or read["default_roster"] is not None


def _check_unassign(read: Mapping[str, Any], extra: Collection[str]) -> list[str]:
    """An inventory may name the stacks of rosters for ``sync``, but a run that names stacks means
    these and no others."""
    action, stacks = read.get("offboard_action"), read.get("stack_names")
    if action == "unassign" and "stack_names" in read and not stacks:
        return [f"{STACKS}: is required with user_pool_offboard_action=unassign"]
    if action in ("disable", "delete") and stacks and STACKS in extra:
        return [
            f"{STACKS}: only with user_pool_offboard_action=unassign; {action} removes users from"
            " all their stacks"
        ]
    return []


def _check_scopes(
    read: Mapping[str, Any], extra: Collection[str], empty: Collection[str]
) -> list[str]:
    """An empty scope must not mean everybody, nor hide what the inventory says (D13)."""
    errors = []
    action = read.get("unlisted_users")
    removing = f"user_pool_unlisted_users={action}"
    if action in ("disable", "delete") and UNLISTED_SCOPE in empty:
        errors.append(_empty_scope(UNLISTED_SCOPE, removing, "users of the pool"))
    if action == "keep" and UNLISTED_SCOPE in extra and read.get("unlisted_users_scope"):
        errors.append(f"{UNLISTED_SCOPE}: only with user_pool_unlisted_users=disable or delete")
    purges = read.get("purge_stacks")
    if purges and SCOPE in empty:
        errors.append(_empty_scope(SCOPE, "user_pool_purge_stacks=true", "stacks"))
    # An inventory may list the stacks for the runs that purge.
    if SCOPE in extra and read.get("purge_stacks_scope") and purges is False:
        errors.append(f"{SCOPE}: only with user_pool_purge_stacks")
    return errors


def _empty_scope(name: str, option: str, everything: str) -> str:
    return f"{name}: is empty, which is refused with {option}; {WILDCARD} means all {everything}"


def _read(name: str, option: Option, value: Any) -> Any:
    """One option, converted. Ansible has checked it before, unless that was switched off."""
    if isinstance(value, Unreadable):
        raise ValueError(value.reason)
    check_value(value)
    kind = option.get("type", "str")
    takes_text = kind in ("raw", "list") or (kind == "str" and "choices" not in option)
    empty_list = isinstance(value, (list, tuple)) and all(map(is_empty, value))
    if name == "user_pool_user_names" and empty_list and not option.get("required"):
        raise ValueError("an empty list is refused; without the option, all users are meant")
    if _is_omitted(value) or (takes_text and is_empty(value)):
        value = option.get("default")
    if value is None:
        if option.get("required"):
            raise ValueError("is required")
        return None
    if kind == "int":
        return _integer(value, *RANGES[name])
    if kind == "bool":
        return _flag(value)
    if name in _READERS:
        return _READERS[name](value)
    values = _names(value) if kind == "list" else _text(value)
    _check_choices(values, option.get("choices"))
    return values


def _check_choices(values: str | list[str], choices: list[str] | None) -> None:
    if choices is None:
        return
    wrong = [v for v in ([values] if isinstance(values, str) else values) if v not in choices]
    if wrong:
        listed = ", ".join(brief(value) for value in wrong)
        raise ValueError(f"{listed} is none of {', '.join(choices)}")


def _is_omitted(value: Any) -> bool:
    """Whether this is nothing, or ``omit``: an object, or before ansible-core 2.19 text."""
    if isinstance(value, str):
        return value.strip().startswith(OMIT_PREFIX)
    return value is None or type(value).__name__ == OMIT_TYPE


def _text(value: Any) -> str:
    if not isinstance(value, (str, int, float)):  # a bool is an int
        raise ValueError(f"{brief(value)} is not text")
    return str(value).strip()


def _flag(value: Any) -> bool:
    try:
        return as_bool(value)
    except TypeError:
        raise ValueError(f"{brief(value)} is neither true nor false") from None


def _integer(value: Any, least: int, most: int | None) -> int:
    number = _number(value)
    if not number.is_integer():
        raise ValueError(f"{brief(value)} is not a whole number")
    if number < least or (most is not None and number > most):
        wanted = f"{least} or more" if most is None else f"from {least} to {most}"
        raise ValueError(f"must be {wanted}, not {int(number)}")
    return int(number)


def _number(value: Any) -> float:
    """AWX may ask for a float."""
    try:
        return (
            float(str(value)) if re.fullmatch(r"\s*[-+0-9.eE]+\s*", str(value), re.A) else math.nan
        )
    except ValueError:
        return math.nan


def _limit(value: Any) -> str:
    """A number or a percentage, as text."""
    limit = str(value).strip()
    if "." in limit and (number := _number(limit)).is_integer():
        limit = str(int(number))
    if validate_limit(limit):
        raise ValueError(f"{brief(value)} is neither a whole number nor a percentage such as 10%")
    return limit


def _account(value: Any) -> str:
    """Twelve digits. YAML makes another number of some that begin with 0 and have no quotes."""
    account = _text(value)
    if not is_account(account):
        raise ValueError(f"{brief(value)} is not the number of an account, 12 digits in quotes")
    return account


def _names(value: Any) -> list[str]:
    """A list, or text with one per line, or separated by commas, semicolons or blanks."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = _parse_list(value)
    names = as_texts(value, SEPARATORS)
    if not names:  # something was given; treated as empty, it could mean all users or none
        raise ValueError(f"{brief(value)} contains no name")
    return names


def _patterns(value: Any) -> list[str]:
    """Names as above, or patterns of names."""
    names = _names(value)
    errors = pattern_errors(names)
    if errors:
        raise ValueError(errors[0])
    return names


def _parse_list(text: str) -> Any:
    try:
        return load_yaml(text)
    except OutOfBounds as error:
        raise ValueError(str(error)) from None
    except (ValueError, yaml.YAMLError, RecursionError):
        raise ValueError("looks like a list, but cannot be read as one") from None


def _kept(value: Any) -> dict[str, Any]:
    """Names and patterns, as ``user_names``, or the file that has them."""
    file = kept_file(value)
    return {**file, "user_names": [] if file["path"] else _patterns(value)}


def _review(value: Any) -> dict[str, Any]:
    """The file of a review, or its content as text."""
    source = read_source(_text(value))
    if source["format"] in ("json", "yaml"):
        raise ValueError(f"{source['path']} must be CSV or a workbook of Excel")
    return source


_READERS: dict[str, Reader] = {
    "user_pool_account": _account,
    "user_pool_default_roster": read_source,
    "user_pool_expected_stacks": _names,
    "user_pool_keep_users": _kept,
    "user_pool_names_shown": read_names_shown,
    "user_pool_purge_stacks_scope": _names,
    "user_pool_removal_limit": _limit,
    "user_pool_review": _review,
    "user_pool_roster": read_source,
    "user_pool_roster_columns": as_columns,
    "user_pool_roster_domain": as_domain,
    "user_pool_roster_ignore": as_headings,
    "user_pool_stack_columns": as_headings,
    "user_pool_stack_names": _names,
    "user_pool_unlisted_users_scope": _patterns,
    "user_pool_user_names": read_source,
}
