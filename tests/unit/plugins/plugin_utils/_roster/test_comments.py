# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Comments of YAML, and what only looks like one; test_doubts.py has what they may say."""

from __future__ import annotations

import json
import time

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.comments import yaml_comments
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import read_user_list
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    errors,
    users,
)

A, B = "a@example.com", "b@example.com"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a: Ann # x", "1 x"),
        ("- a: doesn't matter # x", "1 x"),
        ("- a: O'Neil # x\n- b: 6\" # y", "1 x, 2 y"),
        ("- 'it''s # z' # x\n- \"a \\\" # z\" # y", "1 x, 2 y"),
        ("- 'a\n  # z'\n- \"a\n  # z\" # x", "4 x"),
        ("- a#z # x", "1 x"),
        ('- "a"# x\n- [b,# y\n   c]', "1 x, 2 y"),
        ("- a: |\n    b # z\n\n    # z\n# x", "5 x"),
        ("- a: >- # x\n    b # z\n  # y\n- |2 # x\n   b # z", "1 x, 3 y, 4 x"),
        ("- a: !!str # x\n    b\n- &b # y\n  c: *b", "1 x, 3 y"),
        ("%YAML 1.1 # x\n---  # y\n- a\n...\n# x", "1 x, 2 y, 5 x"),
        ("- a # x\r\n- b\r- \u00e9\U0001f600 # y", "1 x, 3 y"),
        ("- a # x\u2028- b # y", "1 x, 1 y"),
        ("[{a: b}] # x", "1 x"),
        ("{a: b,\n # x\n}", "2 x"),
        ("## x ##\n- a\n  ## y", "1 x, 3 y"),
    ],
)
def test_l1_comments_are_found_beside_any_value(text: str, expected: str) -> None:
    found = [f"{place.removeprefix('line ')} {comment}" for place, comment in yaml_comments(text)]
    assert ", ".join(found) == expected


@pytest.mark.parametrize(
    "value", ["# x", 'a " # x', "a \\ # x", "a / # x", "a\n# x", "\U0001f600 # x", "\x7f # x"]
)
@pytest.mark.parametrize("ascii", [True, False])
def test_json_has_none(value: str, ascii: bool) -> None:
    for indent in (None, 1, "\t"):
        text = json.dumps(
            [{"a": value, value: [1, None, value]}], indent=indent, ensure_ascii=ascii
        )
        assert list(yaml_comments(text.replace("/", "\\/"))) == []


HEADLINES = (
    "Leavers of May, questions to hr@example.com|Leavers of May (hr@example.com)"
    "|Leavers: ask hr@example.com|Leavers, hr: hr@example.com|mail: leavers, see hr@example.com"
    "|- Leavers of May, questions to hr@example.com|hr@example.com: leavers of May"
    "|Leavers of May: hr@example.com|- Leavers of May: hr@example.com"
    "|Contact: hr@example.com, leavers"
)
BLOCKS = (
    "Leavers of May:/  hr@example.com|- Leavers:/  - {B}|Leavers:/  email: {B}"
    "|- leavers of May/  {B}|hr@example.com:/  leavers of May|- {B}/Leavers of May"
    "|- email: {B}/- leavers of May|- email: {B}//  leavers of May|{B}/  leavers of May"
)


@pytest.mark.parametrize("headline", HEADLINES.split("|"))
def test_l1_l3_an_address_in_a_comment_hides_nothing_else_that_it_says(headline: str) -> None:
    for text in (f"---\n# {headline}\n- {A}\n", f"users:\n  # {headline}\n  - email: {A}\n"):
        (error,) = errors(text, "yaml")
        assert "may say that the file lists users who must not have access" in error
        text = text.replace("leavers", "active users").replace("Leavers", "Active users")
        (error,) = read_user_list(text, "yaml", selection="inactive")["errors"]
        assert "may say that the file lists users who are to stay" in error


@pytest.mark.parametrize("block", BLOCKS.split("|"))
def test_l1_lines_beside_an_entry_that_is_commented_out_are_none_of_it(block: str) -> None:
    lines = [f"# {line}\n" if line else "\n" for line in block.format(B=B).split("/")]
    (error,) = errors(f"{''.join(lines)}- email: {A}\n", "yaml")
    assert "may say that the file lists users who must not have access" in error
    beside = f"- email: {A} # - email: {B}\n#              left: May\n"
    assert len(errors(beside, "yaml")) == 1


OFF = (
    f"- {B}|- email: {B}|-  email: '{B}' # left in May|- {B} # left in May|- {B} (left in May)"
    f"|- {{name: Ben, email: {B}, status: terminated}}|email: {B}|{B}|{B}: [office]|{B}:"
    f"|{B}: {{status: terminated}}|[{B}, c@example.com]|E-Mail: {B}  # left"
    f"|{B} left in May|{B}, left in May|{B} - left in May|- user_name: {B} (left in May)"
    f"|- {B}, left"
    f"|- {B}: left in May|- '{B}' (left)|\"{B}\" left|email: {B} left in May|- <{B}> left: May"
)
WHOLE = (
    f"- email: {B}/  status: terminated|- email: {B}/  enabled: false"
    f"|- email: {B}/  comment: left the company/  last_day: 2025-01-31"
    f"|- first_name: Ben (left)/  email: {B}/  stack_names:/    - office|-/  email: {B}/  left: May"
    f"|- email: {B} (left)/  enabled: false"
    f"|{B}:/  status: left|{B}:/    - left|For example:/  - email: {B}/    status: left"
    f"|- For example:/    - {B} (left)|For example:/  {B} left in May"
)


@pytest.mark.parametrize("comment", OFF.split("|"))
def test_l6_an_entry_that_is_commented_out_says_nothing_of_the_others(comment: str) -> None:
    for sign in ("# ", "#", "  #   "):
        text = f"- email: {A}\n{sign}{comment}\n"
        assert users(text) == [{"user_name": A}]
        assert read_user_list(text, selection="inactive")["user_names"] == [A]


@pytest.mark.parametrize("block", WHOLE.split("|"))
@pytest.mark.parametrize("sign", ["# ", "#", "  #   "])
def test_l6_so_do_several_lines_of_one(block: str, sign: str) -> None:
    off = "".join(f"{sign}{line}\n" for line in block.split("/"))
    for text in (f"- email: {A}\n{off}", f"{off}- email: {A}\n{off}".replace("\n", "\r\n")):
        assert users(text, "yaml") == [{"user_name": A}]
        assert read_user_list(text, "yaml", selection="inactive")["user_names"] == [A]


@pytest.mark.parametrize(
    "comment",
    [
        "Owner: it@example.com. Remove a line to disable a user.",
        "Questions? Please ask hr@example.com, or open a ticket.",
        "Contact: hr@example.com",
        "Maintained by HR <hr@example.com>",
        "Format: email, first_name, stack_names, for example ann@example.com, Ann, office",
    ],
)
def test_l6_comments_with_addresses_may_say_nothing(comment: str) -> None:
    assert users(f"# {comment}\n- email: {A}\n", "yaml") == [{"user_name": A}]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028"])
def test_a9_many_comments_take_no_time_for_each_other(end: str) -> None:
    """Were the lines before each counted anew, this would take many seconds."""
    for line, found in (("- a # x", 10_000), ("#  a@x.io: x", 10_000), ("# - a@x.io", 0)):
        text = f"{line}{end}" * 10_000
        started = time.monotonic()
        assert sum(1 for _comment in yaml_comments(text)) == found
        assert time.monotonic() - started < 6


@pytest.mark.parametrize(
    "comment",
    ["a@" * 200_000, "- a" + " " * 400_000, "a:" * 200_000],
    ids=["signs", "blanks", "colons"],
)
def test_a9_a_long_comment_takes_no_time_for_itself(comment: str) -> None:
    started = time.monotonic()
    assert sum(1 for _comment in yaml_comments(f"# {comment}@\n#  b\n- a\n")) < 3
    assert time.monotonic() - started < 5
