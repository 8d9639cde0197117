# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Derives the value of a switch from the evidence. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from appstream_emulator import USER_KEYS
from evidence import QUOTA_REACHED, Evidence, NewAnswer, Reply, Unanswered

WRONG_NAME = "Wrong.Name"  # the service accepts no dot in a name


def error(evidence: Evidence) -> str | None:
    """The code of the error, if there was one that concerns the question."""
    reply = evidence.reply or Reply("")
    if reply.is_unspecific or reply.error == "STACK_NOT_FOUND":
        raise Unanswered(str(reply))
    return reply.error


def two_users(evidence: Evidence) -> str | None:
    """The error, or None if both capitalizations are in the pool."""
    if error(evidence) is None and evidence.seen["users"] != 2:
        raise NewAnswer(f"no error, but {evidence.seen['users']} of the two users listed")
    return error(evidence)


def status(evidence: Evidence) -> Any:
    """The status of new users, the same with and without an invitation."""
    silent, mailed = evidence.seen["suppressed"], evidence.seen["mailed"]
    if silent is None or mailed is None:
        raise Unanswered("DescribeUsers shows no Status")
    if silent != mailed:
        raise NewAnswer(f"{mailed}, and {silent} with SUPPRESS")
    return silent


def resent_to_nobody(evidence: Evidence) -> str | None:
    """The error, or None if nothing happened."""
    if error(evidence) is None and evidence.seen["the user was made"]:
        raise NewAnswer("the user was made")
    return _mailed(evidence, 0)


def resent(evidence: Evidence) -> str | None:
    """The error, or None if the invitation was mailed again."""
    return _mailed(evidence, evidence.seen.get("mails before", 0) + 1)


def _mailed(evidence: Evidence, wanted: int) -> str | None:
    if error(evidence) is None:
        mails = evidence.seen["mails"]
        if mails is None:
            raise Unanswered("no error, but it is unknown whether it sent a mail")
        if mails != wanted:
            raise NewAnswer(f"no error, but {mails} mails in place of {wanted}")
    return error(evidence)


def mails_again(evidence: Evidence) -> bool:
    """Whether associating twice mailed twice."""
    if error(evidence) is not None:
        raise Unanswered("associating again is refused")
    mails = evidence.seen["mails"]
    if not mails:
        raise Unanswered("no mail arrived, not even for the first association")
    if mails > 2:
        raise NewAnswer(f"{mails} mails")
    return bool(mails == 2)


FATES = {
    # listed after the user was deleted, and after the user was created anew
    (False, False): "go",
    (True, True): "stay",
    (True, False): "orphaned",
    (False, True): "hidden",
}


def fate(evidence: Evidence) -> str:
    """What happens to the associations of a deleted user."""
    return FATES[evidence.seen["listed after delete"], evidence.seen["listed after create"]]


def names_when_none(evidence: Evidence) -> str:
    """How missing names are shown."""
    if evidence.seen["keys of a user with names"] != ["FirstName", "LastName"]:
        raise Unanswered("DescribeUsers does not show the names of users that have names")
    shown = evidence.seen["of one without"]
    return _single([when_none(shown, "FirstName"), when_none(shown, "LastName")])


def errors_when_none(evidence: Evidence) -> str:
    """How "errors" is shown when nothing failed."""
    return _single([evidence.seen["associate"], evidence.seen["disassociate"]])


def when_none(shown: Mapping[str, Any], key: str) -> str:
    """How a missing value is shown."""
    if key not in shown:
        return "left_out"
    return {"null": "null", '""': "empty", "[]": "empty"}.get(json.dumps(shown[key]), "shown")


def _single(ways: Sequence[str]) -> str:
    if len(set(ways)) > 1:
        raise NewAnswer(" and ".join(ways))
    return ways[0]


def leaves_out(evidence: Evidence) -> list[str]:
    """The keys that a user with names does not show; null counts as missing."""
    return [key for key in USER_KEYS if key not in evidence.seen["keys"]]


def partly_denied(evidence: Evidence) -> str | None:
    """None if the whole call is rejected, else the code of the denied pair."""
    reply, made = evidence.reply or Reply(""), evidence.seen["the allowed pair was made"]
    if reply.code == "AccessDeniedException" and not made:
        return None
    if reply.code != "AccessDeniedException":
        error(evidence)
    if reply.code is None and len(reply.failures) == 1 and made:
        return reply.failures[0].code
    raise NewAnswer(f"{reply}; the allowed pair was {'' if made else 'not '}made")


def hides_values(evidence: Evidence) -> bool:
    """Whether the message hides the wrong name."""
    code = error(evidence)
    if code != "ValidationException":
        raise NewAnswer(f"{code or 'no error'} for a name that the model rejects")
    return WRONG_NAME not in str(evidence.reply)


def page_size(evidence: Evidence) -> int:
    """The largest page that was not the last."""
    pages: list[int] = evidence.seen["pages"]
    if len(pages) < 2:
        raise Unanswered(f"all {sum(pages)} came in one page; more users would show it")
    return max(pages[:-1])


def quota(evidence: Evidence) -> int:
    """The number of users when the next one was rejected."""
    users: int = evidence.seen["users"]
    if evidence.reply and evidence.reply.code == QUOTA_REACHED:
        return users
    code = error(evidence)
    if code is None:
        raise Unanswered(f"{users} users are allowed; more would show it")
    raise NewAnswer(f"{code} in place of {QUOTA_REACHED}")
