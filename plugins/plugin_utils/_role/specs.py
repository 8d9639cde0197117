# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The argument specs of the role."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from ansible.module_utils.common.yaml import SafeLoader

from .options import Specs


@cache
def read_specs(path: str) -> Specs:
    """The argument specs of the role in its own file, by entry point.

    A template would read them once for each variable that it sets.
    """
    specs: Specs = yaml.load(Path(path).read_text("utf-8"), Loader=SafeLoader)["argument_specs"]
    return specs
