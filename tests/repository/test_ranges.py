# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The supported versions, the environments of "make matrix" and the pages agree.

Ansible, pip and ansible-test read the ranges; everything else must follow them.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MATRIX = tomllib.loads((ROOT / "tests" / "matrix.toml").read_text("utf-8"))
ENVIRONMENTS: dict[str, dict[str, str]] = {row["name"]: row for row in MATRIX["environments"]}
OLDEST = ENVIRONMENTS["oldest"]


def load(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def lowest(text: str) -> str:
    """The lower bound of a range like ``>=1.2,<3``."""
    return re.findall(r">=\s*([\d.]+)", text)[0]


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))


def test_the_oldest_environment_has_the_lowest_supported_versions() -> None:
    boto3, botocore = re.findall(r"^boto.*$", (ROOT / "requirements.txt").read_text("utf-8"), re.M)
    assert OLDEST["boto3"] == lowest(boto3) == lowest(botocore)
    assert OLDEST["ansible_core"] == lowest(load("meta/runtime.yml")["requires_ansible"])
    assert OLDEST["amazon_aws"] == lowest(load("galaxy.yml")["dependencies"]["amazon.aws"])
    assert OLDEST["modules_python"] == lowest(
        load("tests/config.yml")["modules"]["python_requires"]
    )


def test_the_newest_amazon_aws_of_the_matrix_is_of_the_last_supported_series() -> None:
    bound = re.findall(r"<(\d+)", load("galaxy.yml")["dependencies"]["amazon.aws"])[0]
    newest = max((row["amazon_aws"] for row in ENVIRONMENTS.values()), key=numbers)
    assert numbers(newest)[0] == int(bound) - 1


def test_each_python_and_botocore_of_the_matrix_runs_all_its_unit_tests() -> None:
    """Those of modules run with the Python of modules."""

    def pairs(kind: str, *rows: dict[str, str]) -> set[tuple[str, str]]:
        return {(row.get(kind, row["python"]), row["boto3"]) for row in rows}

    rows = ENVIRONMENTS.values()
    for kind in ("python", "modules_python"):
        assert pairs(kind, *(row for row in rows if "same_botocore" not in row)) == pairs(
            kind, *rows
        )


def test_ci_runs_make_test_in_the_newest_environment() -> None:
    """So that it need not run a second time."""
    newest = ENVIRONMENTS["newest"]
    found = re.findall(r"python3\.\d+", (ROOT / ".ci" / "run").read_text("utf-8"))
    assert found[0] == f"python{newest['python']}"
    pins = (ROOT / "tests" / "requirements-demo.txt").read_text("utf-8").splitlines()
    assert {f"boto3=={newest['boto3']}", f"botocore=={newest['boto3']}"} <= {*pins}
    ansible = MATRIX["ansible_with"][newest["amazon_aws"]]
    assert f'ansible=={ansible}; python_version >= "3.12"' in pins


def test_the_matrix_runs_each_series_of_ansible_core() -> None:
    series = {numbers(row["ansible_core"])[:2] for row in ENVIRONMENTS.values()}
    first, last = min(series), max(series)
    assert series == {(2, minor) for minor in range(first[1], last[1] + 1)}


def test_ci_runs_each_environment() -> None:
    job = load(".github/workflows/ci.yml")["jobs"]["matrix"]
    assert job["strategy"]["matrix"]["environment"] == list(ENVIRONMENTS)


def test_the_examples_for_awx_require_the_same_versions() -> None:
    wanted = load("galaxy.yml")["dependencies"]["amazon.aws"]
    image = load("examples/execution-environment.yml")["dependencies"]
    for collections in (
        load("examples/awx/collections/requirements.yml")["collections"],
        image["galaxy"]["collections"],
    ):
        asked = {collection["name"]: collection["version"] for collection in collections}
        assert asked["amazon.aws"] == wanted
        version = load("galaxy.yml")["version"]
        assert numbers(lowest(asked["euc.appstream"])) <= numbers(version)
        assert numbers(version)[0] < int(asked["euc.appstream"].split("<")[1].split(".")[0])
    core = lowest(image["ansible_core"]["package_pip"])
    assert numbers(core) == numbers(OLDEST["ansible_core"])[:2]


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "docs/docsite/rst/guide_first_steps.rst",
        "docs/docsite/rst/guide_speed.rst",
    ],
)
def test_the_pages_state_the_same_versions(page: str) -> None:
    text = " ".join((ROOT / page).read_text("utf-8").replace("`", "").split())
    core = ".".join(map(str, numbers(OLDEST["ansible_core"])[:2]))
    amazon = load("galaxy.yml")["dependencies"]["amazon.aws"].split(",<")
    assert f"ansible-core {core} or newer" in text
    assert f"amazon.aws {lowest(amazon[0])} or newer" in text
    assert f"below {amazon[1]}" in text
    assert f"Python {OLDEST['modules_python']} or newer" in text
    assert f"botocore {OLDEST['boto3']} or newer" in text


def test_the_role_requires_the_same_ansible_core() -> None:
    meta = load("roles/user_pool/meta/main.yml")["galaxy_info"]
    assert numbers(meta["min_ansible_version"]) == numbers(OLDEST["ansible_core"])[:2]


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_page_of_versions_lists_each_environment(name: str) -> None:
    row = ENVIRONMENTS[name]
    cells = [name, row["python"], row["ansible_core"], row["amazon_aws"], row["boto3"]]
    cells.append(row.get("modules_python", row["python"]))
    row_of_page = "   * - " + "\n     - ".join(cells) + "\n"
    assert row_of_page in (ROOT / "docs/docsite/rst/guide_speed.rst").read_text("utf-8")
