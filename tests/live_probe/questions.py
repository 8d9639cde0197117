# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The open questions about the service, each with the switch that it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ask_stacks
import ask_users
import learn
from evidence import OPEN, Evidence, Finding, Learn, Unanswered, found, redacted
from lab import Lab


@dataclass(frozen=True)
class Question:
    """A switch, what is sent, the function that sends it, and the one that reads the answer."""

    switch: str
    sent: str
    ask: Callable[[Lab], Evidence]
    interpret: Learn = learn.error

    def put(self, lab: Lab) -> Finding:
        """Ask, and interpret the answer."""
        try:
            evidence = self.ask(lab)
        except Unanswered as why:
            return Finding(self.switch, self.sent, "", OPEN, reason=redacted(str(why)))
        return found(self.switch, self.sent, evidence, self.interpret)


QUESTIONS = [
    Question("describe_empty_pool", "DescribeUsers of a pool without users", ask_users.empty_pool),
    Question(
        "new_user_status",
        "DescribeUsers of two users just created",
        ask_users.new_user_status,
        learn.status,
    ),
    Question(
        "names_when_none",
        "DescribeUsers of a user without names",
        ask_users.names_when_none,
        learn.names_when_none,
    ),
    Question(
        "user_leaves_out",
        "DescribeUsers of a user with names",
        ask_users.user_leaves_out,
        learn.leaves_out,
    ),
    Question(
        "create_other_capitals",
        "CreateUser with other capitals than an existing user",
        ask_users.other_capitals,
        learn.two_users,
    ),
    Question(
        "hide_sensitive_values",
        f'CreateUser with the FirstName "{learn.WRONG_NAME}"',
        ask_users.wrong_name,
        learn.hides_values,
    ),
    Question(
        "invalid_token", 'DescribeUsers with the NextToken "not-a-token"', ask_users.invalid_token
    ),
    Question("enable_enabled", "EnableUser of an enabled user", ask_users.enable_enabled),
    Question("disable_disabled", "DisableUser of a disabled user", ask_users.disable_disabled),
    Question(
        "resend_absent",
        "RESEND for an unknown user",
        ask_users.resend_absent,
        learn.resent_to_nobody,
    ),
    Question(
        "resend_disabled", "RESEND for a disabled user", ask_users.resend_disabled, learn.resent
    ),
    Question(
        "resend_confirmed", "RESEND for a confirmed user", ask_users.resend_confirmed, learn.resent
    ),
    Question(
        "associations_of_deleted",
        "DeleteUser of a user who is on a stack, then CreateUser of the same name",
        ask_stacks.fate_of_associations,
        learn.fate,
    ),
    Question(
        "describe_unknown_stack",
        "DescribeUserStackAssociations of an unknown stack",
        ask_stacks.unknown_stack,
    ),
    Question(
        "describe_unknown_user",
        "DescribeUserStackAssociations of an unknown user",
        ask_stacks.unknown_user,
    ),
    Question(
        "associate_again", "associating a pair that is associated", ask_stacks.associate_again
    ),
    Question(
        "associate_again_mails",
        "the same, both times with SendEmailNotification",
        ask_stacks.associate_again_mails,
        learn.mails_again,
    ),
    Question("associate_disabled", "associating a disabled user", ask_stacks.associate_disabled),
    Question(
        "domain_joined",
        "associating with a stack of a domain-joined fleet",
        ask_stacks.domain_joined,
    ),
    Question(
        "disassociate_absent_user",
        "disassociating a deleted user from a stack that the user had",
        ask_stacks.disassociate_absent_user,
    ),
    Question(
        "disassociate_unassociated",
        "disassociating a user from a stack that the user had until just now",
        ask_stacks.disassociate_unassociated,
    ),
    Question(
        "partly_denied",
        "associating with an allowed and a denied stack in one batch",
        ask_stacks.partly_denied,
        learn.partly_denied,
    ),
    Question(
        "errors_when_none",
        "batches in which nothing fails",
        ask_stacks.errors_when_none,
        learn.errors_when_none,
    ),
    Question("user_quota", "CreateUser many times", ask_users.user_quota, learn.quota),
    Question("page_size", "DescribeUsers of many users", ask_users.page_size, learn.page_size),
    Question(
        "association_default_results",
        "DescribeUserStackAssociations of many users, without MaxResults",
        ask_users.association_default_results,
        learn.page_size,
    ),
    Question(
        "association_page_size",
        "DescribeUserStackAssociations of many users, with MaxResults 500",
        ask_users.association_page_size,
        learn.page_size,
    ),
]

# Settings of the emulator, and gaps without a setting, that no question here answers.
NOT_ASKED = {
    "empty_pages": "an empty page may occur, but cannot be ruled out: see the pages above",
    "lag_reads": "the number of reads depends on the time between them",
    "lag_seconds": "one run is not enough for a bound; its longest times are below",
    "latency": "depends on where the caller is",
    "domain_joined_stacks": "names of stacks, no behavior of the service",
    "rates": "finding the rate limit means exceeding it",
    "stack_page_size": "the collection lists no stacks",
    "order of checks": "which of several errors in one call is reported first",
}
