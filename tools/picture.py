# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Draws the pictures of README and guides: drawings, terminals and the access review.

A test compares all of them with what is drawn now. Of the access review, which no two browsers draw
alike, it compares the page.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path

import drawing
import review_page
import terminal
from tree import ROOT

FOLDER = ROOT / "docs" / "site" / "pictures"
REVIEW = FOLDER / "review.png"
REVIEWED = FOLDER / "review.sha256"  # of the page that the picture shows
HEADER = """\
<!--
Copyright (c) 2026, euc.appstream contributors
GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later

Made by "make picture".
-->
"""


TERMINALS = {ROOT / "docs" / "diff.svg": terminal.diff, FOLDER / "run.svg": terminal.recording}
SVGS = [*TERMINALS, *(source.with_suffix(".svg") for source in sorted(FOLDER.glob("*.txt")))]


def draw(file: Path, env: terminal.Env = None) -> str:
    """One of SVGS as it is now. ``env``: the environment that has Ansible."""
    if file in TERMINALS:
        return HEADER + TERMINALS[file](env)
    return HEADER + drawing.draw(file.with_suffix(".txt").read_text("utf-8"))


def fingerprint(page: Path) -> str:
    return hashlib.sha256(page.read_bytes()).hexdigest() + "\n"


def photograph() -> None:
    """Make the picture of the access review, unless it shows the page of today."""
    with tempfile.TemporaryDirectory() as directory:
        page = review_page.example(Path(directory))
        if not REVIEWED.exists() or REVIEWED.read_text("utf-8") != fingerprint(page):
            REVIEW.write_bytes(review_page.picture(page))
            REVIEWED.write_text(fingerprint(page), "utf-8")


def main() -> int:
    for file in SVGS:
        file.write_text(draw(file), encoding="utf-8")
        print(f"made: {file.relative_to(ROOT)}")
    photograph()
    print(f"made: {REVIEW.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
