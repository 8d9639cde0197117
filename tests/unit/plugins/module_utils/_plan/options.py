# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of appstream_user below the module, and what is rejected of them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import DesiredUser
from ansible_collections.euc.appstream.plugins.module_utils._plan.parse import parse_users
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput

PARAMS: dict[str, Any] = {
    "user_name": None,
    "users": None,
    "first_name": None,
    "last_name": None,
    "previous_user_name": None,
    "enabled": None,
    "stack_names": None,
    "message_action": None,
    "send_email_notification": False,
    "wait": True,
    "wait_timeout": 60,
    "state": "present",
    "on_name_change": "fail",
    "on_missing_user": "create",
    "disabled_users": "manage",
    "old_address": "keep",
    "unlisted_users": "keep",
    "purge_stacks": False,
    "purge_stacks_scope": None,
    "unlisted_users_scope": None,
    "keep_users": None,
    "keep_users_missing": "fail",
    "removal_limit": None,
    "mail_limit": None,
    "account": None,
    "prediction": None,
    "max_concurrency": 10,
}
ENTRY: dict[str, Any] = {
    "user_name": "ada@example.com",
    "email": None,
    "first_name": None,
    "last_name": None,
    "previous_user_name": None,
    "enabled": None,
    "stack_names": None,
    "message_action": None,
    "send_email_notification": None,
}


def many(*entries: dict[str, Any], **top: Any) -> list[DesiredUser]:
    return parse_users({**PARAMS, "users": [{**ENTRY, **entry} for entry in entries], **top})[0]


def single(**params: Any) -> DesiredUser:
    return parse_users({**PARAMS, "user_name": "ada@example.com", **params})[0][0]


def rejection(*entries: dict[str, Any], **top: Any) -> str:
    with pytest.raises(InvalidInput) as caught:
        many(*entries, **top)
    return str(caught.value)
