# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A user of the pool, and the plan for a desired user."""

from __future__ import annotations

from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association
from ansible_collections.euc.appstream.plugins.module_utils._model.user import User, UserIndex
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import (
    DesiredUser,
    ReconcileOptions,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.required_reads import (
    NOTHING_READ,
    required_reads,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.user_plan import UserPlan
from ansible_collections.euc.appstream.plugins.module_utils._plan.users import (
    plan_user,
)

ADA = "ada@x.org"


def listed(name: str = ADA, **keys: Any) -> User:
    """A user as the service gives it; a key that is None is left out."""
    entry = {
        "AuthenticationType": "USERPOOL",
        "Enabled": True,
        "FirstName": "Ada",
        "LastName": "Example",
        "Status": "FORCE_CHANGE_PASSWORD",
        "UserName": name,
        **keys,
    }
    return User.from_api({key: value for key, value in entry.items() if value is not None})


def planned(
    user: User | None = None,
    has: tuple[str, ...] = (),
    state: str = "present",
    on_name_change: str = "fail",
    **asked: Any,
) -> UserPlan:
    """The plan for ADA, of whose stacks only those were read that matter."""
    index = UserIndex([] if user is None else [user])
    desired, options = DesiredUser(ADA, **asked), ReconcileOptions(state, on_name_change)
    reads = required_reads([desired], index, options)
    stacks = reads.stacks(Association(stack, ADA) for stack in has)
    return plan_user(desired, index, stacks.get(ADA, NOTHING_READ), options)
