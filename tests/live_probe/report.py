# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was learnt, as the emulator's settings and as a table. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from evidence import LEARNT, OPEN, Finding


def switches(findings: Sequence[Finding]) -> dict[str, Any]:
    """Settings for the emulator: only what was learnt."""
    return {each.switch: each.value for each in findings if each.verdict == LEARNT}


def answers(
    title: str,
    findings: Sequence[Finding],
    not_asked: Mapping[str, str],
    notes: Sequence[str],
) -> str:
    """Everything, in Markdown."""
    asked = [each for each in findings if each.came or each.verdict != OPEN]
    unasked = {each.switch: each.reason for each in findings if each not in asked} | dict(not_asked)
    return "\n".join(
        [
            f"# {title}",
            "",
            _row("Question", "What came back", "What it says"),
            _row("---", "---", "---"),
            *(_row(each.sent, each.came, _says(each)) for each in asked),
            "",
            "## Not asked",
            "",
            _row("What", "Why"),
            _row("---", "---"),
            *(_row(f"`{what}`", why) for what, why in unasked.items()),
            "",
            "## Seen by the way",
            "",
            *(f"- {note}" for note in notes),
            "",
        ]
    )


def _says(finding: Finding) -> str:
    if finding.verdict == LEARNT:
        return f"`{finding.switch}` = `{json.dumps(finding.value)}`"
    word = "open" if finding.verdict == OPEN else finding.verdict
    return f"`{finding.switch}`, {word}: {finding.reason}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    """A text of the service's, with nothing that Markdown or a table would take for its own."""
    text = " ".join(text.split())
    for sign, instead in {"|": "\\|", "<": "&lt;", ">": "&gt;"}.items():
        text = text.replace(sign, instead)
    return text
