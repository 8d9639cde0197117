# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A demonstration on the emulator; fails when a step does not match its prediction.

Builds and installs the collection as users get it, and runs its playbooks and those of ``examples``
unchanged. Each step is checked by the calls that reached the emulator, not by the output of the
modules.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from typing import Any

import yaml
from appstream_emulator import CREDENTIALS, DEFAULT_ACCESS_KEY, Emulator, serve
from artifact import build
from tree import ROOT, VENV, installed, stream

REGION = "eu-west-1"
DISABLED, REMOVED = "bruno.meadow@example.com", "zoe.nutmeg@example.com"

Users = dict[str, dict[str, Any]]  # of a roster, by name


class Mismatch(Exception):
    """A step had an unexpected result."""


def expect(what: str, wanted: object, got: object) -> None:
    """Stop unless both are equal."""
    if wanted != got:
        raise Mismatch(f"{what}:\n  expected: {wanted}\n  actual:   {got}")
    print(f"  ok: {what}", flush=True)


class Demo:
    """Runs playbooks and keeps the output of the last one."""

    def __init__(self, emulator: Emulator, url: str, env: dict[str, str]) -> None:
        self.emulator = emulator
        self.url = url
        self.env = env
        self.output = ""

    def play(self, title: str, playbook: str, *options: str) -> None:
        """Run a playbook that must succeed."""
        prefix = "user_pool_" if playbook.startswith("euc.appstream.") else ""
        command = ["ansible-playbook", playbook, *options]
        command += ["-e", f"{prefix}region={REGION}", "-e", f"{prefix}endpoint_url={self.url}"]
        print(f"\n==== {title}\n$ {' '.join(command)}", flush=True)
        self.emulator.clear_log()
        status, self.output = stream(command, ROOT, self.env)
        expect("the playbook succeeded", 0, status)

    @property
    def changed(self) -> int:
        """The number of changed tasks."""
        return int(re.findall(r"^localhost .* changed=(\d+) ", self.output, re.M)[-1])

    @property
    def writes(self) -> dict[str, int]:
        """The writing calls, successful or not."""
        counts = self.emulator.counts()
        return {name: n for name, n in counts.items() if not name.startswith("Describe")}

    def shown(self, variable: str) -> Any:
        """The value of a variable that the playbook printed."""
        start = self.output.index(f'"{variable}": ') + len(f'"{variable}": ')
        return json.JSONDecoder().raw_decode(self.output[start:])[0]

    def pool(self) -> Users:
        """The users of the pool."""
        return by_name(self.emulator.pool(REGION, DEFAULT_ACCESS_KEY).roster())

    def expect_nothing_done(self) -> None:
        expect("no writing call", {}, self.writes)
        expect("no changed task", 0, self.changed)


def by_name(roster: list[dict[str, Any]]) -> Users:
    return {user["user_name"]: user for user in roster}


def desired_users(roster: list[dict[str, Any]]) -> Users:
    """The pool that the roster asks for."""
    return by_name(
        [{"enabled": True, **u, "stack_names": sorted(u["stack_names"])} for u in roster]
    )


def sync(demo: Demo, wanted: Users) -> None:
    pairs = sum(len(user["stack_names"]) for user in wanted.values())
    off = sum(not user["enabled"] for user in wanted.values())
    demo.play("1. What would the roster change?", "examples/sync_roster.yml", "--check", "--diff")
    predicted = demo.output.split("TASK [Read the pool]")[0]
    expect("no writing call", {}, demo.writes)
    expect("one changed task", 1, demo.changed)
    expect("an empty pool", {}, demo.pool())

    demo.play("2. Apply the roster", "examples/sync_roster.yml", "--diff")
    expect("tasks and diff of the check", predicted, demo.output.split("TASK [Read the pool]")[0])
    expect(
        f"{len(wanted)} users created, {off} disabled, {pairs} stacks assigned in batches of 25",
        {
            "CreateUser": len(wanted),
            "BatchAssociateUserStack": math.ceil(pairs / 25),
            "DisableUser": off,
        },
        demo.writes,
    )
    expect("the pool matches the roster", wanted, demo.pool())

    demo.play("3. Again", "examples/sync_roster.yml", "--diff")
    demo.expect_nothing_done()


def put_group_on_stack(demo: Demo, wanted: Users) -> None:
    play = yaml.safe_load((ROOT / "examples" / "stack_group.yml").read_text("utf-8"))[0]
    stack = play["tasks"][0]["euc.appstream.appstream_user_stack_association"]["stack_name"]
    demo.play(
        "4. A stack's whole group, in check mode", "examples/stack_group.yml", "--check", "--diff"
    )
    predicted = demo.output
    expect("no writing call", {}, demo.writes)
    demo.play("5. The same for real", "examples/stack_group.yml", "--diff")
    expect("tasks and diff of the check", predicted, demo.output)
    expect("one batch", {"BatchAssociateUserStack": 1}, demo.writes)
    for user_name in play["vars"]["group"]:
        have = wanted[user_name]["stack_names"]
        wanted[user_name]["stack_names"] = sorted({*have, stack})
    expect("the group has the stack, all other users are unchanged", wanted, demo.pool())
    demo.play("6. Again", "examples/stack_group.yml", "--diff")
    demo.expect_nothing_done()


def offboard(demo: Demo, wanted: Users) -> None:
    demo.play("7. Two people leave", "examples/offboard.yml", "--diff")
    expect(
        "one disabled, one removed, nobody created or renamed",
        {"DisableUser": 1, "BatchDisassociateUserStack": 1, "DeleteUser": 1},
        demo.writes,
    )
    wanted[DISABLED]["enabled"] = False
    del wanted[REMOVED]
    expect("all other users are unchanged", wanted, demo.pool())
    summary = demo.shown("pool.summary")
    expect(
        "the summary of the info module",
        {
            "total": len(wanted),
            "disabled": sum(not user["enabled"] for user in wanted.values()),
            "by_stack": dict(Counter(s for user in wanted.values() for s in user["stack_names"])),
        },
        {key: summary[key] for key in ("total", "disabled", "by_stack")},
    )
    del wanted[DISABLED]
    demo.emulator.pool(REGION, DEFAULT_ACCESS_KEY).remove_user(DISABLED)
    demo.play("8. Again, when both are gone", "examples/offboard.yml", "--diff")
    demo.expect_nothing_done()


def write_files(demo: Demo, wanted: Users) -> None:
    files = VENV / "demo" / "files"
    demo.play(
        "9. The pool as a roster", "euc.appstream.export_users", "-e", f"user_pool_dest={files}"
    )
    roster_file = files / f"users-{REGION}.csv"
    expect(
        "a line for each user", len(wanted) + 1, len(roster_file.read_text("utf-8").splitlines())
    )
    complete = ["unlisted_users=delete", "purge_stacks=true", "removal_limit=0"]
    options = [f"roster={roster_file}", *complete]
    back = [
        "euc.appstream.sync_users",
        *(o for each in options for o in ("-e", f"user_pool_{each}")),
    ]
    demo.play("10. The roster back into the pool", *back)
    demo.expect_nothing_done()
    demo.play(
        "11. The access review", "euc.appstream.access_review", "-e", f"user_pool_dest={files}"
    )
    report = json.loads((files / f"access-review-{REGION}.json").read_text("utf-8"))
    expect(
        "all users are in the report",
        sorted(wanted),
        sorted(u["user_name"] for u in report["users"]),
    )


def main() -> int:
    roster = yaml.safe_load((ROOT / "examples" / "roster.yml").read_text("utf-8"))["roster"]
    directory = VENV / "demo"
    env = installed(build(directory / "dist"), directory) | CREDENTIALS
    emulator = Emulator()
    stacks = sorted({stack for user in roster for stack in user["stack_names"]})
    emulator.seed(region=REGION, access_key=DEFAULT_ACCESS_KEY, stacks=stacks)
    with serve(emulator) as url:
        print(f"\nThe emulator listens on {url}, with the stacks {', '.join(stacks)}.")
        try:
            demo, wanted = Demo(emulator, url, env), desired_users(roster)
            for steps in (sync, put_group_on_stack, offboard, write_files):
                steps(demo, wanted)
        except Mismatch as mismatch:
            print(f"\nDemo failed. {mismatch}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("\nStopped.", file=sys.stderr)
            return 130
    print("\nDemo done: every step matched its prediction. The emulator is stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
