# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Removes what the probe created, and finds what is left of it."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from evidence import Unanswered
from lab import KIND, Lab


def clean(lab: Lab) -> list[str]:
    """Remove exactly what the probe created; returns what is left."""
    _undo(lab)
    # Associations may have outlived their user, even where no list shows them: remove them again.
    for user in sorted({user for user, _stack in lab.pairs}):
        with suppress(Unanswered):
            lab.create(user)
    _undo(lab)
    lab.settles(lambda: not left(lab))
    return left(lab)


def _undo(lab: Lab) -> None:
    if not lab.settles(partial(_are_off, lab)):
        with suppress(Unanswered):
            _forget_unlisted(lab)
    lab.settles(partial(_are_deleted, lab))


def _are_off(lab: Lab) -> bool:
    """Disassociate all existing users. A pair counts as removed only if the call succeeds.

    An error may concern the call and not the pair. For a user who is not listed, no answer shows
    whether associations are still stored.
    """
    with suppress(Unanswered):
        listed = _listed(lab)
        for user, stack in sorted(pair for pair in lab.pairs if pair[0] in listed):
            with suppress(Unanswered):
                lab.disassociate(user, stack)
        return all(user not in lab.there for user, _stack in lab.pairs)
    return False


def _forget_unlisted(lab: Lab) -> None:
    """Drop the pairs whose user is listed but whose association is not, whatever the calls said."""
    listed = _listed(lab)
    on = {stack: lab.on(stack) for _user, stack in lab.pairs}
    lab.pairs -= {(user, stack) for user, stack in lab.pairs if user in listed - on[stack]}


def _listed(lab: Lab) -> set[str]:
    """Our users who are listed: they exist, whatever the calls said."""
    listed = lab.ours & lab.users().keys()
    lab.there |= listed
    return listed


def _are_deleted(lab: Lab) -> bool:
    for user in sorted(lab.there):
        with suppress(Unanswered):
            if lab.calls.send("DeleteUser", UserName=user, **KIND).code is None:
                lab.there.discard(user)
    with suppress(Unanswered):
        return not _listed(lab) and not lab.there
    return False


def left(lab: Lab) -> list[str]:
    """What we created and is still listed, or may exist without being listed."""
    stacks = filter(None, [lab.place.stack, lab.place.denied_stack, lab.place.domain_stack])
    try:
        users = lab.ours & lab.users().keys()
        listed = {(user, stack) for stack in stacks for user in lab.ours & lab.on(stack)}
    except Unanswered as why:
        return [*sorted(lab.there), *_named(lab.pairs), f"and perhaps more: {why}"]
    hidden = [f"{pair}, perhaps: no list shows it" for pair in _named(lab.pairs - listed)]
    return [*sorted(users), *_named(listed), *hidden]


def _named(pairs: set[tuple[str, str]]) -> list[str]:
    return [f"{user} on stack {stack}" for user, stack in sorted(pairs)]
