# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters of the role user_pool."""

from __future__ import annotations

import datetime
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.plugin_utils._role.options import (
    read_options,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._role.selection import (
    due_invitations,
    find_users,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._role.steps import steps
from ansible_collections.euc.appstream.plugins.plugin_utils._role.summary import (
    kept,
    report,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._untrusted import untrusted


def user_pool_options(given: dict[str, Any], spec: dict[str, Any]) -> Any:
    try:
        return untrusted(read_options(given, spec))
    except InvalidInput as error:
        raise AnsibleFilterError(str(error)) from error


def user_pool_find(users: list[dict[str, Any]], user_names: list[str] | None) -> Any:
    return untrusted(find_users(users, user_names))


def user_pool_due(users: list[dict[str, Any]], every_days: int, named: bool) -> Any:
    today = datetime.datetime.now(datetime.timezone.utc).date()
    return untrusted(due_invitations(users, every_days, today, named))


def user_pool_steps(users: list[dict[str, Any]], foretold: dict[str, Any], size: int) -> Any:
    return untrusted(steps(users, foretold, size))


def user_pool_rows(result: dict[str, Any], kind: str = "batch") -> Any:
    return untrusted(kept(result, kind))


def user_pool_report(
    results: list[dict[str, Any]],
    asked: list[str],
    check: bool = False,
    todo: dict[str, Any] | None = None,
) -> Any:
    return untrusted(report(results, asked, check, todo))


class FilterModule:
    """Found by Ansible."""

    def filters(self) -> dict[str, Any]:
        return {
            "user_pool_due": user_pool_due,
            "user_pool_find": user_pool_find,
            "user_pool_options": user_pool_options,
            "user_pool_report": user_pool_report,
            "user_pool_rows": user_pool_rows,
            "user_pool_steps": user_pool_steps,
        }
