# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Parts of sentences."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association
from ansible_collections.euc.appstream.plugins.module_utils._model.messages import (
    iam_hint,
    name_association,
    name_call_for_stack,
    name_user,
    printable,
    truncate,
    truncate_names,
    with_similar,
)


@pytest.mark.parametrize(
    ("count", "shown", "expected"),
    [
        (0, 5, ""),
        (1, 5, "n0"),
        (5, 5, "n0, n1, n2, n3, n4"),
        (6, 5, "n0, n1, n2, n3, n4 and 1 more"),
        (6, 2, "n0, n1 and 4 more"),
        (2, 2, "n0, n1"),
    ],
)
def test_many_names_are_truncated_and_the_rest_counted(
    count: int, shown: int, expected: str
) -> None:
    assert truncate_names([f"n{number}" for number in range(count)], shown) == expected


def test_five_names_are_shown_unless_asked_otherwise() -> None:
    assert truncate_names(list("abcdefg")) == "a, b, c, d, e and 2 more"


@pytest.mark.parametrize(
    ("similar", "expected"),
    [
        ([], "ada"),
        (["Ada"], "ada (in the pool: Ada)"),
        (("ADA", "Ada"), "ada (in the pool: ADA, Ada)"),
        (
            ["\u0430d\u0430"],
            "ada (in the pool: \u0430d\u0430; they look the same, but have letters of two"
            " alphabets)",
        ),
    ],
)
def test_f3_similar_names_stand_with_the_name(similar: list[str], expected: str) -> None:
    assert with_similar("ada", similar) == expected


def test_what_an_error_is_about_is_named() -> None:
    assert name_user("ada") == "user 'ada'"
    assert name_association(Association("design", "ada", True)) == "user 'ada', stack 'design'"
    assert name_call_for_stack("SomeCall", "design") == "SomeCall for stack 'design'"
    assert iam_hint("SomeCall") == " (the IAM action needed is appstream:SomeCall)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ada@example.com", "ada@example.com"),
        ("Pérez \N{CJK UNIFIED IDEOGRAPH-4E00} \N{ZERO WIDTH JOINER}", None),  # as it is
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("\x00\x7f\x9b", r"\x00\x7f\x9b"),
        ("a\r\nb\t", r"a\r\nb\t"),
        ("\u2028\u2029\u202e\u2066", r"\u2028\u2029\u202e\u2066"),
        ("\ud800", r"\ud800"),
    ],
)
def test_e6_what_a_terminal_obeys_is_written_out(text: str, expected: str | None) -> None:
    assert printable(text) == (text if expected is None else expected)


def test_e6_our_own_lines_stay_lines() -> None:
    assert printable("a\nb\x1b", keep="\n") == "a\nb\\x1b"


def test_a_long_text_is_truncated() -> None:
    assert truncate("abc", 3) == "abc"
    assert truncate("abcd", 3) == "abc\N{HORIZONTAL ELLIPSIS}"
