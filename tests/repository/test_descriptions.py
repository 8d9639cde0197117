# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Descriptions of options say what setting them does, in few words. Behavior is in the guides.

Ansible shows the default of an option beside its description, so no description repeats it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MOST_WORDS = 70
MOST_WORDS_IN_A_SENTENCE = 35
DEFAULT = re.compile(r"(?i)\bby default\b|\bthe default\b|\bdefaults to\b")
# A colon and a semicolon end no sentence, the end of an item of a list does.
SENTENCE_END = re.compile(r"(?<=[.?!])[)]?\s+")


def documents() -> Iterator[tuple[str, dict[str, Any]]]:
    """What documents options: of modules, their fragments, filters, and the role's entry points."""
    for folder in ("modules", "doc_fragments"):
        for path in sorted((ROOT / "plugins" / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                    name = ast.unparse(node.targets[0])
                    if name in {"DOCUMENTATION", "WRITE"}:
                        yield f"{path.stem} {name}", yaml.safe_load(str(node.value.value))
    for path in sorted((ROOT / "plugins" / "filter").glob("*.yml")):
        yield path.stem, yaml.safe_load(path.read_text("utf-8"))["DOCUMENTATION"]
    specs = ROOT / "roles" / "user_pool" / "meta" / "argument_specs.yml"
    for name, spec in yaml.safe_load(specs.read_text("utf-8"))["argument_specs"].items():
        yield f"role {name}", spec


def options(parent: dict[str, Any], prefix: str) -> Iterator[tuple[str, list[str]]]:
    """All options, with their paragraphs."""
    for name, option in (parent.get("options") or parent.get("suboptions") or {}).items():
        text = option["description"]
        yield f"{prefix} {name}", [text] if isinstance(text, str) else text
        yield from options(option, f"{prefix} {name}")


OPTIONS = {
    name: paragraphs
    for document, content in documents()
    for name, paragraphs in options(content, document)
}


def problems(paragraphs: list[str]) -> list[str]:
    """What is wrong with the description of an option."""
    found = []
    words = sum(len(paragraph.split()) for paragraph in paragraphs)
    if words > MOST_WORDS:
        found.append(f"{words} words: move the behavior to a guide")
    for paragraph in paragraphs:
        found += [f"repeats a default: {hit}" for hit in DEFAULT.findall(paragraph)]
        found += [
            f"a sentence of {len(sentence.split())} words: {sentence}"
            for sentence in SENTENCE_END.split(paragraph)
            if len(sentence.split()) > MOST_WORDS_IN_A_SENTENCE
        ]
    return found


@pytest.mark.parametrize("name", OPTIONS)
def test_the_description_of_an_option_is_short(name: str) -> None:
    assert problems(OPTIONS[name]) == []


def test_all_documents_are_read() -> None:
    assert {name.rsplit(" ", 1)[0] for name in OPTIONS} >= {
        "appstream_user DOCUMENTATION",
        "appstream_user DOCUMENTATION users",
        "_common WRITE",
        "from_roster",
        "role apply_review",
    }


@pytest.mark.parametrize(
    ("paragraphs", "problem"),
    [
        (["Sets a name. "] * 24, "72 words"),
        (["Sets the number of calls. The default is 10."], "repeats a default"),
        (["By default, nothing happens."], "repeats a default"),
        (["Sets a name, " * 12 + "or not."], "a sentence of 38 words"),
    ],
)
def test_a_bad_description_is_found(paragraphs: list[str], problem: str) -> None:
    assert [found for found in problems(paragraphs) if problem in found]
