# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Words that no text and no code must use: there is a standard term for each of them.

They are not allowed in names, either: a word ends at an underscore.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = ("plugins", "roles", "playbooks", "examples", "extensions")
PAGES = ("docs", "changelogs", ".github")
# "" is the files at the top
ALL = (*PUBLIC, *PAGES, "tests", "tools", "")
GENERATED = {"__pycache__", "out", "output"}
LEGAL = {"COPYING"}


def word(pattern: str) -> str:
    """A whole word, alone or as a part of a name with underscores, in any capitals."""
    return rf"(?i:(?<![a-z])(?:{pattern})(?![a-z]))"


# Where a sentence may begin: also in a comment, a text or a list. Questions may begin with "Who".
SENTENCE = r"""(?:^|[.:!?|>("'`#]|(?:^|\s)[-*])\s*"""

# "There is no", "is no longer" and "no more" are English.
IS_NO = r"(?<!\bthere )(?<!\bThere )(?<=[^\s#*\"'] )\b(?:is|are) no (?!longer\b|more\b)"
# By pattern, the term to use, and the folders to check if not all.
WORDS: dict[str, str] = {
    r"(?i:foret(?:old|ell))": "predicted, predict",
    word("told"): "reported, messages",
    word("twins?"): "ambiguous names",
    r"(?i:look[-_]?alikes?)": "similar names",
    r"(?i:near.?miss)": "similar names",
    word("patience"): "timeout, deadline",
    word("paces?|paced"): "rate limiter",
    word("hopeless"): "retries exhausted",
    r"(?i:verdict)": "result, outcome",
    word("faults?"): "errors",
    word("mended|mends?|mending"): "fixed",
    word("made.good"): "restored",
    word("harmed"): "unrecoverable",
    word("spared"): "protected",
    r"Left out,": "If not set,",
    r"\bbut for\b": "except",
    rf"{SENTENCE}Who(?:m|se)? \w+(?![^.!]*\?)": "A user who",
    IS_NO: "is not a",
    r"(?i:artefact)": "artifact",
    r"(?i:licen[c]e)": "license",
    r"(?i:normalis)": "normalize",
    r"(?i:behaviour)": "behavior",
    word("learnt"): "learned",
    r"(?i:colour|favour|honour|judgement|modelled|labelled(?!by)"
    r"|(?:capital|initial|minim|optim|organ|recogn|serial|summar)is(?:e|ing|ation))": (
        "American spelling"
    ),
}
# The emulator injects faults: there it is the standard term.
FOLDERS = {word("faults?"): (*PUBLIC, *PAGES), IS_NO: (*PUBLIC, "tests", "tools")}


@cache
def lines(folder: str) -> list[tuple[str, str]]:
    """The names and the lines of all text files of a folder, each with its position."""
    found = []
    for path in sorted((ROOT / folder).rglob("*") if folder else ROOT.glob("[!.]*")):
        name = path.relative_to(ROOT)
        if (
            path == Path(__file__).resolve()
            or path.is_dir()
            or (GENERATED | LEGAL) & set(name.parts)
        ):
            continue
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found.append((str(name), name.name))
        found += [(f"{name}:{number}", line) for number, line in enumerate(text.splitlines(), 1)]
    return found


@pytest.mark.parametrize(("pattern", "term"), WORDS.items(), ids=list(WORDS.values()))
def test_a_word_with_a_standard_term_is_not_used(pattern: str, term: str) -> None:
    folders = FOLDERS.get(pattern, ALL)
    hits = [
        f"{place}: {line.strip()}"
        for folder in folders
        for place, line in lines(folder)
        if re.search(pattern, line)
    ]
    assert not hits, "\n".join([f"{len(hits)} hits; use {term!r}:", *hits])


@pytest.mark.parametrize(
    "line",
    [
        "def check_told(row):",
        "NotAsForetold",
        "self.pace = Pace()",
        "# Who is disabled may go on.",
        "- Who has none is skipped.",
        'text = "Done. Who was there stays."',
        "refuse_twins(names)",
        "near_misses: []",
        "See the licen" + "ce.",
        "options_faults(options)",
        "Nothing but for the last.",
        "can be mended",
        "# Whom a list names.",
        "a name that is no text",
    ],
)
def test_such_words_are_found(line: str) -> None:
    assert any(re.search(pattern, line) for pattern in WORDS)


@pytest.mark.parametrize(
    "line",
    [
        "namespace: euc",
        "a space, PacingLimiter",
        "default: recommended",
        "a user who is disabled",
        "Who is disabled? The review lists them.",
        "harmless, aria-labelledby",
        "https://www.gnu.org/licenses/gpl-3.0.txt",
        "an organization that optimizes",
        "a list, but formatted",
        "There are no users, so there is no call.",
        "The user is no longer in the pool.",
    ],
)
def test_other_words_are_not_found(line: str) -> None:
    assert [pattern for pattern in WORDS if re.search(pattern, line)] == []
