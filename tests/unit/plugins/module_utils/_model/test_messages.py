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
    ],
)
def test_f3_similar_names_stand_with_the_name(similar: list[str], expected: str) -> None:
    assert with_similar("ada", similar) == expected


def test_what_an_error_is_about_is_named() -> None:
    assert name_user("ada") == "user 'ada'"
    assert name_association(Association("design", "ada", True)) == "user 'ada', stack 'design'"
    assert name_call_for_stack("SomeCall", "design") == "SomeCall for stack 'design'"
    assert iam_hint("SomeCall") == " (the IAM action needed is appstream:SomeCall)"
