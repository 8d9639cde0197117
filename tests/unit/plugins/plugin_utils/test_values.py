# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Flags, lists and empty answers as people type them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._values import (
    SEPARATORS,
    as_bool,
    as_headings,
    as_texts,
    is_empty,
)


@pytest.mark.parametrize("value", ["", " ", "\n \t", None, [], [""], ["", " ", None], ()])
def test_empty(value: Any) -> None:
    assert is_empty(value)


@pytest.mark.parametrize("value", ["0", 0, False, "false", ["x"], {}, "[]"])
def test_not_empty(value: Any) -> None:
    assert not is_empty(value)


@pytest.mark.parametrize("value", ["true", " True ", "YES", "on", "1", 1, True])
def test_true(value: Any) -> None:
    assert as_bool(value) is True


@pytest.mark.parametrize("value", ["false", " False ", "NO", "off", "0", 0, False])
def test_false(value: Any) -> None:
    assert as_bool(value) is False


@pytest.mark.parametrize("value", ["perhaps", "5", 5, [True], {}, "wahr", None])
def test_neither_true_nor_false(value: Any) -> None:
    with pytest.raises(TypeError):
        as_bool(value)


@pytest.mark.parametrize("read", [as_headings, lambda value: as_texts(value, SEPARATORS)])
def test_texts_come_as_a_list_or_in_one(read: Callable[[Any], list[str]]) -> None:
    assert read("a;, b\nc,") == read([" a ", None, "b", "", "c"]) == ["a", "b", "c"]
    for wrong, said in (
        (5, "5 is neither a list nor text"),
        (["a", 5], "contains 5, which is not"),
    ):
        with pytest.raises(ValueError, match=said):
            read(wrong)


def test_only_headings_have_blanks() -> None:
    assert as_headings("Work email, Unit") == ["Work email", "Unit"]
    assert as_texts("Work email, Unit", SEPARATORS) == ["Work", "email", "Unit"]
