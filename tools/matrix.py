# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compares an environment of tests/matrix.toml with one that is there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any


def is_environment(row: Mapping[str, Any], venv: Path) -> bool:
    """Whether a virtual environment has all the versions in a row of tests/matrix.toml.

    It has no other Python for the modules, so a row with one is another environment.
    """
    (packages,) = venv.glob("lib/python*/site-packages")

    def installed(name: str) -> str:
        (found,) = metadata.distributions(name=name, path=[str(packages)])
        return found.version

    manifest = packages / "ansible_collections" / "amazon" / "aws" / "MANIFEST.json"
    there = {
        "python": packages.parent.name.removeprefix("python"),
        "ansible_core": installed("ansible-core"),
        "amazon_aws": json.loads(manifest.read_text("utf-8"))["collection_info"]["version"],
        "boto3": installed("boto3"),
        "modules_python": None,
    }
    return all(row.get(name) == version for name, version in there.items())
