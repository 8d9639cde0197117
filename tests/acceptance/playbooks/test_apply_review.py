# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""apply_review: a review is written, filled in, and handed back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

import pytest
from pool_hosts import Host
from rosters import HEAD, USERS
from workplace import Workplace

pytestmark = pytest.mark.xdist_group("playbooks")

REVIEWER = "reviewer@example.com"
Decisions = Mapping[tuple[str, str], str]
Rows = list[dict[str, str]]


async def review(host: Host, decisions: Decisions) -> Rows:
    """Write a review, and fill in these decisions, by user and stack; all others are kept."""
    run = await host.play(
        "access_review", user_pool_dest=host.path("."), user_pool_report_formats="csv"
    )
    assert run.status == 0, run.output
    text = (host.directory / f"access-review-{host}.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        decision = decisions.get((row["user_name"], row["stack_name"]), "keep")
        row.update(decision=decision, reviewer=REVIEWER if decision else "")
    return rows


def save(host: Host, rows: Rows) -> dict[str, str]:
    """As a spreadsheet in much of Europe saves it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return {"user_pool_review": host.file("decided.csv", "\ufeff" + out.getvalue())}


REVOKED = {("ada@example.com", "design"): "revoke", ("dan@example.com", ""): "REVOKE"}


async def test_v2_v6_stacks_and_access_are_revoked_in_check_mode_and_twice(host: Host) -> None:
    host.seed([*USERS, {"user_name": "dan@example.com"}, {"user_name": "=x'+1@example.com"}])
    decisions = {**REVOKED, ("'=x'+1@example.com", ""): "revoke"}
    options = save(host, await review(host, decisions))
    before = host.pool()
    check = await host.play("apply_review", "--check", **options)
    assert (check.status, check.writes) == (0, []), check.output
    assert host.pool() == before
    run = await host.play("apply_review", **options)
    assert run.status == 0, run.output
    assert run.writes == ["BatchDisassociateUserStack", "DisableUser", "DisableUser"]
    assert run.mails == []
    assert host.pool() == {
        **before,
        "ada@example.com": (None, None, True, "office"),
        "dan@example.com": (None, None, False),
        "=x'+1@example.com": (None, None, False),
    }
    assert run.summary()[1:] == [
        "disabled: 2 (=x'+1@example.com, dan@example.com)",
        "removed from stacks (1 in all): 1 (ada@example.com)",
        "unchanged: 2",
        f"decided by {REVIEWER}: keep 3, revoke 3",
    ]
    assert [line.replace("would be ", "") for line in check.summary()[1:]] == run.summary()[1:]
    assert check.changed() == run.changed() == 2
    again = await host.play("apply_review", **options)
    assert (again.status, again.writes, again.changed()) == (0, [], 0), again.output
    assert "no longer on the stack: 1 (ada@example.com on design)" in again.summary()
    assert "disabled already: 2 (=x'+1@example.com, dan@example.com)" in again.summary()


@pytest.mark.parametrize("arguments", [(), ("--check",)])
async def test_v3_rows_without_a_decision_stop_the_run_unless_allowed(
    host: Host, arguments: tuple[str, ...]
) -> None:
    host.seed(USERS)
    undecided = {("ada@example.com", "office"): "", ("cleo@example.com", "office"): "perhaps"}
    rows = await review(host, {**undecided, ("ada@example.com", "design"): "revoke"})
    run = await host.play("apply_review", *arguments, **save(host, rows))
    assert (run.status, run.writes) == (2, [])
    assert "The review has 2 errors, nothing was done" in run.output
    assert "line 3 (ada@example.com on office): has no decision (user_pool_undec" in run.output
    assert "line 5 (cleo@example.com on office): decision 'perhaps' is neither" in run.output
    rows[3]["decision"] = "keep"
    run = await host.play(
        "apply_review", *arguments, **save(host, rows), user_pool_undecided="keep"
    )
    assert run.status == 0, run.output
    assert run.writes == ([] if arguments else ["BatchDisassociateUserStack"])
    assert "without a decision, kept: 1 (ada@example.com on office)" in run.summary()


async def test_v3_an_old_review_and_one_of_another_pool_are_refused(host: Host) -> None:
    host.seed(USERS)
    rows = await review(host, {("ada@example.com", "design"): "revoke"})
    old = [{**row, "reviewed_at": "2026-01-31T08:30:00Z"} for row in rows]
    run = await host.play("apply_review", **save(host, old))
    assert (run.status, run.writes) == (2, [])
    assert "of a review that is older than 30 days (user_pool_review_max_age_days)" in run.output
    run = await host.play("apply_review", **save(host, old), user_pool_review_max_age_days=100_000)
    assert (run.status, len(run.writes)) == (0, 1), run.output
    host.seed(USERS)
    account = rows[0]["pool_id"].partition("/")[0]
    for pool_id in (f"{account}/us-east-1", "999988887777/eu-central-1"):
        run = await host.play(
            "apply_review", **save(host, [{**row, "pool_id": pool_id} for row in rows])
        )
        assert (run.status, run.writes) == (2, [])
        assert f"line 2 and 3 more are of another pool ('{host}', '{pool_id}')" in run.output


async def test_v4_what_has_changed_since_is_named_and_left(host: Host) -> None:
    host.seed([*USERS, {"user_name": "dan@example.com"}, {"user_name": "eve@example.com"}])
    gone = {("ada@example.com", "office"): "revoke", ("eve@example.com", ""): "revoke"}
    options = save(host, await review(host, {**REVOKED, **gone}))
    host.emulator.pool().clear()
    host.seed(
        [
            {"user_name": "ada@example.com", "stack_names": ["office"]},
            {"user_name": "ben@example.com", "enabled": False},
            {"user_name": "cleo@example.com", "stack_names": ["design", "office"]},
            {"user_name": "dan@example.com", "stack_names": ["design"]},
            {"user_name": "new@example.com"},
        ]
    )
    run = await host.play("apply_review", **options)
    assert run.status == 0, run.output
    after = host.pool()
    assert after["ada@example.com"] == (None, None, True)
    assert after["cleo@example.com"] == (None, None, True, "design", "office")
    assert after["dan@example.com"] == (None, None, False, "design")
    assert run.summary()[-5:] == [
        f"decided by {REVIEWER}: keep 2, revoke 4",
        "no longer in the pool: 1 (eve@example.com)",
        "no longer on the stack: 1 (ada@example.com on design)",
        "on a stack that the review does not list for the user, not changed: 2 (cleo@example.com on"
        " design, dan@example.com on design)",
        "in the pool, but not in the review, not changed: 1 (new@example.com)",
    ]


async def test_v4_a_similar_name_of_a_revoked_user_fails_after_the_others(host: Host) -> None:
    host.seed([*USERS, {"user_name": "dan@example.com"}])
    options = save(host, await review(host, REVOKED))
    host.seed([*USERS, {"user_name": "dan@example.com"}, {"user_name": "Dan@example.com"}])
    run = await host.play("apply_review", **options)
    assert run.status == 2
    assert "also in the pool with different capitals, accents or signs, not changed" in run.output
    assert not host.pool()["dan@example.com"][2]
    assert host.pool()["Dan@example.com"][2]


@pytest.mark.parametrize("arguments", [(), ("--check",)])
async def test_v5_more_than_the_limit_is_refused(host: Host, arguments: tuple[str, ...]) -> None:
    host.seed([*USERS, {"user_name": "dan@example.com"}])
    options = save(host, await review(host, REVOKED))
    run = await host.play("apply_review", *arguments, **options, user_pool_removal_limit="1")
    assert (run.status, run.writes) == (2, [])
    title = f"{host}, in check mode" if arguments else f"{host}, nothing was done"
    assert (
        f"{title}: user_pool_removal_limit is 1, but the review revokes 2: ada@example.com on"
        " design, the access of dan@example.com"
    ) in run.output
    run = await host.play("apply_review", *arguments, **options, user_pool_removal_limit="50%")
    assert run.status == 0, run.output


async def test_failures_are_reported_and_the_others_go_on(host: Host) -> None:
    host.seed([*USERS, {"user_name": "dan@example.com"}])
    options = save(host, await review(host, REVOKED))
    denied = {"code": "AccessDeniedException", "message": "no"}
    host.emulator.add_fault(
        {"operation": "BatchDisassociateUserStack", "error": denied, "times": None}
    )
    run = await host.play("apply_review", **options)
    assert run.status == 2
    assert "failed: 1 (ada@example.com)" in run.summary()
    assert "disabled: 1 (dan@example.com)" in run.summary()


async def test_v3_other_files_are_no_review(host: Host) -> None:
    host.seed(USERS)
    run = await host.play("apply_review", user_pool_review="user_name,decision\na@x.io,revoke\n")
    assert (run.status, run.writes) == (2, [])
    assert "there is no column stack_name, reviewer, reviewed_at, pool, pool_id" in run.output
    run = await host.play("apply_review", user_pool_review=host.file("x.json", "{}"))
    assert (run.status, run.calls) == (2, [])
    assert "user_pool_review: " in run.output
    assert "must be CSV or a workbook of Excel" in run.output
    run = await host.play("apply_review", user_pool_review="no-such.csv")
    assert (run.status, run.calls) == (2, [])


async def test_h2_a_review_in_another_encoding_has_a_summary(host: Host) -> None:
    host.seed(USERS)
    rows = await review(host, REVOKED)
    path = save(host, [{**row, "first_name": "J\u00fcrgen"} for row in rows])["user_pool_review"]
    file = host.directory / "decided.csv"
    file.write_bytes(file.read_text("utf-8-sig").encode("cp1252"))
    run = await host.play("apply_review", user_pool_review=path)
    assert (run.status, run.writes) == (2, [])
    assert "line 2: is not UTF-8; save the file as CSV UTF-8" in run.output
    assert "set user_pool_roster_encoding=windows-1252" in run.output
    encoding = {"user_pool_roster_encoding": "windows-1252"}
    run = await host.play("apply_review", user_pool_review=path, **encoding)
    assert run.status == 0, run.output


def test_a_play_in_check_mode_predicts(work: Workplace) -> None:
    work.seed(USERS)
    work.play("access_review", user_pool_report_formats=["csv"])
    text = (work.directory / "access-review-eu-central-1.csv").read_text("utf-8")
    text = text.replace('"design","","",""', f'"design","","revoke","{REVIEWER}"')
    options = {"user_pool_review": text, "user_pool_undecided": "keep"}
    run = work.own("apply_review", {"check_mode": True}, **options)
    assert (run.status, run.writes) == (0, []), run.output
    assert "would be removed from stacks (1 in all): 1 (ada@example.com)" in run.summary()


async def test_c9_a_user_who_was_taken_apart_is_repaired_first(host: Host) -> None:
    """The repair would give back what the review revokes."""
    kim = {"user_name": "kim@example.com", "last_name": "Old", "stack_names": ["design"]}
    host.seed([kim, *USERS])
    revoked = {("kim@example.com", "design"): "revoke", ("cleo@example.com", "office"): "revoke"}
    rows = await review(host, revoked)
    state = {"user_pool_journal_dir": str(host.directory / "open")}
    expired = {"times": None, "error": {"code": "ExpiredTokenException"}}
    host.emulator.add_fault({"operation": "CreateUser", "after": 1, **expired})
    roster = HEAD + "kim@example.com,,New,,\n"
    recreate = {"user_pool_roster": roster, "user_pool_on_name_change": "recreate"}
    run = await host.play("sync_users", **recreate, **state)
    assert (run.status, "kim@example.com" in host.pool()) == (2, False), run.output
    host.emulator.clear_faults()
    run = await host.play("apply_review", **save(host, rows), **state)
    assert (run.status, run.writes) == (2, []), run.output
    assert "interrupted while it replaced kim@example.com; run sync_users" in run.output
    assert "no longer in the pool: 1 (kim@example.com)" in run.summary()
    others = [row for row in rows if row["user_name"] != "kim@example.com"]
    run = await host.play("apply_review", **save(host, others), **state)
    assert (run.status, run.writes) == (0, ["BatchDisassociateUserStack"]), run.output
    assert list((host.directory / "open").iterdir())


async def test_h1_both_tasks_are_in_the_record(host: Host) -> None:
    host.seed([*USERS, {"user_name": "dan@example.com"}])
    options = save(host, await review(host, REVOKED))
    run = await host.play(
        "apply_review", **options, user_pool_result_dest=str(host.directory.resolve())
    )
    assert run.status == 0, run.output
    text = (host.directory / f"record-{host}.jsonl").read_text("utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    done = {row["user_name"] for row in rows if row["event"] == "done" and row["user_name"]}
    assert done == {"ada@example.com", "dan@example.com"}
    assert {row["playbook"] for row in rows} == {"apply_review"}


@pytest.mark.parametrize("decision", ["revoke", "perhaps"])
async def test_h3_no_user_or_reviewer_is_named_if_none_is_to_be(host: Host, decision: str) -> None:
    host.seed(USERS)
    rows = await review(host, {("ada@example.com", "design"): decision})
    rows[-1]["reviewer"] = "the head of design"
    run = await host.play(
        "apply_review", "--diff", "-v", **save(host, rows), user_pool_names_shown="none"
    )
    assert run.status == (0 if decision == "revoke" else 2), run.output
    assert "@example.com" not in run.output
    assert "head of design" not in run.output
    assert ("decided by 2 reviewers: keep 3, revoke 1" in run.output) is (decision == "revoke")


@pytest.mark.parametrize(("shown", "name"), [("none", "Kim"), (10, "Lee")])
async def test_h3_warnings_of_associations_name_nobody_either(
    host: Host, shown: str | int, name: str
) -> None:
    """The warning is about a user who is there with other capitals after the pool was read."""
    user = f"{name}@example.com"
    host.seed([{"user_name": user, "stack_names": ["design"]}])
    rows = await review(host, {(user, "design"): "revoke"})
    vanish = {"operation": "DescribeUserStackAssociations", "vanish": True, "user": user}
    host.emulator.add_fault({**vanish, "after": 1})
    appear = {"operation": "DescribeUsers", "appear": {"user_name": user.lower()}}
    host.emulator.add_fault({**appear, "after": 1})
    run = await host.play("apply_review", **save(host, rows), user_pool_names_shown=shown)
    assert list(host.pool()) == [user.lower()], run.calls
    output = " ".join(run.output.split())
    assert "1 x nothing was done: the pool has this name only with other capitals" in output
    warned = f"signs only: {user} (in the pool: {user.lower()})"
    assert (warned in output) is (shown != "none"), output
    assert (user.lower() in output.lower()) is (shown != "none"), output
