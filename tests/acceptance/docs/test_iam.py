# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The policies of guide_iam allow exactly what their snippets need.

The guide runs from top to bottom on one pool of the emulator, which denies what IAM would deny:
each snippet under the policy above it. With ``--cold`` each runs first in check mode under the
policy for reading, and the guide once more with the other setting of the emulator's switches. That
check mode only reads is what the property test and the checks of the surveys show, too.

The emulator knows no tags: here a table has those of the stacks, and what a condition on them does
not match is denied. So this shows what the collection does under such a policy, and not that IAM
reads the tags of a stack for these calls.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from appstream_emulator import CREDENTIALS, DEFAULT_ACCESS_KEY, DEFAULT_REGION, Emulator, serve
from snippets_blocks import Block, blocks
from snippets_pages import Page, Seed, first_missing
from tree import ROOT
from unchanged import PASSED, PassedTests

PAGE = "docs/docsite/rst/guide_iam.rst"
GUIDE = blocks(ROOT, ROOT / PAGE)
POLICIES = {block.file: block.text for block in GUIDE if block.file and block.language == "json"}
READ, ONE_REGION, SYNC = "read.json", "read-one-region.json", "sync.json"
TAGGED = "tagged-stacks.json"
USER_CALLS = (
    "CreateUser",
    "DeleteUser",
    "DescribeUserStackAssociations",
    "DescribeUsers",
    "DisableUser",
    "EnableUser",
)
OPTIONAL = "DescribeStacks"  # made where it is denied, too, and done without
STACK_CALLS = ("BatchAssociateUserStack", "BatchDisassociateUserStack")
REGIONS = (DEFAULT_REGION, "eu-west-1")
STACKS = ("design", "engineering", "office")
WAYS = ("one_way", "other_way")
pytestmark = pytest.mark.xdist_group("iam")
ACCOUNT = "123456789012"  # in the ARNs of the guide
TAGS = {"design": {"Team": "Graphics"}, "office": {"Team": "Graphics"}}
TAG_KEY = "aws:ResourceTag/"

# So many people, and in such a state, that every action of each policy has something to do.
USERS: list[dict[str, Any]] = [
    {"user_name": "ada@example.com", "stack_names": ["engineering"]},
    {"user_name": "admin@example.com"},
    {"user_name": "ben@example.com", "stack_names": ["design", "office"]},
    {"user_name": "dan@example.com", "enabled": False},
    {"user_name": "gail@example.com", "stack_names": ["engineering"]},
    {"user_name": "ian@example.com", "stack_names": ["design", "engineering"]},
]


class Call(NamedTuple):
    """A call as IAM sees it."""

    operation: str
    resource: str
    region: str


class Grant(NamedTuple):
    """One action that a policy allows, for one ARN or pattern, and maybe under conditions."""

    operation: str
    resource: str
    conditions: dict[str, str]

    def allows(self, call: Call) -> bool:
        return (
            call.operation == self.operation
            and fnmatchcase(call.resource, self.resource)
            and self.conditions.items() <= context(call).items()
        )

    def is_needed(self, calls: set[Call]) -> bool:
        """A pattern needs calls for several stacks; otherwise the policy could name the stack."""
        resources = {call.resource for call in calls if self.allows(call)}
        return len(resources) > (1 if self.resource.endswith("/*") else 0)


def context(call: Call) -> dict[str, str]:
    """The condition keys of a call, and their values."""
    tags = TAGS.get(call.resource.rpartition("/")[2], {})
    found = {f"{TAG_KEY}{key}": value for key, value in tags.items()}
    return {**found, "aws:RequestedRegion": call.region}


def grants(policy: str) -> list[Grant]:
    """The grants of a policy. Fails on statements that it does not understand."""
    document = json.loads(policy)
    assert document.keys() == {"Version", "Statement"}
    assert document["Version"] == "2012-10-17"
    return [grant for statement in document["Statement"] for grant in _allowed(statement)]


def _allowed(statement: dict[str, Any]) -> Iterator[Grant]:
    condition = statement.get("Condition", {"StringEquals": {}})
    assert statement.keys() - {"Condition"} == {"Effect", "Action", "Resource"}
    assert statement["Effect"] == "Allow"
    assert condition.keys() == {"StringEquals"}
    conditions = condition["StringEquals"]
    tags = {key for key in conditions if key.startswith(TAG_KEY)}
    assert conditions.keys() - tags <= {"aws:RequestedRegion"}
    for action, resource in product(_list(statement["Action"]), _list(statement["Resource"])):
        operation = action.removeprefix("appstream:")
        assert operation in (OPTIONAL, *USER_CALLS, *STACK_CALLS)
        assert (resource == "*") == (operation not in STACK_CALLS)
        assert operation in STACK_CALLS or not tags  # users have none, so IAM would deny the call
        yield Grant(operation, resource, conditions)


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def stack_arn(stack: str, region: str) -> str:
    return f"arn:aws:appstream:{region}:{ACCOUNT}:stack/{stack}"


def made(emulator: Emulator) -> set[Call]:
    """The calls that the emulator has recorded."""
    found = set()
    for call in emulator.calls:
        operation, region = call["operation"], call["region"]
        for item in call["params"].get("UserStackAssociations", [{}]):
            resource = stack_arn(item["StackName"], region) if item else "*"
            found.add(Call(operation, resource, region))
    return found


def enforce(emulator: Emulator, policy: str) -> None:
    """Deny what the policy does not allow, and clear the log."""
    allowed = grants(policy)
    emulator.clear_faults()
    emulator.clear_log()
    for region in REGIONS:
        for operation, stack in [
            *product((OPTIONAL, *USER_CALLS), [None]),
            *product(STACK_CALLS, STACKS),
        ]:
            call = Call(operation, stack_arn(stack, region) if stack else "*", region)
            if not any(grant.allows(call) for grant in allowed):
                emulator.add_fault(
                    {
                        "operation": operation,
                        "region": region,
                        "stack": stack,
                        "error": {"code": "AccessDeniedException"},
                        "times": None,
                    }
                )


@contextmanager
def work(
    directory: Path, programs: dict[str, str], switches: str = "one_way"
) -> Iterator[tuple[Emulator, Page, Page]]:
    """A pool, a shell for real runs, and a shell that runs all playbooks in check mode."""
    emulator = Emulator(switches=switches)
    emulator.seed(access_key=DEFAULT_ACCESS_KEY, users=USERS, stacks=list(STACKS))
    with serve(emulator) as url:
        env = programs | CREDENTIALS | {"AWS_URL": url}
        page, check = Page(directory, env, Seed()), Page(directory, env, Seed())
        try:
            only_check = '$ ansible-playbook() { command ansible-playbook "$@" --check; }'
            assert check.run(Block("", 0, "console", only_check)) is None
            yield emulator, page, check
        finally:
            page.close()
            check.close()


@dataclass
class Record:
    """The results of the snippets below a policy."""

    calls: set[Call] = field(default_factory=set)
    check_calls: set[Call] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)

    def add(self, emulator: Emulator, page: Page, block: Block, check: bool) -> None:
        failure = page.run(block)
        self.failures += [] if failure is None else [failure]
        (self.check_calls if check else self.calls).update(made(emulator))


Records = dict[str, Record]


def follow(directory: Path, programs: dict[str, str], switches: str, checks: bool) -> Records:
    """Run the guide from top to bottom; ``checks``: each snippet in check mode first."""
    found: Records = {}
    policy = ""
    with work(directory, programs, switches) as (emulator, page, check):
        for block in GUIDE:
            if block.file in POLICIES:
                policy = block.file
                found[policy] = Record()
            elif block.file is not None:
                page.run(block)
            elif block.not_run is None:
                if checks:
                    enforce(emulator, POLICIES[READ])
                    found[policy].add(emulator, check, block, check=True)
                enforce(emulator, POLICIES[policy])
                found[policy].add(emulator, page, block, check=False)
    return found


@pytest.fixture(scope="module")
def records(
    tmp_path_factory: pytest.TempPathFactory,
    programs: dict[str, str],
    request: pytest.FixtureRequest,
) -> Callable[[str], Records]:
    """The results of the guide with a setting of the switches."""
    cold = request.config.getoption("--cold")

    @cache
    def run(way: str) -> Records:
        return follow(tmp_path_factory.mktemp(way), programs, way, cold and way == "one_way")

    return run


@pytest.fixture(autouse=True)
def once(request: pytest.FixtureRequest, passed_tests: PassedTests) -> Iterator[None]:
    """Each test that passed is skipped until a page changes, or what the pages depend on."""
    name = f"iam-{request.node.name}"
    passed_tests.skip_if_unchanged(name, PAGE)
    yield
    if request.node.stash.get(PASSED, False):
        passed_tests.add(name)


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    if request.param == "other_way" and not request.config.getoption("--cold"):
        pytest.skip("with --cold only")
    return str(request.param)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_allows_what_is_called_and_nothing_else(
    records: Callable[[str], Records], policy: str, way: str
) -> None:
    record = records(way)[policy]
    assert not record.failures, "\n".join(record.failures)
    check_fit(grants(POLICIES[policy]), record.calls)


def check_fit(allowed: list[Grant], calls: set[Call]) -> None:
    denied = {call for call in calls if not any(grant.allows(call) for grant in allowed)}
    assert {call.operation for call in denied} <= {OPTIONAL}
    assert [grant for grant in allowed if not grant.is_needed(calls)] == []


@pytest.mark.parametrize("policy", POLICIES)
def test_check_mode_needs_only_the_policy_for_reading(
    request: pytest.FixtureRequest, records: Callable[[str], Records], policy: str
) -> None:
    if not request.config.getoption("--cold"):
        pytest.skip("with --cold only")
    operations = {call.operation for call in records("one_way")[policy].check_calls}
    assert operations
    assert operations <= {OPTIONAL, *(grant.operation for grant in grants(POLICIES[READ]))}


def test_the_condition_keeps_out_of_other_regions(tmp_path: Path, programs: dict[str, str]) -> None:
    task = 'euc.appstream.appstream_user_info: {region: "eu-west-1"}'
    with work(tmp_path, programs) as (emulator, page, _check):
        enforce(emulator, POLICIES[ONE_REGION])
        output = page.run(Block("", 1, "yaml", f"- {task}\n"))
    assert "AccessDeniedException" in str(output)
    assert {call["region"]: call["error"] for call in emulator.calls} == {
        "eu-west-1": "AccessDeniedException"
    }


def test_the_condition_keeps_off_stacks_without_the_tag(
    tmp_path: Path, programs: dict[str, str]
) -> None:
    task = """\
- euc.appstream.appstream_user_stack_association:
    region: eu-central-1
    user_name: admin@example.com
    stack_names: [design, engineering]
"""
    with work(tmp_path, programs) as (emulator, page, _check):
        enforce(emulator, POLICIES[TAGGED])
        output = page.run(Block("", 1, "yaml", task))
        pairs = emulator.pool(DEFAULT_REGION, DEFAULT_ACCESS_KEY).associations
    assert "BatchAssociateUserStack for stack 'engineering': AccessDenied" in str(output)
    stacks = {stack for user, stack in pairs if user == "admin@example.com"}
    assert stacks == {"design"}


def test_a_denied_call_is_reported_as_the_guide_shows_it(
    tmp_path: Path, programs: dict[str, str]
) -> None:
    (shown,) = (block.text for block in GUIDE if block.language == "text" and block.not_run)
    tasks = """\
- euc.appstream.appstream_user:
    region: eu-central-1
    user_name: hal@example.com
    stack_names: [engineering, office]
  register: result
  ignore_errors: true

- ansible.builtin.copy:
    content: "{{ shown | ansible.builtin.to_nice_yaml(width=120) }}"
    dest: result.yml
    mode: "0600"
  vars:
    shown: {msg: "{{ result.msg }}", users: "{{ result.users }}"}
"""
    with work(tmp_path, programs) as (emulator, page, _check):
        enforce(emulator, POLICIES[SYNC])
        assert page.run(Block("", 1, "yaml", tasks)) is None
    found = (tmp_path / "result.yml").read_text("utf-8")
    found = re.sub(r"(?<=:)\d{12}(?=:)", ACCOUNT, found).replace("user/emulated", "user/operator")
    lines = tuple(line.strip() for line in shown.splitlines())
    assert first_missing(lines, found) is None, found
