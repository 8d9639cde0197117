# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ansible-builder makes of the collection and of the example. No image is built."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from awx_example import ROOT, load

pytestmark = pytest.mark.xdist_group("execution_environment")

BUILDER = Path(sys.executable).with_name("ansible-builder")
EXAMPLE = ROOT / "examples" / "execution-environment.yml"


def builder(*arguments: str | Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [BUILDER, *arguments], env=environment, check=False, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def collections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collections path that has the checkout and nothing else."""
    path = tmp_path_factory.mktemp("collections")
    (path / "ansible_collections" / "euc").mkdir(parents=True)
    (path / "ansible_collections" / "euc" / "appstream").symlink_to(ROOT)
    return path


def test_the_collection_lists_its_requirements(
    collections: Path, environment: dict[str, str]
) -> None:
    found = yaml.safe_load(builder("introspect", collections, environment=environment))
    needs = {line.partition("#")[0].strip() for line in found["python"]}
    assert needs == {"boto3>=1.34.0", "botocore>=1.34.0", "anyascii>=0.3.2", "openpyxl>=3.1.0"}
    assert not found["system"]


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """The build context of the example."""
    context = tmp_path_factory.mktemp("context")
    arguments = ["create", "--file", EXAMPLE, "--context", context]
    builder(*arguments, "--output-filename", "Containerfile", environment=environment)
    return context


def test_the_context_names_the_base_image(context: Path) -> None:
    containerfile = (context / "Containerfile").read_text("utf-8")
    image = load(EXAMPLE)["images"]["base_image"]["name"]
    assert f'ARG EE_BASE_IMAGE="{image}"' in containerfile


def test_the_image_has_the_collections_in_the_releases_that_fit(context: Path) -> None:
    """The same ones as in the project, and amazon.aws as in galaxy.yml."""
    wanted = load(context / "_build" / "requirements.yml")["collections"]
    assert (
        wanted
        == load(ROOT / "examples" / "awx" / "collections" / "requirements.yml")["collections"]
    )
    galaxy = load(ROOT / "galaxy.yml")
    releases = {entry["name"]: entry["version"] for entry in wanted}
    assert releases["amazon.aws"] == galaxy["dependencies"]["amazon.aws"]
    assert set(releases) == {"euc.appstream", "amazon.aws"}
