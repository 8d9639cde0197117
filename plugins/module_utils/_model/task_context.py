# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What a module is asked, and how it may speak to the user while it works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class TaskContext:
    """The options of a module as Ansible gives them, and the modes of the run."""

    params: Mapping[str, Any]
    check_mode: bool
    diff: bool
    warn: Callable[[str], None]
