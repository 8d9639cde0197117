# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of the AWX example share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tasks_in_process
import tree
from awx_example import EXAMPLE, SURVEYS
from awx_job import engine_settings
from controller_runs import Runs
from forked import forked


@pytest.fixture(scope="session")
def example() -> Path:
    """The project as an AWX user has it."""
    return EXAMPLE


@pytest.fixture(scope="session")
def surveys() -> dict[str, Any]:
    return SURVEYS


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """An environment without the user's own settings of Ansible and AWS."""
    return tree.environment(tree.VENV / "live")


@pytest.fixture(scope="session")
def shell_environment(programs: dict[str, str]) -> dict[str, str]:
    """The environment from which an administrator runs controller.yml."""
    return tasks_in_process.asked(programs)


@pytest.fixture(scope="session")
def engine_environment(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment of AWX's engine. Its jobs are forked from a parent with its settings."""
    engine = {name: value for name, value in environment.items() if name != "ANSIBLE_CONFIG"}
    with forked(engine | engine_settings(), project=EXAMPLE) as env:
        yield {name: env[name] for name in env.keys() - engine_settings().keys()}


@pytest.fixture(scope="session")
def job_environment(engine_environment: dict[str, str]) -> dict[str, str]:
    """The same, in which a job runs its tasks in its own process."""
    return tasks_in_process.asked(engine_environment)


@pytest.fixture(scope="session")
def runs(shell_environment: dict[str, str], example: Path) -> Runs:
    """controller.yml has run twice."""
    runs = Runs(example, shell_environment)
    for _number in range(2):
        assert runs.run() == 0, runs.outputs[-1][-3000:]
    return runs
