# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Text as files and survey answers hold it: encoding, format, and YAML or JSON in it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from ansible.module_utils.common.yaml import SafeLoader

from .._bounded import MAX_DEPTH, OutOfBounds, brief, check_value, load_json, load_yaml
from .._untrusted import to_builtin
from .vocabulary import ACCESS, HINT_WORDS, HINTS

_LIKE_JSON = re.compile(r"\s*(?:\[\s*[\"'\[{]|\{\s*(?:[\"']|\w+\s*:))")
_JSON_START = re.compile(r"\s*[\[{][\s\[{]*\"")
_STRING = re.compile(r'"(?:[^"\\]+|\\.?)*"?', re.DOTALL)  # the last one may be cut off
_KEY = re.compile(r"(?<!\w)(\w+)[\"']?\s*[:=]")
UNDECODED = re.compile(r"[\ud800-\udfff\0]")


class BadRoster(ValueError):
    """The input as a whole cannot be read."""


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers as an editor counts them: only \\r and \\n end a line."""
    return enumerate(io.StringIO(text, newline=None), 1)


def detect_format(text: str) -> str | None:
    """``yaml`` if the text starts like a list or mapping in YAML or JSON, else None."""
    return "yaml" if text.lstrip().startswith(("[", "{", "- ", "---")) else None


def bounded(value: Any) -> Any:
    """The same value. Raises BadRoster if it is too large, or contains itself."""
    try:
        check_value(value)
    except OutOfBounds as error:
        raise BadRoster(str(error)) from None
    return value


def parse(text: str, format: str) -> Any:
    """Parse YAML or JSON. Raises BadRoster, also for duplicate keys."""
    text = to_builtin(text)
    if UNDECODED.search(text):
        raise BadRoster("is not UTF-8; save the file as UTF-8")
    try:
        if format == "json" or text.lstrip().startswith(("[", "{")):
            return load_json(text, _unique_keys)
    except OutOfBounds as error:
        raise BadRoster(str(error)) from None
    except ValueError as error:
        if format == "json" or isinstance(error, BadRoster):
            raise BadRoster(f"cannot be read as JSON: {error}") from None
    try:
        return load_yaml(text, _Loader)
    except OutOfBounds as error:
        raise BadRoster(str(error)) from None
    except (BadRoster, yaml.YAMLError, RecursionError) as error:
        raise BadRoster(f"cannot be read as YAML: {error}") from None
    except Exception:  # of a constructor, whatever comes up
        odd = "a value does not fit its tag, or is not a date"
        raise BadRoster(f"cannot be read as YAML: {odd}") from None


def parse_cell(cell: Any, depth: int = MAX_DEPTH) -> Any:
    """The value of a cell of JSON, or of what Python writes like it, also of such text within it.

    What cannot be read is text like any other. Raises BadRoster if it is cut off, or has a word or
    a key of access in it.
    """
    if not depth:
        raise BadRoster("has too many lists or mappings within each other")
    if isinstance(cell, Mapping):
        return {key: parse_cell(value, depth - 1) for key, value in cell.items()}
    if isinstance(cell, (list, tuple)):
        return [parse_cell(value, depth - 1) for value in cell]
    if not isinstance(cell, str) or not cell.lstrip().startswith(("[", "{")):
        return cell
    alike = _LIKE_JSON.match(cell) is not None
    try:
        value = parse(cell, "yaml" if alike else "json")
    except BadRoster as error:
        if _is_cut_off(cell):
            raise BadRoster("is cut off") from None
        if HINTS.search(cell.lower()) or (alike and _has_key_of_access(cell)):
            why = str(error).splitlines()[0] if alike else "cannot be read as JSON"
            raise BadRoster(why) from None
        return cell
    return parse_cell(value, depth - 1)


def _is_cut_off(text: str) -> bool:
    """Whether this begins like JSON, and has brackets outside of its strings that never close."""
    outside = _STRING.sub("", text) if _JSON_START.match(text) else ""
    return any(outside.count(left) > outside.count(right) for left, right in ("[]", "{}"))


def _has_key_of_access(text: str) -> bool:
    return any(key in HINT_WORDS or key in ACCESS for key in _KEY.findall(text.lower()))


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _reject_duplicates([key for key, _value in pairs], "")
    return dict(pairs)


class _Loader(SafeLoader):  # type: ignore[misc]  # libyaml where it is installed
    """Rejects duplicate keys: of two users without a dash between them, one would be lost."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [key.value for key, _value in node.value if isinstance(key, yaml.ScalarNode)]
        _reject_duplicates(keys, f" in the mapping at line {node.start_mark.line + 1}")
        return super().construct_mapping(node, deep)


def _reject_duplicates(keys: list[str], where: str) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise BadRoster(f"duplicate key {brief(key)}{where}")
        seen.add(key)
