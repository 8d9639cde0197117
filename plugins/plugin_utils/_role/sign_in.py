# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Users of a roster who are there and cannot sign in. Pure values, no calls."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.change import CREATE, ENABLE
from ansible_collections.euc.appstream.plugins.module_utils._model.user import (
    has_expired_password,
    is_pending,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.users import LEFT_DISABLED

from .names_shown import count_with_names

DISABLED = "on the roster but disabled in the pool"
NOT_MAILED = (
    "created or enabled without an email, and still pending; resend_invitations with"
    " user_pool_resend_every_days=0 emails them"
)
EXPIRED = (
    "pending for more than 7 days, so the temporary password has expired unless a later email has"
    " renewed it; resend_invitations with user_pool_resend_every_days=0 emails them"
)


def cannot_sign_in(
    rows: Iterable[Mapping[str, Any]],
    roster: Iterable[Mapping[str, Any]],
    now: datetime.datetime,
    shown: int,
) -> list[str]:
    """A line for each reason. ``rows``: of appstream_user, after its task or as it predicts them.
    ``roster``: its users; what it says of a user who is disabled is not a surprise.
    """
    disabled_by_roster = {each["user_name"]: each.get("enabled") is False for each in roster}
    found: dict[str, list[str]] = {DISABLED: [], NOT_MAILED: [], EXPIRED: []}
    for row in rows:
        user, name = row["user"], row["user_name"]
        if user is None or name not in disabled_by_roster:
            continue
        if user["enabled"] is False:
            # Others have a line of their own.
            if not disabled_by_roster[name] and LEFT_DISABLED not in (row["msg"] or ""):
                found[DISABLED].append(name)
        elif not is_pending(user["status"]) or {"welcome", "invitation"}.intersection(row["mails"]):
            continue
        elif {CREATE, ENABLE}.intersection(row["actions"]):
            found[NOT_MAILED].append(name)
        elif has_expired_password(user["created_time"], now):
            found[EXPIRED].append(name)
    return [count_with_names(words, names, shown) for words, names in found.items() if names]
