# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guard of removals: confusable names, the limit, and what is skipped (D6); ambiguous names."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.change import Change
from ansible_collections.euc.appstream.plugins.module_utils._model.user import User, UserIndex
from ansible_collections.euc.appstream.plugins.module_utils._plan.safety import (
    enforce_mail_limit,
    enforce_removal_limit,
    reject_ambiguous_names,
    reject_confusable_removals,
    reject_respelled_removals,
    skipped_removal,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput

ADA = "ada@example.com"  # on design
SKIPPED = "skipped, because something else failed and removals come last"


@pytest.mark.parametrize(
    ("removed", "protected", "named"),
    [
        ([], ["a"], []),
        (["a"], [], []),
        (["a"], ["b"], []),
        (["a"], ["a"], []),  # not a matter of capitals
        (["a"], ["A"], ["'a' (A is"]),
        (["A", "a"], ["b"], []),
        (["A", "a"], ["a"], ["'A' (a is"]),
        (["aB", "c"], ["Ab", "AB", "C", "d"], ["'aB' (AB, Ab is", "'c' (C is"]),
    ],
)
def test_d6_names_that_differ_by_capitals_only(
    removed: list[str], protected: list[str], named: list[str]
) -> None:
    if not named:
        reject_confusable_removals(removed, protected)
        return
    with pytest.raises(InvalidInput) as error:
        reject_confusable_removals(removed, protected)
    messages = str(error.value).partition("case-sensitive: ")[2].split("; ")
    assert [text.partition(" listed")[0] for text in messages] == named


def test_d6_somebody_who_is_new_in_another_spelling_replaces_nobody() -> None:
    new = ["jos\u00e9@example.com", "eve@example.com"]
    reject_respelled_removals(["ann@example.com"], new)
    with pytest.raises(InvalidInput, match="another spelling of new ones, so nothing") as error:
        reject_respelled_removals(["ann@example.com", "jose@example.com"], new)
    assert str(error.value).endswith(
        ": 'jose@example.com' (jos\u00e9@example.com is listed, and new)"
    )


@pytest.mark.parametrize(
    ("limit", "rejected"),
    [
        (None, False),
        ("0", True),
        ("2", True),
        ("3", False),
        ("4", False),
        ("0%", True),
        ("37%", True),  # 2.96 of 8
        ("38%", False),
        ("100%", False),
    ],
)
def test_d6_the_limit_is_of_all_together(limit: str | None, rejected: bool) -> None:
    removals = {"users": ["b", "a"], "nothing": [], "pairs": ["c"]}
    if not rejected:
        enforce_removal_limit(limit, 8, removals)
        return
    with pytest.raises(InvalidInput, match=r"but 3 .* done\. 2 users: a, b; 1 pair: c$"):
        enforce_removal_limit(limit, 8, removals)


def test_d6_a_percentage_is_shown_with_the_number_that_it_allows() -> None:
    with pytest.raises(InvalidInput, match=r"^removal_limit is 37% \(2 of 8 users\), but 3 "):
        enforce_removal_limit("37%", 8, {"users": ["a", "b", "c"]})


def test_d6_of_many_the_first_twenty_are_named() -> None:
    names = [f"n{number:02}" for number in range(25)]
    with pytest.raises(InvalidInput, match=r"25 users: n00, .*, n19 and 5 more$"):
        enforce_removal_limit("24", 25, {"users": names[::-1]})


MAILS = [
    Change("create", "ada@x.org", mail="welcome"),
    Change("associate", "ada@x.org", "design", mail="assignment"),
    Change("associate", "ben@x.org", "design"),
    Change("resend", "ben@x.org", mail="invitation"),
]


def test_c10_the_limit_is_of_all_mails_together() -> None:
    enforce_mail_limit(None, MAILS)
    enforce_mail_limit(3, MAILS)
    enforce_mail_limit(0, MAILS[2:3])
    with pytest.raises(InvalidInput) as caught:
        enforce_mail_limit(2, MAILS)
    assert str(caught.value) == (
        "mail_limit is 2, but 3 emails would be sent, so nothing was done."
        " To send them, set it to 3."
        " 1 welcome: ada@x.org; 1 assignment: ada@x.org on design; 1 invitation: ben@x.org"
    )


def test_d6_what_is_skipped_failed_and_changed_nothing() -> None:
    outcome = skipped_removal(Change("delete", ADA))
    assert (outcome.done, outcome.changed) == (False, False)
    assert outcome.problem is not None
    assert outcome.problem.message == SKIPPED


# ---- names that are ambiguous


def rejection(names: list[str], listed: list[str]) -> str | None:
    try:
        reject_ambiguous_names(names, UserIndex(map(User, listed)))
    except InvalidInput as error:
        return str(error)
    return None


@pytest.mark.parametrize("listed", [[], ["ada@x.org"], ["ADA@x.org"], ["Ada@x.org"]])
def test_f3_two_listed_capitalizations_are_rejected(listed: list[str]) -> None:
    message = rejection(["ada@x.org", "ben@x.org", "ADA@x.org"], listed)
    assert message is not None
    assert "'ada@x.org' and 'ADA@x.org'" in message
    assert "ben" not in message


def test_f3_two_listed_ways_to_write_an_accent_are_rejected() -> None:
    message = rejection(["éva@x.org", "E\u0301va@x.org"], ["éva@x.org"])
    assert message is not None
    assert "'éva@x.org' and 'E\u0301va@x.org'" in message


def test_f3_two_listed_capitalizations_that_both_exist_are_fine() -> None:
    assert rejection(["ada@x.org", "ADA@x.org"], ["ada@x.org", "ADA@x.org", "Ada@x.org"]) is None


def test_f3_each_pair_of_ambiguous_names_is_named() -> None:
    message = rejection(
        ["a@x.org", "b@x.org", "A@x.org", "B@x.org", "c@x.org", "C@x.org"], ["c@x.org"]
    )
    assert message is not None
    for names in ("'a@x.org' and 'A@x.org'", "'b@x.org' and 'B@x.org'", "'c@x.org' and 'C@x.org'"):
        assert names in message


def test_f3_sharp_s_and_ss_are_not_ambiguous() -> None:
    assert rejection(["weiß@x.org", "weiss@x.org"], []) is None
