# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What the access review looks for, and in which words. Pure values."""

from __future__ import annotations

from typing import NamedTuple

SIMILAR_NAMES = "similar_names"
EMPTY_STACK = "stack_without_users"


class Check(NamedTuple):
    """A kind of finding. Its explanation claims no more than the service reports."""

    name: str
    title: str
    explanation: str


CHECKS = (  # in the order of the report
    Check(
        "compromised",
        "Users with status COMPROMISED",
        "According to the documentation of the service, they are disabled because of a potential"
        " security threat.",
    ),
    Check(
        "expired_invitation",
        "Expired invitations",
        "They are enabled, were created more than 7 days ago, and have not set a password according"
        " to their status. Their temporary password has expired, unless the invitation was sent"
        " again. The service does not report when it last sent an email.",
    ),
    Check(
        SIMILAR_NAMES,
        "User names that differ only by capitals, accents or signs",
        "User names are case-sensitive: each of these is a separate user, though they may belong"
        " to one person.",
    ),
    Check(
        "disabled_with_stacks",
        "Disabled users on stacks",
        "They keep their stacks while they are disabled, and can use them once they are enabled"
        " again.",
    ),
    Check(
        "no_stack",
        "Users without a stack",
        "They are in the pool, but on no stack.",
    ),
    Check(
        "incomplete",
        "Users with incomplete data",
        "The service did not report the status, the creation time, or whether they are enabled.",
    ),
    Check(
        EMPTY_STACK,
        "Expected stacks without users",
        "No user of the pool is on them. Such a stack looks the same as one that does not exist.",
    ),
)


ALL_EMPTY_STACKS = Check(EMPTY_STACK, "Stacks without users", "No user of the pool is on them.")


def checks_to_make(expected: set[str], known: set[str] | None) -> list[Check]:
    """The checks that can be made; of stacks without users, those that are known."""
    checks = [check for check in CHECKS if check.name != EMPTY_STACK or expected]
    if known is None:
        return checks
    missing = ", ".join(sorted(expected - known))
    hint = f" Expected, but not in the Region: {missing}." if missing else ""
    every = ALL_EMPTY_STACKS._replace(explanation=ALL_EMPTY_STACKS.explanation + hint)
    return [*(check for check in checks if check.name != EMPTY_STACK), every]
