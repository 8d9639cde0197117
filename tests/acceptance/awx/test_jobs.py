# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each survey answered, and its playbook run with the answers as AWX runs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from appstream_emulator import Emulator
from awx_example import DEST, EXAMPLE, PLAYBOOKS, POOLS, SURVEYS
from awx_job import Job, run_job
from expected import EXPECTED, observed, seed
from survey_cases import WRONG, Case, answer, wrong_names


def run(directory: Path, job_environment: dict[str, str], case: Case) -> Job:
    directory.mkdir()
    options = "--diff" + (" --check" if case.check else "")
    return run_job(
        directory,
        job_environment,
        PLAYBOOKS[case.survey],
        {**case.answers, **DEST.get(case.survey, {})},
        lambda emulator: seed(emulator, case.answers, regions(case)),
        options + (f" --limit {case.limit}" if case.limit else ""),
    )


def regions(case: Case) -> list[str]:
    return [POOLS[pool]["user_pool_region"] for pool in case.pools]


def case_of(survey: str, check: bool) -> Case:
    """The last choice of each question, which does most."""
    answers = {
        question["variable"]: answer(
            survey, question, 0 if question["type"] == "multiselect" else -1, "default"
        )
        for question in SURVEYS[survey]["spec"]
    }
    # All pools in one job where that takes few calls.
    limit = None if survey == "review" else "frankfurt"
    return Case(survey, "last", answers, check, limit)


@pytest.mark.parametrize("survey", SURVEYS)
def test_a_check_and_the_real_job(
    tmp_path: Path,
    engine_environment: dict[str, str],
    job_environment: dict[str, str],
    survey: str,
) -> None:
    """The real sync has a process for each task, as in AWX."""
    case = case_of(survey, check=False)
    real_environment = engine_environment if survey == "sync" else job_environment
    check = run(tmp_path / "check", job_environment, case_of(survey, check=True))
    real = run(tmp_path / "real", real_environment, case)
    for job in (check, real):
        assert job.secrets == []
        assert sorted(job.summaries) == case.pools
    assert check.writes == []
    assert not (check.project / "reports").exists()
    for pool in case.pools:
        roster = EXAMPLE / POOLS[pool]["user_pool_default_roster"]
        expected = EXPECTED[survey](case.answers, pool, roster)
        for job in (check, real):
            late = expected.late_failure
            assert [late in failure for failure in job.failures if late] == [True] * bool(late)
            assert (job.status, len(job.failures)) == ((2, 1) if late else (0, 0))
        found = observed(real.emulator, POOLS[pool]["user_pool_region"])
        assert found.users == expected.users
        assert found.mails == expected.mails
        files = {file.name for file in (real.project / "reports").glob(f"*-{pool}.*")}
        assert files == expected.files
        if not files:
            assert tenseless(check.summaries[pool]) == tenseless(real.summaries[pool])


def tenseless(lines: list[str]) -> list[str]:
    return [line.replace("would be ", "") for line in lines[1:]]


def test_wrong_answers_are_all_named_and_nothing_is_called(
    tmp_path: Path, job_environment: dict[str, str]
) -> None:
    (case,) = (case for case in WRONG if case.survey == "sync")
    job = run(tmp_path / "wrong", job_environment, case)
    assert job.emulator.calls == []
    assert job.status != 0
    (failure,) = job.failures
    assert "Invalid options, nothing was done: " in failure
    ((heading, *errors),) = job.summaries.values()
    assert heading.endswith(", nothing was done, FAILED")
    assert [name for name in wrong_names(case) if name not in " ".join(errors)] == []
    assert "Finalization" not in job.output
    assert job.secrets == []


def test_p8_an_inventory_without_pools_reaches_none(
    tmp_path: Path, job_environment: dict[str, str]
) -> None:
    """For example that of a source which was never updated."""
    job = run_job(tmp_path, job_environment, "sync_users.yml", {}, lambda _: None, pools={})
    assert job.status != 0
    assert job.emulator.calls == []
    assert "the inventory has no host in the group appstream_pools" in job.output


def test_p8_a_mistyped_limit_fails_the_job(tmp_path: Path, job_environment: dict[str, str]) -> None:
    answers = {"user_pool_user_names": "ada@example.com"}
    limit = "--limit dublin,frankfrut"
    job = run_job(tmp_path, job_environment, "offboard_users.yml", answers, lambda _: None, limit)
    assert job.status != 0
    assert job.emulator.calls == []
    assert "--limit, nothing was done: the inventory has no host and no group" in job.output


def test_w7_a_sync_in_which_nothing_fails_is_short(
    tmp_path: Path, engine_environment: dict[str, str]
) -> None:
    """The limits are the lines of a run that creates users in each of the three pools."""

    def fill(emulator: Emulator) -> None:
        for pool in POOLS.values():
            emulator.seed(
                users=[],
                stacks=["design", "engineering", "office"],
                region=pool["user_pool_region"],
            )

    job = run_job(tmp_path, engine_environment, "sync_users.yml", {}, fill)
    assert job.status == 0, job.output
    lines = job.output.strip().splitlines()
    assert sorted(job.summaries) == sorted(POOLS)
    assert not [line for line in lines if line.startswith("skipping")]
    assert len(lines) <= 65, job.output
