# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The argument specs of the role, its defaults, and single options as the role reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ansible_collections.euc.appstream.plugins.plugin_utils._role.options import read_options

ROLE = Path(__file__).parents[5] / "roles" / "user_pool"
TEXT = (ROLE / "meta/argument_specs.yml").read_text("utf-8")
SPECS: dict[str, Any] = yaml.safe_load(TEXT)["argument_specs"]
DEFAULTS: dict[str, Any] = yaml.safe_load((ROLE / "defaults/main.yml").read_text("utf-8"))
OPTIONS: dict[str, Any] = {
    name: o for spec in SPECS.values() for name, o in spec["options"].items()
}
# What every run has, and no other entry point minds that it is for sync.
POOL = {"user_pool_region": "eu-central-1", "user_pool_default_roster": "email\nada@example.com"}


def both(name: str, value: Any) -> dict[str, Any]:
    """One option, by its short name, as the only one of its entry point."""
    full = f"user_pool_{name}"
    return read_options({full: value}, "entry", {"entry": {"options": {full: OPTIONS[full]}}})


def read(name: str, value: Any) -> Any:
    result = both(name, value)
    assert result["errors"] == []
    return result["options"][name]


def refusal(name: str, value: Any) -> str:
    result = both(name, value)
    assert result["options"] == {}
    (error,) = result["errors"]
    return str(error)
