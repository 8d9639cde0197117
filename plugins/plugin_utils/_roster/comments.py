# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Comments of YAML: no part of its value, but they may say whom it lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import yaml
from ansible.module_utils.common.yaml import SafeLoader

from .decoding import BadRoster, parse
from .headings import Heading

_COMMENT = re.compile(r"#[^\r\n\x85\u2028\u2029]*")
_LINE_END = re.compile(r"\r\n?|[\n\x85\u2028\u2029]")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")
_KEYED = re.compile(r"[^\s@]+@[^\s@]+:")
# An item that begins with an address, or with a key and an address; or the same without a dash, but
# no key that is an address, such as "hr@example.com: leavers".
_BEGIN = re.compile(
    r"(?:-\s+|(?![^\s@]*@[^\s:]*:))"
    r"(?:([^\s:@#][^:@#]*):\s+)?[\"'<]?[^\s@\"'<>,:]+@[^\s@\"'<>,:]+"
)


class _Comment(NamedTuple):
    line: int
    column: int
    text: str
    alone: bool
    """Whether it has the line for itself."""


def yaml_comments(text: str) -> Iterator[tuple[str, str]]:
    """The comments in YAML that has been read, with their places, except entries that are commented
    out. JSON has none.
    """
    entry: list[_Comment] = []
    for comment in _comments(text):
        if entry and not _continues(entry, comment):
            yield from _remarks(entry)
            entry = []
        entry.append(comment)
    if entry:
        yield from _remarks(entry)


def _continues(entry: Sequence[_Comment], comment: _Comment) -> bool:
    """Whether this goes on with an entry such as "- email: ann@example.com", on its next line."""
    first = entry[0]
    begins = f"{first.text} ".startswith("- ") or _KEYED.fullmatch(first.text) is not None
    deeper = first.alone and comment.alone and comment.column > first.column
    return begins and deeper and comment.line == entry[-1].line + 1


def _remarks(comments: Sequence[_Comment]) -> Iterator[tuple[str, str]]:
    """What these lines say of others than one user: all of them, or each by itself."""
    text = "\n".join(" " * (c.column - comments[0].column) + c.text for c in comments)
    if "@" in text and comments[0].alone and _is_entry(text):
        return
    if len(comments) == 1:
        yield f"line {comments[0].line}", text
    else:
        for comment in comments:
            yield from _remarks([comment])


def _comments(text: str) -> Iterator[_Comment]:
    if "#" not in text:
        return
    text = text[:]  # plain, as load_yaml needs it
    number, line = 1, 0
    for start, end in _between_values(text):
        for found in _COMMENT.finditer(text, start, end):
            for line_end in _LINE_END.finditer(text, line, found.start()):
                number += line_end[0] in ("\r", "\n", "\r\n")  # as an editor counts
                line = line_end.end()
            inner = found[0].lstrip("# \t")
            column = found.end() - len(inner) - line
            alone = not text[line : found.start()].strip()
            yield _Comment(number, column, inner.rstrip("# \t"), alone)


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
    """Whether this is about one user: an entry that is commented out, or a remark that begins with
    an address. It says nothing of the others.
    """
    begin = None if "\n" in comment else _BEGIN.match(comment)
    if begin and (not begin[1] or Heading(begin[1]).name_or_address[0] == "user_name"):
        return True
    try:
        value = parse(comment, "yaml")
    except BadRoster:
        return False
    return all(map(_names_user, value if isinstance(value, list) else [value]))


def _names_user(entry: Any) -> bool:
    """Whether an entry is an address, or has one under a key for it, or as a key."""
    return _is_address(entry) or (
        isinstance(entry, Mapping)
        and any(
            _begins(value) if Heading(key).name_or_address[0] else _is_keyed(key, value)
            for key, value in entry.items()
        )
    )


def _is_keyed(key: Any, value: Any) -> bool:
    return _is_address(key) and not isinstance(value, str)


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and _ADDRESS.fullmatch(value) is not None


def _begins(value: Any) -> bool:
    return isinstance(value, str) and _ADDRESS.match(value) is not None
