# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Values as people type them: flags, empty answers and lists in one text."""

from __future__ import annotations

import re
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean

SEPARATORS = re.compile(r"[\s,;]+")


def as_bool(value: Any) -> bool:
    """Convert what Ansible accepts as true or false. Raises TypeError for anything else."""
    return bool(boolean(value.strip() if isinstance(value, str) else value, strict=True))


def is_empty(value: Any) -> bool:
    """Whether this is an answer that was left empty."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, (list, tuple)):
        return all(map(is_empty, value))
    return value is None
