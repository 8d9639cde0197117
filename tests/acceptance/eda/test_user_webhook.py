# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the event source understands and collects: neither Java nor ansible-rulebook is needed."""

from __future__ import annotations

import asyncio
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from tree import ROOT

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import (
    validate_user_name,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import read_user_list

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
        # Keys and numbers that rules of ansible-rulebook cannot bear.
        *(
            ({"": 1, "a": {"": number}}, "action is neither offboard nor join")
            for number in (2, float("nan"))
        ),
        ({**JOIN, "stack_names": ["design"] * 51}, "stack_names is missing or wrong"),
        *(({**JOIN, key: False}, f"{key} is not a key of a join") for key in source.ABOUT_ACCESS),
    ],
)
def test_t3_what_is_not_understood_is_handed_on_by_itself_with_its_reason(
    event: Any, reason: str
) -> None:
    (got,) = handed_on([event])
    assert got == {"payload": {"refused": reason, "event": json.dumps(event)}, "meta": {}}


ODD_ADDRESSES = (
    *("-ben@example.com", "*@example.com", "#ada@example.com", "~a@example.com", "'a@example.com"),
    *("!a@example.com", "+a@example.com", ".a@example.com", "a.@example.com", "a..b@example.com"),
    *("ada@example", "ada@example.com.", "ada@.example.com", "ada@example..com", "a@b@example.com"),
    *(
        "\uff41da@example.com",
        "ada\u3164@example.com",
        "ada\u1160@example.com",
        "mailto:a@example.com",
    ),
    *("#REF!", '"a b"@example.com', "a" * 120 + "@example.com", "ada\u200b@example.com"),
    *(
        "ada.lovelace@example.com",
        "o'brien.josé@example.com",
        "ада@example.com",
        "a&b=c@x-y.example",
    ),
)


@pytest.mark.parametrize("name", ODD_ADDRESSES)
def test_t3_the_role_refuses_no_list_for_an_address_that_is_handed_on(name: str) -> None:
    try:
        source.understand({**OFFBOARD, "user_name": name})
    except ValueError:
        understood = False
    else:
        understood = True
    assert understood == (not validate_user_name(name))
    if understood:  # the list of a job, as the rulebook writes it
        listed = read_user_list(f"user_name\n{ADA}\n{name}", "csv")
        assert not listed["errors"]
        assert name in listed["user_names"]


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


def test_t2_events_that_are_long_are_handed_on_fewer_at_a_time() -> None:
    stacks = ";".join(f"{number:0100}" for number in range(50))
    events = [
        {**JOIN, "user_name": f"u{number}@example.com", "stack_names": stacks}
        for number in range(60)
    ]
    batches = [event["payload"]["users"] for event in handed_on(events, wait_for=4)]
    assert [user["user_name"] for users in batches for user in users] == [
        event["user_name"] for event in events
    ]
    assert all(len(json.dumps(users)) < 110_000 for users in batches)


@pytest.mark.parametrize("token", [None, "", 5])
def test_t1_without_a_token_the_source_does_not_start(token: Any) -> None:
    with pytest.raises(ValueError, match="the webhook has no token"):
        asyncio.run(source.main(asyncio.Queue(), {"token": token}))
