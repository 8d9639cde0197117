# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shows the progress of a task at once and all the time, rather than every ten seconds."""

from __future__ import annotations

from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: impatient
type: aggregate
short_description: Shows the progress all the time
description: Shortens the interval from one line of progress to the next.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "impatient"

    def v2_playbook_on_start(self, playbook: Any) -> None:
        from ansible_collections.euc.appstream.plugins.action import appstream_user

        appstream_user.INTERVAL = 0.01
