# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every survey with all kinds of answers, and its playbook run with them as AWX runs it.

The answers are made from the surveys themselves: a new question is tried without new code, unless
its type does not determine a valid answer (see expected.SAMPLES).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from awx_job import Job, run_job
from conftest import EXAMPLE, ROOT, load
from expected import EXPECTED, NAMED, REFUSED_NAME, SAMPLES, observed, seed

SURVEYS: dict[str, Any] = load(EXAMPLE / "vars" / "surveys.yml")["surveys"]
POOLS: dict[str, Any] = load(EXAMPLE / "inventory" / "pools.yml")["appstream_pools"]["hosts"]
SPECS: dict[str, Any] = load(ROOT / "roles" / "user_pool" / "meta" / "argument_specs.yml")[
    "argument_specs"
]
PLAYBOOKS = {
    "sync": "sync_users.yml",
    "offboard": "offboard_users.yml",
    "resend": "resend_invitations.yml",
    "export": "export_users.yml",
    "review": "access_review.yml",
}
# What the job templates set besides the answers.
DEST = {survey: {"user_pool_dest": "reports"} for survey in ("export", "review")}
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
            if answers.get("user_pool_unsupported_names") == "omit":
                answers["user_pool_roster"] += REFUSED_NAME
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
        limit = None if survey in ("sync", "review") else "dublin"
        yield Case(survey, "required", required, False, limit)
        yield Case(survey, "empty", {**optional, **required}, True)


CASES = list(cases())


# ---- jobs


class Jobs:
    """All jobs, as many at a time as there are cores."""

    def __init__(self, directory: Path, environment: dict[str, str]) -> None:
        self.directory = directory
        self.environment = environment
        self.pool = ThreadPoolExecutor(os.cpu_count() or 1)
        self.jobs: dict[str, Future[Job]] = {}

    def begin(self, case: Case) -> None:
        regions = [POOLS[pool]["user_pool_region"] for pool in case.pools]
        directory = self.directory / str(case)
        directory.mkdir()
        options = "--diff" + (" --check" if case.check else "")
        self.jobs[str(case)] = self.pool.submit(
            run_job,
            directory,
            EXAMPLE,
            self.environment,
            PLAYBOOKS[case.survey],
            {**case.answers, **DEST.get(case.survey, {})},
            lambda emulator: seed(emulator, case.answers, regions),
            options + (f" --limit {case.limit}" if case.limit else ""),
        )

    def __getitem__(self, case: Case) -> Job:
        if str(case) not in self.jobs:
            self.begin(case)
        return self.jobs[str(case)].result()


@pytest.fixture(scope="module")
def jobs(
    tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str], request: Any
) -> Iterator[Jobs]:
    jobs = Jobs(tmp_path_factory.mktemp("jobs"), environment)
    chosen = [str(item.callspec.params["case"]) for item in request.session.items if is_case(item)]
    for case in [*CASES, *WRONG]:
        if str(case) in chosen:
            jobs.begin(case)
    yield jobs
    jobs.pool.shutdown(cancel_futures=True)


def is_case(item: pytest.Item) -> bool:
    return "case" in getattr(getattr(item, "callspec", None), "params", {})


@pytest.mark.parametrize("case", CASES, ids=str)
def test_answers(jobs: Jobs, case: Case, example: Path) -> None:
    job = jobs[case]
    assert job.secrets == []
    for pool in case.pools:
        roster = example / POOLS[pool]["user_pool_default_roster"]
        expected = EXPECTED[case.survey](case.answers, pool, roster)
        if expected.failure is None:
            assert job.failures == []
            assert pool in job.summaries
        else:
            assert [expected.failure in failure for failure in job.failures] == [True]
        found = observed(job.emulator, POOLS[pool]["user_pool_region"])
        if case.check:
            assert job.writes == []
        else:
            assert found.users == expected.users
            assert found.mails == expected.mails
            if expected.failure is not None:
                assert job.writes == []
            reports = job.project / "reports"
            files = {file.name for file in reports.glob(f"*-{pool}.*")}
            assert files == expected.files
    assert (job.status == 0) == (not job.failures)


# The summaries of exports and reports name files, which a check does not write.
TWICE = [
    (check, real)
    for check in CASES
    for real in CASES
    if check.check and not real.check and str(check) == f"{real}-check"
    if check.survey not in ("export", "review")
]


@pytest.mark.parametrize(("case", "real"), TWICE, ids=str)
def test_a_check_predicts_the_real_job(jobs: Jobs, case: Case, real: Case) -> None:
    """The summaries differ only in tense."""
    predicted, reported = jobs[case].summaries, jobs[real].summaries
    assert predicted.keys() == reported.keys()
    for pool, lines in predicted.items():
        done = [line.replace("would be ", "") for line in reported[pool][1:]]
        assert [line.replace("would be ", "") for line in lines[1:]] == done


def granted(playbook: str) -> set[str]:
    """The actions that the guide names for a playbook, whatever is answered."""
    guide = (ROOT / "docs" / "docsite" / "rst" / "guide_awx.rst").read_text("utf-8")
    rows = re.findall(r"^   \* - (.*)\n     - (.*(?:\n       .*)*)", guide, re.MULTILINE)
    actions = "".join(actions for template, actions in rows if f"``{playbook}``" in template)
    return set(re.findall(r"``((?:Describe|Create|Enable|Disable|Delete|Batch)\w+)``", actions))


@pytest.mark.parametrize("survey", SURVEYS)
def test_the_guide_names_the_actions_that_are_needed(jobs: Jobs, survey: str) -> None:
    called: set[str] = set()
    for case in CASES:
        if case.survey == survey:
            called |= jobs[case].emulator.counts().keys()
    assert granted(PLAYBOOKS[survey]) == called


# ---- wrong answers


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
    }
    return missing.get(question["variable"])


def wrong_cases() -> Iterator[Case]:
    for survey, asked in SURVEYS.items():
        spec = {question["variable"]: question for question in asked["spec"]}
        answers = {name: wrong(q) for name, q in spec.items() if wrong(q) is not None}
        needed = {n: answer(survey, q, 0, "default") for n, q in spec.items() if q["required"]}
        yield Case(survey, "wrong", {**needed, **answers}, False)


WRONG = list(wrong_cases())
QUESTION = {
    survey: {question["variable"]: question for question in asked["spec"]}
    for survey, asked in SURVEYS.items()
}


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_wrong_answers_are_all_named_and_nothing_is_called(jobs: Jobs, case: Case) -> None:
    job = jobs[case]
    assert job.emulator.calls == []
    assert job.status != 0
    (failure,) = job.failures
    names = [n for n, value in case.answers.items() if value == wrong(QUESTION[case.survey][n])]
    assert names
    assert [name for name in names if name not in failure] == []
    assert job.secrets == []


def test_an_inventory_without_pools_reaches_none(
    tmp_path: Path, environment: dict[str, str], example: Path
) -> None:
    """For example that of a source which was never updated."""
    job = run_job(tmp_path, example, environment, "sync_users.yml", {}, lambda _: None, pools={})
    assert job.emulator.calls == []
    (failure,) = job.failures
    assert "user_pool_region" in failure


# ---- the surveys themselves


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
