# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is refused before anything is written has a summary with all that is known (H2, H3)."""

from __future__ import annotations

from typing import Any

import pytest
from pool_hosts import Host
from rosters import HEAD, USERS

pytestmark = pytest.mark.xdist_group("playbooks")

FILES = {
    "broken.xlsx": (b"PK\x03\x04", "it cannot be read as an Excel workbook: "),
    "broken.json": (b"{", "it cannot be read as JSON: "),
    "unmarked.csv": (
        "email\nada@example.com\n".encode("utf-16-le"),
        "it is UTF-16 without a mark; save the file as UTF-8",
    ),
}
ROSTER = HEAD + "ada@example.com,,,office,\n"
READERS: dict[str, tuple[str, dict[str, Any]]] = {
    "user_pool_roster": ("sync_users", {}),
    "user_pool_user_names": ("offboard_users", {}),
    "user_pool_keep_users": ("sync_users", {"user_pool_roster": ROSTER}),
}


async def test_h3_a_template_that_fails_names_nobody(host: Host) -> None:
    """Before ansible-core 2.19, the reason has the whole value."""
    run = await host.play(
        "sync_users",
        user_pool_roster=[{"user_name": "ada@example.com", "last_name": "{{ lovelace }}"}],
        user_pool_keep_users="{{ {'ben': 1}['Ada Lovelace'] }}",
        user_pool_names_shown="none",
    )
    assert (run.status, run.calls) == (2, [])
    said = [f"user_pool_{name}: cannot be evaluated" for name in ("keep_users", "roster")]
    assert sorted(run.summary()[1:]) == said
    assert "lovelace" not in run.output.lower()


@pytest.mark.parametrize("option", READERS)
@pytest.mark.parametrize("name", FILES)
async def test_h2_a_file_that_cannot_be_read_is_refused_with_a_summary(
    host: Host, name: str, option: str
) -> None:
    host.seed(USERS)
    content, reason = FILES[name]
    (host.directory / name).write_bytes(content)
    playbook, more = READERS[option]
    run = await host.play(playbook, **more, **{option: host.path(name)})
    assert (run.status, run.calls) == (2, []), run.output
    assert run.summary()[0] == f"{host}, nothing was done, FAILED"
    assert run.summary()[-1].startswith(reason)
    assert f"has 1 error, nothing was done: {reason}" in run.output


async def test_h2_a_keep_file_that_is_refused_hides_no_warning_of_the_roster(host: Host) -> None:
    host.seed(USERS)
    run = await host.play(
        "sync_users",
        user_pool_roster="email,stack_names,Notes\nada@example.com,office,x\n",
        user_pool_keep_users=host.file("keep.txt", "ben\n"),
    )
    assert (run.status, run.calls) == (2, []), run.output
    assert "columns ignored: Notes" in "\n".join(run.summary())
    assert "'ben' is neither an email address" in run.summary()[-1]


async def interrupted(host: Host, *others: str) -> dict[str, Any]:
    """A pool whose journal says that kim@example.com was taken apart; the others are in it. Returns
    where the journal is."""
    kim = {"user_name": "kim@example.com", "last_name": "Old", "stack_names": ["design", "office"]}
    host.seed([kim, *({"user_name": name, "stack_names": ["office"]} for name in others)])
    state = {"user_pool_journal_dir": str(host.directory / "open")}
    expired = {"times": None, "error": {"code": "ExpiredTokenException"}}
    host.emulator.add_fault({"operation": "CreateUser", "after": 1, **expired})
    run = await host.play(
        "sync_users",
        user_pool_roster=HEAD + "kim@example.com,,New,,\n",
        user_pool_on_name_change="recreate",
        **state,
    )
    assert (run.status, "kim@example.com" in host.pool()) == (2, False)
    host.emulator.clear_faults()
    return state


UNASSIGN = {"user_pool_offboard_action": "unassign", "user_pool_stack_names": "office"}


async def test_h2_users_who_are_to_be_repaired_first_hide_no_warning(host: Host) -> None:
    state = await interrupted(host, "lee@example.com")
    run = await host.play(
        "offboard_users",
        user_pool_user_names="email,Notes\nkim@example.com,x\nlee@example.com,\ngone@example.com,\n",
        **UNASSIGN,
        **state,
    )
    assert (run.status, run.writes) == (2, []), run.output
    assert "columns ignored: Notes" in "\n".join(run.summary())
    assert "not in the pool: 2 (kim@example.com, gone@example.com)" in run.summary()
    assert "interrupted while it replaced kim@example.com; run sync_users" in run.summary()[-1]


@pytest.mark.parametrize("shown", ["none", "all"])
@pytest.mark.parametrize("more", [UNASSIGN, {}], ids=["unassign", "disable"])
async def test_h3_what_the_journal_is_asked_in_vain_has_a_summary(
    host: Host, more: dict[str, Any], shown: str
) -> None:
    """Two names that differ only by capitals, not both in the pool."""
    state = await interrupted(host, *(["lee@example.com"] if more else []))
    run = await host.play(
        "offboard_users",
        *(["-v"] if shown == "none" else []),  # what goes to stderr is of all that share a run
        user_pool_user_names="kim@example.com lee@example.com LEE@example.com",
        user_pool_names_shown=shown,
        **more,
        **state,
    )
    assert (run.status, run.writes) == (2, []), run.output
    assert run.summary()[0] == f"{host}, nothing was done, FAILED"
    assert "capital" in run.summary()[-1]
    assert ("@example.com" in run.output) is (shown != "none"), run.output
