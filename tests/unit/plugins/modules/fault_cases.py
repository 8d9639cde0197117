# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the tables of faults in tests/cases, and compares what happened with them.

A table has a ``module``, the ``settings`` of the emulator for all of its ``cases``, and in
``names`` what several cases refer to. A case has some of these keys:

========== ============================================================= ==========================
name       of the case; needed
title      its description, with the numbers of the behaviors; needed
users      the users in the pool, as in the emulator's state; the stacks [], nobody
           are design and office
pairs      the associations in the pool, as "USER STACK"                 []
faults     rules of the emulator                                         []
options    of the module; needed
switched   whether it may differ with one of the emulator's switches,    false
           and so also runs with all of them the other way
other_way  keys of the case that are different then                      {}
fails      whether the task fails                                        false
message    a regular expression that its message matches                 "", any
rows       of each row: done, same, failed, or both (failed and changed) []
codes      the error code of each row                                    not compared
actions    the actions of each row                                       not compared
added      the stacks added in each row, as "STACK STACK"                not compared
writes     the calls that write                                          not compared
reads      the calls that read                                           not compared
sizes      the sizes of all batches, the largest first                   not compared
at_most    the highest number allowed of these calls                     {}
seconds    from its first call to the last, at least and at most         [0, 60]
mails      the kinds of all emails                                       []
again      options that replace those in the second and third run        {}
repaired   the rows of the second run                                    those that failed are done
mails_then the emails of the second run                                  []
end        the pool at the end: "USER STACK", a USER without stacks, and []
           "disabled USER", in any order
========== ============================================================= ==========================

In lists, "3 x done" stands for three of it, "3 x failed done" for six, and "user01..30@example.com"
for thirty, also in what is longer, or the ``user_name`` of something. A list may be replaced by the
number of each value, such as {done: 199, failed: 1}.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

Case = dict[str, Any]

TABLES = Path(__file__).resolve().parents[3] / "cases"
NEEDED = {"name", "title", "options"}
DEFAULTS: Case = {
    "users": [],
    "pairs": [],
    "faults": [],
    "switched": False,
    "other_way": {},
    "fails": False,
    "message": "",
    "rows": [],
    "at_most": {},
    "seconds": [0, 60],
    "mails": [],
    "again": {},
    "mails_then": [],
    "end": [],
}
NOT_COMPARED = {"codes", "actions", "added", "writes", "reads", "sizes", "repaired"}
REPAIRED = {"done": "same", "same": "same", "failed": "done", "both": "done"}

TIMES = re.compile(r"(\d+) x (.*)")
RANGE = re.compile(r"(.*?)(\d+)\.\.(\d+)(.*)")


def read_cases() -> list[Case]:
    """All cases of all tables, each with its module, settings and the way of the switches."""
    cases = []
    for path in sorted(TABLES.glob("*.yml")):
        table = yaml.safe_load(path.read_text("utf-8"))
        for row in table["cases"]:
            common = {"module": table["module"], "settings": table["settings"]}
            cases.append({**common, **completed(row), "switches": "one_way"})
            if row.get("switched"):
                row |= row.get("other_way", {})
                cases.append({**common, **completed(row), "switches": "other_way"})
    return cases


def completed(case: Case) -> Case:
    unknown = case.keys() - DEFAULTS.keys() - NEEDED - NOT_COMPARED
    assert not unknown, f"{case['name']}: unknown keys {unknown}"
    assert case.keys() >= NEEDED, f"{case['name']}: a key is missing"
    return {**DEFAULTS, **expanded(case)}


def expanded(value: Any) -> Any:
    """The same with all abbreviations in lists written out."""
    if isinstance(value, dict):
        return {key: expanded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [expanded(each) for item in value for each in several(item)]
    return value


def several(item: Any) -> list[Any]:
    """What an item of a list stands for."""
    if isinstance(item, dict) and "user_name" in item:
        return [{**item, "user_name": name} for name in several(item["user_name"])]
    if isinstance(item, str) and (found := TIMES.fullmatch(item)):
        return int(found[1]) * found[2].split()
    if isinstance(item, str) and (found := RANGE.fullmatch(item)):
        before, first, last, after = found.groups()
        numbers = range(int(first), int(last) + 1)
        return [f"{before}{number:0{len(first)}}{after}" for number in numbers]
    return [item]


def placed(case: Case) -> list[dict[str, Any]]:
    """The users of a case, each with its stacks."""
    stacks: dict[str, list[str]] = {user["user_name"]: [] for user in case["users"]}
    for pair in case["pairs"]:
        user_name, stack_name = pair.split(" ")
        stacks[user_name].append(stack_name)
    return [{**user, "stack_names": stacks[user["user_name"]]} for user in case["users"]]


def expected(case: Case, *keys: str) -> dict[str, Any]:
    """What a case says on these keys."""
    return {key: case[key] for key in keys if key in case}


def first_run(case: Case, result: dict[str, Any], calls: list[Any], mails: list[str]) -> Case:
    """What happened in a run with faults, with the keys of a case."""
    rows = rows_of(result)
    operations = [call["operation"] for call in calls]
    batches = [call["params"].get("UserStackAssociations") for call in calls]
    seconds = calls[-1]["time"] - calls[0]["time"] if calls else 0
    least, most = case["seconds"]
    message = result.get("msg") or ""
    return {
        "fails": result["failed"],
        "message": case["message"] if re.search(case["message"], message) else message,
        "rows": words(result),
        "codes": [row.get("error_code") for row in rows],
        "actions": [row.get("actions") for row in rows],
        "added": [" ".join(row.get("stacks_added", [])) for row in rows],
        "writes": [name for name in operations if not name.startswith("Describe")],
        "reads": [name for name in operations if name.startswith("Describe")],
        "at_most": {
            name: max(most, operations.count(name)) for name, most in case["at_most"].items()
        },
        "sizes": sorted((len(batch) for batch in batches if batch is not None), reverse=True),
        "seconds": case["seconds"] if least <= seconds <= most else seconds,
        "mails": mails,
    }


def differences(case: Case, found: dict[str, Any]) -> list[str]:
    """Where a case expects something else."""
    return [
        f"{key}: {value!r}, not {case[key]!r}"
        for key, value in found.items()
        if key in case and not matches(value, case[key])
    ]


def matches(found: Any, wanted: Any) -> bool:
    """Whether a list is as wanted, or has the number of each value that is wanted."""
    if isinstance(found, list) and isinstance(wanted, dict):
        return Counter(found) == Counter(wanted)
    return bool(found == wanted)


def repaired(case: Case) -> Any:
    """The rows of a second run."""
    rows = case["rows"]
    if "repaired" in case:
        return case["repaired"]
    if isinstance(rows, list):
        return [REPAIRED[word] for word in rows]
    numbers: Counter[str] = Counter()
    for word, number in rows.items():
        numbers[REPAIRED[word]] += number
    return dict(numbers)


def rows_of(result: dict[str, Any]) -> list[Any]:
    return result.get("associations") or result.get("users") or []


def words(result: dict[str, Any]) -> list[str]:
    return [word(row) for row in rows_of(result)]


def word(row: Any) -> str:
    if row["failed"]:
        return "both" if row["changed"] else "failed"
    return "done" if row["changed"] else "same"
