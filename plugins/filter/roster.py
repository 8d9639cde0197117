# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters that read and write rosters and lists of addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.decoding import BadRoster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import (
    read_roster,
    write_roster,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import read_addresses
from ansible_collections.euc.appstream.plugins.plugin_utils._untrusted import untrusted


def roster(
    source: Any, form: str | None = None, unsupported_names: str = "fail", strict: bool = True
) -> Any:
    _refuse_unknown("roster", "form", form, (None, "csv", "text", "yaml", "json"))
    _refuse_unknown("roster", "unsupported_names", unsupported_names, ("fail", "omit"))
    try:
        return _checked("roster", read_roster(source, form, unsupported_names), strict)
    except BadRoster as error:
        raise AnsibleFilterError(f"The roster {error}") from error


def addresses(source: Any, form: str | None = None, strict: bool = True) -> Any:
    _refuse_unknown("addresses", "form", form, (None, "csv", "text", "yaml", "json"))
    try:
        return _checked("list of users", read_addresses(source, form), strict)
    except BadRoster as error:
        raise AnsibleFilterError(f"The list of users {error}") from error


def to_roster(users: list[dict[str, Any]], form: str = "csv") -> Any:
    _refuse_unknown("to_roster", "form", form, ("csv", "yaml"))
    if not isinstance(users, (list, tuple)) or not all(isinstance(u, Mapping) for u in users):
        raise AnsibleFilterError("to_roster: takes a list of users, each a mapping")
    return untrusted(write_roster(users, form))


def _refuse_unknown(name: str, option: str, value: Any, known: tuple[Any, ...]) -> None:
    if value not in known:
        words = ", ".join(word for word in known if word)
        raise AnsibleFilterError(f"{name}: {option} is {value!r}, but known are {words}")


def _checked(what: str, read: dict[str, Any], strict: bool) -> Any:
    faults = read["faults"]
    if faults and strict:
        message = f"The {what} has {len(faults)} fault(s), nothing was done: "
        raise AnsibleFilterError(message + "; ".join(faults))
    # what comes from a file is never a template
    return untrusted(read)


class FilterModule:
    """Found by Ansible."""

    def filters(self) -> dict[str, Any]:
        return {"addresses": addresses, "roster": roster, "to_roster": to_roster}
