# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Without AWX: the rulebooks with the actions that the guide shows, on the emulator."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from appstream_emulator import CREDENTIALS, DEFAULT_ACCESS_KEY, Emulator, serve
from rulebooks import RULEBOOKS, Rulebook, wait_for
from tree import ROOT

pytestmark = pytest.mark.usefixtures("ansible_rulebook")

GUIDE = ROOT / "docs" / "docsite" / "rst" / "guide_eda_rulebooks.rst"
REGION = "eu-west-1"
BLOCK = r"^\.\. code-block:: yaml\n\n((?:    .*\n|\n)+)"


def action(playbook: str) -> Any:
    """The lines of the guide."""
    blocks = re.findall(BLOCK, GUIDE.read_text("utf-8"), re.M)
    (found,) = (block for block in blocks if f"name: euc.appstream.{playbook}\n" in block)
    return yaml.safe_load(textwrap.dedent(found))["action"]


def rulebook(directory: Path, name: str, playbook: str, url: str) -> Rulebook:
    """The rulebook with another action, as a file."""
    (ruleset,) = yaml.safe_load((RULEBOOKS / f"{name}.yml").read_text("utf-8"))
    ruleset["rules"][0]["action"] = action(playbook)
    path = directory / f"{name}.yml"
    path.write_text(yaml.safe_dump([ruleset]), "utf-8")
    pools = {
        pool: {"user_pool_region": region, "user_pool_endpoint_url": url}
        for pool, region in {"dublin": REGION, "virginia": "us-east-1"}.items()
    }
    hosts = {"appstream_pools": {"hosts": pools}}
    (directory / "pools.yml").write_text(yaml.safe_dump(hosts), "utf-8")
    environment = {**CREDENTIALS, "HOME": str(directory)}
    more = ("--inventory", "pools.yml")
    return Rulebook(path, directory, {"pools": ["dublin"]}, environment, arguments=more)


def users(emulator: Emulator, region: str = REGION) -> dict[str, tuple[bool, list[str]]]:
    roster = emulator.pool(region, DEFAULT_ACCESS_KEY).roster()
    return {user["user_name"]: (user["enabled"], user["stack_names"]) for user in roster}


@pytest.fixture
def emulator() -> Emulator:
    emulator = Emulator()
    names = ("ada.lovelace@example.com", "bruno.meadow@example.com", "chloe.harbor@example.com")
    people = [{"user_name": name, "stack_names": ["office"]} for name in names]
    emulator.seed(users=people, stacks=["design", "office"], region=REGION)
    return emulator


def test_t5_offboard(tmp_path: Path, emulator: Emulator) -> None:
    leavers = ["ada.lovelace@example.com", "bruno.meadow@example.com"]
    with serve(emulator) as url:
        offboard = rulebook(tmp_path, "offboard", "offboard_users", url)
        with offboard.running():
            for name in leavers:
                assert offboard.post({"action": "offboard", "user_name": name}) == 200
            wait_for(lambda: all(users(emulator)[name] == (False, []) for name in leavers))
    assert users(emulator)["chloe.harbor@example.com"] == (True, ["office"])


def test_t5_join(tmp_path: Path, emulator: Emulator) -> None:
    event = {"action": "join", "pool": "dublin", "stack_names": ["design", "office"]}
    with serve(emulator) as url:
        join = rulebook(tmp_path, "join", "sync_users", url)
        with join.running():
            event["user_name"] = "elena.pebble@example.com"
            assert join.post({**event, "first_name": "Elena", "last_name": "{{ 1 }}"}) == 200
            wait_for(join.refused)
            assert join.post({**event, "first_name": "Elena"}) == 200
            wait_for(lambda: users(emulator).get(event["user_name"]))
    assert users(emulator)[str(event["user_name"])] == (True, ["design", "office"])
    assert users(emulator, "us-east-1") == {}
