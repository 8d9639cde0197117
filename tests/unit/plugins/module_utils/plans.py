# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A user of the pool, and the plan for one who is wanted."""

from __future__ import annotations

from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.user import UserIndex
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import (
    DesiredUser,
    ReconcileOptions,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.reads import (
    Stacks,
    required_reads,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.users import UserPlan, plan_user

ADA = "ada@x.org"


def listed(name: str = ADA, **keys: Any) -> dict[str, Any]:
    """A user as the service gives it; a key that is None is left out."""
    user = {
        "AuthenticationType": "USERPOOL",
        "Enabled": True,
        "FirstName": "Ada",
        "LastName": "Example",
        "Status": "FORCE_CHANGE_PASSWORD",
        "UserName": name,
        **keys,
    }
    return {key: value for key, value in user.items() if value is not None}


def planned(
    user: dict[str, Any] | None = None,
    has: tuple[str, ...] = (),
    state: str = "present",
    on_name_change: str = "fail",
    **wanted: Any,
) -> UserPlan:
    pool = UserIndex([] if user is None else [user])
    asked, rules = DesiredUser(ADA, **wanted), ReconcileOptions(state, on_name_change)
    needed = required_reads(asked, pool, rules)
    stacks = Stacks(frozenset(has).intersection(has if needed is None else needed), needed is None)
    return plan_user(asked, pool, stacks, rules)
