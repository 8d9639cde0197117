# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Text as files and survey answers hold it: encoding, format, and YAML or JSON in it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import yaml
from ansible.module_utils.common.yaml import SafeLoader

from .._bounded import OutOfBounds, brief, check_value, load_json, load_yaml
from .._untrusted import to_builtin

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
