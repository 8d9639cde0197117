# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The findings as settings of the emulator and as a table. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from evidence import LEARNED, OPEN, Finding


def switches(findings: Sequence[Finding]) -> dict[str, Any]:
    """Settings for the emulator: only what was learned."""
    return {each.switch: each.value for each in findings if each.outcome == LEARNED}


def answers(
    title: str,
    findings: Sequence[Finding],
    not_asked: Mapping[str, str],
    notes: Sequence[str],
) -> str:
    """Everything, in Markdown."""
    asked = [each for each in findings if each.came or each.outcome != OPEN]
    unasked = {each.switch: each.reason for each in findings if each not in asked} | dict(not_asked)
    return "\n".join(
        [
            f"# {title}",
            "",
            _row("Question", "Answer", "Finding"),
            _row("---", "---", "---"),
            *(_row(each.sent, each.came, _says(each)) for each in asked),
            "",
            "## Not asked",
            "",
            _row("What", "Why"),
            _row("---", "---"),
            *(_row(f"`{what}`", why) for what, why in unasked.items()),
            "",
            "## Further observations",
            "",
            *(f"- {note}" for note in notes),
            "",
        ]
    )


def _says(finding: Finding) -> str:
    if finding.outcome == LEARNED:
        return f"`{finding.switch}` = `{json.dumps(finding.value)}`"
    word = "open" if finding.outcome == OPEN else finding.outcome
    return f"`{finding.switch}`, {word}: {finding.reason}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    """A text from the service, escaped for Markdown tables."""
    text = " ".join(text.split())
    for sign, instead in {"|": "\\|", "<": "&lt;", ">": "&gt;"}.items():
        text = text.replace(sign, instead)
    return text
