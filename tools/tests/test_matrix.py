# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``make matrix`` leaves out what is run elsewhere, and nothing else."""

from __future__ import annotations

import sys
from importlib import metadata
from typing import Any

import pytest
from ansible_collections.amazon.aws.plugins.module_utils.common import AMAZON_AWS_COLLECTION_VERSION
from matrix import KINDS, OF_MODULES, OWN_CODE, is_environment, kinds_to_run, units_left_out
from tree import VENV

# The environment in which this test runs.
OURS: dict[str, Any] = {
    "name": "newest",
    "python": f"{sys.version_info.major}.{sys.version_info.minor}",
    "ansible_core": metadata.version("ansible-core"),
    "amazon_aws": AMAZON_AWS_COLLECTION_VERSION,
    "boto3": metadata.version("boto3"),
    "whole": True,
}


def test_an_environment_with_the_same_versions_is_the_same() -> None:
    assert is_environment(OURS, VENV)
    assert is_environment({**OURS, "name": "other", "whole": False, "same_botocore": True}, VENV)


@pytest.mark.parametrize("name", ["python", "ansible_core", "amazon_aws", "boto3"])
def test_any_other_or_missing_version_is_another_environment(name: str) -> None:
    assert not is_environment({**OURS, name: f"{OURS[name]}.1"}, VENV)
    assert not is_environment({key: OURS[key] for key in OURS.keys() - {name}}, VENV)


def test_another_python_for_the_modules_is_another_environment() -> None:
    assert not is_environment({**OURS, "modules_python": OURS["python"]}, VENV)


PYTHON = {"modules_python": "3.9"}


@pytest.mark.parametrize(
    ("row", "asked", "kinds"),
    [
        ({}, [], ["units"]),
        (PYTHON, [], ["units", "units-of-modules"]),
        ({"whole": True}, [], ["units", "integration", "playbooks", "sanity"]),
        ({**PYTHON, "whole": True}, [], [*KINDS]),
        ({}, ["all"], ["units", "integration", "playbooks", "sanity"]),
        (PYTHON, ["all"], [*KINDS]),
        (PYTHON, ["sanity", "units"], ["units", "units-of-modules", "sanity"]),
        ({**PYTHON, "whole": True}, ["playbooks"], ["playbooks"]),
        (PYTHON, ["units-of-modules"], ["units-of-modules"]),
        ({"whole": True}, ["units-of-modules"], []),
    ],
    ids=str,
)
def test_units_include_those_of_modules(
    row: dict[str, Any], asked: list[str], kinds: list[str]
) -> None:
    assert kinds_to_run(row, asked) == kinds


@pytest.mark.parametrize("same_botocore", [{}, {"same_botocore": True}], ids=str)
@pytest.mark.parametrize("modules_python", [{}, PYTHON], ids=str)
def test_each_unit_test_runs_in_one_of_the_kinds(
    same_botocore: dict[str, Any], modules_python: dict[str, Any]
) -> None:
    row = {**same_botocore, **modules_python}
    kinds = kinds_to_run(row, ["units"])
    own_code = OWN_CODE if same_botocore else ()
    left_out = [units_left_out(kind, row, False) for kind in kinds]
    assert left_out == ([(*own_code, *OF_MODULES), own_code] if modules_python else [own_code])
    assert not any(units_left_out(kind, row, True) for kind in kinds)
