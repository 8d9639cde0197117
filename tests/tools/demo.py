# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An administrator's day on the emulator; fails when a step is not as foretold.

The collection is built and installed as users get it, and its playbooks and those of ``examples``
are run as they stand. What each step did is judged by the calls that reached the emulator, not by
what the modules say of themselves.
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


class NotAsForetold(Exception):
    """A step did something else than it should."""


def expect(what: str, wanted: object, got: object) -> None:
    """Stop unless both are the same."""
    if wanted != got:
        raise NotAsForetold(f"{what}:\n  foretold: {wanted}\n  was:      {got}")
    print(f"  as foretold: {what}", flush=True)


class Demo:
    """Runs playbooks and remembers what the last one did."""

    def __init__(self, emulator: Emulator, url: str, env: dict[str, str]) -> None:
        self.emulator = emulator
        self.url = url
        self.env = env
        self.output = ""

    def play(self, title: str, playbook: str, *options: str) -> None:
        """Run a playbook that must end well."""
        command = ["ansible-playbook", playbook, *options]
        command += ["-e", f"appstream_region={REGION}", "-e", f"appstream_endpoint_url={self.url}"]
        print(f"\n==== {title}\n$ {' '.join(command)}", flush=True)
        self.emulator.clear_log()
        status, self.output = stream(command, ROOT, self.env)
        expect("the playbook ended well", 0, status)

    @property
    def changed(self) -> int:
        """How many tasks say that they changed something."""
        return int(re.findall(r"^localhost .* changed=(\d+) ", self.output, re.M)[-1])

    @property
    def writes(self) -> dict[str, int]:
        """The calls that changed, or tried to change, something."""
        counts = self.emulator.counts()
        return {name: n for name, n in counts.items() if not name.startswith("Describe")}

    def shown(self, variable: str) -> Any:
        """The value of a variable that the playbook showed."""
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


def wanted_users(roster: list[dict[str, Any]]) -> Users:
    """The pool that the roster asks for."""
    return by_name(
        [{"enabled": True, **u, "stack_names": sorted(u["stack_names"])} for u in roster]
    )


def sync(demo: Demo, wanted: Users) -> None:
    pairs = sum(len(user["stack_names"]) for user in wanted.values())
    off = sum(not user["enabled"] for user in wanted.values())
    demo.play("1. What would the roster change?", "examples/sync_roster.yml", "--check", "--diff")
    foretold = demo.output.split("TASK [Read the pool]")[0]
    expect("no writing call", {}, demo.writes)
    expect("one changed task", 1, demo.changed)
    expect("an empty pool", {}, demo.pool())

    demo.play("2. Do it", "examples/sync_roster.yml", "--diff")
    expect("tasks and diff of the check", foretold, demo.output.split("TASK [Read the pool]")[0])
    expect(
        f"{len(wanted)} users made, {off} disabled, {pairs} stacks given in batches of 25",
        {
            "CreateUser": len(wanted),
            "BatchAssociateUserStack": math.ceil(pairs / 25),
            "DisableUser": off,
        },
        demo.writes,
    )
    expect("the pool is as the roster", wanted, demo.pool())

    demo.play("3. Again", "examples/sync_roster.yml", "--diff")
    demo.expect_nothing_done()


def put_group_on_stack(demo: Demo, wanted: Users) -> None:
    play = yaml.safe_load((ROOT / "examples" / "stack_group.yml").read_text("utf-8"))[0]
    stack = play["tasks"][0]["euc.appstream.appstream_user_stack_association"]["stack_name"]
    demo.play(
        "4. A stack's whole group, in check mode", "examples/stack_group.yml", "--check", "--diff"
    )
    foretold = demo.output
    expect("no writing call", {}, demo.writes)
    demo.play("5. The same for real", "examples/stack_group.yml", "--diff")
    expect("tasks and diff of the check", foretold, demo.output)
    expect("one batch", {"BatchAssociateUserStack": 1}, demo.writes)
    for user_name in play["vars"]["group"]:
        have = wanted[user_name]["stack_names"]
        wanted[user_name]["stack_names"] = sorted({*have, stack})
    expect("the group has the stack, everybody else is as before", wanted, demo.pool())
    demo.play("6. Again", "examples/stack_group.yml", "--diff")
    demo.expect_nothing_done()


def offboard(demo: Demo, wanted: Users) -> None:
    demo.play("7. Two people leave", "examples/offboard.yml", "--diff")
    expect(
        "one disabled, one removed, nobody made or renamed",
        {"DisableUser": 1, "BatchDisassociateUserStack": 1, "DeleteUser": 1},
        demo.writes,
    )
    wanted[DISABLED]["enabled"] = False
    del wanted[REMOVED]
    expect("the others are as they were", wanted, demo.pool())
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
    demo.play("9. The pool as a roster", "euc.appstream.export_users", "-e", f"dest={files}")
    roster_file = files / f"users-{REGION}.csv"
    expect(
        "a line for each user", len(wanted) + 1, len(roster_file.read_text("utf-8").splitlines())
    )
    complete = ["-e", "purge_users=true", "-e", "purge_stacks=true", "-e", "removal_limit=0"]
    back = ["euc.appstream.sync_users", "-e", f"roster={roster_file}", *complete]
    demo.play("10. The roster back into the pool", *back)
    demo.expect_nothing_done()
    demo.play("11. Who can reach what", "euc.appstream.access_review", "-e", f"dest={files}")
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
            demo, wanted = Demo(emulator, url, env), wanted_users(roster)
            for steps in (sync, put_group_on_stack, offboard, write_files):
                steps(demo, wanted)
        except NotAsForetold as fault:
            print(f"\nDemo failed. {fault}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("\nStopped.", file=sys.stderr)
            return 130
    print("\nDemo done: every step was as foretold. The emulator is stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
