# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The entries of ``users`` as people hand them over, before Ansible checks them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# What appstream_user_info says of a user, and no task can ask for.
_SAID_BY_SERVICE = ("arn", "authentication_type", "created_time", "status", "matched_stacks")
# What it says, too, but a task may ask for something else.
_SAID_AND_ASKED = ("enabled", "stack_names")
_STATE = (
    "users[{}] has a state, which is an option of the task: list users to be deleted in a task of"
    " their own with state=absent, and remove the state of others"
)
_ROWS = (
    "users[{}] looks like a row of a CSV file: read the file with the filter"
    " euc.appstream.from_roster"
)


def prepare_users(params: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The parameters with entries as Ansible takes them, and the errors that it would not explain.

    An address alone is the user of this name. A row of appstream_user_info is what the user is,
    unless the task asks for something else. With errors there are no entries.
    """
    if params.get("prediction", "") is None:
        return dict(params), ["prediction is null: check mode always returns a text"]
    entries = params.get("users")
    if not isinstance(entries, (list, tuple)):
        return dict(params), []
    errors = [text.format(n) for n, each in enumerate(entries) if (text := _error(each))]
    prepared = [] if errors else [_prepare(each, params) for each in entries]
    return {**params, "users": prepared}, errors


def _error(entry: Any) -> str | None:
    if not isinstance(entry, Mapping):
        return None
    if "state" in entry:
        return _STATE
    stacks = entry.get("stack_names")
    if entry.get("enabled") == "" or (isinstance(stacks, str) and (not stacks or ";" in stacks)):
        return _ROWS
    return None


def _prepare(entry: Any, params: Mapping[str, Any]) -> Any:
    if isinstance(entry, str) and "@" in entry and not any(char in entry for char in "={"):
        return {"user_name": entry}
    if not isinstance(entry, Mapping) or not {"arn", "authentication_type"} <= set(entry):
        return entry
    asked = [key for key in _SAID_AND_ASKED if params.get(key) is not None]
    dropped = {*_SAID_BY_SERVICE, *asked}
    return {k: v for k, v in entry.items() if k not in dropped and v is not None}
