# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The role's argument specs, as the options are checked against them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from .._bounded import load_yaml
from .._untrusted import to_builtin

Specs = Mapping[str, Mapping[str, Any]]


@functools.lru_cache(maxsize=1)  # a task asks for them with each of its values
def parse_specs(text: str) -> Specs:
    """Each entry point of ``meta/argument_specs.yml``; nobody may change what is returned."""
    specs: Specs = load_yaml(to_builtin(text))["argument_specs"]
    return specs
