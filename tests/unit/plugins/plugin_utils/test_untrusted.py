# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of Ansible's types, and strings that are marked as not to be templated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils import _untrusted


class Text(str):
    """A string type like those of Ansible."""

    def __str__(self) -> str:
        return "something else"


class Lazy(list):  # type: ignore[type-arg]
    """A list type like those of Ansible."""


def types(value: Any) -> Any:
    """The types of a value and all that is in it."""
    if isinstance(value, Mapping):
        return type(value), [(type(key), types(each)) for key, each in value.items()]
    return (type(value), list(map(types, value))) if isinstance(value, list) else type(value)


GIVEN = {Text("a"): Lazy([Text("b"), ("c", 1, None, True)]), "d": {"e": 2.5}}
BUILTIN = {"a": ["b", ["c", 1, None, True]], "d": {"e": 2.5}}


def test_values_of_other_types_become_builtin_ones() -> None:
    made = _untrusted.to_builtin(GIVEN)
    assert made == BUILTIN
    assert types(made) == types(BUILTIN)


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], Any]:
    monkeypatch.setattr(_untrusted, "_mark_unsafe", "<{}>".format)
    return _untrusted.untrusted


def test_every_string_is_marked_and_nothing_else(marked: Callable[[Any], Any]) -> None:
    assert marked({"a": ["b", ("c", 1, None, True)], "d": {"e": "f"}, "g": "h"}) == {
        "a": ["<b>", ["<c>", 1, None, True]],
        "d": {"e": "<f>"},
        "g": "<h>",
    }
