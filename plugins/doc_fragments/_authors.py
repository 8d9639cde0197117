# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This doc fragment is private: it is for use by this collection only, and can change in any release.

"""The authors of all modules and filters, with their handles on GitHub."""

from __future__ import annotations


class ModuleDocFragment:
    """One place for all plugins: ansible-doc shows a handle for each. A fragment must have options."""

    DOCUMENTATION = r"""
options: {}
author:
  - euc.appstream contributors (@euc)
"""
