# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks/faults.yml does with its cases: see setup_emulator_case in the defaults."""

from __future__ import annotations

import re
from typing import Any

Case = dict[str, Any]

STACKS = ["design", "office"]
REPAIRED = {"done": "same", "same": "same", "failed": "done", "both": "done"}


def pools(cases: list[Case]) -> list[dict[str, Any]]:
    """The pool of each case, as the emulator takes it."""
    return [
        {
            "region": case["region"],
            "stacks": STACKS,
            "users": _placed(case["users"], [pair.split(" ") for pair in case["there"]]),
        }
        for case in cases
    ]


def rules(cases: list[Case]) -> list[dict[str, Any]]:
    """The emulator's rules for all cases."""
    return [{**fault, "region": case["region"]} for case in cases for fault in case["faults"]]


def together(state: dict[str, Any], region: str) -> dict[str, Any]:
    """One pool with what is in all of them."""
    users: list[dict[str, Any]] = []
    for pool in state["pools"]:
        known = [{k: v for k, v in user.items() if k != "arn"} for user in pool["users"]]
        users += _renamed(_placed(known, pool["associations"]), pool["region"])
    return {"region": region, "stacks": STACKS, "users": users}


def asked_again(cases: list[Case]) -> list[dict[str, Any]]:
    """The options of each case for the second run and the third, in that one pool."""
    return [_renamed({**case["options"], **case["again"]}, case["region"]) for case in cases]


def first_problems(
    cases: list[Case], results: list[Any], calls: list[Any], mails: list[Any]
) -> list[str]:
    """What is not as the cases say, of the runs with faults."""
    by_case = {}
    for result in results:
        item = result["item"]
        by_case[item.get("item", item)["region"]] = result  # the item of async_status is a result
    problems = []
    for case in cases:
        result = by_case[case["region"]]
        seen = _seen(
            case,
            result,
            [call for call in calls if call["region"] == case["region"]],
            [mail["kind"] for mail in mails if mail["region"] == case["region"]],
        )
        for key, value in seen.items():
            if key in case and value != case[key]:
                problems.append(f"{case['title']}: {key}: {value!r}, not {case[key]!r}; {result}")
    return problems


def _seen(case: Case, result: Any, calls: list[Any], mails: list[str]) -> dict[str, Any]:
    rows = _rows(result)
    operations = [call["operation"] for call in calls]
    pairs = [call["params"].get("UserStackAssociations") for call in calls]
    seconds = calls[-1]["time"] - calls[0]["time"] if calls else 0
    least, most = case["seconds"]
    message = result.get("msg") or ""
    said = re.search(case["says"], message) and "exception" not in result
    return {
        "says": case["says"] if said else message,
        "rows": [_word(row) for row in rows],
        "codes": [row.get("error_code") for row in rows],
        "actions": [row.get("actions") for row in rows],
        "added": [row.get("stacks_added") for row in rows],
        "writes": [name for name in operations if not name.startswith("Describe")],
        "reads": [name for name in operations if name.startswith("Describe")],
        "sizes": [len(sent) for sent in pairs if sent is not None],
        "mails": mails,
        "seconds": case["seconds"] if least <= seconds <= most else seconds,
    }


def later_problems(
    cases: list[Case], results: list[Any], mails: list[Any], state: dict[str, Any]
) -> list[str]:
    """What is not as the cases say, of the second run and the third, and of the pool then.

    The results are two of each run: of those who are to be present and of those to be absent.
    """
    seen: dict[str, dict[str, list[str]]] = {
        case["region"]: {"second": [], "third": [], "mails": [], "end": []} for case in cases
    }
    for number, result in enumerate(results):
        for row in _rows(result):
            run = "second" if number < 2 else "third"
            seen[_region(row["user_name"])][run].append(_word(row))
    for mail in mails:
        seen[_region(mail["user_name"])]["mails"].append(mail["kind"])
    for what in _contents(state["pools"][0]):
        region = _region(what)
        seen[region]["end"].append(what.replace(f"@{region}.", "@"))
    problems = []
    for case in cases:
        repaired = case.get("mended", [REPAIRED[word] for word in case["rows"]])
        wanted = {
            "second": repaired,
            "third": ["same"] * len(repaired),
            "mails": case["mended_mails"],
            "end": sorted(case["end"]),
        }
        found = seen[case["region"]]
        found["end"].sort()
        for key, value in wanted.items():
            if found[key] != value:
                problems.append(f"{case['title']}: {key}: {found[key]!r}, not {value!r}")
    return problems


def _contents(pool: dict[str, Any]) -> list[str]:
    """Who is on which stack, who is on none, who is disabled."""
    placed = {user_name for user_name, _stack in pool["associations"]}
    names = [user["user_name"] for user in pool["users"]]
    disabled = [user["user_name"] for user in pool["users"] if not user["enabled"]]
    return [
        *(" ".join(pair) for pair in pool["associations"]),
        *(name for name in names if name not in placed),
        *(f"disabled {name}" for name in disabled),
    ]


def _placed(users: list[Any], pairs: list[Any]) -> list[dict[str, Any]]:
    """The users, each with the stacks that the pairs give."""
    stacks: dict[str, list[str]] = {user["user_name"]: [] for user in users}
    for user_name, stack_name in pairs:
        stacks[user_name].append(stack_name)
    return [{**user, "stack_names": stacks[user["user_name"]]} for user in users]


def _rows(result: Any) -> list[Any]:
    return result.get("associations") or result.get("users") or []


def _word(row: Any) -> str:
    if row["failed"]:
        return "both" if row["changed"] else "failed"
    return "done" if row["changed"] else "same"


def _renamed(value: Any, region: str) -> Any:
    """The same with the case in the users' names."""
    if isinstance(value, dict):
        return {key: _renamed(each, region) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, region) for each in value]
    if isinstance(value, str):
        return value.replace("@example.com", f"@{region}.example.com")
    return value


def _region(text: str) -> str:
    """The case that such a name holds."""
    return text.split("@")[1].split(".")[0]


class FilterModule:
    """Found by Ansible."""

    def filters(self) -> dict[str, Any]:
        return {
            "fault_pools": pools,
            "fault_rules": rules,
            "fault_together": together,
            "fault_asked_again": asked_again,
            "fault_first_problems": first_problems,
            "fault_later_problems": later_problems,
        }
