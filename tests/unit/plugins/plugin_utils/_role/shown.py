# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The functions that write lines, with what the role gives them if nobody says otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any

from ansible_collections.euc.appstream.plugins.plugin_utils._role import (
    offboarding,
    selection,
    summary,
)

SHOWN = 5
blocked_lines = partial(summary.blocked_lines, shown=SHOWN)
due_invitations = partial(selection.due_invitations, shown=SHOWN)
find_users = partial(selection.find_users, shown=SHOWN)
in_no_pool = partial(offboarding.in_no_pool, shown=SHOWN)


def over_limit(*users_limit_and_action: Any, on_stacks: Collection[str] = ()) -> str:
    return offboarding.over_limit(*users_limit_and_action, on_stacks, SHOWN)


def remaining(*users_and_action: Any, failed: Collection[str] = ()) -> dict[str, str]:
    return offboarding.remaining(*users_and_action, failed, SHOWN)


def summarize(
    result: Mapping[str, Any],
    users: Iterable[Mapping[str, Any]] = (),
    requested: Iterable[str] = (),
    check: bool = False,
    action: str | None = None,
    shown: int = SHOWN,
) -> dict[str, Any]:
    return summary.summarize(result, users, requested, check, action, shown)
