# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""One report on all pools of a run, by people. Pure values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import truncate_names
from ansible_collections.euc.appstream.plugins.module_utils._model.user import match_key

from .output import pool_id, write_csv
from .report import Report, Summary, UserRow

COLUMNS = (
    "user_name",
    "first_name",
    "last_name",
    "pool",
    "pool_id",
    "status",
    "enabled",
    "created_time",
    "stack_names",
    "findings",
    "pools_of_person",
)
NOT_READ = "pool_not_read"


class PoolRow(TypedDict):
    pool: str
    region: str
    account: str | None
    generated: str
    summary: Summary


class PersonRow(UserRow):
    """A user of one pool."""

    pool: str
    pool_id: str


class Person(TypedDict):
    pools: list[str]
    users: list[PersonRow]
    """Of all pools. Their names differ by capitals, accents and signs at most."""


class AllPools(TypedDict):
    generated: str
    """The time of the latest report."""
    missing: list[str]
    """Pools without a report: they failed, and nobody knows the users."""
    pools: list[PoolRow]
    users: int
    people: list[Person]
    several: list[Person]
    """Those of the people who are in several pools."""


def all_pools(reports: Mapping[str, Report | None]) -> AllPools:
    """``reports``: for each pool of the run what ``review`` returned, or nothing if it failed."""
    known = {name: report for name, report in reports.items() if report}
    people: dict[str, Person] = {}
    for name, report in known.items():
        for user in report["users"]:
            person = people.setdefault(match_key(user["user_name"]), {"pools": [], "users": []})
            row: Any = {
                **user,
                "pool": name,
                "pool_id": pool_id(report["account"], report["region"]),
            }
            person["users"].append(row)
            if name not in person["pools"]:
                person["pools"].append(name)
    ordered = [people[key] for key in sorted(people)]
    return {
        "generated": max((report["generated"] for report in known.values()), default=""),
        "missing": [name for name in reports if name not in known],
        "pools": [_pool_row(name, report) for name, report in known.items()],
        "users": sum(report["summary"]["total"] for report in known.values()),
        "people": ordered,
        "several": [person for person in ordered if len(person["pools"]) > 1],
    }


def _pool_row(name: str, report: Report) -> PoolRow:
    return {
        "pool": name,
        "region": report["region"],
        "account": report["account"],
        "generated": report["generated"],
        "summary": report["summary"],
    }


def all_pools_csv(report: AllPools) -> str:
    """One row per user of each pool, the people in several pools side by side, and one for each
    pool that is missing."""
    missing: Iterable[dict[str, Any]] = (
        {**dict.fromkeys(COLUMNS), "pool": name, "findings": [NOT_READ]}
        for name in report["missing"]
    )
    users: Iterable[dict[str, Any]] = (
        {**user, "pools_of_person": person["pools"]}
        for person in report["people"]
        for user in person["users"]
    )
    return write_csv(COLUMNS, [*missing, *users])


def all_pools_lines(report: AllPools) -> list[str]:
    """The report as people read it in the output of a job."""
    several, missing = report["several"], report["missing"]
    names = [
        f"{' / '.join(dict.fromkeys(user['user_name'] for user in person['users']))}"
        f" ({', '.join(person['pools'])})"
        for person in several
    ]
    return [
        f"All pools: {len(report['pools'])}. Users {report['users']}, people"
        f" {len(report['people'])}",
        f"People in several pools: {f'{len(names)}. {truncate_names(names)}' if names else 'none'}",
        *([f"Missing, since they failed: {truncate_names(missing, 20)}"] if missing else []),
    ]
