# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Input that would take all memory, or the stack, is refused before it does."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from ansible_collections.euc.appstream.plugins.plugin_utils import _bounded
from ansible_collections.euc.appstream.plugins.plugin_utils._bounded import (
    MAX_DEPTH,
    MAX_VALUES,
    OutOfBounds,
    brief,
    check_value,
    load_json,
    load_yaml,
)


def bomb(levels: int, width: int = 9, leaf: str = "x") -> str:
    """A few hundred bytes of aliases of aliases, which stand for width ** levels values."""
    lines = [f"a0: &a0 [{', '.join([leaf] * width)}]"]
    for level in range(1, levels):
        aliases = ", ".join([f"*a{level - 1}"] * width)
        lines.append(f"a{level}: &a{level} [{aliases}]")
    return "\n".join(lines) + "\n"


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (bomb(9), "stands for more than"),
        (bomb(9, leaf='""'), "stands for more than"),
        (bomb(9, leaf="[]"), "stands for more than"),
        (bomb(30, width=2), "stands for more than"),
        ("a: &a {x: 1}\n" + "b: &b {<<: [" + "*a, " * 9 + "]}\n" + bomb(9), "stands for more"),
        ("&a [*a]", "contains itself, by the alias *a"),
        ("roster: &list\n- user_name: &x [*list]\n", "contains itself, by the alias *list"),
        ("&a {b: {c: *a}}", "contains itself"),
        ("[" * 500, "more than 50 deep"),
        (nested(MAX_DEPTH + 1), "more than 50 deep"),
        ("- " * 100_000, "more than 50 deep"),
        ("{a: " * 100_000, "more than 50 deep"),
        ("? " * 100_000, "more than 50 deep"),
        ("- " + "9" * 5_000, "has a number of 5,000 digits: '999"),
        ("- -" + "9" * 5_000, "has a number of"),
        ("- 0x" + "f" * 5_000, "has a number of"),
        ("- !!int '" + "9" * 5_000 + "'", "has a number of"),
        ("- " + "1:" * 5_000 + "1", "has a number of"),
        ("- 0b" + "1" * 5_000, "has a number of"),
        ("- " + "1" * 5_000 + ".5", "has a number of"),
    ],
    ids=lambda text: text[:30],
)
def test_a9_yaml_that_would_be_too_much_is_refused(text: str, words: str) -> None:
    with pytest.raises(OutOfBounds) as error:
        load_yaml(text)
    assert words in str(error.value)
    assert len(str(error.value)) < 500


def test_a_library_that_refuses_first_does_so_without_a_crash() -> None:
    """libyaml has a limit of its own."""
    with pytest.raises((OutOfBounds, yaml.YAMLError)):
        load_yaml("[" * 100_000)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: &a [x, y]\nb: *a\n", {"a": ["x", "y"], "b": ["x", "y"]}),
        ("- &d {stack_names: [design]}\n- {<<: *d, user_name: a}\n", None),
        ("- &a x\n- *a\n- *a\n", ["x", "x", "x"]),
        ("- '" + "9" * 5_000 + "'", ["9" * 5_000]),
        (nested(MAX_DEPTH), None),
        (bomb(5, width=9), None),
    ],
    ids=lambda text: str(text)[:30],
)
def test_aliases_and_depth_within_bounds_are_allowed(text: str, value: Any) -> None:
    loaded = load_yaml(text)
    assert value is None or loaded == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 100_000, "more than 50 deep"),
        (nested(500), "more than 50 deep"),
        ('{"a":' * 100_000, "more than 50 deep"),
        ("[" + "9" * 5_000 + "]", "has a number of 5,000 digits"),
        ("[-" + "9" * 200 + "]", "has a number of 201 digits"),
    ],
    ids=lambda text: text[:30],
)
def test_a9_json_that_would_be_too_much_is_refused(text: str, words: str) -> None:
    with pytest.raises(OutOfBounds) as error:
        load_json(text, dict)
    assert words in str(error.value)


def test_json_within_bounds_is_read() -> None:
    value = {"roster": [{"user_name": "a", "n": 10**50, "f": 1.5}]}
    assert load_json(json.dumps(value), dict) == value


def test_text_has_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_bounded, "MAX_TEXT", 10)
    for load in (load_yaml, lambda text: load_json(text, dict)):
        with pytest.raises(OutOfBounds, match="has 11 characters, at most 10 are allowed"):
            load("[" + " " * 9 + "]")


def circle() -> list[Any]:
    made: list[Any] = []
    made.append({"again": made})
    return made


def shared(levels: int) -> list[Any]:
    made: list[Any] = ["x"]
    for _level in range(levels):
        made = [made] * 9
    return made


@pytest.mark.parametrize("value", [circle(), shared(20), shared(60), [None] * (MAX_VALUES + 1)])
def test_a9_values_that_would_be_too_much_are_refused(value: Any) -> None:
    with pytest.raises(OutOfBounds):
        check_value(value)


@pytest.mark.parametrize("value", [None, "x", [], {}, shared(5), [{"a": ("b",)}] * 1000])
def test_values_within_bounds_are_not(value: Any) -> None:
    check_value(value)


class Text(str):
    """As Ansible tags what it reads."""


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("it's", '"it\'s"'),
        (Text("a"), "'a'"),
        ([Text("a"), 1, None, True], "['a', 1, None, True]"),
        ({"b": [1.5]}, "{'b': [1.5]}"),
        (16**5_000, "<a number of 20,001 bits>"),
        (-(16**5_000), "<a number of 20,001 bits>"),
        (10**50, "1" + "0" * 50),
    ],
    ids=lambda value: str(type(value)),
)
def test_values_are_shown_as_they_are(value: Any, shown: str) -> None:
    assert brief(value) == shown


@pytest.mark.parametrize(
    "value",
    [
        "x" * 10**7,
        Text("x" * 10**7),
        ["y"] * 10**6,
        shared(60),
        circle(),
        {"k" * 10**7: "v"},
        b"z" * 10**6,
    ],
    ids=lambda value: str(type(value)),
)
def test_a9_no_value_is_shown_at_length(value: Any) -> None:
    assert len(brief(value)) < 500


class Tagged(str):
    """Text as ansible-core 2.19 and newer give it."""


def test_text_with_tags_is_read() -> None:
    assert load_yaml(Tagged('["office"]')) == ["office"]
