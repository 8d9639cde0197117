# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which tests run in an environment of tests/matrix.toml."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("units", "units-of-modules", "integration", "playbooks", "sanity")

# Unit tests that depend on Python and botocore, but on no release of Ansible and amazon.aws.
OWN_CODE = (
    "tests/unit/test_property.py",
    *(f"tests/unit/plugins/module_utils/{name}" for name in ("_apply", "_tasks")),
    *(
        f"tests/unit/plugins/module_utils/_service/test_{name}.py"
        for name in ("aimd_rate", "rate_limiter", "rate_sharing")
    ),
)
# Unit tests of what runs with the Python of modules; ansible-test goes by these directories, too.
OF_MODULES = ("tests/unit/plugins/modules", "tests/unit/plugins/module_utils")
assert all((ROOT / path).exists() for path in OWN_CODE + OF_MODULES)  # pytest would not say so


def kinds_to_run(row: Mapping[str, Any], asked: Collection[str]) -> list[str]:
    """The kinds of tests that run in the environment of a row.

    ``asked``: kinds, or "all"; if empty, all where the row is marked as whole, and units elsewhere.
    "units" stands for all unit tests: those of modules, too, if modules have another Python than
    Ansible. Without such a Python there are no "units-of-modules", so the list may be empty.
    """
    default = KINDS if row.get("whole") else ("units",)
    kinds = {*(KINDS if "all" in asked else asked or default)}
    if "units" in kinds:
        kinds.add("units-of-modules")
    if not row.get("modules_python"):
        kinds.discard("units-of-modules")
    return [kind for kind in KINDS if kind in kinds]


def units_left_out(kind: str, row: Mapping[str, Any], everything: bool) -> tuple[str, ...]:
    """The paths of unit tests that another run covers, by their paths in the checkout."""
    if everything:
        return ()
    own_code = OWN_CODE if "same_botocore" in row else ()
    other_python = kind == "units" and row.get("modules_python")
    return (*own_code, *(OF_MODULES if other_python else ()))


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
