# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The expected result of a task, in pure functions that share no code with the plugins.

They take the real state of the pool and the options of a play, and return the final state, the rows
that fail, the mails and the writing calls. They assume that every call succeeds, except those
that a ``World`` rejects.
"""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

Pair = tuple[str, str]  # user, stack
INVITES = ("resend", "invite")
NO_LONGER_PENDING = ("CONFIRMED", "ARCHIVED", "COMPROMISED")


@dataclass(frozen=True)
class Account:
    """A user. ``hidden``: the keys that DescribeUsers omits. ``life``: its ARN, if known. ``new``:
    created less than a day ago."""

    first: str | None = None
    last: str | None = None
    enabled: bool = True
    status: str | None = None
    hidden: frozenset[str] = frozenset()
    life: str | None = None
    new: bool = False

    def shown(self, key: str, value: Any) -> Any:
        return None if key in self.hidden else value

    @property
    def shown_names(self) -> tuple[str | None, str | None]:
        return self.shown("FirstName", self.first), self.shown("LastName", self.last)

    @property
    def shown_enabled(self) -> bool | None:
        return self.shown("Enabled", self.enabled)

    @property
    def shown_new(self) -> bool:
        return "CreatedTime" not in self.hidden and self.new

    @property
    def shown_status(self) -> str | None:
        return self.shown("Status", self.status)


@dataclass(frozen=True)
class World:
    """The valid calls that the service rejects."""

    stacks: frozenset[str]  # the existing ones
    closed_stacks: frozenset[str] = frozenset()  # joined to a domain
    disabled_get_no_stack: bool = False
    new_status: str = "FORCE_CHANGE_PASSWORD"
    outlived: str | None = None  # the code for an association whose user is gone, which stays

    def rejects(self, stack: str, enabled: bool) -> bool:
        unknown = stack not in self.stacks or stack in self.closed_stacks
        return unknown or (self.disabled_get_no_stack and not enabled)


@dataclass
class State:
    """A pool."""

    users: dict[str, Account] = field(default_factory=dict)
    pairs: set[Pair] = field(default_factory=set)

    def copy(self) -> State:
        return State(dict(self.users), set(self.pairs))

    def stacks_of(self, name: str) -> set[str]:
        return {stack for user, stack in self.pairs if user == name}

    def of(self, name: str) -> tuple[Account | None, set[str]]:
        return self.users.get(name), self.stacks_of(name)


@dataclass
class Row:
    """The expected row of one user, or of one association."""

    failed: bool = False
    changed: bool = False
    actions: list[str] = field(default_factory=list)
    added: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    extra: dict[str, Any] = field(default_factory=dict)  # what few rows have besides


@dataclass
class Expected:
    """``errors``: the error about the input contains one of these texts; empty if it is valid.

    ``service_rejects``: whether the service rejects any call, which check mode cannot predict.
    """

    end: State
    errors: list[str] = field(default_factory=list)
    rows: dict[Any, Row] = field(default_factory=dict)
    mails: Counter[tuple[str, str, str | None]] = field(default_factory=Counter)
    writes: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    service_rejects: bool = False
    protected: set[str] = field(default_factory=set)  # users that the task must not touch


def differ_by_case(names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether one of the names differs from one of the others only in capitalization."""
    others = list(others)
    return any(similar_to(name, others) for name in names)


def similar_to(name: str, others: Iterable[str]) -> list[str]:
    return sorted(other for other in others if name != other and name.lower() == other.lower())


def kept(options: dict[str, Any], names: Iterable[str]) -> set[str]:
    """Names of keep_users, and those that fit a pattern of it (D11)."""
    entries = options.get("keep_users") or ()
    return {*entries, *(n for n in names if any(fnmatch.fnmatchcase(n, e) for e in entries))}


def kept_errors(options: dict[str, Any], losers: Iterable[str], names: Iterable[str]) -> list[str]:
    """Errors about users who lose something, and entries of keep_users (D11, D12)."""
    entries, names, losers = options.get("keep_users") or (), list(names), list(losers)
    nobody = any(not any(fnmatch.fnmatchcase(n, e) for n in names) for e in entries)
    found = []
    if losers and nobody and options.get("keep_users_missing") != "ignore":
        found.append(" nobody, so nothing was done")
    for name in losers:
        if any(
            not fnmatch.fnmatchcase(name, e) and fnmatch.fnmatchcase(name.lower(), e.lower())
            for e in entries
        ):
            found.append("differ only by capitals")
    return found


def in_scope(name: str, scope: list[str] | None) -> bool:
    """Whether unlisted_users may do anything to the user."""
    return scope is None or any(fnmatch.fnmatchcase(name, entry) for entry in scope)


def removes_unlisted(options: dict[str, Any]) -> bool:
    return options.get("unlisted_users") in ("disable", "delete")


def common_errors(options: dict[str, Any], lists: Iterable[str]) -> list[str]:
    """Errors of the options about removals, independent of the pool."""
    purges = any(options.get(name) for name in ("purge_users", "purge_stacks"))
    purges = purges or removes_unlisted(options)
    limit = options.get("removal_limit")
    found = []
    if limit is not None and not re.fullmatch(r"[0-9]+|([0-9]|[1-9][0-9]|100)%", limit):
        found.append("neither a whole number nor a percentage")
    if purges and limit is None:
        found.append("removal_limit: required")
    if purges and options.get("state") == "absent":
        found.append("cannot be combined with state=absent")
    if purges and any(options.get(name) == [] for name in lists):
        found.append("must not be empty")
    return found


def too_many(
    limit: str | None, removals: int, state: State, scope: list[str] | None = None
) -> list[str]:
    """The error about more removals than a valid limit allows."""
    if limit is None:
        return []
    allowed, shown = limit, limit
    if limit.endswith("%"):
        size = sum(in_scope(name, scope) for name in state.users)
        allowed = str(int(limit[:-1]) * size // 100)
        within = "" if scope is None else " in unlisted_users_scope"
        shown = f"{limit} ({allowed} of {size} users{within})"
    if removals <= int(allowed):
        return []
    return [f"removal_limit is {shown}, but {removals} would be removed"]


def ambiguous_names(names: Iterable[str], state: State) -> list[str]:
    """Listed names that differ only by capitals must all exist."""
    listed = set(names)
    alike = [name for name in listed if differ_by_case([name], listed)]
    return [] if set(alike) <= state.users.keys() else ["differ only by capitals"]


# ---- appstream_user


@dataclass(frozen=True)
class DesiredUser:
    """One entry, completed by the task-level defaults."""

    name: str
    first: str | None
    last: str | None
    enabled: bool | None
    stacks: tuple[str, ...] | None
    message_action: str | None
    notify: bool
    previous: str | None = None


def desired_users(options: dict[str, Any]) -> list[DesiredUser]:
    entries = options.get("users", [options])

    def own(entry: dict[str, Any], key: str) -> Any:
        return options.get(key) if entry.get(key) is None else entry[key]

    found = []
    for entry in entries:
        stacks = own(entry, "stack_names")
        found.append(
            DesiredUser(
                entry["user_name"],
                entry.get("first_name"),
                entry.get("last_name"),
                own(entry, "enabled"),
                None if stacks is None else tuple(dict.fromkeys(stacks)),
                own(entry, "message_action"),
                bool(own(entry, "send_email_notification")),
                entry.get("previous_user_name"),
            )
        )
    return found


def expect_users(state: State, options: dict[str, Any], world: World) -> Expected:
    """The expected result of appstream_user."""
    run = _Users(state, options, world)
    run.plan()
    return run.expected


class _Users:
    def __init__(self, state: State, options: dict[str, Any], world: World) -> None:
        self.before = state
        self.end = state.copy()
        self.expected = Expected(self.end)
        self.options = options
        self.world = world
        self.absent = options.get("state") == "absent"
        self.wanted = desired_users(options)
        self.listed = [each.name for each in self.wanted]
        self.named = [*self.listed, *(each.previous for each in self.wanted if each.previous)]
        self.keep = kept(options, {*state.users, *self.named})
        self.leaves = options.get("disabled_users") == "leave"
        self.old_address = options.get("old_address") or "keep"
        self.others: dict[str, str] = {}  # users who are not listed, and how they are removed
        self.removals: list[tuple[str, set[str] | None]] = []  # None: the user itself
        self.count = 0  # what removal_limit counts
        self.losers: set[str] = set()  # users who lose something

    def plan(self) -> None:
        listed = self.listed
        expected = self.expected
        expected.errors = self.bad_options(listed)
        if expected.errors or not self.wanted:
            expected.protected = set(self.before.users)
            return
        unlisted = self.unlisted(self.named)
        mixed = [name for name in self.named if name in listed or similar_to(name, listed)]
        expected.errors = ambiguous_names(mixed, self.before)
        if differ_by_case(unlisted, self.named):
            expected.errors.append("differ only by capitals")
        touched = listed if self.old_address == "keep" else self.named
        expected.protected = set(self.before.users).difference(touched, unlisted)
        for each in self.wanted:
            row = expected.rows.setdefault(each.name, Row())
            if each.name not in self.before.users:
                similar = similar_to(each.name, self.before.users)
                row.extra = {"similar_user_names": similar} if similar else {}
            if self.absent:
                self.absent_user(each.name, row)
            else:
                self.present_user(each, row)
        if differ_by_case(self.others, listed):
            expected.errors.append("differ only by capitals")
        self.others.update(dict.fromkeys(unlisted, self.options.get("unlisted_users", "")))
        for name in sorted(self.others):
            expected.rows[name] = Row()
            self.removals.append((name, None))
            self.losers.add(name)
            self.count += 1
        self.remove()
        names = {*self.before.users, *self.named}
        expected.errors += kept_errors(self.options, self.losers, names)
        limit = self.options.get("removal_limit")
        scope = self.options.get("unlisted_users_scope")
        expected.errors += too_many(limit, self.count, self.before, scope)
        for row in expected.rows.values():
            row.changed = bool(row.actions or row.added or row.removed or row.changed)

    def unlisted(self, listed: list[str]) -> list[str]:
        """The users who are not listed and are deleted or disabled."""
        how = self.options.get("unlisted_users") or "keep"
        return [
            name
            for name, account in sorted(self.before.users.items())
            if name not in self.keep.union(listed)
            and in_scope(name, self.options.get("unlisted_users_scope"))
            and (how == "delete" or (how == "disable" and account.shown_enabled is not False))
        ]

    def bad_options(self, listed: list[str]) -> list[str]:
        options = self.options
        found = common_errors(options, ["users"])
        if options.get("on_name_change") == "recreate" and options.get("removal_limit") is None:
            found.append("removal_limit: required")
        if self.old_address != "keep" and options.get("removal_limit") is None:
            found.append("removal_limit: required")
        found += self.bad_moves()
        if removes_unlisted(options) and "users" not in options:
            found.append("requires users")
        if options.get("unlisted_users_scope") is not None and not removes_unlisted(options):
            found.append("unlisted_users_scope: requires unlisted_users")
        if options.get("unlisted_users_scope") == []:
            found.append("unlisted_users_scope: must not be empty")
        if options.get("purge_stacks_scope") is not None and not options.get("purge_stacks"):
            found.append("purge_stacks_scope: requires purge_stacks")
        if len(set(listed)) < len(listed):
            found.append("the same user as")
        if any("@" not in name for name in listed):
            found.append("not an email address")
        if self.absent and self.keep.intersection(listed):
            found.append("is in keep_users")
        return found

    def bad_moves(self) -> list[str]:
        found = []
        moves = [(each.name, each.previous) for each in self.wanted if each.previous]
        for name, previous in moves:
            if self.absent:
                found.append("cannot be combined with state=absent")
            if previous == name:
                found.append("is the same as user_name")
            elif previous in self.listed:
                found.append("is a listed user, too")
            if similar_to(name, [previous]):
                found.append("differs from user_name by capitals")
            if [other for _name, other in moves].count(previous) > 1:
                found.append("is that of")
            if self.old_address != "keep" and previous in self.keep:
                found.append("is in keep_users, but")
        return found

    def absent_user(self, name: str, row: Row) -> None:
        if name in self.before.users:
            self.losers.add(name)
            self.count += 1
            self.delete(name, row)

    def delete(self, name: str, row: Row) -> None:
        for stack in self.before.stacks_of(name):
            self.off(name, stack, row)
        del self.end.users[name]
        self.expected.writes["DeleteUser", name] += 1
        row.actions.append("delete")

    def off(self, name: str, stack: str, row: Row) -> None:
        self.end.pairs.discard((name, stack))
        self.expected.writes["Disassociate", name, stack] += 1
        row.removed.add(stack)

    def on(self, each: DesiredUser, stacks: Iterable[str], enabled: bool, row: Row) -> bool:
        """Returns whether all calls succeeded."""
        worked = True
        for stack in stacks:
            if self.world.rejects(stack, enabled):
                self.expected.service_rejects = row.failed = True
                worked = False
                continue
            self.end.pairs.add((each.name, stack))
            row.added.add(stack)
            self.expected.writes["Associate", each.name, stack, each.notify] += 1
            if each.notify:
                self.expected.mails["assignment", each.name, stack] += 1
        return worked

    def create(
        self, each: DesiredUser, first: str | None, last: str | None, disabled: bool
    ) -> None:
        self.end.users[each.name] = Account(first, last, True, self.world.new_status)
        self.expected.writes["CreateUser", each.name] += 1
        quiet = each.message_action == "suppress"
        if not quiet and not (disabled and each.message_action == "invite"):  # C12
            self.expected.mails["welcome", each.name, None] += 1

    def switch(self, name: str, enabled: bool, row: Row) -> None:
        account = self.end.users[name]
        self.end.users[name] = replace(account, enabled=enabled)
        self.expected.writes["EnableUser" if enabled else "DisableUser", name] += 1

    def present_user(self, each: DesiredUser, row: Row) -> None:
        account, previous = self.before.of(each.name)
        if not self.may_move(each, row):
            return
        due, given = self.takeover(each)
        if account is None:
            planned = self.new_user(each, given, row)
            if planned is not None:
                self.remove_previous(each, due - planned, True)
            return
        left = self.leaves and each.enabled is not True
        if left and account.shown_enabled is False and each.stacks is not None:  # D14
            each = replace(each, stacks=tuple(s for s in each.stacks if s in previous))
        asked = zip((each.first, each.last), account.shown_names, strict=True)
        others = any(name is not None and name != found for name, found in asked)
        how = self.options.get("on_name_change") or "fail"
        state_known = each.enabled is not None or account.shown_enabled is not None
        may_recreate = each.name not in self.keep and state_known
        if others and (how == "fail" or (how == "recreate" and not may_recreate)):
            row.failed = True
            return
        if others and how == "recreate":
            self.recreate(each, account, previous, given, row)
        else:
            self.existing_user(each, account, previous, given, row)
        enabled = account.shown_enabled if each.enabled is None else each.enabled
        lacking = due - previous - given - set(each.stacks or ())
        self.remove_previous(each, lacking, each.enabled is False or enabled is True)

    def may_move(self, each: DesiredUser, row: Row) -> bool:
        """Whether nothing is wrong with the previous user of this one (C13)."""
        if each.previous is None:
            return True
        old = self.before.users.get(each.previous)
        if old is None:
            row.failed = not set(similar_to(each.previous, self.before.users)) <= set(self.named)
        elif each.name not in self.before.users:
            if self.options.get("on_missing_user") == "ignore":
                row.failed = old.shown_enabled is not False
            else:
                row.failed = old.shown_enabled is None and each.enabled is None
        else:
            row.failed = self.unsure(each) and self.old_address != "disable"
        if row.failed:
            row.extra = {}
        elif old is not None:
            row.extra["previous_user_name"] = each.previous
        return not row.failed

    def unsure(self, each: DesiredUser) -> bool:
        """Whether the user may be one who was to be disabled, like the previous one (C13)."""
        old, new = (self.before.users.get(name or "") for name in (each.previous, each.name))
        if old is None or new is None:
            return False
        pending = new.shown_status not in NO_LONGER_PENDING
        silent = each.enabled is None and new.shown_enabled is not False
        return old.shown_enabled is False and pending and silent

    def takeover(self, each: DesiredUser) -> tuple[set[str], set[str]]:
        """The stacks of the previous user that this one must have, and those that it gets."""
        old, stacks = self.before.of(each.previous or "")
        if old is None:
            return set(), set()
        due = stacks - self.extra(each, stacks)
        account = self.before.users.get(each.name)
        if account is None:
            return due, due
        left = self.leaves and account.shown_enabled is False and each.enabled is not True
        return due, set() if left or old.shown_enabled is False else due

    def remove_previous(self, each: DesiredUser, lacking: set[str], replaced: bool) -> None:
        """``replaced``: whether the new user can sign in, or is not to."""
        name = each.previous
        old = self.before.users.get(name or "")
        if name is None or old is None or self.old_address == "keep":
            return
        if old.shown_enabled is not False and not replaced:
            return
        disables = self.old_address == "disable"
        if old.shown_enabled is not False if disables else not lacking:
            self.others[name] = self.old_address

    def new_user(self, each: DesiredUser, given: set[str], row: Row) -> set[str] | None:
        """Returns the stacks that the user is to have, unless it is not to be created."""
        if differ_by_case([each.name], self.before.users):
            row.failed = True
            return None
        if self.options.get("on_missing_user") == "ignore":
            return None
        if each.message_action == "resend":
            row.failed = True
            return None
        first, last = each.first, each.last
        old = self.before.users.get(each.previous or "")
        if old is not None:
            first = old.shown_names[0] if first is None else first
            last = old.shown_names[1] if last is None else last
            if old.shown_enabled is False and each.enabled is not True:
                if self.leaves and each.stacks is not None:
                    each = replace(each, stacks=tuple(s for s in each.stacks if s in given))
                if each.enabled is None:
                    each = replace(each, enabled=False, message_action="suppress")
        self.create(each, first, last, each.enabled is False)
        row.actions.append("create")
        self.on(replace(each, notify=False), given, True, row)
        self.on(each, [s for s in each.stacks or () if s not in given], True, row)
        if each.enabled is False:
            self.switch(each.name, False, row)
            row.actions.append("disable")
        return given.union(each.stacks or ())

    def existing_user(
        self,
        each: DesiredUser,
        account: Account,
        previous: set[str],
        given: set[str],
        row: Row,
    ) -> None:
        if each.enabled is True and account.shown_enabled is not True:
            self.switch(each.name, True, row)
            row.actions.append("enable")
        enabled = self.end.users[each.name].enabled
        worked = self.on(replace(each, notify=False), given - previous, enabled, row)
        added = [s for s in each.stacks or () if s not in previous | given]
        worked = self.on(each, added, enabled, row) and worked
        if each.enabled is False and account.shown_enabled is not False:
            self.count += 1
            self.switch(each.name, False, row)
            row.actions.append("disable")
        known = account.shown_enabled if each.enabled is None else each.enabled
        pending = account.shown_status not in NO_LONGER_PENDING
        mailed = each.message_action in INVITES and not self.unsure(each)
        mailed = mailed and not (each.message_action == "invite" and account.shown_new)
        if mailed and known is True and pending and worked:
            self.expected.mails["invitation", each.name, None] += 1
            self.expected.writes["Resend", each.name] += 1
            row.actions.append("resend")
        self.purge(each, previous)

    def recreate(
        self,
        each: DesiredUser,
        account: Account,
        previous: set[str],
        given: set[str],
        row: Row,
    ) -> None:
        self.count += 1
        self.losers.add(each.name)
        first, last = account.shown_names
        row.extra |= {
            "previous_stack_names": sorted(previous),
            "previous_enabled": account.shown_enabled,
            "previous_first_name": first,
            "previous_last_name": last,
        }
        self.expected.writes["CreateUser", each.name] += 1  # proves that the names are valid
        for stack in previous:
            self.expected.writes["Disassociate", each.name, stack] += 1
            self.expected.writes["Associate", each.name, stack, False] += 1
        self.expected.writes["DeleteUser", each.name] += 1
        disabled = account.shown_enabled is False if each.enabled is None else not each.enabled
        self.create(
            each,
            first if each.first is None else each.first,
            last if each.last is None else each.last,
            disabled,
        )
        row.actions.append("recreate")
        self.on(replace(each, notify=False), given - previous, True, row)
        self.on(each, [s for s in each.stacks or () if s not in previous | given], True, row)
        if disabled:
            self.switch(each.name, False, row)
            if account.shown_enabled is not False:
                row.actions.append("disable")
        self.purge(each, previous)

    def purge(self, each: DesiredUser, previous: set[str]) -> None:
        extra = self.extra(each, previous)
        self.count += len(extra)
        if extra:
            self.removals.append((each.name, extra))
            self.losers.add(each.name)

    def extra(self, each: DesiredUser, previous: set[str]) -> set[str]:
        """The stacks that a purge removes."""
        options = self.options
        if not options.get("purge_stacks") or each.stacks is None or each.name in self.keep:
            return set()
        scope = options.get("purge_stacks_scope")
        return {s for s in previous - set(each.stacks) if scope is None or s in scope}

    def remove(self) -> None:
        """Removals run last, and are skipped if anything failed."""
        left = any(row.failed for row in self.expected.rows.values())
        for name, stacks in self.removals:
            row = self.expected.rows[name]
            if left:
                row.failed = True
            elif stacks is not None:
                for stack in stacks:
                    self.off(name, stack, row)
            elif self.others[name] == "delete":
                self.delete(name, row)
            else:
                self.switch(name, False, row)
                row.actions.append("disable")


# ---- appstream_user_stack_association


def listed_keys(options: dict[str, Any]) -> set[Any]:
    """The users, or the associations, that a task of either module lists."""
    if "users" in options or "user_name" in options:
        return {each.name for each in desired_users(options)}
    return {(user, stack) for user, stack, _notify in wanted_pairs(options)}


def wanted_pairs(options: dict[str, Any]) -> list[tuple[str, str, bool]]:
    notify = bool(options.get("send_email_notification"))
    if "associations" in options:
        return [
            (
                entry["user_name"],
                entry["stack_name"],
                (
                    notify
                    if entry.get("send_email_notification") is None
                    else entry["send_email_notification"]
                ),
            )
            for entry in options["associations"]
        ]
    stacks = dict.fromkeys(options["stack_names"])
    return [(user, stack, notify) for user in options["user_names"] for stack in stacks]


def expect_pairs(state: State, options: dict[str, Any], world: World, known: bool) -> Expected:
    """The expected result of appstream_user_stack_association.

    ``known``: whether the service rejects a user who is not in the pool; check mode cannot know.
    """
    end = state.copy()
    expected = Expected(end)
    wanted = wanted_pairs(options)
    users = {user for user, _stack, _notify in wanted}
    expected.errors = _bad_pair_options(options, wanted)
    if expected.errors:
        return expected
    expected.errors = ambiguous_names(users, state)
    asked = {(user, stack) for user, stack, _notify in wanted}
    stacks = {stack for _user, stack in asked}
    keep = kept(options, {user for user, _stack in state.pairs})
    purged = sorted(
        (
            (user, stack)
            for user, stack in state.pairs - asked
            if user not in keep
            and (
                (options.get("purge_users") and stack in stacks)
                or (options.get("purge_stacks") and user in users)
            )
        ),
        key=lambda pair: (pair[1], pair[0]),
    )
    if differ_by_case({user for user, _stack in purged} - users, users):
        expected.errors.append("differ only by capitals")
    expected.protected = set(state.users) - users - {user for user, _stack in purged}
    removals = list(purged)
    for user, stack, notify in wanted:
        pair = (user, stack)
        row = expected.rows[pair] = Row()
        if options.get("state") == "absent":
            if pair in state.pairs:
                removals.append(pair)
        elif pair not in state.pairs:
            row.actions.append("associate")
            account = state.users.get(user)
            near = differ_by_case([user], state.users)
            if account is None and (known or near):
                row.failed = True
                expected.service_rejects = expected.service_rejects or known
            elif world.rejects(stack, account is None or account.enabled):
                row.failed = expected.service_rejects = True
            else:
                end.pairs.add(pair)
                row.changed = True
                expected.writes["Associate", user, stack, notify] += 1
                if notify:
                    expected.mails["assignment", user, stack] += 1
    losers = {user for user, _stack in removals}
    there = {user for user, _stack in state.pairs}.union(state.users, users)
    expected.errors += kept_errors(options, losers, there)
    expected.errors += too_many(options.get("removal_limit"), len(removals), state)
    left = any(row.failed for row in expected.rows.values())
    for pair in removals:
        row = expected.rows.setdefault(pair, Row())
        row.actions.append("disassociate")
        if left:
            row.failed = True
        elif world.outlived and pair[0] not in state.users:
            expected.service_rejects = True
            row.failed = world.outlived != "USER_NAME_NOT_FOUND"
            if not row.failed:
                row.actions.clear()
        else:
            end.pairs.discard(pair)
            row.changed = True
            expected.writes["Disassociate", *pair] += 1
    return expected


def _bad_pair_options(options: dict[str, Any], wanted: list[tuple[str, str, bool]]) -> list[str]:
    found = common_errors(options, ["user_names", "stack_names", "associations"])
    users = options.get("user_names")
    names = [(user, stack) for user, stack, _notify in wanted] if users is None else users
    if len(set(names)) < len(names):
        found.append("the same as")
    listed = {user for user, _stack, _notify in wanted}.union(users or ())
    if any("@" not in name for name in listed):
        found.append("not an email address")
    paired = {user for user, _stack, _notify in wanted}
    if options.get("state") == "absent" and paired & kept(options, paired):
        found.append("is in keep_users")
    return found
