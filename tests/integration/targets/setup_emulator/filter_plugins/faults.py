# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters for the cases of tasks/faults.yml. The defaults describe them as setup_emulator_case."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

Case = dict[str, Any]

STACKS = ["design", "office"]
SHOWN = 3000  # characters of a problem
REPAIRED = {"done": "same", "same": "same", "failed": "done", "both": "done"}


def pools(cases: list[Case]) -> list[dict[str, Any]]:
    """The pool of each case, in the format of the emulator."""
    return [
        {
            "region": case["region"],
            "stacks": STACKS,
            "users": _placed(case["users"], [pair.split(" ") for pair in case["associations"]]),
        }
        for case in cases
    ]


def rules(cases: list[Case]) -> list[dict[str, Any]]:
    """The emulator's rules for all cases."""
    return [{**fault, "region": case["region"]} for case in cases for fault in case["faults"]]


def together(state: dict[str, Any], region: str) -> dict[str, Any]:
    """One pool with the contents of all of them."""
    users: list[dict[str, Any]] = []
    for pool in state["pools"]:
        known = [{k: v for k, v in user.items() if k != "arn"} for user in pool["users"]]
        users += _renamed(_placed(known, pool["associations"]), pool["region"])
    return {"region": region, "stacks": STACKS, "users": users}


def asked_again(cases: list[Case]) -> list[dict[str, Any]]:
    """The options of each case for the second run and the third, in that one pool."""
    return [_renamed({**case["options"], **case["again"]}, case["region"]) for case in cases]


def users_again(requested: list[dict[str, Any]], state: str) -> list[dict[str, Any]]:
    """The users of all options with this state, each with all of its options."""
    keys = ("enabled", "stack_names", "message_action", "send_email_notification")
    return [
        {**{key: options[key] for key in keys if options.get(key) is not None}, **user}
        for options in requested
        if options.get("state", "present") == state
        for user in options["users"]
    ]


def first_problems(
    cases: list[Case], results: list[Any], calls: list[Any], mails: list[Any]
) -> list[str]:
    """The differences between the runs with faults and what the cases expect."""
    by_case = {result["item"]: result for result in results}
    problems = []
    for case in cases:
        result = by_case[case["region"]]
        own_mails = [mail for mail in mails if mail["region"] == case["region"]]
        seen = _seen(
            case,
            result,
            [call for call in calls if call["region"] == case["region"]],
            [mail["kind"] for mail in own_mails],
        )
        seen["twice"] = _twice([_mail(mail) for mail in own_mails])
        for key, value in seen.items():
            if not _matches(value, case.get(key, value)):
                problem = f"{case['title']}: {key}: {value!r}, not {case.get(key)!r}; {result}"
                problems.append(problem[:SHOWN])
    return problems


def _seen(case: Case, result: Any, calls: list[Any], mails: list[str]) -> dict[str, Any]:
    rows = _rows(result)
    operations = [call["operation"] for call in calls]
    pairs = [call["params"].get("UserStackAssociations") for call in calls]
    seconds = calls[-1]["time"] - calls[0]["time"] if calls else 0
    least, most = case["seconds"]
    message = result.get("msg") or ""
    matches = re.search(case["message"], message) and "exception" not in result
    return {
        "message": case["message"] if matches else message,
        "rows": [_word(row) for row in rows],
        "codes": [row.get("error_code") for row in rows],
        "actions": [row.get("actions") for row in rows],
        "added": [row.get("stacks_added") for row in rows],
        "writes": [name for name in operations if not name.startswith("Describe")],
        "reads": [name for name in operations if name.startswith("Describe")],
        "at_most": {
            name: most if operations.count(name) <= most else operations.count(name)
            for name, most in case["at_most"].items()
        },
        "sizes": sorted((len(sent) for sent in pairs if sent is not None), reverse=True),
        "mails": mails,
        "seconds": case["seconds"] if least <= seconds <= most else seconds,
    }


def later_problems(
    cases: list[Case],
    results: list[Any],
    first_mails: list[Any],
    mails: list[Any],
    state: dict[str, Any],
) -> list[str]:
    """The differences between the later runs, with the pool after them, and what the cases expect.

    Each run has two results: one for state=present and one for state=absent.
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
    for what in contents(state["pools"][0]):
        region = _region(what)
        seen[region]["end"].append(what.replace(f"@{region}.", "@"))
    problems = []
    for case in cases:
        repaired = case.get("repaired", _repaired(case["rows"]))
        expected = {
            "second": repaired,
            "third": ["same"] * _number(repaired),
            "mails": case["repaired_mails"],
            "end": sorted(case["end"]),
        }
        found = seen[case["region"]]
        found["end"].sort()
        for key, value in expected.items():
            if not _matches(found[key], value):
                problem = f"{case['title']}: {key}: {found[key]!r}, not {value!r}"
                problems.append(problem[:SHOWN])
    before = [_mail(_renamed(mail, mail["region"])) for mail in first_mails]
    again = _twice(before + [_mail(mail) for mail in mails])
    return [*problems, *(f"mailed twice: {mail}" for mail in again)]


def _matches(found: Any, expected: Any) -> bool:
    """Whether a list is equal to the expected one, or has the expected number of each value."""
    if isinstance(found, list) and isinstance(expected, dict):
        return Counter(found) == Counter(expected)
    return bool(found == expected)


def _repaired(rows: Any) -> Any:
    """The rows of a second run that repairs what failed."""
    if isinstance(rows, list):
        return [REPAIRED[word] for word in rows]
    repaired: Counter[str] = Counter()
    for word, number in rows.items():
        repaired[REPAIRED[word]] += number
    return dict(repaired)


def _number(rows: Any) -> int:
    return len(rows) if isinstance(rows, list) else sum(rows.values())


def _mail(mail: dict[str, Any]) -> tuple[str, str, str | None]:
    return mail["user_name"], mail["kind"], mail["stack_name"]


def _twice(mails: list[Any]) -> list[Any]:
    """The emails that were sent more than once."""
    return [mail for mail, times in Counter(mails).items() if times > 1]


def contents(pool: dict[str, Any]) -> list[str]:
    """The associations, the users without stacks, and the disabled users."""
    placed = {user_name for user_name, _stack in pool["associations"]}
    names = [user["user_name"] for user in pool["users"]]
    disabled = [user["user_name"] for user in pool["users"] if not user["enabled"]]
    return [
        *(" ".join(pair) for pair in pool["associations"]),
        *(name for name in names if name not in placed),
        *(f"disabled {name}" for name in disabled),
    ]


def _placed(users: list[Any], pairs: list[Any]) -> list[dict[str, Any]]:
    """The users, each with its stacks."""
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
    """The same value, with the case as a part of the users' names."""
    if isinstance(value, dict):
        return {key: _renamed(each, region) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, region) for each in value]
    if isinstance(value, str):
        return value.replace("@example.com", f"@{region}.example.com")
    return value


def _region(text: str) -> str:
    """The case that such a name contains."""
    return text.split("@")[1].split(".")[0]


class FilterModule:
    """Found by Ansible."""

    def filters(self) -> dict[str, Any]:
        return {
            "fault_pools": pools,
            "fault_rules": rules,
            "fault_together": together,
            "fault_asked_again": asked_again,
            "fault_users_again": users_again,
            "fault_first_problems": first_problems,
            "fault_later_problems": later_problems,
            "pool_contents": contents,
        }
