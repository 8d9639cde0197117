# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks of the pool and of the mail pattern before the first write."""

from __future__ import annotations

import io

import probe
import pytest
from appstream_emulator import DEFAULT_ACCESS_KEY, DEFAULT_REGION, Emulator
from runs import ASKED, DENIED, MANY, ProbeRunner, Run, arguments

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import validate_user_name


class Terminal(io.StringIO):
    """A terminal with typed input."""

    def isatty(self) -> bool:
        return True


def real(probe_runner: ProbeRunner, *more: str) -> Run:
    """A run as against AWS."""
    return probe_runner.run(probe.main([*arguments(probe_runner), *more]))


def test_without_a_terminal_it_does_nothing(
    probe_runner: ProbeRunner, pool: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{DEFAULT_REGION}\n"))
    assert real(probe_runner).status == 2
    assert not pool.calls


@pytest.mark.parametrize("typed", ["", "eu-west-1\n"])
def test_another_region_typed_does_nothing(
    probe_runner: ProbeRunner, pool: Emulator, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    assert real(probe_runner).status == 2
    assert not pool.calls


def test_a_person_at_the_terminal_answers(
    probe_runner: ProbeRunner, pool: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.configure(resend_disabled=None)
    # Agrees, saw one invitation, sets no password, and cannot count the assignment mails.
    monkeypatch.setattr("sys.stdin", Terminal(f"{DEFAULT_REGION}\nnone\n1\n\n\n"))
    run = real(probe_runner)
    assert run.status == 0
    assert run.learned == run.actual()
    assert run.learned["resend_disabled"] is None
    assert {"resend_confirmed", "associate_again_mails"}.isdisjoint(run.learned)
    assert run.is_clean


def test_without_a_person_questions_about_mails_stay_open(
    probe_runner: ProbeRunner, pool: Emulator
) -> None:
    pool.configure(resend_absent=None)
    run = real(probe_runner, "--yes")
    assert run.status == 0
    assert run.learned == run.actual()
    lent = {"resend_absent", "resend_confirmed", "associate_again_mails"}
    assert run.learned.keys() == ASKED - MANY - lent - {"domain_joined", "partly_denied"}
    assert "| `partly_denied` | --denied-stack was not given |" in run.answers
    assert run.is_clean


def test_a_pool_with_a_user_is_refused_before_any_write(
    probe_runner: ProbeRunner, pool: Emulator
) -> None:
    pool.seed(DEFAULT_REGION, DEFAULT_ACCESS_KEY, users=[{"user_name": "ada@example.com"}])
    pool.configure(empty_pages=1)
    run = real(probe_runner, "--yes")
    assert run.status == 2
    assert pool.counts().keys() == {"DescribeUsers"}
    assert not run.answers


def test_a_pool_that_cannot_be_read_is_left_alone(
    probe_runner: ProbeRunner, pool: Emulator
) -> None:
    pool.add_fault({"operation": "DescribeUsers", "error": DENIED, "times": None})
    assert real(probe_runner, "--yes").status == 1
    assert pool.counts() == {"DescribeUsers": 1}


@pytest.mark.parametrize("fault", ["vanish", "appear"])
def test_a_user_in_one_of_two_readings_counts(
    probe_runner: ProbeRunner, pool: Emulator, fault: str
) -> None:
    ada = "ada@example.com"
    if fault == "vanish":
        pool.seed(DEFAULT_REGION, DEFAULT_ACCESS_KEY, users=[{"user_name": ada}])
        pool.configure(lag_reads=1)
        pool.add_fault({"operation": "DescribeUsers", "user": ada, "vanish": True})
    else:
        appears = {"operation": "DescribeUsers", "after": 1, "appear": {"user_name": ada}}
        pool.add_fault(appears)
    assert real(probe_runner, "--yes").status == 2
    assert pool.counts() == {"DescribeUsers": 2}


@pytest.mark.parametrize(
    "mail",
    [
        "me@example.com",
        "me+{}",
        "{}+{}@example.com",
        "me@{}.com",
        "me+{}@{}.com",
        "me@x.com+{}@example.com",
        "@{}",
        "{}@",
        "me+{}@",
        "me+{}@example",
        "me+{}@.com",
        "a b{}@x.com",
        "a,b{}@x.com",
        "Me <me+{}@example.com>",
        "me+{}@example.com\n",
        f"{'m' * 90}+{{}}@example.com",
    ],
)
def test_a_pattern_that_would_mail_others_is_refused(
    probe_runner: ProbeRunner, pool: Emulator, mail: str
) -> None:
    with pytest.raises(SystemExit):
        real(probe_runner, "--yes", "--mail", mail)
    assert not pool.calls


@pytest.mark.parametrize(
    "mail",
    ["{}@example.com", "me+{}@mail.example.com", "me.{}.too@ex-ample.com", "m\u00e9{}@ex.com"],
)
def test_a_pattern_is_taken_that_makes_user_names(probe_runner: ProbeRunner, mail: str) -> None:
    options = probe.parsed([*arguments(probe_runner), "--mail", mail])
    assert not validate_user_name(options.mail.replace("{}", "abc123-associate-disabled"))


@pytest.mark.parametrize(
    "option", ["--many=-1", "--settle-timeout=-1", "--settle-timeout=nan", "--settle-timeout=inf"]
)
@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_numbers_below_zero_are_refused(
    probe_runner: ProbeRunner, option: str, dry: list[str]
) -> None:
    with pytest.raises(SystemExit):
        probe.parsed([*arguments(probe_runner), *dry, option])


def test_a_dry_run_takes_nothing_from_the_environment(
    probe_runner: ProbeRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = "http://127.0.0.1:9"
    outside = {
        "AWS_CA_BUNDLE": "/nowhere",
        "AWS_ENDPOINT_URL": nowhere,
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        "AWS_PROFILE": "work",
        "AWS_USE_DUALSTACK_ENDPOINT": "true",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "HTTP_PROXY": nowhere,
        "http_proxy": nowhere,
    }
    for name, value in outside.items():
        monkeypatch.setenv(name, value)
    assert probe_runner().learned.keys() == ASKED - MANY
