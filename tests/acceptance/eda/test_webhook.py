# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rulebooks as they are shipped launch jobs at the stand-in of AWX."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from awx_behind import Awx
from controller_stand_in import PREFIX, serve
from rulebooks import RULEBOOKS, TIMEOUT, Rulebook, wait_for

pytestmark = pytest.mark.usefixtures("ansible_rulebook")

LEAVER = {"action": "offboard", "user_name": "ada.lovelace@example.com"}
JOINER = {**LEAVER, "action": "join", "pool": "dublin", "stack_names": ["design", "office"]}
NO_ADDRESSES = (
    "",
    "ada.lovelace",
    "users.csv",
    "/etc/people@example.csv",
    "a@example.com\nb@example.com",
    "a@example.com,b@example.com",
    "{{ lookup('pipe', 'id') }}@example.com",
    "['ada.lovelace@example.com']",
    "a" * 120 + "@example.com",
    ["ada.lovelace@example.com"],
    {"user_name": "ada.lovelace@example.com"},
    None,
    5,
)


@dataclass
class Events:
    """A rulebook that runs, and the AWX that it launches jobs in."""

    rulebook: Rulebook
    awx: Awx

    def post_all(self, events: list[Any]) -> None:
        """As fast as the webhook takes them."""
        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(self.rulebook.post, events)) == {200}

    def users(self) -> list[str]:
        """Those of all offboarding jobs, each as often as it is named."""
        texts = [answers["user_pool_user_names"] for answers in self.awx.answers()]
        return [name for text in texts for name in text.split("\n")[1:]]

    def rows(self) -> list[dict[str, Any]]:
        """The rosters of all jobs, in the order of users."""
        texts = [answers["user_pool_roster"] for answers in self.awx.answers()]
        rows: list[dict[str, Any]] = [row for text in texts for row in yaml.safe_load(text)]
        return sorted(rows, key=lambda row: str(row["user_name"]))


@pytest.fixture
def events(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Events]:
    """Parameter: the name of the rulebook."""
    awx = Awx()
    variables = {"removal_limit": 200, "pools": ["dublin"]}
    with serve(awx.controller) as url:
        path = RULEBOOKS / f"{request.param}.yml"
        rulebook = Rulebook(path, tmp_path, variables, awx.environment(url))
        with rulebook.running():
            yield Events(rulebook, awx)


@pytest.mark.parametrize("events", ["offboard"], indirect=True)
def test_t1_t2_t3_t4_t6_offboard(events: Events) -> None:
    rulebook = events.rulebook
    # only with the token
    assert [rulebook.post(LEAVER, token) for token in ("another", "", None)] == [401] * 3
    assert rulebook.post(b"{") == 400
    # what is not understood is printed, and nothing else becomes of it
    unknown = [{**LEAVER, "user_name": name} for name in NO_ADDRESSES]
    unknown += [{**LEAVER, "action": action} for action in ("Offboard", "join", None, ["offboard"])]
    unknown += [
        {"": 1},
        {"action": float("nan")},
        {"action": "offboard"},
        {"user_name": "ada.lovelace@example.com"},
        [LEAVER],
        "",
        5,
    ]
    events.post_all(unknown)
    wait_for(lambda: len(rulebook.refused()) == len(unknown))
    # a burst, in which somebody is reported twice
    leavers = [f"user.{number}@example.com" for number in range(199)]
    more = {
        "user_pool_removal_limit": 1000,
        "user_pool_offboard_action": "delete",
        "meta": {"hosts": "all", "limit": "all"},
        "limit": "all",
    }
    events.post_all([{**LEAVER, **more, "user_name": name} for name in [*leavers, leavers[0]]])
    wait_for(lambda: len(events.users()) == 200)
    # and later one alone, while AWX cannot be reached
    events.awx.controller.reachable = False
    assert rulebook.post({**LEAVER, "user_name": "o'brien.josé@example.com"}) == 200
    wait_for(lambda: f"{PREFIX}unified_job_templates/" in events.awx.controller.unanswered)
    events.awx.controller.reachable = True
    wait_for(lambda: len(events.users()) == 201)
    assert sorted(events.users()) == sorted([*leavers, leavers[0], "o'brien.josé@example.com"])
    jobs = events.awx.launched()
    assert 3 <= len(jobs) <= 5
    for job, answers in zip(jobs, events.awx.answers(), strict=True):
        assert job["name"] == "AppStream: offboard users"
        assert job["limit"] == "appstream_pools"
        assert answers["user_pool_removal_limit"] == 200
        assert answers["user_pool_offboard_action"] == "disable"
    assert len(rulebook.refused()) == len(unknown)
    assert all("'refused': '" in line for line in rulebook.refused())  # the reason


@pytest.mark.parametrize("events", ["join"], indirect=True)
def test_t1_t2_t3_t4_join(events: Events) -> None:
    rulebook = events.rulebook
    assert rulebook.post(JOINER, "another") == 401
    unknown: list[Any] = [{**JOINER, "user_name": name} for name in NO_ADDRESSES]
    unknown += [{**JOINER, key: "{{ 1 }}"} for key in ("first_name", "last_name", "stack_names")]
    unknown += [{**JOINER, "stack_names": stacks} for stacks in ("", [], [5], None, "{% x %}")]
    unknown += [{**JOINER, "first_name": name} for name in (None, ["Ada"], {"a": "b"}, 'A"')]
    unknown += [{**JOINER, key: True} for key in ("enabled", "disabled", "access_until")]
    unknown += [{**JOINER, "pool": pool} for pool in ("virginia", "all", None, ["dublin"])]
    unknown += [{key: JOINER[key] for key in JOINER if key != left} for left in JOINER]
    events.post_all(unknown)
    wait_for(lambda: len(rulebook.refused()) == len(unknown))
    joiners = [{**JOINER, "user_name": f"user.{number:03}@example.com"} for number in range(199)]
    # the same user again, with a stack and a name
    again = {
        **joiners[0],
        "stack_names": "engineering",
        "first_name": "José",
        "last_name": "O'Neil",
    }
    more = {"user_pool_unlisted_users": "delete", "user_pool_mail_limit": 100000, "limit": "all"}
    events.post_all([{**event, **more} for event in [*joiners, again]])
    wait_for(lambda: len(events.rows()) >= 199)
    time.sleep(1)  # nothing follows
    rows = events.rows()
    stacks = {(row["user_name"], stack) for row in rows for stack in row["stack_names"].split(";")}
    expected = {(event["user_name"], stack) for event in joiners for stack in ("design", "office")}
    assert stacks == {*expected, (again["user_name"], "engineering")}
    names = {row["first_name"] for row in rows if row["user_name"] == again["user_name"]}
    assert "José" in names  # of the second event, also if both are in one job
    jobs = events.awx.launched()
    assert 1 <= len(jobs) <= 4
    for job, answers in zip(jobs, events.awx.answers(), strict=True):
        assert (job["name"], job["limit"]) == ("AppStream: sync users", "dublin")
        assert answers["user_pool_unlisted_users"] == "keep"
        assert answers["user_pool_mail_limit"] == 100
    assert len(rulebook.refused()) == len(unknown)
    assert all("'refused': '" in line for line in rulebook.refused())  # the reason


@pytest.mark.parametrize("token", [None, " "])
def test_t1_without_a_token_nothing_starts(tmp_path: Path, token: str | None) -> None:
    awx = Awx()
    with serve(awx.controller) as url:
        path = RULEBOOKS / "offboard.yml"
        rulebook = Rulebook(path, tmp_path, {}, awx.environment(url), token)
        assert rulebook.start().wait(TIMEOUT) != 0
    reason = "WEBHOOK_TOKEN" if token is None else "the webhook has no token"
    assert reason in rulebook.log.read_text("utf-8")


@pytest.mark.parametrize(
    ("variables", "error"),
    [
        pytest.param({"removal_limit": 2000}, "Error connecting to controller: 400", id="400"),
        pytest.param({"job_template": "AppStream: another"}, "does not exist", id="no template"),
    ],
)
def test_t6_a_launch_that_awx_refuses_is_an_error_in_the_log(
    tmp_path: Path, variables: dict[str, Any], error: str
) -> None:
    awx = Awx()
    with serve(awx.controller) as url:
        path = RULEBOOKS / "offboard.yml"
        rulebook = Rulebook(path, tmp_path, variables, awx.environment(url))
        with rulebook.running() as process:
            assert rulebook.post(LEAVER) == 200
            wait_for(lambda: error in rulebook.log.read_text("utf-8"), process)
            time.sleep(1)  # nothing follows
            assert process.poll() is None
    assert awx.launched() == []
