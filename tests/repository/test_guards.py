# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each row of the page of guards names a test that is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "docsite" / "rst" / "guide_guards.rst"
ROWS = re.split(r"^   \* - ", PAGE.read_text("utf-8"), flags=re.M)[1:]
DANGERS = [row for row in ROWS if not row.startswith("Danger\n")]


def test_the_page_is_read() -> None:
    assert len(DANGERS) > 20


@pytest.mark.parametrize("row", DANGERS, ids=lambda row: row.splitlines()[0])
def test_each_guard_has_a_test(row: str) -> None:
    _danger, _guard, _to_lift, test = row.split("\n     - ")
    path, name = test.strip().strip("`").splitlines()[0].strip("`").split("::")
    assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text("utf-8"), re.M)
