# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the module appstream_user_stack_association."""

from __future__ import annotations

from ansible_collections.euc.appstream.plugins.plugin_utils._action import ModuleAction


class ActionModule(ModuleAction):
    """With no_log, the module's warnings are hidden, too."""
