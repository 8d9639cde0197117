# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``make matrix`` leaves out an environment only if it is that of ``make test``."""

from __future__ import annotations

import sys
from importlib import metadata
from typing import Any

import pytest
from ansible_collections.amazon.aws.plugins.module_utils.common import AMAZON_AWS_COLLECTION_VERSION
from matrix import is_environment
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
