# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The questions of the surveys, and the options that they ask for."""

from __future__ import annotations

from typing import Any

import pytest
from awx_example import POOLS, SPECS, SURVEYS

QUESTIONS = [
    pytest.param(survey, question, id=f"{survey}-{question['variable']}")
    for survey, asked in SURVEYS.items()
    for question in asked["spec"]
]


@pytest.mark.parametrize(("survey", "question"), QUESTIONS)
def test_a_question_asks_for_an_option(survey: str, question: dict[str, Any]) -> None:
    option = SPECS[survey]["options"][question["variable"]]
    # An answer would apply to all pools, whatever the inventory says.
    assert question["variable"] not in {name for pool in POOLS.values() for name in pool}
    assert question["variable"] != "user_pool_profile"
    assert question["required"] or not option.get("required", False)
    assert question["type"] != "integer" or option["type"] in ("int", "str")
    if question["type"] in ("integer", "multiplechoice") and "default" in option:
        assert str(question["default"]).lower() == str(option["default"]).lower()
    if "choices" in option and "choices" in question:
        assert set(question["choices"]) <= set(option["choices"])
    assert question["question_description"]


@pytest.mark.parametrize(("survey", "question"), QUESTIONS)
def test_awx_takes_the_question(survey: str, question: dict[str, Any]) -> None:
    """Its API rejects other values, or returns them changed, so that each run would be a change."""
    kind, default = question["type"], question.get("default")
    assert set(question) <= {
        "variable",
        "question_name",
        "question_description",
        "type",
        "required",
        "choices",
        "default",
        "min",
        "max",
    }
    assert isinstance(question["required"], bool)
    if kind == "integer":
        assert default.__class__ is int
        assert question["min"] <= default <= question["max"]
    elif kind in ("multiplechoice", "multiselect"):
        assert all(isinstance(choice, str) and choice for choice in question["choices"])
        lines = str(default).split("\n")
        assert set(lines) <= set(question["choices"])
        assert len(lines) == 1 or kind == "multiselect"
    else:
        assert kind in ("text", "textarea")
        assert question["min"] < question["max"]
        assert default is None  # AWX would send it as an answer, and an empty one as an empty text


@pytest.mark.parametrize("survey", SURVEYS)
def test_a_survey_asks_for_what_is_required(survey: str) -> None:
    asked = {question["variable"] for question in SURVEYS[survey]["spec"]}
    required = {name for name, o in SPECS[survey]["options"].items() if o.get("required")}
    assert required - asked == {"user_pool_region"}
    assert len(asked) == len(SURVEYS[survey]["spec"])
    assert SURVEYS[survey]["name"]


@pytest.mark.parametrize("survey", SURVEYS)
def test_no_empty_answer_hides_whom_the_inventory_keeps(survey: str) -> None:
    """An answer is an extra variable, also if it is empty (D11)."""
    asked = {question["variable"] for question in SURVEYS[survey]["spec"]}
    assert asked.isdisjoint({"user_pool_keep_users", "user_pool_keep_users_missing"})
