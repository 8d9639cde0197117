# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The answers that AWX takes for the surveys of the example (W5)."""

from __future__ import annotations

from typing import Any

import pytest
from awx_example import SURVEYS
from controller_answers import needed, refused
from controller_runs import Runs

pytestmark = pytest.mark.xdist_group("controller")

NAMES = {"user_pool_user_names": "ada@example.com"}
CLOSED = [
    pytest.param(survey, question, id=f"{survey}-{question['variable']}")
    for survey, asked in SURVEYS.items()
    for question in asked["spec"]
    if question["type"] in ("integer", "multiplechoice")
]


@pytest.mark.parametrize(("survey", "question"), CLOSED)
def test_w5_awx_refuses_an_empty_choice_or_number(survey: str, question: dict[str, Any]) -> None:
    """Such a question has a default, which AWX sends if the question is not answered at all."""
    spec = SURVEYS[survey]["spec"]
    assert refused(spec, needed(spec)) == {}
    errors = refused(spec, {**needed(spec), question["variable"]: ""})["variables_needed_to_start"]
    assert [question["variable"] in error for error in errors] == [True]
    assert question["default"] not in ("", None)


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("AppStream: sync users (check)", {"user_pool_on_name_change": "recreate"}),
        ("AppStream: offboard users", {**NAMES, "user_pool_offboard_action": "delete"}),
        ("AppStream: offboard, then review", {**NAMES, "user_pool_offboard_action": "delete"}),
    ],
)
def test_w5_awx_takes_the_answers_that_delete(
    runs: Runs, name: str, answers: dict[str, str]
) -> None:
    assert runs.launch(name, answers, "operators")[0] == 201


@pytest.mark.parametrize("name", ["AppStream: sync users (check)", "AppStream: resend invitations"])
def test_w5_awx_refuses_a_variable_that_the_survey_does_not_ask_for(runs: Runs, name: str) -> None:
    """So the guards of the inventory cannot be lifted by a launch."""
    status, errors = runs.launch(name, {"user_pool_keep_users": ""}, "operators")
    assert (status, list(errors)) == (400, ["extra_vars"])
