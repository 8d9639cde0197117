# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Of which users which stacks must be read before planning. Pure: no calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from .._model.association import Association
from .._model.previous_user import PreviousUser
from .._model.user import User, UserIndex
from .desired import DesiredUser, ReconcileOptions


@dataclass(frozen=True)
class Stacks:
    """What was read of a user's stacks. ``complete``: these are all that the user has."""

    names: frozenset[str] = frozenset()
    complete: bool = False


NOTHING_READ = Stacks()
Entries = Mapping[str, PreviousUser]  # of the journal, by user name
NO_ENTRIES: Entries = MappingProxyType({})


def takes_over(previous: User, existing: User | None) -> bool:
    """Whether a user still takes over the stacks of its previous one (C13)."""
    return existing is None or previous.enabled is not False


@dataclass(frozen=True)
class RequiredReads:
    """Of which users which stacks matter, so that no others are read.

    ``complete``: users who are replaced or deleted, of whom all stacks matter; ``purged``: those of
    whom all matter because some may be taken away, or over by others; ``partial``: the stacks that
    matter of others.
    ``must_exist``: an answer that there is no such user does not prove that it has no stacks.
    """

    complete: tuple[str, ...] = ()
    purged: tuple[str, ...] = ()
    partial: Mapping[str, frozenset[str]] = field(default_factory=dict)
    must_exist: frozenset[str] = frozenset()

    def stacks(self, associations: Iterable[Association]) -> dict[str, Stacks]:
        """What was read, by user."""
        whole = (*self.complete, *self.purged)
        found: dict[str, set[str]] = {name: set() for name in (*whole, *self.partial)}
        for each in associations:
            if each.user_name in found:
                found[each.user_name].add(each.stack_name)
        read = {name: Stacks(needed & found[name]) for name, needed in self.partial.items()}
        for name in whole:
            read[name] = Stacks(frozenset(found[name]), complete=True)
        return read


def required_reads(
    desired: Iterable[DesiredUser],
    index: UserIndex,
    options: ReconcileOptions,
    unlisted: Iterable[str] = (),
    entries: Entries = NO_ENTRIES,
) -> RequiredReads:
    """What must be read to plan for users. ``unlisted``: users who are not listed, and removed."""
    complete = list(unlisted) if options.unlisted_users == "delete" else []
    purged: list[str] = []
    partial: dict[str, frozenset[str]] = {}
    replaced, certain = set(), set()
    for each in desired:
        existing = index.get(each.user_name)
        previous = _previous_to_read(each, existing, index, options)
        if previous is not None:
            (complete if options.old_address == "delete" else purged).append(previous)
            certain.add(previous)
        needed = _stacks_to_read(each, existing, options, previous is not None)
        entry = entries.get(each.user_name)
        if entry is not None and existing is not None and needed is not None:
            needed = needed.union(entry.previous_stack_names)
        if options.replaces(each, existing):
            replaced.add(each.user_name)
        if needed:
            partial[each.user_name] = needed
        elif needed is None:
            taken_apart = options.state == "absent" or each.user_name in replaced
            (complete if taken_apart else purged).append(each.user_name)
    return RequiredReads(tuple(complete), tuple(purged), partial, frozenset(replaced | certain))


def _previous_to_read(
    desired: DesiredUser, existing: User | None, index: UserIndex, options: ReconcileOptions
) -> str | None:
    """The previous user, if all of its stacks matter: to be taken over, or before it is deleted."""
    previous = index.get(desired.previous_user_name or "")
    if previous is None or options.state == "absent":
        return None
    matters = takes_over(previous, existing) or options.old_address == "delete"
    return previous.user_name if matters else None


def _stacks_to_read(
    desired: DesiredUser, existing: User | None, options: ReconcileOptions, moved: bool
) -> frozenset[str] | None:
    """The stacks that matter for this user; None for all of them. ``moved``: all of its previous
    user matter."""
    nothing: frozenset[str] = frozenset()
    if existing is None:
        return nothing
    if options.state == "absent" or options.replaces(desired, existing):
        return None
    if options.on_name_change != "ignore" and desired.differing_names(existing):
        return nothing
    if moved:
        return None
    asked = frozenset(desired.stack_names or ())
    if options.purges_stacks_of(desired):
        scope = options.purge_stacks_scope
        return None if scope is None else asked | scope
    return asked
