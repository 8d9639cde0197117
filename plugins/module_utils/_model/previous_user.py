# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What a user had before it was taken apart, as the journal keeps it."""

from __future__ import annotations

from dataclasses import dataclass

from .pool import PoolIdentity


@dataclass(frozen=True)
class PreviousUser:
    """A user whom a task is about to delete and to create again.

    ``previous_...``: as the user was. ``first_name`` and ``last_name``: as it is created again.
    ``suppress``: without the welcome mail. ``recorded_at``: in seconds since 1970, in UTC.
    """

    pool: PoolIdentity
    user_name: str
    recorded_at: float
    previous_arn: str | None
    previous_enabled: bool | None
    previous_first_name: str | None
    previous_last_name: str | None
    previous_stack_names: tuple[str, ...]
    first_name: str | None
    last_name: str | None
    suppress: bool

    @property
    def key(self) -> tuple[PoolIdentity, str]:
        return self.pool, self.user_name
