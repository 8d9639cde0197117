# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All kinds of answers to the surveys.

They are made from the surveys themselves: a new question is tried without new code, unless its type
does not determine a valid answer (see expected.SAMPLES).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from awx_example import POOLS, SURVEYS
from expected import NAMED, REFUSED_NAME, SAMPLES, UNDECIDED

# The ways to answer a question for a number: its default as a number and as text, and its limits.
# The third is with the last of three choices, which removes, so it must be allowed to.
NUMBERS = ("default", "text", "max", "min")


@dataclass(frozen=True)
class Case:
    """One launch of a job template."""

    survey: str
    name: str
    answers: dict[str, Any]
    check: bool
    limit: str | None = "frankfurt"

    def __str__(self) -> str:
        return f"{self.survey}-{self.name}{'-check' if self.check else ''}"

    @property
    def pools(self) -> list[str]:
        return [self.limit] if self.limit else sorted(POOLS)


# ---- answers


def answer(survey: str, question: dict[str, Any], number: int, numbers: str) -> Any:
    """An answer to a question: the ``number``-th choice, or that one of its ``numbers``."""
    variable, kind = question["variable"], question["type"]
    if kind == "integer":
        return str(question["default"]) if numbers == "text" else question[numbers]
    if kind == "multiplechoice":
        return question["choices"][number % len(question["choices"])]
    if kind == "multiselect":
        choices: list[str] = question["choices"]
        return choices[number % len(choices) :]
    if variable == "user_pool_user_names":
        return NAMED[survey]
    return SAMPLES[variable]


def default(question: dict[str, Any]) -> Any:
    value = question["default"]
    return value.split("\n") if question["type"] == "multiselect" else value


def variety(question: dict[str, Any]) -> int:
    """The number of ways in which a question is answered."""
    return {"integer": len(NUMBERS)}.get(question["type"], len(question.get("choices", "1")))


def cases() -> Iterator[Case]:
    for survey, asked in SURVEYS.items():
        spec = asked["spec"]
        for number in range(max(map(variety, spec))):
            numbers = NUMBERS[number % len(NUMBERS)]
            answers = {q["variable"]: answer(survey, q, number, numbers) for q in spec}
            if answers.get("user_pool_purge_stacks") == "false":
                answers["user_pool_purge_stacks_scope"] = ""
            if answers.get("user_pool_offboard_action") in ("disable", "delete"):
                answers["user_pool_stack_names"] = ""
            if answers.get("user_pool_unlisted_users") == "keep":
                answers["user_pool_unlisted_users_scope"] = ""
            if answers.get("user_pool_unsupported_names") == "omit":
                answers["user_pool_roster"] += REFUSED_NAME
            if answers.get("user_pool_undecided") == "keep":
                answers["user_pool_review"] += UNDECIDED
            yield Case(survey, f"all-{number}", answers, False)
            if number == 0 or (survey == "sync" and number % 2 == 0):
                yield Case(survey, f"all-{number}", answers, True)
        required = {q["variable"]: answer(survey, q, 0, "default") for q in spec if q["required"]}
        # AWX sends empty text, and the default of other questions.
        optional = {
            q["variable"]: "" if q["type"].startswith("text") else default(q)
            for q in spec
            if not q["required"]
        }
        # All pools at once where each has something of its own.
        # A review is that of one pool.
        limit = {"sync": None, "review": None, "apply_review": "frankfurt"}.get(survey, "dublin")
        yield Case(survey, "required", required, False, limit)
        yield Case(survey, "empty", {**optional, **required}, True)


def wrong(question: dict[str, Any]) -> Any:
    """An answer that cannot be, or None if there is none."""
    kind = question["type"]
    if kind in ("integer", "multiplechoice"):
        return "no-such-answer"
    if kind == "multiselect":
        return ["no-such-answer"]
    missing = {
        "user_pool_roster": "rosters/no-such-file.csv",
        "user_pool_user_names": "no-such.csv",
        "user_pool_review": "no-such.xlsx",
    }
    return missing.get(question["variable"])


def wrong_cases() -> Iterator[Case]:
    for survey, asked in SURVEYS.items():
        spec = {question["variable"]: question for question in asked["spec"]}
        answers = {name: wrong(q) for name, q in spec.items() if wrong(q) is not None}
        needed = {n: answer(survey, q, 0, "default") for n, q in spec.items() if q["required"]}
        yield Case(survey, "wrong", {**needed, **answers}, False)


def wrong_names(case: Case) -> list[str]:
    """The questions with such an answer."""
    questions = {question["variable"]: question for question in SURVEYS[case.survey]["spec"]}
    return [name for name, value in case.answers.items() if value == wrong(questions[name])]


CASES = list(cases())
WRONG = list(wrong_cases())
