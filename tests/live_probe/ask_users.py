# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The questions about users, invitations and pages.

Each question creates its own users, so that none depends on the result of another. A question that
cannot be asked raises ``Unanswered`` with the reason.
"""

from __future__ import annotations

from typing import Any

from evidence import Evidence, Unanswered
from lab import KIND, Lab
from learn import WRONG_NAME

NAMES: dict[str, Any] = {"FirstName": "Ada", "LastName": "Example"}


def empty_pool(lab: Lab) -> Evidence:
    return Evidence(lab.first)


def new_user_status(lab: Lab) -> Evidence:
    silent, mailed = lab.new_user("silent"), lab.new_user("mailed", mail=True)
    rows = dict(zip(("suppressed", "mailed"), lab.shown(silent, mailed), strict=True))
    return Evidence(seen={how: row.get("Status") for how, row in rows.items()})


def names_when_none(lab: Lab) -> Evidence:
    without, named = lab.shown(lab.new_user("without"), lab.new_user("with", **NAMES))
    return Evidence(
        seen={
            "of one without": {key: without[key] for key in NAMES if key in without},
            "keys of a user with names": [key for key in NAMES if named.get(key)],
        }
    )


def user_leaves_out(lab: Lab) -> Evidence:
    (row,) = lab.shown(lab.new_user("keys", **NAMES))
    return Evidence(seen={"keys": sorted(key for key in row if row[key] is not None)})


def other_capitals(lab: Lab) -> Evidence:
    user, other = lab.new_user("capitals"), lab.address("CAPITALS")
    reply = lab.create(other)
    if reply.error:
        return Evidence(reply)
    return Evidence(reply, {"users": len(lab.settles(lambda: lab.rows(user, other))) or 1})


def wrong_name(lab: Lab) -> Evidence:
    return Evidence(lab.create(lab.address("wrong"), FirstName=WRONG_NAME))


def invalid_token(lab: Lab) -> Evidence:
    return Evidence(lab.calls.send("DescribeUsers", NextToken="not-a-token", **KIND))


def enable_enabled(lab: Lab) -> Evidence:
    user = lab.new_user("enabled")
    return Evidence(lab.calls.send("EnableUser", UserName=user, **KIND))


def disable_disabled(lab: Lab) -> Evidence:
    user = lab.new_user("disabled")
    lab.disable(user)
    return Evidence(lab.calls.send("DisableUser", UserName=user, **KIND))


# Invitations.


def resend_absent(lab: Lab) -> Evidence:
    user = lab.address("absent")
    reply = lab.resend(user)
    if reply.error:
        return Evidence(reply)
    made = lab.settles(lambda: user in lab.users())
    return Evidence(reply, {"mails": lab.mails(user, "invitation"), "the user was made": made})


def resend_disabled(lab: Lab) -> Evidence:
    user = lab.new_user("resend-disabled")
    lab.disable(user)
    reply = lab.resend(user)
    return Evidence(reply, {} if reply.error else {"mails": lab.mails(user, "invitation")})


def resend_confirmed(lab: Lab) -> Evidence:
    person = lab.person()
    user = lab.new_user("confirmed")
    first = lab.resend(user)
    if first.error:
        raise Unanswered(str(first))
    if not person.sets_password(user):
        raise Unanswered("nobody set a password")
    lab.until("a user is confirmed", lambda: _status(lab, user) == "CONFIRMED")
    reply = lab.resend(user)
    mails = {} if reply.error else {"mails": person.mails(user, "invitation")}
    return Evidence(reply, {"mails before": 1, **mails})


def _status(lab: Lab, user: str) -> Any:
    return lab.users().get(user, {}).get("Status")


# Pages. The first question creates the users that the others need.


def user_quota(lab: Lab) -> Evidence:
    if not lab.place.many:
        raise Unanswered("--many was not given")
    for number in range(lab.place.many):
        user = lab.address(f"many{number}")
        reply = lab.create(user)
        if reply.error:
            break
        lab.crowd.append(user)
    return Evidence(reply, {"users": lab.until("many new users are listed", lambda: _count(lab))})


def _count(lab: Lab) -> int:
    """The number of users, once the newest users are listed."""
    users = lab.users()
    return len(users) if users.keys() >= set(lab.crowd) else 0


def page_size(lab: Lab) -> Evidence:
    _crowd(lab)
    return _pages(lab, "DescribeUsers", "Users", **KIND)


def association_default_results(lab: Lab) -> Evidence:
    for user in _crowd(lab):
        lab.assigned(user)
    return _associations(lab)


def association_page_size(lab: Lab) -> Evidence:
    _crowd(lab)
    return _associations(lab, MaxResults=500)


def _crowd(lab: Lab) -> list[str]:
    if not lab.crowd:
        raise Unanswered("--many was not given, or nobody could be made")
    return lab.crowd


def _associations(lab: Lab, **more: Any) -> Evidence:
    given = {"StackName": lab.place.stack, **more}
    return _pages(lab, "DescribeUserStackAssociations", "UserStackAssociations", **given)


def _pages(lab: Lab, operation: str, key: str, **params: Any) -> Evidence:
    return Evidence(seen={"pages": [len(p) for p in lab.calls.pages(operation, key, **params)]})
