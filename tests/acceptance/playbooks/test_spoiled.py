# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every playbook behind a proxy that spoils answers: no run ends well with a lie (E5).

Each call of a playbook is spoiled in some way, and each playbook in each way. All calls are spoiled
in all ways in the unit tests: by test_response_check.py, and by test_spoiled.py with ``--cold``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from appstream_emulator import Spoiling
from pool_hosts import Host, Run
from rosters import HEAD, pending, reviewed

pytestmark = pytest.mark.xdist_group("spoiled")

DESCRIBE = ["DescribeUsers", "DescribeUserStackAssociations"]
BATCHES = ["BatchAssociateUserStack", "BatchDisassociateUserStack"]
POOL: list[dict[str, Any]] = [
    pending("old", 7, last_name="Maiden", enabled=False, stack_names=["design", "office"]),
    pending("on", 7, stack_names=["design", "office"]),
    pending("off", 7, enabled=False),
    pending("gone", 7, stack_names=["design"]),
]
ROSTER = HEAD + (
    "new@example.com,,,design,\n"
    "old@example.com,,Married,design;office,no\n"
    "on@example.com,,,design,no\n"
    "off@example.com,,,office,yes\n"
)
REVIEW = reviewed("on@example.com,design,revoke", "gone@example.com,,revoke")
PLAYBOOKS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "sync_users": (
        {
            "user_pool_roster": ROSTER,
            "user_pool_on_name_change": "recreate",
            "user_pool_unlisted_users": "delete",
            "user_pool_purge_stacks": True,
            "user_pool_removal_limit": 9,
        },
        [*DESCRIBE, *BATCHES, "CreateUser", "EnableUser", "DisableUser", "DeleteUser"],
    ),
    "offboard_users": (
        {"user_pool_user_names": "on@example.com gone@example.com"},
        [*DESCRIBE, "BatchDisassociateUserStack", "DisableUser"],
    ),
    "resend_invitations": ({}, ["CreateUser", "DescribeUsers"]),
    "export_users": ({}, DESCRIBE),
    "access_review": ({}, DESCRIBE),
    "apply_review": (
        {"user_pool_review": REVIEW},
        [*DESCRIBE, "BatchDisassociateUserStack", "DisableUser"],
    ),
}
FIVE_WAYS = ["html", "empty", "cut", "gzip", "no_content"]
CASES = [
    (playbook, calls[number % len(calls)], FIVE_WAYS[number % len(FIVE_WAYS)])
    for playbook, (_variables, calls) in PLAYBOOKS.items()
    for number in range(max(len(calls), len(FIVE_WAYS)))
]


@pytest.fixture(scope="session")
def programs(programs: dict[str, str]) -> dict[str, str]:
    """The modules do not wait."""
    return {**programs, "PYTHONPATH": str(Path(__file__).parents[1] / "no_waiting")}


def counted(run: Run, words: str) -> int:
    """How many users the summary gives for this, 0 if it does not."""
    found = [re.match(rf"{words}: (\d+)", line) for line in run.summary()]
    return sum(int(match[1]) for match in found if match)


def lies(playbook: str, run: Run, host: Host, before: dict[str, Any]) -> list[str]:
    """What a run that ended well says, and is not so."""
    after = host.pool()
    if playbook == "sync_users":
        wanted = {
            "new@example.com": (None, None, True, "design"),
            "old@example.com": (None, "Married", False, "design", "office"),
            "on@example.com": (None, None, False, "design"),
            "off@example.com": (None, None, True, "office"),
        }
        said = [
            counted(run, words) for words in ("created", "deleted", "deleted and created again")
        ]
        return [] if (after, said) == (wanted, [1, 1, 1]) else [f"{said}: {after}"]
    if playbook == "offboard_users":
        left = [after[f"{name}@example.com"] for name in ("on", "gone")]
        return [] if left == [(None, None, False)] * 2 else [f"{left}"]
    if playbook == "apply_review":
        left = [after[f"{name}@example.com"][2:] for name in ("on", "gone")]
        return [] if left == [(True, "office"), (False, "design")] else [f"{left}"]
    if playbook == "resend_invitations":
        return [] if counted(run, "invited again") == len(run.mails) == 2 else [f"{run.mails}"]
    return [f"{after} was not read"] if after == before else ["it wrote"]


@pytest.mark.parametrize(("playbook", "call", "way"), CASES)
async def test_e5_no_run_ends_well_with_a_lie(
    host: Host, playbook: str, call: str, way: str
) -> None:
    host.seed(POOL)
    before = host.pool()
    host.spoilings.append(Spoiling(call, way))
    file = host.file("yesterday", "as it was\n")
    variables = {**PLAYBOOKS[playbook][0], "user_pool_dest": host.path("")}
    run = await host.play(playbook, "--forks", "9", **variables)
    assert host.spoilings[0].hits, run.output
    assert run.status == 2 or lies(playbook, run, host, before) == []
    if call in DESCRIBE:
        assert run.status == 2
        assert (host.pool(), run.mails) == (before, [])
        assert re.search(rf"{call} for .* failed: UnreadableResponse: ", run.output)
        assert [path.name for path in host.directory.iterdir()] == [Path(file).name]
    elif run.status == 2:
        assert "outcome unknown" in run.output
    mails = [(mail["kind"], mail["user_name"], mail["stack_name"]) for mail in run.mails]
    assert len(set(mails)) == len(mails)
