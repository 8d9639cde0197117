# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of guide_undocumented has exactly one line for each switch of the emulator.

Each line says what the collection does. A second table has the questions without a switch.
"""

from __future__ import annotations

import re

from appstream_emulator import ONE_WAY
from tree import ROOT

GUIDE = ROOT / "docs" / "docsite" / "rst" / "guide_undocumented.rst"
TITLES = re.compile(r"^Questions with(?:out)? a switch\n-+\n", re.M)
ROW = re.compile(r"   \* - (.+(?:\n       .+)*)\n     - (.+(?:\n       .+)*)\n     - (.+)")


def test_every_gap_has_its_switch_and_every_switch_its_gap() -> None:
    _before, table, _without = TITLES.split(GUIDE.read_text("utf-8"))
    heading, *rows = ROW.findall(table)
    assert heading[2] == "Switch"
    assert len(rows) == table.count("   * - ") - 1  # the pattern matched all rows
    assert [row[2] for row in rows] == [f"``{name}``" for name in ONE_WAY]


def test_every_gap_is_a_question() -> None:
    _before, table, without = TITLES.split(GUIDE.read_text("utf-8"))
    questions = [row[0] for row in ROW.findall(table)[1:]]
    questions += re.findall(r"^   \* - (.+)", without, re.M)[1:]
    assert [question for question in questions if not question.endswith("?")] == []
