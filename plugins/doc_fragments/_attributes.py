# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This doc fragment is private: it is for use by this collection only, and can change in any release.

"""Attributes of the modules."""

from __future__ import annotations


class ModuleDocFragment:
    """What each attribute means. ``support`` and ``details`` are in the modules."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
  action_group:
    description: Use C(group/euc.appstream.aws) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - euc.appstream.aws
"""
