# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The probe on the emulator: it learns the settings of the emulator."""

from __future__ import annotations

import fnmatch
import itertools
import json
from pathlib import Path
from typing import Any

import probe
import pytest
from appstream_emulator._settings import SETTINGS
from lab import Lab
from people import StandIn
from questions import NOT_ASKED, QUESTIONS
from runs import ASKED, MANY, ProbeRunner


def test_every_setting_is_asked_or_has_a_reason() -> None:
    assert len(ASKED) == len(QUESTIONS)
    assert ASKED.isdisjoint(NOT_ASKED)
    assert SETTINGS.keys() <= ASKED | NOT_ASKED.keys()
    assert all(NOT_ASKED.values())


@pytest.mark.parametrize(
    ("way", "unasked"), [("one_way", set()), ("other_way", {"associate_again_mails"})]
)
def test_it_learns_how_the_emulator_is_set(
    probe_runner: ProbeRunner, way: str, unasked: set[str]
) -> None:
    probe_runner.emulator.configure(switches=way)
    run = probe_runner()
    assert run.status == 0
    assert run.learned == run.actual()
    assert run.learned.keys() == ASKED - MANY - unasked
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
        # Disassociating an unassociated user may return any error.
        {"user_leaves_out": ["Enabled"], "disassociate_unassociated": "AnyException"},
        {"disable_disabled", "resend_disabled", "associate_disabled"},
    ),
]


@pytest.mark.parametrize(("settings", "unasked"), SET_OTHERWISE)
def test_it_learns_each_further_value(
    probe_runner: ProbeRunner, settings: dict[str, Any], unasked: set[str]
) -> None:
    probe_runner.emulator.configure(**settings)
    run = probe_runner()
    assert run.status == 0
    assert run.learned == run.actual()
    learned = settings.keys() - unasked
    assert {k: run.learned.get(k) for k in learned} == {k: settings[k] for k in learned}
    assert run.learned.keys() == ASKED - MANY - unasked
    assert run.is_clean


LAGS: list[dict[str, float]] = [{"lag_reads": 3}, {"lag_seconds": 7.0}, {"empty_pages": 2}]
WAYS = ["one_way", "other_way"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Lists that lag by reads do so with the switches one way, and those that lag by time with
    the switches the other way; with ``--cold``, each with both."""
    if "lag" in metafunc.fixturenames:
        cold = metafunc.config.getoption("--cold", default=False)
        rows = [*itertools.product(LAGS, WAYS)]
        metafunc.parametrize(("lag", "way"), rows if cold else rows[::3] + rows[4:])


def test_lists_that_lag_teach_the_same(
    probe_runner: ProbeRunner, way: str, lag: dict[str, float]
) -> None:
    probe_runner.emulator.configure(switches=way, **lag)
    run = probe_runner()
    assert run.learned == run.actual()
    assert run.learned.keys() >= ASKED - MANY - {"associate_again_mails"}
    assert run.is_clean


def test_transient_errors_are_not_learned(probe_runner: ProbeRunner) -> None:
    """Stacks that do not know a new user yet, internal errors, throttling."""
    probe_runner.emulator.add_fault({"operation": "*", "rate": 0.5})
    for after, code in (0, "USER_NAME_NOT_FOUND"), (7, "INTERNAL_ERROR"):
        error = {"item_error": {"code": code}, "after": after, "times": 2}
        probe_runner.emulator.add_fault({"operation": "BatchAssociateUserStack", **error})
    run = probe_runner()
    assert run.learned == run.actual()
    assert run.learned.keys() == ASKED - MANY
    assert all(rule["hits"] for rule in run.emulator.faults[:3])
    assert run.is_clean


def test_throttling_is_waited_out_by_whatever_name(probe_runner: ProbeRunner) -> None:
    for error in {"code": "TooManyRequestsException"}, {"code": "Odd", "status": 429}:
        probe_runner.emulator.add_fault({"operation": "EnableUser", "error": error, "times": 3})
    run = probe_runner()
    assert run.learned["enable_enabled"] == run.actual()["enable_enabled"]
    assert "- 6 of them were throttled" in run.answers


def test_a_list_that_now_and_then_shows_nobody_changes_no_answer(
    probe_runner: ProbeRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    users, readings = Lab.users, itertools.count()

    def stale(lab: Lab) -> dict[str, dict[str, Any]]:
        return users(lab) if next(readings) % 2 else {}

    monkeypatch.setattr(Lab, "users", stale)
    probe_runner.emulator.configure(user_quota=27)
    run = probe_runner("--many", "20")
    assert run.status == 0
    assert run.learned == run.actual()
    assert run.learned.keys() == ASKED - MANY | {"user_quota"}
    assert run.is_clean


def test_page_sizes_and_the_quota(probe_runner: ProbeRunner) -> None:
    probe_runner.emulator.configure(
        page_size=9, association_default_results=4, association_page_size=7, user_quota=27
    )
    run = probe_runner("--many", "20")
    assert {name: run.learned[name] for name in MANY} == {name: run.actual()[name] for name in MANY}
    assert run.is_clean


def test_too_few_users_say_nothing_of_pages_and_quota(probe_runner: ProbeRunner) -> None:
    run = probe_runner("--many", "3")
    assert MANY.isdisjoint(run.learned)
    assert "more users would show it" in run.answers
    assert run.is_clean


def test_it_makes_and_mails_no_more_than_it_warns_of_and_nobody_else(
    probe_runner: ProbeRunner,
) -> None:
    probe_runner.emulator.configure(resend_absent=None, resend_confirmed=None, resend_disabled=None)
    run = probe_runner()
    calls = [each for each in run.emulator.calls if each["operation"] == "CreateUser"]
    made = {call["params"]["UserName"] for call in calls}
    mailed = [mail["user_name"] for mail in run.emulator.mails]
    assert len(made) <= probe.USERS
    assert 0 < len(mailed) <= probe.MAILS
    assert fnmatch.filter(made | set(mailed), "probe+*@example.com") == [*(made | set(mailed))]


def test_neither_account_nor_caller_nor_address_is_in_the_files(probe_runner: ProbeRunner) -> None:
    run = probe_runner()
    (account,) = {call["account"] for call in run.emulator.calls}
    for text in (run.answers, json.dumps(run.learned)):
        assert account not in text
        assert "user/emulated" not in text
        assert "@example.com" not in text
    assert ":&lt;account&gt;:stack/denied because" in run.answers


class Miscounts(StandIn):
    """Counts too many mails."""

    def mails(self, address: str, kind: str) -> int | None:
        return 5


def test_an_answer_outside_the_values_of_a_switch_is_reported_and_not_learned(
    probe_runner: ProbeRunner,
) -> None:
    probe_runner.emulator.configure(resend_disabled=None)
    run = probe_runner(person=Miscounts(probe_runner.emulator))
    assert "resend_disabled" not in run.learned
    assert "`resend_disabled`, new answer: no error, but 5 mails in place of 1" in run.answers
    assert "`associate_again_mails`, new answer: 5 mails" in run.answers


def test_the_policy_of_the_readme_allows_what_is_called_and_no_more(
    probe_runner: ProbeRunner,
) -> None:
    readme = Path(probe.__file__).with_name("README.md").read_text("utf-8")
    policy = json.loads(readme.split("```json")[1].split("```")[0])
    actions = [action for each in policy["Statement"] for action in each["Action"]]
    probe_runner()
    assert sorted(actions) == sorted(f"appstream:{name}" for name in probe_runner.emulator.counts())
