# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``make release`` in a separate repository, with the files of this one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from tree import tree

VERSION = "99.1.0"  # greater than any that this project will have had
pytestmark = pytest.mark.xdist_group("release")  # which share a repository
FRAGMENT = "changelogs/fragments/a-change.yml"


class Repository:
    """A git repository with a changelog fragment since its last release."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.git("init", "--quiet")
        self.write(FRAGMENT, "bugfixes: [appstream_user - a change.]")
        self.commit()
        self.git("tag", "begin")

    def begin_anew(self) -> None:
        self.git("tag", "--delete", *{*self.git("tag").split()} - {"begin"})
        self.git("reset", "--quiet", "--hard", "begin")
        self.git("clean", "--quiet", "--force", "-dx")

    def git(self, *arguments: str) -> str:
        identity = ["-c", "user.name=maintainers", "-c", "user.email=maintainers@example.com"]
        command = ["git", *identity, *arguments]
        return subprocess.run(
            command, cwd=self.directory, check=True, capture_output=True, text=True
        ).stdout

    def write(self, name: str, text: str) -> None:
        file = self.directory / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\n{text}\n", encoding="utf-8")

    def read(self, name: str) -> str:
        return (self.directory / name).read_text(encoding="utf-8")

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A change")

    def release(self, version: str) -> tuple[int, str]:
        """Status and output."""
        process = subprocess.run(
            [sys.executable, "tools/release.py", version],
            cwd=self.directory,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return process.returncode, process.stdout


@pytest.fixture(scope="module")
def shared_repository() -> Iterator[Repository]:
    with tree() as directory:
        yield Repository(directory)


@pytest.fixture
def repository(shared_repository: Repository) -> Repository:
    shared_repository.begin_anew()
    return shared_repository


def test_a_release_is_all_but_the_commit(repository: Repository) -> None:
    before = repository.git("rev-parse", "HEAD")
    status, output = repository.release(VERSION)
    assert status == 0, output
    assert f"git push origin v{VERSION}" in output

    assert yaml.safe_load(repository.read("galaxy.yml"))["version"] == VERSION
    written = re.findall(r'VERSION = "(.*)"', repository.read("plugins/module_utils/_module.py"))
    assert written == [VERSION]
    assert "a change" in repository.read("CHANGELOG.md")
    changes = repository.git("status", "--porcelain").splitlines()
    assert f" D {FRAGMENT}" in changes
    assert {line[3:] for line in changes if not line.startswith(" D")} == {
        "CHANGELOG.md",
        "changelogs/changelog.yaml",
        "galaxy.yml",
        "plugins/module_utils/_module.py",
    }
    with tarfile.open(repository.directory / f"dist/euc-appstream-{VERSION}.tar.gz") as archive:
        manifest = archive.extractfile("MANIFEST.json")
        assert manifest is not None
        assert json.load(manifest)["collection_info"]["version"] == VERSION
    assert repository.git("rev-parse", "HEAD") == before
    assert repository.git("tag") == "begin\n"

    repository.commit()
    assert f"{VERSION} is not greater than {VERSION}" in repository.release(VERSION)[1]
    assert "no fragment in changelogs/fragments" in repository.release("99.1.1")[1]


def test_what_is_no_next_version_is_refused(repository: Repository) -> None:
    for version, reason in (
        ("", "'' is not a version"),
        ("v99.1.0", "'v99.1.0' is not a version"),
        ("99.1", "'99.1' is not a version"),
        ("0.0.9", "0.0.9 is lower than"),
    ):
        status, output = repository.release(version)
        assert status == 1
        assert output.startswith(f"No release: {reason}")
    assert repository.git("status", "--porcelain") == ""


def test_a_version_with_a_tag_is_refused(repository: Repository) -> None:
    repository.git("tag", f"v{VERSION}")
    assert repository.release(VERSION) == (1, f"No release: the tag v{VERSION} exists\n")


def test_an_unclean_tree_is_refused(repository: Repository) -> None:
    repository.write("plugins/modules/new.py", "")
    status, output = repository.release(VERSION)
    assert status == 1
    assert output.endswith("commit or remove these first:\n?? plugins/modules/new.py\n")


def test_a_bad_fragment_is_refused_before_anything_is_written(repository: Repository) -> None:
    repository.write("changelogs/fragments/bad.yml", "nonsense: [a change]")
    repository.commit()
    status, output = repository.release(VERSION)
    assert status == 1
    assert "nonsense" in output
    assert repository.git("status", "--porcelain") == ""
