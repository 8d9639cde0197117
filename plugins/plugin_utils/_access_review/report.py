# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The report on a user pool: users, stacks, and what an auditor would ask about. Pure values."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypedDict

from ansible_collections.euc.appstream.plugins.module_utils._model.user import (
    PASSWORD_LIFETIME,
    USER_KEYS,
    User,
    match_key,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput

from .._bounded import brief
from .checks import EMPTY_STACK, MISSING_STACK, SIMILAR_NAMES, Check, checks_to_make

NO_STATUS = "(none)"  # as in the summary of appstream_user_info


class StackUser(TypedDict):
    user_name: str
    first_name: str | None
    last_name: str | None
    status: str | None
    enabled: bool | None
    pending: bool


class UserRow(StackUser):
    arn: str | None
    authentication_type: str | None
    created_time: str | None
    stack_names: list[str]
    findings: list[str]
    """The names of the checks that apply to the user."""


class StackRow(TypedDict):
    stack_name: str
    expected: bool
    total: int
    enabled: int
    users: list[StackUser]


class _Finding(TypedDict):
    name: str
    title: str
    explanation: str
    names: list[str]
    count: int


class Finding(_Finding, total=False):
    groups: list[list[str]]
    """Only of similar names: those of one person side by side."""


class Summary(TypedDict):
    total: int
    enabled: int
    disabled: int
    enabled_unknown: int
    pending: int
    by_status: dict[str, int]
    stacks: int


class Report(TypedDict):
    pool: str
    region: str
    account: str | None
    generated: str
    summary: Summary
    findings: list[Finding]
    stacks: list[StackRow]
    users: list[UserRow]


def review(
    users: Iterable[Mapping[str, Any]],
    pool: str,
    region: str,
    generated: str,
    expected_stacks: Iterable[str] = (),
    known_stacks: Iterable[str] | None = None,
) -> Report:
    """Report on the rows that appstream_user_info returns with ``include_associations``.

    ``expected_stacks``: stacks that should have users. ``known_stacks``: all stacks of the Region;
    if they are not known, the report says nothing about other stacks without users, and takes the
    expected ones for stacks that exist (G4). Raises InvalidInput.
    """
    now = parse_time(generated, "generated").astimezone(datetime.timezone.utc)
    expected = set(expected_stacks)
    known = None if known_stacks is None else set(known_stacks)
    listed = sorted(map(_parse_user, users), key=_sort_key)
    groups = _similar_groups(user.user_name for user, _stacks in listed)
    similar = {name for names in groups for name in names}
    rows = [
        _user_row(user, stacks, _user_findings(user, stacks, now, similar))
        for user, stacks in listed
    ]
    stacks = _stack_rows(rows, expected, expected if known is None else known)
    checks = checks_to_make(bool(expected), known is not None)
    return {
        "pool": pool,
        "region": region,
        "account": account_of(rows),
        "generated": now.isoformat(timespec="seconds"),
        "summary": _summary(rows, len(stacks)),
        "findings": _findings(rows, stacks, expected, groups, checks),
        "stacks": stacks,
        "users": rows,
    }


def _parse_user(entry: Mapping[str, Any]) -> tuple[User, list[str]]:
    """The user and the names of the stacks."""
    name, stacks = entry.get("user_name"), entry.get("stack_names")
    if not isinstance(name, str):
        raise InvalidInput("users: an entry has no user_name")
    if not isinstance(stacks, list):  # "no stacks" would be a claim
        raise InvalidInput(
            f"users: {brief(name)} has no list of stack_names; read the pool with"
            " include_associations=true"
        )
    known: dict[str, Any] = {key: entry.get(key) for key in USER_KEYS}
    return User(**known), sorted(stacks)


def _sort_key(listed: tuple[User, list[str]]) -> tuple[str, str]:
    """Similar names stand side by side."""
    name = listed[0].user_name
    return match_key(name), name


def parse_time(text: str, what: str) -> datetime.datetime:
    # Python 3.10 does not read the Z
    iso = text[:-1] + "+00:00" if text.endswith("Z") else text
    try:
        time = datetime.datetime.fromisoformat(iso)
    except ValueError:
        raise InvalidInput(f"{what}: {brief(text)} is not a time in ISO 8601") from None
    if time.tzinfo is None:
        raise InvalidInput(f"{what}: {brief(text)} has no time zone")
    return time


def _similar_groups(names: Iterable[str]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(match_key(name), []).append(name)
    return [group for group in groups.values() if len(group) > 1]


def _user_findings(
    user: User, stacks: list[str], now: datetime.datetime, similar: Collection[str]
) -> list[str]:
    """The names of the checks that apply to the user."""
    created = user.created_time
    what = f"created_time of {brief(user.user_name)}"
    expired = created is not None and now - parse_time(created, what) > PASSWORD_LIFETIME
    results = {
        "compromised": user.status == "COMPROMISED",
        "expired_invitation": user.pending and user.enabled is True and expired,
        SIMILAR_NAMES: user.user_name in similar,
        "disabled_with_stacks": user.enabled is False and bool(stacks),
        "no_stack": not stacks,
        "incomplete": None in (user.status, user.enabled, created),
    }
    return [name for name, applies in results.items() if applies]


def _user_row(user: User, stacks: list[str], findings: list[str]) -> UserRow:
    return {
        "arn": user.arn,
        "authentication_type": user.authentication_type,
        "created_time": user.created_time,
        "enabled": user.enabled,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "status": user.status,
        "user_name": user.user_name,
        "stack_names": stacks,
        "pending": user.pending,
        "findings": findings,
    }


def _stack_rows(
    rows: list[UserRow], expected: Collection[str], shown: Iterable[str]
) -> list[StackRow]:
    """``shown``: stacks that have a row even if no user is on them."""
    members: dict[str, list[UserRow]] = {name: [] for name in shown}
    for row in rows:
        for stack in row["stack_names"]:
            members.setdefault(stack, []).append(row)
    return [
        {
            "stack_name": stack,
            "expected": stack in expected,
            "total": len(users),
            "enabled": sum(user["enabled"] is True for user in users),
            "users": [
                {
                    "user_name": user["user_name"],
                    "first_name": user["first_name"],
                    "last_name": user["last_name"],
                    "status": user["status"],
                    "enabled": user["enabled"],
                    "pending": user["pending"],
                }
                for user in users
            ],
        }
        for stack, users in sorted(members.items())
    ]


def account_of(rows: Iterable[Mapping[str, Any]]) -> str | None:
    """The AWS account in the first ARN that has one."""
    for row in rows:
        parts = (row["arn"] or "").split(":")
        if len(parts) > 5 and len(parts[4]) == 12 and parts[4].isdecimal():
            return str(parts[4])
    return None


def _summary(rows: list[UserRow], stacks: int) -> Summary:
    return {
        "total": len(rows),
        "enabled": sum(row["enabled"] is True for row in rows),
        "disabled": sum(row["enabled"] is False for row in rows),
        "enabled_unknown": sum(row["enabled"] is None for row in rows),
        "pending": sum(row["pending"] for row in rows),
        "by_status": dict(sorted(Counter(row["status"] or NO_STATUS for row in rows).items())),
        "stacks": stacks,
    }


def _findings(
    rows: list[UserRow],
    stacks: list[StackRow],
    expected: Collection[str],
    groups: list[list[str]],
    checks: Iterable[Check],
) -> list[Finding]:
    """The result of every check, also where it found nothing."""
    totals = {stack["stack_name"]: stack["total"] for stack in stacks}
    of_stacks = {
        EMPTY_STACK: [stack for stack, total in totals.items() if not total],
        MISSING_STACK: sorted({*expected} - {*totals}),
    }
    findings = []
    for name, title, explanation in checks:
        if name in of_stacks:
            names = of_stacks[name]
        else:
            names = [row["user_name"] for row in rows if name in row["findings"]]
        finding: Finding = {
            "name": name,
            "title": title,
            "explanation": explanation,
            "names": names,
            "count": len(names),
        }
        if name == SIMILAR_NAMES:
            finding["groups"] = groups
        findings.append(finding)
    return findings
