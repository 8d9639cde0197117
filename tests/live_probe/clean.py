# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How what was made is removed, and what is left of it."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from evidence import Unanswered
from lab import KIND, Lab


def clean(lab: Lab) -> list[str]:
    """Remove exactly what was made; returns what is left."""
    _undo(lab)
    # Associations may have outlived their user, even where no list shows them: once more.
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
    """Take all users who are there off their stacks: only where that works they are off.

    An error may be about the call and not about the pair. And of users who are not listed, no
    answer says whether associations wait for them.
    """
    with suppress(Unanswered):
        listed = _listed(lab)
        for user, stack in sorted(pair for pair in lab.pairs if pair[0] in listed):
            with suppress(Unanswered):
                lab.disassociate(user, stack)
        return all(user not in lab.there for user, _stack in lab.pairs)
    return False


def _forget_unlisted(lab: Lab) -> None:
    """Pairs are off, whatever the calls said, if even now only the user is listed."""
    listed = _listed(lab)
    on = {stack: lab.on(stack) for _user, stack in lab.pairs}
    lab.pairs -= {(user, stack) for user, stack in lab.pairs if user in listed - on[stack]}


def _listed(lab: Lab) -> set[str]:
    """Users of ours who are listed: they are there, whatever the calls said."""
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
    """What of ours is still listed, or may be there where no list tells."""
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
