# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters that read and write rosters and lists of users."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.decoding import BadRoster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read_options import (
    ENABLED_BY,
    UNSUPPORTED_NAMES,
    ReadOptions,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import (
    SELECTIONS,
    read_user_list,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.write import write_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._untrusted import to_builtin, untrusted

READ_FORMATS = (None, "csv", "text", "yaml", "json")


def from_roster(
    source: Any,
    format: str | None = None,
    unsupported_names: str = "fail",
    enabled_by: str = "any",
    strict: bool = True,
    columns: Any = None,
    ignore: Any = None,
    domain: str | None = None,
    stack_names: Any = None,
    stack_columns: Any = None,
    encoding: str | None = None,
    sheet: str | None = None,
    known_user_names: Any = None,
) -> Any:
    _check_choice("from_roster", "format", format, READ_FORMATS)
    _check_choice("from_roster", "unsupported_names", unsupported_names, UNSUPPORTED_NAMES)
    _check_choice("from_roster", "enabled_by", enabled_by, ENABLED_BY)
    options = _options(
        "from_roster",
        columns=columns,
        ignore=ignore,
        domain=domain,
        stack_names=stack_names,
        stack_columns=stack_columns,
        encoding=encoding,
        sheet=sheet,
        unsupported_names=unsupported_names,
        enabled_by=enabled_by,
    )
    known = _known("from_roster", known_user_names)
    read = functools.partial(read_roster, source, format, options, known)
    return _read("roster", "users", read, strict)


def from_user_list(
    source: Any,
    format: str | None = None,
    strict: bool = True,
    columns: Any = None,
    ignore: Any = None,
    domain: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    selection: str | None = None,
    known_user_names: Any = None,
) -> Any:
    _check_choice("from_user_list", "format", format, READ_FORMATS)
    _check_choice("from_user_list", "selection", selection, (None, *SELECTIONS))
    options = _options(
        "from_user_list",
        columns=columns,
        ignore=ignore,
        domain=domain,
        encoding=encoding,
        sheet=sheet,
    )
    known = _known("from_user_list", known_user_names)
    read = functools.partial(read_user_list, source, format, options, selection, known)
    return _read("list of users", "user_names", read, strict)


def _options(name: str, **given: Any) -> ReadOptions:
    try:
        return ReadOptions.of(to_builtin(given))
    except ValueError as error:
        raise AnsibleFilterError(f"{name}: {error}") from None


def to_roster(users: list[dict[str, Any]], format: str = "csv") -> Any:
    _check_choice("to_roster", "format", format, ("csv", "yaml"))
    if not isinstance(users, (list, tuple)) or not all(isinstance(u, Mapping) for u in users):
        raise AnsibleFilterError("to_roster: takes a list of users, each a mapping")
    return untrusted(write_roster(users, format))


def _known(name: str, user_names: Any) -> frozenset[str]:
    names = [] if user_names is None else user_names
    if not isinstance(names, (list, tuple)) or not all(isinstance(each, str) for each in names):
        raise AnsibleFilterError(f"{name}: known_user_names must be a list of strings")
    return frozenset(map(str, names))


def _check_choice(name: str, option: str, value: Any, choices: tuple[Any, ...]) -> None:
    if value not in choices:
        known = ", ".join(filter(None, choices))
        raise AnsibleFilterError(f"{name}: {option} is {value!r}, must be one of {known}")


def _read(source_name: str, key: str, read: Callable[[], Mapping[str, Any]], strict: bool) -> Any:
    try:
        result = read()
    except BadRoster as error:
        if strict:
            raise AnsibleFilterError(f"The {source_name} {error}") from error
        reason = " ".join(f"it {error}".split())  # those of YAML have several lines
        result = {key: [], "warnings": [], "errors": [reason], "unlikely_user_names": []}
    errors = result["errors"]
    if errors and strict:
        message = f"The {source_name} has {len(errors)} error(s), nothing was done: "
        raise AnsibleFilterError(message + "; ".join(errors))
    return untrusted(result)


class FilterModule:
    """Loaded by Ansible."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {
            "from_roster": from_roster,
            "from_user_list": from_user_list,
            "to_roster": to_roster,
        }
