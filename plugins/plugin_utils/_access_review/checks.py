# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What the access review looks for, and in which words. Pure values."""

from __future__ import annotations

from typing import NamedTuple

SIMILAR_NAMES = "similar_names"
EMPTY_STACK = "stack_without_users"
MISSING_STACK = "missing_stack"


class Check(NamedTuple):
    """A kind of finding. Its explanation claims no more than the service reports."""

    name: str
    title: str
    explanation: str


CHECKS = (  # of users, in the order of the report
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
)
EXPECTED_EMPTY = Check(
    EMPTY_STACK,
    "Expected stacks without users",
    "No user of the pool is on them. Such a stack looks the same as one that does not exist.",
)
ALL_EMPTY = Check(EMPTY_STACK, "Stacks without users", "No user of the pool is on them.")
MISSING = Check(
    MISSING_STACK,
    "Expected stacks that do not exist",
    "The Region has no stack of this name. Check the spelling.",
)


def checks_to_make(any_expected: bool, stacks_known: bool) -> list[Check]:
    """Those of users, and those of stacks that can be made."""
    if stacks_known:
        return [*CHECKS, ALL_EMPTY, *[MISSING] * any_expected]
    return [*CHECKS, *[EXPECTED_EMPTY] * any_expected]
