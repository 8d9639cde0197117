# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Utils of this collection are private: each file says so, and its path has a leading underscore.

The Ansible community package requires both, since users may otherwise build on such files.
"""

from __future__ import annotations

from pathlib import Path

import pytest

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
UTILS = sorted(
    path.relative_to(PLUGINS)
    for folder in ("module_utils", "plugin_utils")
    for path in (PLUGINS / folder).rglob("*.py")
)
MARK = "# This file is private to the collection."


def test_the_files_are_found() -> None:
    assert len(UTILS) > 40


@pytest.mark.parametrize("path", UTILS, ids=str)
def test_each_file_says_that_it_is_private(path: Path) -> None:
    top = (PLUGINS / path).read_text("utf-8").splitlines()[:6]
    assert [line for line in top if line.startswith(MARK)]
    assert any(part.startswith("_") for part in path.parts)
