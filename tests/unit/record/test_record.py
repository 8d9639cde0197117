# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The recorder on the emulator over HTTP: it learns how that is set, and leaves nothing behind."""

from __future__ import annotations

import fnmatch
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import record
from appstream_emulator import DEFAULT_ACCESS_KEY, DEFAULT_REGION, Emulator, serve
from appstream_emulator._settings import SETTINGS
from lab import Person
from people import StandIn
from questions import NOT_ASKED, QUESTIONS

MANY = {"user_quota", "page_size", "association_default_results", "association_page_size"}
ASKED = {question.switch for question in QUESTIONS}
DENIED = {"code": "AccessDeniedException"}


@dataclass(frozen=True)
class Run:
    """What a dry run left behind."""

    status: int
    learnt: dict[str, Any]
    answers: str
    emulator: Emulator

    @property
    def is_clean(self) -> bool:
        pool = self.emulator.pool()
        return not pool.users and not pool.associations

    def told(self) -> dict[str, Any]:
        """How the emulator is set, as far as it was learnt."""
        return {name: self.emulator.settings[name] for name in self.learnt}


class Recorder:
    """Dry runs on an emulator that is prepared before."""

    def __init__(self, directory: Path) -> None:
        self.clock = record.Clock()
        self.emulator = Emulator(self.clock.monotonic, self.clock.sleep)
        self.directory = directory

    def __call__(self, *arguments: str, person: Person | None = None) -> Run:
        options = record.parsed(["--dry-run", "--output", str(self.directory), *arguments])
        status = record.dry_run(options, self.emulator, self.clock, person)
        return self.run(status)

    def run(self, status: int) -> Run:
        switches, answers = self.directory / "switches.json", self.directory / "answers.md"
        learnt = json.loads(switches.read_text("utf-8")) if switches.exists() else {}
        text = answers.read_text("utf-8") if answers.exists() else ""
        return Run(status, learnt, text, self.emulator)


@pytest.fixture
def recorder(tmp_path: Path) -> Recorder:
    return Recorder(tmp_path)


def test_every_setting_is_asked_or_has_a_reason() -> None:
    assert len(ASKED) == len(QUESTIONS)
    assert ASKED.isdisjoint(NOT_ASKED)
    assert SETTINGS.keys() <= ASKED | NOT_ASKED.keys()
    assert all(NOT_ASKED.values())


@pytest.mark.parametrize(
    ("way", "unasked"), [("one_way", set()), ("other_way", {"associate_again_mails"})]
)
def test_it_learns_how_the_emulator_is_set(recorder: Recorder, way: str, unasked: set[str]) -> None:
    recorder.emulator.configure(switches=way)
    run = recorder()
    assert run.status == 0
    assert run.learnt == run.told()
    assert run.learnt.keys() == ASKED - MANY - unasked
    assert all(f"`{name}`" in run.answers for name in [*ASKED, *NOT_ASKED])
    assert run.is_clean


# Further values, as many in one run as do not get in each other's way, and what then stays open.
SET_OTHERWISE: list[tuple[dict[str, Any], set[str]]] = [
    (
        {
            "create_other_capitals": "OperationNotPermittedException",
            "resend_absent": "InvalidParameterCombinationException",
            "resend_confirmed": None,
            "resend_disabled": "OperationNotPermittedException",
            "associations_of_deleted": "orphaned",
            "names_when_none": "null",
            "errors_when_none": "null",
            "associate_again": "OperationNotPermittedException",
            "disassociate_unassociated": "OperationNotPermittedException",
            "domain_joined": None,
            "partly_denied": "INTERNAL_ERROR",
            "invalid_token": "ResourceNotFoundException",
        },
        {"associate_again_mails"},
    ),
    (
        {
            "associations_of_deleted": "hidden",
            "associate_again_mails": False,
            "associate_disabled": "USER_NAME_NOT_FOUND",
            "disassociate_absent_user": "ResourceNotFoundException",
            "disassociate_unassociated": "USER_NAME_NOT_FOUND",
            "user_leaves_out": ["Arn", "CreatedTime"],
        },
        set(),
    ),
    ({"disassociate_absent_user": None, "associations_of_deleted": "hidden"}, set()),
    (
        {"user_leaves_out": ["Status", "FirstName", "LastName"]},
        {"new_user_status", "names_when_none", "resend_confirmed"},
    ),
    (
        {"user_leaves_out": ["Enabled"]},
        {"disable_disabled", "resend_disabled", "associate_disabled"},
    ),
]


@pytest.mark.parametrize(("settings", "unasked"), SET_OTHERWISE)
def test_it_learns_each_further_value(
    recorder: Recorder, settings: dict[str, Any], unasked: set[str]
) -> None:
    recorder.emulator.configure(**settings)
    run = recorder()
    assert run.learnt == run.told()
    learnt = settings.keys() - unasked
    assert {k: run.learnt.get(k) for k in learnt} == {k: settings[k] for k in learnt}
    assert run.learnt.keys() == ASKED - MANY - unasked
    assert run.is_clean


@pytest.mark.parametrize("way", ["one_way", "other_way"])
@pytest.mark.parametrize("lag", [{"lag_reads": 3}, {"lag_seconds": 7.0}, {"empty_pages": 2}])
def test_lists_that_lag_teach_the_same(recorder: Recorder, way: str, lag: dict[str, float]) -> None:
    recorder.emulator.configure(switches=way, **lag)
    run = recorder()
    assert run.learnt == run.told()
    assert run.learnt.keys() >= ASKED - MANY - {"associate_again_mails"}
    assert run.is_clean


def test_what_passes_by_teaches_nothing(recorder: Recorder) -> None:
    """Stacks that do not know a new user yet, internal errors, throttling."""
    recorder.emulator.add_fault({"operation": "*", "rate": 0.5})
    for after, code in (0, "USER_NAME_NOT_FOUND"), (7, "INTERNAL_ERROR"):
        error = {"item_error": {"code": code}, "after": after, "times": 2}
        recorder.emulator.add_fault({"operation": "BatchAssociateUserStack", **error})
    run = recorder()
    assert run.learnt == run.told()
    assert run.learnt.keys() == ASKED - MANY
    assert all(rule["hits"] for rule in run.emulator.faults)
    assert run.is_clean


def test_page_sizes_and_the_quota(recorder: Recorder) -> None:
    recorder.emulator.configure(
        page_size=9, association_default_results=4, association_page_size=7, user_quota=27
    )
    run = recorder("--many", "20")
    assert {name: run.learnt[name] for name in MANY} == {name: run.told()[name] for name in MANY}
    assert run.is_clean


def test_too_few_users_say_nothing_of_pages_and_quota(recorder: Recorder) -> None:
    run = recorder("--many", "3")
    assert MANY.isdisjoint(run.learnt)
    assert "more users would tell" in run.answers
    assert run.is_clean


def test_it_makes_and_mails_no_more_than_it_warns_of_and_nobody_else(recorder: Recorder) -> None:
    recorder.emulator.configure(resend_absent=None, resend_confirmed=None, resend_disabled=None)
    run = recorder()
    calls = [each for each in run.emulator.calls if each["operation"] == "CreateUser"]
    made = {call["params"]["UserName"] for call in calls}
    mailed = [mail["user_name"] for mail in run.emulator.mails]
    assert len(made) <= record.USERS
    assert 0 < len(mailed) <= record.MAILS
    assert fnmatch.filter(made | set(mailed), "record+*@example.com") == [*(made | set(mailed))]


def test_neither_account_nor_caller_nor_address_is_in_the_files(recorder: Recorder) -> None:
    run = recorder()
    (account,) = {call["account"] for call in run.emulator.calls}
    for text in (run.answers, json.dumps(run.learnt)):
        assert account not in text
        assert "user/emulated" not in text
        assert "@example.com" not in text
    assert ":&lt;account&gt;:stack/denied because" in run.answers


# What happens in the middle.


@pytest.mark.parametrize(
    "fault",
    [
        {"operation": "CreateUser", "after": 3, "drop": "after"},
        {"operation": "CreateUser", "after": 3, "drop": "before"},
        {
            "operation": "CreateUser",
            "after": 4,
            "error": {"code": "InternalFailure", "after_effect": True},
        },
        {"operation": "BatchAssociateUserStack", "after": 2, "drop": "after"},
        {"operation": "BatchDisassociateUserStack", "after": 1, "drop": "after"},
        {"operation": "DescribeUsers", "after": 7, "error": DENIED},
        {"operation": "DisableUser", "error": {"code": "ServiceUnavailable"}},
        {"operation": "DeleteUser", "after": 1, "times": 5, "drop": "after"},
        {"operation": "DeleteUser", "after": 2, "times": 9, "error": {"code": "InternalFailure"}},
    ],
)
def test_a_call_that_fails_leaves_its_question_open_and_nothing_behind(
    recorder: Recorder, fault: dict[str, Any]
) -> None:
    recorder.emulator.configure(associations_of_deleted="hidden")
    recorder.emulator.add_fault(fault)
    run = recorder()
    assert next(rule["hits"] for rule in run.emulator.faults if "error" in rule or "drop" in rule)
    assert run.status == 0
    assert run.learnt == run.told()
    assert len(run.learnt) >= len(ASKED - MANY) - 2
    assert run.is_clean


class Leaves(StandIn):
    """Presses Ctrl-C in place of an answer."""

    def sets_password(self, address: str) -> bool:
        raise KeyboardInterrupt


def test_ctrl_c_ends_with_what_was_learnt_and_a_clean_pool(recorder: Recorder) -> None:
    run = recorder(person=Leaves(recorder.emulator))
    assert run.status == 130
    assert run.learnt == run.told()
    assert "resend_disabled" in run.learnt
    assert "resend_confirmed" not in run.learnt
    assert "| `partly_denied` | stopped before |" in run.answers
    assert run.is_clean


def test_what_cannot_be_deleted_is_named(
    recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    denied = {"operation": "DeleteUser", "error": DENIED, "times": None}
    recorder.emulator.add_fault(denied)
    run = recorder()
    assert run.status == 1
    left = set(run.emulator.pool().users)
    named = {line for line in capsys.readouterr().err.splitlines() if line.startswith("LEFT")}
    assert left
    assert named == {f"LEFT in the pool: {user}" for user in left}


def test_the_last_look_at_the_pool_is_repeated(recorder: Recorder) -> None:
    recorder()
    operation = "DescribeUserStackAssociations"
    looks = recorder.emulator.counts()[operation]
    recorder.emulator.reset()
    # One look reads three stacks, and what it finds is read once more.
    fault = {"operation": operation, "after": looks - 6, "error": {"code": "InternalFailure"}}
    recorder.emulator.add_fault(fault)
    run = recorder()
    assert run.status == 0
    assert run.learnt.keys() == ASKED - MANY


class Miscounts(StandIn):
    """Sees too many mails."""

    def mails(self, address: str, kind: str) -> int | None:
        return 5


def test_an_answer_that_no_switch_has_is_told_and_not_learnt(recorder: Recorder) -> None:
    recorder.emulator.configure(resend_disabled=None)
    run = recorder(person=Miscounts(recorder.emulator))
    assert "resend_disabled" not in run.learnt
    assert "`resend_disabled`, new answer: no error, but 5 mails in place of 1" in run.answers
    assert "`associate_again_mails`, new answer: 5 mails" in run.answers


# Whose pool it is.


@pytest.fixture
def pool(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """What stands for AWS."""
    recorder.emulator.seed(DEFAULT_REGION, DEFAULT_ACCESS_KEY, stacks=["record"])
    with serve(recorder.emulator) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", DEFAULT_ACCESS_KEY)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any-long-string")
        monkeypatch.setattr("signal.signal", lambda *_handler: None)
        monkeypatch.setattr("sys.stdin", io.StringIO())
        yield recorder.emulator


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


def real(recorder: Recorder, *arguments: str) -> Run:
    """A run as against AWS, without patience for what does not show."""
    given = {
        "--region": DEFAULT_REGION,
        "--stack": "record",
        "--mail": "me+{}@example.com",
        "--patience": "0",
        "--output": str(recorder.directory),
    }
    options = [part for option in given.items() for part in option]
    return recorder.run(record.main([*options, *arguments]))


def test_without_a_terminal_it_does_nothing(
    recorder: Recorder, pool: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{DEFAULT_REGION}\n"))
    assert real(recorder).status == 2
    assert not pool.calls


@pytest.mark.parametrize("typed", ["", "eu-west-1\n"])
def test_another_region_typed_does_nothing(
    recorder: Recorder, pool: Emulator, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    assert real(recorder).status == 2
    assert not pool.calls


def test_a_person_at_the_terminal_answers(
    recorder: Recorder, pool: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.configure(resend_disabled=None)
    # Agrees, has seen one invitation, sets no password, and cannot tell of the assignments.
    monkeypatch.setattr("sys.stdin", Terminal(f"{DEFAULT_REGION}\nnone\n1\n\n\n"))
    run = real(recorder)
    assert run.status == 0
    assert run.learnt == run.told()
    assert run.learnt["resend_disabled"] is None
    assert {"resend_confirmed", "associate_again_mails"}.isdisjoint(run.learnt)
    assert run.is_clean


def test_nobody_to_ask_leaves_open_what_only_mails_tell(recorder: Recorder, pool: Emulator) -> None:
    pool.configure(resend_absent=None)
    run = real(recorder, "--yes")
    assert run.status == 0
    assert run.learnt == run.told()
    lent = {"resend_absent", "resend_confirmed", "associate_again_mails"}
    assert run.learnt.keys() == ASKED - MANY - lent - {"domain_joined", "partly_denied"}
    assert "| `partly_denied` | --denied-stack was not given |" in run.answers
    assert run.is_clean


def test_a_pool_with_a_user_is_refused_before_any_write(recorder: Recorder, pool: Emulator) -> None:
    pool.seed(DEFAULT_REGION, DEFAULT_ACCESS_KEY, users=[{"user_name": "ada@example.com"}])
    pool.configure(empty_pages=1)
    run = real(recorder, "--yes")
    assert run.status == 2
    assert pool.counts().keys() == {"DescribeUsers"}
    assert not run.answers


def test_a_pool_that_cannot_be_read_is_left_alone(recorder: Recorder, pool: Emulator) -> None:
    pool.add_fault({"operation": "DescribeUsers", "error": DENIED, "times": None})
    assert real(recorder, "--yes").status == 1
    assert pool.counts() == {"DescribeUsers": 1}


@pytest.mark.parametrize("mail", ["me@example.com", "me+{}", "{}+{}@example.com"])
def test_a_pattern_that_would_mail_others_is_refused(
    recorder: Recorder, pool: Emulator, mail: str
) -> None:
    with pytest.raises(SystemExit):
        real(recorder, "--yes", "--mail", mail)
    assert not pool.calls


def test_the_policy_of_the_readme_allows_what_is_called_and_no_more(recorder: Recorder) -> None:
    readme = Path(record.__file__).with_name("README.md").read_text("utf-8")
    policy = json.loads(readme.split("```json")[1].split("```")[0])
    actions = [action for each in policy["Statement"] for action in each["Action"]]
    recorder()
    assert sorted(actions) == sorted(f"appstream:{name}" for name in recorder.emulator.counts())
