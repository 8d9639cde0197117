# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the event source understands and collects: neither Java nor ansible-rulebook is needed."""

from __future__ import annotations

import asyncio
import importlib.util
from pathlib import Path
from typing import Any

import pytest
from tree import ROOT

PLUGIN = ROOT / "extensions" / "eda" / "plugins" / "event_source" / "user_webhook.py"
ADA = "ada.lovelace@example.com"
OFFBOARD = {"action": "offboard", "user_name": ADA}
JOIN = {"action": "join", "user_name": ADA, "pool": "dublin", "stack_names": "design"}


def load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


source = load(PLUGIN)


def handed_on(events: list[Any], seconds: float = 0.0, wait_for: int = 1) -> list[dict[str, Any]]:
    """What rules get of events that are posted at once, up to a number of them."""

    async def run() -> list[dict[str, Any]]:
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        collector = source.Collector(queue)
        for event in events:
            await collector.put({"payload": event, "meta": {"hosts": "all"}})
        hands = asyncio.create_task(collector.hand_on(seconds))
        got = [await queue.get() for _number in range(wait_for)]
        await asyncio.sleep(0)
        hands.cancel()
        assert queue.empty()
        return got

    return asyncio.run(asyncio.wait_for(run(), 60))


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (OFFBOARD, ("offboard", "", {"user_name": ADA})),
        ({**OFFBOARD, "enabled": False, "limit": "all"}, ("offboard", "", {"user_name": ADA})),
        (
            {**JOIN, "stack_names": ["design", "office"], "first_name": "José", "limit": "all"},
            (
                "join",
                "dublin",
                {
                    "user_name": ADA,
                    "stack_names": "design;office",
                    "first_name": "José",
                    "last_name": "",
                },
            ),
        ),
    ],
)
def test_t4_only_the_keys_of_an_event_count(event: Any, expected: Any) -> None:
    assert source.understand(event) == expected


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        *((event, "it is not an object") for event in ([OFFBOARD], "", 5, None)),
        *(
            ({**OFFBOARD, "action": action}, "action is neither offboard nor join")
            for action in ("Offboard", "delete", "", None, ["offboard"])
        ),
        *(
            ({**OFFBOARD, "user_name": name}, "user_name is missing or wrong")
            for name in (
                "",
                "ada",
                f"{ADA}\n{ADA}",
                f"{ADA},{ADA}",
                "{{ 1 }}@example.com",
                [ADA],
                5,
            )
        ),
        ({"action": "offboard"}, "user_name is missing or wrong"),
        *(
            ({**JOIN, "pool": pool}, "pool is missing or wrong")
            for pool in ("", "all:!paused", None, ["dublin"])
        ),
        *(
            ({**JOIN, "stack_names": names}, "stack_names is missing or wrong")
            for names in ("", [], [5], None, "{% x %}")
        ),
        ({**JOIN, "last_name": None}, "last_name is missing or wrong"),
        *(({**JOIN, key: False}, f"{key} is not a key of a join") for key in source.ABOUT_ACCESS),
    ],
)
def test_t3_what_is_not_understood_is_handed_on_by_itself_with_its_reason(
    event: Any, reason: str
) -> None:
    (got,) = handed_on([event])
    assert got == {"payload": {"refused": reason, "event": event}, "meta": {}}


def test_t2_each_event_of_a_burst_is_handed_on_once_and_few_at_a_time() -> None:
    most = source.MOST
    names = [f"user.{number}@example.com" for number in range(most + 1)]
    joins = [{**JOIN, "pool": pool} for pool in ("dublin", "virginia")]
    events = [*({**OFFBOARD, "user_name": name} for name in [*names, names[0]]), *joins]
    got = handed_on(events, wait_for=4)
    assert [event["meta"] for event in got] == [{}, {"hosts": "dublin"}, {"hosts": "virginia"}, {}]
    first, _dublin, _virginia, second = (event["payload"] for event in got)
    assert [len(first["users"]), len(second["users"])] == [most, 2]
    users = [user["user_name"] for user in first["users"] + second["users"]]
    assert users == [*names, names[0]]


@pytest.mark.parametrize("token", [None, "", 5])
def test_t1_without_a_token_the_source_does_not_start(token: Any) -> None:
    with pytest.raises(ValueError, match="the webhook has no token"):
        asyncio.run(source.main(asyncio.Queue(), {"token": token}))
