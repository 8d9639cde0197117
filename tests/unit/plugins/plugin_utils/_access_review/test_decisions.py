# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The CSV of an access review, filled in and read back."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.plugin_utils._access_review.decisions import (
    Decisions,
    ReviewedPool,
    Rules,
    read_decisions,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._access_review.output import review_csv
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._access_review.rows import (
    ADA,
    BEN,
    report,
    user,
)

ACCOUNT = "111122223333"
ARN = f"arn:aws:appstream:eu-west-1:{ACCOUNT}:user/userpool/x"
POOL = ReviewedPool("main", "eu-west-1", ACCOUNT)
NOW = datetime.datetime(2026, 2, 10, tzinfo=datetime.UTC)
REVIEWER = "reviewer@example.com"
Cells = dict[str, str]


def rows_of(*users: dict[str, Any]) -> list[Cells]:
    """The rows that the review of these users has, each to be kept."""
    text = review_csv(report(*(users or (user(arn=ARN), user(BEN, arn=ARN, stack_names=[])))))
    return [
        {**row, "decision": "keep", "reviewer": REVIEWER}
        for row in csv.DictReader(io.StringIO(text[1:]))
    ]


def write(rows: list[Cells], delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def read(source: str, **rules: Any) -> Decisions:
    given = {"pool": POOL, "now": NOW, "max_age_days": 30, **rules}
    return read_decisions(source, Rules(**given))


def changed(change: Callable[[list[Cells]], Any], **rules: Any) -> list[str]:
    """The errors of the rows after a change."""
    rows = rows_of()
    change(rows)
    result = read(write(rows), **rules)
    assert bool(result["rows"]) is not bool(result["errors"])
    return result["errors"]


def test_v1_each_user_and_stack_has_a_row() -> None:
    result = read(write(rows_of(user(arn=ARN, stack_names=["b", "a"]), user(BEN, stack_names=[]))))
    assert result["errors"] == result["warnings"] == []
    assert [(row["user_name"], row["stack_name"]) for row in result["rows"]] == [
        (ADA, "a"),
        (ADA, "b"),
        (BEN, ""),
    ]


@pytest.mark.parametrize("name", ["=x@example.com", "'=x@example.com", "+1@example.com", "''@a.io"])
def test_v1_names_are_read_back_as_they_were(name: str) -> None:
    (row,) = read(write(rows_of(user(name, arn=ARN))))["rows"]
    assert row["user_name"] == name


@pytest.mark.parametrize(
    "save",
    [
        lambda text: text.replace("\r\n", "\n"),
        lambda text: "\ufeff" + text,
        lambda text: "sep=;\r\n" + text.replace(",", ";"),
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: text.replace("user_name", "User_Name").replace("keep", " KEEP "),
        lambda text: (b"\xff\xfe" + text.encode("utf-16-le")).decode("utf-8", "surrogateescape"),
    ],
)
def test_v1_files_are_read_as_spreadsheets_save_them(save: Callable[[str], str]) -> None:
    result = read(save(write(rows_of())))
    assert result["errors"] == []
    assert [row["decision"] for row in result["rows"]] == ["keep", "keep"]
    assert {row["reviewer"] for row in result["rows"]} == {REVIEWER}


def workbook(rows: list[dict[str, Any]]) -> str:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue().decode("utf-8", "surrogateescape")


def test_v1_a_workbook_is_read() -> None:
    """Its program may have made a date of the time, which is in UTC."""
    rows: list[dict[str, Any]] = [*rows_of()]
    rows[0]["reviewed_at"] = datetime.datetime(2026, 1, 31, 8, 30)
    assert read(workbook(rows))["errors"] == []
    assert len(read(workbook(rows))["rows"]) == 2
    rows[0]["stack_name"] = datetime.datetime(2026, 1, 2)
    (error,) = read(workbook(rows))["errors"]
    assert "stack_name is a date; format the column as text" in error


@pytest.mark.parametrize("word", ["yes", "approve", "revoked", "x", "keep?", "no"])
def test_v3_other_words_are_errors(word: str) -> None:
    errors = changed(lambda rows: [row.update(decision=word) for row in rows])
    assert errors == [
        f"line 2 ({ADA} on design): decision {word!r} is neither keep nor revoke",
        f"line 3 ({BEN}): decision {word!r} is neither keep nor revoke",
    ]


def test_v3_each_row_needs_a_decision_unless_that_is_allowed() -> None:
    def change(rows: list[Cells]) -> None:
        rows[1].update(decision=" ", reviewer="")

    lacks = "has no decision (user_pool_undecided)"
    advice = "; to keep what rows without a decision list, set user_pool_undecided=keep"
    assert changed(change) == [f"line 3 ({BEN}): {lacks}{advice}"]
    assert changed(change, allow_undecided=True) == []
    none = changed(lambda rows: [each.update(decision="") for each in rows])
    assert none == [f"line 2 ({ADA} on design): {lacks}{advice}", f"line 3 ({BEN}): {lacks}"]


def test_v3_a_decision_needs_a_reviewer() -> None:
    errors = changed(lambda rows: rows[1].update(reviewer=" "))
    assert errors == [f"line 3 ({BEN}): has a decision, but no reviewer"]


@pytest.mark.parametrize(
    ("pool", "is_this"),
    [
        (POOL, True),
        (ReviewedPool("renamed", "eu-west-1", ACCOUNT), True),
        (ReviewedPool("main", "EU-WEST-1", None), True),
        (ReviewedPool("main", "eu-west-1", "444455556666"), False),
        (ReviewedPool("main", "eu-central-1", ACCOUNT), False),
        (ReviewedPool("other", "eu-west-1", None), False),
    ],
)
def test_v3_the_review_of_another_pool_is_refused(pool: ReviewedPool, is_this: bool) -> None:
    errors = changed(lambda _rows: None, pool=pool)
    assert (errors == []) is is_this
    if errors:
        (error,) = errors
        assert error.startswith("line 2 and 1 more are of another pool ('main', '111122223333/eu-")


@pytest.mark.parametrize(("days", "refused"), [(9, True), (10, False)])
def test_v3_an_old_review_is_refused(days: int, refused: bool) -> None:
    errors = changed(lambda _rows: None, max_age_days=days)
    assert bool(errors) is refused
    assert all("of a review that is older than 9 days" in error for error in errors)


@pytest.mark.parametrize("time", ["", "yesterday", "2026-01-31T08:30:00", "2026-02-12T00:00:00Z"])
def test_v3_the_time_of_the_review_must_be_one(time: str) -> None:
    (error,) = changed(lambda rows: rows[1].update(reviewed_at=time))
    assert error.startswith(f"line 3 ({BEN}): reviewed_at")


def test_v3_contradictions_are_errors() -> None:
    def without_stack(rows: list[Cells]) -> None:
        rows.append({**rows[0], "stack_name": "", "decision": "revoke"})

    (error,) = changed(without_stack)
    assert error.startswith(f"line 2 ({ADA} on design): the decision is keep, but line 4 revokes")
    (error,) = changed(lambda rows: rows.append({**rows[0], "decision": "revoke"}))
    assert error == f"line 4 ({ADA} on design): is the same user and stack as line 2"


def test_v3_rows_must_be_whole() -> None:
    assert changed(lambda rows: rows[1].update(user_name=""))[0] == (
        "line 3 (no user): has no user_name"
    )
    assert "line 2" in changed(lambda rows: rows[0].update(stack_name="02. Jan"))[0]
    text = write(rows_of())
    assert read(text + "\n# please look again\n")["errors"] == [
        "line 5: is not a row of the review: '# please look again'"
    ]
    (error,) = read(text + "ada@example.com,x\n")["errors"]
    assert error.startswith("line 4 (ada@example.com): has 2 cells")


def test_v3_a_table_of_something_else_is_refused() -> None:
    (error,) = read("user_name,decision\nada@example.com,keep\n")["errors"]
    assert error == "there is no column stack_name, reviewer, reviewed_at, pool, pool_id"
    (error,) = read(write(rows_of()).replace("first_name", "decision", 1))["errors"]
    assert error == "there are several columns decision"
    (error,) = read(write(rows_of()).split("\n", maxsplit=1)[0])["errors"]
    assert error == "no row has a user"
    with pytest.raises(InvalidInput, match="is empty"):
        read("")


def test_columns_of_others_are_named() -> None:
    rows = [{**row, "Comment": "ask Ada"} for row in rows_of()]
    result = read(write(rows))
    assert result["errors"] == []
    assert result["warnings"] == ["columns ignored: 'Comment'"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (f"{ADA}, {BEN}", "user_name contains white space"),
        (f"# {ADA}", "user_name contains white space"),
        (f"{ADA};{BEN}", "user_name contains ;, so it is not an email address"),
        ("Ada Lovelace", "user_name contains white space"),
        ("ada", "user_name is not an email address"),
    ],
)
def test_v3_what_is_no_user_name_is_an_error_unless_the_pool_has_it(
    name: str, problem: str
) -> None:
    def rename(rows: list[Cells]) -> None:
        rows[0]["user_name"] = name

    (error,) = changed(rename)
    assert error.startswith("line 2 (")
    assert problem in error
    assert changed(rename, user_names={name}) == []


@pytest.mark.parametrize("whole", [True, False])
def test_h2_a_review_in_another_encoding_is_explained(whole: bool) -> None:
    """What a spreadsheet saves as CSV, and what Ansible's lookup makes of it."""
    rows = [{**row, "first_name": "J\u00fcrgen"} for row in rows_of()]
    text = write(rows if whole else [{"first_name": "J\u00fcrgen"}])
    result = read(text.encode("cp1252").decode("utf-8", "surrogateescape"))
    assert result["rows"] == []
    assert result["errors"][0] == "line 2: is not UTF-8; save the file as CSV UTF-8"
    assert "set user_pool_roster_encoding=windows-1252" in result["errors"][-1]


@pytest.mark.parametrize("text", ['"user_name,first_name\nann', '"user_name', '"'])
def test_h2_a_header_that_cannot_be_read_is_explained(text: str) -> None:
    result = read(text)
    assert result["rows"] == []
    (error,) = result["errors"]
    assert error.startswith("line 1: ")
    assert "quotation mark" in error
