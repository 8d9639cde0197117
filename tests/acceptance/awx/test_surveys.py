# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every survey with all kinds of answers: what the role takes, and what its playbook then does.

A case has a host for each of its pools, and the cases of a survey are the hosts of two runs, one of
them in check mode. test_jobs.py runs some of them as AWX does.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from awx_example import DEST, EXAMPLE, PLAYBOOKS, POOLS, ROOT, SPECS, SURVEYS
from awx_job import META
from expected import EXPECTED, observed, seed
from pool_hosts import Host, Request, Run, Unsafe
from survey_cases import CASES, WRONG, Case, wrong_names
from together import Test, run_together

from ansible_collections.euc.appstream.plugins.plugin_utils._role.options import read_options


def of_survey(cases: list[Case]) -> list[Any]:
    """Parameters. The cases of a survey share its runs."""
    return [
        pytest.param(case, id=str(case), marks=pytest.mark.xdist_group(f"survey-{case.survey}"))
        for case in cases
    ]


class Runs:
    """The run of each case in each of its pools."""

    def __init__(self, factory: pytest.TempPathFactory, programs: dict[str, str]) -> None:
        self.factory = factory
        self.environment = programs
        self.runs: dict[str, dict[str, tuple[Host, Run]]] = {}
        self.failures: dict[str, BaseException] = {}

    def __getitem__(self, case: Case) -> dict[str, tuple[Host, Run]]:
        if str(case) not in self.runs | self.failures:
            self.play(case.survey, case.check)
        if str(case) in self.failures:
            raise self.failures[str(case)]
        return self.runs[str(case)]

    def play(self, survey: str, check: bool) -> None:
        arguments = ("--diff", "-e", json.dumps(META), *["--check"] * check)

        async def job(host: Host, case: Case, pool: str) -> None:
            variables = {**POOLS[pool], **case.answers, **DEST.get(survey, {})}
            run = await Request(PLAYBOOKS[survey], arguments, variables)
            self.runs.setdefault(str(case), {})[pool] = host, run

        def begin(directory: Path) -> dict[Host, Test]:
            project = shutil.copytree(EXAMPLE, directory / "project")
            jobs: dict[Host, Test] = {}
            for case in CASES + WRONG:
                if (case.survey, case.check) == (survey, check):
                    for pool in case.pools:
                        host = Host(f"{case}-{pool}", project)
                        seed(host.emulator, case.answers, [POOLS[pool]["user_pool_region"]])
                        jobs[host] = job(host, case, pool)
            return jobs

        outcomes = run_together(begin, self.factory.mktemp(survey), self.environment, Unsafe)
        for host, failure in outcomes.items():
            if failure:
                self.failures[host.name.rpartition("-")[0]] = failure


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, programs: dict[str, str]) -> Runs:
    return Runs(tmp_path_factory, programs)


@pytest.mark.parametrize("case", of_survey(CASES))
def test_answers(runs: Runs, case: Case) -> None:
    for pool, (host, run) in runs[case].items():
        roster = EXAMPLE / POOLS[pool]["user_pool_default_roster"]
        expected = EXPECTED[case.survey](case.answers, host.name, roster)
        if expected.failure is None:
            assert run.summary()
        reason = expected.failure or expected.late_failure
        assert run.counted("failed") == (1 if reason else 0), run.output
        assert reason is None or reason in run.output
        found = observed(host.emulator, POOLS[pool]["user_pool_region"])
        files = {file.name for file in (host.directory.parent / "reports").glob(f"*-{host}.*")}
        if case.check:
            assert (run.writes, files) == ([], set())
        else:
            assert found.users == expected.users
            assert found.mails == expected.mails
            assert files == expected.files
            if expected.failure is not None:
                assert run.writes == []


# The summaries of exports and reports name files, which a check does not write.
TWICE = [
    pytest.param(
        check, real, id=f"{check}-{real}", marks=pytest.mark.xdist_group(f"survey-{check.survey}")
    )
    for check in CASES
    for real in CASES
    if check.check and not real.check and str(check) == f"{real}-check"
    if check.survey not in ("export", "review")
]


@pytest.mark.parametrize(("case", "real"), TWICE)
def test_a_check_predicts_the_real_job(runs: Runs, case: Case, real: Case) -> None:
    """The summaries differ only in tense."""
    assert runs[case].keys() == runs[real].keys()
    for pool, (_host, check) in runs[case].items():
        run = runs[real][pool][1]
        predicted, reported = list(check.summaries()), list(run.summaries())
        assert len(predicted) == len(reported)
        for lines, done in zip(predicted, reported, strict=True):
            assert tenseless(lines) == tenseless(done)


def tenseless(lines: list[str]) -> list[str]:
    return [line.replace("would be ", "") for line in lines[1:]]


def granted(playbook: str) -> set[str]:
    """The actions that the guide names for a playbook, whatever is answered."""
    guide = (ROOT / "docs" / "docsite" / "rst" / "guide_awx_access.rst").read_text("utf-8")
    rows = re.findall(r"^   \* - (.*)\n     - (.*(?:\n       .*)*)", guide, re.MULTILINE)
    actions = "".join(actions for template, actions in rows if f"``{playbook}``" in template)
    return set(re.findall(r"``((?:Describe|Create|Enable|Disable|Delete|Batch)\w+)``", actions))


@pytest.mark.parametrize(
    "survey", [pytest.param(s, marks=pytest.mark.xdist_group(f"survey-{s}")) for s in SURVEYS]
)
def test_the_guide_names_the_actions_that_are_needed(runs: Runs, survey: str) -> None:
    called = {
        operation
        for case in CASES
        if case.survey == survey
        for host, _run in runs[case].values()
        for operation in host.emulator.counts()
    }
    assert granted(PLAYBOOKS[survey]) == called - {"DescribeStacks"}
    assert needs_no_stacks(PLAYBOOKS[survey]) is ("DescribeStacks" not in called)


def needs_no_stacks(playbook: str) -> bool:
    """Whether the guide says that a playbook does not list the stacks, which is optional."""
    guide = (ROOT / "docs" / "docsite" / "rst" / "guide_awx_access.rst").read_text("utf-8")
    [exceptions] = re.findall(r"``DescribeStacks`` is optional in all but ([^:]*):", guide)
    return f"``{playbook}``" in exceptions


# ---- what the role reads


def read(case: Case) -> list[str]:
    """What is wrong with the answers, which AWX gives as extra variables, together with its own."""
    given = {**case.answers, **DEST.get(case.survey, {})}
    variables = {**POOLS["frankfurt"], **given, **META}
    result = read_options(variables, case.survey, SPECS, variables, {**given, **META})
    errors: list[str] = result["errors"]
    return errors


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_role_takes_the_answers(monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    monkeypatch.chdir(EXAMPLE)
    assert read(case) == []


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_the_role_names_all_wrong_answers(monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    monkeypatch.chdir(EXAMPLE)
    names = wrong_names(case)
    assert names
    assert sorted(error.split(":")[0] for error in read(case)) == sorted(names)


@pytest.mark.parametrize("case", of_survey(WRONG))
def test_wrong_answers_are_all_named_and_nothing_is_called(runs: Runs, case: Case) -> None:
    ((_host, run),) = runs[case].values()
    assert (run.status, run.calls) == (2, [])
    assert run.counted("failed") == 1
    assert [name for name in wrong_names(case) if f"{name}: " not in run.output] == []
