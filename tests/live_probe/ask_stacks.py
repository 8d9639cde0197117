# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The questions about users on stacks. As in ask_users, each question creates its own users."""

from __future__ import annotations

from evidence import Evidence, Unanswered
from lab import KIND, Lab
from learn import when_none


def fate_of_associations(lab: Lab) -> Evidence:
    user = lab.new_user("fate")
    lab.assigned(user)
    lab.delete(user)
    after_delete = not lab.settles(lambda: not lab.listed(user))
    reply = lab.create(user)
    if reply.error:
        raise Unanswered(str(reply))
    lab.until("a new user is listed", lambda: user in lab.users())
    # Lists may lag: wait for an answer that differs from the previous one.
    changed = lab.settles(lambda: lab.listed(user) != after_delete)
    after_create = after_delete != changed
    return Evidence(seen={"listed after delete": after_delete, "listed after create": after_create})


def unknown_stack(lab: Lab) -> Evidence:
    stack = f"unknown-{lab.tag}"
    return Evidence(lab.calls.send("DescribeUserStackAssociations", StackName=stack))


def unknown_user(lab: Lab) -> Evidence:
    user = lab.address("unknown")
    return Evidence(lab.calls.send("DescribeUserStackAssociations", UserName=user, **KIND))


def associate_again(lab: Lab) -> Evidence:
    user = lab.new_user("again")
    lab.assigned(user)
    return Evidence(lab.associate(user))


def associate_again_mails(lab: Lab) -> Evidence:
    person = lab.person()
    user = lab.new_user("mails")
    lab.assigned(user, mail=True)
    reply = lab.associate(user, mail=True)
    return Evidence(reply, {} if reply.error else {"mails": person.mails(user, "assignment")})


def associate_disabled(lab: Lab) -> Evidence:
    user = lab.known_user("associate-disabled")
    lab.disable(user)
    return Evidence(lab.associate(user))


def domain_joined(lab: Lab) -> Evidence:
    if lab.place.domain_stack is None:
        raise Unanswered("--domain-stack was not given")
    return Evidence(lab.associate(lab.known_user("domain"), lab.place.domain_stack))


def disassociate_absent_user(lab: Lab) -> Evidence:
    user = lab.new_user("left")
    lab.assigned(user)
    lab.delete(user)
    return Evidence(lab.disassociate(user))


def disassociate_unassociated(lab: Lab) -> Evidence:
    return Evidence(lab.disassociate(lab.known_user("unassociated")))


def partly_denied(lab: Lab) -> Evidence:
    denied = lab.place.denied_stack
    if denied is None:
        raise Unanswered("--denied-stack was not given")
    user = lab.known_user("denied")
    alone = lab.associate(user, denied)
    if alone.code != "AccessDeniedException":
        raise Unanswered(f"the stack is not denied: {alone}")
    reply = lab.associate(user, lab.place.stack, denied)
    if reply.error:
        lab.pairs.discard((user, denied))  # it was not created, and could not be removed
    return Evidence(reply, {"the allowed pair was made": lab.settles(lambda: lab.listed(user))})


def errors_when_none(lab: Lab) -> Evidence:
    user = lab.new_user("errors")
    replies = {"associate": lab.assigned(user), "disassociate": lab.part(user)}
    return Evidence(seen={what: when_none(r.body, "errors") for what, r in replies.items()})
