# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Removes the developer's AWS settings, so that no test reaches AWS with them, and restores the
default handling of signals, which a parent process such as nohup may ignore.

Makes the checkout importable as a collection. ansible-test does that itself, and has no link."""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
from pathlib import Path

import pytest

sys.path[:0] = map(str, Path(sys.prefix).glob("live"))

for _name in [*os.environ]:
    if _name.startswith(("AWS_", "ANSIBLE_DEBUG_BOTOCORE")):
        del os.environ[_name]
os.environ |= {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}

signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

# ansible-test has no path to our tools, and forks each test itself.
pytest_plugins = ["pytest_workers"] if importlib.util.find_spec("pytest_workers") else []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cold", action="store_true", help="run what passed before, and both ways")
