# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of guide_service has exactly one line for each switch of the emulator.

The text before the table explains how the collection handles each unknown that it names.
"""

from __future__ import annotations

import re

from appstream_emulator import ONE_WAY
from tree import ROOT

GUIDE = ROOT / "docs" / "docsite" / "rst" / "guide_service.rst"
TITLE = "What is not known\n-----------------\n"
ROW = re.compile(r"   \* - (.+(?:\n       .+)*)\n     - (.+(?:\n       .+)*)\n     - (.+)")


def test_every_gap_has_its_switch_and_every_switch_its_gap() -> None:
    _before, table = GUIDE.read_text("utf-8").split(TITLE)
    heading, *rows = ROW.findall(table)
    assert heading[2] == "Switch"
    assert len(rows) == table.count("   * - ") - 1  # the pattern matched all rows
    assert [row[2] for row in rows] == [f"``{name}``" for name in ONE_WAY]


def test_every_gap_is_a_question() -> None:
    table = GUIDE.read_text("utf-8").split(TITLE)[1]
    assert [row[0] for row in ROW.findall(table)[1:] if not row[0].endswith("?")] == []


def test_every_gap_in_the_text_is_handled() -> None:
    text = GUIDE.read_text("utf-8").split(TITLE)[0]
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\n|\n\* ", text)]
    gaps = [paragraph for paragraph in paragraphs if paragraph.startswith("Not known:")]
    assert gaps
    assert len(gaps) == text.count("Not known:")  # each begins a paragraph, so all are found
    assert [gap for gap in gaps if "The collection handles either answer by" not in gap] == []
