# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The probe leaves nothing behind after errors and signals, or names what is left."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
from typing import Any

import probe
import pytest
from appstream_emulator import Emulator
from clean import clean
from lab import Lab
from people import StandIn
from runs import ASKED, DENIED, MANY, ProbeRunner, arguments


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
    probe_runner: ProbeRunner, fault: dict[str, Any]
) -> None:
    probe_runner.emulator.configure(associations_of_deleted="hidden")
    probe_runner.emulator.add_fault(fault)
    run = probe_runner()
    assert next(rule["hits"] for rule in run.emulator.faults if "error" in rule or "drop" in rule)
    assert run.status == 0
    assert run.learned == run.actual()
    assert len(run.learned) >= len(ASKED - MANY) - 2
    assert run.is_clean


def lines_left(capsys: pytest.CaptureFixture[str]) -> set[str]:
    """The lines that name what is left behind."""
    return {line for line in capsys.readouterr().err.splitlines() if line.startswith("LEFT")}


class Leaves(StandIn):
    """Presses Ctrl-C in place of an answer."""

    def sets_password(self, address: str) -> bool:
        raise KeyboardInterrupt


def test_ctrl_c_ends_with_what_was_learned_and_a_clean_pool(probe_runner: ProbeRunner) -> None:
    run = probe_runner(person=Leaves(probe_runner.emulator))
    assert run.status == 130
    assert run.learned == run.actual()
    assert "resend_disabled" in run.learned
    assert "resend_confirmed" not in run.learned
    assert "| `partly_denied` | stopped before |" in run.answers
    assert run.is_clean


def test_what_cannot_be_deleted_is_named(
    probe_runner: ProbeRunner, capsys: pytest.CaptureFixture[str]
) -> None:
    denied = {"operation": "DeleteUser", "error": DENIED, "times": None}
    probe_runner.emulator.add_fault(denied)
    run = probe_runner()
    assert run.status == 1
    left = set(run.emulator.pool().users)
    assert left
    assert lines_left(capsys) == {f"LEFT in the pool: {user}" for user in left}


def test_the_last_look_at_the_pool_is_repeated(probe_runner: ProbeRunner) -> None:
    probe_runner()
    operation = "DescribeUserStackAssociations"
    looks = probe_runner.emulator.counts()[operation]
    probe_runner.emulator.reset()
    # One look reads three stacks, and what it finds is read once more.
    fault = {"operation": operation, "after": looks - 6, "error": {"code": "InternalFailure"}}
    probe_runner.emulator.add_fault(fault)
    run = probe_runner()
    assert run.status == 0
    assert run.learned.keys() == ASKED - MANY


REFUSALS: list[dict[str, Any]] = [
    *(
        {"error": {"code": code}}
        for code in (
            "AccessDeniedException",
            "ExpiredTokenException",
            "InternalFailure",
            "OperationNotPermittedException",
            "ThrottlingException",
        )
    ),
    *({"item_error": {"code": code}} for code in ("INTERNAL_ERROR", "USER_NAME_NOT_FOUND")),
]


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("times", [9, None])
def test_a_user_is_off_a_stack_only_when_taken_off(
    probe_runner: ProbeRunner,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    refusal: dict[str, Any],
    times: int | None,
) -> None:
    """Otherwise the association would stay, unlisted, for the next user of that name."""
    operation = {"operation": "BatchDisassociateUserStack", "times": times}

    def clean_after_a_fault(lab: Lab) -> list[str]:
        probe_runner.emulator.add_fault(operation | refusal)
        return clean(lab)

    monkeypatch.setattr(probe, "clean", clean_after_a_fault)
    probe_runner.emulator.configure(associations_of_deleted="hidden")
    run = probe_runner("--settle-timeout", "9")
    assert run.learned.keys() == ASKED - MANY
    pairs = run.emulator.pool().associations
    assert run.is_clean == (times is not None)
    assert run.status == (0 if run.is_clean else 1)
    assert lines_left(capsys) == {
        f"LEFT in the pool: {user} on stack {stack}, perhaps: no list shows it"
        for user, stack in pairs
    }


def test_somebody_elses_user_stays(
    probe_runner: ProbeRunner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _bytes: "abc123")
    theirs = "probe+abc123-keys@example.com"
    probe_runner.emulator.add_fault({"operation": "CreateUser", "appear": {"user_name": theirs}})
    run = probe_runner()
    assert run.status == 0
    assert [*run.emulator.pool().users] == [theirs]
    assert run.learned.keys() == ASKED - MANY - {"user_leaves_out"}
    assert not lines_left(capsys)


def test_a_user_of_ours_who_comes_back_is_removed(
    probe_runner: ProbeRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Created again after the delete, although the answer is an error."""
    monkeypatch.setattr("secrets.token_hex", lambda _bytes: "abc123")
    exists = {"code": "ResourceAlreadyExistsException", "after_effect": True}
    rule = {"operation": "CreateUser", "user": "probe+abc123-fate@example.com", "after": 1}
    probe_runner.emulator.add_fault(rule | {"error": exists})
    run = probe_runner()
    assert "associations_of_deleted" not in run.learned
    assert run.status == 0
    assert run.is_clean


def test_a_user_whom_resend_makes_is_removed(
    probe_runner: ProbeRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _bytes: "abc123")
    user = "probe+abc123-absent@example.com"
    rule = {"operation": "CreateUser", "user": user, "appear": {"user_name": user}}
    probe_runner.emulator.add_fault(rule)
    run = probe_runner()
    assert "`resend_absent`, new answer: the user was made" in run.answers
    assert run.status == 0
    assert run.is_clean


@pytest.mark.parametrize(("signaled", "status"), [(SystemExit(143), 0), (KeyboardInterrupt(), 1)])
def test_only_ctrl_c_interrupts_the_cleanup(
    probe_runner: ProbeRunner,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    signaled: BaseException,
    status: int,
) -> None:
    times = [signaled, signaled]

    def interrupted(lab: Lab) -> list[str]:
        if times:
            raise times.pop()
        return clean(lab)

    monkeypatch.setattr(probe, "clean", interrupted)
    run = probe_runner()
    assert run.status == status
    assert run.is_clean == (status == 0)
    users = {f"LEFT in the pool: {user}" for user in run.emulator.pool().users}
    assert {line for line in lines_left(capsys) if "stack" not in line} == users


class Gone(io.StringIO):
    """A pipe that is closed after a number of lines."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.lines = lines

    def write(self, text: str) -> int:
        if self.lines <= 0:
            raise BrokenPipeError(32, "Broken pipe")
        self.lines -= text.count("\n")
        return super().write(text)


@pytest.mark.parametrize("gone", [["stdout"], ["stderr"], ["stdout", "stderr"]])
def test_it_cleans_up_even_if_nobody_reads_what_it_says(
    probe_runner: ProbeRunner, monkeypatch: pytest.MonkeyPatch, gone: list[str]
) -> None:
    for stream in gone:
        monkeypatch.setattr(sys, stream, Gone(9 if stream == "stdout" else 0))
    run = probe_runner()
    assert run.status == (130 if "stdout" in gone else 0)
    assert run.learned
    assert run.learned == run.actual()
    assert run.is_clean


def test_ctrl_c_that_takes_the_reader_along_names_what_is_left(
    probe_runner: ProbeRunner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As with "| tee log"."""

    stdout = Gone(99)

    class Both(Leaves):
        def sets_password(self, address: str) -> bool:
            stdout.lines = 0
            return super().sets_password(address)

    monkeypatch.setattr(sys, "stdout", stdout)
    probe_runner.emulator.add_fault({"operation": "DeleteUser", "error": DENIED, "times": None})
    run = probe_runner(person=Both(probe_runner.emulator))
    assert run.status == 130
    assert lines_left(capsys) == {f"LEFT in the pool: {user}" for user in run.emulator.pool().users}
    assert "resend_disabled" in run.learned


@pytest.mark.parametrize(
    ("before", "signals", "status"),
    [
        ([], [signal.SIGTERM], 143),
        ([], [signal.SIGHUP], 129),
        (["nohup"], [signal.SIGHUP, signal.SIGTERM], 143),
    ],
)
def test_a_signal_ends_it_with_a_clean_pool(
    probe_runner: ProbeRunner,
    pool: Emulator,
    before: list[str],
    signals: list[signal.Signals],
    status: int,
) -> None:
    """Also a signal that comes twice, as from a closed terminal or from make."""
    again: dict[str, Any] = {"error": {"code": "ThrottlingException"}}
    # The first signal arrives during the first of these calls, the second during the other.
    pool.add_fault({"operation": "DisableUser", "times": None} | again)
    pool.add_fault({"operation": "DeleteUser"} | again)
    command = [*before, sys.executable, probe.__file__, *arguments(probe_runner), "--yes"]
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, text=True, **pipes) as process:
        assert process.stdout
        assert process.stderr
        for stream, line in (process.stdout, "enable_enabled"), (process.stderr, "Cleaning up"):
            assert any(each.startswith(line) for each in stream)
            for number in signals:
                process.send_signal(number)
        assert process.wait() == status
    assert pool.counts()["DeleteUser"] > 1
    run = probe_runner.run(status)
    assert "enable_enabled" in run.learned
    assert "disable_disabled" not in run.learned
    assert run.is_clean
