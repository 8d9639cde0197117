# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs or lints every snippet of the guides and the READMEs, and every EXAMPLE.

The convention for pages is in ``snippets_blocks.py``. The EXAMPLES of the modules are run by
``tests/integration/targets/*/tasks/examples.yml``, and only linted here. The playbooks of
``examples`` are run by ``make demo`` and ``tests/acceptance/awx``, and linted by ``make lint``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from snippets_blocks import Block, blocks, snippet_error
from snippets_lint import lint
from snippets_pages import Seed, opened
from tree import ROOT
from unchanged import PassedTests

# These are read in a clone of the repository, the others where the collection is installed.
IN_CLONE = ("*.md", "roles/*/*.md", "tests/*/*.md")
GUIDES = "docs/docsite/rst/*.rst"
FILTERS = "plugins/filter/*.yml"
PLAYBOOKS = "playbooks/*.yml"
MODULES = "plugins/modules/*.py"


def person(name: str, *stack_names: str) -> dict[str, Any]:
    names = {"first_name": name.capitalize(), "last_name": "Example"}
    return {"user_name": f"{name}@example.com", **names, "stack_names": [*stack_names]}


ADA, BEN = person("ada", "office"), person("ben", "design", "office")
TEAM = [ADA, BEN, person("cleo", "office"), person("dan", "office"), person("eva"), person("admin")]
ROSTER = "email,first_name,stack_names\nada@example.com,Ada,office;design\n"
TODAY = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
REVIEW = (
    "user_name,stack_name,decision,reviewer,reviewed_at,pool,pool_id\n"
    f"ben@example.com,design,revoke,ada@example.com,{TODAY},eu-west-1,"
    "unknown/eu-west-1\n"
)
LEAVERS = "ben@example.com\n"
POOLS = """\
appstream_pools:
  vars: {user_pool_default_roster: people.csv}
  hosts:
    frankfurt: {user_pool_region: eu-central-1}
    dublin: {user_pool_region: eu-west-1}
"""

# What a page presupposes and does not make itself, by its path. Other pages have the three stacks
# only, in eu-central-1.
SEEDS: dict[str, Seed] = {
    "docs/docsite/rst/guide_accounts.rst": Seed(profiles=("studio", "workshop")),
    "docs/docsite/rst/guide_addresses.rst": Seed(users=TEAM),
    "docs/docsite/rst/guide_failures.rst": Seed(users=[ADA, BEN]),
    "docs/docsite/rst/guide_migrating.rst": Seed(users=[ADA, BEN]),
    "docs/docsite/rst/guide_names.rst": Seed(users=TEAM),
    "docs/docsite/rst/guide_offboard.rst": Seed(users=TEAM),
    "docs/docsite/rst/guide_pools.rst": Seed(regions=("eu-central-1", "eu-west-1")),
    "docs/docsite/rst/guide_records.rst": Seed(
        files={"people.csv": "email,stack_names\nada@example.com,office\nben@example.com,\n"}
    ),
    "docs/docsite/rst/guide_removing.rst": Seed(users=TEAM),
    "docs/docsite/rst/guide_resend.rst": Seed(users=[ADA, BEN]),
    "docs/docsite/rst/guide_review.rst": Seed(users=[ADA, BEN]),
    "docs/docsite/rst/guide_role.rst": Seed(
        users=[BEN],
        regions=("eu-central-1", "eu-west-1"),
        files={"pools.yml": POOLS, "people.csv": ROSTER},
    ),
    "docs/docsite/rst/guide_sync.rst": Seed(users=[ADA, BEN]),
    "docs/docsite/rst/guide_sync_options.rst": Seed(users=[ADA, BEN, person("admin")]),
    "docs/docsite/rst/guide_unlisted.rst": Seed(users=TEAM),
    "plugins/filter/access_review.yml": Seed(users=[ADA]),
    "plugins/filter/access_review_csv.yml": Seed(users=[ADA]),
    "plugins/filter/access_review_lines.yml": Seed(users=[ADA]),
    "plugins/filter/from_roster.yml": Seed(files={"people.csv": ROSTER}),
    "plugins/filter/from_user_list.yml": Seed(users=[BEN], files={"leavers.txt": LEAVERS}),
    "plugins/filter/to_roster.yml": Seed(users=[ADA]),
    "playbooks/apply_review.yml": Seed(
        users=[BEN], files={"review.csv": REVIEW}, regions=("eu-west-1",)
    ),
    "playbooks/offboard_users.yml": Seed(
        users=[BEN], files={"leavers.txt": LEAVERS}, regions=("eu-west-1",)
    ),
    "playbooks/sync_users.yml": Seed(files={"people.csv": ROSTER}, regions=("eu-west-1",)),
}


def pages(*patterns: str) -> dict[str, list[Block]]:
    """The snippets of the pages that exist."""
    paths = [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]
    return {path.relative_to(ROOT).as_posix(): blocks(ROOT, path) for path in paths}


RUN = pages(*IN_CLONE, GUIDES, FILTERS, PLAYBOOKS)
SNIPPETS = [block for page in RUN.values() for block in page]
EXAMPLES = [block for page in pages(MODULES).values() for block in page]
# test_iam.py runs this page from top to bottom, under the policies that it shows.
IAM = "docs/docsite/rst/guide_iam.rst"
YAML = [block for block in [*SNIPPETS, *EXAMPLES] if block.language == "yaml"]
PAGES = sorted({block.page for block in YAML})
# The option args of .ansible-lint checks the options of modules without an action plugin.
WRONG_OPTION = Block(
    "wrong-option.rst",
    1,
    "yaml",
    """\
- name: Look for users
  euc.appstream.appstream_user_info: {region: eu-central-1}
- name: Look for users, with a typing error
  euc.appstream.appstream_user_info: {regio: eu-central-1}
- name: Look for users in another Region
  euc.appstream.appstream_user_info: {region: eu-west-1}
""",
)

Outcomes = dict[Block, str | None]
Findings = dict[Block, list[str]]


def grouped(found: list[Block], group: Callable[[Block], str]) -> list[Any]:
    """Parameters of a test; one process of pytest-xdist gets those of a group."""
    return [
        pytest.param(block, id=str(block), marks=pytest.mark.xdist_group(group(block)))
        for block in found
    ]


def is_found(findings: list[str]) -> bool:
    """Whether the only finding is about the task with the wrong option."""
    begin = "args[module]: Unsupported parameters for (basic.py) module: regio."
    end = " (at: - name: Look for users, with a typing error)"
    return [(each[: len(begin)], each[-len(end) :]) for each in findings] == [(begin, end)]


@pytest.fixture(scope="session")
def outcomes(programs: dict[str, str], passed_tests: PassedTests) -> Callable[[str], Outcomes]:
    """The error, or None, of each snippet of a page, run in order."""

    @cache
    def run(page: str) -> Outcomes:
        wanted = [block for block in RUN[page] if not snippet_error(block, RUN[page])]
        ready = [block for block in wanted if block.not_run is None]
        installs = any("ansible-galaxy" in block.text for block in ready)
        with opened(SEEDS.get(page, Seed()), page.endswith(".md"), installs, programs) as reader:
            found = {block: reader.run(block) for block in ready}
        if wanted == RUN[page] and not any(found.values()):
            passed_tests.add(page)
        return found

    return run


@pytest.fixture(scope="session")
def findings(tmp_path_factory: pytest.TempPathFactory, passed_tests: PassedTests) -> Findings:
    sound = [block for block in YAML if not snippet_error(block, RUN.get(block.page, []))]
    found = lint([*sound, WRONG_OPTION], tmp_path_factory.mktemp("lint"))
    if sound == YAML and found.keys() == {WRONG_OPTION} and is_found(found[WRONG_OPTION]):
        passed_tests.add("lint")
    return found


def test_seeds_belong_to_pages() -> None:
    assert SEEDS.keys() <= RUN.keys()


@pytest.mark.parametrize("block", grouped(SNIPPETS, lambda block: block.page))
def test_snippet(
    block: Block, outcomes: Callable[[str], Outcomes], passed_tests: PassedTests
) -> None:
    wrong = snippet_error(block, RUN[block.page])
    if not wrong and block.page != IAM:
        passed_tests.skip_if_unchanged(block.page, block.page)
        wrong = outcomes(block.page).get(block)
    if wrong:
        pytest.fail(f"{block} {wrong}", pytrace=False)


@pytest.mark.parametrize("block", grouped(YAML, lambda _block: "lint"))
def test_lint(block: Block, request: pytest.FixtureRequest, passed_tests: PassedTests) -> None:
    passed_tests.skip_if_unchanged("lint", *PAGES)
    findings: Findings = request.getfixturevalue("findings")
    assert findings.get(block, []) == []


@pytest.mark.xdist_group("lint")
def test_a_task_with_a_wrong_option_is_found(
    request: pytest.FixtureRequest, passed_tests: PassedTests
) -> None:
    passed_tests.skip_if_unchanged("lint", *PAGES)
    findings: Findings = request.getfixturevalue("findings")
    assert is_found(findings[WRONG_OPTION]), findings[WRONG_OPTION]
