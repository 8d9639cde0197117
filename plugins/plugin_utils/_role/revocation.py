# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What the decisions of an access review take away, compared with the pool. Pure values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.change import (
    DISABLE,
    DISASSOCIATE,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.messages import (
    number_of,
    printable,
    with_similar,
)

from .._access_review.decisions import KEEP, REVOKE, Decision, describe
from .names_shown import NONE, count_with_names
from .removal_limit import limit_exceeded
from .selection import find_users
from .summary import NO_RESULT, outcome_unknown

Row = Mapping[str, Any]


def plan_revocations(
    rows: Sequence[Decision], users: Iterable[Row], limit: str, shown: int
) -> dict[str, Any]:
    """Which ``associations`` and which ``users`` lose what the review revokes, as the modules take
    them, and no others.

    ``users``: all of the pool, with their stacks. Also returns ``requested``, the users of the
    review; ``revoked``, those who are to lose something; ``lines`` about who decided, and about
    what has changed since the review; and two sentences, "" if there is nothing to say:
    ``over_limit``, and ``similar``, stacks and other users of the pool that may be those meant.
    """
    pool = {user["user_name"]: user for user in users}
    revoked = [row for row in rows if row["decision"] == REVOKE]
    associations = [
        {"user_name": row["user_name"], "stack_name": row["stack_name"]}
        for row in revoked
        if row["stack_name"] and row["stack_name"] in _stacks(pool, row["user_name"])
    ]
    disabled = [
        row["user_name"]
        for row in revoked
        if not row["stack_name"]
        and row["user_name"] in pool
        and pool[row["user_name"]]["enabled"] is not False
    ]
    requested = dict.fromkeys(row["user_name"] for row in rows)
    names = dict.fromkeys(row["user_name"] for row in revoked)
    # Another user of the review has a decision of its own.
    others = [user for name, user in pool.items() if name in names or name not in requested]
    similar = [_other_capitals(rows, pool, shown), find_users(others, names, shown)["similar"]]
    return {
        "associations": associations,
        "users": [{"user_name": name} for name in disabled],
        "requested": list(requested),
        "revoked": [{"user_name": name} for name in names],
        "lines": [*_deciders(rows, shown), *filter(None, _since(rows, pool, shown))],
        "over_limit": _over_limit(associations, disabled, limit, len(pool), shown),
        "similar": "; ".join(filter(None, similar)),
    }


def _stacks(pool: Mapping[str, Row], name: str) -> list[str]:
    stacks: list[str] = pool[name]["stack_names"] if name in pool else []
    return stacks


def _other_capitals(rows: Sequence[Decision], pool: Mapping[str, Row], shown: int) -> str:
    """A sentence about revoked stacks that the user has only with different capitals."""
    decided = {(row["user_name"], row["stack_name"]) for row in rows}
    found = []
    for row in rows:
        user, stack = row["user_name"], row["stack_name"]
        stacks = _stacks(pool, user)
        if stack and row["decision"] == REVOKE and stack not in stacks:
            # Another stack of the review has a decision of its own.
            others = [
                name
                for name in stacks
                if name.casefold() == stack.casefold() and (user, name) not in decided
            ]
            if others:
                found.append(with_similar(describe(user, stack), others))
    return count_with_names("on the stack only with different capitals, not changed", found, shown)


def _deciders(rows: Iterable[Decision], shown: int) -> Iterator[str]:
    """The reviewers, and how often each decided what; without names, how often all did."""
    counts: dict[str, Counter[str]] = {}
    undecided = []
    for row in rows:
        if row["decision"]:
            counts.setdefault(row["reviewer"], Counter())[row["decision"]] += 1
        else:
            undecided.append(describe(row["user_name"], row["stack_name"]))
    if counts and shown == NONE:
        counts = {number_of(len(counts), "reviewers"): sum(counts.values(), Counter())}
    for reviewer, found in sorted(counts.items()):
        decided = ", ".join(f"{word} {found[word]:,}" for word in (KEEP, REVOKE) if found[word])
        yield f"decided by {printable(reviewer)}: {decided}"
    if undecided:
        yield count_with_names("without a decision, kept", undecided, shown)


def _since(rows: Sequence[Decision], pool: Mapping[str, Row], shown: int) -> Iterator[str]:
    """What is not as the review has it. It is left as it is."""
    pairs = {(row["user_name"], row["stack_name"]) for row in rows}
    listed = dict.fromkeys(row["user_name"] for row in rows)
    gone = [name for name in listed if name not in pool]
    yield count_with_names("no longer in the pool", gone, shown)
    lost = [
        describe(row["user_name"], row["stack_name"])
        for row in rows
        if row["user_name"] in pool
        and row["stack_name"]
        and row["stack_name"] not in _stacks(pool, row["user_name"])
    ]
    yield count_with_names("no longer on the stack", lost, shown)
    disabled = [
        row["user_name"]
        for row in rows
        if row["decision"] == REVOKE
        and not row["stack_name"]
        and row["user_name"] in pool
        and pool[row["user_name"]]["enabled"] is False
    ]
    yield count_with_names("disabled already", disabled, shown)
    got = [
        describe(name, stack)
        for name in listed
        for stack in _stacks(pool, name)
        if (name, stack) not in pairs
    ]
    yield count_with_names(
        "on a stack that the review does not list for the user, not changed", got, shown
    )
    unlisted = [name for name in pool if name not in listed]
    yield count_with_names("in the pool, but not in the review, not changed", unlisted, shown)


def _over_limit(
    associations: Sequence[Mapping[str, str]],
    disabled: Sequence[str],
    limit: str,
    users: int,
    shown: int,
) -> str:
    """Each stack that is taken from a user counts once, and so does each user who is disabled."""
    removals = [
        *(describe(each["user_name"], each["stack_name"]) for each in associations),
        *(f"the access of {name}" for name in disabled),
    ]
    words = f"the review revokes {len(removals):,}"
    return limit_exceeded(limit, users, removals, words, shown)


def revocation_result(plan: Mapping[str, Any], associations: Row, users: Row) -> dict[str, Any]:
    """What both tasks have done, as rows and a summary of one task of appstream_user."""
    rows = [
        *_association_rows(plan["associations"], associations),
        *_user_rows(plan["users"], users),
    ]
    return {
        "record_error": associations.get("record_error") or users.get("record_error"),
        "users": rows,
        "summary": {
            DISABLE: sum(DISABLE in row["actions"] for row in rows),
            DISASSOCIATE: sum(len(row["stacks_removed"]) for row in rows),
            "failed": sum(row["failed"] for row in rows),
        },
    }


def _association_rows(planned: Sequence[Row], result: Row) -> Iterator[Row]:
    known = result.get("associations")
    if known is None:
        unknown = outcome_unknown(result)
        yield from (_unfinished(each, result, unknown) for each in planned)
    for row in known or ():
        done = row["changed"] and not row["failed"]
        stacks = [row["stack_name"]] if done else []
        yield {**_NOTHING, **row, "stacks_removed": stacks}


def _user_rows(planned: Sequence[Row], result: Row) -> Iterator[Row]:
    if result.get("users") is not None:
        yield from result["users"]
        return
    done = {row["user_name"]: row for row in result.get("done_users", ())}
    unknown = outcome_unknown(result)
    for each in planned:
        row = done.get(each["user_name"])
        if row and DISABLE in row["actions"]:
            yield {**row, "changed": True, "failed": False, "msg": None}
        else:
            yield _unfinished(each, result, unknown)


_NOTHING: Row = {"actions": [], "stacks_added": [], "stacks_removed": []}


def _unfinished(planned: Row, result: Row, unknown: bool) -> Row:
    """Of a task that returned no rows."""
    reason = result.get("msg") or NO_RESULT
    return {
        **_NOTHING,
        "user_name": planned["user_name"],
        "changed": unknown,
        "failed": True,
        "msg": f"outcome unknown: {reason}" if unknown else reason,
    }
