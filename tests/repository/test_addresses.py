# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The address of the repository is a placeholder: galaxy.yml has it, and the other files follow.

Galaxy shows the README outside of the repository, so all its links are absolute.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
GALAXY: dict[str, Any] = yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))
LINKS: dict[str, Any] = yaml.safe_load((ROOT / "docs/docsite/links.yml").read_text("utf-8"))
REPOSITORY, SITE = GALAXY["repository"], GALAXY["documentation"]
OWNER, NAME = REPOSITORY.removeprefix("https://github.com/").split("/")
# Sites that are not this project's.
OTHERS = ("https://forum.ansible.com/", "https://semver.org/")

README = (ROOT / "README.md").read_text("utf-8")
TEXT = re.sub(r"^ *```.*?^ *```|`[^`\n]+`|<!--.*?-->|^\[\w+\]: .*?$", "", README, flags=re.M | re.S)
DEFINED = dict(re.findall(r"^\[(\w+)\]: (\S+)$", README, re.M))
USED = set(re.findall(r"\]\[(\w+)\]", README))


def test_galaxy_has_all_addresses() -> None:
    assert GALAXY["homepage"] == REPOSITORY
    assert GALAXY["issues"] == f"{REPOSITORY}/issues"
    assert f"https://{OWNER}.github.io/{NAME}" == SITE


def test_every_link_of_the_readme_is_a_definition_at_its_end() -> None:
    assert not re.findall(r"\]\(|<a |<img |https?:", TEXT)
    assert set(DEFINED) == USED
    assert sorted(DEFINED) == list(DEFINED)


@pytest.mark.parametrize("address", DEFINED.values())
def test_a_link_of_the_readme_is_absolute_and_leads_somewhere(address: str) -> None:
    if address.startswith(OTHERS) or address in (SITE, f"{REPOSITORY}/issues"):
        return
    found = re.fullmatch(re.escape(REPOSITORY) + r"/(blob|tree|raw)/main/([\w./-]+)", address)
    assert found
    kind, path = found.groups()
    assert (ROOT / path).is_dir() if kind == "tree" else (ROOT / path).is_file()


def test_the_links_of_the_site_are_those_of_galaxy() -> None:
    assert f"https://github.com/{LINKS['edit_on_github']['repository']}" == REPOSITORY
    for link in LINKS["extra_links"]:
        assert link["url"].startswith(f"{REPOSITORY}/")


def test_contributing_lists_each_file_with_a_placeholder() -> None:
    pattern = (
        rf"github\.com/{OWNER}\b|\b{OWNER}/{NAME}\b(?=$|[^\w.])|{OWNER}\.github\.io|\(@{OWNER}\)"
    )
    command = ["git", "-c", "safe.directory=*", "grep", "--untracked", "-lIP", pattern]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    # "euc/appstream" is also the path of the collection below ansible_collections
    paths = {"tests", "tools"}
    files = {name for name in printed.splitlines() if name.split("/")[0] not in paths}
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    _before, section = contributing.split("### Replace the placeholders\n")
    listed = set(re.findall(r"^\| `([^`]+)` \|", section.split("\n#")[0], re.M))
    assert listed == files - {"CONTRIBUTING.md"}
