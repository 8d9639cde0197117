# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text as files and answers hold it: its encoding, its form, and YAML or JSON within it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import yaml
from ansible.module_utils.common.yaml import SafeLoader

from .._untrusted import plain

_UTF_16 = ("\udcff\udcfe", "\udcfe\udcff")  # byte order marks that were read as if UTF-8
UNDECODED = re.compile(r"[\ud800-\udfff\0]")


class BadRoster(ValueError):
    """The input as a whole cannot be read."""


def clean(text: str) -> str:
    """Without a byte order mark. Raises BadRoster for UTF-16, where no line could be read."""
    if text.startswith(_UTF_16):
        raise BadRoster("is UTF-16; save the file as UTF-8")
    return text[1:] if text.startswith("\ufeff") else text


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers as an editor counts them: other marks within cells end no line."""
    return enumerate(io.StringIO(text, newline=None), 1)


def form_of(text: str) -> str | None:
    """``yaml``, also for JSON, if the text starts like a list or mapping of these."""
    return "yaml" if text.lstrip().startswith(("[", "{", "- ", "---")) else None


def parsed(text: str, form: str) -> Any:
    text = plain(text)
    if UNDECODED.search(text):
        raise BadRoster("is not UTF-8; save the file as UTF-8")
    try:
        if form == "json" or text.lstrip().startswith(("[", "{")):
            return json.loads(text, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        if form == "json" or isinstance(error, BadRoster):
            raise BadRoster(f"cannot be read as JSON: {error}") from None
    try:
        return yaml.load(text, Loader=_Loader)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise BadRoster(f"cannot be read as YAML: {error}") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _refuse_twice([key for key, _value in pairs], "")
    return dict(pairs)


class _Loader(SafeLoader):  # type: ignore[misc]  # as fast as the machine allows
    """Refuses a key that is there twice: of two users without a dash between, one would be lost."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [key.value for key, _value in node.value if isinstance(key, yaml.ScalarNode)]
        _refuse_twice(keys, f" in the mapping at line {node.start_mark.line + 1}")
        return super().construct_mapping(node, deep)


def _refuse_twice(keys: list[str], where: str) -> None:
    if len(set(keys)) < len(keys):
        twice = [key for number, key in enumerate(keys) if key in keys[:number]]
        raise BadRoster(f"the key {twice[0]!r} is there twice{where}")
