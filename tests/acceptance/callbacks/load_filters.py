# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Loads the filters of the collection before a run forks, else each task of each host does."""

from __future__ import annotations

from typing import Any

from ansible.plugins.callback import CallbackBase
from ansible.plugins.loader import filter_loader

DOCUMENTATION = """
name: load_filters
type: aggregate
short_description: Loads filters early
description: Saves the time to load them in each process of a run. Changes nothing else.
"""

FILTERS = (
    "access_review",
    "from_roster",
    "from_user_list",
    "to_roster",
    "user_pool_options",
)


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "load_filters"

    def v2_playbook_on_start(self, playbook: Any) -> None:
        for name in FILTERS:
            filter_loader.get(f"euc.appstream.{name}")
