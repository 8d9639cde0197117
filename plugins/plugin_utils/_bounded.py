# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""YAML and JSON from anybody: read within bounds, and shown within bounds.

A few hundred bytes of YAML can stand for gigabytes, since an alias stands for a whole part of the
text, and a few thousand brackets can exhaust the stack.
"""

from __future__ import annotations

import json
import re
import reprlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import yaml
from ansible.module_utils.common.yaml import SafeLoader

MAX_TEXT = 20_000_000  # characters
MAX_VALUES = 1_000_000  # after aliases are replaced with what they stand for
MAX_DEPTH = 50  # of lists and mappings within each other
MAX_DIGITS = 100
MAX_SHOWN = 400  # characters of a value in a message
_NUMBER = re.compile(r"[-+]?[0-9.][0-9a-fA-FxXoO_:.+-]*")


class OutOfBounds(ValueError):
    """The input is too large, or nested too deep. The message continues "The roster"."""


def check_text(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise OutOfBounds(f"has {len(text):,} characters, at most {MAX_TEXT:,} are allowed")


def load_yaml(text: str, loader: Any = SafeLoader) -> Any:
    """Raises OutOfBounds, yaml.YAMLError or ValueError."""
    check_text(text)
    text = text[:]  # plain: PyYAML's scanner written in C refuses text with Ansible's tags
    _check_events(yaml.parse(text, Loader=loader))
    return yaml.load(text, Loader=loader)


def load_json(text: str, object_pairs_hook: Callable[[list[tuple[str, Any]]], Any]) -> Any:
    """Raises OutOfBounds or ValueError."""
    check_text(text)
    try:
        value = json.loads(text, object_pairs_hook=object_pairs_hook, parse_int=_parse_int)
    except RecursionError:
        raise OutOfBounds(_too_deep()) from None
    check_value(value)
    return value


def check_value(value: Any) -> None:
    """Check lists and mappings that somebody else has read, which may contain themselves. Each
    counts as often as it can be reached."""
    found = 0
    level: list[Any] = [value]
    for _depth in range(MAX_DEPTH + 1):
        found += len(level)
        if found > MAX_VALUES:
            raise OutOfBounds(_too_many())
        level = _inside(level)
        if not level:
            return
    raise OutOfBounds(_too_deep())


def _inside(values: Iterable[Any]) -> list[Any]:
    """What these lists and mappings contain, as far as it matters whether it is too much."""
    inside: list[Any] = []
    for each in values:
        if isinstance(each, Mapping):
            inside.extend(each.values())
        elif isinstance(each, (list, tuple)):
            inside.extend(each)
        if len(inside) > MAX_VALUES:
            break
    return inside


def _check_events(events: Iterable[Any]) -> None:
    """Count what the text stands for before anything is built. An alias counts like what it stands
    for, and is not allowed within that."""
    sizes: dict[str | None, int] = {}
    total = 0
    opened: list[tuple[str | None, int]] = []  # anchors, and the total where they begin
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            if event.anchor in (anchor for anchor, _total in opened):
                raise OutOfBounds(f"contains itself, by the alias *{brief(event.anchor)[1:-1]}")
            total += sizes.get(event.anchor, 1)
        elif isinstance(event, yaml.ScalarEvent):
            total += 1
            _check_number(event)
            if event.anchor is not None:
                sizes[event.anchor] = 1
        elif isinstance(event, yaml.CollectionStartEvent):
            opened.append((event.anchor, total))
            total += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = opened.pop()
            if anchor is not None:
                sizes[anchor] = total - before
        if len(opened) > MAX_DEPTH:
            raise OutOfBounds(_too_deep())
        if total > MAX_VALUES:
            raise OutOfBounds(_too_many())


def _check_number(event: Any) -> None:
    plain = not event.style or event.tag is not None
    if plain and len(event.value) > MAX_DIGITS and _NUMBER.fullmatch(event.value):
        raise OutOfBounds(_too_long(event.value))


def _parse_int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise OutOfBounds(_too_long(digits))
    return int(digits)


def _too_deep() -> str:
    return f"has lists or mappings within each other, more than {MAX_DEPTH} deep"


def _too_many() -> str:
    return f"stands for more than {MAX_VALUES:,} values"


def _too_long(digits: str) -> str:
    return f"has a number of {len(digits):,} digits: {brief(digits)}"


class _Brief(reprlib.Repr):
    """The beginning and the end of values of any size."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = self.maxlong = 200
        self.maxlevel = 3

    def repr1(self, x: Any, level: int) -> str:
        """Ansible's own types, too, are shown as what they are."""
        for kind in (str, dict, list, tuple):
            if isinstance(x, kind) and x.__class__ is not kind:
                shown: str = getattr(self, f"repr_{kind.__name__}")(x, level)
                return shown
        return super().repr1(x, level)

    def repr_int(self, x: int, level: int) -> str:
        if x.bit_length() > 4 * MAX_DIGITS:
            return f"<a number of {x.bit_length():,} bits>"
        return super().repr_int(x, level)


_BRIEF = _Brief()


def brief(value: Any) -> str:
    """The value as ``repr`` shows it, but short."""
    shown = _BRIEF.repr(value)
    return shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]} ..."
