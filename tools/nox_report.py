# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prints the sessions of nox's reports with their seconds, which nox itself rounds to minutes.

``python tools/nox_report.py REPORT...`` fails if a session failed, or a report is missing.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

WORDS = {"success": "passed", "skipped": "skipped"}


def lines(reports: list[Path]) -> tuple[list[str], Counter[str]]:
    """A line for each session, and how many passed, failed and were skipped."""
    shown, counts = [], Counter(passed=0, failed=0, skipped=0)
    for report in reports:
        passed = counts["passed"]
        if not report.is_file():
            shown.append(f"FAILED  {report.stem}: nox did not finish")
            counts["failed"] += 1
            continue
        for session in json.loads(report.read_text("utf-8"))["sessions"]:
            word = WORDS.get(session["result"], "failed")
            counts[word] += 1
            reason = f": {session['reason']}" if session["reason"] else ""
            name = session["signatures"][0] if session["signatures"] else session["name"]
            shown.append(f"{word.upper():7} {session['duration']:6.1f} s  {name}{reason}")
        if counts["passed"] == passed:
            shown.append(f"FAILED  {report.stem}: nothing ran")
            counts["failed"] += 1
    return shown, counts


def main(reports: list[Path]) -> int:
    shown, counts = lines(reports)
    print(*shown, ", ".join(f"{counts[word]} {word}" for word in counts), sep="\n")
    return int(counts["failed"] > 0)


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
