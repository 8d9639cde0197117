# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finds the snippets of a page, and errors in them, without running anything.

The convention of the pages:

* A block is YAML, JSON, a console, or the content of another file.
* A block that is a file has its name as ``:caption:``; in Markdown, the line before it is
  ``<!-- file: NAME -->``. Tasks and plays need no name: they run in place.
* In a console, lines after ``$`` are commands. The others must be part of the output; ``...``
  stands for any lines.
* A snippet that cannot run has a comment before it with the reason: ``.. not run: needs AWX``, in
  Markdown ``<!-- not run: needs AWX -->``.

The EXAMPLES of a plugin are tasks. A comment in each playbook shows its command line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

LANGUAGES = {"console", "csv", "hcl", "ini", "json", "text", "yaml"}
RST_BLOCK = re.compile(r"( *)\.\. (?:code-block|code|sourcecode)::(.*)")
RST_OPTION = re.compile(r" *:(\w+):(.*)")
RST_NOTE = re.compile(r" *\.\. (not run):(.*)")
MD_BLOCK = re.compile(r"( *)(```+|~~~+)(.*)")
MD_NOTE = re.compile(r" *<!-- (not run|file):(.*)-->\s*$")
HERE_DOCUMENT = re.compile(r"<<-?\s*['\"]?(\w+)")
# Files that are read without being named.
UNNAMED = ("ansible.cfg", "group_vars/", "host_vars/", "~/")


@dataclass(frozen=True)
class Block:
    """A snippet and its position."""

    page: str
    line: int
    language: str
    text: str
    file: str | None = None
    not_run: str | None = None

    def __str__(self) -> str:
        return f"{self.page}:{self.line}:{self.language or 'literal'}"

    @property
    def value(self) -> Any:
        return yaml.safe_load(self.text)

    @property
    def kind(self) -> str:
        """The kind of a YAML block: playbooks, tasks or another file."""
        value = self.value
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            return "file"
        if any({"hosts", "ansible.builtin.import_playbook"} & entry.keys() for entry in value):
            return "playbooks"
        modules = all(any(key == "block" or "." in key for key in entry) for entry in value)
        return "tasks" if modules else "file"


@dataclass(frozen=True)
class Step:
    """A command, and the lines that its output must contain."""

    command: str
    printed: tuple[str, ...] = ()


def blocks(root: Path, path: Path) -> list[Block]:
    """All snippets of a file, from top to bottom."""
    page = path.relative_to(root).as_posix()
    lines = path.read_text("utf-8").splitlines()
    if path.suffix == ".md":
        return list(_markdown(page, lines))
    if path.suffix == ".rst":
        return list(_restructured(page, lines))
    return list(_examples(page, lines)) or list(_calls(page, lines))


def _markdown(page: str, lines: list[str]) -> Iterator[Block]:
    numbers = iter(range(len(lines)))
    for start in numbers:
        if not (opening := MD_BLOCK.fullmatch(lines[start])):
            continue
        indent, fence, language = opening.groups()
        end = next((n for n in numbers if lines[n].strip() == fence), len(lines))
        text = "\n".join(line.removeprefix(indent) for line in lines[start + 1 : end])
        notes = _notes(MD_NOTE, lines, start)
        yield Block(page, start + 1, language.strip(), text + "\n", **notes)


def _restructured(page: str, lines: list[str]) -> Iterator[Block]:
    for start, line in enumerate(lines):
        opening = RST_BLOCK.fullmatch(line)
        if not opening and (not line.endswith("::") or line.lstrip().startswith(".. ")):
            continue
        indent = len(line) - len(line.lstrip())
        inside = _indented(lines, start + 1, indent)
        options = []
        while opening and inside and (option := RST_OPTION.fullmatch(inside[0])):
            options.append(option.groups())
            inside.pop(0)
        text = dedent("\n".join(inside)).strip("\n") + "\n"
        language = opening[2].strip() if opening else ""
        notes = _notes(RST_NOTE, lines, start)
        for name, value in options:
            if name == "caption":
                notes["file"] = value.strip()
        yield Block(page, start + 1, language, text, **notes)


def _indented(lines: list[str], start: int, indent: int) -> list[str]:
    """The lines that are indented below the line before them."""
    inside = []
    for line in lines[start:]:
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        inside.append(line)
    return inside


def _notes(pattern: re.Pattern[str], lines: list[str], start: int) -> dict[str, str]:
    """The notes in the comments directly before a line."""
    notes = {}
    for line in reversed(lines[:start]):
        if found := pattern.fullmatch(line):
            notes[found[1].replace(" ", "_")] = found[2].strip()
        elif line.strip():
            break
    return notes


def _examples(page: str, lines: list[str]) -> Iterator[Block]:
    """The EXAMPLES in the documentation of a module or a filter."""
    for start, line in enumerate(lines):
        if line == "EXAMPLES: |":
            yield Block(page, start + 1, "yaml", dedent("\n".join(_indented(lines, start + 1, 0))))
        elif line == 'EXAMPLES = r"""':
            end = lines.index('"""', start)
            yield Block(page, start + 1, "yaml", "\n".join(lines[start + 1 : end]) + "\n")


def _calls(page: str, lines: list[str]) -> Iterator[Block]:
    """The command line of a playbook, from the comment at its top."""
    for start, line in enumerate(lines):
        if command := re.fullmatch(r"# +(ansible-playbook .*)", line):
            yield Block(page, start + 1, "console", f"$ {command[1]}\n")


def steps(text: str) -> list[Step]:
    """The commands of a console with their output."""
    found: list[Step] = []
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith("$ "):
            found.append(Step(_whole_command(line[2:], lines)))
        elif line.strip() and not found:
            raise ValueError(f"begins with output: {line}")
        elif line.strip():
            found[-1] = replace(found[-1], printed=(*found[-1].printed, line.strip()))
    if not found:
        raise ValueError("has no command")
    return found


def _whole_command(line: str, following: Iterator[str]) -> str:
    """A command with the lines that continue it, and with its here-document."""
    command = [line]
    while command[-1].endswith("\\"):
        command.append(next(following, ""))
    if document := HERE_DOCUMENT.search("\n".join(command)):
        for content in following:
            command.append(content)
            if content == document[1]:
                break
    return "\n".join(command)


def snippet_error(block: Block, page: list[Block]) -> str | None:
    """The reason why a block cannot be run or linted, if there is one."""
    if block.not_run == "":
        return "has no reason for not being run"
    if block.language not in LANGUAGES:
        return f"has the unknown language {block.language!r}"
    try:
        _parse(block)
    except ValueError as error:
        return str(error)
    except yaml.YAMLError as error:
        return f"is not YAML: {error}"
    if block.not_run is not None or block.language in ("console", "json"):
        return None
    if block.file is None:
        runs = block.language == "yaml" and block.kind != "file"
        return None if runs else "is neither run nor a named file, and not marked as not run"
    return None if _is_used(block, page) else f"is the file {block.file!r}, which nothing uses"


def _parse(block: Block) -> None:
    if block.language == "json":
        json.loads(block.text)
    elif block.language == "yaml":
        yaml.safe_load(block.text)
    elif block.language == "console":
        steps(block.text)


def _is_used(block: Block, page: list[Block]) -> bool:
    """Whether another snippet names the file, or a tool finds it by its path."""
    file = block.file or ""
    name = Path(file).name
    return file.startswith(UNNAMED) or any(name in other.text for other in page if other != block)
