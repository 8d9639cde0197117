# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Comments of YAML: no part of its value, but they may say whom it lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from ansible.module_utils.common.yaml import SafeLoader

from .decoding import BadRoster, parse
from .headings import Heading

_COMMENT = re.compile(r"#[^\r\n\x85\u2028\u2029]*")
_LINE_END = re.compile(r"\r\n?|[\n\x85\u2028\u2029]")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")


def yaml_comments(text: str) -> Iterator[tuple[str, str]]:
    """The comments in YAML that has been read, with their places, except entries that are commented
    out. JSON has none.
    """
    if "#" not in text:
        return
    text = text[:]  # plain, as load_yaml needs it
    number, line = 1, 0
    for start, end in _between_values(text):
        for found in _COMMENT.finditer(text, start, end):
            for line_end in _LINE_END.finditer(text, line, found.start()):
                number += line_end[0] in ("\r", "\n", "\r\n")  # as an editor counts
                line = line_end.end()
            comment = found[0].strip("# \t")
            whole = not text[line : found.start()].strip()
            if not (whole and "@" in comment and _is_entry(comment)):
                yield f"line {number}", comment


def _between_values(text: str) -> Iterator[tuple[int, int]]:
    """Where the text has no keys and values: there, each # begins a comment."""
    last = 0
    try:
        for token in yaml.scan(text, Loader=SafeLoader):
            if isinstance(token, yaml.ScalarToken):
                start = token.start_mark.index
                yield last, start
                last = token.end_mark.index
                if token.style in ("|", ">"):  # beside which a comment may stand
                    yield start, start + len(_LINE_END.split(text[start:last], maxsplit=1)[0])
    except yaml.YAMLError:  # JSON may be none, and has no comments
        return
    yield last, len(text)


def _is_entry(comment: str) -> bool:
    """Whether this is an entry that is commented out, which says nothing of the others."""
    try:
        value = parse(comment, "yaml")
    except BadRoster:
        return False
    if isinstance(value, str):
        return _is_address(value)
    return all(map(_names_user, value if isinstance(value, list) else [value]))


def _names_user(entry: Any) -> bool:
    """Whether an entry begins with an address, or has one under a key for it, or as a key."""
    if isinstance(entry, str):
        return _ADDRESS.match(entry) is not None
    return isinstance(entry, Mapping) and any(
        _is_address(value) if Heading(key).name_or_address[0] else _is_keyed(key, value)
        for key, value in entry.items()
    )


def _is_keyed(key: Any, value: Any) -> bool:
    return _is_address(key) and not isinstance(value, str)


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and _ADDRESS.fullmatch(value) is not None
