# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs or lints every snippet of the guides and the READMEs, and every EXAMPLE.

The convention for pages is in ``snippets_blocks.py``. The EXAMPLES of the modules are run by
``tests/integration/targets/*/tasks/examples.yml``, and only linted here. The playbooks of
``examples`` are run by ``make demo`` and ``tests/acceptance/awx``, and linted by ``make lint``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from snippets_blocks import Block, blocks, snippet_error
from snippets_lint import lint
from snippets_pages import Seed, opened
from tree import ROOT

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
LEAVERS = "ben@example.com\n"

# What a page presupposes and does not make itself, by its path. Other pages have the three stacks
# only, in eu-central-1.
SEEDS: dict[str, Seed] = {
    "docs/docsite/rst/guide_migrating.rst": Seed(users=[ADA, BEN]),
    "docs/docsite/rst/guide_playbooks.rst": Seed(users=[ADA, BEN]),
    "docs/docsite/rst/guide_pools.rst": Seed(
        regions=("eu-central-1", "eu-west-1"), profiles=("studio", "workshop")
    ),
    "docs/docsite/rst/guide_removing.rst": Seed(users=TEAM),
    "plugins/filter/access_review.yml": Seed(users=[ADA]),
    "plugins/filter/access_review_csv.yml": Seed(users=[ADA]),
    "plugins/filter/access_review_lines.yml": Seed(users=[ADA]),
    "plugins/filter/from_roster.yml": Seed(files={"people.csv": ROSTER}),
    "plugins/filter/from_user_list.yml": Seed(users=[BEN], files={"leavers.txt": LEAVERS}),
    "plugins/filter/to_roster.yml": Seed(users=[ADA]),
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
YAML = [block for block in [*SNIPPETS, *EXAMPLES] if block.language == "yaml"]

Outcomes = dict[Block, str | None]
Findings = dict[Block, list[str]]


def run(page: str) -> Outcomes:
    """The error, or None, of each snippet of a page, run in order."""
    wanted = [block for block in RUN[page] if not snippet_error(block, RUN[page])]
    with opened(SEEDS.get(page, Seed()), in_clone=page.endswith(".md")) as reader:
        return {block: reader.run(block) for block in wanted if block.not_run is None}


@pytest.fixture(scope="session")
def workers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield pool
        pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def chosen(request: pytest.FixtureRequest) -> list[Block]:
    """The snippets of the selected tests."""
    items = [item for item in request.session.items if isinstance(item, pytest.Function)]
    asked = [item.callspec.params.get("block") for item in items if hasattr(item, "callspec")]
    return [block for block in asked if isinstance(block, Block)]


@pytest.fixture(scope="session")
def outcomes(workers: ThreadPoolExecutor, chosen: list[Block]) -> dict[str, Future[Outcomes]]:
    """The running pages, in parallel; those with the most snippets start first."""
    wanted = sorted(
        {block.page for block in chosen if block.page in RUN}, key=lambda page: -len(RUN[page])
    )
    return {page: workers.submit(run, page) for page in wanted}


@pytest.fixture(scope="session")
def findings(
    workers: ThreadPoolExecutor, tmp_path_factory: pytest.TempPathFactory
) -> Future[Findings]:
    sound = [block for block in YAML if not snippet_error(block, RUN.get(block.page, []))]
    return workers.submit(lint, sound, tmp_path_factory.mktemp("lint"))


def test_seeds_belong_to_pages() -> None:
    assert SEEDS.keys() <= RUN.keys()


@pytest.mark.parametrize("block", SNIPPETS, ids=str)
def test_snippet(block: Block, outcomes: dict[str, Future[Outcomes]]) -> None:
    wrong = snippet_error(block, RUN[block.page]) or outcomes[block.page].result().get(block)
    if wrong:
        pytest.fail(f"{block} {wrong}", pytrace=False)


@pytest.mark.parametrize("block", YAML, ids=str)
def test_lint(block: Block, findings: Future[Findings]) -> None:
    assert findings.result().get(block, []) == []
